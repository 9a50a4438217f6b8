"""Everything a crime profile shows, one function a part of the page."""

from iomlib.report.coverage import (
    apart_table,
    coverage_table,
    recorded_words,
    sources_table,
    whole_only,
    whole_words,
)
from iomlib.report.mix import incident_table, mix_chart, mix_table, mix_words
from iomlib.report.peers import funnel_chart, funnel_table, funnel_words
from iomlib.report.rates import rates_table, rates_words
from iomlib.report.season import rolling_table, season_table, season_words, trend_chart

__all__ = [
    "apart_table",
    "coverage_table",
    "funnel_chart",
    "funnel_table",
    "funnel_words",
    "incident_table",
    "mix_chart",
    "mix_table",
    "mix_words",
    "rates_table",
    "rates_words",
    "recorded_words",
    "rolling_table",
    "season_table",
    "season_words",
    "sources_table",
    "trend_chart",
    "whole_only",
    "whole_words",
]
