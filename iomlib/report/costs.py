"""Cost of recorded crime: the table, the picture, what is not costed, and the prices behind it."""

from dataclasses import dataclass
from typing import cast

import pandas as pd

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.metrics.costs import uncosted_share
from iomlib.report.charts import paired_bars
from iomlib.report.formats import write
from iomlib.report.frames import Column, figure, named_sources, sourced, table

OGL = "Contains public sector information licensed under the Open Government Licence v3.0."
FIT = {"direct": "same offence", "APPROX": "approximation", "ASSUMPTION": "assumption", "NOT_COSTED": "none"}
CRIMES = "data/crimes.csv, data/printed_figures.csv"
PRICES = "data/crimes.csv, params/unit_costs, params/deflators"
NOTHING = "No counts of recorded crime were supplied for this quarter, so nothing is priced."


@dataclass(frozen=True)
class Pricing:
    """How crimes were priced, as it stands under every money table."""

    edition: str
    price_year: str
    deflator: str

    @property
    def words(self) -> str:
        """The price basis in one sentence."""
        year = self.price_year.replace("-", "/")
        return (
            f"Recorded crimes at the unit costs of {self.edition}, in {year} prices "
            f"(GDP deflator released {self.deflator}). Counts are as recorded by the police and are not "
            "raised to an estimate of all crime."
        )


def pricing(unit_costs: pd.DataFrame, deflator: pd.DataFrame, price_year: str) -> Pricing:
    """Name edition, price year and deflator of unit costs, from their own files.

    Examples
    --------
    >>> from iomlib import tables
    >>> prices = tables.read_unit_costs("params", "home-office-2019-20")
    >>> pricing(prices, tables.read_deflator("params"), "2019-20").price_year
    '2019-20'
    """
    return Pricing(str(unit_costs["source"].iloc[0]), price_year, str(deflator["release"].iloc[0]))


def period_words(crimes: pd.DataFrame) -> str:
    """Say in words what period the counts cover.

    Examples
    --------
    >>> ends = {"period_start": pd.Timestamp("2010-12-01"), "period_end": pd.Timestamp("2011-11-30")}
    >>> period_words(pd.DataFrame([ends]))
    '1 December 2010 to 30 November 2011'
    """
    ends = (crimes["period_start"].iloc[0], crimes["period_end"].iloc[0])
    return " to ".join(f"{day.day} {day:%B %Y}" for day in ends)


def totals(id: str, costs: pd.DataFrame, method: str) -> list[Figure]:
    """Record the totals of a cost table; without any rows they say that there is no data.

    Examples
    --------
    >>> costs = pd.DataFrame({"crimes": [30, 10], "cost": [3_000.0, None]})
    >>> [made.text for made in totals("cost_of_crime", costs, "as printed")]
    ['40', '30', '10', '£3,000', '25.0%']
    """
    costed = costs[costs["cost"].notna()]
    values = {
        "crimes": costs["crimes"].sum(min_count=1),
        "crimes_costed": costed["crimes"].sum(min_count=1),
        "crimes_uncosted": costs["crimes"].sum(min_count=1) - costed["crimes"].sum(),
        "cost": costed["cost"].sum(min_count=1),
        "uncosted_share": uncosted_share(costs),
    }
    kinds = {"cost": "pounds", "uncosted_share": "share"}
    return [
        figure(f"{id}.{key}", value, kinds.get(key, "count"), method=method)  # type: ignore[arg-type]
        for key, value in values.items()
    ]


def cost_table(
    printed: pd.DataFrame,
    priced: pd.DataFrame,
    crimes: pd.DataFrame,
    basis: Pricing,
    told: pd.DataFrame,
) -> Table | Sentence:
    """Show crimes and cost by offence group: as the source prints them, or else at official prices.

    `printed` and `priced` come from `iomlib.metrics.pricing`, `crimes` and `told` from
    `iomlib.tables` (`read_crimes`, `read_printed`).
    """
    as_printed = len(printed) > 0
    costs = printed if as_printed else priced
    method = "costs as printed; shares follow from them" if as_printed else basis.words
    sums = totals("cost_of_crime", costs, method)
    if not len(costs):
        return sourced(Sentence(style="missing", sentences=[NOTHING], figures=sums), CRIMES)
    how = "costs as printed in the source" if as_printed else f"{basis.price_year.replace('-', '/')} prices"
    apart = "A group counts its offences that have a unit cost. The others are listed apart."
    notes = _printed_notes(printed, crimes, told) if as_printed else [apart, basis.words, OGL]
    made = table(
        _dearest_first(costs).assign(method=method),
        _columns(),
        id="cost_of_crime",
        caption=f"Recorded crime and its cost, {period_words(crimes)}, {how}",
        index="Offence group",
        disclosure="crimes",
        notes=[*notes, *_period_notes(crimes), f"Counts: {named_sources(crimes)}."],
        total=["All that is costed", sums[1].text, sums[3].text, "100.0%", "100.0%"],
    )
    made = made.model_copy(update={"figures": [*sums, *made.figures]})
    return sourced(made, CRIMES if as_printed else PRICES)


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
    notes = [
        "The source gives no price year and no edition for its costs, and does not say how it made them."
    ]
    rows = crimes.set_index("offence_group")
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


def cost_chart(printed: pd.DataFrame, priced: pd.DataFrame) -> Chart | Sentence:
    """Draw each group's share of crimes beside its share of cost."""
    costs = printed if len(printed) else priced
    costed = _dearest_first(costs)
    if not costed["cost_share"].notna().all() or not len(costed):
        return Sentence(sentences=[])
    shares = zip(costed.index, costed["crime_share"], costed["cost_share"], strict=True)
    words = [
        f"{group} {write(crimes, 'share')} of crimes and {write(cost, 'share')} of cost"
        for group, crimes, cost in shares
    ]
    return Chart(
        id="cost_of_crime_chart",
        caption="Share of recorded crimes and share of their cost",
        alt="Bar chart of costed crime by offence group: " + "; ".join(words) + ".",
        svg=paired_bars(costed, {"crime_share": "Share of crimes", "cost_share": "Share of cost"}),
        disclosure="crimes",
    )


def uncosted_table(printed: pd.DataFrame, priced: pd.DataFrame) -> Table | Sentence:
    """List recorded crimes that have no official unit cost: no data, which is not the same as £0."""
    costs = printed if len(printed) else priced
    rest = costs[costs["cost"].isna()]
    if not len(rest):
        every = (
            "The source prints a cost for every group." if len(printed) else "Every recorded crime is costed."
        )
        return Sentence(sentences=[every] if len(costs) else [])
    share = write(uncosted_share(costs), "share")
    made = table(
        rest.assign(share=rest["crimes"] / costs["crimes"].sum(), method="no official unit cost"),
        [Column("crimes", "Crimes", "count"), Column("share", "Share of all recorded crimes", "share")],
        id="uncosted",
        caption=f"Not costed: {share} of recorded crimes have no official unit cost",
        index="Offences",
        disclosure="crimes",
        notes=["These crimes are missing from every sum of money on this page. They do not cost nothing."],
        total=["All that is not costed", write(rest["crimes"].sum(), "count"), share],
    )
    return sourced(made, PRICES)


def repriced_table(printed: pd.DataFrame, priced: pd.DataFrame, basis: Pricing) -> Table | Sentence:
    """Show the same counts at official prices, beside the costs that the source prints."""
    if not len(printed):
        return Sentence(sentences=[])
    sums = totals("cost_repriced", priced, basis.words)
    both = priced.assign(cost_printed=printed["cost"], method=basis.words)
    columns = [
        Column("crimes", "Crimes", "count"),
        Column("cost_printed", "Cost as printed (£)", "pounds"),
        Column("cost", f"Cost, {basis.price_year.replace('-', '/')} prices (£)", "pounds"),
        Column("cost_share", "Share of cost, repriced", "share"),
    ]
    made = table(
        both,
        columns,
        id="cost_repriced",
        caption=f"The same counts at {basis.price_year.replace('-', '/')} unit costs",
        index="Offence group",
        disclosure="crimes",
        notes=[
            basis.words,
            "The source's groups are wider than the official ones. Each is priced as the mix of offences "
            "that the surrounding police force recorded in 2017/18 (params/unit_costs/group_mix.csv): an "
            "approximation. What reads no data has no official unit cost and is missing from the total.",
            OGL,
        ],
        total=["All that is costed", sums[1].text, "", sums[3].text, "100.0%"],
    )
    return sourced(made.model_copy(update={"figures": [*sums, *made.figures]}), PRICES)


def unit_cost_table(by_subgroup: pd.DataFrame, prices: pd.DataFrame, basis: Pricing) -> Table | Sentence:
    """List every price that was used, the offence it was published for, and how well the two fit.

    `by_subgroup` comes from `iomlib.metrics.pricing`, `prices` from `tables.read_subgroup_costs`.
    """
    if not len(by_subgroup):
        return Sentence(sentences=[])
    columns = [
        Column("crimes", "Crimes", "count"),
        Column("unit_cost", f"Unit cost (£, {basis.price_year.replace('-', '/')})", "pounds"),
        Column("priced_as", "Priced as"),
        Column("fit", "Fit"),
    ]
    chosen = prices.reindex(by_subgroup.index)
    frame = by_subgroup.assign(
        priced_as=chosen["unit_cost_offence"].replace("", "not costed").fillna("not costed"),
        fit=chosen["basis"].map(FIT).fillna("none"),
    )
    made = table(
        frame,
        columns,
        id="unit_costs",
        caption="Unit costs used, by recorded offence subgroup",
        index="Recorded offences",
        disclosure="method",
        notes=[basis.words, OGL],
    )
    parts, note = _misfits(frame)
    shown = made.model_copy(update={"figures": [*made.figures, *parts], "notes": [note, *made.notes]})
    return sourced(shown, PRICES)


def _misfits(frame: pd.DataFrame) -> tuple[list[Figure], str]:
    """Say how much of the cost rests on prices that were published for something else."""
    total = frame["cost"].sum()
    assumed, approximated = (
        figure(f"cost_of_crime.{key}_share", frame.loc[frame["fit"] == fit, "cost"].sum() / total, "share")
        for fit, key in (("assumption", "assumed"), ("approximation", "approximated"))
    )
    note = (
        f"No price of their own: {assumed.text} of the cost rests on an assumption about which price fits, "
        f"another {approximated.text} on an approximation."
    )
    return [assumed, approximated], note
