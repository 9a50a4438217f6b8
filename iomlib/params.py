"""Typed models of the run files in `params/reports`. What they do not allow stops a run at once."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from iomlib.blocks import Edition
from iomlib.errors import ParameterError, nearest
from iomlib.periods import Quarter


def _quarter(value: object) -> Quarter:
    try:
        return Quarter.parse(value)
    except ParameterError as trouble:
        raise ValueError(trouble.problems[0]) from trouble


def _setting(value: object) -> object:
    if isinstance(value, str | int | float | bool):
        return value
    raise ValueError(f"{str(value)[:20]!r} is not text, a number or true/false. Put a date in quotes.")


Setting = Annotated[object, BeforeValidator(_setting)]
QuarterId = Annotated[Quarter, BeforeValidator(_quarter)]


class Strict(BaseModel):
    """A text is not a number, an unknown key is an error, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class QuarterRange(Strict):
    """From one quarter to another, both included."""

    first: QuarterId = Field(alias="from")
    last: QuarterId = Field(alias="to")


def _shape(value: object) -> str:
    return "<mapping>" if isinstance(value, dict | BaseModel) else "<plain>"


# The tags keep pydantic from trying both alternatives and reporting the failure of each.
Quarters = Annotated[
    Annotated[QuarterRange, Tag("<mapping>")] | Annotated[list[QuarterId], Tag("<plain>")],
    Discriminator(_shape),
]
AreaEntry = Annotated[
    Annotated[str, Tag("<plain>")] | Annotated[dict[str, Quarters], Tag("<mapping>")],
    Discriminator(_shape),
]


class Skip(Strict):
    """A report that is not made, and why."""

    area: str
    quarter: QuarterId
    why: str


class Limits(Strict):
    """What one report may take."""

    minutes: float = Field(10, gt=0, allow_inf_nan=False)
    memory_gb: float = Field(4, gt=0, allow_inf_nan=False)


class RunFile(Strict):
    """The matrix of notebooks, areas and quarters, with their settings."""

    title: str
    notebooks: list[str] = Field(min_length=1)
    areas: list[AreaEntry] = Field(min_length=1)
    quarters: Quarters | None = None
    skip: list[Skip] = []
    data: str
    settings: dict[str, Setting] = {}
    edition: Edition = "public"
    limits: Limits = Limits()
    network: bool = False

    def cells(self) -> list[tuple[str, Quarter]]:
        """List area and quarter of every report, in the order of the file.

        An area may have quarters of its own (`- peterborough: [2011-12-Q3]`); the others take
        the file's. Two quarters the wrong way round are a ParameterError.
        """
        skipped = {(entry.area, entry.quarter) for entry in self.skip}
        return [cell for cell in self.matrix() if cell not in skipped]

    def matrix(self) -> list[tuple[str, Quarter]]:
        """List area and quarter of all that the file names, with what it skips."""
        cells = []
        for entry in self.areas:
            own: dict[str, Quarters | None] = {entry: self.quarters} if isinstance(entry, str) else {**entry}
            for area, quarters in own.items():
                cells += [(area, quarter) for quarter in _listed(quarters)]
        return list(dict.fromkeys(cells))

    def named(self) -> dict[str, "Quarters | None"]:
        """List every area that the file names, with its quarters."""
        own: dict[str, Quarters | None] = {}
        for entry in self.areas:
            own |= {entry: self.quarters} if isinstance(entry, str) else entry
        return own


def _listed(quarters: Quarters | None) -> list[Quarter]:
    if isinstance(quarters, QuarterRange):
        return Quarter.range(quarters.first, quarters.last)
    return list(quarters or [])


def read_run(path: Path) -> RunFile:
    """Read a run file.

    Raises
    ------
    ParameterError
        Every key that is unknown, missing or of the wrong type, in the words of the file.
    """
    # YAML 1.2: NO is a text and not false, 0012 is not octal, and a key given twice is an error.
    yaml = YAML(typ="safe", pure=True)
    try:
        content = yaml.load(path.read_text("utf-8"))
    except OSError:
        raise ParameterError(f"{path.name}: no such run file. Run files are in params/reports.") from None
    except (YAMLError, UnicodeDecodeError) as trouble:
        raise ParameterError(_yaml_problem(path.name, trouble)) from None
    if not isinstance(content, dict):
        raise ParameterError(f"{path.name}: holds no keys. A run file has {', '.join(_KEYS)}.")
    try:
        return RunFile.model_validate(content)
    except ValidationError as trouble:
        raise ParameterError(_problem(path.name, error) for error in trouble.errors()) from None


_KEYS = list(RunFile.model_fields)
_NESTED = {"skip": list(Skip.model_fields), "quarters": ["from", "to"], "areas": ["from", "to"]}


def _yaml_problem(name: str, trouble: Exception) -> str:
    mark = getattr(trouble, "problem_mark", None)
    where = f" line {mark.line + 1}" if mark else ""
    what = str(getattr(trouble, "problem", None) or "it is not UTF-8 text").split("\n", 1)[0]
    return f"{name}:{where} cannot be read as YAML: {what}."


def _problem(name: str, error: Any) -> str:
    """Put one pydantic error into the analyst's words."""
    # The tags of alternatives stand in the location and mean nothing to a reader.
    steps = [step for step in error["loc"] if not str(step).startswith("<")]
    known = _NESTED.get(str(steps[0]), _KEYS) if len(steps) > 1 else _KEYS
    key = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
    found = error["input"]
    match error["type"]:
        case "extra_forbidden":
            return f"{name}: {key} is not a key of a run file. {nearest(str(steps[-1]), known)}"
        case "missing":
            return f"{name}: {key} is missing. Keys here: {', '.join(known)}."
        case "value_error":
            return f"{name}: {key}: {error['ctx']['error']}"
        case "literal_error":
            return f"{name}: {key}: {found!r} is not allowed. Allowed: {error['ctx']['expected']}."
        case "string_type":
            return f"{name}: {key}: {found!r} is not text. Put it in quotes if it is a name or a code."
    return f"{name}: {key}: {found!r} is not allowed: {error['msg'][0].lower()}{error['msg'][1:]}."


def read_minimum_people(params: str | Path, edition: Edition = "public") -> int:
    """Read the smallest count of people that an edition may show: in public the value last set, else 1.

    Raises
    ------
    ParameterError
        The file is missing or holds no whole number from 1: without it nothing is published.

    Examples
    --------
    >>> read_minimum_people("params")
    5
    """
    path = Path(params) / "disclosure.yml"
    try:
        values = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))["values"]
        latest = values[max(values)]
    except (OSError, YAMLError, LookupError, TypeError, ValueError):
        latest = None
    if type(latest) is not int or latest < 1:
        raise ParameterError(
            "disclosure.yml: has no count under values. It needs a date and a count, 1 or more."
        )
    return latest if edition == "public" else 1
