"""Caseloads on a page: counts from records are protected, figures of published papers stand as they were printed."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib import tables
from iomlib.disclosure.attack import narrowed
from iomlib.disclosure.profile import OPEN, committee
from iomlib.metrics import caseload
from iomlib.report import show
from iomlib.report.caseload import NOTHING
from iomlib.report.withholding import AWAY

PUBLIC = committee()
NONE = pd.DataFrame(columns=["cohort", "arrests", "people"])
YEAR = {"period_start": pd.Timestamp("2008-04-01"), "period_end": pd.Timestamp("2009-03-31")}
PAPER = {"note": "", "source": "a paper", "paragraph": "1"}
NOT_TOLD = pd.DataFrame(columns=["name", "unit", "value"])
ROUNDED = "Counts of people are rounded to the nearest 5."


def memberships(rows, size=130, published="no", cohort="adults"):
    table = pd.DataFrame(rows, columns=["list", "people"]).astype({"people": "float64"})
    table = table.assign(cohort=cohort, cohort_size=size, percent_printed=float("nan"), published=published)
    return table.assign(**YEAR, **PAPER)


def protected(rows, rule=PUBLIC):
    return show.protect_caseload(caseload.overlaps(rows), NONE, rule)


def rows_of(rows, rule=PUBLIC):
    return [row[2:] for row in show.overlap_table(protected(rows, rule)).rows]


class TestCountsFromRecords:
    def test_are_rounded_and_their_shares_are_of_the_rounded_counts(self):
        shown = protected(memberships([("PPO", 42), ("Treatment", 73)], size=131))
        table = show.overlap_table(shown)
        assert (table.disclosure, table.rows[0]) == (
            "people",
            ["PPO", "adults, about 130 people", "40", "30.8%", "23.5% to 39.2%"],
        )
        assert ROUNDED in " ".join(table.notes)
        assert show.overlap_words(shown)[0] == (
            "adults, 1 April 2008 to 31 March 2009: about 40 of about 130 people (30.8%) under “PPO”."
        )

    def test_of_fewer_than_a_hundred_have_a_band_for_a_share(self):
        shown = protected(memberships([("PPO", 22)], size=73))
        assert show.overlap_table(shown).rows[0][2:] == ["20", "20% to under 30%"]
        assert "about 20 of about 75 people (20% to under 30%)" in show.overlap_words(shown)[0]

    @pytest.mark.parametrize("people", [0, 3, 9, 121, 130])
    def test_of_few_people_or_all_but_few_are_withheld(self, people):
        table = show.overlap_table(protected(memberships([("PPO", people), ("Treatment", 60)]), PUBLIC))
        assert [row[0] for row in table.rows] == ["Treatment"]
        assert table.notes[-1] == "Withheld, and so without a row: PPO."

    def test_that_make_up_their_group_are_not_worked_out_from_the_others(self):
        people = rows_of(memberships(list(zip("abcd", [783, 4, 40, 43], strict=True)), size=870))
        assert [row[0] for row in people] == ["785", "45"]

    def test_are_all_shown_to_staff(self):
        rows = memberships([("a", 1), ("b", 129)])
        table = show.overlap_table(protected(rows, OPEN))
        assert [row[1:3] for row in table.rows] == [
            ["adults, 130 people", "1"],
            ["adults, 130 people", "129"],
        ]
        assert ROUNDED not in " ".join(table.notes)

    def test_of_a_group_of_few_people_say_nothing_not_even_how_many(self):
        shown = protected(memberships([("PPO", 4)], size=9))
        assert show.overlap_table(shown).rows == [["PPO", "adults, number withheld", *["withheld"] * 3]]
        assert show.overlap_words(shown) == AWAY

    def test_that_are_withheld_are_in_no_figure_either(self):
        table = show.overlap_table(protected(memberships([("PPO", 6), ("Treatment", 66)])))
        held = [figure for figure in table.figures if ".ppo." in figure.id]
        assert {(f.value, f.lower, f.upper, f.confidence, f.text) for f in held} == {
            (None, None, None, None, "withheld")
        }

    @settings(max_examples=15)
    @given(st.lists(st.integers(0, 60), min_size=1, max_size=5), st.integers(0, 40))
    def test_tell_nobody_of_fewer_than_ten(self, counts, more):
        rows = memberships(
            [(f"list {n}", count) for n, count in enumerate(counts)], size=max(1, sum(counts) + more)
        )
        shown = protected(rows)
        assert narrowed(shown.counts.cells, shown.counts.sums, PUBLIC) == {}
        for figure in show.overlap_table(shown).figures:
            if figure.unit == "count" and figure.value is not None:
                assert figure.value >= 10 and figure.value % 5 == 0
                assert figure.value in shown.counts.cells.values()

    def test_have_a_name_that_reports_of_other_quarters_share(self):
        same = protected(memberships([("PPO", 42)])).counts.same
        assert same == {
            "adults: PPO": "adults: PPO, 2008-04-01 to 2009-03-31",
            "all of adults": "all of adults, 2008-04-01 to 2009-03-31",
        }


class TestFiguresOfPublishedPapers:
    def test_stand_as_they_were_printed_however_small(self):
        # Haringey, October 2007, section 2: "7 of these re-offended in the first year".
        rows = memberships(
            [("Re-offended", 7), ("Removed", 37)], size=66, published="yes", cohort="PPO scheme"
        )
        shown = protected(rows)
        table = show.printed_overlap_table(shown)
        assert (table.id, table.disclosure) == ("overlaps", "published")
        assert table.rows[0] == ["Re-offended", "PPO scheme, 66 people", "7", "10.6%", "5.2% to 20.3%"]
        assert "public already" in " ".join(table.notes) and "Sources: a paper, 1." in table.notes
        assert [figure.value for figure in table.figures if figure.unit == "count"] == [7, 37]
        assert show.overlap_table(shown).sentences == []
        assert "7 of 66 people (10.6%)" in show.overlap_words(shown)[0]

    def test_have_no_count_where_a_percentage_alone_is_printed(self):
        # Stockton, June 2009, 3.14: percentages of 73 and of 30 people, from which every count follows.
        lists = tables.read_memberships("data", "stockton-on-tees", "2008-09-Q1")
        shown = protected(lists)
        table = show.printed_overlap_table(shown)
        row = next(row for row in table.rows if row[:2] == ["PPO", "High crime causers (adults), 73 people"])
        assert row[2:] == ["not printed", "19%", "not printed"]
        share = next(f for f in table.figures if f.id == "overlaps.high-crime-causers-adults.ppo.printed")
        assert (share.value, share.text, share.lower) == (0.19, "19%", None)
        counts = {figure.value for figure in table.figures if figure.unit == "count"}
        assert counts == {717, 67, 40, 46}  # those of the probation caseload, which are printed
        assert "19% of 73 people under “PPO”" in " ".join(show.overlap_words(shown))
        assert not shown.counts.cells

    def test_are_worked_out_for_staff(self):
        lists = tables.read_memberships("data", "stockton-on-tees", "2008-09-Q1")
        shown = protected(lists, OPEN)
        assert show.printed_overlap_table(shown).sentences == []
        table = show.overlap_table(shown)
        row = next(row for row in table.rows if row[:2] == ["PPO", "High crime causers (adults), 73 people"])
        assert row[2:4] == ["14", "19.2%"]

    def test_have_a_table_of_their_own_beside_counts_from_records(self):
        paper = memberships([("PPO", 7)], published="yes", cohort="as printed")
        shown = protected(pd.concat([memberships([("PPO", 42)]), paper], ignore_index=True))
        own, printed = show.overlap_table(shown), show.printed_overlap_table(shown)
        assert [len(own.rows), len(printed.rows), own.id, printed.id] == [
            1,
            1,
            "overlaps",
            "overlaps_printed",
        ]
        assert not {f.id for f in own.figures} & {f.id for f in printed.figures}

    def test_hide_what_is_counted_from_records_of_the_same_group(self):
        paper = memberships([("PPO", 70), ("Probation", 40)], published="yes")
        shown = protected(pd.concat([paper, memberships([("Treatment", 55)])], ignore_index=True))
        assert [row[2] for row in show.overlap_table(shown).rows] == ["70", "40"]
        assert show.printed_overlap_table(shown).sentences == []


def test_without_any_list_that_is_said():
    shown = protected(tables.read_memberships("data", "cleveland", "2017-18-Q1"))
    assert show.overlap_table(shown).sentences == [NOTHING]
    assert show.printed_overlap_table(shown).sentences == show.overlap_words(shown) == []


class TestArrests:
    def said(self, frequencies, told=NOT_TOLD, rule=PUBLIC):
        none = caseload.overlaps(memberships([]))
        return show.frequency_sentence(show.protect_caseload(none, frequencies, rule), frequencies, told)

    def frequencies(self, people_by_arrests):
        rows = pd.DataFrame(list(people_by_arrests.items()), columns=["arrests", "people"])
        return rows.assign(cohort="women", published="no", **YEAR, **PAPER)

    def women(self):
        return tables.read_frequencies("data", "stockton-on-tees", "2008-09-Q1")

    def test_of_a_printed_list_that_its_text_contradicts_are_refused_and_no_figure(self):
        # Stockton, June 2009, 6.1: the list adds up to 3,889 women, the text says 3,673.
        shown = self.said(self.women(), tables.read_printed("data", "stockton-on-tees", "2008-09-Q1"))
        assert (
            "the printed list is refused: it sums to about 3,890 women and about 7,150 arrests, the text says 3,673 "
            "and 7,137. No share is taken from it" in shown.sentences[0]
        )
        sums = [each for each in shown.figures if ".refused." not in each.id and ".text." not in each.id]
        assert {(figure.value, figure.text) for figure in sums} == {(None, "refused")}
        said = {figure.text for figure in shown.figures if figure not in sums}
        assert said == {"3,890", "7,150", "3,673", "7,137"}  # what the sentence says, and no share
        assert shown.disclosure == "published"
        assert "%" not in shown.sentences[0]

    def test_of_single_women_are_not_told(self):
        # The paper prints one woman at 90 arrests and one at 53: 6.1.
        for told in (NOT_TOLD, tables.read_printed("data", "stockton-on-tees", "2008-09-Q1")):
            words = " ".join(self.said(self.women(), told).sentences)
            assert not re.search(r"\b(90|53)\b", words)

    def test_of_a_list_that_its_text_agrees_with_are_told_rounded(self):
        told = pd.DataFrame(
            {"name": self.women()["cohort"].iloc[0], "unit": ["women", "arrests"], "value": [3889, 7148]}
        )
        shown = self.said(self.women(), told)
        assert [figure.value for figure in shown.figures] == [3890, 7150, 260, 2335, 100 * 2335 / 7150]
        assert shown.disclosure == "people"
        assert (
            "about 260 of about 3,890 people were arrested 5 times or more, and account for about 2,335 of about "
            "7,150 arrests (32.7%)" in shown.sentences[0]
        )
        assert shown.sentences[-1].startswith(ROUNDED)
        open_words = self.said(self.women(), told, OPEN).sentences
        assert "260 of 3,889 people were arrested 5 times or more" in open_words[0] and len(open_words) == 1

    @pytest.mark.parametrize(
        "people_by_arrests",
        [
            pytest.param({1: 9}, id="few people in all"),
            pytest.param({6: 9, 1: 90}, id="few arrested often"),
            pytest.param({6: 90, 1: 9}, id="few arrested rarely"),
            pytest.param({1: 90}, id="nobody arrested often"),
            pytest.param({6: 90}, id="everybody arrested often"),
        ],
    )
    def test_of_few_people_are_not_told_even_to_refuse_a_list(self, people_by_arrests):
        told = pd.DataFrame({"name": "women", "unit": ["women"], "value": [1]})
        assert self.said(self.frequencies(people_by_arrests), told).sentences == []

    def test_that_tell_how_few_were_arrested_often_are_not_told(self):
        # 60 people with 61 arrests: nobody can have been arrested five times.
        none = caseload.overlaps(memberships([]))
        shown = show.protect_caseload(none, self.frequencies({1: 59, 2: 1}), PUBLIC)
        assert narrowed(shown.counts.cells, shown.counts.sums, PUBLIC) == {}
        assert not len(shown.arrests)
        assert set(shown.counts.cells.values()) == {None}
