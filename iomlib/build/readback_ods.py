"""Reads a finished workbook and holds its cells against what the notebook shows."""

import io
import re
from typing import Any

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.look import Look
from iomlib.build.readback_html import Shown

_BARE = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_LOST = re.compile("[\x00-\x08\x0e-\x1b\ud800-\udfff\ufffe\uffff]")  # XML cannot hold them
_SHORT = {"withheld": "[c]", "no data": "[x]", "refused": "[x]"}


def check_ods(content: bytes, shown: Shown, about: dict[str, Any], look: Look) -> list[str]:
    """List where a workbook holds another table, other words or other numbers, or names another edition."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  few commands read workbooks

    blocks = [(block, label) for block, label in shown if held(block)]
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except (CalamineError, ValueError):
        return ["it cannot be read as a workbook."]
    before = 2 + any(_notes(block) for block, _ in blocks)  # cover, contents, and notes where there are any
    if len(sheets) != before + len(blocks):
        return [f"it has {len(sheets) - before} tables; the notebook's {len(blocks)}."]
    problems = _cover_problems(sheets[0], about, look) + _mark_problems(sheets, about, look)
    for (block, label), rows in zip(blocks, sheets[before:], strict=True):
        problems += _sheet_problems(block, label, rows)
    return problems


def held(block: Table | Chart | Sentence) -> bool:
    """Say whether a block has a worksheet: a table with rows, or a chart that says what it draws."""
    return not isinstance(block, Sentence) and bool(block.columns and block.rows)


def _notes(block: Table | Chart | Sentence) -> bool:
    return bool(block.notes if isinstance(block, Table) else isinstance(block, Chart) and block.shows)


def _cover_problems(rows: list[list[Any]], about: dict[str, Any], look: Look) -> list[str]:
    edition = look.words["pdf.restricted" if about["edition"] == "restricted" else "pdf.public"]
    asked = [_plain(said) for said in (about["area"], about["quarter"], edition) if said]
    found = [row[1] for row in rows if len(row) > 1]
    return [f"its cover does not say {said!r}." for said in asked if said not in found]


def _mark_problems(sheets: list[list[list[Any]]], about: dict[str, Any], look: Look) -> list[str]:
    """A worksheet may be copied away from its cover: each says below its title if it is restricted, or none."""
    mark, wanted = _plain(look.words["pdf.restricted"]), about["edition"] == "restricted"
    found = [any(row[0] == mark for row in rows[1:2]) for rows in sheets]
    said = "restricted" if not wanted else "public"
    return [
        f"its worksheet {number} is marked as {said}; asked was {about['edition']}."
        for number, marked in enumerate(found, 1)
        if marked != wanted
    ]


def _sheet_problems(block: Any, label: str, rows: list[list[Any]]) -> list[str]:
    name, first = f"{block.kind} {block.id}", len(rows) - len(block.rows)
    if first < 2 or rows[0][0] != _plain(label):
        return [
            f"{name}: {len(rows)} rows below {rows[0][0]!r}; asked were {len(block.rows)} below {label!r}."
        ]
    columns = _columns([column.text for column in block.columns], rows[first - 1])
    if sum(columns) != len(rows[0]):
        return [f"{name}: its columns are {rows[first - 1]}; the notebook's are others."]
    for number, (found, row) in enumerate(zip(rows[first:], block.rows, strict=True), 1):
        cells = iter(found)
        for wide, column, text in zip(columns, block.columns, row, strict=True):
            values = [next(cells) for _ in range(wide)]
            if not _same(values, text, column.number):
                return [f"{name}, row {number}: {values}; the notebook shows {text!r}."]
    return []


def _columns(asked: list[str], found: list[Any]) -> list[int]:
    """Say how many columns each of the notebook's takes: two where an interval is taken apart."""
    wide, place = [], 0
    for name in asked:
        one = place < len(found) and found[place] == _plain(name)
        wide.append(1 if one else 2)
        place += wide[-1]
    return wide


def _same(values: list[Any], text: str, number: bool) -> bool:
    plain = _plain(text)
    parts = [plain] * len(values)
    if len(values) == 2:
        parts = plain.split(" to ") if " to " in plain else ["" if plain == "none" else plain] * 2
    return len(parts) == len(values) and all(map(_equal, values, parts, [number] * len(values)))


def _equal(value: Any, text: str, number: bool) -> bool:
    if isinstance(value, float):
        bare = text.replace("−", "-").replace("£", "").replace(",", "").removesuffix("%")
        if not (number and _BARE.fullmatch(bare)):
            return False
        return abs(value - float(bare) / (100 if text.endswith("%") else 1)) < 1e-9 * max(1.0, abs(value))
    return bool(value in (text, _SHORT.get(text, text) if text else "[z]")) and value != ""


def _plain(text: str) -> str:
    return " ".join(_LOST.sub("", text).split())
