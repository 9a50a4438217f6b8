"""What charts say of awkward numbers: as large as another, one alone, missing, below zero, a year that has ended."""

import re

import pandas as pd
import pytest

from iomlib.blocks import Chart, Sentence
from iomlib.disclosure.profile import committee
from iomlib.metrics.indicators import track_against_ceiling
from iomlib.report.chart_words import extremes
from iomlib.report.convictions import convictions_chart
from iomlib.report.season import trend_chart


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([], ""),
        ([3], ""),
        ([3, None], ""),
        ([3, 3], " All are 3."),
        ([3, None, 3], " All that are known are 3."),
        ([0, 0], " All are 0."),
        ([5, 5, 1], " Largest: a and b, 5 each. Smallest: c, 1."),
        ([-2, None, 3], " Largest: c, 3. Smallest: a, −2."),
        ([9, 0, 0, 0, 0], " Largest: a, 9. Smallest: b and 3 others, 0 each."),
    ],
)
def test_the_largest_and_the_smallest_are_named_with_all_that_are_as_large(values, said):
    assert extremes(pd.Series(values, index=list("abcde")[: len(values)], dtype="float64"), "count") == said


def months(counts, partial=()):
    index = pd.period_range("2018-04", periods=len(counts), freq="M")
    doubt = [place in partial for place in range(len(counts))]
    return trend_chart(pd.DataFrame({"crimes": counts, "partial": doubt}, index=index, dtype="object"))


def test_months_with_as_many_crimes_are_named_together():
    made = months([5.0, 5.0, 3.0])
    assert "April 2018 and May 2018 have the most crimes (5) and June 2018 the fewest (3)" in made.caption
    assert "Largest: April 2018 and May 2018, 5 each. Smallest: June 2018, 3." in made.alt
    assert "June 2018 has the most crimes" in months([5.0, 4.0, 6.0]).caption


@pytest.mark.parametrize(("counts", "partial"), [([4.0], ()), ([0.0, 0.0], ()), ([3.0, 4.0], (0, 1))])
def test_of_months_that_cannot_be_told_apart_none_has_the_most(counts, partial):
    made = months(counts, partial)
    assert made.caption.startswith("Recorded crime by month, April 2018 to ")
    assert "Largest" not in made.alt


def year(*convictions, size=42):
    tracked = track_against_ceiling(list(convictions), 207).assign(ceiling=207.0)
    tracked = tracked.set_axis([f"2008-09-Q{n + 1}" for n in range(len(tracked))])
    target = pd.DataFrame({"cohort_size": [size], "published": ["no"]})
    return convictions_chart(tracked, target, pd.DataFrame({"published": ["no"]}), committee())


def test_of_a_group_of_few_people_nothing_is_drawn_nor_said():
    made = year(56, 49, size=9)
    assert isinstance(made, Sentence) and made.sentences == []
    assert isinstance(year(56, 49, size=10), Chart)


def test_of_a_year_that_has_ended_nothing_is_projected():
    made = year(56, 49, 50, 52)
    assert "the year ended within it" in made.caption
    assert "this rate" not in "".join([made.alt, made.shows, made.svg, *(row[0] for row in made.rows)])
    assert "interval" not in made.alt and "From 56 (Q1" in made.alt


def test_of_a_year_under_way_that_is_projected_which_is_drawn():
    made = year(56, 49)
    assert "At this rate the year ends at 210, 95% interval 183 to 241." in made.alt
    assert re.search("<!-- 210 at", made.svg) and ["Year at this rate", "210", "183 to 241"] in made.rows
    unsteady = year(20, 90)
    assert "The quarters differ too much to show where the year will end." in unsteady.alt
    assert "this rate" not in unsteady.svg
