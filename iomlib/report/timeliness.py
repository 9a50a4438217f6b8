"""Review timeliness: how many people on the list were reviewed in time, and for how many a review is late."""

import math
from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.metrics.counts import with_shares
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column, row_of, sourced, table
from iomlib.report.scheme import WITHOUT, known, list_words, notes_of
from iomlib.report.scheme_safe import Scheme
from iomlib.report.withholding import AWAY, hidden, total_of, withhold
from iomlib.rules import Rule, words

INPUTS = "data/enrolments, data/assessments, params/rules"
LATE = 91  # days: due for another quarter already
_SHARE = ("people", "out_of", "share", "lower", "upper")


class Reviews(NamedTuple):
    """The people on a list by how they stand to a review: ``rows`` (see `reviews`), and days overdue."""

    rows: pd.DataFrame
    median_days: float


def reviews(shown: Scheme, reviewed: pd.DataFrame, rule: Rule) -> Reviews:
    """Count who was reviewed in time, and for whom a review is due.

    Parameters
    ----------
    shown
        What `iomlib.report.scheme_safe.protect` gave.
    reviewed
        What `iomlib.metrics.timeliness.reviews` gave under the rule.
    rule
        Its criterion `review` says that a review is due.

    Returns
    -------
    Rows ``reviewed``, ``due``, ``late`` (of these, by more than a quarter), ``not-yet`` and ``not-known``: ``people``,
    ``out_of``, ``share`` (0 to 1), ``lower``, ``upper`` and ``withheld``. No rows where the rule is about another list,
    or nobody is known to be on it. ``median_days``: of those due, missing where they are few.
    """
    if not known(shown) or not len(reviewed) or rule.list != shown.counts.name:
        return Reviews(pd.DataFrame({name: [] for name in ("people", "withheld")}), math.nan)
    unknown = reviewed["reviewed"].isna() | reviewed["overdue"].isna()
    due = reviewed["overdue"].fillna(value=False).astype("bool") & ~unknown
    done = reviewed["reviewed"].fillna(value=False).astype("bool") & ~unknown & ~due
    late = due & (reviewed["days_overdue"] > LATE)
    groups = {
        "reviewed": done,
        "due": due,
        "late": late,
        "not-yet": ~(done | due | unknown),
        "not-known": unknown,
    }
    counts = {name: float(people.sum()) for name, people in groups.items()} | {"all": float(len(reviewed))}
    if unknown.all():  # nobody was looked for, so nobody is counted
        counts |= dict.fromkeys(("reviewed", "due", "late", "not-yet"), math.nan)
    sums = [total_of("all", "reviewed", "due", "not-yet", "not-known"), total_of("due", "late", "_lately")]
    every = counts | {"_lately": counts["due"] - counts["late"]}
    away = hidden(every, sums, shown.minimum, keep=["all", "reviewed"])
    rows = pd.DataFrame(
        {"people": pd.Series({name: counts[name] for name in groups}), "out_of": counts["all"]}
    )
    safe = withhold(with_shares(rows), groups if "all" in away else away, _SHARE)
    few = safe["withheld"]["due"] or not counts["due"]
    return Reviews(safe, math.nan if few else float(reviewed.loc[due, "days_overdue"].median()))


def reviews_table(shown: Scheme, found: Reviews, rule: Rule) -> Table | Sentence:
    """Show how many people on the list were reviewed in time. `found` comes from `reviews`."""
    if not len(found.rows):
        return Sentence(style="missing", sentences=[_nothing(shown, rule)])
    made = table(
        found.rows,
        [
            Column("people", "People", "count"),
            Column("share", "Share of the list", "share", bounds=("lower", "upper")),
            Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
        ],
        id="reviews",
        caption=f"Reviews of the people on the {list_words(shown.counts.name)}",
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
    return sourced(made, INPUTS)


def _notes(shown: Scheme, found: Reviews, rule: Rule) -> list[str]:
    median = write(found.median_days, "days")
    late = (
        []
        if math.isnan(found.median_days)
        else [f"Half of those due have been so for {median} days or more."]
    )
    return [
        f"{rule.title}: {words(rule.criterion(str(rule.review)))}.",
        *late,
        *notes_of(found.rows, shown.minimum),
    ]


def _nothing(shown: Scheme, rule: Rule) -> str:
    if known(shown) and rule.list != shown.counts.name:
        mine, theirs = list_words(shown.counts.name), list_words(rule.list or "")
        return f"The rule that asks for reviews is about the {theirs}, not about the {mine}: none is called late."
    return WITHOUT if not known(shown) else "The rule asks for no reviews: none is called late."


def review_words(found: Reviews) -> list[str]:
    """Word how many were reviewed in time, for the headline."""
    if not len(found.rows):
        return []
    row = row_of(found.rows, "reviewed")
    if math.isnan(row["people"]):
        return AWAY if row["withheld"] else []
    within = interval(row["lower"], row["upper"], "share")
    return [
        f"{write(row['people'], 'count')} of the {write(row['out_of'], 'count')} ({write(row['share'], 'share')}; 95% "
        f"interval {within}) were reviewed in time."
    ]
