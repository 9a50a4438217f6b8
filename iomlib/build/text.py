"""Plain text files of a report: JSON the same way every time, CSV that a spreadsheet reads as numbers."""

import csv
import io
import json
from typing import Any

from iomlib.blocks import Chart, Table


def as_json(content: Any) -> bytes:
    """Write JSON the same way every time."""
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def as_csv(table: Table | Chart) -> bytes:
    """Write a table or a chart's numbers for a spreadsheet: plain numbers, a mark that says UTF-8, no formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_cell(column.text, number=False) for column in table.columns)
    for row in table.rows:
        writer.writerow(_cell(cell, column.number) for cell, column in zip(row, table.columns, strict=True))
    return text.getvalue().encode("utf-8-sig")


def _cell(text: str, number: bool) -> str:
    plain = text.replace("−", "-").replace(",", "").replace("£", "").removeprefix("+")
    if number and plain.removeprefix("-").removesuffix("%").replace(".", "", 1).isdecimal():
        return plain
    # A spreadsheet would run a name that begins like a formula.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
