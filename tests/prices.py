"""Shared by the tests of cost: made-up editions of unit costs, and the real ones."""

from pathlib import Path

import pandas as pd

from iomlib import tables
from iomlib.metrics import costing

ROOT = Path(__file__).parent.parent
PARAMS = ROOT / "params"
DEFAULT = "home-office-2019-20"
NO_MIX = pd.DataFrame(columns=["offence_group", "offence_subgroup", "crimes"])
DEFLATOR = pd.DataFrame(
    {"index": [50.0, 80.0, 100.0], "release": "30 June"}, index=["2009-10", "2019-20", "2024-25"]
)


def edition(costs, multipliers=None, *, year="2019-20", parts=True, status="published"):
    """Make an edition: pounds by subgroup, a tenth of each spent in anticipation."""
    price = pd.Series(costs, dtype="float64")
    table = pd.DataFrame({"unit_cost": price, "anticipation": price / 10 if parts else float("nan")})
    table["multiplier"] = pd.Series(multipliers or {}, dtype="float64").reindex(table.index)
    return table.assign(price_year=year, status=status, source=f"A report of {year}")


def editions(**made):
    return pd.concat(made, names=["edition", "offence_subgroup"])


def crimes_of(**counts):
    """Make crimes of one group by subgroup."""
    rows = [{"offence_group": "all", "offence_subgroup": name, "crimes": n} for name, n in counts.items()]
    return pd.DataFrame(rows, columns=["offence_group", "offence_subgroup", "crimes"])


def real(area, quarter, price_year, edition=DEFAULT):
    """Cost the crimes of an area of the example data."""
    crimes = tables.read_crimes(ROOT / "data", area, quarter)
    return costing.cost_up(
        crimes,
        tables.read_editions(PARAMS),
        tables.read_group_mix(PARAMS),
        tables.read_deflator(PARAMS),
        edition,
        price_year,
    )
