"""A SIMULATED county with eight districts: its street-level files, in the layout of data.police.uk, and its lookup.

Nothing here happened and nobody lives there. Burglary and violence follow the seasons; in August 2018
half of the crimes did not arrive, and anti-social behaviour did, as in Kent at the end of 2018.
"""

import csv
import hashlib
import math
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from iomlib.tables.recorded.keep import keep
from iomlib.tables.recorded.names import read_names
from iomlib.tables.recorded.police_uk import read

PARAMS = Path(__file__).parent.parent / "params"
FORCE = "simulated-county"
SEED = 2018
MONTHS = pd.period_range("2016-04", "2018-09", freq="M")
LOST = pd.Period("2018-08", freq="M")
ARRIVED = 0.5  # share of that month's crimes that is in its file
# District: people as in data/population.csv, and crimes a month for every 1,000 of them.
DISTRICTS = {
    "Aldbrook": (41_200, 5.4),
    "Eastcliffe": (96_700, 4.8),
    "Fenbury": (33_800, 5.9),
    "Larkdale": (58_400, 4.9),
    "Marlstone": (124_500, 5.5),
    "Northmoor": (72_300, 5.2),
    "Oxmere": (27_900, 4.6),
    "Westerby": (84_600, 6.3),
}
# Category: share of crime, swing with the season (above 0 in summer), change in a year.
CRIMES = {
    "Violence and sexual offences": (0.28, 0.10, 0.09),
    "Criminal damage and arson": (0.13, 0.03, -0.03),
    "Other theft": (0.12, 0.05, -0.04),
    "Shoplifting": (0.10, -0.02, 0.02),
    "Burglary": (0.10, -0.14, -0.06),
    "Vehicle crime": (0.09, -0.04, 0.05),
    "Public order": (0.07, 0.08, 0.10),
    "Drugs": (0.03, 0.0, -0.05),
    "Other crime": (0.025, 0.0, 0.0),
    "Bicycle theft": (0.02, 0.35, -0.05),
    "Theft from the person": (0.015, 0.0, 0.0),
    "Robbery": (0.012, 0.0, 0.04),
    "Possession of weapons": (0.008, 0.0, 0.06),
}
INCIDENTS = ("Anti-social behaviour", 2.1, 0.22)  # a month for every 1,000 people, swing with the season
NOWHERE = 0.02  # share of crimes without a location
SPOTS = 12  # small areas of a district
COLUMNS = [
    *("Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location"),
    *("LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context"),
]
NAME = "SIMULATED County Police"
TITLE = "SIMULATED: made up by iomlib in the layout of street-level crime"


def bring_in(data: Path) -> None:
    """Import the county into the store of a data folder, as `iom import` does, and let its files say what they are."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        params = shutil.copytree(PARAMS, folder / "params", ignore=shutil.ignore_patterns("rules", "schema"))
        with (params / "names" / "forces.csv").open("a", encoding="utf-8") as file:
            file.write(f"{FORCE},{NAME},,,,{TITLE}\n")
        write_archive(folder / "archive")
        names = read_names(params, write_lookup(folder / "lookup.csv"))
        recorded = read([folder / "archive"], names, params)
    files = tuple(each._replace(title=TITLE) for each in recorded.files)
    keep(data, recorded._replace(files=files), replace=True)


def write_archive(folder: Path) -> list[Path]:
    """Write a file a month, as an archive of data.police.uk has them, and give their paths."""
    random = np.random.default_rng(SEED)
    paths = []
    for month in MONTHS:
        path = folder / f"{month}" / f"{month}-{FORCE}-street.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for number, district in enumerate(DISTRICTS):
                writer.writerows(_rows(random, month, district, number))
        paths.append(path)
    return paths


def write_lookup(path: Path) -> Path:
    """Write which district is which partnership, in the columns of the ONS lookup."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["LAD18CD", "LAD18NM", "CSP18CD", "CSP18NM", "PFA18CD", "PFA18NM"])
        for number, district in enumerate(DISTRICTS, 1):
            name = f"SIMULATED {district}"
            writer.writerow([f"E99{number:06}", name, f"E98{number:06}", name, "E97000001", NAME])
    return path


def expected(district: str, month: pd.Period, category: str) -> float:
    """Say how many crimes of a category a district has in a month, on average."""
    people, rate = DISTRICTS[district]
    share, swing, change = CRIMES[category]
    season = 1 + swing * math.cos(2 * math.pi * (month.month - 7) / 12)
    years = (month.ordinal - MONTHS[0].ordinal) / 12
    supply = ARRIVED if month == LOST else 1.0
    return people / 1000 * rate * share * season * (1 + change) ** years * supply


def _rows(random: np.random.Generator, month: pd.Period, district: str, number: int) -> Iterator[list[str]]:
    for category in CRIMES:
        for each in range(int(random.poisson(expected(district, month, category)))):
            known = hashlib.sha256(f"{month}{district}{category}{each}".encode()).hexdigest()
            spot = None if random.random() < NOWHERE else int(random.integers(SPOTS))
            outcome = (
                "Under investigation" if month > LOST else "Investigation complete; no suspect identified"
            )
            yield _row(known, month, district, number, spot, category, outcome)
    name, rate, swing = INCIDENTS
    season = 1 + swing * math.cos(2 * math.pi * (month.month - 7) / 12)
    for _ in range(int(random.poisson(DISTRICTS[district][0] / 1000 * rate * season))):
        yield _row("", month, district, number, int(random.integers(SPOTS)), name, "")


def _row(  # noqa: PLR0913, PLR0917  one argument a thing that the layout has
    id: str, month: pd.Period, district: str, number: int, spot: int | None, category: str, outcome: str
) -> list[str]:
    place = ["", "", "No Location", "", ""]
    if spot is not None:
        # In the sea, west of every place where somebody lives.
        at = [f"{-20 + 0.1 * number:.6f}", f"{50 + 0.01 * spot:.6f}"]
        place = [*at, f"On or near Made-up Street {spot}", f"E0199{number:02}{spot:02}"]
        place.append(f"SIMULATED {district} {spot // 4 + 1:03}{'ABCD'[spot % 4]}")
    return [id, str(month), NAME, NAME, *place, category, outcome, ""]
