"""Simulated people as files: Parquet tables in the shapes of docs/data.md, and what is true of them."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from iomlib.simulate.arrow import listed, numbers, texts
from iomlib.simulate.borough import Made
from iomlib.simulate.chance import Chance
from iomlib.simulate.homes import FORENAMES, SURNAMES, name
from iomlib.simulate.partnership import EXACT, parts
from iomlib.simulate.printed import MARGINS
from iomlib.simulate.shapes import (
    BLANK,
    DAY,
    EVENTS,
    FAMILY,
    FLAG,
    FORENAME,
    HOUSEHOLD,
    NUMBER,
    PERSON,
    SHAPES,
    SURNAME,
    Holds,
    Rows,
)

TRUTH = "truth.json"
SIMULATED = "SIMULATED: no person in these tables exists."
_DIGITS = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_LENGTH, _MASK = 10, np.uint64(16**10 - 1)
_TYPES = {DAY: pa.date32(), NUMBER: pa.float64(), FLAG: pa.bool_()}


class Written(NamedTuple):
    """How much was written: people, events (rows of the tables of events), and people by area."""

    people: int
    events: int
    areas: dict[str, int]


def write_people(
    folder: Path, *, people: int, seed: int, tell: Callable[[int], None] = lambda done: None
) -> Written:
    """Make so many people and write their tables, and what is true of them, into a folder that is there.

    ``tell`` is called with the number of people written so far. The same seed gives the same bytes.
    A file of the same name is written over: to ask first is the caller's part.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_people(Path(folder), people=20, seed=1).areas
    {'simulated-borough': 20}
    """
    events, areas, truths = 0, dict[str, int](), dict[str, Any]()
    ids = _Ids(seed)
    with ExitStack() as files:
        writers = {table: files.enter_context(_writer(folder, table)) for table in SHAPES}
        for area, made in parts(seed, people):
            known = ids.of(made)
            for table, rows in made.tables.items():
                writers[table].write_table(_table(rows, SHAPES[table], known), row_group_size=1 << 20)
            events += sum(len(made.tables[table]["person"]) for table in EVENTS)
            areas[area] = areas.get(area, 0) + made.people
            truths |= {area: _told(made.truth, known[PERSON])} if made.truth else {}
            tell(sum(areas.values()))
    _write_truth(folder / TRUTH, {"what": SIMULATED, "seed": seed, "people": areas}, people, truths)
    return Written(people, events, areas)


def _write_truth(path: Path, head: dict[str, Any], people: int, truths: dict[str, Any]) -> None:
    margins = [margin._asdict() for margin in MARGINS.values()] if people >= EXACT else []
    told = {**head, "figures": margins, "planted": truths}
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")


class _Ids:
    """Ids of people, households and families, which go on from one part to the next."""

    def __init__(self, seed: int) -> None:
        self.chance, self.used = Chance(seed), dict.fromkeys((PERSON, HOUSEHOLD, FAMILY), 0)

    def of(self, made: Made) -> dict[str, Any]:
        """Make the ids, and the names, that a part needs."""
        counts = {PERSON: made.people}
        for kind, table in ((HOUSEHOLD, "households"), (FAMILY, "families")):
            counts[kind] = int(made.tables[table][kind].max(initial=-1)) + 1
        found = {}
        for kind, count in counts.items():
            places = np.arange(self.used[kind], self.used[kind] + count, dtype=np.uint64)
            prefix = "simulated-" if kind == PERSON else f"simulated-{kind}-"
            found[kind] = _strings(prefix, _scrambled(self.chance, kind, places))
            self.used[kind] += count
        return found


def _scrambled(chance: Chance, name: str, places: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Turn numbers below 2**40 into others that say nothing of their order, no two the same."""
    for step, key in enumerate((chance(f"id of {name}", 6) * 2.0**39).astype(np.uint64)):
        odd = key * np.uint64(2) + np.uint64(1)
        places = (places * odd + key) & _MASK
        places ^= places >> np.uint64(17 + step)
    return places


def _strings(prefix: str, numbers: NDArray[np.uint64]) -> Any:
    """Write numbers as ids: a prefix and ten digits."""
    size, width = len(numbers), len(prefix) + _LENGTH
    letters = np.empty((size, width), dtype=np.uint8)
    letters[:, : len(prefix)] = np.frombuffer(prefix.encode(), dtype=np.uint8)
    for place in range(_LENGTH):
        digit = (numbers >> np.uint64(4 * place)) & np.uint64(15)
        letters[:, width - 1 - place] = _DIGITS[digit.astype(np.int64)]
    return texts(letters.tobytes(), np.arange(size + 1) * width)


def _writer(folder: Path, table: str) -> Any:
    return pyarrow.parquet.ParquetWriter(
        folder / f"{table}.parquet",
        pa.schema({name: _type(holds) for name, holds in SHAPES[table].items()}),
        compression="zstd",
        store_schema=False,
        dictionary_pagesize_limit=1 << 23,
    )


def _type(holds: Holds) -> Any:
    known = _TYPES.get(holds) if isinstance(holds, str) else None
    return known or pa.dictionary(pa.int32(), pa.string())


def _table(rows: Rows, columns: dict[str, Holds], ids: dict[str, Any]) -> Any:
    found = [_column(rows[column], holds, ids) for column, holds in columns.items()]
    return pa.Table.from_arrays(found, names=list(columns))


def _column(values: NDArray[Any], holds: Holds, ids: dict[str, Any]) -> Any:
    if holds == FLAG:
        return numbers(values.astype(bool), pa.bool_())
    if holds == NUMBER:
        known = values.astype(np.float64)
        return numbers(known, pa.float64(), ~np.isnan(known))
    if holds == DAY:
        days = values.astype(np.int32)
        return numbers(days, pa.date32(), days > BLANK)
    codes = values.astype(np.int64)
    if holds in (FORENAME, SURNAME):
        used, codes = np.unique(codes, return_inverse=True)
        most = FORENAMES if holds == FORENAME else SURNAMES
        words = listed(name(int(number), most) for number in used)
    else:
        words = ids[holds] if isinstance(holds, str) else listed(holds)
    places = numbers(np.maximum(codes, 0).astype(np.int32), pa.int32(), codes >= 0)
    return pa.DictionaryArray.from_arrays(places, words)


def _told(truth: Any, ids: Any) -> Any:
    """Name the people of a truth by their ids."""
    if isinstance(truth, dict):
        return {name: _told(each, ids) for name, each in truth.items()}
    if isinstance(truth, list):
        return [_told(each, ids) for each in truth]
    if isinstance(truth, np.ndarray):
        return sorted(ids[int(person)].as_py() for person in truth)
    return truth
