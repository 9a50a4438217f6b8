"""Tables of figures, held against their contracts: file in, checked table out."""

from iomlib.tables.folders import check_folder, check_params
from iomlib.tables.given import Folders, given, given_rows, read_folders
from iomlib.tables.read import (
    read_convictions,
    read_crimes,
    read_crimes_by_month,
    read_frequencies,
    read_memberships,
    read_population,
    read_printed,
    read_table,
    read_target,
)
from iomlib.tables.read_params import (
    editions,
    read_area,
    read_areas,
    read_deflator,
    read_group_mix,
    read_subgroup_costs,
    read_unit_costs,
)

__all__ = [
    "Folders",
    "check_folder",
    "check_params",
    "editions",
    "given",
    "given_rows",
    "read_area",
    "read_areas",
    "read_convictions",
    "read_crimes",
    "read_crimes_by_month",
    "read_deflator",
    "read_folders",
    "read_frequencies",
    "read_group_mix",
    "read_memberships",
    "read_population",
    "read_printed",
    "read_subgroup_costs",
    "read_table",
    "read_target",
    "read_unit_costs",
]
