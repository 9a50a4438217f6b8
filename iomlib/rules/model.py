"""Typed models of the rule files in `params/rules`: what a rule says, and nothing of how it is worked out."""

from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Kind = Literal["selection", "de-selection", "re-selection", "households", "cohort"]
KINDS: tuple[str, ...] = get_args(Kind)
REVIEWS = ("de-selection", "re-selection")
THRESHOLDS = ("at_least", "more_than", "at_most", "under")

Id = Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Months = Annotated[int, Field(ge=1, le=1200)]


class Strict(BaseModel):
    """A text is not a number, an unknown key is an error, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Valid(Strict):
    """The days on which a rule holds, both included; without a last one it still does."""

    first: date = Field(alias="from")
    last: date | None = Field(None, alias="to")


class Band(Strict):
    """So many points from a value on, up to the next band."""

    at_least: Number
    points: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Criterion(Strict):
    """One thing that a rule asks of a person: what is measured in which evidence, and from what on it is met.

    Exactly one of the four thresholds, or bands of ``points``, of which the lowest is the threshold.
    ``where`` holds the values that rows may have, ``here`` leaves only those of the report's area, and
    ``months`` those of the months up to the reference day. It is not met while one of ``unless`` is, and
    only together with all of ``needs``. ``then`` is what a review does where it is met.
    """

    id: Id
    text: Words
    evidence: Annotated[list[str], Field(min_length=1)]
    measure: str
    where: dict[str, Annotated[list[str], Field(min_length=1)]] = {}
    here: bool = False
    months: Months | None = None
    at_least: Number | None = None
    more_than: Number | None = None
    at_most: Number | None = None
    under: Number | None = None
    points: Annotated[list[Band], Field(min_length=1)] | None = None
    unless: list[Id] = []
    needs: list[Id] = []
    then: Words | None = None
    status: Literal["as printed", "local", "unverified"] | None = None
    note: str = ""

    @property
    def threshold(self) -> tuple[str, float]:
        """The way in which a value is compared, and with what."""
        found = [(way, value) for way in THRESHOLDS if (value := getattr(self, way)) is not None]
        return found[0] if found else ("at_least", (self.points or [])[0].at_least)


Ids = list[Id]
Grid = dict[Id, Annotated[list[Number], Field(min_length=1)]]
Criteria = Annotated[list[Criterion], Field(min_length=1)]


def _shape(value: object) -> str:
    return "<mapping>" if isinstance(value, dict | BaseModel) else "<plain>"


# The tags keep pydantic from trying both alternatives and reporting the failure of each.
Node = Annotated[Annotated[Id, Tag("<plain>")] | Annotated["Group", Tag("<mapping>")], Discriminator(_shape)]
Nodes = Annotated[list[Node], Field(min_length=1)]


class Group(Strict):
    """All of several criteria, any of them, at least so many of them, or so many points in all."""

    all: Nodes | None = None
    any: Nodes | None = None
    at_least: Annotated[int, Field(ge=1)] | None = None
    of: Nodes | None = None
    points: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None


class Rule(Strict):
    """A rule: who is selected, or what a review looks for, with where it is printed and when it holds."""

    id: Id
    title: Words
    kind: Kind
    list: Id | None = None
    valid: Valid
    source: Words
    paragraph: str = ""
    status: Literal["as printed", "local", "unverified"]
    note: str = ""
    reference: Literal["quarter-end", "financial-year-start", "before-financial-year"] = "quarter-end"
    criteria: Criteria
    select: Group | None = None
    apart: Id | None = None
    rank_by: Ids = []
    review: Id | None = None
    grid: Grid = {}

    def criterion(self, name: str) -> Criterion:
        """Give a criterion by its id."""
        return {criterion.id: criterion for criterion in self.criteria}[name]


class PaymentValue(Strict):
    """By how many percent events must fall for a payment, in a cohort and in all together."""

    cohort: Number
    pooled: Number
    cohorts: Annotated[list[str], Field(min_length=1)]


class Reference(Strict):
    """Where a payment is printed, and what was read of it."""

    title: Words
    status: str = ""


class PaymentMetadata(Strict):
    """Unit and source of a payment."""

    unit: Words
    reference: Reference


class PaymentRule(Strict):
    """A rule of payment by results: values by the day from which they hold."""

    kind: Literal["payment"]
    description: Words
    metadata: PaymentMetadata
    values: Annotated[
        dict[Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")], PaymentValue], Field(min_length=1)
    ]


def shape_of(content: dict[str, Any]) -> type[Strict]:
    """Say which of the models a file is held to."""
    return PaymentRule if content.get("kind") == "payment" else Rule
