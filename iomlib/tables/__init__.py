"""Tables of figures, held against their contracts: file in, checked table out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from iomlib.tables.as_at import as_at
from iomlib.tables.folders import check_folder, check_params
from iomlib.tables.given import (
    Folders,
    areas_read,
    given,
    given_people,
    given_rows,
    is_read,
    read_folders,
)
from iomlib.tables.listed import WHO, is_sealed, listed, of_people, of_rows
from iomlib.tables.lookup import area_names, editions, price_years, read_area, read_comparison, read_protocol

if TYPE_CHECKING:
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
    from iomlib.tables.read_cohort import (
        read_actions,
        read_predicted,
        read_service_counts,
        read_staffing,
    )
    from iomlib.tables.read_crime import read_recorded, read_recorded_sources, supply_of
    from iomlib.tables.read_evidence import read_records
    from iomlib.tables.read_papers import read_claims
    from iomlib.tables.read_params import (
        read_areas,
        read_deflator,
        read_editions,
        read_group_mix,
        read_harm,
        read_peers,
        read_subgroup_costs,
        read_unit_costs,
    )
    from iomlib.tables.read_persons import (
        read_control_pool,
        read_events,
        read_people,
        read_published_comparisons,
    )
    from iomlib.tables.read_similar import read_apart, read_group, read_group_population
    from iomlib.tables.read_value import (
        read_effects,
        read_managed,
        read_other_proven_costs,
        read_proven_costs,
        read_scheme_costs,
    )

__all__ = [
    "WHO",
    "Folders",
    "area_names",
    "areas_read",
    "as_at",
    "check_folder",
    "check_params",
    "editions",
    "given",
    "given_people",
    "given_rows",
    "is_read",
    "is_sealed",
    "listed",
    "of_people",
    "of_rows",
    "price_years",
    "read_actions",
    "read_apart",
    "read_area",
    "read_areas",
    "read_claims",
    "read_comparison",
    "read_control_pool",
    "read_convictions",
    "read_crimes",
    "read_crimes_by_month",
    "read_deflator",
    "read_editions",
    "read_effects",
    "read_events",
    "read_folders",
    "read_frequencies",
    "read_group",
    "read_group_mix",
    "read_group_population",
    "read_harm",
    "read_managed",
    "read_memberships",
    "read_other_proven_costs",
    "read_peers",
    "read_people",
    "read_population",
    "read_predicted",
    "read_printed",
    "read_protocol",
    "read_proven_costs",
    "read_published_comparisons",
    "read_recorded",
    "read_recorded_sources",
    "read_records",
    "read_scheme_costs",
    "read_service_counts",
    "read_staffing",
    "read_subgroup_costs",
    "read_table",
    "read_target",
    "read_unit_costs",
    "supply_of",
]

_WITH_PANDAS = (
    "read",
    "read_cohort",
    "read_crime",
    "read_evidence",
    "read_papers",
    "read_params",
    "read_persons",
    "read_similar",
    "read_value",
)


def __getattr__(name: str) -> Any:
    """Load what makes tables of pandas when it is first asked for: a run that only checks has no need of it."""
    if name in __all__:
        for module in _WITH_PANDAS:
            if hasattr(found := import_module(f"iomlib.tables.{module}"), name):
                return getattr(found, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
