"""Typed models of the run files in `params/reports`. What they do not allow stops a run at once."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from iomlib.blocks import Editions
from iomlib.errors import ParameterError
from iomlib.periods import Quarter
from iomlib.spelling import Unclear, load_yaml, unshowable


def _quarter(value: object) -> Quarter:
    try:
        return Quarter.parse(value)
    except ParameterError as trouble:
        raise ValueError(trouble.problems[0]) from trouble


def _shown(text: str) -> str:
    """Refuse a sign that no page can show in a text that stands on one."""
    if problem := unshowable(text):
        raise ValueError(problem)
    return text


def _setting(value: object) -> object:
    if isinstance(value, str):
        return _shown(value)  # which the list of what a report was made from shows
    if value is None or isinstance(value, int | float | bool | date | Unclear):
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


Areas = Annotated[list[AreaEntry], Field(min_length=1)]
NotebookEntry = Annotated[
    Annotated[str, Tag("<plain>")] | Annotated[dict[str, Areas], Tag("<mapping>")],
    Discriminator(_shape),
]


Shown = Annotated[str, AfterValidator(_shown)]


class Skip(Strict):
    """A report that is not made, and why."""

    area: str
    quarter: QuarterId
    why: Shown


class Limits(Strict):
    """What one report may use; what takes more is stopped."""

    minutes: Positive = 10
    memory_gb: Positive = 4


class RunFile(Strict):
    """The matrix of notebooks, areas and quarters, with their settings."""

    title: Shown
    notebooks: list[NotebookEntry] = Field(min_length=1)
    areas: list[AreaEntry] = Field([], validate_default=True)
    quarters: Quarters | None = None
    skip: list[Skip] = []
    data: str
    settings: dict[str, Setting] = {}
    edition: Editions = "public"
    released: date | None = None
    release: Literal["free", "required"] = "free"
    limits: Limits = Limits()
    network: bool = False
    renderer: Literal["iomlib", "quarto"] = "iomlib"

    @field_validator("areas")
    @classmethod
    def _of_a_notebook(cls, areas: list[AreaEntry], info: ValidationInfo) -> list[AreaEntry]:
        """Hold them against the notebooks; not in a draft, where either may have been left out."""
        if not info.context and "notebooks" in info.data:
            shared = any(isinstance(entry, str) for entry in info.data["notebooks"])
            if shared and not areas:
                raise PydanticCustomError("missing", "missing")
            if areas and not shared:
                raise ValueError("every notebook has areas of its own. Delete this key, or name one without.")
        return areas

    def cells(self) -> dict[tuple[str, Quarter], list[str]]:
        """Give the notebooks of every area and quarter that is not skipped, in the order of the file."""
        skipped = {(entry.area, entry.quarter) for entry in self.skip}
        return {cell: names for cell, names in self.matrix().items() if cell not in skipped}

    def matrix(self) -> dict[tuple[str, Quarter], list[str]]:
        """Give the notebooks of every area and quarter that the file names, with what it skips.

        An area may have quarters of its own (`- peterborough: [2011-12-Q3]`); the others take the
        file's. A notebook may have areas of its own; the others take the file's.
        """
        cells: dict[tuple[str, Quarter], dict[str, None]] = {}
        for notebook, entries in self._asked():
            for area, own in self._entries(entries):
                for quarter in _listed(own):
                    cells.setdefault((area, quarter), {})[notebook] = None
        return {cell: list(names) for cell, names in cells.items()}

    def named(self) -> list[tuple[str, "Quarters | None"]]:
        """List every area that the file names, with its quarters; one may stand there more than once."""
        own = [areas for entry in self.notebooks if isinstance(entry, dict) for areas in entry.values()]
        return [entry for areas in (self.areas, *own) for entry in self._entries(areas)]

    def names(self) -> list[str]:
        """List the notebooks, each once."""
        return list(dict.fromkeys(notebook for notebook, _ in self._asked()))

    def _asked(self) -> Iterator[tuple[str, list[AreaEntry]]]:
        for entry in self.notebooks:
            yield from [(entry, self.areas)] if isinstance(entry, str) else entry.items()

    def _entries(self, areas: list[AreaEntry]) -> Iterator[tuple[str, "Quarters | None"]]:
        for entry in areas:
            yield from [(entry, self.quarters)] if isinstance(entry, str) else entry.items()


def _listed(quarters: Quarters | None) -> list[Quarter]:
    if isinstance(quarters, QuarterRange):
        return _between(quarters.first, quarters.last)
    return list(quarters or [])


@lru_cache(maxsize=1024)
def _between(first: Quarter, last: Quarter) -> list[Quarter]:
    return Quarter.range(first, last)  # kept, because hundreds of areas have the same quarters


def read_payment_rule(params: str | Path, name: str = "one-service-payment") -> dict[str, Any]:
    """Read from `rules/` what reductions a payment by results asks for, in percent.

    Returns ``cohort`` (of any one cohort), ``pooled`` (of all together) and ``cohorts`` (their names),
    as last set.

    Raises
    ------
    ParameterError
        The file is missing, or holds no such rule.

    Examples
    --------
    >>> read_payment_rule("params")["pooled"]
    7.5
    """
    path = Path(params) / "rules" / f"{name}.yml"
    try:
        values = load_yaml(path)["values"]
        latest = values[max(values)]
        least = {key: float(latest[key]) for key in ("cohort", "pooled")}
        return {**least, "cohorts": [str(cohort) for cohort in latest["cohorts"]]}
    except (OSError, LookupError, TypeError, ValueError, ArithmeticError):
        raise ParameterError(
            f"rules/{name}.yml: holds no rule. It needs cohort, pooled (percent) and cohorts under values and a date."
        ) from None


def read_treatment_ratio(params: str | Path) -> dict[str, Any]:
    """Read what a pound spent on drug treatment is said to save nationally, with its source and caveats.

    Returns ``ratio`` (pounds for a pound, as last set), ``source``, ``status`` and ``caveats`` (sentences).

    Raises
    ------
    ParameterError
        The file is missing, or lacks one of these.

    Examples
    --------
    >>> read_treatment_ratio("params")["ratio"]
    7.09
    """
    path = Path(params) / "treatment-ratio.yml"
    try:
        read = load_yaml(path)
        values, about = read["values"], read["metadata"]
        ratio, caveats = float(values[max(values)]), about["caveats"]
        words = {
            key: str(about["reference"][name]) for key, name in (("source", "title"), ("status", "status"))
        }
    except (OSError, LookupError, TypeError, ValueError, ArithmeticError):
        ratio, caveats, words = -1.0, [], {}
    if not 0 <= ratio < inf or not caveats or not isinstance(caveats, list):
        raise ParameterError(
            "treatment-ratio.yml: holds no ratio. It needs a number under values and a date, and under metadata "
            "caveats, and a reference with title and status."
        )
    return {"ratio": ratio, "caveats": [str(each) for each in caveats], **words}
