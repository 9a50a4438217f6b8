"""Reads a finished CSV file and holds it against the table or the chart that it was made of."""

import csv
import io
import re
import unicodedata

from iomlib.blocks import Chart, Table

_NUMBER = re.compile(r"-?\d+(\.\d+)?%?")
_SAFE = re.compile(r"[+-]?[0-9]+(,[0-9]{3})*(\.[0-9]+)?%?")
# What a spreadsheet may take for a formula: narrow, wide, small, raised and lowered.
_SIGNS = "=+@-\uff1d\uff0b\uff20\uff0d\ufe66\ufe62\ufe6b\ufe63\u207c\u207a\u208c\u208a\ufb29"


def check_csv(content: bytes, block: Table | Chart) -> list[str]:
    """List where a file of numbers differs from those that the notebook shows."""
    try:
        found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return ["cannot be read as CSV."]
    wanted = [[column.text for column in block.columns], *block.rows]
    numbers = [column.number for column in block.columns]
    plain = [
        [_plain(cell, i > 0 and number) for cell, number in zip(row, numbers, strict=True)]
        for i, row in enumerate(wanted)
    ]
    return differing(f"{block.kind} {block.id}", found, plain)


def _plain(text: str, number: bool) -> str:
    """Return a cell as a spreadsheet takes it: a bare number, and a text that it does not run."""
    plain = text.replace("−", "-").replace(",", "").replace("£", "").removeprefix("+")
    if number and _NUMBER.fullmatch(plain):
        return plain
    text = re.sub("\r\n?", "\n", text)
    return f"'{text}" if _is_formula(text) else text


def _is_formula(text: str) -> bool:
    if _SAFE.fullmatch(text):
        return False
    seen = text
    while seen and (seen[0].isspace() or unicodedata.category(seen[0]) in ("Cc", "Cf")):
        seen = seen[1:]
    return text[:1] in ("\t", "\r", "\n") or seen[:1] in tuple(_SIGNS)


def differing(where: str, found: list[list[str]], wanted: list[list[str]]) -> list[str]:
    """Name the first row of a table that differs from the notebook's, and what differs in it."""
    if len(found) != len(wanted):
        return [f"{where}: it has {len(found)} rows with its header; the notebook's has {len(wanted)}."]
    for number, (row, asked) in enumerate(zip(found, wanted, strict=True)):
        if row != asked:
            differ = [i for i, pair in enumerate(zip(row, asked, strict=False)) if pair[0] != pair[1]]
            if len(row) != len(asked) or not differ:
                return [f"{where}, row {number}: {len(row)} cells; the notebook's has {len(asked)}."]
            i = differ[0]
            return [f"{where}, row {number}, column {i + 1}: {row[i]!r}; the notebook shows {asked[i]!r}."]
    return []
