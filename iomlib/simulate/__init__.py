"""Made-up people of whom the truth is known. Nobody in them exists."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iomlib.simulate.population import COVARIATES, Gaps, Population, Truth, comparison_population

__all__ = ["COVARIATES", "Gaps", "Population", "Truth", "comparison_population"]


def __getattr__(name: str) -> Any:
    """Load pandas only where a comparison is made: `iom simulate` does without."""
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from iomlib.simulate import population  # noqa: PLC0415

    return getattr(population, name)
