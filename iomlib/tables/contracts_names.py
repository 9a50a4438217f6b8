"""What each table in ``params/names/`` holds: how sources of recorded crime spell forces, partnerships and offences."""

from pydantic import Field

from iomlib.tables.contracts_params import OnsCode
from iomlib.tables.kinds import Identifier, Text
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


NAMES: tuple[type[Row], ...] = (ForceNameRow, PartnershipNameRow)
