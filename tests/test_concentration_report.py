"""Arrests of people on a page: bands of enough people, a curve that gives nobody away, and plain sentences."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.blocks import Chart, Sentence
from iomlib.metrics.concentration import concentration, top_shares
from iomlib.report.concentration import (
    _finding,
    _points,
    arrests_chart,
    bands,
    concentration_sentence,
    lorenz_chart,
)

WOMEN = pd.read_csv(Path(__file__).parent.parent / "data/arrest_frequencies.csv")
FREQUENCIES = st.dictionaries(st.integers(0, 60), st.integers(1, 30), min_size=1, max_size=15)
CUTS = st.lists(st.integers(1, 40), max_size=3)


def table(people_by_arrests):
    return pd.DataFrame(list(people_by_arrests.items()), columns=["arrests", "people"])


def charts(frequencies, minimum, cuts=()):
    shown = bands(frequencies, minimum, cuts)
    return [draw(shown, "Women", "2004 to 2008", minimum) for draw in (arrests_chart, lorenz_chart)]


def words(frequencies, minimum, population=None, **tops):
    spread = concentration(frequencies, population)
    return concentration_sentence(top_shares(frequencies, **tops), spread, minimum)


@pytest.mark.parametrize("minimum", [1, 5])
def test_people_who_all_have_as_many_arrests_have_no_curve(minimum):
    assert charts(table({3: 10}), minimum)[1] == Sentence(sentences=[])


@pytest.mark.parametrize("minimum", [1, 5])
def test_a_curve_is_read_where_not_everybody_is_counted_yet(minimum):
    made = charts(table({1: 50, 2: 60}), minimum)[1]
    assert made.caption == "The 45% of people with the fewest arrests account for 29% of arrests"
    assert made.caption in made.alt and "45% of people" in made.svg


# Bands


@given(FREQUENCIES, CUTS)
def test_every_person_with_an_arrest_is_in_one_band_of_enough_people(people_by_arrests, cuts):
    arrested = sum(people for arrests, people in people_by_arrests.items() if arrests)
    rows = bands(table(people_by_arrests), 5, cuts).rows
    if arrested < 5:
        assert len(rows) == 0
    else:
        assert rows["people"].sum() == arrested
        assert (rows["people"] >= 5).all()
        assert (rows["first"].iloc[1:].to_numpy() > rows["last"].iloc[:-1].to_numpy()).all()


@given(FREQUENCIES)
def test_staff_see_every_number_of_arrests(people_by_arrests):
    rows = bands(table(people_by_arrests), 1).rows
    assert dict(zip(rows["first"], rows["people"], strict=True)) == {
        arrests: people for arrests, people in people_by_arrests.items() if arrests
    }


@given(FREQUENCIES, st.integers(1, 40))
def test_no_band_reaches_over_a_cut_with_enough_people_on_either_side(people_by_arrests, cut):
    below = sum(people for arrests, people in people_by_arrests.items() if 0 < arrests < cut)
    above = sum(people for arrests, people in people_by_arrests.items() if arrests >= cut)
    rows = bands(table(people_by_arrests), 5, [cut]).rows
    if below >= 5 and above >= 5:
        assert rows.loc[rows["first"] >= cut, "people"].sum() == above


@given(FREQUENCIES, CUTS, st.randoms())
def test_the_order_of_rows_is_nothing(people_by_arrests, cuts, random):
    rows = list(people_by_arrests.items())
    shuffled = dict(random.sample(rows, len(rows)))
    pd.testing.assert_frame_equal(
        bands(table(shuffled), 5, cuts).rows, bands(table(people_by_arrests), 5, cuts).rows
    )


def test_the_highest_number_of_one_person_is_never_told_in_public():
    for chart in charts(WOMEN, 5):
        texts = " ".join([chart.alt, *re.findall(r"<!-- (.*?) -->", chart.svg)])
        assert not re.search(r"\b(90|53)\b", texts)
    assert "29 or more: 6" in charts(WOMEN, 5)[0].alt
    assert "90: 1" in charts(WOMEN, 1)[0].alt


def test_two_groups_that_differ_in_one_persons_number_have_the_same_bars():
    one, other = {5: 20, 6: 12, 30: 6, 58: 1}, {5: 20, 6: 12, 30: 6, 90: 1}
    assert charts(table(one), 5)[0] == charts(table(other), 5)[0]
    one, other = {5: 20, 6: 3, 7: 2, 9: 8}, {5: 20, 6: 2, 7: 3, 9: 8}
    assert charts(table(one), 5)[0] == charts(table(other), 5)[0]


@settings(max_examples=15)
@given(FREQUENCIES, CUTS)
def test_no_block_of_a_public_page_holds_a_small_count(people_by_arrests, cuts):
    for block in charts(table(people_by_arrests), 5, cuts):
        assert all(figure.value >= 5 for figure in block.figures)
        if isinstance(block, Chart) and block.id == "arrest-distribution":
            told = re.findall(r": ([\d,]+)(?=[;.])", block.alt)
            assert told
            assert all(int(number.replace(",", "")) >= 5 for number in told)


def test_two_groups_with_the_same_bands_and_total_have_the_same_public_curve():
    one, other = {5: 20, 6: 4, 7: 1, 9: 80, 10: 4, 11: 1}, {5: 20, 6: 3, 7: 2, 9: 80, 10: 5}
    assert charts(table(one), 5) == charts(table(other), 5)
    assert charts(table(one), 1)[1].svg != charts(table(other), 1)[1].svg
    assert "count with the middle of them" in charts(table(one), 5)[1].alt


@given(FREQUENCIES)
def test_the_curve_runs_from_nothing_to_all_in_either_edition(people_by_arrests):
    exact, public = (bands(table(people_by_arrests), minimum).rows for minimum in (1, 5))
    if len(public):
        for rows, minimum in ((exact, 1), (public, 5)):
            points = _points(rows, minimum)
            assert points.iloc[0].tolist() == [0, 0]
            assert points.iloc[-1].tolist() == pytest.approx([1, 1])
            assert points["people"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("frequencies", "minimum", "said"),
    [
        (
            table({0: 9}),
            1,
            "No arrests of this group were supplied, so nothing is said of how they are spread.",
        ),
        (table({}), 5, "No arrests of this group were supplied, so nothing is said of how they are spread."),
        (table({7: 4}), 5, "Withheld: fewer than 5 people were arrested (Women)."),
    ],
)
def test_where_nothing_can_be_drawn_that_is_said(frequencies, minimum, said):
    for block in charts(frequencies, minimum):
        assert isinstance(block, Sentence)
        assert block.sentences == [said]


def test_a_chart_is_the_same_bytes_every_time():
    assert [chart.svg for chart in charts(WOMEN, 5)] == [chart.svg for chart in charts(WOMEN, 5)]


# Sentences


def test_the_top_of_the_printed_list_is_told_with_the_tie_at_its_end():
    said = words(WOMEN, 1, numbers=[30], percents=[10]).sentences
    assert said[0] == (
        "The 30 people with most arrests account for 702 of 7,148 (9.8%). 7 people have 13 arrests, of whom 2 are "
        "among them; the share is 9.5% without these and 10.7% with all."
    )
    assert said[1].startswith("The 389 people with most arrests account for 2,831 of 7,148 (39.6%).")
    assert said[2] == "The Gini coefficient is 0.39 among those arrested."


def test_in_public_a_tie_of_few_people_is_not_told():
    said = words(WOMEN, 5, numbers=[30]).sentences
    assert said[0] == "The 30 people with most arrests account for 702 of 7,148 (9.8%)."


def test_the_gini_of_a_public_page_has_two_places_also_in_its_figure():
    figures = {figure.id: figure.value for figure in words(WOMEN, 5, 190_000).figures}
    assert figures == {"concentration.arrested.gini": 0.39, "concentration.everybody.gini": 0.99}


@pytest.mark.parametrize("top", [{"numbers": [4]}, {"numbers": [98]}, {"percents": [1]}])
def test_a_top_of_few_people_or_that_leaves_few_is_withheld(top):
    frequencies = table({1: 60, 2: 39, 90: 1})
    said = words(frequencies, 5, **top)
    assert said.sentences[0].startswith("Withheld: the top")
    assert [figure.id for figure in said.figures] == ["concentration.arrested.gini"]
    assert words(frequencies, 1, **top).sentences[0].startswith("The ")


def test_of_two_tops_that_differ_in_few_people_one_is_withheld():
    said = words(table({1: 60, 2: 30, 3: 10}), 5, numbers=[10, 12]).sentences
    assert said[0].startswith("The 10 people")
    assert said[1] == "Withheld: the top 12 are too few, or leave too few, to be told of."


@given(FREQUENCIES, st.integers(1, 60), st.integers(1, 60))
def test_no_sentence_of_a_public_page_tells_of_few_people(people_by_arrests, one, other):
    frequencies = table(people_by_arrests)
    said = words(frequencies, 5, numbers=[one, other])
    people = sum(count for arrests, count in people_by_arrests.items() if arrests)
    told = [figure.value for figure in said.figures if figure.id.endswith(".people")]
    for a in [*told, people]:
        for b in [0, *told]:
            assert not told or not 0 < abs(a - b) < 5
    for sentence in said.sentences:
        for number in re.findall(r"(\d+) people|of whom (\d+)", sentence):
            assert int("".join(number)) >= 5


def test_nobody_arrested_is_no_concentration():
    assert words(table({0: 9}), 1).style == "missing"


def test_those_arrested_most_often_are_of_everybody_and_not_of_those_arrested_once():
    said = _finding(["1", "2", "17 or more"], [701, 330, 7], 1354)
    assert said == "Of 1,354 people, 701 were arrested once and 7 were arrested 17 or more times"
