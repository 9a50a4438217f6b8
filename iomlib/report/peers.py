"""An area among similar ones: a funnel, a table in the order of names, and a sentence. Never a league table."""

from collections.abc import Mapping

import pandas as pd

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.metrics.peers import outside, spread
from iomlib.metrics.season import Coverage
from iomlib.report.chart_words import numbers
from iomlib.report.coverage import RECORDED, not_worked_out
from iomlib.report.formats import write
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.lists import joined
from iomlib.report.profile_charts import funnel_plot
from iomlib.report.said import saying
from iomlib.report.withholding import EMPTY

NO_PEERS = (
    "Nobody has said which areas are similar to this one (params/peers.csv), or too few of them have counts and a "
    "population, so it is compared with none."
)
NO_ORDER = (
    "Areas stand in the order of their names. Their order by rate would be mostly chance, and says nothing about who "
    "does well."
)
_DESIGN = (
    "Limits for an area of its population: chance alone would put 95% (99.8%) of areas at the group's rate within "
    "them. They are exact (Poisson), between whole numbers as Spiegelhalter 2005. The group includes this area."
)

_COLUMNS = [
    Column("crimes", "Crimes", "count"),
    Column("persons", "People", "count"),
    Column("rate", "Per 1,000 people", "rate"),
    Column("lower_95", "Lower 95% limit", "rate"),
    Column("upper_95", "Upper 95% limit", "rate"),
    Column("lower_998", "Lower 99.8% limit", "rate"),
    Column("upper_998", "Upper 99.8% limit", "rate"),
]
_WIDE = Column(
    "limits", "Wider 99.8% limits", "rate", bounds=("wide_lower_998", "wide_upper_998"), show_interval=True
)
_LIES = Column("lies", "Where it lies")


def funnel_chart(
    funnelled: pd.DataFrame, area: str, names: Mapping[str, str], found: Coverage
) -> Chart | Sentence:
    """Draw the rates of similar areas over their population, with the limits of chance.

    `funnelled` comes from `iomlib.metrics.peers.funnel`, `names` from `tables.area_names`.
    """
    if not _comparable(funnelled, area):
        return Sentence(style="missing", sentences=[not_worked_out(found) or NO_PEERS], disclosure="method")
    ordered = _by_name(funnelled, names)
    between = spread(ordered).between
    words = [f"{names[str(each)]} {_point(row, wide=between > 0)}" for each, row in ordered.iterrows()]
    centre = write(1000 * float(funnelled["centre"].iloc[0]), "rate")
    # From, to: which area is at either end would be a league table.
    least, most = (write(1000 * end, "rate") for end in (ordered["rate"].min(), ordered["rate"].max()))
    return Chart(
        id="funnel",
        caption=_finding(ordered, area, names),
        shows="Crimes in the quarter per 1,000 people, by how many live there: similar areas, and limits of chance",
        alt=f"Funnel plot around {centre} crimes per 1,000 people, areas by name: {'; '.join(words)}. Rates run from "
        f"{least} to {most}.",
        **numbers(_per_thousand(ordered).assign(limits=None), _drawn(wide=between > 0), "Area", names),
        svg=funnel_plot(ordered, [names[str(each)] for each in ordered.index], area, between),
        disclosure="crimes",
    )


def _drawn(*, wide: bool) -> list[Column]:
    """List the columns of what the chart draws; the wider limits where they are drawn."""
    kinds = [("", "95", "95% limits of chance"), ("", "998", "99.8% limits of chance")]
    kinds += [("wide_", "998", "99.8% limits that allow for differences")] if wide else []
    limits = [
        Column(
            "limits",
            words,
            "rate",
            bounds=(f"{side}lower_{level}", f"{side}upper_{level}"),
            show_interval=True,
        )
        for side, level, words in kinds
    ]
    return [Column("persons", "People", "count"), Column("rate", "Per 1,000 people", "rate"), *limits]


def _finding(funnelled: pd.DataFrame, area: str, names: Mapping[str, str]) -> str:
    row = funnelled[funnelled.index == area].iloc[0]
    where = _words(row, wide=spread(funnelled).between > 0)
    return f"{names[area]} has {write(1000 * row['rate'], 'rate')} crimes per 1,000 people. That is {where}"


def _per_thousand(funnelled: pd.DataFrame) -> pd.DataFrame:
    names = ["rate", *(name for name in funnelled.columns if "lower_" in name or "upper_" in name)]
    return funnelled.assign(**{name: 1000 * funnelled[name] for name in names})


def funnel_table(
    funnelled: pd.DataFrame, counts: pd.DataFrame, area: str, names: Mapping[str, str]
) -> Table | Sentence:
    """Show each similar area's rate beside the limits for its population, in the order of names.

    `counts` comes from `iomlib.metrics.peers.group_counts`, and names what is left out.
    """
    if not _comparable(funnelled, area):
        return Sentence(sentences=[], disclosure="method")
    ordered = _by_name(funnelled, names)
    wide = spread(ordered).between > 0
    lies = [_lies(row, wide=wide) for _, row in ordered.iterrows()]
    shown = _per_thousand(ordered).assign(lies=lies, limits=None)
    lost = sorted(names[str(each)] for each in counts.index.difference(funnelled.index))
    left = [f"Left out, for want of a whole quarter or a population: {joined(lost)}."] if lost else []
    made = table(
        shown,
        [*_COLUMNS, *([_WIDE] if wide else []), _LIES],
        id="peers",
        caption="Similar areas beside the limits of chance for their population",
        index="Area",
        labels={str(each): names[str(each)] for each in ordered.index},
        disclosure="crimes",
        notes=[NO_ORDER, _DESIGN, *dispersion_words(funnelled), *left],
    )
    return sourced(saying(made, *_of_all(funnelled)), f"{RECORDED}, data/population.csv, params/peers.csv")


def _of_all(funnelled: pd.DataFrame) -> list[Figure]:
    """Record what is said of all areas together."""
    found = spread(funnelled)
    outer = [figure("peers.outside", int(outside(funnelled).sum()), "number", places=0)]
    apart = [*outer, figure("peers.between", 1000 * found.between, "rate")] if found.between else []
    return [
        figure("peers.areas", len(funnelled), "number", places=0),
        figure("peers.centre", 1000 * float(funnelled["centre"].iloc[0]), "rate"),
        *apart,
    ]


def dispersion_words(funnelled: pd.DataFrame) -> list[str]:
    """Say that the exact limits are too narrow where areas differ by more than chance; nothing where they do not."""
    found = spread(funnelled)
    if not found.between:
        return []
    out = int(outside(funnelled).sum())
    apart = write(1000 * found.between, "rate")
    found_out = (
        f"{out} of {len(funnelled)} areas lie outside the 99.8% limits of chance, where chance alone would put about "
        "one in 500: the areas differ in more than chance"
        if out
        else "No area lies outside the 99.8% limits of chance, but all together they differ in more than chance"
    )
    return [
        f"{found_out} (who lives there, what is reported, how it is recorded), and "
        f"the limits are too narrow. The wider limits allow for differences of {apart} per 1,000 between areas (one "
        "standard deviation; additive, winsorised at 10%, Spiegelhalter 2005). Only what lies outside those stands out."
    ]


def funnel_words(funnelled: pd.DataFrame, area: str, names: Mapping[str, str], found: Coverage) -> list[str]:
    """Say for the headline where the area lies; nothing where there is no group."""
    if not found.whole:
        return EMPTY
    if not _comparable(funnelled, area):
        return []
    row = funnelled[funnelled.index == area].iloc[0]
    rate, centre = (write(1000 * row[name], "rate") for name in ("rate", "centre"))
    return [
        f"Among {len(funnelled)} similar areas with {centre} crimes per 1,000 people together, the {rate} of "
        f"{names[area]} lie {_words(row, wide=spread(funnelled).between > 0)}."
    ]


def _words(row: "pd.Series[float]", *, wide: bool) -> str:
    """Say inside which limits a rate lies; of the wider ones, those of 99.8%, which alone are drawn and listed."""
    if wide:
        limits = "the wider 99.8% limits, which allow for differences between areas"
        if row["wide_lower_998"] <= row["rate"] <= row["wide_upper_998"]:
            return f"inside {limits}"
    else:
        limits = "the 99.8% limits of chance"
        if row["lower_95"] <= row["rate"] <= row["upper_95"]:
            return "inside the 95% limits of chance"
        if row["lower_998"] <= row["rate"] <= row["upper_998"]:
            return f"inside {limits} and outside those of 95%, where one area in twenty lies by chance"
    return f"{'above' if row['rate'] > row['centre'] else 'below'} {limits}. Why, the counts do not say"


def _point(row: "pd.Series[float]", *, wide: bool) -> str:
    where = _lies(row, wide=wide)
    return f"{write(1000 * row['rate'], 'rate')} among {write(row['persons'], 'count')} people, {where}"


def _lies(row: "pd.Series[float]", *, wide: bool) -> str:
    if row["lower_998"] <= row["rate"] <= row["upper_998"]:
        return "inside the limits of chance"
    if not wide:
        return "outside the limits of chance"
    inside = row["wide_lower_998"] <= row["rate"] <= row["wide_upper_998"]
    return "outside the limits of chance, inside the wider ones" if inside else "outside the wider limits"


def _comparable(funnelled: pd.DataFrame, area: str) -> bool:
    return len(funnelled) > 0 and area in funnelled.index


def _by_name(funnelled: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    return funnelled.loc[sorted(funnelled.index, key=lambda each: names[str(each)])]
