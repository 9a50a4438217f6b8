"""What the pages of a scheme show of its list: sizes, balance, comings and goings, time, reviews, posts."""

import json
import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from frame import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import AS_AT, FIRST, HERE, custody, enrolments, known

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.ledger import Release
from iomlib.build.ledger_attack import together
from iomlib.disclosure.attack import narrowed
from iomlib.disclosure.profile import OPEN, committee
from iomlib.metrics import capacity, scheme, timeliness
from iomlib.report import balance, staying
from iomlib.report import scheme as size
from iomlib.report import timeliness as reviews
from iomlib.report.scheme_safe import protect
from iomlib.report.scheme_sums import of_list
from iomlib.rules import read_rule

PUBLIC, RESTRICTED = committee(), OPEN
RULE = read_rule("params", "ppo-de-selection", AS_AT)
STAFF = {"source": "a paper", "paragraph": "3.7"}


def people(number):
    return [f"p{at:03d}" for at in range(number)]


def listed(spells, held=(), extra=0):
    """Count a list: spells are (start, end, reason), held are (place, start, months), of people in their order."""
    who = people(len(spells) + extra)
    rows = [(person, *spell) for person, spell in zip(who, spells, strict=False)]
    inside = [(who[place], start, None, months) for place, start, months in held]
    evidence = known(who, enrolments=enrolments(*rows), custody=custody(*inside))
    return evidence, scheme.scheme_counts(evidence, "ppo", HERE, FIRST)


def steady(number, start="2008-01-01"):
    return [(start, None, None)] * number


def shown(spells, held=(), rule=PUBLIC, extra=0):
    return protect(listed(spells, held, extra)[1], rule)


def nothing(rule=PUBLIC):
    return protect(scheme.scheme_counts(known([]), "ppo", HERE, FIRST), rule)


def cells(table, column=1):
    return {row[0]: row[column] for row in table.rows}


def everything(made):
    """All that blocks carry to a page, also the pictures, as one text."""
    return "\n".join(block.model_dump_json() for block in made)


def page(counts, rule):
    """Every block of a page of a scheme."""
    made = protect(counts, rule)
    blocks = (
        *(size.size_table(made), size.flow_table(made), size.reasons_table(made)),
        *(balance.balance_table(made), balance.balance_chart(made), balance.change_sentence(made)),
        *(staying.times_table(made), staying.median_sentence(made), staying.stay_chart(made)),
        *(staying.returns_table(made), staying.return_chart(made)),
    )
    words = [*size.size_words(made), *balance.balance_words(made)]
    return [*blocks, Sentence(sentences=words), made.record]


# 42 people: 30 since 2006, 9 joined in the year, 3 in the quarter; 12 left in the year, 2 of them in the quarter.
JOINED = (
    [("2006-01-01", None, None)] * 30 + [("2008-06-01", None, None)] * 9 + [("2009-02-01", None, None)] * 3
)
LEFT = [("2007-01-01", "2008-09-30", "good progress")] * 8 + [("2007-01-01", "2008-10-31", "moved away")] * 2
GONE = [*LEFT, *[("2007-01-01", "2009-01-31", "good progress")] * 2]


class TestSize:
    def test_staff_see_who_came_and_went_from_one_day_to_the_other(self):
        table = size.size_table(shown(JOINED + GONE, rule=RESTRICTED))
        assert cells(table) == {
            "On the list on 31 March 2009": "42",
            "On the list on 31 December 2008": "41",
            "Joined in the quarter": "3",
            "of these, had been on it before": "0",
            "Left in the quarter": "2",
        }
        assert {f.id: f.value for f in table.figures}["size.people_before.people"] == 41

    def test_the_public_sees_the_size_rounded_and_neither_the_few_nor_what_gives_them_away(self):
        table = size.size_table(shown(JOINED + GONE))
        assert list(cells(table).values()) == ["40", "40"]
        assert table.notes[-1].startswith("Withheld, and so without a row: Joined in the quarter; ")
        assert {f.value for f in table.figures} == {40, None}
        assert any("rounded to the nearest 5" in note for note in table.notes)

    def test_the_public_sees_a_quarter_in_which_enough_came_and_went(self):
        rows = [*steady(60), *steady(22, "2009-01-01"), *[("2008-01-01", "2009-01-31", "moved")] * 16]
        rows += [("2007-01-01", "2008-06-30", "moved")] * 12
        assert list(cells(size.size_table(shown(rows))).values()) == ["80", "75", "20", "15"]

    def test_that_nobody_came_or_went_is_not_public(self):
        made = shown(steady(60))
        assert list(cells(size.size_table(made)).values()) == ["60", "60"]
        assert len(size.size_words(made)) == 1
        assert list(cells(size.size_table(shown(steady(60), rule=RESTRICTED))).values())[2:] == ["0"] * 3

    @pytest.mark.parametrize(
        ("people", "words"),
        [
            (9, "below both ranges"),
            (15, "within the range for smaller areas"),
            (20, "within the range for smaller areas"),
            (21, "above the range for smaller areas and below that for larger ones"),
            (60, "within the range for larger areas"),
            (100, "within the range for larger areas"),
            (101, "above both ranges"),
        ],
    )
    def test_the_size_is_held_against_both_ranges_of_the_guidance(self, people, words):
        assert size.position(people) == words
        made = shown(steady(people), rule=RESTRICTED)
        assert size.size_words(made)[0] == (
            f"{people} people were on the PPO list on 31 March 2009. That is {words} in the guidance of 2004 (15 "
            "to 20, 60 to 100)."
        )

    def test_in_public_it_is_the_rounded_size_that_is_held_against_them(self):
        assert size.size_words(shown(steady(62)))[0] == (
            "About 60 people were on the PPO list on 31 March 2009. That is within the range for larger areas in the "
            "guidance of 2004 (15 to 20, 60 to 100)."
        )

    def test_a_list_of_few_people_has_no_size_in_public(self):
        made = shown(steady(3), [(0, "2009-01-01", 6.0)])
        assert cells(size.size_table(made))["On the list on 31 March 2009"] == "withheld"
        assert size.size_words(made) == balance.balance_words(made) == ["withheld"]
        assert {row[1] for row in balance.balance_table(made).rows} == {"withheld"}
        assert staying.times_table(made).rows[0][1:] == ["withheld"] * 3

    def test_without_a_list_one_line_says_so_in_every_part(self):
        made = nothing()
        assert size.size_table(made).sentences == [size.NOTHING]
        for block in (size.flow_table(made), balance.balance_table(made)):
            assert (block.style, block.sentences) == ("missing", [size.WITHOUT])
        for block in (
            *(size.reasons_table(made), balance.balance_chart(made), balance.change_sentence(made)),
            *(staying.times_table(made), staying.stay_chart(made), staying.median_sentence(made)),
            *(staying.returns_table(made), staying.return_chart(made)),
        ):
            assert block.sentences == []
        assert size.size_words(made) + balance.balance_words(made) == []


class TestFlow:
    EARLIER = (("2006-01-01", "2007-09-30", None),) * 15

    def test_a_year_has_who_was_ever_on_the_list_and_who_came_and_went(self):
        table = size.flow_table(shown(JOINED + GONE, rule=RESTRICTED))
        assert list(cells(table).values()) == ["54", "12", "0", "12", "0", "12"]
        assert table.notes[0].startswith("Twelve months: 1 April 2008 to 31 March 2009.")

    def test_reasons_are_shares_of_those_who_left_with_intervals(self):
        table = size.reasons_table(shown(JOINED + GONE, rule=RESTRICTED))
        assert [row[:3] for row in table.rows] == [
            ["Good progress", "10", "83.3%"],
            ["Moved away", "2", "16.7%"],
        ]
        assert re.fullmatch(r"\d+\.\d% to \d+\.\d%", table.rows[0][3])

    def test_the_public_is_not_told_reasons_by_which_the_few_would_be_known(self):
        made = size.reasons_table(shown(JOINED + GONE))
        assert made.sentences == [
            "Why people left the list in the twelve months is withheld. It, or a number that would follow from it, is "
            "of fewer than 10 people."
        ]

    def test_reasons_that_enough_people_have_are_public(self):
        gone = [("2007-01-01", "2008-09-30", why) for why in ["good progress"] * 34 + ["moved"] * 22]
        table = size.reasons_table(shown(steady(30) + gone + [*self.EARLIER]))
        assert [row[:3] for row in table.rows] == [
            ["Good progress", "35", "60% to under 70%"],
            ["Moved", "20", "30% to under 40%"],
        ]
        assert table.figures[1].value is None

    def test_a_reason_that_is_withheld_is_not_named_anywhere(self):
        gone = ["good progress"] * 34 + ["moved"] * 22 + ["died"] * 4 + ["recalled"] * 9
        spells = [("2007-01-01", "2008-09-30", why) for why in gone]
        made = page(listed(steady(30) + spells + [*self.EARLIER])[1], PUBLIC)
        (table,) = [block for block in made if getattr(block, "id", "") == "reasons"]
        assert [row[0] for row in table.rows] == ["Good progress", "Moved"]
        assert "died" not in everything(made) and "recalled" not in everything(made)

    def test_that_nobody_left_is_said_to_staff_alone(self):
        assert size.reasons_table(shown(steady(30), rule=RESTRICTED)).sentences == [
            "Nobody left the list in the twelve months."
        ]
        assert "withheld" in size.reasons_table(shown(steady(30))).sentences[0]

    def test_the_headline_has_the_year_where_the_quarter_is_of_few(self):
        gone = [("2007-01-01", "2008-09-30", "good progress")] * 18 + [
            ("2006-01-01", "2007-09-30", None)
        ] * 15
        said = size.size_words(shown(steady(50) + [("2008-06-01", None, None)] * 19 + gone))
        assert said[1] == "In twelve months about 20 joined the list and about 20 left it."


class TestBalance:
    HELD = [(place, "2008-06-01", 30.0) for place in range(9)] + [
        (place, "2009-02-01", 6.0) for place in range(9, 12)
    ]

    def test_the_list_is_divided_by_custody_and_by_length_of_sentence(self):
        table = balance.balance_table(shown(steady(42), self.HELD, RESTRICTED))
        found = {row[0]: row[1:4] for row in table.rows}
        assert found["In the community"] == ["30", "42", "71.4%"]
        assert found["In custody"] == ["12", "42", "28.6%"]
        assert found["of these, under 12 months"] == ["3", "12", "25.0%"]
        assert found["of these, 12 months or more"] == ["9", "12", "75.0%"]

    def test_the_national_shares_stand_beside_it_and_the_interval_is_what_is_said(self):
        table = balance.balance_table(shown(steady(42), self.HELD, RESTRICTED))
        assert {row[0]: row[5] for row in table.rows if row[5]} == {
            "Serving a sentence": "33%",
            "of these, under 12 months": "18%",
            "of these, 12 months or more": "82%",
            "Serving 12 months or more, of everybody": "27%",
        }
        assert {row[6] for row in table.rows if row[5]} == {"holds the national share"}

    @pytest.mark.parametrize(("long", "words"), [(0, "below"), (42, "above")])
    def test_an_interval_apart_from_the_national_share_says_on_which_side_it_lies(self, long, words):
        held = [(place, "2008-06-01", 30.0) for place in range(long)]
        table = balance.balance_table(shown(steady(42), held, RESTRICTED))
        (row,) = [row for row in table.rows if row[0] == "Serving a sentence"]
        assert row[6] == f"lies {words} the national share"

    def test_sentences_that_are_not_known_are_allowed_for(self):
        held = [(place, "2008-06-01", None) for place in range(20)]
        table = balance.balance_table(shown(steady(42), held, RESTRICTED))
        (row,) = [row for row in table.rows if row[0] == "Serving a sentence"]
        assert row[1:4] == ["0", "42", "0.0%"] and row[6] == "holds the national share"
        assert any("allows for every length" in note for note in table.notes)

    MANY = [(place, "2008-06-01", 30.0) for place in range(41)] + [
        (place, "2009-02-01", 6.0) for place in range(41, 64)
    ]
    MANY += [(place, "2009-02-01", None) for place in range(64, 77)]

    def test_the_public_sees_no_row_of_few_people_and_none_that_gives_one_away(self):
        table = balance.balance_table(shown(steady(42), self.HELD))
        found = {row[0]: row[1] for row in table.rows}
        assert found["In custody"] == "10" and found["In the community"] == "30"
        assert set(found.values()) == {"10", "30"}
        assert not {f.value for f in table.figures} & {3.0, 9.0, 0.25, 0.75, 12.0, 42.0}

    def test_shares_of_a_hundred_people_or_more_are_percentages_of_what_is_shown(self):
        table = balance.balance_table(shown(steady(212), self.MANY))
        found = {row[0]: row[1:5] for row in table.rows}
        assert found["In custody"] == ["75", "210", "35.7%", "29.5% to 42.4%"]
        assert found["Serving a sentence"] == ["65", "210", "31.0%", "25.1% to 37.5%"]
        assert found["of these, 12 months or more"] == ["40", "65", "60% to under 70%", "too few people"]
        assert {f.id: f.value for f in table.figures}["balance.over-12.share"] is None

    def test_what_the_interval_says_in_public_follows_from_what_is_shown(self):
        made = shown(steady(212), self.MANY)
        said = {row[0]: row[6] for row in balance.balance_table(made).rows}
        assert said["Serving a sentence"] == "holds the national share"
        assert said["of these, 12 months or more"] == ""
        assert made.split["highest"]["sentenced"] >= made.split["upper"]["custody"] - 0.03

    def test_the_picture_draws_what_the_table_shows_and_says_it(self):
        chart = balance.balance_chart(shown(steady(42), self.HELD, RESTRICTED))
        assert "Serving a sentence 28.6% (17.2% to 43.6%), nationally 33%" in chart.alt
        public = balance.balance_chart(shown(steady(212), self.MANY))
        assert "Serving a sentence 31.0% (25.1% to 37.5%), nationally 33%" in public.alt
        assert isinstance(
            balance.balance_chart(shown(steady(42), self.HELD)), Sentence
        )  # one row is no picture

    def test_the_change_has_its_interval_and_its_method(self):
        made = balance.change_sentence(shown(steady(42), self.HELD, RESTRICTED))
        assert made.sentences[0] == (
            "The share of the list in custody was 21.4% a quarter before and is 28.6%: +7.1 percentage points (95% "
            "interval −2.3 to +17.0), no clear change."
        )
        assert made.sentences[-1].startswith("Method: Newcombe hybrid score for pairs")
        assert made.figures[0].id == "balance_change.custody" and made.figures[0].confidence == 0.95

    def test_a_change_of_few_people_is_not_public(self):
        made = balance.change_sentence(shown(steady(42), self.HELD[:3]))
        assert made.figures == [] and "withheld" in made.sentences[0]

    def test_a_change_of_too_few_for_percentages_is_two_bands(self):
        made = balance.change_sentence(shown(steady(92), [*self.MANY[:36], *self.MANY[41:77]]))
        assert [(figure.value, figure.text) for figure in made.figures] == [
            (None, "30% to under 40%"),
            (None, "70% to under 80%"),
        ]
        assert made.sentences == [
            "The share of the list in custody was 30% to under 40% a quarter before and is 70% to under 80%."
        ]

    def test_a_change_in_public_is_that_of_the_rounded_shares(self):
        """As if of other people on the two days: how many were there twice, in custody or not, is told nowhere."""
        made = balance.change_sentence(shown(steady(212), self.MANY))
        assert made.sentences[0] == (
            "The share of the list in custody was 19.0% a quarter before and is 35.7%: +16.7 percentage points (95% "
            "interval +8.2 to +24.9), a change beyond chance."
        )
        assert (
            made.sentences[-1]
            == "Method: Newcombe hybrid score, as if other people were counted on the two days."
        )

    def test_a_change_beyond_chance_is_called_so(self):
        held = [(place, "2009-02-01", 6.0) for place in range(20)]
        assert (
            "a change beyond chance"
            in balance.change_sentence(shown(steady(42), held, RESTRICTED)).sentences[0]
        )

    def test_a_list_that_began_in_the_quarter_has_no_change(self):
        made = balance.change_sentence(shown(steady(42, "2009-02-01"), rule=RESTRICTED))
        assert made.sentences == ["Nobody was on the list a quarter before, so there is no change to show."]
        assert "withheld" in balance.change_sentence(shown(steady(42, "2009-02-01"))).sentences[0]

    def test_without_custody_that_is_said(self):
        evidence = known(
            people(30), enrolments=enrolments(*((one, "2008-01-01", None) for one in people(30)))
        )
        made = protect(scheme.scheme_counts(evidence, "ppo", HERE, FIRST), PUBLIC)
        assert balance.balance_table(made).sentences == [balance.NOTHING]
        assert cells(size.size_table(made))["On the list on 31 March 2009"] == "30"


class TestTime:
    def test_stays_under_way_and_ended_stand_apart_in_months(self):
        table = staying.times_table(shown(JOINED + GONE, rule=RESTRICTED))
        assert [row[:2] for row in table.rows] == [["Still on the list", "42"], ["Ended", "12"]]
        assert {f.unit for f in table.figures if f.id.endswith("months")} == {"months"}

    def test_the_time_of_few_stays_is_not_public(self):
        table = staying.times_table(shown(steady(30) + LEFT[:3]))
        assert table.rows == [["Still on the list", "30", "15", "15"]]
        assert table.notes[-1] == "Withheld, and so without a row: Ended."

    def test_times_are_public_in_whole_months(self):
        """A mean to a tenth, times the people, would be the months of all of them: and of one more a quarter on."""
        table = staying.times_table(shown(JOINED))
        means = {f.id: f.value for f in table.figures}
        assert means["times.current.mean_months"] == 30 and table.rows[0][2] == "30"
        exact = staying.times_table(shown(JOINED, rule=RESTRICTED)).figures[1].value
        assert 29 < exact < 31 and exact != 30

    def test_the_median_counts_those_still_there(self):
        spells = steady(20) + [("2008-01-01", "2008-06-30", "moved")] * 30
        made = staying.median_sentence(shown(spells, rule=RESTRICTED))
        assert made.figures[0].id == "times.half_gone" and made.figures[0].value == pytest.approx(
            182 / 30.4375
        )
        assert "half of the people leave within 6.0 months of joining" in made.sentences[0]

    def test_a_curve_that_stays_above_half_has_no_median(self):
        made = staying.median_sentence(shown(steady(30, "2006-01-01") + GONE, rule=RESTRICTED))
        assert made.sentences[0].startswith("Fewer than half") and made.figures == []

    def followed(self, first, rule=PUBLIC):
        """Make a list of people who joined in several years; 40 of the first left in their first year."""
        begun = {"2004-01-01": first, "2006-10-01": 30, "2007-12-01": 30, "2008-12-01": 30}
        spells = [spell for day, number in begun.items() for spell in steady(number, day)]
        return shown(spells + [("2004-01-01", "2004-09-15", "moved")] * 40, rule=rule)

    def test_a_public_curve_has_points_after_whole_months_from_rounded_counts(self):
        """Its steps would tell on which day somebody left."""
        made = staying.stay_chart(self.followed(132))
        assert [row[0] for row in made.rows] == ["0.0", "12.0", "24.0", "36.0"]
        assert made.rows[1][1] == "82.6%" and made.rows[3][1] == "76.5%"  # 192 of 232; 132 of 172
        assert "After 12 months: 82.6%." in made.alt
        full = staying.stay_chart(self.followed(132, RESTRICTED))
        assert full.alt.startswith("Step chart") and made.alt.startswith("Line chart")

    def test_a_curve_of_too_few_for_percentages_is_told_in_bands(self):
        made = staying.stay_chart(self.followed(12))
        assert isinstance(made, Sentence) and "after 36 months 20% to under 30%" in made.sentences[0]

    def test_half_of_the_people_are_told_of_in_the_months_that_are_shown(self):
        made = staying.median_sentence(self.followed(12))
        assert made.sentences == ["Half of the people or more had left the list 24 months after they joined."]
        made = staying.median_sentence(self.followed(132))
        assert made.sentences == [
            "More than half of the people were still on the list 36 months after they joined."
        ]

    def test_a_curve_of_few_is_not_drawn(self):
        made = staying.stay_chart(shown(steady(30) + LEFT[:3]))
        assert (
            isinstance(made, Sentence) and "How long people stay on the list is withheld" in made.sentences[0]
        )

    def back(self, rule):
        """Make 230 people who left, of whom 82 are back: 140 left more than a year ago, others of late."""
        who, ends = people(260), ["2007-12-31"] * 140 + ["2008-06-30"] * 30 + ["2008-11-30"] * 30
        spells = zip(who, [*ends, *["2009-02-15"] * 30, *[None] * 30], strict=True)
        back = [(one, "2008-02-01", None) for one in who[:37]]
        back += [(one, "2008-05-01", None) for one in who[37:62]]
        back += [(one, "2009-01-15", None) for one in who[62:82]]
        rows = [(one, "2006-01-01", end) for one, end in spells]
        evidence = known(who, enrolments=enrolments(*rows, *back))
        return protect(scheme.scheme_counts(evidence, "ppo", HERE, FIRST), rule)

    def test_who_came_back_is_counted_by_months_in_which_everybody_was_followed(self):
        table = staying.returns_table(self.back(RESTRICTED))
        assert [row[:3] for row in table.rows] == [
            ["3 months", "37", "200"],
            ["6 months", "62", "170"],
            ["12 months", "62", "140"],
        ]
        assert isinstance(staying.return_chart(self.back(RESTRICTED)), Chart)

    def test_in_public_it_is_rounded_and_the_curve_has_the_months_of_the_table(self):
        rows = [row[:3] for row in staying.returns_table(self.back(PUBLIC)).rows]
        assert rows[0] == ["3 months", "35", "200"]
        assert not {"37", "62"} & {row[1] for row in rows}
        chart = staying.return_chart(self.back(PUBLIC))
        assert chart.rows[1][:2] == ["3.0", "82.5%"]  # less 35 of 200

    def test_that_nobody_came_back_is_said_to_staff_alone(self):
        made = shown(steady(30) + LEFT, rule=RESTRICTED)
        assert staying.returns_table(made).sentences == ["Nobody who left the list has come back."]
        assert staying.return_chart(made).sentences == []
        made = shown(steady(30) + LEFT)
        assert "withheld" in staying.returns_table(made).sentences[0]


class TestReviews:
    def made(self, reviewed, rule, number=42, new=0):
        who = people(number + new)
        days = {"day": pd.Timestamp("2009-02-01"), "tool": "scheme-review", "score": 1.0}
        assessed = pd.DataFrame({"person": pd.Series(who[:reviewed], dtype="str"), **days})
        spells = [(one, "2008-01-01", None) for one in who[:number]]
        spells += [(one, "2009-03-01", None) for one in who[number:]]
        evidence = known(who, enrolments=enrolments(*spells), assessments=assessed)
        timed = timeliness.reviews(evidence, RULE, HERE)
        counts = scheme.scheme_counts(evidence, "ppo", HERE, FIRST)
        made = protect(counts, rule, reviews.counted(timed, RULE, "ppo"))
        return made, reviews.reviews(made, timed, RULE)

    def test_who_was_reviewed_in_time_is_a_share_of_the_list(self):
        made, found = self.made(30, RESTRICTED)
        table = reviews.reviews_table(made, found, RULE)
        assert table.rows[0][:3] == ["was held in the last 3 months", "30", "71.4%"]
        assert table.rows[1][:2] == ["is due", "12"]
        assert reviews.review_words(found) == [
            "30 of the 42 (71.4%; 95% interval 56.4% to 82.8%) were reviewed in time."
        ]

    def test_the_public_sees_it_rounded_and_days_without_their_last_digit(self):
        made, found = self.made(88, PUBLIC, 142, 30)
        table = reviews.reviews_table(made, found, RULE)
        assert [row[:3] for row in table.rows[:2]] == [
            ["was held in the last 3 months", "90", "52.9%"],
            ["is due", "55", "32.4%"],
        ]
        assert reviews.review_words(found)[0].startswith("90 of the 170 (52.9%; 95% interval ")
        assert found.median_days % 10 == 0 and "for about " in " ".join(table.notes)
        assert self.made(88, RESTRICTED, 142, 30)[1].median_days % 10
        made, found = self.made(48, PUBLIC, 72)
        assert reviews.review_words(found) == ["50 of the 70, 70% to under 80%, were reviewed in time."]

    @pytest.mark.parametrize("done", [0, 9, 33, 42])
    def test_few_for_whom_a_review_is_late_are_not_public_nor_that_there_are_none(self, done):
        made, found = self.made(done, PUBLIC)
        table = reviews.reviews_table(made, found, RULE)
        assert table.sentences[0].startswith("How many were reviewed in time is withheld")
        assert reviews.review_words(found) == ["withheld"]
        made, found = self.made(39, RESTRICTED)
        assert reviews.reviews_table(made, found, RULE).rows[1][1] == "3"

    def test_a_rule_about_another_list_calls_nobody_late(self):
        who = people(30)
        evidence = known(who, enrolments=enrolments(*((one, "2008-01-01", None, None, "iom") for one in who)))
        made = protect(scheme.scheme_counts(evidence, "iom", HERE, FIRST), PUBLIC)
        found = reviews.reviews(made, timeliness.reviews(evidence, RULE, HERE), RULE)
        assert reviews.reviews_table(made, found, RULE).sentences == [
            "The rule that asks for reviews is about the PPO list, not about the IOM list: none is called late."
        ]
        assert reviews.review_words(found) == []

    @pytest.mark.parametrize("rule", [PUBLIC, RESTRICTED])
    def test_where_no_reviews_were_supplied_nobody_is_called_late(self, rule):
        who = people(42)
        evidence = known(who, enrolments=enrolments(*((one, "2008-01-01", None) for one in who)))
        timed = timeliness.reviews(evidence, RULE, HERE)
        counts = scheme.scheme_counts(evidence, "ppo", HERE, FIRST)
        made = protect(counts, rule, reviews.counted(timed, RULE, "ppo"))
        found = reviews.reviews(made, timed, RULE)
        assert np.isnan(found.median_days)
        said = reviews.reviews_table(made, found, RULE).sentences[0]
        assert (
            said.startswith("No reviews were supplied, so nobody is called late. ")
            and "last 3 months" in said
        )
        assert reviews.review_words(found) == []

    def test_without_a_list_that_is_said(self):
        made = nothing()
        found = reviews.reviews(made, timeliness.reviews(known([]), RULE, HERE), RULE)
        assert reviews.reviews_table(made, found, RULE).sentences == [size.WITHOUT]


def test_the_two_pages_of_a_list_share_no_table_whose_counts_each_protects_by_itself():
    """What is withheld hangs on all counts of a page, and pages of one area lie in one folder."""
    pages = [
        (ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8")
        for name in ("cohort_review", "scheme_performance")
    ]
    for call in ("size_table", "staffing_table"):
        ids = [re.search(rf'size\.{call}\([^)]*?(?:id=\\"(\w+)\\")?\)', page)[1] for page in pages]
        assert ids[0] != ids[1], call
    assert size.size_table(shown(steady(42)), id="list_size").id == "list_size"


class TestStaffing:
    POSTS = pd.DataFrame({"list": "ppo", "role": ["police officer", "manager"], "posts": [2.0, 1.0], **STAFF})

    def test_people_are_divided_by_posts(self):
        evidence, counts = listed(steady(42), TestBalance.HELD)
        posts = capacity.cases_per_post(evidence, "ppo", HERE, self.POSTS)
        table = size.staffing_table(protect(counts, RESTRICTED), posts, self.POSTS)
        assert table.rows == [
            ["Manager", "1.0", "42.0", "30.0"],
            ["Police officer", "2.0", "21.0", "15.0"],
            ["All posts", "3.0", "14.0", "10.0"],
        ]

    def test_in_public_the_people_who_are_divided_are_those_that_are_shown(self):
        evidence, counts = listed(steady(42), TestBalance.HELD)
        posts = capacity.cases_per_post(evidence, "ppo", HERE, self.POSTS)
        table = size.staffing_table(protect(counts, PUBLIC), posts, self.POSTS)
        assert table.rows[:2] == [
            ["Manager", "1.0", "40.0", "30.0"],
            ["Police officer", "2.0", "20.0", "15.0"],
        ]

    def test_a_ratio_does_not_give_away_a_count_that_is_withheld(self):
        evidence, counts = listed(steady(42), [(place, "2008-06-01", 30.0) for place in range(3)])
        posts = capacity.cases_per_post(evidence, "ppo", HERE, self.POSTS)
        table = size.staffing_table(protect(counts, PUBLIC), posts, self.POSTS)
        assert [row[3] for row in table.rows] == ["withheld"] * 3
        assert table.rows[0][2] == "40.0"

    def test_without_posts_that_is_said(self):
        made = size.staffing_table(nothing(), pd.DataFrame(), self.POSTS.iloc[:0])
        assert (made.style, made.sentences) == ("missing", [size.NO_POSTS])


LISTED = st.lists(
    st.tuples(
        st.sampled_from(["2006-01-01", "2008-06-01", "2008-12-31", "2009-01-01", "2009-03-31"]),
        st.sampled_from([None, None, "2009-04-10", "2009-03-31", "2009-01-31", "2008-12-31"]),
        st.sampled_from(["moved", "good progress", "custody"]),
    ).filter(lambda spell: spell[1] is None or spell[1] >= spell[0]),
    max_size=60,
)


@settings(max_examples=25)
@given(LISTED, st.integers(0, 25), st.integers(0, 25))
def test_no_public_figure_counts_few_people_or_is_exact(spells, long, short):
    held = [(at, "2008-06-01", 30.0) for at in range(min(long, len(spells)))]
    held += [(at, "2009-02-01", 6.0) for at in range(len(held), min(long + short, len(spells)))]
    blocks = page(listed(spells, held, extra=1)[1], PUBLIC)
    for block in blocks[:-1]:
        for figure in block.figures:
            if figure.unit == "count" and figure.value is not None:
                assert figure.value >= 10 and figure.value % 5 == 0, figure.id


@settings(max_examples=25)
@given(LISTED, st.integers(0, 25))
def test_nothing_that_is_withheld_can_be_worked_out_from_a_page(spells, inside):
    """The attacker knows every sum, the rounding and that whoever is withheld may be nobody."""
    held = [(at, "2009-02-01", 6.0) for at in range(min(inside, len(spells)))]
    record = shown(spells, held, extra=1).record
    assert narrowed(record.cells, record.sums, PUBLIC) == {}


@settings(max_examples=30)
@given(LISTED)
def test_what_is_left_of_a_group_is_never_less_than_nobody(spells):
    """A group that some of a count are not in would be no group: the sums would be wrong."""
    counts = of_list(listed(spells, extra=1)[1]).counts
    assert min((count for count in counts.values() if not np.isnan(count)), default=0) >= 0


@settings(max_examples=30)
@given(LISTED)
def test_who_joined_and_left_always_leads_from_one_size_to_the_other(spells):
    table = size.size_table(shown(spells, rule=RESTRICTED, extra=1))
    if isinstance(table, Table):
        now, before, joined, _, left = (int(row[1].replace(",", "")) for row in table.rows)
        assert before + joined == now + left


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # the same list now, and fewer than ten who came or went in the quarter
        (steady(40) + steady(2, "2009-02-01"), steady(39) + steady(3, "2009-02-01")),
        # one more on the list
        (steady(40), steady(41)),
    ],
)
def test_lists_that_differ_only_in_what_is_withheld_look_the_same(one, other):
    blocks = [
        [
            size.size_table(made),
            balance.balance_table(made),
            balance.change_sentence(made),
            *_words(made),
            made.record,
        ]
        for made in (shown(one), shown(other))
    ]
    assert everything(blocks[0]) == everything(blocks[1])
    assert everything([size.size_table(shown(one, rule=OPEN))]) != everything(
        [size.size_table(shown(other, rule=OPEN))]
    )


def _words(made):
    return [Sentence(sentences=[*size.size_words(made)[:1], *balance.balance_words(made)])]


def test_sentences_under_way_that_differ_only_in_what_is_withheld_look_the_same():
    held = [
        [(at, "2008-06-01", 30.0) for at in range(9)] + [(at, "2008-06-01", 6.0) for at in range(9, 12)],
        [(at, "2008-06-01", 30.0) for at in range(8)] + [(at, "2008-06-01", 6.0) for at in range(8, 12)],
    ]
    one, other = (everything(page(listed(steady(42), each)[1], PUBLIC)) for each in held)
    assert one == other


def test_a_count_has_the_same_name_in_the_report_of_every_quarter():
    """So that what two reports say of one list on one day can be held against each other."""
    now = shown(steady(60)).record.same
    assert now["people"] == "ppo.people.2009-03-31" and now["people_before"] == "ppo.people.2008-12-31"
    evidence = known(people(1), date(2008, 12, 31), enrolments=enrolments(("p000", "2008-01-01", None)))
    before = protect(scheme.scheme_counts(evidence, "ppo", HERE, date(2008, 10, 1)), PUBLIC).record.same
    assert before["people"] == now["people_before"] and before["custody"] == now["custody.before"]


def test_the_counts_of_two_lists_are_not_taken_for_one_where_the_setting_of_an_area_changes():
    ledger = []
    for name, number in (("ppo", 60), ("iom", 90)):
        rows = enrolments(*((person, "2008-01-01", None) for person in people(number))).assign(list=name)
        counts = scheme.scheme_counts(known(people(number), enrolments=rows), name, HERE, FIRST)
        found = json.dumps([protect(counts, PUBLIC).record.model_dump(mode="json")])
        ledger.append(Release(HERE, "2008-09-Q4", "scheme_performance", 1, name, "{}", found))
    keys = [set(together([each], PUBLIC).cells) for each in ledger]
    assert keys[0] and keys[1] and keys[0].isdisjoint(keys[1])


def test_the_scheme_s_list_is_the_first_that_anybody_is_on():
    who = people(2)
    both = enrolments((who[0], "2008-01-01", None), (who[1], "2008-01-01", "2008-12-31", None, "iom"))
    assert scheme.scheme_list(known(who, enrolments=both), HERE, "iom ppo") == "ppo"
    only = enrolments((who[1], "2008-01-01", "2008-12-31", None, "iom"))
    assert scheme.scheme_list(known(who, enrolments=only), HERE, "iom ppo") == "iom"
    assert scheme.scheme_list(known(who), HERE, "iom ppo") == "ppo"


def test_the_year_is_counted_back_from_the_day_after_the_quarter():
    counts = scheme.scheme_counts(known([], date(2008, 6, 30)), "ppo", HERE, date(2008, 4, 1))
    assert (counts.year, counts.as_at) == (date(2007, 7, 1), date(2008, 6, 30))
