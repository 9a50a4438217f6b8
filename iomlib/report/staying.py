"""Time on a scheme: how long people stay, how many come back, and the curves of both."""

import math

import pandas as pd

from iomlib.blocks import Chart, Sentence, Table
from iomlib.metrics.staying import median_days
from iomlib.report.chart_words import numbers, range_of, with_interval
from iomlib.report.cohort_charts import DAYS_A_MONTH, curve
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column, figure, row_of, sourced, table
from iomlib.report.scheme import INPUTS, few_words, known, list_words, notes_of
from iomlib.report.scheme_safe import Scheme
from iomlib.report.withholding import hidden, total_of, withhold

_SHARE = ("people", "out_of", "share", "lower", "upper")
_ENDED = "stays that ended"
_STAYS, _AWAY = "stays", "away"
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
    if not known(shown):
        return Sentence(sentences=[])
    times = shown.counts.times
    few = times[["people", "number"]].apply(lambda count: count.between(1, shown.minimum - 1)).any(axis=1)
    made = table(
        times.assign(withheld=few),
        [
            Column("number", "Number of stays", "count"),
            Column("mean_months", "Months, mean", "months"),
            Column("median_months", "Months, median", "months"),
        ],
        id="times",
        caption=f"Time on the {list_words(shown.counts.name)}",
        index="Stay",
        disclosure="people",
        notes=[
            "Full months, from the first day to the last known. Half of the stays are shorter than the median. Stays "
            "that ended are shorter than all will be: the long ones are still under way.",
            *([few_words(shown.minimum)] if few.any() else []),
        ],
        labels={"current": "Still on the list", "ended": "Ended"},
    )
    return sourced(made, INPUTS)


def coarse(curve: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Thin a curve out, so that no step of it, and nobody left at its end, is fewer than so many people.

    Parameters
    ----------
    curve
        What `iomlib.metrics.survival.kaplan_meier` gave: ``days``, ``survival``, ``at_risk``.
    minimum
        The fewest people of a step; 1 keeps the curve as it is.

    Returns
    -------
    The rows that are left: the first, and those by which at least so many more had left, with as many still
    there. No rows where that is the first alone.

    Examples
    --------
    >>> rows = {"days": [0, 10, 20, 30], "survival": [1, 0.75, 0.5, 0], "at_risk": [None, 8, 6, 4]}
    >>> coarse(pd.DataFrame(rows), 4)["days"].tolist()
    [0, 20]
    """
    if minimum <= 1 or not len(curve):
        return curve
    before = curve["survival"].shift(1)
    left = (curve["at_risk"] * (1 - curve["survival"] / before)).round().fillna(0)
    kept, since = [0], 0.0
    for place in range(1, len(curve)):
        since += left.iloc[place]
        if since >= minimum and curve["at_risk"].iloc[place] - left.iloc[place] >= minimum:
            kept, since = [*kept, place], 0.0
    return curve.iloc[kept] if len(kept) > 1 else curve.iloc[:0]


def stay_chart(shown: Scheme) -> Chart | Sentence:
    """Draw the share of people still on the list, by the time since they joined."""
    return _chart(shown, _STAYS)


def return_chart(shown: Scheme) -> Chart | Sentence:
    """Draw the share of those who left that has not come back, by the time since."""
    return _chart(shown, _AWAY)


def _chart(shown: Scheme, which: str) -> Chart | Sentence:
    whole = getattr(shown.counts, which)
    if len(whole) and whole["survival"].min() == 1:
        return Sentence(sentences=[_NOBODY[which]] if which == _STAYS else [], disclosure="people")
    steps = coarse(whole, shown.minimum)
    if not len(steps):
        few = len(whole) > 0 and shown.minimum > 1
        said = (
            [f"{_CAPTION[which]}: so few have left, come back or stayed that no curve is shown."]
            if few
            else []
        )
        return Sentence(sentences=said, disclosure="people")
    points = shown.minimum > 1
    return Chart(
        id=f"curve_{which}",
        caption=_finding(steps, which, points=points),
        shows=f"{_CAPTION[which]}, in percent, with 95% intervals",
        alt=f"{_kind(shown)} of the percentage of people who {_TOLD[which]}, from 100%. "
        f"{_read(steps, points=points)}",
        **numbers(_at_months(steps, points=points), _SHARES, _AXES[which][0]),
        svg=curve(steps, *_AXES[which], points=points),
        disclosure="people",
    )


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
    return "Step chart, with 95% bands," if shown.minimum <= 1 else "Line chart, with 95% intervals,"


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
    steps = shown.counts.stays
    if not len(coarse(steps, shown.minimum)):
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
        places=0 if shown.minimum > 1 else None,
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


def returns_table(shown: Scheme) -> Table | Sentence:
    """Show how many of those who left were back within some months."""
    if not known(shown):
        return Sentence(sentences=[])
    away = shown.counts.away
    if len(away) and away["survival"].min() == 1:
        return Sentence(sentences=[_NOBODY[_AWAY]], disclosure="people")
    rows = _protected(shown.counts.returns, shown.minimum, shown.counts.times["number"]["ended"])
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
            *notes_of(rows, shown.minimum),
        ],
        labels={str(months): f"{months} months" for months in rows.index},
    )
    return sourced(made, INPUTS)


def _protected(rows: pd.DataFrame, minimum: int, ended: float) -> pd.DataFrame:
    """Withhold few who came back, few who did not, and few by whom two lengths of time differ.

    `ended` stays are told of elsewhere on the page: less those of one length of time they are who left since.
    """
    counts, sums, before = dict[str, float](), [], ""
    for months in sorted(rows.index, reverse=True):
        name = str(months)
        counts |= {f"back {name}": rows["people"][months], f"all {name}": rows["out_of"][months]}
        counts[f"_away {name}"] = rows["out_of"][months] - rows["people"][months]
        sums.append(total_of(f"all {name}", f"back {name}", f"_away {name}"))
        if before:  # who left long enough ago for the longer time did for the shorter too
            counts[f"_since {name}"] = counts[f"all {name}"] - counts[f"all {before}"]
            sums.append(total_of(f"all {name}", f"all {before}", f"_since {name}"))
        before = name
    if before and not 0 < ended < minimum:
        counts |= {_ENDED: ended, "_since the last": ended - counts[f"all {before}"]}
        sums.append(total_of(_ENDED, f"all {before}", "_since the last"))
    away = hidden(counts, sums, minimum, keep=[f"all {before}"], fixed=[_ENDED])
    few = [months for months in rows.index if {f"back {months}", f"all {months}"} & away]
    return withhold(rows, few, _SHARE)


def time_words(shown: Scheme) -> list[str]:
    """Word the time on the list for the headline; nothing where it is not known or of few people."""
    now = row_of(shown.counts.times, "current")
    if math.isnan(now["mean_months"]) or 0 < now["people"] < shown.minimum:
        return []
    return [f"Those on the list have been on it for {write(now['mean_months'], 'months')} months on average."]
