"""The sections of a report: what they say, and what they refuse to say."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib import tables
from iomlib.disclosure.profile import OPEN, committee
from iomlib.errors import DataError
from iomlib.metrics import change, indicators, pricing
from iomlib.report import closing, show
from iomlib.report.convictions import convictions_table, dispersion_words, verdict
from iomlib.report.costs import totals
from iomlib.report.withholding import AWAY

TARGET = pd.DataFrame(
    {
        "baseline": [247],
        "reduction_percent": [16.0],
        "cohort_size": [42],
        "source": ["a paper"],
        "paragraph": ["4.6"],
        "published": ["no"],
    }
)


RETURNS = pd.DataFrame({"source": ["a paper"], "paragraph": ["4.7"], "published": ["no"]})
PUBLIC = committee()


def track(*convictions):
    ids = [f"2008-09-Q{number}" for number in range(1, len(convictions) + 1)]
    return indicators.track_target(pd.Series(convictions, index=ids, dtype="float64"), TARGET)


@pytest.mark.parametrize(
    ("convictions", "words"),
    [
        ((56,), "too early to say whether the scheme is on track"),
        ((20, 22), "The whole interval is within the ceiling, so the scheme is on track"),
        ((90, 92), "The whole interval is above the ceiling, so the scheme is not on track"),
        ((56, 49, 23), "nothing can be said of where the year will end"),
        ((50, 50, 50, 50), "The year ended at 200, within the ceiling"),
        ((60, 50, 50, 50), "The year ended at 210, above the ceiling"),
        ((60, 50, 50, 47), "The year ended at 207, within the ceiling"),
        ((20,), "too early to say whether the scheme is on track"),
        ((90,), "too early to say whether the scheme is on track"),
        ((0, 0), "too early to say whether the scheme is on track"),
        ((56, float("nan"), 23), "A quarter's return is missing: nothing can be said about the year"),
    ],
)
def test_on_track_is_a_statement_about_the_interval_and_a_steady_rate(convictions, words):
    assert words in verdict(track(*convictions))


def test_the_figures_of_the_latest_quarter_stand_under_the_ids_of_the_contract():
    figures = {
        figure.id: figure for figure in convictions_table(track(56, 49, 23), TARGET, RETURNS, PUBLIC).figures
    }
    assert figures["ni30.ceiling"].value == 207
    assert figures["ni30.convictions"].value == 23
    assert figures["ni30.to_date"].value == 128
    assert figures["ni30.variance_quarter"].value == -28.75
    projection = figures["ni30.projection"]
    assert (round(projection.value, 2), projection.lower, projection.upper) == (170.67, 157, 187)
    assert (projection.confidence, projection.text) == (0.95, "171 (157 to 187)")


def test_without_convictions_or_target_the_figures_are_there_and_say_no_data():
    for tracked in (track(), indicators.track_target(pd.Series([56.0]), TARGET.head(0))):
        shown = convictions_table(tracked, TARGET, RETURNS, PUBLIC)
        assert shown.style == "missing"
        assert {figure.text for figure in shown.figures} == {"no data"}
        assert {figure.value for figure in shown.figures} == {None}


def test_a_quarter_without_return_is_no_data_and_never_zero():
    shown = convictions_table(track(56, float("nan"), 23), TARGET, RETURNS, PUBLIC)
    assert shown.rows[1][1:3] == ["no data", "no data"]
    assert shown.rows[2][1:3] == ["23", "no data"]
    assert show.convictions_words(track(56, float("nan"), 23), TARGET, RETURNS, PUBLIC) == []


def test_convictions_of_ten_people_or_more_are_events_and_shown_as_they_are():
    shown = convictions_table(track(56, 49), TARGET.assign(cohort_size=10), RETURNS, PUBLIC)
    assert (shown.disclosure, shown.rows[1][1:3]) == ("events", ["49", "105"])
    assert show.convictions_chart(track(56, 49), TARGET, RETURNS, PUBLIC).disclosure == "events"


def test_convictions_of_fewer_than_ten_people_are_withheld_with_the_reason():
    tracked, small = track(22, 11), TARGET.assign(cohort_size=9)
    shown = convictions_table(tracked, small, RETURNS, PUBLIC)
    assert shown.sentences == [
        "Withheld: these are convictions of a group of fewer than 10 people, so they would tell of single people. "
        "Only the restricted edition shows them."
    ]
    assert {(figure.value, figure.lower, figure.text) for figure in shown.figures} == {
        (None, None, "withheld")
    }
    assert show.convictions_words(tracked, small, RETURNS, PUBLIC) == AWAY
    assert show.convictions_chart(tracked, small, RETURNS, PUBLIC).sentences == []
    assert convictions_table(tracked, small, RETURNS, OPEN).rows[0][1] == "22"


@pytest.mark.parametrize(
    ("target", "returns", "shown"), [("yes", "yes", True), ("yes", "no", False), ("no", "yes", False)]
)
def test_convictions_of_few_that_are_published_are_shown_where_all_of_them_are(target, returns, shown):
    marked = TARGET.assign(cohort_size=9, published=target), RETURNS.assign(published=returns)
    made = convictions_table(track(22), *marked, PUBLIC)
    assert made.disclosure == ("published" if shown else "events")
    assert (made.kind == "table") == shown


@pytest.mark.parametrize(
    ("published", "rule", "words"),
    [("no", committee(), None), ("yes", committee(), "42"), ("no", OPEN, "42")],
)
def test_the_size_of_the_group_is_not_public_unless_it_is_published(published, rule, words):
    """Another part of the page counts the same people, and may withhold them."""
    made = convictions_table(track(56), TARGET.assign(published=published), RETURNS, rule)
    found = re.findall(r"Cohort: (.*) people\.", " ".join(made.notes))
    assert found == ([words] if words else [])


def test_a_table_of_published_convictions_says_that_they_are_public():
    marked = TARGET.assign(published="yes"), RETURNS.assign(published="yes")
    public = (
        "Convictions, ceiling and number of people are public already: they stand in the sources named below."
    )
    assert public in convictions_table(track(56), *marked, PUBLIC).notes
    assert public not in convictions_table(track(56), TARGET, RETURNS, PUBLIC).notes


@pytest.mark.parametrize(
    ("convictions", "words"),
    [
        ((56,), "One quarter alone cannot say"),
        ((0, 0), "cannot be tested"),
        ((56, float("nan")), "cannot be tested"),
        ((56, 49), "no more than chance"),
        ((56, 49, 23), "more than chance would make them differ (p = 0.0008)"),
        ((56, 60, 36), "(p = 0.0383)"),
    ],
)
def test_whether_the_rate_is_steady_is_said_beside_the_table(convictions, words):
    assert words in dispersion_words(track(*convictions))


def test_where_a_paper_contradicts_itself_the_cost_table_says_so():
    crimes = tables.read_crimes("data", "peterborough", "2011-12-Q3")
    told = tables.read_printed("data", "peterborough", "2011-12-Q3")
    printed = pricing.as_printed(crimes)
    shown = show.cost_table(printed, printed, crimes, None, told)
    notes = " ".join(shown.notes)
    assert "Most Serious Sexual Offences: the source prints 15.6% of cost; its figures give 15.5%." in notes
    assert notes.count("the source prints") == 1
    assert "(£60,000,000); the table adds up to £48,485,263" in notes


def test_without_crimes_the_cost_figures_are_there_and_say_no_data():
    crimes = tables.read_crimes("data", "haringey", "2006-07-Q4")
    printed = pricing.as_printed(crimes)
    made = totals("cost_of_crime", printed, "none")
    assert [figure.text for figure in made] == ["no data"] * 5


def months(counts, start="2009-12"):
    return pd.Series(counts, index=pd.period_range(start, periods=len(counts), freq="M"), dtype="float64")


def test_a_fall_made_of_thin_months_is_flagged_and_not_told():
    counts = months([1000] * 22 + [300, 280])
    changed, thin = change.rolling_change(counts), change.thin_months(counts)
    shown = show.change_table(changed, thin, "2011-12-Q3")
    assert shown.notes[0].startswith("October 2011 holds 300 crimes, less than half of a usual month")
    assert show.change_words(changed, thin, "2011-12-Q3") == []


def test_a_series_that_ended_before_the_quarter_says_nothing_about_it():
    counts = months([1000] * 24)
    shown = show.change_table(change.rolling_change(counts), change.thin_months(counts), "2012-13-Q1")
    assert shown.style == "missing"


def test_a_change_is_worded_from_the_same_pair_of_counts():
    counts = months([1000] * 12 + [900] * 12)
    changed, thin = change.rolling_change(counts), change.thin_months(counts)
    (sentence,) = show.change_words(changed, thin, "2011-12-Q3")
    assert "1,200 (10.0%) fewer recorded crimes" in sentence
    shown = show.change_table(changed, thin, "2011-12-Q3")
    assert shown.rows[0][1:5] == ["12,000", "10,800", "−1,200", "−10.0%"]


def test_a_headline_passes_over_what_is_of_nobody():
    assert show.headline(over=["0 people."], ages=["nobody"]).sentences == ["0 people."]


@given(st.lists(st.integers(0, 5), min_size=4, max_size=4))
def test_a_headline_has_at_most_five_sentences_and_gives_every_section_its_turn(sizes):
    names = ("cost", "change", "convictions", "caseload")
    said = {name: [f"{name} {n}." for n in range(size)] for name, size in zip(names, sizes, strict=True)}
    sentences = show.headline(**said).sentences
    assert len(sentences) <= 5
    assert all(f"{name} 0." in sentences for name, size in zip(names, sizes, strict=True) if size)


def test_thin_months_need_a_usual_month_to_be_held_against():
    assert len(change.thin_months(months([1000, 1000, 1000, 1000, 10]))) == 0
    assert change.thin_months(months([1000] * 5 + [499])).tolist() == [499]
    assert change.thin_months(months([1000] * 5 + [500])).tolist() == []


def test_repricing_prices_a_printed_group_as_the_mix_of_its_subgroups():
    crimes = tables.read_crimes("data", "peterborough", "2011-12-Q3")
    prices = tables.read_subgroup_costs("params", "home-office-2019-20")["unit_cost"]
    priced = pricing.by_group(crimes, prices, tables.read_group_mix("params"))
    # 10,020, 1,970 and 1,420 are single prices; attempted vehicle theft has the last for want of its own.
    assert priced.loc["Commercial Burglary", "cost"] == 884 * 10_020
    assert priced.loc["Criminal Damage", "cost"] == pytest.approx(3_045 * 1_970)
    assert priced.loc["Attempted Vehicle Theft", "cost"] == 67 * 1_420
    assert priced["cost_share"].sum() == pytest.approx(1)


def test_a_misfit_between_price_and_offence_is_said_with_its_share():
    crimes = tables.read_crimes("data", "cleveland", "2017-18-Q1")
    costs = tables.read_subgroup_costs("params", "home-office-2019-20")
    basis = show.pricing(
        tables.read_unit_costs("params", "home-office-2019-20"), tables.read_deflator("params"), "2019-20"
    )
    shown = show.unit_cost_table(pricing.by_subgroup(crimes, costs["unit_cost"]), costs, basis)
    row = next(row for row in shown.rows if row[0] == "Stalking and harassment")
    assert row[3:] == ["Violence without injury", "assumption"]
    assert "rests on an assumption about which price fits" in shown.notes[0]


def test_prices_of_no_crime_at_all_are_listed_without_a_word_of_their_share():
    crimes = tables.read_crimes("data", "cleveland", "2017-18-Q1").assign(crimes=0)
    costs = tables.read_subgroup_costs("params", "home-office-2019-20")
    prices = tables.read_unit_costs("params", "home-office-2019-20")
    basis = show.pricing(prices, tables.read_deflator("params"), "2019-20")
    shown = show.unit_cost_table(pricing.by_subgroup(crimes, costs["unit_cost"]), costs, basis)
    assert not [note for note in shown.notes if "rests on" in note]
    assert "no share of crimes can be given" in shown.notes[0]


def test_costs_that_are_printed_by_subgroup_are_summed_by_group_where_none_is_missing():
    rows = {
        "offence_group": ["a", "a", "b", "b"],
        "crimes": [1, 2, 3, 4],
        "cost_printed": [10.0, 20.0, 30.0, None],
    }
    made = pricing.as_printed(pd.DataFrame(rows))
    assert made["crimes"].to_dict() == {"a": 3, "b": 7}
    assert made["cost"]["a"] == 30 and pd.isna(made["cost"]["b"])


def test_a_cohort_with_two_periods_in_one_quarter_is_refused(tmp_path):
    head = "area,period_start,period_end,cohort,cohort_size,list,people,percent_printed,"
    head += "source,paragraph,published,note\n"
    rows = [
        f"kent,{start},2009-03-31,adults,30,PPO,6,,a paper,1,,\n" for start in ("2008-04-01", "2008-07-01")
    ]
    (tmp_path / "memberships.csv").write_text(head + "".join(rows))
    with pytest.raises(DataError, match="adults has more than one period that overlaps"):
        tables.read_memberships(tmp_path, "kent", "2008-09-Q4")
    assert len(tables.read_memberships(tmp_path, "kent", "2008-09-Q1")) == 1


def test_each_sentence_of_a_headline_names_the_table_that_it_is_taken_from():
    made = show.headline(cost=["Costs rose.", "And rose."], change=[], convictions=["They fell."])
    assert made.see == ["cost_of_crime", "cost_of_crime", "ni30", ""]


def test_a_change_over_a_year_names_its_own_table():
    said = ["9 more than last year.", "9 more in the twelve months to June 2018."]
    assert show.headline(season=said).see == ["season", "rolling_year"]


def test_a_section_of_two_pages_names_the_table_of_its_page():
    assert show.headline(reviews=["All in time."]).see == ["reviews"]
    assert show.headline(leaving=["3."], reviews=["2 overdue."]).see == ["decisions", "decisions"]
    assert show.headline(listed=["3."], candidates=["2."]).see == ["women_on_lists", "women_selected"]


def test_every_section_that_is_named_where_it_lacks_has_a_table_to_see():
    assert set(closing.NAMES) == set(closing.SEE)
