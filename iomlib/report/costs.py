"""Cost of recorded crime: the table, the picture and what is not costed."""

from math import isnan, nan
from typing import cast

import pandas as pd

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.metrics.cost_basis import CostBasis
from iomlib.metrics.costing import Costing
from iomlib.metrics.costs import uncosted_share
from iomlib.report.chart_words import extremes, numbers
from iomlib.report.charts import paired_bars
from iomlib.report.cost_notes import (
    CRIMES,
    OGL,
    PRICES,
    UNCOSTED,
    in_words,
    money_note,
    period_words,
    printed_note,
    totals,
    wholes,
)
from iomlib.report.formats import write
from iomlib.report.frames import Column, figure, named_sources, slug, sourced, table
from iomlib.report.said import saying
from iomlib.report.words import largest_words

NOTHING = "No counts of recorded crime were supplied for this quarter, so nothing is priced."
APART = "A group counts its offences that have a unit cost. The others are listed apart."
IN_PART = "A part of a quarter is not priced, because its cost would read as that of the whole."
_STATES = {
    "complete": "was supplied",
    "partial": "may have been supplied in part",
    "missing": "was not supplied",
}


def cost_table(
    printed: pd.DataFrame,
    priced: pd.DataFrame,
    crimes: pd.DataFrame,
    basis: CostBasis,
    told: pd.DataFrame,
) -> Table | Sentence:
    """Show crimes and cost by offence group: as the source prints them, or else at official prices.

    `printed` and `priced` come from `iomlib.metrics.pricing`, `crimes` and `told` from
    `iomlib.tables` (`read_crimes`, `read_printed`).
    """
    as_printed = len(printed) > 0
    costs = printed if as_printed else priced
    share = uncosted_share(costs)
    said = printed_note(share) if as_printed else money_note(basis, share)
    method = "costs as printed; shares follow from them" if as_printed else said
    sums = totals("cost_of_crime", costs, method)
    if not len(costs):
        missing = Sentence(style="missing", sentences=[NOTHING], disclosure="crimes", figures=sums)
        return sourced(missing, CRIMES)
    how = "costs as printed in the source" if as_printed else f"{in_words(basis.price_year)} prices"
    more = _printed_figures(printed, crimes, told) if as_printed else []
    notes = _printed_notes(printed, crimes, told) if as_printed else [APART, OGL]
    made = table(
        _dearest_first(costs).assign(method=method),
        _columns(),
        id="cost_of_crime",
        caption=f"Recorded crime and its cost, {period_words(crimes)}, {how}",
        index="Offence group",
        disclosure="crimes",
        notes=[said, *notes, *_period_notes(crimes), f"Source of the counts: {named_sources(crimes)}."],
        total=["All that is costed", sums[1].text, sums[3].text, *wholes(costs, "crime_share", "cost_share")],
    )
    return sourced(saying(made, *sums, *more), CRIMES if as_printed else PRICES)


def _printed_figures(printed: pd.DataFrame, crimes: pd.DataFrame, told: pd.DataFrame) -> list[Figure]:
    """Record what the source prints and its own figures do not give."""
    rows, made = _whole_groups(crimes), list[Figure]()
    for share in ("crime_share", "cost_share"):
        both = pd.DataFrame({"ours": printed[share], "theirs": rows[f"{share}_printed"]}).dropna()
        made += [
            figure(
                f"cost_of_crime.{slug(str(row.Index))}.{share}_printed",
                row.theirs,
                "percent",
                method="as printed",
            )
            for row in both.itertuples()
            if write(row.ours, "share") != write(row.theirs, "percent")  # type: ignore[arg-type]
        ]
    totals_told = told[(told["name"] == "Cost of recorded crime") & (told["unit"] == "GBP")]
    made += [
        figure(f"cost_of_crime.text_{place}", value, "pounds", method="as the text says")
        for place, value in enumerate(totals_told["value"], 1)
    ]
    return made


def _whole_groups(crimes: pd.DataFrame) -> pd.DataFrame:
    """Keep the groups of one row: shares that are printed of parts are none of the whole."""
    return crimes[~crimes["offence_group"].duplicated(keep=False)].set_index("offence_group")


def _period_notes(crimes: pd.DataFrame) -> list[str]:
    days = (crimes["period_end"].iloc[0] - crimes["period_start"].iloc[0]).days
    longer = ["The counts cover more than this quarter: the period that ends in it."] if days > 92 else []
    return [*longer, "Shares may not add up to 100% because each is rounded."]


def _dearest_first(costs: pd.DataFrame) -> pd.DataFrame:
    return costs[costs["cost"].notna()].sort_values("cost", ascending=False, kind="stable")


def _columns() -> list[Column]:
    return [
        Column("crimes", "Crimes", "count"),
        Column("cost", "Cost (£)", "pounds"),
        Column("crime_share", "Share of crimes", "share"),
        Column("cost_share", "Share of cost", "share"),
    ]


def _printed_notes(printed: pd.DataFrame, crimes: pd.DataFrame, told: pd.DataFrame) -> list[str]:
    """Say where the source's own figures do not follow from each other."""
    notes = ["The source does not say how it made its costs."]
    rows = _whole_groups(crimes)
    for share, words in (("crime_share", "crimes"), ("cost_share", "cost")):
        both = pd.DataFrame({"ours": printed[share], "theirs": rows[f"{share}_printed"]}).dropna()
        for row in both.itertuples():
            ours, theirs = write(row.ours, "share"), write(row.theirs, "percent")  # type: ignore[arg-type]
            if ours != theirs:
                notes.append(f"{row.Index}: the source prints {theirs} of {words}; its figures give {ours}.")
    total = write(printed["cost"].sum(), "pounds")
    for row in told[(told["name"] == "Cost of recorded crime") & (told["unit"] == "GBP")].itertuples():
        value = write(cast(float, row.value), "pounds")
        notes.append(f'The text says "{row.quote}" ({value}); the table adds up to {total}.')
    return notes


def or_in_part(block: Table | Sentence, supply: pd.DataFrame) -> Table | Sentence:
    """Say which months are there, where nothing is priced because a quarter was supplied in part only.

    `supply` comes from `iomlib.tables.supply_of`.
    """
    if not isinstance(block, Sentence) or (supply["state"] == "missing").all():
        return block
    months = pd.PeriodIndex(supply["month"], freq="M").strftime("%B %Y")
    states = zip(months, supply["state"].map(_STATES), strict=True)
    said = f"Recorded crime: {', '.join(' '.join(each) for each in states)}."
    return block.model_copy(update={"sentences": [said, IN_PART]})


def cost_chart(
    printed: pd.DataFrame, priced: pd.DataFrame, crimes: pd.DataFrame | None = None
) -> Chart | Sentence:
    """Draw each group's share of crimes beside its share of cost; `crimes` names the period."""
    costs = printed if len(printed) else priced
    costed = _dearest_first(costs)
    if not costed["cost_share"].notna().all() or not len(costed):
        return Sentence(sentences=[], disclosure="method")
    shares = zip(costed.index, costed["crime_share"], costed["cost_share"], strict=True)
    words = [
        f"{group} {write(crimes, 'share')} of crimes and {write(cost, 'share')} of cost"
        for group, crimes, cost in shares
    ]
    when = "" if crimes is None else f", {period_words(crimes)}"
    said = extremes(costed["cost_share"], "share", what=" share of cost")
    said += extremes(costed["crime_share"], "share", what=" share of crimes")
    return Chart(
        id="cost_of_crime_chart",
        caption=largest_words(costed)[0].removesuffix("."),
        shows=f"Each offence group's share of the crimes that are costed, and of their cost, in percent{when}",
        alt="Bar chart of costed crime by offence group: " + "; ".join(words) + "." + said,
        **numbers(costed, _columns()[2:], "Offence group"),
        svg=paired_bars(costed, {"crime_share": "of crimes", "cost_share": "of cost"}),
        disclosure="crimes",
    )


def uncosted_table(printed: pd.DataFrame, priced: pd.DataFrame, costed: Costing) -> Table | Sentence:
    """List recorded crimes that have no official unit cost: no data, which is not the same as £0."""
    costs = printed if len(printed) else priced
    rest = costs[costs["cost"].isna()]
    if not len(rest):
        every = (
            "The source prints a cost for every group." if len(printed) else "Every recorded crime is costed."
        )
        return Sentence(sentences=[every] if len(costs) else [], disclosure="method")
    share = write(uncosted_share(costs), "share")
    made = table(
        rest.assign(share=_of_all(rest["crimes"], costs), method="no official unit cost"),
        [Column("crimes", "Crimes", "count"), Column("share", "Share of all recorded crimes", "share")],
        id="uncosted",
        caption="Not costed: "
        + (f"{share} of recorded crimes" if _shared(costs) else "recorded crimes that")
        + " have no official unit cost",
        index="Offences",
        disclosure="crimes",
        notes=[
            "These crimes are missing from every sum of money on this page. They do not cost nothing.",
            *([] if len(printed) else _unknown_words(costed)),
            *(
                ["No shares: corrections of earlier counts outnumber new crimes."]
                if (costs["crimes"] < 0).any()
                else []
            ),
        ],
        total=["All that is not costed", write(rest["crimes"].sum(), "count"), share],
    )
    return sourced(saying(made, cites=[UNCOSTED]), PRICES)


def _unknown_words(costed: Costing) -> list[str]:
    """Name offences of which nobody has said what prices them: that may be a cost under another name."""
    lines = costed.lines[~costed.lines["offence_subgroup"].isin(costed.unit_costs.index)]
    names = lines["offence_subgroup"].where(lines["offence_subgroup"] != "", lines["offence_group"])
    if not len(names):
        return []
    return [
        f"Not named in params/unit_costs (subgroups.csv, group_mix.csv): {', '.join(sorted(set(names)))}. There may be "
        "a unit cost for them under another name; until somebody says which, they are not costed."
    ]


def _shared(costs: pd.DataFrame) -> bool:
    return not isnan(uncosted_share(costs)) and bool((costs["crimes"] >= 0).all())


def _of_all(crimes: "pd.Series[float]", costs: pd.DataFrame) -> "pd.Series[float]":
    return crimes / (costs["crimes"].sum() if _shared(costs) else nan)
