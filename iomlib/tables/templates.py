"""What a new data folder begins with: tables of a header each, and a page that says what belongs in them.

Readers take no comments in a table, so the comments are the page beside it, made from the same contracts as
``docs/data.md``.
"""

from iomlib.periods import Quarter
from iomlib.tables.check import kind_of
from iomlib.tables.contracts import (
    CrimesRow,
    FrequencyRow,
    IndicatorRow,
    MembershipRow,
    MonthRow,
    PopulationRow,
    TargetRow,
)
from iomlib.tables.row import Row

# A row or two of each table of `scrutiny_report`, as an analyst would type them. {words} are filled in.
_EXAMPLES: dict[type[Row], list[str]] = {
    CrimesRow: [
        "{area},{start},{end},Theft offences,Domestic burglary,118,,,,as recorded,Force extract,burglary",
        "{area},{start},{end},Theft offences,Shoplifting,240,,,,as recorded,Force extract,shops",
    ],
    MonthRow: ["{area},{month},702,Force extract,sheet 2"],
    PopulationRow: ['{area},2021-03-21,61200,25900,"ONS, Census 2021 (Open Government Licence v3.0)"'],
    IndicatorRow: ["{area},ni30,{quarter},31,Return of the scheme,line 4,no"],
    TargetRow: ["{area},ni30,{year},160,15,40,Plan of the partnership,section 3,no"],
    MembershipRow: ["{area},{start},{end},IOM,52,Probation caseload,33,,List of the scheme,sheet 1,no,"],
    FrequencyRow: ["{area},{start},{end},IOM,3,11,List of the scheme,sheet 2,no"],
}
TEMPLATES: tuple[type[Row], ...] = tuple(_EXAMPLES)

_PAGE = """\
# Input of {name}

Each CSV file here has one header row and nothing else. Fill in the tables that you have, one row below the other.
**Leave the others as they are:** a table without rows was not supplied, and the report says so. It never shows a 0
in its place.

- Write dates year first ({start}) and numbers without commas (1234). A blank cell is "not supplied".
- A spreadsheet program may turn dates round. Format the columns of dates as text before you type, and save as "CSV
  UTF-8".
- Counts only: a column with names, numbers or birthdays of people is refused.
- Spell offences as `params/unit_costs/subgroups.csv` does: then they have a price. A group without a subgroup has one
  where `group_mix.csv` beside it names the group. Otherwise it is counted, and listed as not priced.
- Every row names the document that it is from (`source`), so that the next reader finds it.

Then, in the folder of the project:

```sh
iom check {run_file}
iom run {run_file}
```

The first says what is wrong, with file, row and column. The second makes the report.

The rows below are examples with made-up numbers. Copy their form, not their numbers.
"""


def header(contract: type[Row]) -> str:
    """Give the header row of a table.

    Examples
    --------
    >>> header(MonthRow)
    'area,month,crimes,source,paragraph'
    """
    return ",".join(contract.model_fields)


def example_rows(contract: type[Row], area: str, quarter: Quarter) -> list[str]:
    """Give rows that show how a table is filled in.

    Examples
    --------
    >>> example_rows(MonthRow, "safer-anytown", Quarter(2024, 1))
    ['safer-anytown,2024-06,702,Force extract,sheet 2']
    """
    start, end = quarter.start.isoformat(), quarter.end.isoformat()
    words = {"start": start, "end": end, "month": end[:7], "quarter": quarter.id}
    year = quarter.financial_year
    return [row.format(area=area, year=year, **words) for row in _EXAMPLES[contract]]


def columns(contract: type[Row]) -> list[tuple[str, str, str, str]]:
    """Say of each column its name, what it holds, what is allowed, and ``yes`` where it may be blank.

    Examples
    --------
    >>> columns(MonthRow)[2]
    ('crimes', 'Crimes recorded in the month.', 'Counts are whole numbers, 0 or more.', '')
    """
    return [
        (name, str(field.description), kind_of(field).allowed, "" if field.is_required() else "yes")
        for name, field in contract.model_fields.items()
    ]


def folder_page(name: str, area: str, quarter: Quarter, run_file: str) -> str:
    """Write the page of a data folder: what to do, then every table with its columns and an example."""
    parts = [_PAGE.format(name=name, start=quarter.start.isoformat(), run_file=run_file)]
    parts += [_section(contract, example_rows(contract, area, quarter)) for contract in TEMPLATES]
    return "\n".join(parts)


def _section(contract: type[Row], rows: list[str]) -> str:
    told = str(contract.__doc__)
    lines = [f"## `{contract.path}`\n", f"One row: {told[0].lower()}{told[1:]}\n"]
    lines += ["| column | what | allowed | may be blank |", "|---|---|---|---|"]
    lines += [
        f"| `{name}` | {what} | {allowed} | {blank} |" for name, what, allowed, blank in columns(contract)
    ]
    return "\n".join([*lines, "\n```csv", header(contract), *rows, "```\n"])
