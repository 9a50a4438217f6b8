"""Comparisons of reoffending as others have printed them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from iomlib.tables.kinds import Amount, Area, Day, Number, Size, Text, choice, rule
from iomlib.tables.row import Paragraph, Row, Source, ends_after_start


class PublishedRow(Row):
    """A comparison of reoffending that somebody has printed: a scheme's people beside other people."""

    path = "published_comparisons.csv"
    key = ("area", "comparison", "outcome", "stage", "period_start", "period_end", "published")
    begins = "published"

    area: Area
    comparison: Text = Field(description="Name of the comparison, as the document calls it.")
    outcome: Annotated[
        Literal["reoffending rate", "reoffences per 100 people"],
        choice("an outcome", "reoffending rate", "reoffences per 100 people"),
    ] = Field(description="What was counted.")
    period_start: Annotated[Day, Field(description="First index date of the people.")]
    period_end: Annotated[Day, Field(description="Last index date of the people, not before the first.")]
    stage: Annotated[Literal["before", "after"], choice("a stage", "before", "after")] = Field(
        description="`before`: people of a period before the scheme began; `after`: people of the scheme."
    )
    published: Annotated[Day, Field(description="Day on which it was published, after the period.")]
    people: Size | None = Field(None, description="People of the scheme; blank if not printed.")
    value: Amount = Field(description="Outcome of the scheme's people.")
    comparison_people: Size | None = Field(None, description="People compared with; blank if not printed.")
    comparison_value: Amount = Field(description="Outcome of the people compared with.")
    unit: Annotated[Literal["percent", "per 100"], choice("a unit", "percent", "per 100")] = Field(
        description="Unit of the values: percent for a rate, per 100 for reoffences."
    )
    lower: Number | None = Field(None, description="Printed lower limit of the difference; blank if none.")
    upper: Number | None = Field(
        None, validate_default=True, description="Printed upper limit of the difference; blank if none."
    )
    source: Source
    paragraph: Paragraph

    _period = field_validator("period_end")(ends_after_start)

    @field_validator("published")
    @classmethod
    def _after_the_period(cls, published: date, info: ValidationInfo) -> date:
        end = info.data.get("period_end")
        if end is not None and published <= end:
            raise rule(f"published before the period was over, on {end}", "Mend one of the two dates.")
        return published

    @field_validator("unit")
    @classmethod
    def _fits(cls, unit: str, info: ValidationInfo) -> str:
        outcome = info.data.get("outcome", "")
        if outcome and (unit == "percent") != (outcome == "reoffending rate"):
            raise rule(
                f"{unit} is not the unit of {outcome}", "A rate is in percent, reoffences are per 100."
            )
        for column in ("value", "comparison_value"):
            if unit == "percent" and info.data.get(column, 0) > 100:
                raise rule("is more than 100 percent", "Percentages are 0 to 100.", column=column)
        return unit

    @field_validator("upper")
    @classmethod
    def _both_limits(cls, upper: float | None, info: ValidationInfo) -> float | None:
        lower = info.data.get("lower", upper)
        if (lower is None) != (upper is None):
            raise rule("one limit without the other", "Give both limits as printed, or none.")
        if lower is not None and upper is not None and upper < lower:
            raise rule("below the lower limit", "Mend one of the two.")
        return upper
