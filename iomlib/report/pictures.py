"""The charts of a comparison, each with a text that says what it shows."""

import pandas as pd

from iomlib.blocks import Chart, Sentence
from iomlib.report.chart_words import extremes, numbers, with_interval
from iomlib.report.comparison import readable
from iomlib.report.comparison_charts import differences, love_plot, survival_curves
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column
from iomlib.report.sentences import Words

_LOVE = "How far the groups are apart in each characteristic, in standard deviations"
_SIDES = [
    Column("smd_before", "Before matching", "deviations"),
    Column("smd_after", "After matching", "deviations"),
]
_APART = [Column("smd_after", "Difference", "deviations")]
_DIFFERENCE = [
    Column("value", "Difference per 100 people", "points"),
    Column("range", "95% interval", "points", bounds=("lower", "upper"), show_interval=True),
]


def _alike(before: "pd.Series[float]", after: "pd.Series[float]", limit: float) -> str:
    """Say in how many characteristics the groups are alike."""
    near, of = int((after <= limit).sum()), len(after)
    said = (
        f"The groups are within {limit:g} standard deviations of each other in {near} of {of} characteristics"
    )
    if before.equals(after):
        return said
    return f"{said}; before matching, in {int((before <= limit).sum())}"


def _least(after: "pd.Series[float]") -> str:
    return f" The smallest is {write(after.min(), 'number')}, in {after.idxmin()}." if len(after) > 1 else ""


def _at_the_end(curves: pd.DataFrame) -> str:
    """Write each group's last share with its interval."""
    last = curves.groupby("group", sort=False).last()
    return " and ".join(
        f"{with_interval(row, 'survival', 'share')} of the {str(name).lower()}"
        for name, row in last.iterrows()
    )


def _by_day(curves: pd.DataFrame, horizon: int) -> tuple[pd.DataFrame, list[Column]]:
    """Read the curves on days that a reader would ask for; between them nothing is lost that a picture can show."""
    step = 90 if horizon <= 400 else 180
    days = [*range(step, horizon - step // 3, step), horizon]
    columns = []
    told = pd.DataFrame(index=pd.Index(days))
    for place, (name, curve) in enumerate(curves.groupby("group", sort=False)):
        read = [curve[curve["days"] <= day].iloc[-1] for day in days]
        shares = (
            f"{write(row['survival'], 'share')} ({interval(row['lower'], row['upper'], 'share')})"
            for row in read
        )
        told[f"group_{place}"] = list(shares)
        columns.append(Column(f"group_{place}", f"{name}, percent (95% interval)"))
    return told, columns


def _in_all_ways(known: pd.DataFrame) -> str:
    """Say between what the differences are, and in how many ways the interval holds zero."""
    least, most = (write(value, "points") for value in (known["value"].min(), known["value"].max()))
    size = f"{least} to {most}" if least != most else least
    sure = known[["lower", "upper"]].notna().all(axis=1)
    held = int(((known["lower"] <= 0) & (known["upper"] >= 0)).sum())
    ways = "one way" if len(known) == 1 else f"{len(known)} ways"
    of = int(sure.sum())
    zero = (
        "no interval holds"
        if not held
        else "every interval holds"
        if held == of
        else f"{held} of {of} intervals hold"
    )
    # A limit that is written as 0.0 and is not zero would seem to contradict the words.
    limits = known[["lower", "upper"]].stack()
    near = " (one only just leaves it out)" if not held and any(map(_rounds_to_zero, limits)) else ""
    return f"Reckoned in {ways}, the difference is {size} per 100 people" + (
        f", and {zero} zero{near}" if of else ""
    )


def _rounds_to_zero(limit: float) -> bool:
    return not any(sign in "123456789" for sign in write(limit, "points"))


def love_chart(balance: pd.DataFrame, limit: float = 0.1) -> Chart | Sentence:
    """Draw how far apart the groups were before matching and are after it."""
    if not len(balance):
        return Sentence(sentences=[])
    shown = balance.rename(index=readable).dropna(subset=["smd_before", "smd_after"])
    if not len(shown):  # one person has no spread to measure a difference by
        return Sentence(sentences=[])
    before, after = (shown[f"smd_{when}"].abs() for when in ("before", "after"))
    moved = not before.equals(after)
    if not moved:
        largest = f"The largest is {write(after.max(), 'number')}, in {after.idxmax()}; nobody was matched."
    else:
        largest = (
            f"The largest was {write(before.max(), 'number')} before matching, in {before.idxmax()}, and is "
            f"{write(after.max(), 'number')} after it, in {after.idxmax()}."
        )
    within = int((after <= limit).sum())
    return Chart(
        id="love",
        caption=_alike(before, after, limit),
        shows=f"{_LOVE}{', before matching and after' if moved else ''}",
        **numbers(shown, _SIDES if moved else _APART, "Characteristic"),
        alt=(
            f"Dot chart of the difference between the groups in {len(shown)} characteristics, in standard deviations. "
            f"{largest}{_least(after)} {within} of {len(shown)} are within {limit:g}{' after' if moved else ''}."
        ),
        svg=love_plot(shown, limit),
        disclosure="people",
    )


def survival_chart(curves: pd.DataFrame, words: Words) -> Chart | Sentence:
    """Draw the share of each group without the outcome so far, day by day.

    `curves` comes from `iomlib.metrics.times.curves`.
    """
    if not len(curves):
        return Sentence(sentences=[])
    horizon = int(curves["days"].max())
    ends = curves.groupby("group", sort=False)["survival"].last()
    said = ", ".join(
        f"{write(100 * share, 'number', 1)} in the {str(name).lower()}" for name, share in ends.items()
    )
    return Chart(
        id="survival",
        caption=f"After {horizon} days, {_at_the_end(curves)} were without {words.one}",
        shows=f"Percent of people without {words.one} so far, by days since the index date, with 95% intervals",
        **numbers(*_by_day(curves, horizon), "Days since the index date"),
        alt=(
            f"Step chart of the percentage of people without {words.one}, from 100 on the index date. After "
            f"{horizon} days: {said}. Bands are 95% intervals.{extremes(100 * ends, 'percent', what=' at the end')}"
        ),
        svg=survival_curves(curves, horizon, words.one),
        disclosure="people",
    )


def ways_chart(rows: pd.DataFrame) -> Chart | Sentence:
    """Draw the difference as each way of reckoning gives it.

    `rows` comes from `iomlib.metrics.robustness.ways`.
    """
    known = rows[rows["value"].notna()] if len(rows) else rows
    if not len(known):
        return Sentence(sentences=[])
    said = "; ".join(
        f"{name}: {write(row['value'], 'points')} ({interval(row['lower'], row['upper'], 'points')})"
        for name, row in known.iterrows()
    )
    return Chart(
        id="ways",
        caption=_in_all_ways(known),
        shows="The scheme's group less the comparison group, per 100 people, with 95% intervals, in several ways",
        alt=f"Chart of differences per 100 people with 95% intervals; below zero is fewer on the scheme. {said}."
        + extremes(known["value"], "points"),
        **numbers(known.assign(range=None), _DIFFERENCE, "Way of reckoning"),
        svg=differences(known),
        disclosure="people",
    )
