"""What the pages of a scheme show of its list: sizes, balance, comings and goings, time, reviews, posts."""

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import AS_AT, FIRST, HERE, custody, enrolments, known

from iomlib.blocks import Chart, Sentence, Table
from iomlib.metrics import capacity, scheme, timeliness
from iomlib.report import balance, staying
from iomlib.report import scheme as size
from iomlib.report import timeliness as reviews
from iomlib.report.scheme_safe import protect
from iomlib.rules import read_rule

PUBLIC, RESTRICTED = 5, 1
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


def shown(spells, held=(), minimum=PUBLIC, extra=0):
    return protect(listed(spells, held, extra)[1], minimum)


def nothing(minimum=PUBLIC):
    return protect(scheme.scheme_counts(known([]), "ppo", HERE, FIRST), minimum)


def cells(table, column=1):
    return {row[0]: row[column] for row in table.rows}


def everything(made):
    """All that blocks carry to a page, also the pictures, as one text."""
    return "\n".join(block.model_dump_json() for block in made)


def page(counts, minimum):
    """Every block of a page of a scheme."""
    made = protect(counts, minimum)
    blocks = (
        *(size.size_table(made), size.flow_table(made), size.reasons_table(made)),
        *(balance.balance_table(made), balance.balance_chart(made), balance.change_sentence(made)),
        *(staying.times_table(made), staying.median_sentence(made), staying.stay_chart(made)),
        *(staying.returns_table(made), staying.return_chart(made)),
    )
    words = [*size.size_words(made), *balance.balance_words(made), *staying.time_words(made)]
    return [*blocks, Sentence(sentences=words)]


# 42 people: 30 since 2006, 9 joined in the year, 3 in the quarter; 12 left in the year, 2 of them in the quarter.
JOINED = (
    [("2006-01-01", None, None)] * 30 + [("2008-06-01", None, None)] * 9 + [("2009-02-01", None, None)] * 3
)
LEFT = [("2007-01-01", "2008-09-30", "good progress")] * 8 + [("2007-01-01", "2008-10-31", "moved away")] * 2
GONE = [*LEFT, *[("2007-01-01", "2009-01-31", "good progress")] * 2]


class TestSize:
    def test_staff_see_who_came_and_went_from_one_day_to_the_other(self):
        table = size.size_table(shown(JOINED + GONE, minimum=RESTRICTED))
        assert cells(table) == {
            "On the list on 31 March 2009": "42",
            "On the list on 31 December 2008": "41",
            "Joined in the quarter": "3",
            "of these, had been on it before": "0",
            "Left in the quarter": "2",
        }
        assert {f.id: f.value for f in table.figures}["size.people_before.people"] == 41

    def test_the_public_sees_the_size_and_neither_the_few_nor_what_gives_them_away(self):
        table = size.size_table(shown(JOINED + GONE))
        assert list(cells(table).values()) == ["42", "withheld", "withheld", "0", "withheld"]
        assert {f.value for f in table.figures} == {42, None, 0}
        assert size.few_words(PUBLIC) in table.notes

    def test_the_public_sees_a_quarter_in_which_enough_came_and_went(self):
        rows = [*steady(30), *steady(12, "2009-01-01"), *[("2008-01-01", "2009-01-31", "moved")] * 6]
        assert list(cells(size.size_table(shown(rows))).values()) == ["42", "36", "12", "0", "6"]
        assert size.size_words(shown(rows))[1] == "In twelve months 12 joined the list and 6 left it."

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
        made = shown(steady(people))
        assert size.size_words(made)[0] == (
            f"{people} people were on the PPO list on 31 March 2009. That is {words} in the guidance of 2004 (15 "
            "to 20, 60 to 100)."
        )

    def test_a_list_of_few_people_has_no_size_in_public(self):
        made = shown(steady(3), [(0, "2009-01-01", 6.0)])
        assert cells(size.size_table(made))["On the list on 31 March 2009"] == "withheld"
        assert size.size_words(made) == balance.balance_words(made) == ["withheld"]
        assert {row[1] for row in balance.balance_table(made).rows} == {"withheld"}

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
        assert size.size_words(made) + balance.balance_words(made) + staying.time_words(made) == []


class TestFlow:
    def test_a_year_has_who_was_ever_on_the_list_and_who_came_and_went(self):
        table = size.flow_table(shown(JOINED + GONE, minimum=RESTRICTED))
        assert list(cells(table).values()) == ["54", "12", "0", "12", "0", "12"]
        assert table.notes[0].startswith("Twelve months: 1 April 2008 to 31 March 2009.")

    def test_reasons_are_shares_of_those_who_left_with_intervals(self):
        table = size.reasons_table(shown(JOINED + GONE, minimum=RESTRICTED))
        assert [row[:3] for row in table.rows] == [
            ["Good progress", "10", "83.3%"],
            ["Moved away", "2", "16.7%"],
        ]
        assert re.fullmatch(r"\d+\.\d% to \d+\.\d%", table.rows[0][3])

    def test_the_public_is_not_told_reasons_by_which_the_few_would_be_known(self):
        made = size.reasons_table(shown(JOINED + GONE))
        assert made.sentences == ["The reasons are withheld: some of them are of fewer than 5 people."]

    def test_reasons_that_enough_people_have_are_public(self):
        gone = [("2007-01-01", "2008-09-30", "good progress")] * 8 + [
            ("2007-01-01", "2008-10-31", "moved")
        ] * 6
        assert cells(size.reasons_table(shown(steady(30) + gone))) == {"Good progress": "8", "Moved": "6"}

    def test_nobody_who_left_is_said(self):
        assert size.reasons_table(shown(steady(30))).sentences == [
            "Nobody left the list in the twelve months."
        ]

    def test_the_headline_has_the_year_where_the_quarter_is_of_few(self):
        gone = [("2007-01-01", "2008-09-30", "good progress")] * 8
        said = size.size_words(shown(steady(30) + [("2008-06-01", None, None)] * 9 + gone))
        assert said[1] == "In twelve months 9 joined the list and 8 left it."


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

    def test_the_public_sees_no_row_of_few_people_and_none_that_gives_one_away(self):
        table = balance.balance_table(shown(steady(42), self.HELD))
        found = {row[0]: row[1] for row in table.rows}
        assert found["In custody"] == "12" and found["Serving a sentence"] == "12"
        for name in ("of these, under 12 months", "of these, 12 months or more"):
            assert found[name] == "withheld"
        assert found["Serving 12 months or more, of everybody"] == "withheld"
        assert not {f.value for f in table.figures} & {3.0, 9.0, 0.25, 0.75}

    def test_the_picture_draws_what_the_table_shows_and_says_it(self):
        chart = balance.balance_chart(shown(steady(42), self.HELD, RESTRICTED))
        assert "Serving a sentence 28.6% (17.2% to 43.6%), nationally 33%" in chart.alt
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
        made = balance.change_sentence(shown(steady(42), self.HELD))
        assert made.figures == [] and "withheld" in made.sentences[0]

    def test_a_change_beyond_chance_is_called_so(self):
        held = [(place, "2009-02-01", 6.0) for place in range(20)]
        assert "a change beyond chance" in balance.change_sentence(shown(steady(42), held)).sentences[0]

    def test_a_list_that_began_in_the_quarter_has_no_change(self):
        made = balance.change_sentence(shown(steady(42, "2009-02-01")))
        assert made.sentences == ["Nobody was on the list a quarter before, so there is no change to show."]

    def test_without_custody_that_is_said(self):
        evidence = known(
            people(30), enrolments=enrolments(*((one, "2008-01-01", None) for one in people(30)))
        )
        made = protect(scheme.scheme_counts(evidence, "ppo", HERE, FIRST), PUBLIC)
        assert balance.balance_table(made).sentences == [balance.NOTHING]
        assert cells(size.size_table(made))["On the list on 31 March 2009"] == "30"


class TestTime:
    def test_stays_under_way_and_ended_stand_apart_in_months(self):
        table = staying.times_table(shown(JOINED + GONE, minimum=RESTRICTED))
        assert [row[:2] for row in table.rows] == [["Still on the list", "42"], ["Ended", "12"]]
        assert {f.unit for f in table.figures if f.id.endswith("months")} == {"months"}

    def test_the_time_of_few_stays_is_not_public(self):
        rows = staying.times_table(shown(steady(30) + LEFT[:3])).rows
        assert rows[1] == ["Ended", "withheld", "withheld", "withheld"]

    def test_the_median_counts_those_still_there(self):
        spells = steady(20) + [("2008-01-01", "2008-06-30", "moved")] * 30
        made = staying.median_sentence(shown(spells, minimum=RESTRICTED))
        assert made.figures[0].id == "times.half_gone" and made.figures[0].value == pytest.approx(
            182 / 30.4375
        )
        assert "half of the people leave within 6.0 months of joining" in made.sentences[0]

    def test_a_curve_that_stays_above_half_has_no_median(self):
        made = staying.median_sentence(shown(steady(30, "2006-01-01") + GONE, minimum=RESTRICTED))
        assert made.sentences[0].startswith("Fewer than half") and made.figures == []

    def test_the_public_curve_has_steps_of_enough_people(self):
        counts = listed(
            steady(30) + [("2008-01-01", f"2008-{month:02d}-15", "moved") for month in range(2, 13)]
        )[1]
        coarse = staying.coarse(counts.stays, PUBLIC)
        left = -coarse["survival"].diff().dropna() * 41
        assert len(coarse) == 3 and (left.round() >= PUBLIC).all()
        assert len(staying.coarse(counts.stays, RESTRICTED)) == len(counts.stays)

    def test_a_point_is_told_of_the_month_in_which_it_lies(self):
        """In public a curve is known on days only: what it is on other days would be a guess."""
        gone = [("2006-01-01", f"2006-{month:02d}-15", "moved") for month in (*[5] * 6, *[11] * 6)]
        made = staying.stay_chart(shown(steady(30, "2006-01-01") + gone))
        assert [row[0] for row in made.rows] == ["0.0", "4.4", "10.5"]
        assert made.caption.startswith("After 10 months, 71.4%")
        assert "After 4 months: 85.7%." in made.alt and "After 6 months" not in made.alt
        late = staying.stay_chart(
            shown(steady(30, "2006-01-01") + [("2006-01-01", "2008-05-15", "moved")] * 6)
        )
        assert (
            late.caption.startswith("After 28 months, 83.3%")
            and "100.0%." not in late.alt.split("From 100%. ")[-1]
        )

    def test_a_curve_of_few_is_not_drawn(self):
        made = staying.stay_chart(shown(steady(30) + LEFT[:3]))
        assert isinstance(made, Sentence) and "no curve is shown" in made.sentences[0]

    def test_who_came_back_is_counted_by_months_in_which_everybody_was_followed(self):
        who = people(20)
        spells = [(one, "2006-01-01", "2007-12-31") for one in who]
        back = [(one, "2008-02-01", None) for one in who[:7]] + [
            (one, "2008-05-01", None) for one in who[7:12]
        ]
        evidence = known(who, enrolments=enrolments(*spells, *back))
        counts = scheme.scheme_counts(evidence, "ppo", HERE, FIRST)
        table = staying.returns_table(protect(counts, PUBLIC))
        assert [row[:3] for row in table.rows] == [
            ["3 months", "7", "20"],
            ["6 months", "12", "20"],
            ["12 months", "12", "20"],
        ]
        assert isinstance(staying.return_chart(protect(counts, PUBLIC)), Chart)

    def test_nobody_who_came_back_is_said_once(self):
        made = shown(steady(30) + LEFT)
        assert staying.returns_table(made).sentences == ["Nobody who left the list has come back."]
        assert staying.return_chart(made).sentences == []


class TestReviews:
    def made(self, reviewed, minimum, number=42):
        who = people(number)
        days = {"day": pd.Timestamp("2009-02-01"), "tool": "scheme-review", "score": 1.0}
        assessed = pd.DataFrame({"person": pd.Series(who[:reviewed], dtype="str"), **days})
        spells = enrolments(*((one, "2008-01-01", None) for one in who))
        evidence = known(who, enrolments=spells, assessments=assessed)
        made = protect(scheme.scheme_counts(evidence, "ppo", HERE, FIRST), minimum)
        return made, reviews.reviews(made, timeliness.reviews(evidence, RULE, HERE), RULE)

    def test_who_was_reviewed_in_time_is_a_share_of_the_list(self):
        made, found = self.made(30, PUBLIC)
        table = reviews.reviews_table(made, found, RULE)
        assert table.rows[0][:3] == ["was held in the last 3 months", "30", "71.4%"]
        assert table.rows[1][:2] == ["is due", "12"]
        assert reviews.review_words(found) == [
            "30 of the 42 (71.4%; 95% interval 56.4% to 82.8%) were reviewed in time."
        ]

    def test_few_for_whom_a_review_is_late_are_not_public(self):
        made, found = self.made(39, PUBLIC)
        assert {row[1] for row in reviews.reviews_table(made, found, RULE).rows[:2]} == {"withheld"}
        assert reviews.review_words(found) == ["withheld"] and np.isnan(found.median_days)
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

    def test_without_a_list_that_is_said(self):
        made = nothing()
        found = reviews.reviews(made, timeliness.reviews(known([]), RULE, HERE), RULE)
        assert reviews.reviews_table(made, found, RULE).sentences == [size.WITHOUT]


class TestStaffing:
    POSTS = pd.DataFrame({"list": "ppo", "role": ["police officer", "manager"], "posts": [2.0, 1.0], **STAFF})

    def test_people_are_divided_by_posts(self):
        evidence, counts = listed(steady(42), TestBalance.HELD)
        posts = capacity.cases_per_post(evidence, "ppo", HERE, self.POSTS)
        table = size.staffing_table(protect(counts, PUBLIC), posts, self.POSTS)
        assert table.rows == [
            ["Manager", "1.0", "42.0", "30.0"],
            ["Police officer", "2.0", "21.0", "15.0"],
            ["All posts", "3.0", "14.0", "10.0"],
        ]

    def test_a_ratio_does_not_give_away_a_count_that_is_withheld(self):
        evidence, counts = listed(steady(42), [(place, "2008-06-01", 30.0) for place in range(3)])
        posts = capacity.cases_per_post(evidence, "ppo", HERE, self.POSTS)
        table = size.staffing_table(protect(counts, PUBLIC), posts, self.POSTS)
        assert [row[3] for row in table.rows] == ["no data"] * 3
        assert table.rows[0][2] == "42.0"

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


@settings(max_examples=40)
@given(LISTED, st.integers(0, 25), st.integers(0, 25))
def test_no_public_figure_counts_few_people(spells, long, short):
    held = [(at, "2008-06-01", 30.0) for at in range(min(long, len(spells)))]
    held += [(at, "2009-02-01", 6.0) for at in range(len(held), min(long + short, len(spells)))]
    for block in page(listed(spells, held, extra=1)[1], PUBLIC):
        for figure in block.figures:
            if block.disclosure == "people" and figure.unit == "count" and figure.value is not None:
                assert not 0 < figure.value < PUBLIC, figure.id


@settings(max_examples=30)
@given(LISTED)
def test_who_joined_and_left_always_leads_from_one_size_to_the_other(spells):
    table = size.size_table(shown(spells, minimum=RESTRICTED, extra=1))
    if isinstance(table, Table):
        now, before, joined, _, left = (int(row[1].replace(",", "")) for row in table.rows)
        assert before + joined == now + left


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # the same list now, and fewer than five who came or went in the quarter
        (steady(40) + steady(2, "2009-02-01"), steady(39) + steady(3, "2009-02-01")),
    ],
)
def test_lists_that_differ_only_in_what_is_withheld_look_the_same(one, other):
    blocks = [
        [size.size_table(made), balance.balance_table(made), balance.change_sentence(made), *_words(made)]
        for made in (shown(one), shown(other))
    ]
    assert everything(blocks[0]) == everything(blocks[1])
    assert everything([size.size_table(shown(one, minimum=1))]) != everything(
        [size.size_table(shown(other, minimum=1))]
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
