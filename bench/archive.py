"""An archive like that of data.police.uk, and what reads it: each reader in a process of its own.

    python -m bench.archive iomlib|pandas FOLDER RESULT.json

Rows are those of the real files beside the project where they are, drawn again and again within their
force, with the month replaced; elsewhere they are made up. Libraries are loaded before the clock starts.
"""

import json
import random
import sys
from importlib import import_module
from pathlib import Path

from bench.clock import Clock

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "data"
STREET = REAL / "police_uk_street"
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
LOOKUP = "lookup.csv"
_TYPES = (
    "Anti-social behaviour",
    "Burglary",
    "Drugs",
    "Shoplifting",
    "Vehicle crime",
    "Violence and sexual offences",
)
_KEY = ["area", "Month", "Crime type", "Falls within"]


def make_archive(folder: Path, rows: int, files: int) -> None:
    """Write month folders of files, the same every time, and the lookup of their authorities beside them."""
    chance = random.Random(2018)  # noqa: S311
    pools = _real() if STREET.is_dir() else _made_up(chance)
    forces = sorted(pools)
    for number in range(files):
        force, since = forces[number % len(forces)], number // len(forces)
        month = f"{2010 + since // 12}-{since % 12 + 1:02}"
        place = folder / "archive" / month / f"{month}-{force}-street.csv"
        place.parent.mkdir(parents=True, exist_ok=True)
        drawn = "\n".join(chance.choices(pools[force], k=rows // files))
        place.write_text(f"{HEADER}\n{drawn}\n".replace("\tMONTH\t", month), "utf-8")
    lookup = REAL / "lad_csp_pfa_lookup" / "lad17_csp17_pfa17_lookup.csv"
    (folder / LOOKUP).write_text(
        lookup.read_text("utf-8-sig") if STREET.is_dir() else _made_up_lookup(), "utf-8"
    )


def _real() -> dict[str, list[str]]:
    pools: dict[str, list[str]] = {}
    for path in sorted(STREET.glob("*/*-street.csv")):
        force = path.stem[len("2018-10-") : -len("-street")]
        lines = path.read_text("utf-8").splitlines()[1:]
        pools.setdefault(force, []).extend(line.replace(path.name[:7], "\tMONTH\t", 1) for line in lines)
    return pools


def _made_up(chance: random.Random) -> dict[str, list[str]]:
    pools = {}
    for force, called in (("cleveland", "Cleveland Police"), ("kent", "Kent Police")):
        lines = []
        for number in range(20_000):
            spot, kind = chance.randrange(400), chance.choice(_TYPES)
            name = f"Made-up {force} {spot // 100} {spot % 100:03}A"
            cells = [f"{number:064x}", "\tMONTH\t", called, called, "-1.239958", "54.710607"]
            cells += ["On or near Made-up Close", f"E{spot:08}", name, kind, "Under investigation", ""]
            lines.append(",".join(cells))
        pools[force] = lines
    return pools


def _made_up_lookup() -> str:
    lines = ["LAD17CD,LAD17NM,CSP17CD,CSP17NM,PFA17CD,PFA17NM"]
    forces = (("cleveland", "E23000013", "Cleveland"), ("kent", "E23000032", "Kent"))
    for number, (force, code, name) in enumerate(forces):
        for area in range(4):
            called = f"Made-up {force} {area}"
            place = 10 * number + area
            lines.append(f"E0700{place:04},{called},E2200{place:04},{called},{code},{name}")
    return "\n".join(lines) + "\n"


def with_iomlib(folder: Path) -> tuple[int, int]:
    """Count with iomlib, and write the counts."""
    from pyarrow import parquet  # noqa: PLC0415

    from iomlib.tables.recorded import police_uk  # noqa: PLC0415
    from iomlib.tables.recorded.names import read_names  # noqa: PLC0415

    names = read_names(ROOT / "params", folder / LOOKUP)
    recorded = police_uk.read([folder / "archive"], names, ROOT / "params")
    parquet.write_table(recorded.table, folder / "iomlib.parquet")
    return sum(file.rows for file in recorded.files), len(recorded.table)


def with_pandas(folder: Path) -> tuple[int, int]:
    """Count the same with pandas, as notebooks do: read all, put together, name the area, group, write."""
    import pandas as pd  # noqa: PLC0415

    files = sorted((folder / "archive").glob("*/*-street.csv"))
    lookup = pd.read_csv(folder / LOOKUP)
    crimes = pd.concat([pd.read_csv(path, low_memory=False) for path in files], ignore_index=True)
    name = next(column for column in lookup if column.startswith("CSP") and column.endswith("CD"))
    known = lookup.set_index(
        next(column for column in lookup if column.startswith("LAD") and column.endswith("NM"))
    )
    crimes["area"] = crimes["LSOA name"].str[:-5].map(known[name])
    counts = crimes.groupby(_KEY, dropna=False).size().reset_index(name="crimes")
    counts.to_parquet(folder / "pandas.parquet")
    return int(counts["crimes"].sum()), len(counts)


WAYS = {"iomlib": with_iomlib, "pandas": with_pandas}


def main(way: str, folder: str, result: str) -> None:
    """Read one archive in one way, and write what it took."""
    for library in ("pandas", "pyarrow.parquet", "iomlib.tables.recorded.police_uk"):
        import_module(library)
    clock = Clock()
    with clock.step(way):
        rows, counts = WAYS[way](Path(folder))
    Path(result).write_text(json.dumps(clock.steps[way] | {"rows": rows, "counts": counts}), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
