"""What each table in ``params/names/`` holds: how sources of recorded crime spell forces, partnerships and offences."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from iomlib.tables.contracts_params import OnsCode
from iomlib.tables.kinds import Day, Identifier, Text, choice, rule
from iomlib.tables.row import Row, Source


class ForceNameRow(Row):
    """How sources spell one police force."""

    path = "names/forces.csv"
    key = ("id",)

    id: Identifier = Field(
        description="Id of its police force area, as in `params/areas.csv` and in file names of data.police.uk."
    )
    falls_within: Text = Field("", description="As data.police.uk writes it; blank if not seen.")
    home_office: Text = Field("", description="As the Home Office writes it; blank if not in its tables.")
    ons_name: Text = Field("", description="As the ONS writes its area; blank if it has none.")
    ons_code: OnsCode | None = Field(
        None, description="ONS code of its area; blank if it has none in England and Wales."
    )
    source: Source


class PartnershipNameRow(Row):
    """Another name of one community safety partnership, or a former one."""

    path = "names/partnerships.csv"
    key = ("also",)

    name: Text = Field(description="Name that its id is made of.")
    also: Text = Field(description="The other name; whichever of the two a lookup has, both are found.")
    force: Identifier = Field(description="Id of its police force area, as in `params/names/forces.csv`.")
    note: Text = Field("", description="What a user should know.")
    source: Source


class OffenceNameRow(Row):
    """How one source spells one category of offences, and when the category exists."""

    path = "names/offences.csv"
    key = ("scheme", "found")

    scheme: Annotated[
        Literal["home-office", "home-office-description", "police-uk", "police-uk-api", "mps"],
        choice("a scheme", "home-office", "home-office-description", "police-uk", "police-uk-api", "mps"),
    ] = Field(description="Whose spelling it is.")
    found: Text = Field(description="The category as it stands there; case, dashes and blanks do not matter.")
    offence_group: Text = Field(description="Offence group that tables and pages show.")
    offence_subgroup: Text = Field(
        "", description="Offence subgroup that they show; blank if the category is a group."
    )
    since: Day | None = Field(
        None, description="First day of the category; blank if not known. A 0 before it is not a count."
    )
    until: Day | None = Field(
        None, description="Last day of the category; blank if there is none. A 0 after it is not a count."
    )
    note: Text = Field("", description="What a user should know.")
    source: Source

    @field_validator("until")
    @classmethod
    def _not_before_since(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if since and until and until < since:
            raise rule(f"the category ends before it begins, on {since}", "Mend one of the two dates.")
        return until


NAMES: tuple[type[Row], ...] = (ForceNameRow, PartnershipNameRow, OffenceNameRow)
