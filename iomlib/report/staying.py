"""Time on a scheme: how long people stay, how many come back, and the curves of both."""

import math
from typing import Any

import pandas as pd

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.metrics.staying import median_days
from iomlib.report.chart_words import numbers, range_of, with_interval
from iomlib.report.cohort_charts import DAYS_A_MONTH, curve
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.said import in_band, saying
from iomlib.report.scheme import INPUTS, list_words, withheld
from iomlib.report.scheme_safe import Scheme
from iomlib.report.withholding import rounding

_STAYS, _AWAY = "stays", "away"
_POINTS = 2  # of a curve, the start among them, that are no picture yet
_CAPTION = {
    _STAYS: "People still on the list, by months since they joined",
    _AWAY: "People who left and have not come back",
}
_AXES = {
    _STAYS: ("Months since joining", "Percent still on the list"),
    _AWAY: ("Months since leaving", "Percent who have not come back"),
}
_PAST = {_STAYS: "were still on the list", _AWAY: "had not come back"}
_NOBODY = {_STAYS: "Nobody has left the list.", _AWAY: "Nobody who left the list has come back."}
_TOLD = {_STAYS: "are still on the list", _AWAY: "have not come back"}


def times_table(shown: Scheme) -> Table | Sentence:
    """Show how many months people have been on the list, and how long stays lasted that ended.

    `shown` comes from `iomlib.report.scheme_safe.protect`, here and below.
    """
    if not shown.known:
        return Sentence(sentences=[])
    places = None if shown.rule.open else 0
    made = table(
        shown.times,
        [
            Column("number", "Number of stays", "count"),
            Column("mean_months", "Months, mean", "months", places=places),
            Column("median_months", "Months, median", "months", places=places),
        ],
        id="times",
        caption=f"Time on the {list_words(shown.name)}",
        index="Stay",
        disclosure="people",
        notes=[
            "Full months, from the first day to the last known. Half of the stays are shorter than the median. Stays "
            "that ended are shorter than all will be: the long ones are still under way.",
            *rounding(shown.rule),
        ],
        labels={"current": "Still on the list", "ended": "Ended"},
    )
    return sourced(made, INPUTS)


def grid(rows: pd.DataFrame, *, rest: bool = False) -> pd.DataFrame:
    """Make the points of a curve of shares after so many months that have a percentage.

    Parameters
    ----------
    rows
        Shares by months (index): ``share``, ``lower``, ``upper``.
    rest
        Draw those that are not in the share.

    Returns
    -------
    As the curves of `iomlib.metrics.staying`: ``days``, ``survival``, ``lower``, ``upper``; the first row is the start.
    No rows where there is no percentage.

    Examples
    --------
    >>> rows = pd.DataFrame({"share": [0.9, None], "lower": [0.8, None], "upper": [0.95, None]}, index=[12, 24])
    >>> grid(rows)["survival"].tolist()
    [1.0, 0.9]
    """
    known = rows[rows["share"].notna()]
    made = known[["share", "lower", "upper"]].rename(columns={"share": "survival"})
    if rest:
        made = (1 - made).rename(columns={"lower": "upper", "upper": "lower"})
    made["days"] = [float(months) * DAYS_A_MONTH for months in known.index]
    start = pd.DataFrame({"days": [0.0], "survival": [1.0], "lower": [math.nan], "upper": [math.nan]})
    return pd.concat([start, made], ignore_index=True)[start.columns] if len(known) else made


def stay_chart(shown: Scheme) -> Chart | Sentence:
    """Draw the share of people still on the list, by the time since they joined."""
    return _chart(shown, _STAYS)


def return_chart(shown: Scheme) -> Chart | Sentence:
    """Draw the share of those who left that has not come back, by the time since."""
    return _chart(shown, _AWAY)


def _chart(shown: Scheme, which: str) -> Chart | Sentence:
    if not shown.rule.open:
        rows = shown.lasted if which == _STAYS else shown.returns
        steps = grid(rows, rest=which == _AWAY)
        return _drawn(shown, steps, which) if len(steps) > _POINTS else _in_words(shown, which)
    steps = shown.stays if which == _STAYS else shown.absent
    if len(steps) and steps["survival"].min() == 1:
        return Sentence(sentences=[_NOBODY[which]] if which == _STAYS else [], disclosure="people")
    return _drawn(shown, steps, which) if len(steps) else Sentence(sentences=[])


def _in_words(shown: Scheme, which: str) -> Sentence:
    """Say between what the shares lie that have no percentage; those who came back stand in a table."""
    rows = shown.lasted[shown.lasted["people"].notna()]
    if which == _AWAY or not shown.known:
        return Sentence(sentences=[])
    if not len(rows):
        return withheld("How long people stay on the list", shown.rule)
    said = "; ".join(f"after {months} months {_share(row)}" for months, row in rows.iterrows())
    made = [one for months, row in rows.iterrows() for one in _figures(int(str(months)), row)]
    return sourced(
        Sentence(sentences=[f"{_CAPTION[which]}: {said}."], disclosure="people", figures=made), INPUTS
    )


def _figures(months: int, row: "pd.Series[Any]") -> list[Figure]:
    share = figure(
        f"curve_stays.{months}.survival", row["share"], "share", bounds=(row["lower"], row["upper"])
    )
    after = figure(f"curve_stays.{months}.months", months, "months", places=0)
    return [in_band(share, row.get("share_band")), after]


def _share(row: "pd.Series[Any]") -> str:
    return with_interval(row, "share", "share") if pd.notna(row["share"]) else str(row["share_band"])


def _drawn(shown: Scheme, steps: pd.DataFrame, which: str) -> Chart:
    points = not shown.rule.open
    made = Chart(
        id=f"curve_{which}",
        caption=_finding(steps, which, points=points),
        shows=f"{_CAPTION[which]}, in percent, with 95% intervals",
        alt=f"{_kind(shown)} of the percentage of people who {_TOLD[which]}, from 100%. "
        f"{_read(steps, points=points)}",
        **numbers(_at_months(steps, points=points), _SHARES, _AXES[which][0]),
        svg=curve(steps, *_AXES[which], points=points),
        disclosure="people",
    )
    return saying(made, *_read_off(steps, f"curve_{which}", points=points))


def _read_off(steps: pd.DataFrame, id: str, *, points: bool) -> list[Figure]:
    """Record what the caption and the text of a curve read off it: its height after so many months, and both."""
    months = steps["days"] / DAYS_A_MONTH
    asked = {month: f"{month}" for month in (6, 12, 24) if month <= months.max()} | {months.max(): "end"}
    made = []
    for month, name in asked.items():
        after, row = _after(steps, month, points=points)
        made += [
            figure(f"{id}.{name}.survival", row["survival"], "share", bounds=(row["lower"], row["upper"])),
            figure(f"{id}.{name}.months", float(after), "months", places=0),
        ]
    said = [each for each in made if not (each.id.endswith(".months") and each.value == 0)]
    return [*said, figure(f"{id}.start.survival", 1.0, "share")]


_SHARES = [Column("survival", "Percent of people", "share"), Column("range", "95% interval", number=True)]


def _after(steps: pd.DataFrame, month: float, *, points: bool) -> tuple[str, "pd.Series[float]"]:
    """Read a curve after so many months; one of points at the last before, which is named by its own month."""
    months = steps["days"] / DAYS_A_MONTH
    row = steps[months <= month].iloc[-1]
    return write(row["days"] / DAYS_A_MONTH if points else month, "number", 0), row


def _finding(steps: pd.DataFrame, which: str, *, points: bool) -> str:
    """Say the share after one year, or at the end of a curve that is shorter, with its interval."""
    months = steps["days"] / DAYS_A_MONTH
    first = months.iloc[1] if points else 0.0  # the start, where all are, is no finding
    after, row = _after(steps, max(min(12.0, months.max()), first), points=points)
    return f"After {after} months, {with_interval(row, 'survival', 'share')} of the people {_PAST[which]}"


def _at_months(steps: pd.DataFrame, *, points: bool) -> pd.DataFrame:
    """List the points that are drawn; of a line that steps from day to day, its height every half a year."""
    months = steps["days"].astype("float64") / DAYS_A_MONTH
    if points:
        read, when = steps, [write(month, "months") for month in months]
    else:
        whole = [*range(0, int(months.max()) + 1, 6)]
        whole += [months.max()] if months.max() - whole[-1] >= 1 else []
        read = pd.concat([steps[months <= month].iloc[[-1]] for month in whole])
        when = [write(month, "number", 0) for month in whole]
    ranges = [range_of(row, "share") for _, row in read.iterrows()]
    return read.assign(range=ranges).set_index(pd.Index(when))


def _kind(shown: Scheme) -> str:
    return "Step chart, with 95% bands," if shown.rule.open else "Line chart, with 95% intervals,"


def _read(steps: pd.DataFrame, *, points: bool) -> str:
    """Read the curve after half a year, one year and two, as far as it goes, and at its end."""
    months = steps["days"] / DAYS_A_MONTH
    read = [_after(steps, number, points=points) for number in (6, 12, 24) if months.max() >= number]
    told = [
        f"After {when} months: {write(row['survival'], 'share')}."
        for when, row in dict(read).items()
        if row["days"] > 0 or not points
    ]
    end = f"The curve ends after {write(months.max(), 'number', 0)} months at"
    last = write(steps["survival"].iloc[-1], "share")
    return " ".join([*told, f"{end} {last}. Largest: 100.0%, at the start. Smallest: {last}, at the end."])


def median_sentence(shown: Scheme) -> Sentence:
    """Say after how many months half of the people had left the list, those still on it included."""
    if not shown.rule.open:
        return _half(shown)
    steps = shown.stays
    if not len(steps):
        return Sentence(sentences=[])
    found = median_days(steps)
    if math.isnan(found.value):
        said = (
            "Fewer than half of the people have left the list in all the time that anybody has been followed."
        )
        return Sentence(sentences=[said], disclosure="people")
    value, lower, upper = (days / DAYS_A_MONTH for days in (found.value, found.lower, found.upper))
    made = figure(
        "times.half_gone",
        value,
        "months",
        bounds=(lower, upper),
        confidence=found.confidence,
        method=found.method,
    )
    within = (
        f" (95% interval {interval(lower, upper, 'months', made.places)})" if made.lower is not None else ""
    )
    said = (
        f"Counting those still on the list too, half of the people leave within {write(value, 'months', made.places)} "
        f"months of joining{within}."
    )
    return sourced(Sentence(sentences=[said], disclosure="people", figures=[made]), INPUTS)


def _half(shown: Scheme) -> Sentence:
    """Say after which of the months that are shown half had left, from rounded counts."""
    rows = shown.lasted[shown.lasted["people"].notna()]
    if not len(rows):
        return Sentence(sentences=[])
    below = rows[2 * rows["people"] <= rows["out_of"]]
    said = f"More than half of the people were still on the list {rows.index[-1]} months after they joined."
    if len(below):
        said = f"Half of the people or more had left the list {below.index[0]} months after they joined."
    when = figure("times.half_after", (below if len(below) else rows[::-1]).index[0], "months", places=0)
    return sourced(Sentence(sentences=[said], disclosure="people", figures=[when]), INPUTS)


def returns_table(shown: Scheme) -> Table | Sentence:
    """Show how many of those who left were back within some months."""
    if not shown.known:
        return Sentence(sentences=[])
    rows = shown.returns
    if rows["withheld"].all():
        return withheld("How many came back within some months of leaving", shown.rule)
    if len(shown.absent) and shown.absent["survival"].min() == 1:
        return Sentence(sentences=[_NOBODY[_AWAY]], disclosure="people")
    if not rows["out_of"].gt(0).any() and not rows["withheld"].any():
        return Sentence(sentences=["Nobody left the list long enough ago to say whether they came back."])
    made = table(
        rows,
        [
            Column("people", "Came back", "count"),
            Column("out_of", "Of stays that ended", "count"),
            Column("share", "Share", "share", bounds=("lower", "upper")),
            Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
        ],
        id="returns",
        caption="Back on the list after leaving it",
        index="Within",
        disclosure="people",
        notes=[
            "Only stays that ended so long ago that the whole time is known. Somebody who left twice counts twice. "
            "Intervals: Wilson, 95%.",
            *rounding(shown.rule),
        ],
        labels={str(months): f"{months} months" for months in rows.index},
    )
    return sourced(made, INPUTS)
