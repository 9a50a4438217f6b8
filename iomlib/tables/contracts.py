"""What each table in ``data/`` holds: one model per file, one field per column.

``read.py`` checks files against these models and ``docs/data.md`` is generated from them, so a
column is added, renamed or allowed something here and nowhere else. A field with a default may be
left blank; every column stands in the header all the same. ``contracts_params.py`` has ``params/``.
"""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from iomlib.percentages import counts_behind, impossible
from iomlib.tables.contracts_claims import ClaimRow
from iomlib.tables.contracts_cohort import ActionRow, PredictedRow, ServiceRow, StaffingRow
from iomlib.tables.contracts_published import PublishedRow
from iomlib.tables.contracts_series import SeriesRow
from iomlib.tables.contracts_value import EffectRow, ManagedRow, SchemeCostRow
from iomlib.tables.kinds import (
    Area,
    Count,
    Day,
    FinancialYear,
    Identifier,
    Month,
    NetCount,
    Number,
    Percent,
    Pounds,
    QuarterId,
    Size,
    Text,
    WholePercent,
    choice,
    rule,
)
from iomlib.tables.row import End, Paragraph, Published, Row, Source, Start, ends_after_start

Cohort = Annotated[Text, Field(description="Group of people, as the document calls it.")]
Indicator = Annotated[
    Literal["ni30"],
    choice("an indicator", "ni30"),
    Field(description="Indicator; `ni30` is National Indicator 30, convictions of PPOs."),
]


class CrimesRow(Row):
    """Crimes of one offence group, or subgroup, recorded in one area and period."""

    path = "crimes.csv"
    key = ("area", "period_start", "period_end", "offence_group", "offence_subgroup")
    begins = "period_start"

    area: Area
    period_start: Start
    period_end: End
    offence_group: Text = Field(description="Offence group, as the document calls it.")
    offence_subgroup: Text = Field("", description="Offence subgroup, if the document has them.")
    crimes: NetCount = Field(description="Crimes recorded in the period.")
    cost_printed: Pounds | None = Field(None, description="Cost as printed, in pounds.")
    crime_share_printed: Percent | None = Field(
        None, description="Share of all crimes as printed, in percent."
    )
    cost_share_printed: Percent | None = Field(None, description="Share of all costs as printed, in percent.")
    counting: Annotated[
        Literal["as recorded", "net of corrections"],
        choice("a way of counting", "as recorded", "net of corrections"),
    ] = Field(description="Whether later corrections are taken off; only then may crimes be < 0.")
    source: Source
    paragraph: Paragraph

    _period = field_validator("period_end")(ends_after_start)

    @field_validator("counting")
    @classmethod
    def _corrections_only(cls, counting: str, info: ValidationInfo) -> str:
        crimes = info.data.get("crimes", 0)
        if crimes < 0 and counting == "as recorded":
            allowed = "Counts are whole numbers, 0 or more. Corrections need net of corrections."
            raise rule(f"{crimes} is not a count", allowed, column="crimes")
        return counting


class MonthRow(Row):
    """All crimes recorded in one area and month."""

    path = "crimes_by_month.csv"
    key = ("area", "month")
    begins = "month"

    area: Area
    month: Month = Field(description="Calendar month.")
    crimes: Count = Field(description="Crimes recorded in the month.")
    source: Source
    paragraph: Paragraph


class IndicatorRow(Row):
    """Convictions of an area's cohort in one quarter, for an indicator."""

    path = "indicator_counts.csv"
    key = ("area", "indicator", "quarter")
    begins = "quarter"

    area: Area
    indicator: Indicator
    quarter: QuarterId = Field(description="Financial quarter.")
    convictions: Count = Field(description="Convictions for offences committed in the quarter.")
    source: Source
    paragraph: Paragraph
    published: Published = "no"


class TargetRow(Row):
    """Target of an area for an indicator in one financial year."""

    path = "targets.csv"
    key = ("area", "indicator", "financial_year")
    begins = "financial_year"

    area: Area
    indicator: Indicator
    financial_year: FinancialYear = Field(description="Financial year that the target is for.")
    baseline: Size = Field(description="Convictions of the cohort in the year before.")
    reduction_percent: Percent = Field(description="Reduction asked for, in percent.")
    cohort_size: Size = Field(
        description="People in the cohort. Of fewer than 10 a public report shows no convictions."
    )
    source: Source
    paragraph: Paragraph
    published: Published = "no"


class MembershipRow(Row):
    """People of one cohort who are also on one other list."""

    path = "memberships.csv"
    key = ("area", "period_start", "period_end", "cohort", "list")
    begins = "period_start"

    area: Area
    period_start: Start
    period_end: End
    cohort: Cohort
    cohort_size: Size = Field(description="People in the cohort.")
    list: Text = Field(description="The other list: a caseload, a scheme, an outcome.")
    people: Count | None = Field(
        None, description="People of the cohort on the list; blank if only a percentage is printed."
    )
    percent_printed: WholePercent | None = Field(
        None, validate_default=True, description="Share of the cohort as printed, in percent."
    )
    source: Source
    paragraph: Paragraph
    published: Published = "no"
    note: Text = Field("", description="What was assumed.")

    _period = field_validator("period_end")(ends_after_start)

    @field_validator("people")
    @classmethod
    def _within_cohort(cls, people: int | None, info: ValidationInfo) -> int | None:
        size = info.data.get("cohort_size")
        if people is not None and size is not None and people > size:
            allowed = "People on the list are at most the people in the cohort."
            raise rule(f"{people} people of a cohort of {size}", allowed)
        return people

    @field_validator("percent_printed")
    @classmethod
    def _has_a_count(cls, percent: int | None, info: ValidationInfo) -> int | None:
        size, people = info.data.get("cohort_size"), info.data.get("people")
        if percent is None and people is None and "people" in info.data:
            raise rule("blank, and people is blank too", "Give one of the two, or both.")
        if percent is None or size is None:
            return percent
        found = impossible(percent, size)
        if people is not None and people not in counts_behind(percent, size):
            found = f"{percent}% is not {people} of {size} people"
        if found:
            allowed = "If it is printed so, leave this blank and put it in printed_figures.csv."
            raise rule(found, allowed)
        return percent


class FrequencyRow(Row):
    """People of one cohort who were arrested so many times in a period."""

    path = "arrest_frequencies.csv"
    key = ("area", "period_start", "period_end", "cohort", "arrests")
    begins = "period_start"

    area: Area
    period_start: Start
    period_end: End
    cohort: Cohort
    arrests: Size = Field(description="Arrests of one person in the period.")
    people: Size = Field(description="People with that many arrests.")
    source: Source
    paragraph: Paragraph
    published: Published = "no"

    _period = field_validator("period_end")(ends_after_start)


class PrintedRow(Row):
    """A figure printed in the sentences of a document that is open to the public; it is shown as it was printed."""

    path = "printed_figures.csv"
    key = ("id",)
    begins = "period_start"

    id: Identifier = Field(description="Short name of the figure, used once.")
    area: Area
    period_start: Start
    period_end: End
    name: Text = Field(description="What the figure counts.")
    value: Number = Field(description="The figure.")
    unit: Text = Field(description="Unit of the figure: `people`, `percent`, `GBP` and so on.")
    quote: Text = Field(description="The words in which it is printed.")
    source: Source
    paragraph: Paragraph
    note: Text = Field("", description="What was assumed, or does not follow.")

    _period = field_validator("period_end")(ends_after_start)


class PopulationRow(Row):
    """People and households of one area on the day of a census."""

    path = "population.csv"
    key = ("area", "census_date")

    area: Area
    census_date: Day = Field(description="Day of the census.")
    persons: Size = Field(description="Usual residents.")
    households: Size = Field(description="Households with a usual resident.")
    source: Source


DATA: tuple[type[Row], ...] = (
    CrimesRow,
    MonthRow,
    IndicatorRow,
    TargetRow,
    MembershipRow,
    FrequencyRow,
    PrintedRow,
    PublishedRow,
    ClaimRow,
    PopulationRow,
    ActionRow,
    StaffingRow,
    ServiceRow,
    PredictedRow,
    SchemeCostRow,
    ManagedRow,
    EffectRow,
    SeriesRow,
)
