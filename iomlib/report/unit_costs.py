"""The price that was used for each recorded offence, and how well the two fit."""

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.metrics.cost_basis import CostBasis
from iomlib.metrics.costs import uncosted_share
from iomlib.report.cost_notes import OGL, PRICES, in_words, money_note
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.said import saying

FIT = {"direct": "same offence", "APPROX": "approximation", "ASSUMPTION": "assumption", "NOT_COSTED": "none"}


def unit_cost_table(by_subgroup: pd.DataFrame, prices: pd.DataFrame, basis: CostBasis) -> Table | Sentence:
    """List every price that was used, the offence it was published for, and how well the two fit.

    `by_subgroup` comes from `iomlib.metrics.pricing`, `prices` from `tables.read_subgroup_costs`.
    """
    if not len(by_subgroup):
        return Sentence(sentences=[], disclosure="method")
    columns = [
        Column("crimes", "Crimes", "count"),
        Column("unit_cost", f"Unit cost (£, {in_words(basis.price_year)})", "pounds"),
        Column("priced_as", "Priced as"),
        Column("fit", "Fit"),
    ]
    chosen = prices.reindex(by_subgroup.index)
    frame = by_subgroup.assign(
        priced_as=chosen["unit_cost_offence"].replace("", "not costed").fillna("not costed"),
        fit=chosen["basis"].map(FIT).fillna("none"),
    )
    # Rows of a group as a whole have no price here, and are in no share of this table.
    lost = figure("unit_costs.uncosted_share", uncosted_share(by_subgroup), "share")
    left = lost.text if lost.value is None else f"{lost.text} of the crimes in this table"
    made = table(
        frame,
        columns,
        id="unit_costs",
        caption="Unit costs used, by recorded offence subgroup",
        index="Recorded offences",
        disclosure="method",
        notes=[money_note(basis, left), OGL],
    )
    parts, note = _misfits(frame)
    shown = made.model_copy(update={"figures": [*made.figures, *parts], "notes": [*note, *made.notes]})
    return sourced(saying(shown, lost), PRICES)


def _misfits(frame: pd.DataFrame) -> tuple[list[Figure], list[str]]:
    """Say how much of the cost rests on prices that were published for something else."""
    total = frame["cost"].sum()
    if not total:
        return [], []
    assumed, approximated = (
        figure(f"cost_of_crime.{key}_share", frame.loc[frame["fit"] == fit, "cost"].sum() / total, "share")
        for fit, key in (("assumption", "assumed"), ("approximation", "approximated"))
    )
    note = (
        f"No price of their own: {assumed.text} of the cost rests on an assumption about which price fits, "
        f"another {approximated.text} on an approximation."
    )
    return [assumed, approximated], [note]
