"""Hold a file against its contract and find every problem at once."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from iomlib.errors import nearest
from iomlib.tables.kinds import Context, Kind, shown
from iomlib.tables.problems import Problem
from iomlib.tables.row import Row
from iomlib.tables.sheet import Sheet, large, read_sheet

AnyRow = TypeVar("AnyRow", bound=Row)

# Headers that speak of one person, asked only of columns that no contract knows.
_PERSON = re.compile(
    "(full|first|last|middle|given|family|maiden|known|alias|offender|person|client|nominal)?names?"
    "|(person|offender|client|prison|nominal|nhs|cro|pnc)(id|no|num|number)?"
    "|.*(surname|forename|initials|birth|postcode|address|phone|mobile|email|nickname|passport).*"
    "|.*(dob|nino|nationalinsurance|pncid|nhsnumber|nhsno|prisonnumber|custodynumber).*"
    "|(aka|alias(es)?|uprn|born)|(nomis|prisoner|ni|custody)(id|no|num|number|ref)"
)


class Checked(NamedTuple, Generic[AnyRow]):
    """The rows of a table that keeps its contract, with their numbers, or what is wrong with it."""

    rows: list[AnyRow]
    problems: list[Problem]
    numbers: list[int]


def check_table(path: Path, contract: type[AnyRow], context: Context | None = None) -> Checked[AnyRow]:
    """Read a file and hold it against its contract. A file that is not there has no rows."""
    if not path.exists():
        return Checked([], [], [])
    if found := large(path):
        return Checked([], [Problem(0, 0, "", found, "Is it a table of figures at all?", "large")], [])
    sheet = read_sheet(path.read_bytes())
    if not sheet.header:
        return Checked([], sheet.problems, [])
    problems = [*sheet.problems, *_header_problems(sheet.header, contract)]
    known = set(contract.model_fields)
    cells = [(row, _by_column(sheet.header, values, known)) for row, values in sheet.rows]
    problems += _duplicates(cells, contract, sheet)
    context = context or Context(date.today())
    rows = []
    for number, values in cells:
        try:
            rows.append(contract.model_validate(values, context=context))
        except ValidationError as error:
            problems += _row_problems(number, error, contract, sheet)
    if problems:
        return Checked([], problems, [])
    return Checked(rows, [], [number for number, _ in cells])


def kind_of(field: FieldInfo) -> Kind:
    """Find what a column's values are called, also where they may be blank.

    Examples
    --------
    >>> from iomlib.tables.contracts import CrimesRow
    >>> kind_of(CrimesRow.model_fields["cost_printed"]).what
    'an amount'
    """
    inside = [getattr(part, "__metadata__", ()) for part in get_args(field.annotation)]
    return next(item for found in (field.metadata, *inside) for item in found if isinstance(item, Kind))


def _by_column(header: list[str], values: list[str], known: set[str]) -> dict[str, str]:
    """Keep the cells that the contract knows and that are not blank: a blank is no value."""
    pairs = zip(header, values, strict=True)
    return {name: cell for name, cell in pairs if cell and name in known}


def _header_problems(header: list[str], contract: type[Row]) -> Iterator[Problem]:
    needed = list(contract.model_fields)
    if not set(header) & set(needed):
        # What stands there may be the first row of a list of people, so it is not repeated.
        found = "does not hold the names of the columns"
        yield Problem(1, 0, "", found, f"They are: {', '.join(needed)}.", "header")
        return
    missing = [name for name in needed if name not in header]
    for position, (name, count) in enumerate(Counter(header).items()):
        found, allowed = _column_problem(name, count, needed, missing)
        if found:
            yield Problem(1, position, shown(name), found, allowed, found)
    for name in missing:
        found, allowed = "is missing", "Add the column; its cells may be blank."
        if contract.model_fields[name].is_required():
            allowed = f"Add the column. {kind_of(contract.model_fields[name]).allowed}"
        yield Problem(1, len(header), name, found, allowed, found)


def _column_problem(name: str, count: int, needed: list[str], missing: list[str]) -> tuple[str, str]:
    """Say what is wrong with one header cell; a misspelt one takes its right name off ``missing``."""
    if count > 1:
        return f"stands there {count} times", "Every column has a name of its own."
    if name in needed:
        return "", ""
    if not name:
        return "a column has no name", "Name the column or delete it."
    # Name for name is a slip of the shift key; surname for name is not.
    if name.casefold() not in missing and is_personal(name):
        return "looks like personal data", "Tables hold counts, never people: delete the column."
    allowed = nearest(name, missing)
    if not allowed.startswith("Did you mean"):
        return "is not a column of this table", "Delete it, or name it as docs/data.md does."
    missing.remove(allowed.removeprefix("Did you mean ").removesuffix("?"))
    return "is not a column of this table", allowed


def is_personal(name: str) -> bool:
    """Say whether a header speaks of one person: a name, a number, an address, a day of birth.

    Examples
    --------
    >>> is_personal("Surname"), is_personal("date of birth"), is_personal("age_first_offence")
    (True, True, False)
    """
    return _PERSON.fullmatch(re.sub("[^a-z]", "", name.casefold())) is not None


def _duplicates(
    cells: list[tuple[int, dict[str, str]]], contract: type[Row], sheet: Sheet
) -> Iterator[Problem]:
    if not set(contract.key) <= set(sheet.header):
        return
    columns, first = ", ".join(contract.key), dict[tuple[str | None, ...], int]()
    for row, values in cells:
        earlier = first.setdefault(tuple(values.get(name) for name in contract.key), row)
        if earlier != row:
            found = f"has the same {columns} as row {earlier}"
            yield Problem(row, 0, "", found, "Keep one of the two.", "duplicate")


def _row_problems(row: int, error: ValidationError, contract: type[Row], sheet: Sheet) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        context: dict[str, Any] = detail.get("ctx", {})
        column = context.get("column") or str(detail["loc"][0])
        # A column that is missing from the header has been named once, there.
        if column in sheet.header:
            found, allowed, alike = _words(detail, kind_of(contract.model_fields[column]))
            yield Problem(row, sheet.header.index(column), column, found, allowed, alike)


def _words(detail: ErrorDetails, kind: Kind) -> tuple[str, str, str]:
    """Turn one error of pydantic into what was found, what is allowed, and what it is like."""
    trouble, context = detail["type"], detail.get("ctx", {})
    if trouble == "rule":
        return context["found"], context["allowed"], context["allowed"]
    if trouble == "missing":
        return f"blank, where {kind.what} is needed", kind.allowed, trouble
    found = f"{shown(detail['input'])} is not {kind.what}"
    if trouble == "hint":
        return f"{found}: {context['hint']}", kind.allowed, trouble
    if trouble == "less_than_equal":
        return f"{found}: it is too large", kind.allowed, trouble
    return found, kind.allowed, "value"
