"""Write ``docs/data.md`` from the contracts: ``python -m iomlib.tables.dictionary > docs/data.md``."""

import sys

from iomlib.tables.check import kind_of
from iomlib.tables.contracts import DATA, Row
from iomlib.tables.contracts_params import PARAMS
from iomlib.tables.frames import type_of

_INTRODUCTION = """\
# The tables, column by column

Made from the contracts in `iomlib/tables/` by `python -m iomlib.tables.dictionary > docs/data.md`:
change them and not this page. `iom check` holds your files against the same contracts.

All tables are CSV files in UTF-8 with commas between the cells and one header row, as "CSV UTF-8" of a
spreadsheet program gives them. Columns may stand in any order; all of them are needed, no others are
allowed, and a column with personal data is refused. Spaces around a cell are dropped, blank rows are
passed over. Numbers are written without thousands separators (1234), dates year first (2009-03-31).
A blank is "not supplied" and never 0. A table whose file is not there was not supplied. Rows with the same
key are refused.
"""


def dictionary() -> str:
    """Describe every table and column that can be read, as Markdown."""
    parts = [_INTRODUCTION]
    for folder, contracts in (("data", DATA), ("params", PARAMS)):
        parts.append(f"## `{folder}/`\n")
        parts += [_table(contract) for contract in contracts]
    return "\n".join(parts)


def _table(contract: type[Row]) -> str:
    lines = [
        f"### `{contract.path}`\n",
        f"One row: {_lower(str(contract.__doc__))}  ",
        f"Key: {', '.join(f'`{name}`' for name in contract.key)}.\n",
        "| column | what | allowed | may be blank | type |",
        "|---|---|---|---|---|",
    ]
    for name, field in contract.model_fields.items():
        blank = "" if field.is_required() else "yes"
        allowed = kind_of(field).allowed
        lines.append(f"| `{name}` | {field.description} | {allowed} | {blank} | {type_of(field)} |")
    return "\n".join(lines) + "\n"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


if __name__ == "__main__":
    sys.stdout.write(dictionary())
