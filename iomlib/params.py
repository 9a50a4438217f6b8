"""Typed models of the run files in `params/reports`. What they do not allow stops a run at once."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from iomlib.blocks import Edition
from iomlib.errors import ParameterError, nearest
from iomlib.periods import Quarter
from iomlib.spelling import UNCLEAR, Place, Unclear, named, read_yaml


def _quarter(value: object) -> Quarter:
    try:
        return Quarter.parse(value)
    except ParameterError as trouble:
        raise ValueError(trouble.problems[0]) from trouble


def _setting(value: object) -> object:
    if value is None or isinstance(value, str | int | float | bool | date | Unclear):
        return value
    raise ValueError(f"{str(value)[:20]!r} is not text, a number, a date, true/false or null.")


Setting = Annotated[object, BeforeValidator(_setting)]
_SPELLING = {"type": "string", "pattern": "^[12][0-9]{3}-[0-9]{2}-Q[1-4]$"}
QuarterId = Annotated[Quarter, BeforeValidator(_quarter), WithJsonSchema(_SPELLING)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Strict(BaseModel):
    """A text is not a number, an unknown key is an error, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class QuarterRange(Strict):
    """From one quarter to another, both included."""

    first: QuarterId = Field(alias="from")
    last: QuarterId = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        try:
            _listed(self)
        except ParameterError as trouble:
            raise ValueError(trouble.problems[0]) from trouble
        return self


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
    """What one report may use; what takes more is stopped."""

    minutes: Positive = 10
    memory_gb: Positive = 4


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
        the file's.
        """
        skipped = {(entry.area, entry.quarter) for entry in self.skip}
        return [cell for cell in self.matrix() if cell not in skipped]

    def matrix(self) -> list[tuple[str, Quarter]]:
        """List area and quarter of all that the file names, with what it skips."""
        cells = [(area, quarter) for area, own in self._entries() for quarter in _listed(own)]
        return list(dict.fromkeys(cells))

    def named(self) -> dict[str, "Quarters | None"]:
        """List every area that the file names, with its quarters."""
        return dict(self._entries())

    def _entries(self) -> Iterator[tuple[str, "Quarters | None"]]:
        for entry in self.areas:
            yield from [(entry, self.quarters)] if isinstance(entry, str) else entry.items()


def _listed(quarters: Quarters | None) -> list[Quarter]:
    if isinstance(quarters, QuarterRange):
        return _between(quarters.first, quarters.last)
    return list(quarters or [])


@lru_cache(maxsize=1024)
def _between(first: Quarter, last: Quarter) -> list[Quarter]:
    return Quarter.range(first, last)  # kept, because hundreds of areas have the same quarters


class Draft(NamedTuple):
    """A run file with its problems, so that they are told together with what others find in it.

    ``run`` holds what is right; ``wrong`` names the keys where something was left out.
    """

    run: RunFile
    problems: list[str]
    wrong: frozenset[str]


def read_run(path: Path) -> RunFile:
    """Read a run file.

    Raises
    ------
    ParameterError
        Every key that is unknown, missing or of the wrong type, and every value that is not spelt
        plainly, in the words of the file.
    """
    draft = draft_run(path)
    if draft.problems:
        raise ParameterError(draft.problems)
    return draft.run


def draft_run(path: Path) -> Draft:
    """Read as much of a run file as is right. One that cannot be read at all is a ParameterError."""
    try:
        content, troubles = read_yaml(path)
    except OSError:
        raise ParameterError(f"{path.name}: no such run file. Run files are in params/reports.") from None
    problems = [f"{path.name}: {trouble.words}" for trouble in troubles]
    if not isinstance(content, dict):
        empty = f"{path.name}: holds no keys. A run file has {', '.join(_KEYS)}."
        raise ParameterError(problems or empty)
    wrong = {str(trouble.place[0]) for trouble in troubles if trouble.place}
    try:
        return Draft(RunFile.model_validate(content), problems, frozenset(wrong))
    except ValidationError as trouble:
        errors = trouble.errors()
    # What is not spelt plainly has been told, with its line.
    problems += [_problem(path.name, error) for error in errors if error["input"] is not UNCLEAR]
    wrong |= {str(error["loc"][0]) for error in errors}
    return Draft(_what_is_right(content, {_steps(error) for error in errors}), problems, frozenset(wrong))


# What stands for a key that is needed and not there, to read the others.
_STAND_IN: dict[str, Any] = {"title": "?", "notebooks": ["?"], "areas": ["?"], "data": "?"}


def _what_is_right(content: dict[str, Any], wrong: set[Place]) -> RunFile:
    left = _without(content, (), wrong)
    try:
        run = RunFile.model_validate(_STAND_IN | left)
    except ValidationError as more:  # nothing is left of a list, or a mapping lacks a key
        left = {key: left[key] for key in left.keys() - {error["loc"][0] for error in more.errors()}}
        run = RunFile.model_validate(_STAND_IN | left)
    return run.model_copy(update={key: [] for key in ("notebooks", "areas") if key not in left})


def _without(value: Any, place: Place, wrong: set[Place]) -> Any:
    if isinstance(value, list):
        kept = [n for n in range(len(value)) if (*place, n) not in wrong]
        return [_without(value[n], (*place, n), wrong) for n in kept]
    if not isinstance(value, dict):
        return value
    # A setting that is wrong is still one that was given.
    given = {key: UNCLEAR for key in value if (*place, key) in wrong and place == ("settings",)}
    right = [key for key in value if (*place, key) not in wrong]
    return {key: _without(value[key], (*place, key), wrong) for key in right} | given


_KEYS = list(RunFile.model_fields)
_NESTED = {
    "skip": list(Skip.model_fields),
    "quarters": ["from", "to"],
    "areas": ["from", "to"],
    "limits": list(Limits.model_fields),
}


def _steps(error: Any) -> Place:
    # The tags of alternatives stand in the location and mean nothing to a reader.
    return tuple(step for step in error["loc"] if step not in ("<mapping>", "<plain>"))


def _problem(name: str, error: Any) -> str:
    """Put one pydantic error into the analyst's words."""
    steps = _steps(error)
    known = _NESTED.get(str(steps[0]), _KEYS) if len(steps) > 1 else _KEYS
    key, value = named(steps), error["input"]
    found = value if isinstance(value, date) else repr(value)
    match error["type"]:
        case "extra_forbidden":
            return f"{name}: {key} is not a key of a run file. {nearest(str(steps[-1]), known)}"
        case "missing":
            return f"{name}: {key} is missing. Keys here: {', '.join(known)}."
        case "value_error":
            return f"{name}: {key}: {error['ctx']['error']}"
        case "literal_error":
            return f"{name}: {key}: {found} is not allowed. Allowed: {error['ctx']['expected']}."
        case "string_type":
            return f"{name}: {key}: {found} is not text. Put it in quotes if it is a name or a code."
    words = f"is not allowed: {error['msg'][0].lower()}{error['msg'][1:]}"
    if error["type"] == "bool_type":
        words = "is not true or false. Write true or false"
    return f"{name}: {key}: {found} {words}."


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
