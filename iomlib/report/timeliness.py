"""Review timeliness: for how many people on the list a review is due, and for how long."""

import math
from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.report.formats import write
from iomlib.report.frames import Column, sourced, table
from iomlib.report.scheme import known, list_words, notes_of
from iomlib.report.scheme_safe import Scheme
from iomlib.report.withholding import hidden, total_of, withhold
from iomlib.rules import Rule, words

INPUTS = "data/enrolments, data/assessments, params/rules"
LATE = 91  # days: due for another quarter already


class Reviews(NamedTuple):
    """The people on a list by whether a review is due: ``rows`` (one a group, ``people``), and days overdue."""

    rows: pd.DataFrame
    median_days: float


def reviews(shown: Scheme, flags: pd.DataFrame, rule: Rule) -> Reviews:
    """Count for whom a review is due.

    Parameters
    ----------
    shown
        What `iomlib.report.scheme_safe.protect` gave.
    flags
        What `iomlib.metrics.review.review_list` gave under the rule.
    rule
        Its criterion `review` says that a review is due.

    Returns
    -------
    Rows ``due``, ``late`` (of these, by more than a quarter), ``not-known`` and ``in-time`` with ``people`` and
    ``withheld``; no rows where the rule is about another list, or nobody is known to be on it.
    """
    if not known(shown) or rule.review is None or rule.list != shown.counts.name:
        return Reviews(pd.DataFrame({"people": [], "withheld": []}), math.nan)
    mine = flags[flags["criterion"] == rule.review]
    unknown = mine["open"].astype("bool")
    overdue = mine.loc[~unknown, "days_overdue"]
    people = float(shown.counts.size["people"].iloc[0])
    counts = {
        "due": float(len(overdue)),
        "late": float((overdue > LATE).sum()),
        "not-known": float(unknown.sum()),
    }
    counts["in-time"] = people - counts["due"] - counts["not-known"]
    sums = [total_of("people", "due", "not-known", "in-time"), total_of("due", "late", "_lately")]
    every = counts | {"people": people, "_lately": counts["due"] - counts["late"]}
    away = hidden(every, sums, shown.minimum, keep=["people"])
    rows = withhold(pd.DataFrame({"people": pd.Series(counts)}), away, ["people"])
    few = bool(rows["withheld"]["due"]) or not len(overdue)
    return Reviews(rows, math.nan if few else float(overdue.median()))


def reviews_table(shown: Scheme, found: Reviews, rule: Rule) -> Table | Sentence:
    """Show for how many people on the list a review is due."""
    if not len(found.rows):
        return Sentence(style="missing", sentences=[_nothing(shown, rule)])
    criterion = rule.criterion(str(rule.review))
    median = write(found.median_days, "days")
    made = table(
        found.rows,
        [Column("people", "People", "count")],
        id="reviews",
        caption=f"Reviews of the people on the {list_words(shown.counts.name)}",
        index="A review",
        disclosure="people",
        notes=[
            f"{rule.title}: {words(criterion)}.",
            *(
                []
                if math.isnan(found.median_days)
                else [f"Half of those due have been so for {median} days or more."]
            ),
            *notes_of(found.rows, shown.minimum),
        ],
        labels={
            "due": "is due",
            "late": "is due, and has been for more than another quarter",
            "not-known": "is not known of",
            "in-time": "was held in time, or is not due yet",
        },
    )
    return sourced(made, INPUTS)


def _nothing(shown: Scheme, rule: Rule) -> str:
    if known(shown) and rule.review is not None:
        mine, theirs = list_words(shown.counts.name), list_words(rule.list or "")
        return f"The rule that asks for reviews is about the {theirs}, not about the {mine}: none is called late."
    return "No spells on the scheme's list, or no rule that asks for reviews: none is called late."


def review_words(found: Reviews) -> list[str]:
    """Word how many reviews are due, for the headline."""
    people = found.rows["people"]
    if not len(people) or people[["due", "in-time"]].isna().any():
        return []
    due, fine = (write(people[key], "count") for key in ("due", "in-time"))
    return [f"A review is due for {due} of them; for {fine} it was held in time or is not due yet."]
