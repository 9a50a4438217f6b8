"""Made-up people of whom the truth is known. Nobody in them exists."""

from iomlib.simulate.population import COVARIATES, Gaps, Population, Truth, comparison_population

__all__ = ["COVARIATES", "Gaps", "Population", "Truth", "comparison_population"]
