"""Review timeliness: how many people on the list were reviewed in time, and for how many a review is late."""

import math
from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.disclosure.attack import total_of
from iomlib.metrics.counts import with_shares
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.said import saying
from iomlib.report.scheme import WITHOUT, list_words, withheld
from iomlib.report.scheme_safe import Scheme
from iomlib.report.scheme_sums import System, rest
from iomlib.report.withholding import AWAY, published, rounding
from iomlib.rules import Rule, words

INPUTS = "data/enrolments, data/assessments, params/rules"
LATE = 91  # days: due for another quarter already


ABOUT = 10  # days to which a median is rounded in public: the day of nobody is told
_GROUPS = ("reviewed", "due", "late", "not-yet", "not-known")


class Reviews(NamedTuple):
    """The people on a list by how they stand to a review: ``rows`` (see `reviews`), and days overdue."""

    rows: pd.DataFrame
    median_days: float


def counted(reviewed: pd.DataFrame, rule: Rule, name: str) -> System:
    """Count who was reviewed in time, and for whom a review is due, for `iomlib.report.scheme_safe.protect`.

    Parameters
    ----------
    reviewed
        What `iomlib.metrics.timeliness.reviews` gave under the rule.
    rule
        Its criterion `review` says that a review is due.
    name
        The list that the page is about; nothing is counted of another.

    Returns
    -------
    Counts ``review.reviewed``, ``review.due``, ``review.late`` (of these, by more than a quarter), ``review.not-yet``
    and ``review.not-known``.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "ppo-de-selection", date(2009, 9, 30))
    >>> rows = pd.DataFrame({"reviewed": [True, False], "overdue": [False, True], "days_overdue": [None, 100.0]})
    >>> counted(rows.astype({"reviewed": "boolean", "overdue": "boolean"}), rule, "ppo").counts["review.late"]
    1.0
    """
    if not len(reviewed) or rule.list != name:
        return System({}, [], {})
    unknown = reviewed["reviewed"].isna() | reviewed["overdue"].isna()
    due = _due(reviewed)
    done = reviewed["reviewed"].fillna(value=False).astype("bool") & ~unknown & ~due
    late = due & (reviewed["days_overdue"] > LATE)
    groups = (done, due, late, ~(done | due | unknown), unknown)
    counts = {f"review.{group}": float(people.sum()) for group, people in zip(_GROUPS, groups, strict=True)}
    if unknown.all():  # nobody was looked for, so nobody is counted
        counts |= dict.fromkeys([f"review.{group}" for group in _GROUPS[:-1]], math.nan)
    made = System({"people": float(len(reviewed)), **counts}, [], {})
    made.sums.append(
        total_of("people", *(f"review.{group}" for group in ("reviewed", "due", "not-yet", "not-known")))
    )
    rest(made, "review.due", "review.late")
    for group in _GROUPS:
        rest(made, "people", f"review.{group}")
    return made


def _due(reviewed: pd.DataFrame) -> "pd.Series[bool]":
    unknown = reviewed["reviewed"].isna() | reviewed["overdue"].isna()
    return reviewed["overdue"].fillna(value=False).astype("bool") & ~unknown


def reviews(shown: Scheme, reviewed: pd.DataFrame, rule: Rule) -> Reviews:
    """Give who was reviewed in time, and for whom a review is due, as an edition may show it.

    Parameters
    ----------
    shown
        What `iomlib.report.scheme_safe.protect` gave, of a page with what is `counted` of these reviews.
    reviewed, rule
        As for `counted`.

    Returns
    -------
    Rows ``reviewed``, ``due``, ``late`` (of these, by more than a quarter), ``not-yet`` and ``not-known``: ``people``,
    ``out_of``, ``share`` (0 to 1), ``lower``, ``upper`` and ``withheld``. No rows where the rule is about another list,
    or nobody is known to be on it. ``median_days``: of those due, missing where they are few.
    """
    made = counted(reviewed, rule, shown.name)
    if not shown.known or not made.counts:
        return Reviews(pd.DataFrame({name: [] for name in ("people", "withheld")}), math.nan)
    rows = pd.DataFrame({"people": {group: made.counts[f"review.{group}"] for group in _GROUPS}})
    gone = [group for group in _GROUPS if {"people", f"review.{group}"} & shown.away]
    safe = published(with_shares(rows.assign(out_of=made.counts["people"])), gone, shown.rule)
    few = safe["withheld"]["due"] or not made.counts["review.due"] > 0  # missing is not above 0 either
    median = math.nan if few else float(reviewed.loc[_due(reviewed), "days_overdue"].median())
    return Reviews(safe, median if shown.rule.open or few else ABOUT * math.floor(median / ABOUT + 0.5))


def reviews_table(shown: Scheme, found: Reviews, rule: Rule) -> Table | Sentence:
    """Show how many people on the list were reviewed in time. `found` comes from `reviews`."""
    if not len(found.rows):
        return Sentence(style="missing", sentences=[_nothing(shown, rule)])
    if found.rows["people"].drop("not-known").isna().all() and not found.rows["withheld"]["reviewed"]:
        return Sentence(
            style="missing", sentences=[f"No reviews were supplied, so nobody is called late. {_asked(rule)}"]
        )
    if found.rows["withheld"].all():
        return withheld("How many were reviewed in time", shown.rule)
    made = table(
        found.rows,
        [
            Column("people", "People", "count"),
            Column("share", "Share of the list", "share", bounds=("lower", "upper")),
            Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
        ],
        id="reviews",
        caption=f"Reviews of the people on the {list_words(shown.name)}",
        index="A review",
        disclosure="people",
        notes=_notes(shown, found, rule),
        labels={
            "reviewed": f"was held in the last {rule.criterion(str(rule.review)).months} months",
            "due": "is due",
            "late": "is due, and has been for more than another quarter",
            "not-yet": "is not due yet",
            "not-known": "is not known of",
        },
    )
    return sourced(saying(made, *_told(found)), INPUTS)


def _told(found: Reviews) -> list[Figure]:
    """Record of how many people the shares are, and for how long half of the reviews have been due."""
    due = [] if math.isnan(found.median_days) else [figure("reviews.median_due", found.median_days, "days")]
    out_of = found.rows["out_of"].dropna().head(1)
    return [*due, *(figure("reviews.out_of", people, "number", places=0) for people in out_of)]


def _notes(shown: Scheme, found: Reviews, rule: Rule) -> list[str]:
    median = write(found.median_days, "days")
    late = (
        []
        if math.isnan(found.median_days)
        else [
            f"Half of those due have been so for {'' if shown.rule.open else 'about '}{median} days or more."
        ]
    )
    return [
        _asked(rule),
        *late,
        *rounding(shown.rule),
    ]


def _asked(rule: Rule) -> str:
    return f"{rule.title}: {words(rule.criterion(str(rule.review)))}."


def _nothing(shown: Scheme, rule: Rule) -> str:
    if shown.known and rule.list != shown.name:
        mine, theirs = list_words(shown.name), list_words(rule.list or "")
        return f"The rule that asks for reviews is about the {theirs}, not about the {mine}: none is called late."
    return WITHOUT if not shown.known else "The rule asks for no reviews: none is called late."


def review_words(found: Reviews) -> list[str]:
    """Word how many were reviewed in time, for the headline."""
    if not len(found.rows):
        return []
    row = found.rows.T["reviewed"]
    if math.isnan(row["people"]):
        return AWAY if row["withheld"] else []
    pair = f"{write(row['people'], 'count')} of the {write(row['out_of'], 'count')}"
    if math.isnan(row["share"]):  # of too few for a percentage
        return [f"{pair}, {row['share_band']}, were reviewed in time."]
    within = interval(row["lower"], row["upper"], "share")
    return [f"{pair} ({write(row['share'], 'share')}; 95% interval {within}) were reviewed in time."]
