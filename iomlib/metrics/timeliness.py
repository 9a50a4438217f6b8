"""Whether those on a list are reviewed in time."""

import pandas as pd

from iomlib.metrics.criteria import measure
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.intervals import wilson
from iomlib.metrics.review import flags, looked_at
from iomlib.rules import Rule


def reviews(evidence: Evidence, rule: Rule, area: str) -> pd.DataFrame:
    """Say of everybody on a rule's list when they were last reviewed, and by how much a review is late.

    Parameters
    ----------
    evidence, area
        As for ``review_list``.
    rule
        Of de-selection, with ``review``: the criterion, a count of reviews in a window, that says one is due.

    Returns
    -------
    One row per person on the list (index): ``on_since`` and ``last_review`` (days; missing where there was none),
    ``reviewed`` (in the window; missing without the evidence), ``overdue`` (the criterion is met), ``since`` (the day
    on which it fell due) and ``days_overdue``. No rows if the rule names no such criterion.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": "male"})
    >>> spells = pd.DataFrame({"person": ["a"], "area": "x", "list": "ppo", "reason": None})
    >>> spells = spells.assign(start=pd.Timestamp("2009-01-01"), end=pd.NaT)
    >>> made = pd.DataFrame({"person": ["a"], "tool": "scheme-review", "day": pd.Timestamp("2009-05-31"), "score": 1.0})
    >>> given = {"nominals": people, "enrolments": spells, "assessments": made}
    >>> rule = read_rule("params", "ppo-de-selection", date(2009, 9, 30))
    >>> reviews(gather(given, date(2009, 9, 30)), rule, "x")[["reviewed", "days_overdue"]].to_dict("list")
    {'reviewed': [False], 'days_overdue': [30.0]}
    """
    looked = looked_at(evidence, rule, area)
    on, few = looked.assessment.on, looked.evidence
    table = pd.DataFrame({"on_since": looked.since.astype("datetime64[us]")}, index=few.people.index)
    asked = rule.criterion(rule.review or rule.criteria[0].id)
    within, ever = (
        measure(few, each, area, on) for each in (asked, asked.model_copy(update={"months": None}))
    )
    table["last_review"] = ever.last.astype("datetime64[us]")
    table["reviewed"] = pd.arrays.BooleanArray(within.lower >= 1, (within.lower < 1) & (within.upper >= 1))
    table["overdue"] = looked.assessment.criteria[asked.id]["met"]
    late = flags(looked, asked).set_index("person")[["since", "days_overdue"]]
    return table.join(late)[: len(table) if rule.review else 0]


def review_timeliness(reviewed: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Sum up how many of those on a list were reviewed in time.

    Parameters
    ----------
    reviewed
        From ``reviews``.

    Returns
    -------
    One row. Counts of people: ``on_list``, ``reviewed`` (in the window), ``overdue``, ``open`` (of whom it is not
    known). ``value``, the share reviewed, with ``lower``, ``upper``, ``confidence`` and ``method``; missing with
    nobody on the list, or where it is not known of somebody. ``days_overdue_median`` and ``days_overdue_longest``,
    of those overdue.

    Source
    ------
    Offender Management Update 2009, paragraphs 4.2 and 5.2: at least quarterly.

    Examples
    --------
    >>> days = {"reviewed": [True, False], "overdue": [False, True], "days_overdue": [float("nan"), 30]}
    >>> summed = review_timeliness(pd.DataFrame(days).astype({"reviewed": "boolean", "overdue": "boolean"}))
    >>> summed[["on_list", "reviewed", "overdue", "value", "days_overdue_median"]].values.tolist()
    [[2.0, 1.0, 1.0, 0.5, 30.0]]
    """
    known = not reviewed["reviewed"].isna().any()
    count, size = int(reviewed["reviewed"].sum()), len(reviewed)
    share = wilson(count, size, confidence) if known else wilson(0, 0, confidence)
    overdue = reviewed["overdue"].fillna(value=False).astype(bool)
    days = reviewed.loc[overdue, "days_overdue"].astype("float64")
    counts = {"on_list": size, "reviewed": count, "overdue": int(overdue.sum())}
    row = counts | {"open": int((reviewed["overdue"].isna() | reviewed["reviewed"].isna()).sum())}
    late = {"days_overdue_median": days.median(), "days_overdue_longest": days.max()}
    return pd.DataFrame([row | share._asdict() | late])
