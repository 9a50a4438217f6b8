"""What a scheme has agreed to do, who works on it, what its services count, and what was predicted for its people."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from iomlib.tables.kinds import (
    Amount,
    Area,
    Count,
    Factor,
    Identifier,
    QuarterAhead,
    QuarterId,
    Size,
    Text,
    choice,
    rule,
)
from iomlib.tables.row import End, Paragraph, Row, Source, Start, ends_after_start


class ActionRow(Row):
    """What was recorded in a quarter of one action that was agreed or recommended."""

    path = "actions.csv"
    key = ("area", "action", "quarter")
    begins = "quarter"

    area: Area
    action: Identifier = Field(description="Short name of the action, the same in every quarter.")
    quarter: QuarterId = Field(description="Financial quarter in which this status was recorded.")
    recommendation: Text = Field(description="What is to be done.")
    owner: Text = Field(description="Who answers for it: a role or a body, never the name of a person.")
    due: QuarterAhead | None = Field(
        None, description="Financial quarter by whose end it is due; blank if none was set."
    )
    status: Annotated[Literal["open", "done", "dropped"], choice("a status", "open", "done", "dropped")] = (
        Field(description="How it stood in that quarter; until another row says otherwise, it still does.")
    )
    source: Source
    paragraph: Paragraph


class StaffingRow(Row):
    """Posts of one role that work with the people of a list, in one quarter."""

    path = "staffing.csv"
    key = ("area", "quarter", "list", "role")
    begins = "quarter"

    area: Area
    quarter: QuarterId = Field(description="Financial quarter.")
    list: Identifier = Field(description="Id of the list, as in `enrolments`.")
    role: Text = Field(description="Role, such as `police officer` or `drug worker`.")
    posts: Amount = Field(description="Full-time posts that are filled.")
    source: Source
    paragraph: Paragraph


class ServiceRow(Row):
    """People of whom one thing was counted by a service in a period, out of those it was counted of."""

    path = "service_counts.csv"
    key = ("area", "period_start", "period_end", "service", "measure")
    begins = "period_end"

    area: Area
    period_start: Start
    period_end: End
    service: Text = Field(description="Name of the service.")
    measure: Text = Field(description="What was counted, such as `signed up` or `need: accommodation`.")
    people: Count = Field(description="People of whom it is so.")
    out_of: Count | None = Field(None, description="People of whom it was asked; blank if not printed.")
    source: Source
    paragraph: Paragraph
    note: Text = Field("", description="What was assumed.")

    _period = field_validator("period_end")(ends_after_start)

    @field_validator("out_of")
    @classmethod
    def _holds_them(cls, out_of: int | None, info: ValidationInfo) -> int | None:
        people = info.data.get("people", 0)
        if out_of is not None and people > out_of:
            raise rule(
                f"{people} people out of {out_of}", "People are at most those of whom it was asked.", "people"
            )
        return out_of


class PredictedRow(Row):
    """Offences of an area's cohort in a period, and how many were predicted, for an indicator."""

    path = "predicted_offending.csv"
    key = ("area", "indicator", "period_start", "period_end")
    begins = "period_end"

    area: Area
    indicator: Annotated[Literal["ni18", "ni38"], choice("an indicator", "ni18", "ni38")] = Field(
        description="Indicator: `ni18`, adult re-offending; `ni38`, drug-related offending."
    )
    period_start: Start
    period_end: End
    cohort_size: Size = Field(description="People in the cohort.")
    offences: Count = Field(description="Offences of the cohort in the period.")
    predicted: Factor = Field(description="Offences that were predicted.")
    source: Source
    paragraph: Paragraph

    _period = field_validator("period_end")(ends_after_start)
