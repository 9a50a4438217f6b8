"""The line about the store: one area's quarter out of the crimes of the country, at two sizes.

`python -m bench.crime FOLDER WAY` reads in a process of its own: `store`, or with pandas `parquet` or `csv`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from bench.clock import Clock
from bench.shapes import BenchError, Found, Line, Took

AREAS, YEARS, OFFENCES = 330, 10, 30
ROUNDS, READS = 3, 50
AREA, QUARTER = "area-7", "2018-19-Q3"
STEP = "read"
SHA, SERIES, FIRST = "a" * 64, "police-uk", 2010
PANDAS = {"parquet": "one Parquet file", "csv": "one CSV file"}


def national(areas: int = AREAS, years: int = YEARS) -> Callable[[Path], Found]:
    """Read an area's quarter out of stores of three sizes, and with pandas out of the whole country."""

    def measure(folder: Path) -> Found:
        make(folder / "once", areas, years)
        grow(folder / "once", folder / "areas", areas=10 * areas, years=years)
        grow(folder / "once", folder / "years", areas=areas, years=10 * years)
        as_files(folder / "once")
        took = {
            f"store, {what}": [_timed(folder / name, "store") for _ in range(ROUNDS)]
            for name, what in (
                ("once", "national"),
                ("areas", "10 times the areas"),
                ("years", "10 times the years"),
            )
        }
        took |= {
            f"pandas, {what}": [_timed(folder / "once", way) for _ in range(ROUNDS)]
            for way, what in PANDAS.items()
        }
        # Of the processor: the wall times of a machine with other work say more of that work.
        each = {name: median(one["processor"] for one in ones) for name, ones in took.items()}
        once, *grown = (each[name] for name in each if name.startswith("store"))
        faster = {name: seconds / once for name, seconds in each.items() if name.startswith("pandas")}
        ours = [f"{1000 * seconds:.1f}" for seconds in (once, *grown)]
        words = f"{ours[0]} ms of processor time; with 10 times the areas {ours[1]}, the years {ours[2]}"
        words += "; " + ", ".join(f"{times:,.0f} times faster than {name}" for name, times in faster.items())
        met = min(faster.values()) >= 50 and max(grown) <= 1.2 * once
        return Found(words, met, took)

    return measure


def make(folder: Path, areas: int, years: int) -> None:
    """Write a store: each area has a row a month and offence."""
    import pyarrow as pa  # noqa: PLC0415  the process of a rival loads what it needs itself

    from iomlib.tables.recorded import store  # noqa: PLC0415
    from iomlib.tables.recorded.contract import SCHEMA, SourceFile  # noqa: PLC0415

    source = store.Source(SHA, "national.csv", "Made-up counts of the country")
    series = folder / store.STORE / SERIES
    for number in range(areas):
        for year in range(FIRST, FIRST + years):
            table = pa.Table.from_pylist(list(_rows(f"area-{number}", year)), schema=SCHEMA)
            name = f"{store.financial_year(date(year, 4, 1))}.parquet"
            store.write_year(series / f"area=area-{number}" / name, table, [source])
    (series / "partial.json").write_text(json.dumps([["surrey", "2018-11"]] * 40), "utf-8")
    files = [SourceFile(SHA, SHA, areas * years * 12 * OFFENCES, source.title)._asdict()]
    (series / store.FILES).write_text(json.dumps({"series": SERIES, "files": files}), "utf-8")


def grow(folder: Path, target: Path, *, areas: int, years: int) -> None:
    """Fill a store up with further areas and years, whose files are links: nobody may read them."""
    from iomlib.tables.recorded import store  # noqa: PLC0415

    old, new = (place / store.STORE / SERIES for place in (folder, target))
    here = sorted(path.name for path in old.iterdir() if path.is_dir())
    there = sorted(path.name for path in (old / here[0]).iterdir())
    for number in range(areas):
        area = f"area=area-{number}"
        (new / area).mkdir(parents=True)
        names = [
            f"{store.financial_year(date(FIRST - n, 4, 1))}.parquet" for n in range(1, years - len(there) + 1)
        ]
        for name in (*there, *names):
            like = old / (area if area in here else here[number % len(here)])
            os.link(like / (name if name in there else there[0]), new / area / name)
    flags = json.loads((old / "partial.json").read_text("utf-8"))
    (new / "partial.json").write_text(json.dumps(10 * flags), "utf-8")
    os.link(old / store.FILES, new / store.FILES)


def as_files(folder: Path) -> None:
    """Put the rows of a store into one Parquet file and one CSV file, as a rival would have them."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.csv  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    paths = sorted(folder.glob("recorded_crime/*/*/*.parquet"))
    table = pa.concat_tables([pq.ParquetFile(path).read().replace_schema_metadata(None) for path in paths])
    pq.write_table(table, folder / "national.parquet")
    pyarrow.csv.write_csv(table, folder / "national.csv")


def _rows(area: str, year: int) -> Any:
    from calendar import monthrange  # noqa: PLC0415

    blank = dict.fromkeys(("offence_code", "supply"), "")
    fixed = {
        "area": area,
        "area_name": area.title(),
        "area_code": "E22000000",
        "recorded_by": "kent",
        "source": SHA,
    }
    known = {"kind": "crime", "place": "area", "state": "counted"}
    for month in range(12):
        start = date(year + (month > 8), (month + 3) % 12 + 1, 1)
        days = {
            "period_start": start,
            "period_end": start.replace(day=monthrange(start.year, start.month)[1]),
        }
        for each in range(OFFENCES):
            offence = {"offence_group": f"Group {each // 3}", "offence_subgroup": f"Subgroup {each}"}
            yield blank | fixed | known | days | offence | {"crimes": month * each + 1}


def _timed(folder: Path, way: str) -> Took:
    done = subprocess.run(
        [sys.executable, "-m", "bench.crime", str(folder), way],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    if done.returncode != 0:
        raise BenchError(f"exit code {done.returncode}: {done.stderr.splitlines()[-1:]}")
    found: Took = json.loads(done.stdout)
    return found


def main(folder: Path, way: str) -> None:
    """Read the quarter: once to load what is needed, then with a clock, and say what it took."""
    read, times = (_with_store, READS) if way == "store" else (_with_pandas(way), 1)
    if way == "store":
        read(folder)
    else:
        import pandas as pd  # noqa: PLC0415

        pd.DataFrame({"a": ["x"]}).groupby("a").sum()
    clock = Clock()
    with clock.step(STEP):
        for _ in range(times):
            crimes = read(folder)
    if crimes != sum(month * each + 1 for month in (6, 7, 8) for each in range(OFFENCES)):
        raise SystemExit(f"{crimes} crimes are wrong")
    took = clock.steps[STEP]
    sys.stdout.write(json.dumps(took | {name: took[name] / times for name in ("wall", "processor")}))


def _with_store(folder: Path) -> int:
    from iomlib import tables  # noqa: PLC0415

    return int(tables.read_crimes(folder, AREA, QUARTER)["crimes"].sum())


def _with_pandas(way: str) -> Callable[[Path], int]:
    import pandas as pd  # noqa: PLC0415

    def read(folder: Path) -> int:
        if way == "csv":
            table = pd.read_csv(folder / "national.csv", parse_dates=["period_start", "period_end"])
        else:
            table = pd.read_parquet(folder / "national.parquet")
            table = table.assign(period_start=pd.to_datetime(table["period_start"]))
        start = table["period_start"]
        rows = table[(table["area"] == AREA) & (start >= "2018-10-01") & (start <= "2018-12-31")]
        return int(rows.groupby(["offence_group", "offence_subgroup"])["crimes"].sum().sum())

    return read


LINES = {
    "national-store": Line(
        f"one area's quarter from the store of the country ({AREAS} areas, {12 * YEARS} months, {OFFENCES} offences)",
        "reading all with pandas, and a store 10 times as large",
        "50 times less processor time; flat (within 20%) as the store grows 10 times, in areas or in years",
        national(),
    ),
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
