"""Arrests of people on a page: bands of enough people, a curve that gives nobody away, and plain sentences."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.blocks import Chart, Sentence
from iomlib.disclosure.attack import narrowed
from iomlib.disclosure.profile import OPEN, committee
from iomlib.disclosure.protect import hidden
from iomlib.metrics.concentration import EDGES, concentration, top_shares
from iomlib.report import withholding
from iomlib.report.bands import bands, known, merged, shown
from iomlib.report.concentration import _finding, _points, arrests_chart, concentration_sentence, lorenz_chart

PUBLIC = committee()
BOTH = [OPEN, PUBLIC]
WOMEN = pd.read_csv(Path(__file__).parent.parent / "data/arrest_frequencies.csv")
FREQUENCIES = st.dictionaries(st.integers(0, 60), st.integers(1, 30), min_size=1, max_size=15)
CUTS = st.lists(st.integers(1, 40), max_size=3)


def table(people_by_arrests):
    return pd.DataFrame(list(people_by_arrests.items()), columns=["arrests", "people"])


def page(frequencies, rule, cuts=()):
    """Make the bands of a page that says nothing else of these people."""
    found = bands(frequencies, rule, cuts)
    return shown(found, hidden(*known(found), rule))


def charts(frequencies, rule, cuts=()):
    return [
        draw(page(frequencies, rule, cuts), "Women", "2004 to 2008") for draw in (arrests_chart, lorenz_chart)
    ]


def words(frequencies, rule, population=None, **tops):
    spread = concentration(frequencies, population)
    return concentration_sentence(page(frequencies, rule), top_shares(frequencies, **tops), spread)


@pytest.mark.parametrize("rule", BOTH)
def test_people_who_all_have_as_many_arrests_have_no_curve(rule):
    assert charts(table({3: 10}), rule)[1] == Sentence(sentences=[])


def test_people_who_are_all_in_one_bar_are_no_chart():
    made = charts(table({1: 8, 4: 4, 8: 3}), PUBLIC)[0]
    assert made.sentences == [
        "Women: 15. How many of them were arrested how often is withheld: too few were arrested as often as each other."
    ]
    assert [each.value for each in made.figures] == [15]


@pytest.mark.parametrize("rule", BOTH)
def test_a_curve_is_read_where_not_everybody_is_counted_yet(rule):
    made = charts(table({1: 50, 2: 60}), rule)[1]
    assert made.caption == "The 45% of people with the fewest arrests account for 29% of arrests"
    assert made.caption in made.alt and "45% of people" in made.svg


def test_a_curve_of_fewer_than_a_hundred_people_is_not_public():
    few = table({1: 40, 2: 50})
    assert charts(few, PUBLIC)[1].sentences == [
        "Withheld: a curve needs 100 people, and bands and arrests that may all be shown."
    ]
    assert isinstance(charts(few, OPEN)[1], Chart)


# Bands


@given(FREQUENCIES, CUTS)
def test_every_person_with_an_arrest_is_in_one_band_of_enough_people(people_by_arrests, cuts):
    arrested = sum(people for arrests, people in people_by_arrests.items() if arrests)
    rows = bands(table(people_by_arrests), PUBLIC, cuts).rows
    if arrested < PUBLIC.threshold:
        assert len(rows) == 0
    else:
        assert rows["people"].sum() == arrested
        assert (rows["people"] >= PUBLIC.threshold).all()
        assert (rows["first"].iloc[1:].to_numpy() > rows["last"].iloc[:-1].to_numpy()).all()


@given(FREQUENCIES)
def test_staff_see_every_number_of_arrests(people_by_arrests):
    rows = page(table(people_by_arrests), OPEN).rows
    assert dict(zip(rows["first"], rows["people"], strict=True)) == {
        arrests: people for arrests, people in people_by_arrests.items() if arrests
    }


@given(FREQUENCIES, CUTS)
def test_a_public_band_begins_at_an_edge_or_a_cut_whatever_numbers_there_are(people_by_arrests, cuts):
    rows = bands(table(people_by_arrests), PUBLIC, cuts).rows
    assert set(rows["first"]) <= {*EDGES, *cuts} and rows["last"].iloc[-1:].isna().all()


@given(FREQUENCIES, st.integers(1, 40))
def test_no_band_reaches_over_a_cut_with_enough_people_on_either_side(people_by_arrests, cut):
    below = sum(people for arrests, people in people_by_arrests.items() if 0 < arrests < cut)
    above = sum(people for arrests, people in people_by_arrests.items() if arrests >= cut)
    rows = bands(table(people_by_arrests), PUBLIC, [cut]).rows
    if below >= PUBLIC.threshold and above >= PUBLIC.threshold:
        assert rows.loc[rows["first"] >= cut, "people"].sum() == above


@given(FREQUENCIES, CUTS, st.randoms())
def test_the_order_of_rows_is_nothing(people_by_arrests, cuts, random):
    rows = list(people_by_arrests.items())
    shuffled = dict(random.sample(rows, len(rows)))
    pd.testing.assert_frame_equal(
        bands(table(shuffled), PUBLIC, cuts).rows, bands(table(people_by_arrests), PUBLIC, cuts).rows
    )


@settings(max_examples=25)
@given(FREQUENCIES, CUTS)
def test_no_band_that_is_shown_tells_how_few_people_another_one_has(people_by_arrests, cuts):
    found = bands(table(people_by_arrests), PUBLIC, cuts)
    counts, sums = known(found)
    made = withholding.record("bands", counts, sums, hidden(counts, sums, PUBLIC), PUBLIC)
    assert narrowed(made.cells, made.sums, PUBLIC) == {}


def test_a_band_that_is_withheld_is_put_together_with_the_one_before_but_not_over_a_cut():
    found = bands(table({1: 20, 2: 30, 3: 40}), PUBLIC)
    one = merged(found, ["band 1"], [])
    assert one.rows[["first", "last", "people"]].iloc[0].tolist() == [1, 2, 50]
    other = merged(found, ["band 1"], [2])
    assert other.rows["people"].tolist() == [20, 70] and other.rows["last"].isna().tolist() == [False, True]
    assert merged(found, [], []) is None


def test_single_people_at_90_58_and_53_arrests_are_never_told_in_public():
    """Seed 003, 3.12 and 6.1: one person each at 90, 58 and 53 arrests."""
    single = re.compile(r"\b(90|58|53)\b(?![.%])")
    for chart in charts(WOMEN, PUBLIC):
        cells = [cell for row in chart.rows for cell in row]
        assert not single.search(" ".join([chart.alt, *re.findall(r"<!-- (.*?) -->", chart.svg), *cells]))
    assert single.search(charts(WOMEN, OPEN)[0].alt)
    assert not single.search(" ".join(words(WOMEN, PUBLIC, numbers=[1, 3], percents=[10]).sentences))


def test_two_groups_that_differ_in_one_persons_number_have_the_same_bars():
    one, other = {5: 20, 6: 12, 30: 10, 58: 1}, {5: 20, 6: 12, 30: 10, 90: 1}
    assert charts(table(one), PUBLIC)[0] == charts(table(other), PUBLIC)[0]
    one, other = {5: 20, 6: 3, 7: 8, 9: 12}, {5: 20, 6: 2, 7: 9, 9: 12}
    assert charts(table(one), PUBLIC)[0] == charts(table(other), PUBLIC)[0]


@settings(max_examples=15)
@given(FREQUENCIES, CUTS)
def test_no_block_of_a_public_page_holds_a_small_or_an_exact_count(people_by_arrests, cuts):
    for block in charts(table(people_by_arrests), PUBLIC, cuts):
        counts = [figure for figure in block.figures if figure.unit != "percent"]
        assert all(figure.value >= 10 and figure.value % 5 == 0 for figure in counts)
        assert all(figure.value % 1 == 0 for figure in block.figures)
        if isinstance(block, Chart) and block.id == "arrest-distribution":
            told = re.findall(r": ([\d,]+)(?=[;.])", block.alt)
            assert told
            assert all(int(number.replace(",", "")) % 5 == 0 for number in told)


def test_two_groups_with_the_same_bands_and_total_have_the_same_public_curve():
    one = {1: 60, 5: 20, 6: 4, 7: 11, 9: 80, 10: 4, 11: 11}
    other = {1: 60, 5: 20, 6: 3, 7: 12, 9: 80, 10: 5, 11: 10}
    assert sum(arrests * people for arrests, people in one.items()) == (
        sum(arrests * people for arrests, people in other.items())
    )
    assert charts(table(one), PUBLIC) == charts(table(other), PUBLIC)
    assert charts(table(one), OPEN)[1].svg != charts(table(other), OPEN)[1].svg
    assert "count with the middle of them" in charts(table(one), PUBLIC)[1].alt


@given(FREQUENCIES)
def test_the_curve_runs_from_nothing_to_all_in_either_edition(people_by_arrests):
    for found in (page(table(people_by_arrests), rule) for rule in BOTH):
        if len(found.rows) and not found.rows["withheld"].any():
            points = _points(found)
            assert points.iloc[0].tolist() == [0, 0]
            assert points.iloc[-1].tolist() == pytest.approx([1, 1])
            assert points["people"].is_monotonic_increasing


NONE = "No arrests of this group were supplied, so nothing is said of how they are spread."


@pytest.mark.parametrize(
    ("frequencies", "rule", "said"),
    [
        (table({0: 9}), OPEN, NONE),
        (table({}), PUBLIC, NONE),
        (
            table({7: 9}),
            PUBLIC,
            "Withheld: fewer than 10 people were arrested (Women), or bands would tell of so few.",
        ),
    ],
)
def test_where_nothing_can_be_drawn_that_is_said(frequencies, rule, said):
    for block in charts(frequencies, rule):
        assert isinstance(block, Sentence)
        assert block.sentences == [said]


def test_a_chart_is_the_same_bytes_every_time():
    assert [chart.svg for chart in charts(WOMEN, PUBLIC)] == [chart.svg for chart in charts(WOMEN, PUBLIC)]


# Sentences


def test_the_top_of_the_printed_list_is_told_to_staff_with_the_tie_at_its_end():
    said = words(WOMEN, OPEN, numbers=[30], percents=[10]).sentences
    assert said[0] == (
        "The 30 people with most arrests account for 702 of 7,148 (9.8%). 7 people have 13 arrests, of whom 2 are "
        "among them; the share is 9.5% without these and 10.7% with all."
    )
    assert said[1].startswith("The 389 people with most arrests account for 2,831 of 7,148 (39.6%).")
    assert said[2] == "The Gini coefficient is 0.39 among those arrested."


def test_in_public_a_tenth_has_a_whole_percentage_and_no_count_of_people():
    said = words(WOMEN, PUBLIC, numbers=[30], percents=[10])
    assert said.sentences[0] == "The 10% of people with most arrests account for 40% of all such arrests."
    assert [figure.id for figure in said.figures] == [
        "concentration.top-10.whole_share",
        "concentration.top-10.of",
        "concentration.arrested.gini",
    ]
    assert "30 people" not in " ".join(said.sentences)


@pytest.mark.parametrize("people", [{1: 60, 2: 30}, {1: 5}])
def test_a_tenth_of_fewer_than_a_hundred_people_is_withheld(people):
    said = words(table(people), PUBLIC, percents=[10])
    assert said.figures == []
    assert said.sentences[0].startswith(
        "Withheld: shares of those with most arrests need 100 people, and bands"
    )


def test_a_top_of_few_people_is_withheld():
    said = words(table({1: 80, 2: 40}), PUBLIC, percents=[5])
    assert [figure.id for figure in said.figures] == ["concentration.arrested.gini"]


def test_the_gini_of_a_public_page_is_that_of_its_curve():
    one, other = {1: 60, 2: 60, 8: 12, 9: 8}, {1: 60, 2: 61, 8: 14, 9: 6}
    ginis = [words(table(each), PUBLIC).figures[-1].value for each in (one, other)]
    assert ginis == [0.41, 0.41]
    assert (
        words(table({1: 100, 2: 100}), PUBLIC).figures[-1].value == 0.17
    )  # 1/6: half of people have a third
    assert words(table({1: 100, 2: 100}), OPEN).figures[-1].value == pytest.approx(1 / 6)


def test_nobody_arrested_is_no_concentration():
    assert words(table({0: 9}), OPEN).style == "missing"


def test_those_arrested_most_often_are_of_everybody_and_not_of_those_arrested_once():
    said = _finding(["1", "2", "17 or more"], [701, 330, 7], 1354)
    assert said == "Of 1,354 people, 701 were arrested once and 7 were arrested 17 or more times"
