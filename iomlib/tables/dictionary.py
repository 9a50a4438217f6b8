"""Write ``docs/data.md`` from the contracts: ``python -m iomlib.tables.dictionary > docs/data.md``."""

import sys

from iomlib.tables.contracts import DATA
from iomlib.tables.contracts_names import NAMES
from iomlib.tables.contracts_params import PARAMS
from iomlib.tables.contracts_people import PERSON_TABLES, Column, Holds, PersonTable
from iomlib.tables.contracts_records import RECORDS
from iomlib.tables.frames import type_of
from iomlib.tables.recorded.described import described
from iomlib.tables.row import Row
from iomlib.tables.templates import columns

_FRAME = {
    **dict.fromkeys((Holds.DAY, Holds.DAY_AHEAD), "datetime64[us]"),
    **dict.fromkeys((Holds.SEVERITY, Holds.MONTHS, Holds.SCORE), "float64"),
    Holds.YES_NO: "boolean",
}
_INTRODUCTION = """\
# The tables, column by column

Made from the contracts in `iomlib/tables/` by `python -m iomlib.tables.dictionary > docs/data.md`:
change them and not this page. `iom check` holds your files against the same contracts.

All tables are CSV files in UTF-8 with commas between the cells and one header row, as "CSV UTF-8" of a
spreadsheet program gives them. Columns may stand in any order; all of them are needed, no others are
allowed, and a column with personal data is refused (the tables of people, [compared](#data-tables-of-people) or
[known to agencies](#data-what-agencies-know-of-people), have rules of their own). Spaces around a cell are
dropped, blank rows are passed over. Numbers are written without thousands separators (1234), dates year
first (2009-03-31). A blank is "not supplied" and never 0. A table whose file is not there was not supplied.
Rows with the same key are refused.
"""

_PEOPLE = """\
## `data/`: tables of people

Reoffending is compared person by person, so these tables have one row a person or an event. Keep them where
personal data may be kept; a page never shows a row of them, and no message repeats a cell. Each is a CSV file as
above or a Parquet file with the same columns (`people.csv` or `people.parquet`, not both). Rows of Parquet are
counted from 1. Millions of rows are checked in seconds.

**Any further column of `people` and `control_pool` is a covariate**: what was known of a person before the index
date, on which groups are compared and matched. Its name is letters, digits and `_`. Its cells are all numbers
(`float64`) or all words (`str`); a blank is missing, and a mixture is refused. A column called `age` is in years.
A date is no covariate: give an age or a number of days. The pool has no covariate that `people` has not.

A report is given people where its area has rows in `people` begun by the quarter's end, and a protocol in
`params/comparisons.csv`; then it is given the whole pool with an index date by the quarter's end, and the events
of both that began by then. Nobody is in `people` twice, or in both groups.
"""

_RECORDS = """\
## `data/`: what agencies know of people

Who is on a scheme, who should be and who should leave is worked out person by person, from the tables below. They
are kept, written, counted and checked as the tables of people above, with no further columns. Each may be left
out. **A table that is not there was not supplied, one with a header alone says that there is nothing:** a report
tells the two apart.

- Everybody in one of these tables is in `nominals`, and nothing happens before a person is born. Each household
  of `household_facts` is in `households`.
- A spell includes its first and its last day; without an end it is still open. Two spells of one key have no day in
  common, so a second one begins the day after the first at the earliest.
- A day is not in the future, but for `release_due`.
- The ids of made-up people begin `simulated-`, and they may only be in areas whose name begins SIMULATED.

A report is given the people of its area: those with a stay in it, an enrolment in it or an arrest in it that began
by the quarter's end. Of them it is given everything that began by then, wherever it was; an `end` after the quarter
is blank, and so is its `reason`. Facts are those of the households in which they have been. An area without any such
person is given none of these tables. **`identities` is given to the restricted edition only**, and that edition alone
lists people, by `person`: so no id may mean anything elsewhere.

`iom simulate DIR` writes all of these tables with made-up people, and `python -m examples data` those of the
demonstration. [Review a cohort](review-cohort.md) says which table brings which answer.
"""


def dictionary() -> str:
    """Describe every table and column that can be read, as Markdown."""
    parts = [_INTRODUCTION, "## `data/`\n"]
    parts += [_table(contract) for contract in DATA]
    parts += [_PEOPLE, *(_people(table) for table in PERSON_TABLES)]
    parts += [_RECORDS, *(_people(table) for table in RECORDS), described(), "## `params/`\n"]
    parts += [_table(contract) for contract in (*PARAMS, *NAMES)]
    return "\n".join(parts)


def _table(contract: type[Row]) -> str:
    lines = [
        f"### `{contract.path}`\n",
        f"One row: {_lower(str(contract.__doc__))}  ",
        f"Key: {', '.join(f'`{name}`' for name in contract.key)}.\n",
        "| column | what | allowed | may be blank | type |",
        "|---|---|---|---|---|",
    ]
    for name, what, allowed, blank in columns(contract):
        kind = type_of(contract.model_fields[name])
        lines.append(f"| `{name}` | {what} | {allowed} | {blank} | {kind} |")
    return "\n".join(lines) + "\n"


def _people(table: PersonTable) -> str:
    lines = [
        f"### `{table.name}.csv` or `{table.name}.parquet`\n",
        f"One row: {_lower(table.row)}  ",
        f"{_key(table)}\n",
        "| column | what | allowed | may be blank | type |",
        "|---|---|---|---|---|",
    ]
    for name, column in table.columns.items():
        blank, allowed = "yes" if column.blank else "", column.holds.value.allowed
        lines.append(f"| `{name}` | {column.description} | {allowed} | {blank} | {_frame(table, column)} |")
    if table.free:
        lines.append("| any other | A covariate. | All numbers, or all words. | yes | float64 or str |")
    return "\n".join(lines) + "\n"


def _key(table: PersonTable) -> str:
    if table.spell:
        return f"Spells with the same {', '.join(f'`{name}`' for name in table.spell)} have no day in common."
    if table.key:
        return f"Key: {', '.join(f'`{name}`' for name in table.key)}."
    return "Key: none, for two of them may be alike on one day."


def _frame(table: PersonTable, column: Column) -> str:
    whole = table.free and column.holds is Holds.YES_NO and not column.blank
    return "bool" if whole else _FRAME.get(column.holds, "str")


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


if __name__ == "__main__":
    sys.stdout.write(dictionary())
