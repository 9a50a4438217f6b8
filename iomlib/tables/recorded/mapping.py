"""Mapping files: what each column of somebody else's table means. Nothing that they leave open is guessed."""

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationError

from iomlib.errors import ParameterError
from iomlib.rules.lines import line_of, read_lines
from iomlib.rules.model import Id, Strict, Words
from iomlib.spelling import UNCLEAR, Trouble, named, read_yaml

Kind = Literal["crime", "incident"]
Find = Literal["partnership", "authority", "force"]
# Whose names of offences are known without writing them down.
Scheme = Literal["home-office", "home-office-description", "police-uk", "police-uk-api", "mps"]
Apart = Literal["other force", "no location", "unassigned", "railway", "not a territory"]
Means = Literal[
    "day",
    "month",
    "month beginning",
    "month ending",
    "financial quarter",
    "calendar quarter",
    "quarter beginning",
    "quarter ending",
    "financial year",
    "financial year beginning",
    "financial year ending",
    "calendar year",
]
MEANS: tuple[str, ...] = get_args(Means)
RowNumber = Annotated[int, Field(ge=1, le=2_000_000)]
Signs = list[str]


class FileShape(Strict):
    """Where in the file the table stands, counted as a spreadsheet counts."""

    sheet: Words | Annotated[list[Words], Field(min_length=1)] | None = None
    header: RowNumber | Annotated[list[RowNumber], Field(min_length=1)] = 1
    first: RowNumber | None = None
    last: RowNumber | None = None
    stop: list[Words] = Field([])
    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    separator: Literal[",", ";", "tab"] = ","

    @property
    def headers(self) -> list[int]:
        """The rows with the names of the columns."""
        return [self.header] if isinstance(self.header, int) else list(self.header)

    @property
    def sheets(self) -> list[str]:
        """The sheets of a workbook to read; none where it has one only."""
        return [self.sheet] if isinstance(self.sheet, str) else list(self.sheet or [])


class AreaOf(Strict):
    """Which area a row is of: a column with its name or code, or one area for the whole file."""

    column: Words | None = None
    code: Words | None = None
    fixed: Id | None = None
    find: Find | None = None
    apart: dict[str, Apart] = Field({})


class ForceOf(Strict):
    """Which force recorded the crime: a column, or one for the whole file."""

    column: Words | None = None
    fixed: Id | None = None


class PeriodOf(Strict):
    """When: a column, a year and a quarter, the headings of the columns across, or one for the whole file."""

    column: Words | None = None
    year: Words | None = None
    quarter: Words | None = None
    across: Literal["rest"] | None = None
    fixed: Words | None = None
    format: Words | None = None
    means: Means | None = None


class Offence(Strict):
    """What an offence of the extract is called here, and whether it is a crime."""

    group: Words
    subgroup: str = ""
    code: str = ""
    kind: Kind | None = None


class OffenceOf(Strict):
    """What was recorded: a column, the headings of the columns across, or one for the whole file."""

    kind: Kind
    column: Words | None = None
    across: Literal["rest"] | None = None
    fixed: Offence | None = None
    names: dict[str, Offence] = Field({})
    scheme: Scheme | None = None


class CountOf(Strict):
    """How a count is written, and which signs stand for none."""

    column: Words | None = None
    thousands: Literal[","] | None = None
    missing: Signs = Field([])
    suppressed: Signs = Field([])
    not_in_series: Signs = Field([])
    marks: list[Words] = Field([])
    negative: Literal["kept", "refused"] = "kept"
    repeated: Literal["add", "refused"] = "refused"


class Total(Strict):
    """A row, or a column, that sums up others: checked against them and left out."""

    column: Words
    name: Words | None = None
    of: Literal["others", "elsewhere", "across"] | Annotated[list[Words], Field(min_length=1)]


class Mapping(Strict):
    """What the columns of a file mean."""

    series: Id
    title: Words
    source: Words
    licence: Words
    rows: Literal["counts", "incidents"]
    area: AreaOf
    period: PeriodOf
    offence: OffenceOf
    file: FileShape = FileShape()
    force: ForceOf | None = None
    count: CountOf = CountOf()
    totals: list[Total] = Field([])
    ignore: list[Words] = Field([])
    parts: bool = False


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file; all that is wrong with it is told at once, with its line.

    Raises
    ------
    ParameterError
        The file is not there, is no YAML, or leaves something open.

    Examples
    --------
    >>> read_mapping(Path("params/mappings/london-borough-annual.yml")).period.means
    'financial year beginning'
    """
    # Loaded here: it is made of the models above.
    from iomlib.tables.recorded.mapping_told import open_questions, trouble_of  # noqa: PLC0415

    if not path.is_file():
        raise ParameterError(f"{path.name}: there is no such file. docs/mapping.md says how to write one.")
    raw, troubles = read_yaml(path)
    problems = [f"{path.name}: {trouble.words}" for trouble in troubles]
    if not isinstance(raw, dict):
        keys = ", ".join(Mapping.model_fields)
        raise ParameterError(problems or f"{path.name}: line 1: holds no keys. A mapping has {keys}.")
    made, wrong = None, list[Trouble]()
    try:
        made = Mapping.model_validate(raw)
        wrong += open_questions(made)
    except ValidationError as trouble:
        wrong += [trouble_of(error) for error in trouble.errors() if error["input"] is not UNCLEAR]
    lines = read_lines(path) if wrong else {}
    problems += [f"{path.name}: line {line_of(lines, each.place)}: {_said(each)}" for each in wrong]
    if made is None or problems:
        raise ParameterError(problems)
    return made


def _said(trouble: Trouble) -> str:
    where = named(trouble.place)
    return f"{where}: {trouble.words}" if where else trouble.words
