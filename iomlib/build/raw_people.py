"""Refuses input that says who people are: names, numbers and days of birth reach no notebook, of any edition.

`iom import` puts pseudonyms and ages in their place. What was put straight into the data folder is looked through
here, column by column, before a run begins. No message repeats a cell.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from iomlib.build.scanner_patterns import SHAPES, shapes_in
from iomlib.build.scanner_read import BLOCK
from iomlib.tables.cells import is_text, read_cells
from iomlib.tables.contracts_people import ENDINGS, PERSON_TABLES, Holds, PersonTable
from iomlib.tables.contracts_records import IDENTITIES, RECORDS, SIMULATED_PERSON
from iomlib.tables.identifiers import EVERYBODY
from iomlib.tables.recorded.personal import people_in

# What nobody writes by accident: numbers with a check, addresses, a day beside "born".
_OF_IDS = SHAPES[:2] + SHAPES[3:5]
_OF_TEXTS = SHAPES[:7]
_OF_FIGURES = (SHAPES[0], SHAPES[3], SHAPES[6])
_PSEUDONYM = rf"^({SIMULATED_PERSON}|(person|household|family)-[0-9a-f]{{20}}$)"
_NAME = r"^[a-z][0-9a-f]{31}$"  # as `iom import` writes it
_HEALTH, _PRISON = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}"), re.compile(r"[A-Z]\d{4}[A-Z]{2}")
_DAY = re.compile(r"(19\d\d|20[01]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\.0)?")
_FEWEST, _MOST, _ROWS, _OTHERS = 3, 0.6, 20, 0.8
_IMPORT = "Bring the extract in with iom import, which puts pseudonyms and ages in their place."
_TAKE_OUT = "Nothing that identifies a person reaches a notebook: take it out."


def raw_people(data: Path, params: Path | None = None) -> list[str]:
    """Say which columns of a data folder, whose tables keep their contracts, hold what identifies people.

    Of ``params`` the tables and the YAML files are looked through: notebooks are given them too.

    Examples
    --------
    >>> raw_people(Path("data"), Path("params"))
    []
    """
    problems = []
    for contract in (*PERSON_TABLES, *RECORDS):
        for path in (path for end in ENDINGS if (path := data / f"{contract.name}{end}").is_file()):
            problems += [f"{path.name}: column {name}: {found}" for name, found in _of_people(path, contract)]
    of_people = {contract.name for contract in (*PERSON_TABLES, *RECORDS)}
    texts = [path for path in sorted(data.glob("*.csv")) if path.stem not in of_people]
    texts += sorted(path for end in ("csv", "yml") for path in (params or data / "none").rglob(f"*.{end}"))
    return problems + [problem for path in texts for problem in _of_text(path)]


def _of_people(path: Path, contract: PersonTable) -> Iterator[tuple[str, str]]:
    cells = read_cells(path)
    if not cells.columns:
        return
    who = cells.columns["person" if "person" in cells.columns else contract.key[0]]
    real = pc.invert(pc.starts_with(who, SIMULATED_PERSON))
    for name, column in cells.columns.items():
        if found := _found(name, column, contract, real):
            yield name, found


def _found(name: str, column: Any, contract: PersonTable, real: Any) -> str:
    """Say what a column holds that it may not; ``real`` marks the rows of people who are not made up."""
    if (known := contract.columns.get(name)) is None:
        return _in_words(column, covariate=True)
    if known.holds in (Holds.PERSON, Holds.GROUP):  # who is in another table stands in one of these
        return _in_ids(column) if contract.name in EVERYBODY else ""
    if known.holds is Holds.NAME:
        raw = pc.invert(pc.match_substring_regex(column.filter(real).drop_null(), _NAME))
        return f"holds names. {_IMPORT}" if pc.any(raw).as_py() else ""
    if contract is IDENTITIES:
        return f"holds days of birth. {_IMPORT}" if len(column.filter(real).drop_null()) else ""
    return _in_words(column, covariate=False) if known.holds in (Holds.TEXT, Holds.WORDS) else ""


def _in_ids(column: Any) -> str:
    values = pc.unique(column.drop_null())
    raw = values.filter(pc.invert(pc.match_substring_regex(values, _PSEUDONYM))).to_pylist()
    found = _shaped(raw, _OF_IDS) or _mostly(raw)
    return f"holds {found}. {_IMPORT}" if found else ""


def _in_words(column: Any, *, covariate: bool) -> str:
    filled = column.drop_null()
    if (
        not is_text(column.type)
        and not pa.types.is_integer(column.type)
        and not pa.types.is_floating(column.type)
    ):
        return ""
    values = [_plain(value) for value in pc.unique(filled).to_pylist()]
    found = (_shaped(values, _OF_TEXTS) if is_text(column.type) else "") or (
        _mostly(values) if covariate else ""
    )
    words = covariate and not all(re.fullmatch(r"-?[\d.eE+-]+", value) for value in values)
    if not found and words and len(filled) >= _ROWS and len(values) > _OTHERS * len(filled):
        found = "another word for nearly every person, as an id or a name is"
    return f"holds {found}. {_TAKE_OUT}" if found else ""


def _plain(value: Any) -> str:
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _shaped(values: list[str], shapes: Any) -> str:
    """Name what some values hold, whatever the others are."""
    found = next(iter(shapes_in(f"{BLOCK}{BLOCK.join(values)}{BLOCK}", shapes)), None)
    return found[0].several if found else ""


def _mostly(values: list[str]) -> str:
    """Name what most values are; single ones may be so by chance."""
    if len(values) < _FEWEST:
        return ""
    for what, holds in (
        ("numbers of the National Health Service", _is_health),
        ("numbers of prisoners", _PRISON.fullmatch),
        ("days of birth", _DAY.fullmatch),
    ):
        if sum(1 for value in values if holds(value)) > _MOST * len(values):
            return what
    (*_, found) = ("", *(each.why for each in people_in(["x"], ([value] for value in values))))
    return found.removeprefix("most of its cells look like ").removeprefix("its dates look like ")


def _is_health(value: str) -> bool:
    """Say whether a number has the check digit of the National Health Service."""
    if not _HEALTH.fullmatch(value):
        return False
    digits = [int(sign) for sign in value if sign.isdigit()]
    return (11 - sum(digit * (10 - at) for at, digit in enumerate(digits[:9])) % 11) % 11 == digits[9]


def _of_text(path: Path) -> Iterator[str]:
    lines = path.read_text("utf-8", errors="replace")
    for shape in _OF_FIGURES:
        if rows := sorted({lines.count("\n", 0, at) + 1 for _, at, _ in shapes_in(lines, (shape,))}):
            more = f" and {len(rows) - 1} more" if rows[1:] else ""
            yield f"{path.name}: row {rows[0]}{more}: holds {shape.several}. {_TAKE_OUT}"
