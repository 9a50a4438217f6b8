"""The charts of a comparison, each with a text that says what it shows."""

import pandas as pd

from iomlib.blocks import Chart, Sentence
from iomlib.report.comparison import readable
from iomlib.report.comparison_charts import differences, love_plot, survival_curves
from iomlib.report.formats import interval, write
from iomlib.report.sentences import Words


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
        caption="Differences between the groups" + (", before and after matching" if moved else ""),
        alt=(
            f"Dot chart of the difference between the groups in {len(shown)} characteristics, in standard deviations. "
            f"{largest} {within} of {len(shown)} are within {limit:g}{' after' if moved else ''}."
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
        caption=f"People without {words.one} so far",
        alt=(
            f"Step chart of the percentage of people without {words.one}, from 100 on the index date. After "
            f"{horizon} days: {said}. Bands are 95% intervals."
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
        caption="The difference per 100 people, in several ways",
        alt=f"Chart of differences per 100 people with 95% intervals; below zero is fewer on the scheme. {said}.",
        svg=differences(known),
        disclosure="people",
    )
