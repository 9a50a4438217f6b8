"""Kinds of value that a cell may hold: how it is read, what it is called, what is allowed.

pydantic turns text into values; what stands here refuses the spellings that pydantic would take
and a spreadsheet would not (``1_000``, ``nan``, a Unix time for a date), and keeps the words that
messages and ``docs/data.md`` are made from.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from iomlib.errors import ParameterError
from iomlib.filing import unfit
from iomlib.periods import Quarter
from iomlib.spelling import unshowable

_WHOLE = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BRITISH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_SHOWN = 20  # Characters of a cell that a message may repeat: enough to find it, too few to tell.
_MOST = 10**12  # Above this a count is a slip of the keyboard, and would not fit the table.


@dataclass(frozen=True)
class Kind:
    """What a value is called in a message, and the sentence that says what is allowed."""

    what: str
    allowed: str


@dataclass(frozen=True)
class Context:
    """What a contract needs to know beside the file: the day, and the area ids if there are any.

    ``simulated`` are the areas whose name says that the people in them are made up.
    """

    today: date
    areas: frozenset[str] | None = None
    simulated: frozenset[str] = frozenset()


def shown(value: object) -> str:
    """Repeat a cell in a message: one line, 20 characters at most.

    Examples
    --------
    >>> shown("a much longer sentence than fits")
    'a much longer senten...'
    """
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def hint(text: str) -> PydanticCustomError:
    """Refuse a value and say how it should have been written."""
    return PydanticCustomError("hint", "{hint}", {"hint": text})


def rule(found: str, allowed: str, column: str = "") -> PydanticCustomError:
    """Refuse a value for what stands beside it, in whole sentences, under the column at fault."""
    detail = {"found": found, "allowed": allowed, "column": column}
    return PydanticCustomError("rule", "{found}", detail)


def choice(what: str, *allowed: str) -> Kind:
    """Describe a value that is one of a few words."""
    return Kind(what, f"Allowed: {', '.join(allowed)}.")


def _spelt(pattern: re.Pattern[str]) -> Callable[[str], str]:
    """Let through only numbers that everybody reads alike."""

    def check(value: str) -> str:
        if _THOUSANDS.fullmatch(value):
            raise hint(f"write {value.replace(',', '')}")
        if not pattern.fullmatch(value):
            raise ValueError
        return value

    return check


def _iso_day(value: str) -> str:
    if _ISO_DAY.fullmatch(value):
        return value
    if found := _BRITISH_DAY.fullmatch(value):
        day, month, year = (int(part) for part in found.groups())
        # A date that no calendar has raises the ValueError that says so.
        raise hint(f"write {date(year, month, day).isoformat()}")
    raise ValueError


def _not_future(value: date, info: ValidationInfo) -> date:
    if value > _context(info).today:
        raise rule(f"{value.isoformat()} is in the future", "Tables hold what has happened.")
    return value


def _month(value: str, info: ValidationInfo) -> str:
    found = _MONTH.fullmatch(value)
    if found is None:
        raise ValueError
    _not_future(date(int(found[1]), int(found[2]), 1), info)
    return value


def _spelt_quarter(value: str) -> str:
    try:
        return Quarter.parse(value).id
    except ParameterError as error:
        meant = str(error).partition("did you mean ")[2]
        raise (hint(f"did you mean {meant}") if meant else ValueError) from None


def _quarter(value: str, info: ValidationInfo) -> str:
    _not_future(Quarter.parse(value).start, info)
    return value


def _financial_year(value: str) -> str:
    try:
        return Quarter.parse(f"{value}-Q1").financial_year
    except ParameterError:
        raise ValueError from None


def _names(value: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(";"))
    if len(set(names)) < len(names):
        raise hint("a name stands there twice")
    if not all(_NAME.fullmatch(name) for name in names):
        raise ValueError
    return names


def _showable(value: str) -> str:
    if problem := unshowable(value):
        found, _, allowed = problem.partition(". ")
        raise rule(found, allowed)
    return value


def _fileable(value: str) -> str:
    if problem := unfit(value):
        raise rule(f"{shown(value)} {problem}", "Reports lie in a folder of this name: take another.")
    return value


def _known_area(value: str, info: ValidationInfo) -> str:
    areas = _context(info).areas
    if areas is not None and value not in areas:
        close = get_close_matches(value, sorted(areas), n=1)
        allowed = f"Did you mean {close[0]}?" if close else f"Add {shown(value)} there first."
        raise rule(f"{shown(value)} is not in areas.csv", allowed)
    return value


def _context(info: ValidationInfo) -> Context:
    context: Any = info.context
    return context if isinstance(context, Context) else Context(date.max)


_whole, _decimal = BeforeValidator(_spelt(_WHOLE)), BeforeValidator(_spelt(_DECIMAL))

Count = Annotated[
    int,
    _whole,
    Field(ge=0, le=_MOST),
    Kind("a count", "Counts are whole numbers, 0 or more."),
]
NetCount = Annotated[
    int,
    _whole,
    Field(ge=-_MOST, le=_MOST),
    Kind(
        "a count",
        "Counts are whole numbers, 0 or more. Below 0 only where counting is net of corrections.",
    ),
]
Size = Annotated[
    int,
    _whole,
    Field(ge=1, le=_MOST),
    Kind("a count above 0", "This count is a whole number, 1 or more."),
]
Number = Annotated[
    float,
    _decimal,
    Kind("a number", "Numbers have digits and a decimal point: no commas, no signs of a unit."),
]
Amount = Annotated[
    float,
    _decimal,
    Field(ge=0, le=_MOST),
    Kind("a number, 0 or more", "This is a number, 0 or more: no commas, no signs of a unit."),
]
Pounds = Annotated[
    float,
    _decimal,
    Field(ge=0, le=_MOST),
    Kind("an amount", "Amounts are pounds, 0 or more: no commas, no pound sign."),
]
Factor = Annotated[
    float,
    _decimal,
    Field(gt=0, le=_MOST),
    Kind("a number above 0", "This is a number above 0: no commas, no signs of a unit."),
]
Percent = Annotated[
    float,
    _decimal,
    Field(ge=0, le=100),
    Kind("a percentage", "Percentages are 0 to 100, without the percent sign."),
]
WholePercent = Annotated[
    int,
    _whole,
    Field(ge=0, le=100),
    Kind("a whole percentage", "These are whole numbers, 0 to 100, without the percent sign."),
]
Day = Annotated[
    date,
    BeforeValidator(_iso_day),
    AfterValidator(_not_future),
    Kind("a date", "Dates are written 2009-03-31 and are not in the future."),
]
Month = Annotated[
    str,
    AfterValidator(_month),
    Kind("a month", "Months are written 2009-03 and are not in the future."),
]
QuarterId = Annotated[
    str,
    AfterValidator(_spelt_quarter),
    AfterValidator(_quarter),
    Kind("a quarter", "Quarters are written 2008-09-Q1, which is April to June 2008."),
]
QuarterAhead = Annotated[
    str,
    AfterValidator(_spelt_quarter),
    Kind("a quarter", "Quarters are written 2008-09-Q1. This one may lie in the future."),
]
FinancialYear = Annotated[
    str,
    AfterValidator(_financial_year),
    Kind("a financial year", "Financial years are written 2008-09."),
]
Identifier = Annotated[
    str,
    Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
    Kind("an id", "Ids are lower case letters and digits, joined by hyphens."),
]
AreaId = Annotated[Identifier, AfterValidator(_fileable)]  # names folders
Area = Annotated[
    Identifier,
    AfterValidator(_known_area),
    Field(description="Area that the figures are of, as in `params/areas.csv`."),
]
Names = Annotated[
    tuple[str, ...],
    BeforeValidator(_names),
    Kind("a list of columns", "Names of columns, with a semicolon between them: age; previous_offences."),
]
Text = Annotated[
    str,
    Field(min_length=1),
    AfterValidator(_showable),
    Kind("a text", "Write a few words here."),
]
