"""Everything a scrutiny report shows, one function a part of the page."""

from iomlib.report.caseload import frequency_sentence, overlap_table
from iomlib.report.closing import change_table, headline, provenance, rate_sentence
from iomlib.report.convictions import convictions_chart, convictions_table
from iomlib.report.costs import (
    cost_chart,
    cost_table,
    pricing,
    repriced_table,
    uncosted_table,
    unit_cost_table,
)

__all__ = [
    "change_table",
    "convictions_chart",
    "convictions_table",
    "cost_chart",
    "cost_table",
    "frequency_sentence",
    "headline",
    "overlap_table",
    "pricing",
    "provenance",
    "rate_sentence",
    "repriced_table",
    "uncosted_table",
    "unit_cost_table",
]
