"""Sentences about the cost of crime and its rate, worded from the same tables as the page's figures."""

from math import isnan

import pandas as pd

from iomlib.blocks import Sentence
from iomlib.metrics.cost_basis import ESTIMATED
from iomlib.metrics.costing import Costing
from iomlib.metrics.costs import uncosted_share
from iomlib.report.cost_notes import in_words, period_words
from iomlib.report.formats import about_pounds, write
from iomlib.report.frames import figure, sourced


def cost_words(
    printed: pd.DataFrame, priced: pd.DataFrame, crimes: pd.DataFrame, costed: Costing
) -> list[str]:
    """Word the cost of crime for the headline; nothing where no crimes were supplied."""
    shown = printed if len(printed) else priced
    if not len(shown):
        return []
    count, when = write(shown["crimes"].sum(), "count"), period_words(crimes)
    largest = largest_words(shown)
    prices = f"in {in_words(costed.basis.price_year)} prices"
    official = about_pounds(priced["cost"].sum(min_count=1))
    if len(printed):
        total = write(printed["cost"].sum(), "pounds")
        return [
            f"{count} crimes were recorded from {when}; the costs printed for them add up to {total}.",
            *largest,
            _repriced_words(priced, prices, official, costed),
        ]
    return [
        f"{count} crimes were recorded from {when}; {_official_words(priced, official, prices)}",
        *largest,
        *_uncosted_words(priced),
    ]


def _official_words(priced: pd.DataFrame, official: str, prices: str) -> str:
    if not priced["cost"].notna().any():
        return "none of them has an official unit cost, so there is no sum."
    return f"those with an official unit cost come to {official} {prices}."


def _uncosted_words(priced: pd.DataFrame) -> list[str]:
    left = uncosted_share(priced)
    if isnan(left) or not priced["cost"].notna().any():
        return []
    return [
        f"{write(left, 'share')} of recorded crimes have no official unit cost and are in no sum of money here."
    ]


def largest_words(shown: pd.DataFrame) -> list[str]:
    """Name the group that costs most; nothing where there are no shares to name it by."""
    top = shown.sort_values("cost", ascending=False, kind="stable").iloc[0]
    if isnan(top["cost_share"]) or isnan(top["crime_share"]):
        return []
    return [
        f"{top.name} is {write(top['crime_share'], 'share')} of the crimes that are costed and "
        f"{write(top['cost_share'], 'share')} of their cost."
    ]


def _repriced_words(priced: pd.DataFrame, prices: str, official: str, costed: Costing) -> str:
    known = priced["cost"].notna()
    count, without = (write(priced["crimes"][rows].sum(), "count") for rows in (known, ~known))
    left = "" if known.all() else f"; {without} have no official unit cost"
    raised = costed.cost(ESTIMATED)
    more = (
        ""
        if isnan(raised)
        else f" as recorded; with an estimate of crimes not recorded, to {about_pounds(raised)}"
    )
    return f"At official unit costs {prices}, {count} of these crimes come to {official}{more}{left}."


def rate_sentence(crimes: pd.DataFrame, population: pd.DataFrame) -> Sentence:
    """Relate recorded crimes to residents; nothing where either was not supplied."""
    if not len(crimes) or not len(population) or crimes["crimes"].sum() < 0:
        return Sentence(sentences=[], disclosure="method")
    away = (pd.to_datetime(population["census_date"]) - crimes["period_end"].iloc[0]).abs()
    census = population.loc[away.idxmin()]
    rate = figure(
        "crime_rate.per_1000",
        1000 * crimes["crimes"].sum() / census["persons"],
        "rate",
        method=f"crimes of the period over residents on {census['census_date']:%F}",
    )
    residents = figure("crime_rate.residents", float(census["persons"]), "number", places=0)
    made = Sentence(
        sentences=[
            f"That is {rate.text} crimes in the period for every 1,000 residents "
            f"({residents.text} at the census of {census['census_date'].year}; {census['source']})."
        ],
        disclosure="crimes",
        figures=[rate, residents],
    )
    return sourced(made, "data/crimes.csv, data/population.csv")
