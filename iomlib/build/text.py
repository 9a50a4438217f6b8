"""Plain text files of a report: JSON the same way every time, CSV that a spreadsheet reads as numbers."""

import csv
import io
import json
import re
from typing import Any
from unicodedata import category, normalize

from iomlib.blocks import Chart, Table

_NUMBER = re.compile(r"[+-]?\d+(,\d{3})*(\.\d+)?%?", re.ASCII)


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
    text = text.replace("\r\n", "\n").replace(
        "\r", "\n"
    )  # which csv puts into no quotes, so that a row would end
    return f"'{text}" if runs(text) else text


def runs(text: str) -> bool:
    r"""Say whether a spreadsheet may run a text as a formula: its first sign, in any width, is =, +, - or @.

    Signs that are not seen do not count; a tab or the end of a line at the beginning does. A number is none.

    Examples
    --------
    >>> [runs(text) for text in ("=1+1", " \uff1d1", "-A1", "-3.2%", "−3 to 5", "\tx", "a=b")]
    [True, True, True, False, False, True, False]
    """
    if _NUMBER.fullmatch(text):
        return False
    seen = next((sign for sign in text if not sign.isspace() and category(sign) not in ("Cc", "Cf")), "")
    return text.startswith(("\t", "\r", "\n")) or normalize("NFKC", seen) in ("=", "+", "-", "@")
