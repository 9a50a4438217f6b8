"""Rates for people and households, with the day of their population and their interval."""

from typing import Any

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.metrics.rates import ALL, ALL_BURGLARY
from iomlib.metrics.season import Coverage
from iomlib.report.coverage import RECORDED, not_worked_out
from iomlib.report.formats import Kind, day, interval, write
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.said import saying
from iomlib.report.withholding import EMPTY

NO_POPULATION = "No population of this area was supplied, so there is no rate."
_KINDS: dict[str, Kind] = {"people": "rate", "households": "household_rate"}


def rates_table(rates: pd.DataFrame, census: dict[str, Any] | None, found: Coverage) -> Table | Sentence:
    """Show crimes for every 1,000 people and households, in the quarter and in the year to its end.

    `rates` comes from `iomlib.metrics.rates.crime_rates`, `census` from `nearest_census`.
    """
    if census is None or not_worked_out(found):
        reason = NO_POPULATION if census is None else not_worked_out(found)
        return Sentence(style="missing", sentences=[reason], disclosure="method")
    first, second = (_of_unit(rates[rates["unit"] == unit], unit) for unit in ("people", "households"))
    both = {"rows": [*first.rows, *second.rows], "figures": [*first.figures, *second.figures]}
    joined = first.model_copy(update={**both, "notes": _notes(rates, census)})
    lived = [figure(f"rates.{kind}", float(census[kind]), "number", places=0) for kind in _LIVE]
    return sourced(saying(joined, *lived), f"{RECORDED}, data/population.csv")


def _of_unit(rates: pd.DataFrame, unit: str) -> Table:
    kind = _KINDS[unit]
    labels = {f"{_id(offence)}_{unit}": f"{offence}, per 1,000 {unit}" for offence in rates["offence"]}
    return table(
        rates.set_index(pd.Index(list(labels))),
        [
            Column("quarter_crimes", "Crimes, quarter", "count"),
            *_rate("quarter", "Rate, quarter", kind),
            Column("year_crimes", "Crimes, year", "count"),
            *_rate("year", "Rate, year", kind),
        ],
        id="rates",
        caption="Recorded crime for every 1,000 people and households, in the quarter and in the year to its end",
        index="Crimes and residents",
        labels=labels,
        disclosure="crimes",
    )


def _rate(key: str, header: str, kind: Kind) -> list[Column]:
    bounds = (f"{key}_lower", f"{key}_upper")
    return [
        Column(key, header, kind, bounds=bounds),
        Column(f"{key}_range", "95% interval", kind, bounds=bounds, show_interval=True),
    ]


_LIVE = ("persons", "households")


def _notes(rates: pd.DataFrame, census: dict[str, Any]) -> list[str]:
    people, homes = (write(float(census[name]), "count") for name in _LIVE)
    notes = [
        f"{people} people and {homes} households on {day(census['census_date'])}. {census['source']}. Who moved in or "
        "out since, and who only works or goes out here, is not counted.",
        "Interval: exact Poisson, for the count; people and households are taken as known.",
    ]
    homes_too = rates["offence"] == ALL_BURGLARY
    whole = rates["year_crimes"].notna()
    if (homes_too & rates["quarter_crimes"].notna()).any():
        notes.append(
            "The source does not tell burglary of homes from that of businesses throughout the year, so the rate is of "
            "both."
        )
    if not whole[rates["offence"] == ALL].all():
        notes.append("No data for the year: a month of it was not supplied, or not as a whole.")
    elif not whole.all():
        notes.append("No data on burglary: the source names none, or a count of it is not known.")
    if (rates[["quarter_crimes", "year_crimes"]] < 0).any(axis=None):
        notes.append("No rate: corrections of earlier counts outnumber new crimes.")
    return notes


def rates_words(rates: pd.DataFrame, found: Coverage) -> list[str]:
    """Word the rate for people for the headline; nothing where there is none."""
    if not found.whole:
        return EMPTY
    row = rates[(rates["offence"] == ALL) & (rates["unit"] == "people")].iloc[0]
    if pd.isna(row["quarter"]):
        return []
    limits = interval(row["quarter_lower"], row["quarter_upper"], "rate")
    rate = write(row["quarter"], "rate")
    return [f"That is {rate} crimes in the quarter for every 1,000 people (95% interval {limits})."]


def _id(offence: str) -> str:
    return {ALL: "all_crime"}.get(offence, "burglary")
