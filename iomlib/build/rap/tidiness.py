"""Whether a table is tidy, as far as that can be told without knowing what it is about."""

import csv
import io
import re

_PERIOD = re.compile(
    r"(19|20)\d\d([-/ ]?(\d\d(\d\d)?))?([-_ ]?q[1-4])?|q[1-4]([-_ ]?(19|20)\d\d)?|"
    r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*([-_ ]?\d{2,4})?",
    re.I,
)
_MANY = 3  # columns that are periods: values of a variable have become names of columns


def untidy(text: str) -> str:
    """Say what is untidy of a CSV file; nothing where nothing is.

    Examples
    --------
    >>> untidy("area,2019,2020,2021\\nkent,1,2,3\\n")
    'has periods for columns'
    >>> untidy("area,year,crimes\\nkent,2019,1\\n")
    ''
    """
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text), strict=True) if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        return "is no CSV file"
    names = [cell.strip() for cell in rows[0]] if rows else []
    faults = {
        "is empty": not rows,
        "has a column without a name": not all(names),
        "has two columns of one name": len(set(names)) < len(names),
        "has rows longer or shorter than its header": any(len(row) != len(names) for row in rows),
        "has periods for columns": sum(_PERIOD.fullmatch(name) is not None for name in names) >= _MANY,
    }
    return next((fault for fault, there in faults.items() if there), "")
