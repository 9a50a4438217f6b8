"""What each table in ``params/`` holds: one model per file, as in ``contracts.py``."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from iomlib.tables.contracts import Row, Source
from iomlib.tables.kinds import (
    Count,
    Factor,
    FinancialYear,
    Identifier,
    Kind,
    Pounds,
    Text,
    choice,
    rule,
)

Basis = Annotated[
    Literal["direct", "APPROX", "ASSUMPTION", "NOT_COSTED"],
    choice("a basis", "direct", "APPROX", "ASSUMPTION", "NOT_COSTED"),
    Field(description="How well the two fit."),
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

    id: Identifier = Field(description="Id of the area, used in every other table.")
    name: Text = Field(description="Name as readers see it.")
    kind: Annotated[
        Literal["community safety partnership", "police force area", "example"],
        choice("a kind of area", "community safety partnership", "police force area", "example"),
    ] = Field(description="What kind of area it is; an `example` is no area, but people to show reports on.")
    ons_code: OnsCode | None = Field(
        None, validate_default=True, description="Code of the Office for National Statistics; blank for an example."
    )
    source: Source

    @field_validator("ons_code")
    @classmethod
    def _of_real_areas(cls, code: str | None, info: ValidationInfo) -> str | None:
        if (code is None) != (info.data.get("kind") == "example"):
            raise rule("an area has a code, an example has none", "Mend the code or the kind.", column="ons_code")
        return code


class UnitCostRow(Row):
    """Cost to society of one offence, in one edition of the estimates."""

    path = "unit_costs/*.csv"
    key = ("offence",)

    offence: Text = Field(description="Offence, as the edition calls it.")
    unit_cost: Pounds = Field(description="Cost of one offence, in pounds.")
    anticipation: Pounds = Field(description="Part spent in anticipation of crime, in pounds.")
    consequence: Pounds = Field(description="Part that follows from the crime, in pounds.")
    response: Pounds = Field(description="Part of the response to it, in pounds.")
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
    status: Text = Field(description="How sure the figures are: how they were seen.")
    source: Source
    note: Text = Field("", description="What a user should know.")


class SubgroupRow(Row):
    """The unit cost that one subgroup of recorded crime is priced with."""

    path = "unit_costs/subgroups.csv"
    key = ("offence_subgroup",)

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


class DeflatorRow(Row):
    """Price index of one financial year, in one release."""

    path = "deflators/*.csv"
    key = ("financial_year",)

    financial_year: FinancialYear = Field(description="Financial year.")
    index: Factor = Field(description="Price index, 2024-25 = 100.")
    release: Text = Field(description="Day of the release.")
    source: Source


PARAMS: tuple[type[Row], ...] = (AreaRow, UnitCostRow, SubgroupRow, MixRow, DeflatorRow)
