"""Everything a scrutiny report shows, one function a part of the page."""

from iomlib.report.caseload import (
    frequency_sentence,
    overlap_table,
    overlap_words,
    printed_overlap_table,
)
from iomlib.report.caseload_safe import protect as protect_caseload
from iomlib.report.change import change_table, change_words
from iomlib.report.closing import headline, provenance, unless_missing
from iomlib.report.convictions import convictions_chart, convictions_table, convictions_words
from iomlib.report.cost_notes import pricing
from iomlib.report.cost_range import editions_table, range_table, range_words
from iomlib.report.cost_totals import totals_table
from iomlib.report.costs import cost_chart, cost_table, or_in_part, uncosted_table
from iomlib.report.harm import harm_table
from iomlib.report.unit_costs import unit_cost_table
from iomlib.report.words import cost_words, rate_sentence

__all__ = [
    "change_table",
    "change_words",
    "convictions_chart",
    "convictions_table",
    "convictions_words",
    "cost_chart",
    "cost_table",
    "cost_words",
    "editions_table",
    "frequency_sentence",
    "harm_table",
    "headline",
    "or_in_part",
    "overlap_table",
    "overlap_words",
    "pricing",
    "printed_overlap_table",
    "protect_caseload",
    "provenance",
    "range_table",
    "range_words",
    "rate_sentence",
    "totals_table",
    "uncosted_table",
    "unit_cost_table",
    "unless_missing",
]
