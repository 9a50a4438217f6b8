"""The charts of a comparison, each with a text that says what it shows."""

import pandas as pd

from iomlib.blocks import Chart, Figure, Sentence
from iomlib.disclosure.profile import Profile
from iomlib.report.alike_safe import LIMIT
from iomlib.report.chart_words import extremes, numbers, with_interval
from iomlib.report.coarse import places, smallest
from iomlib.report.comparison import readable
from iomlib.report.comparison_charts import differences, love_plot, survival_curves
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column, figure, slug, sourced
from iomlib.report.said import saying
from iomlib.report.sentences import INPUTS, Words

_LOVE = "How far the groups are apart in each characteristic, in standard deviations"
_SIDES = [
    Column("smd_before", "Before matching", "deviations"),
    Column("smd_after", "After matching", "deviations"),
]
_APART = [Column("smd_after", "Difference", "deviations")]


def _difference(to: int) -> list[Column]:
    ends = ("lower", "upper")
    return [
        Column("value", "Difference per 100 people", "points", places=to),
        Column("range", "95% interval", "points", places=to, bounds=ends, show_interval=True),
    ]


def _near(rows: pd.DataFrame, when: str) -> int:
    """Count the characteristics in which the groups are alike: before anything was rounded, where that is known."""
    known = f"near_{when}"
    return int((rows[known] if known in rows else rows[f"smd_{when}"].abs() <= LIMIT).sum())


def _alike(rows: pd.DataFrame, *, moved: bool) -> str:
    """Say in how many characteristics the groups are alike."""
    said = (
        f"The groups are within {LIMIT:g} standard deviations of each other in {_near(rows, 'after')} of {len(rows)} "
        "characteristics"
    )
    return f"{said}; before matching, in {_near(rows, 'before')}" if moved else said


def _least(after: "pd.Series[float]") -> str:
    return f" The smallest is {write(after.min(), 'number')}, in {after.idxmin()}." if len(after) > 1 else ""


def _at_the_end(curves: pd.DataFrame, to: int) -> str:
    """Write each group's last share with its interval."""
    last = curves.groupby("group", sort=False).last()
    return "; ".join(
        f"{str(name).lower()} {with_interval(row, 'survival', 'share', to)}" for name, row in last.iterrows()
    )


def _by_day(curves: pd.DataFrame, horizon: int, to: int) -> tuple[pd.DataFrame, list[Column]]:
    """Read the curves on the last day drawn before each that a reader would ask for, and name that day."""
    step = 90 if horizon <= 400 else 180
    drawn = curves.loc[curves["days"] > 0, "days"]
    asked = [*range(step, horizon - step // 3, step), horizon]
    days = sorted({int(drawn[drawn <= day].max()) for day in asked if (drawn <= day).any()})
    columns = []
    told = pd.DataFrame(index=pd.Index(days))
    for place, (name, curve) in enumerate(curves.groupby("group", sort=False)):
        read = [curve[curve["days"] <= day].iloc[-1] for day in days]
        shares = (
            f"{write(row['survival'], 'share', to)} ({interval(row['lower'], row['upper'], 'share', to)})"
            for row in read
        )
        told[f"group_{place}"] = list(shares)
        columns.append(Column(f"group_{place}", f"{name}, percent (95% interval)"))
    return told, columns


def _in_all_ways(known: pd.DataFrame, to: int) -> str:
    """Say between what the differences are, and in how many ways the interval holds zero."""
    least, most = (write(value, "points", to) for value in (known["value"].min(), known["value"].max()))
    size = f"{least} to {most}" if least != most else least
    sure = known[["lower", "upper"]].notna().all(axis=1)
    held = int((sure & ~known["clear"].astype(bool)).sum())
    ways = "one way" if len(known) == 1 else f"{len(known)} ways"
    of = int(sure.sum())
    zero = (
        "no interval holds"
        if not held
        else "every interval holds"
        if held == of
        else f"{held} of {of} intervals hold"
    )
    said = f"Reckoned in {ways}, the difference is {size} per 100 people"
    return f"{said}, and {zero} zero{_near_zero(known, to)}" if of else said


def _near_zero(known: pd.DataFrame, to: int) -> str:
    """Say of intervals that are written with an end of 0, and do not hold zero, that they end close to it."""
    near = _ends_near(known, to)
    return (
        f"; {near} of them {'ends' if near == 1 else 'end'} less than {smallest(to)} from it" if near else ""
    )


def _ends_near(known: pd.DataFrame, to: int) -> int:
    ends = known[known["clear"].astype(bool)][["lower", "upper"]].abs().min(axis=1)
    return sum(not write(end, "points", to).strip("+−0.") for end in ends)


def love_chart(balance: pd.DataFrame) -> Chart | Sentence:
    """Draw how far apart the groups were before matching and are after it.

    `balance` comes from `iomlib.metrics.balance.balance`, through `alike_safe.alike`.
    """
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
    within = _near(shown, "after")
    made = Chart(
        id="love",
        caption=_alike(shown, moved=moved),
        shows=f"{_LOVE}{', before matching and after' if moved else ''}",
        **numbers(shown, _SIDES if moved else _APART, "Characteristic"),
        alt=(
            f"Dot chart of the difference between the groups in {len(shown)} characteristics, in standard deviations. "
            f"{largest}{_least(after)} {within} of {len(shown)} are within {LIMIT:g}{' after' if moved else ''}."
        ),
        svg=love_plot(shown, LIMIT),
        disclosure="people",
    )
    told = {"characteristics": len(shown), "near": within, "near_before": _near(shown, "before")}
    return saying(made, *(figure(f"love.{name}", count, "events") for name, count in told.items()))


def survival_chart(curves: pd.DataFrame, words: Words, rule: Profile) -> Chart | Sentence:
    """Draw the share of each group without the outcome so far.

    `curves` comes from `iomlib.metrics.times.curves`, through `coarse.curves`. In a public edition there are
    points only, on days between which many had the outcome, so that no step is of few people.
    """
    if not len(curves):
        return Sentence(sentences=[])
    horizon, to = int(curves["days"].max()), places(rule)
    ends = curves.groupby("group", sort=False)["survival"].last()
    said = ", ".join(
        f"{write(100 * share, 'number', to)} in the {str(name).lower()}" for name, share in ends.items()
    )
    made = Chart(
        id="survival",
        caption=f"Without {words.one} after {horizon} days: {_at_the_end(curves, to)}",
        shows=f"Percent of people without {words.one} so far, by days since the index date, with 95% intervals",
        **numbers(*_by_day(curves, horizon, to), "Days since the index date"),
        alt=(
            f"{'Step' if rule.open else 'Line'} chart of the percentage of people without {words.one}, from 100 on "
            f"the index date. After {horizon} days: {said}. Bands are 95% intervals."
            f"{extremes(100 * ends, 'percent', to, what=' at the end')}"
        ),
        svg=survival_curves(curves, horizon, words.one, points=not rule.open),
        disclosure="people",
    )
    return sourced(saying(made, *_ends(curves, horizon, rule)), INPUTS)


def _ends(curves: pd.DataFrame, horizon: int, rule: Profile) -> list[Figure]:
    """Record each group's last share with its interval, in public as it is shown, and the day that it is of."""
    to, made = places(rule), list[Figure]()
    for name, row in curves.groupby("group", sort=False).last().iterrows():
        ends = [100 * float(row[key]) for key in ("survival", "lower", "upper")]
        share, lower, upper = ends if rule.open else [round(end, to) for end in ends]
        id, bounds = f"survival.{slug(str(name))}", (lower, upper)
        made.append(figure(id, share, "percent", places=to, bounds=bounds, confidence=0.95))
    return [*made, figure("survival.horizon", horizon, "days")]


def ways_chart(rows: pd.DataFrame, rule: Profile) -> Chart | Sentence:
    """Draw the difference as each way of reckoning gives it.

    `rows` comes from `iomlib.metrics.robustness.ways`, through `coarse.ways`.
    """
    known, to = rows[rows["value"].notna()] if len(rows) else rows, places(rule)
    if not len(known):
        return Sentence(sentences=[])
    said = "; ".join(
        f"{name}: {write(row['value'], 'points', to)} ({interval(row['lower'], row['upper'], 'points', to)})"
        for name, row in known.iterrows()
    )
    made = Chart(
        id="ways",
        caption=_in_all_ways(known, to),
        shows="The scheme's group less the comparison group, per 100 people, with 95% intervals, in several ways",
        alt=f"Chart of differences per 100 people with 95% intervals; below zero is fewer on the scheme. {said}."
        + extremes(known["value"], "points", to),
        **numbers(known.assign(range=None), _difference(to), "Way of reckoning"),
        svg=differences(known, to),
        disclosure="people",
    )
    ways = {"ways": len(known), "near_zero": _ends_near(known, to)}
    return saying(made, *(figure(f"ways.{name}", count, "events") for name, count in ways.items() if count))
