"""What the package acro makes of tables of people. Run by a Python that has it, without iomlib: see compare_acro.py.

Reads tables from standard input, as JSON: for each the people in a row and a column, and how many. Writes what acro
prints: a number, or null where it withholds one.
"""

import json
import logging
import sys
from importlib.metadata import version

logging.disable(logging.CRITICAL)

import acro  # noqa: E402
import pandas as pd  # noqa: E402


def tried(table: dict, mitigation: str) -> dict | None:
    """Make one cross table with totals, or say by None that acro stopped."""
    try:
        return printed(table, mitigation)
    except (KeyError, ValueError, IndexError, TypeError):
        return None


def printed(table: dict, mitigation: str) -> dict:
    """Make one cross table with totals of it."""
    rows = [(row, column) for row, column, many in table["cells"] for _ in range(many)]
    people = pd.DataFrame(rows, columns=["row", "column"])
    order = {axis: sorted({cell[at] for cell in table["cells"]}) for at, axis in enumerate(("row", "column"))}
    for axis, names in order.items():
        people[axis] = pd.Categorical(people[axis], names)
    made = acro.ACRO(mitigation=mitigation).crosstab(people["row"], people["column"], margins=True)
    return {
        f"{row}|{column}": None if pd.isna(value) else int(value)
        for (row, column), value in made.stack(future_stack=True).items()
    }


if __name__ == "__main__":
    tables = json.load(sys.stdin)
    out = {way: [tried(table, way) for table in tables] for way in ("suppress", "round")}
    sys.stdout.write("\n" + json.dumps({"version": version("acro"), "printed": out}))
