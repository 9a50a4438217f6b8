"""What each table in ``params/`` holds: one model per file, as in ``contracts.py``."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from iomlib.tables.contracts_value import ProvenOffenceRow
from iomlib.tables.kinds import (
    Amount,
    Area,
    AreaId,
    Count,
    Day,
    Factor,
    FinancialYear,
    Identifier,
    Kind,
    Names,
    Pounds,
    Size,
    Text,
    choice,
    rule,
)
from iomlib.tables.row import Row, Source

Basis = Annotated[
    Literal["direct", "APPROX", "ASSUMPTION", "NOT_COSTED"],
    choice("a basis", "direct", "APPROX", "ASSUMPTION", "NOT_COSTED"),
    Field(description="How well the two fit."),
]
Status = Annotated[
    Literal["published", "transcribed", "secondary", "implied", "unverified"],
    choice("a status", "published", "transcribed", "secondary", "implied", "unverified"),
    Field(
        description="How it was seen: in the publication, in one transcription of it, in another document, as what "
        "printed figures imply, or not at all. What is unverified prices nothing."
    ),
]
OnsCode = Annotated[
    str,
    Field(pattern=r"^[EW]\d{8}$"),
    Kind("an ONS code", "ONS codes are E or W and eight digits."),
]


class AreaRow(Row):
    """An area that reports are made for."""

    path = "areas.csv"
    key = ("id",)

    id: AreaId = Field(description="Id of the area, used in every other table.")
    name: Text = Field(description="Name as readers see it.")
    kind: Annotated[
        Literal["community safety partnership", "police force area", "example"],
        choice("a kind of area", "community safety partnership", "police force area", "example"),
    ] = Field(description="What kind of area it is; an `example` is no area, but people to show reports on.")
    ons_code: OnsCode | None = Field(
        None,
        validate_default=True,
        description="Code of the Office for National Statistics; blank for an example.",
    )
    source: Source

    @field_validator("ons_code")
    @classmethod
    def _of_real_areas(cls, code: str | None, info: ValidationInfo) -> str | None:
        if (code is None) != (info.data.get("kind") == "example"):
            raise rule(
                "an area has a code, an example has none", "Mend the code or the kind.", column="ons_code"
            )
        return code


class UnitCostRow(Row):
    """Cost to society of one offence, in one edition of the estimates."""

    path = "unit_costs/*.csv"
    key = ("offence",)

    offence: Text = Field(description="Offence, as the edition calls it.")
    unit_cost: Pounds = Field(description="Cost of one offence, in pounds.")
    anticipation: Pounds | None = Field(
        None, description="Part spent in anticipation of crime, in pounds; blank if not published."
    )
    consequence: Pounds | None = Field(
        None, description="Part that follows from the crime, in pounds; blank if not published."
    )
    response: Pounds | None = Field(
        None, description="Part of the response to it, in pounds; blank if not published."
    )
    multiplier: Factor | None = Field(
        None, description="Estimated crimes per recorded crime; blank if not published."
    )
    victim_class: Annotated[
        Literal["individual", "business"], choice("a class of victim", "individual", "business")
    ] = Field(description="Who the victim is.")
    price_year: FinancialYear = Field(description="Financial year of the prices.")
    unit: Annotated[Literal["GBP per offence"], choice("a unit", "GBP per offence")] = Field(
        description="Unit of the costs."
    )
    status: Status
    source: Source
    note: Text = Field("", description="What a user should know.")


class SubgroupRow(Row):
    """The unit cost that one subgroup of recorded crime is priced with, in one edition."""

    path = "unit_costs/subgroups.csv"
    key = ("edition", "offence_subgroup")

    edition: Identifier = Field(description="Edition of unit costs: the name of its file.")
    offence_group: Text = Field(description="Offence group of recorded crime.")
    offence_subgroup: Text = Field(description="Offence subgroup of recorded crime.")
    unit_cost_offence: Text = Field(
        "", description="Offence of the unit costs that prices it; blank means not costed."
    )
    basis: Basis
    rationale: Text = Field(description="Why this offence, and what is doubtful.")
    source: Source

    @field_validator("basis")
    @classmethod
    def _blank_if_not_costed(cls, basis: str, info: ValidationInfo) -> str:
        if (basis == "NOT_COSTED") == bool(info.data.get("unit_cost_offence", "")):
            allowed = "NOT_COSTED and a blank unit_cost_offence belong together."
            raise rule(f"{basis} does not fit unit_cost_offence", allowed)
        return basis


class MixRow(Row):
    """One subgroup of a group that a document prices as a whole, with its weight."""

    path = "unit_costs/group_mix.csv"
    key = ("offence_group", "offence_subgroup")

    offence_group: Text = Field(description="Offence group, as the document calls it.")
    offence_subgroup: Text = Field(description="Offence subgroup of recorded crime.")
    crimes: Count = Field(description="Weight: crimes of the subgroup in the source.")
    basis: Basis
    note: Text = Field("", description="What was assumed.")
    source: Source


class HarmRow(Row):
    """Weight of one subgroup of recorded crime in an index of harm."""

    path = "harm/*.csv"
    key = ("offence_subgroup",)

    offence_subgroup: Text = Field(description="Offence subgroup of recorded crime.")
    days: Amount = Field(
        description="Weight: days of custody that a first offence would start from, the median over its offences."
    )
    mean_days: Amount = Field(description="The mean over its offences. Kept, and not used.")
    least_days: Amount = Field(description="Days of its least severe offence.")
    most_days: Amount = Field(description="Days of its most severe offence.")
    offences: Size = Field(description="Offences of the index that the subgroup has.")
    basis: Basis
    status: Status
    source: Source
    note: Text = Field("", description="What a user should know.")


class ComparisonRow(Row):
    """How the reoffending of an area's people is compared: the protocol, set down before it is done."""

    path = "comparisons.csv"
    key = ("area",)

    area: Area
    comparison: Text = Field(description="What is compared, in words.")
    design: Annotated[
        Literal["randomised", "matched", "unmatched", "before and after", "published"],
        choice("a design", "randomised", "matched", "unmatched", "before and after", "published"),
    ] = Field(
        description="How the people compared with came about: by lot, by matching, as they came, none at all, "
        "or as somebody has printed."
    )
    outcome_word: Text = Field(description="What counts, as the page calls it: `proven reoffence`, `arrest`.")
    followup_months: Size = Field(description="Months in which it counts, from the index date.")
    court_months: Count = Field(description="Further months in which it may be proven.")
    cohort_months: Size = Field(description="Months of index dates that make a cohort.")
    covariates: Names = Field(
        (), description="Columns that people are compared or matched on; blank: all further columns."
    )
    exact: Names = Field((), description="Columns in which those matched are the same; blank: none.")
    ratio: Size | None = Field(
        None, validate_default=True, description="People of the pool for each person; only where matched."
    )
    caliper: Factor | None = Field(
        None,
        description="Furthest that those matched may lie apart, in standard deviations; blank: no limit.",
    )
    data_is: Annotated[
        Literal["real", "simulated", "public research data"],
        choice("a kind of data", "real", "simulated", "public research data"),
    ] = Field(description="What the people are; the page says so.")
    dated: Annotated[Day, Field(description="Day from which the protocol holds.")]
    note: Text = Field("", description="What was assumed, or is doubtful.")
    source: Source

    @field_validator("ratio")
    @classmethod
    def _only_where_matched(cls, ratio: int | None, info: ValidationInfo) -> int | None:
        design = info.data.get("design", "")
        if design and (design == "matched") != (ratio is not None):
            raise rule(f"does not fit the design {design}", "A matched design has a ratio, others have none.")
        return ratio

    @field_validator("caliper")
    @classmethod
    def _needs_a_match(cls, caliper: float | None, info: ValidationInfo) -> float | None:
        if caliper is not None and info.data.get("design", "matched") != "matched":
            raise rule("does not fit the design", "Only a matched design has a caliper.")
        return caliper

    @property
    def gathering(self) -> dict[str, Any]:
        """Give the choices that say who is compared, as `iomlib.metrics.gathering.gather` takes them."""
        names = ("followup_months", "court_months", "cohort_months", "covariates", "exact")
        return {name: getattr(self, name) for name in names}


class DeflatorRow(Row):
    """Price index of one financial year, in one release."""

    path = "deflators/*.csv"
    key = ("financial_year",)

    financial_year: FinancialYear = Field(description="Financial year.")
    index: Factor = Field(description="Price index, 2024-25 = 100.")
    release: Text = Field(description="Day of the release.")
    source: Source


class PeerRow(Row):
    """An area that another area is compared with: one of its most similar group."""

    path = "peers.csv"
    key = ("area", "peer")

    area: Area
    peer: Area = Field(description="Area that it is compared with, as in `params/areas.csv`.")
    source: Source

    @field_validator("peer")
    @classmethod
    def _another_area(cls, peer: str, info: ValidationInfo) -> str:
        if peer == info.data.get("area"):
            raise rule(f"{peer} is compared with itself", "Name another area, or take the row away.")
        return peer


PARAMS: tuple[type[Row], ...] = (
    AreaRow,
    UnitCostRow,
    SubgroupRow,
    MixRow,
    ProvenOffenceRow,
    DeflatorRow,
    HarmRow,
    ComparisonRow,
    PeerRow,
)
