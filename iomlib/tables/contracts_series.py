"""Which source of recorded crime an area's reports are made from, where it has more than one."""

from pydantic import Field

from iomlib.tables.kinds import Area, Text
from iomlib.tables.row import Row


class SeriesRow(Row):
    """The series of recorded crime that the reports of an area are made from."""

    path = "recorded_series.csv"
    key = ("area",)

    area: Area
    series: Text = Field(description="A folder of `recorded_crime`, such as `police-uk`; or `crimes.csv`.")
    why: Text = Field(description="Why this one: series hold the same crimes and are never added up.")
