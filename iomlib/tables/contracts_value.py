"""What a scheme costs, whom it managed, and what a comparison found that it prevents."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from iomlib.tables.kinds import (
    Amount,
    Area,
    Count,
    FinancialYear,
    Identifier,
    Number,
    Percent,
    Pounds,
    Size,
    Text,
    choice,
    rule,
)
from iomlib.tables.row import End, Paragraph, Published, Row, Source, Start, ends_after_start

SchemeId = Annotated[Identifier, Field(description="Id of the scheme's list, as in `enrolments`.")]


class SchemeCostRow(Row):
    """What one item of a scheme cost in one period."""

    path = "scheme_costs.csv"
    key = ("area", "scheme", "period_start", "period_end", "item")
    begins = "period_end"

    area: Area
    scheme: SchemeId
    period_start: Start
    period_end: End
    item: Text = Field(description="What was paid for, such as `staff` or `premises`.")
    kind: Annotated[
        Literal["running", "additional running", "set-up", "in kind"],
        choice("a kind of cost", "running", "additional running", "set-up", "in kind"),
    ] = Field(
        description="`additional running`: paid in the period because there is the scheme; `running`: would be paid "
        "without it too; `set-up`: paid once, to begin; `in kind`: given and not paid for. Only the first is counted."
    )
    pounds: Pounds = Field(description="Cost in the period, in pounds.")
    pounds_lower: Pounds | None = Field(None, description="Least that it may have been; blank if no range.")
    pounds_upper: Pounds | None = Field(
        None, validate_default=True, description="Most that it may have been; blank if no range."
    )
    price_year: FinancialYear = Field(description="Financial year of the prices.")
    source: Source
    paragraph: Paragraph
    note: Text = Field("", description="What was assumed.")

    _period = field_validator("period_end")(ends_after_start)

    @field_validator("pounds_upper")
    @classmethod
    def _around(cls, upper: float | None, info: ValidationInfo) -> float | None:
        _both_or_none(info.data.get("pounds_lower", upper), upper, info.data.get("pounds"))
        return upper


class ManagedRow(Row):
    """People whom a scheme managed in one period, and for how long, where no records of them were supplied."""

    path = "managed_people.csv"
    key = ("area", "scheme", "period_start", "period_end")
    begins = "period_end"

    area: Area
    scheme: SchemeId
    period_start: Start
    period_end: End
    people: Size = Field(description="People managed on any day of the period.")
    days: Size = Field(description="Days on which they were managed, of all of them together.")
    days_in_custody: Count | None = Field(
        None, description="Of these, days in custody; blank if not printed."
    )
    source: Source
    paragraph: Paragraph
    published: Published = "no"
    note: Text = Field("", description="What was assumed.")

    _period = field_validator("period_end")(ends_after_start)

    @field_validator("days")
    @classmethod
    def _fit_the_period(cls, days: int, info: ValidationInfo) -> int:
        first, last = (info.data.get(name) for name in ("period_start", "period_end"))
        people = info.data.get("people")
        if people is not None and first is not None and last is not None:
            most = people * ((last - first).days + 1)
            if not people <= days <= most:
                found = f"{days} days of {people} people"
                raise rule(found, f"In this period they are managed on {people} to {most} days.")
        return days

    @field_validator("days_in_custody")
    @classmethod
    def _part_of_them(cls, inside: int | None, info: ValidationInfo) -> int | None:
        if inside is not None and inside > info.data.get("days", inside):
            found = f"{inside} of {info.data['days']} days"
            raise rule(found, "Days in custody are part of the days managed.")
        return inside


class EffectRow(Row):
    """How many proven reoffences a scheme prevents, as somebody has found by comparing its people with others."""

    path = "effects.csv"
    key = ("area", "scheme", "period_start", "period_end", "counted", "design")
    begins = "period_end"

    area: Area
    scheme: SchemeId
    period_start: Annotated[Start, Field(description="First index date of the people compared.")]
    period_end: Annotated[
        End, Field(description="Last day of the follow-up, not before the first index date.")
    ]
    design: Annotated[
        Literal["after only", "before and after", "unmatched", "matched", "randomised"],
        choice("a design", "after only", "before and after", "unmatched", "matched", "randomised"),
    ] = Field(
        description="Whom the people were compared with: nobody, themselves before, others as they came, others "
        "matched with them, or others by lot. The first two carry no ratio of benefit to cost."
    )
    counted: Annotated[
        Literal["proven reoffences", "arrests", "recorded crimes", "estimated crimes"],
        choice("a count", "proven reoffences", "arrests", "recorded crimes", "estimated crimes"),
    ] = Field(
        description="What was counted. Only `proven reoffences` carry a ratio of benefit to cost; `estimated "
        "crimes` are counts raised by a multiplier."
    )
    people: Size = Field(description="People of the scheme who were compared.")
    followup_months: Size = Field(description="Months in which reoffences were counted, for each person.")
    prevented_per_100: Number = Field(
        description="Reoffences prevented for every 100 people in the follow-up; below 0 where there were more."
    )
    lower: Number | None = Field(None, description="Lower limit of it; blank if none is given.")
    upper: Number | None = Field(
        None, validate_default=True, description="Upper limit of it; blank if none is given."
    )
    confidence: Percent = Field(description="Confidence of the limits in percent, such as 95.")
    expected_per_100: Amount | None = Field(
        None,
        description="Reoffences of every 100 people compared with, in the follow-up; blank if not given.",
    )
    source: Source
    paragraph: Paragraph
    published: Published = "no"
    note: Text = Field("", description="What was assumed.")

    _period = field_validator("period_end")(ends_after_start)

    @field_validator("upper")
    @classmethod
    def _around(cls, upper: float | None, info: ValidationInfo) -> float | None:
        _both_or_none(info.data.get("lower", upper), upper, info.data.get("prevented_per_100"))
        return upper

    @field_validator("confidence")
    @classmethod
    def _a_confidence(cls, confidence: float) -> float:
        if not 50 <= confidence < 100:
            raise rule(f"{confidence:g} is no confidence", "It is 50 or more and under 100, such as 95.")
        return confidence

    @field_validator("expected_per_100")
    @classmethod
    def _enough_to_prevent(cls, expected: float | None, info: ValidationInfo) -> float | None:
        value = info.data.get("prevented_per_100")
        if expected is not None and value is not None and value > expected:
            found = f"{value:g} prevented of {expected:g} expected"
            raise rule(found, "No more can be prevented than there would be.")
        return expected


class ProvenOffenceRow(Row):
    """The subgroup of recorded crime at whose unit cost a proven offence is priced."""

    path = "proven_offences.csv"
    key = ("offence",)

    offence: Text = Field(description="Offence, as `convictions` calls it.")
    offence_subgroup: Text = Field(
        "", description="Subgroup in `unit_costs/subgroups.csv`; blank means not costed."
    )
    rationale: Text = Field(description="Why this subgroup, and what is doubtful.")
    source: Source


def _both_or_none(lower: float | None, upper: float | None, value: float | None) -> None:
    """Refuse one limit without the other, and limits that do not lie around the value."""
    if (lower is None) != (upper is None):
        raise rule("one limit without the other", "Give both limits, or none.")
    if lower is None or upper is None or value is None:
        return
    if not lower <= value <= upper:
        raise rule(f"{value:g} is not between {lower:g} and {upper:g}", "Limits lie around the value.")
