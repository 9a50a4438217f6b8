"""What every table of figures has: a model of its rows, and the columns that many of them share."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo

from iomlib.tables.kinds import Day, Text, choice, rule

Start = Annotated[Day, Field(description="First day of the period.")]
End = Annotated[Day, Field(description="Last day of the period, not before the first.")]
Source = Annotated[Text, Field(description="Document, with its licence if it has one.")]
Paragraph = Annotated[Text, Field(description="Where in the document: paragraph or table.")]
Published = Annotated[
    Literal["yes", "no"],
    choice("yes or no", "yes", "no"),
    Field(
        description="`yes` only where `source` is open to the public and prints this very figure: a public report then "
        "shows it as it was printed. `no` or blank: it comes from records, and is protected."
    ),
]


def ends_after_start(end: date, info: ValidationInfo) -> date:
    """Refuse a period that ends before it starts; for ``field_validator("period_end")``."""
    start = info.data.get("period_start")
    if start is not None and end < start:
        raise rule(f"the period ends before it starts, on {start}", "Mend one of the two dates.")
    return end


class Row(BaseModel):
    """One row of a table: ``path`` is its file, ``key`` the columns that tell rows apart.

    ``begins`` is the column with the day, month, quarter or year from which a row exists, blank
    where it is of no quarter: a report sees no row of its area that begins after its quarter.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    begins: ClassVar[str] = ""
