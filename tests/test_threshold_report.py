"""Who is over a rule's threshold, as it stands on a page: people, arrests, tests, other thresholds."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import AS_AT, HERE, arrests, enrolments, known

from iomlib.blocks import Sentence
from iomlib.disclosure.attack import narrowed
from iomlib.disclosure.profile import OPEN, committee
from iomlib.errors import ParameterError
from iomlib.metrics import concentration, demographics, membership, over, threshold
from iomlib.metrics.days import window
from iomlib.report import causers_safe
from iomlib.report import concentration as spread
from iomlib.report import demographics as ages
from iomlib.report import threshold as show
from iomlib.report.threshold_grid import grid_table
from iomlib.report.withholding import EMPTY
from iomlib.rules import read_rule

PUBLIC, RESTRICTED = committee(), OPEN
CAUSERS, NI38 = (read_rule("params", name, AS_AT) for name in ("high-crime-causers", "ni38"))
NAMES = ("arrests", "many-arrests")
ADULT, YOUNG = "1980-01-01", "1995-01-01"
EARLY = "early"  # a positive test in the year, and none in its last three months


def drug_tests(*rows):
    table = pd.DataFrame(rows, columns=["person", "day", "result"]).astype({"person": "str", "result": "str"})
    return table.assign(day=pd.to_datetime(table["day"]))


def counted(*groups, on_ppo=0, test_day="2009-02-01"):
    """Count groups of (people, arrests of each, result of a test or None, day of birth)."""
    born, caught, tested = {}, [], []
    for number, times, result, day in groups:
        for _ in range(number):
            who = f"p{len(born):04d}"
            born[who] = (day, "male")
            caught += [(who, "2008-10-01")] * times
            tested += [(who, test_day, result)] if result not in (None, EARLY) else []
            tested += [(who, "2008-10-01", "positive")] * (result == EARLY)
    spells = enrolments(
        *((who, "2008-01-01", None) for who in list(born)[:on_ppo]), ("other", "2008-01-01", None)
    )
    evidence = known(
        born | {"other": (ADULT, "female")},
        arrests=arrests(*caught),
        drug_tests=drug_tests(*tested),
        enrolments=spells,
        assessments=pd.DataFrame({name: [] for name in ("person", "tool", "day", "score")}).astype(
            {"day": "datetime64[us]"}
        ),
    )
    return evidence, over.count_over(evidence, CAUSERS, HERE, NAMES, NI38, ["iom", "ppo"])


def page(evidence, counts, rule=PUBLIC):
    """Make all that the page shows, of the list of prolific offenders alone."""
    flags = membership.membership(evidence, counts.people.index[counts.people], ["ppo"], window(AS_AT, 12))
    return causers_safe.protect(
        counts,
        rule,
        flags=flags,
        together=[],
        ages=demographics.demographics(evidence, counts.people, AS_AT, demographics.PRINTED_BANDS),
        turning=demographics.turning(evidence, counts.assessment.people["apart"], counts.age, 12),
    )


def shown(*groups, rule=PUBLIC, **more):
    return page(*counted(*groups, **more), rule).threshold


def unknown(rule=PUBLIC):
    """The page of somebody of whom no arrests were supplied."""
    evidence = known({"a": (ADULT, "male")})
    return page(evidence, over.count_over(evidence, CAUSERS, HERE, NAMES, NI38, ["ppo"]), rule).threshold


MANY, SOME, BELOW = (30, 12, "positive", ADULT), (43, 6, "positive", ADULT), (44, 6, "negative", ADULT)
CHILDREN, FEW_CHILDREN = (16, 11, None, YOUNG), (6, 11, None, YOUNG)
ONCE = (40, 1, None, ADULT)
FEW_OFTEN = (
    (57, 5, "positive", ADULT),
    (3, 12, "positive", ADULT),
    (60, 1, None, ADULT),
    (40, 2, None, ADULT),
)
STOCKTON = (MANY, SOME, BELOW, CHILDREN, ONCE)


def people(table):
    return [row[1] for row in table.rows]


class TestOver:
    def test_people_are_rounded_in_public_and_their_arrests_are_events(self):
        table = show.over_table(shown(*STOCKTON))
        assert [row[1:3] for row in table.rows] == [
            ["135", "1,058"],
            ["90", "794"],
            ["15", "176"],
            ["75", "618"],
            ["30", "360"],
        ]
        assert table.rows[3][3] == f"{100 * 618 / 1098:.1f}%"
        assert [row[0] for row in table.rows][2:4] == [
            "of these, under 18: counted apart",
            "Over the threshold, 18 or over on the reference date",
        ]
        assert table.notes[-1].startswith("Counts of people are rounded to the nearest 5.")

    def test_staff_see_everything_as_it_is(self):
        table = show.over_table(shown(MANY, SOME, BELOW, FEW_CHILDREN, rule=RESTRICTED))
        assert people(table) == ["123", "79", "6", "73", "30"]
        assert not any("rounded" in note for note in table.notes)

    def test_arrests_are_never_called_crimes(self):
        table = show.over_table(shown(*STOCKTON))
        assert any("An arrest is not a crime" in note for note in table.notes)
        assert any("These are arrests, not crimes." in said for said in show.over_words(shown(*STOCKTON)))
        assert not re.search(r"crimes committed|of all crime\b", table.model_dump_json())

    def test_the_rule_s_own_words_say_who_is_over(self):
        assert show.meaning(CAUSERS) == [
            "Over the threshold: 18 or over on the reference date together with (10 or more arrests for acquisitive "
            "crime in 12 months, or 5 or more arrests for acquisitive crime in 12 months together with a positive drug "
            "test in 12 months)."
        ]
        assert show.meaning(read_rule("params", "ppo-matrix", AS_AT)) == []

    def test_the_six_of_seed_003_who_are_counted_apart_take_the_total_with_them_in_public(self):
        """Seed 003, 3.8: 6 more are under 18."""
        table = show.over_table(shown(MANY, SOME, BELOW, FEW_CHILDREN, ONCE))
        assert people(table) == ["125", "75", "30"]
        assert table.notes[-1] == (
            "Withheld, and so without a row: Over the threshold of the rule, of any age; of these, under 18: counted "
            "apart."
        )

    def test_a_row_that_is_withheld_has_no_arrests_and_no_share(self):
        table = show.over_table(shown(MANY, SOME, BELOW, FEW_CHILDREN))
        assert not any("under 18" in cell for row in table.rows for cell in row)
        assert [f.value for f in table.figures if f.id.startswith("over.apart")] == [None] * 3

    def test_arrests_do_not_say_how_few_of_a_group_have_many(self):
        """57 people with five arrests and three with twelve: 321 of 60, each of whom has five, leave 6 with ten."""
        evidence, found = counted(*FEW_OFTEN)
        made = page(evidence, found)
        over_them = show.over_table(made.threshold)
        assert "60" in people(over_them) and "withheld" not in people(over_them)
        assert not any(row[0].startswith("of these, 10 or more") for row in over_them.rows)
        assert not [f.id for f in over_them.figures if f.value is not None and not f.id.endswith("people")]
        said = " ".join([*over_them.notes, *show.over_words(made.threshold)])
        assert "All such arrests in the area: withheld." in said and not re.search("321|461|no data", said)
        often = concentration.frequencies(found.kinds.people["value"])
        tops = concentration.top_shares(often, numbers=[30], percents=[10])
        drawn = (
            spread.lorenz_chart(made.bands, "People", "then"),
            spread.concentration_sentence(made.bands, tops, concentration.concentration(often)),
        )
        assert [figure for block in drawn for figure in block.figures] == []

    def test_few_who_are_left_beside_the_many_are_not_public(self):
        rows = [row[0] for row in show.over_table(shown(MANY, (7, 6, "positive", ADULT), BELOW)).rows]
        assert rows and not any(row.startswith("of these, 10 or more") for row in rows)

    def test_the_headline_says_who_how_many_arrests_and_who_is_apart(self):
        first, second = show.over_words(shown(*STOCKTON))
        assert first == (
            "75 people were over the threshold of the rule “High crime causers” in the year to 31 March 2009; 15 more "
            "under 18 are counted apart."
        )
        assert second.startswith(
            "The 75 people over the threshold account for 618 of 1,098 arrests for the offences that the rule counts "
            "(56.3%); 360 of them are of the 30 people"
        )

    def test_the_headline_leaves_out_what_is_withheld(self):
        (first, _) = show.over_words(shown(MANY, SOME, BELOW, FEW_CHILDREN))
        assert "counted apart" not in first
        assert show.over_words(shown((9, 12, "positive", ADULT))) == ["withheld"]

    def test_without_arrests_nobody_is_said_to_be_over(self):
        made = unknown()
        assert show.over_table(made).sentences == [show.NOTHING]
        assert show.drug_tests_table(made).sentences == []
        assert show.over_words(made) == show.missed_words(made) == []


class TestARule:
    def test_without_a_criterion_that_is_counted_is_refused(self):
        rule = read_rule("params", "ppo-matrix", AS_AT)
        with pytest.raises(ParameterError) as refused:
            over.count_over(known([]), rule, HERE, NAMES, NI38, ["ppo"])
        assert str(refused.value) == (
            "ppo-matrix: has no criterion many-arrests, which this page counts. It has: arrests, convictions, "
            "priority-offence, intelligence, positive-tests, ogrs, released, adult, resident. Name another rule, or "
            "give a criterion that id."
        )

    def test_that_names_no_offences_is_refused(self):
        arrests = CAUSERS.criterion("arrests").model_copy(update={"where": {}})
        others = [each for each in CAUSERS.criteria if each.id != "arrests"]
        rule = CAUSERS.model_copy(update={"criteria": [arrests, *others]})
        with pytest.raises(ParameterError) as refused:
            over.count_over(known([]), rule, HERE, NAMES, NI38, ["ppo"])
        assert str(refused.value) == (
            "high-crime-causers: criterion arrests names no offences, and this page says which arrests it counts. "
            "Give it where: {offence: [...]}."
        )


def test_one_person_over_the_threshold_is_one_person():
    (said, *_) = show.over_words(shown((1, 12, "positive", ADULT), rule=RESTRICTED))
    assert said.startswith("1 person was over the threshold ")


class TestNobody:
    """Seventeen people with six arrests each, of whom no drug test was supplied."""

    def made(self, rule=RESTRICTED):
        names = [f"p{number}" for number in range(17)]
        caught = arrests(*((who, "2008-10-01") for who in names for _ in range(6)))
        evidence = known(dict.fromkeys(names, (ADULT, "male")), arrests=caught, enrolments=enrolments())
        return page(evidence, over.count_over(evidence, CAUSERS, HERE, NAMES, NI38, ["ppo"]), rule).threshold

    def test_known_to_be_over_has_no_share_of_arrests_in_the_headline(self):
        (said,) = show.over_words(self.made())
        assert said.startswith("0 people were over") and "of 17 more it cannot be told" in said

    def test_known_to_be_over_is_not_a_table_that_was_not_supplied(self):
        assert show.missed_words(self.made()) == EMPTY
        assert show.potential_sentence(self.made(), "a positive test").sentences == [
            "Nobody is known to be over the threshold."
        ]

    def test_known_to_be_over_is_no_zero_in_public(self):
        made = self.made(PUBLIC)
        assert show.over_words(made) == ["withheld"]
        assert "0" not in people(show.over_table(made))
        assert "Of 15 more it cannot be told, because evidence is missing." in show.over_table(made).notes


class TestDrugTests:
    NEGATIVE, UNTESTED = (3, 12, "negative", ADULT), (3, 12, None, ADULT)

    def test_positive_negative_and_untested_are_three_parts_of_the_group(self):
        table = show.drug_tests_table(
            shown(SOME, (24, 12, "positive", ADULT), self.NEGATIVE, self.UNTESTED, rule=RESTRICTED)
        )
        assert [row[:3] for row in table.rows] == [
            ["At least one positive", "67", "91.8%"],
            ["Tested, and never positive", "3", "4.1%"],
            ["Not tested", "3", "4.1%"],
        ]

    def test_the_three_of_seed_003_who_were_not_tested_are_not_public(self):
        """Seed 003, 3.9: 67 positive, 3 negative and 3 not tested of 73."""
        made = show.drug_tests_table(shown(SOME, (24, 12, "positive", ADULT), self.NEGATIVE, self.UNTESTED))
        assert "is withheld" in made.sentences[0] and made.figures == []

    def test_a_public_share_of_fewer_than_a_hundred_is_a_band(self):
        table = show.drug_tests_table(shown(*STOCKTON, (12, 12, "negative", ADULT), (11, 12, None, ADULT)))
        assert [row[1:] for row in table.rows] == [
            ["75", "70% to under 80%"],
            ["10", "10% to under 20%"],
            ["10", "10% to under 20%"],
        ]

    def test_a_test_of_another_year_is_none(self):
        evidence, found = counted((12, 12, "positive", ADULT), test_day="2008-03-31")
        assert threshold.by_test(evidence, found.people)["people"].tolist() == [0.0, 0.0, 12.0]
        evidence, found = counted((12, 12, "positive", ADULT), test_day="2008-04-01")
        assert threshold.by_test(evidence, found.people)["people"].tolist() == [12.0, 0.0, 0.0]

    def test_without_tests_that_is_said(self):
        evidence = known(
            {f"p{n}": (ADULT, "male") for n in range(9)}, arrests=arrests(*([("p1", "2008-10-01")] * 12))
        )
        made = page(evidence, over.count_over(evidence, CAUSERS, HERE, NAMES, NI38, ["ppo"]), RESTRICTED)
        assert show.drug_tests_table(made.threshold).sentences == [show.NO_TESTS]


class TestMissed:
    def test_who_is_on_no_scheme_is_a_number(self):
        made = show.missed_sentence(shown(*STOCKTON, on_ppo=14))
        assert made.sentences == [
            "60 of the 75 (80% to under 90%) were on none of these lists on 31 March 2009: IOM list, PPO list."
        ]
        assert show.missed_words(shown(*STOCKTON, on_ppo=14)) == made.sentences
        assert (
            show.missed_sentence(shown(*STOCKTON, on_ppo=14, rule=RESTRICTED))
            .sentences[0]
            .startswith("59 of the 73 (80.8%) were")
        )

    @pytest.mark.parametrize("on", [0, 3, 70, 73])
    def test_few_who_are_on_one_or_on_none_and_nobody_are_not_public(self, on):
        made = show.missed_sentence(shown(*STOCKTON, on_ppo=on))
        assert "is withheld" in made.sentences[0] and made.figures == []
        assert show.missed_words(shown(*STOCKTON, on_ppo=on)) == ["withheld"]
        staff = shown(*STOCKTON, on_ppo=on, rule=RESTRICTED)
        assert show.missed_sentence(staff).figures[0].value == 73 - on


class TestTurning:
    def test_who_turns_18_is_a_count_like_any_other(self):
        young = (16, 11, None, "1991-09-01")
        assert shown(MANY, SOME, BELOW, (26, 11, None, YOUNG), young).turning == 15
        for few in (0, 9):  # seed 003, 3.8: two individuals will be turning 18
            made = shown(MANY, SOME, BELOW, (26, 11, None, YOUNG), (few, *young[1:]))
            said = ages.turning_sentence(made.turning, 18, 12, PUBLIC).sentences
            assert said[0].startswith("How many of them turn 18 within 12 months is withheld")

    def test_all_but_a_few_who_turn_18_are_withheld(self):
        made = shown(MANY, SOME, BELOW, (3, 11, None, YOUNG), (30, 11, None, "1991-09-01"))
        told = [made.turning, made.rows["people"]["apart"]]
        assert any(pd.isna(count) for count in told)

    def test_staff_are_told_how_many_there_are(self):
        assert ages.turning_sentence(0, 18, 12, RESTRICTED).sentences == [
            "Nobody of them turns 18 within 12 months."
        ]
        assert ages.turning_sentence(5, 18, 12, RESTRICTED).sentences == [
            "5 of them turn 18 within 12 months."
        ]


class TestPotential:
    def test_the_cohort_of_the_next_year_is_found_in_the_months_before_it(self):
        made = show.potential_sentence(shown(*STOCKTON, rule=RESTRICTED), "a positive test")
        assert made.figures[0].value == 73  # all were positive in February
        assert "would be found by a positive test alone" in made.sentences[0]
        made = show.potential_sentence(
            shown(*STOCKTON, test_day="2008-12-31", rule=RESTRICTED), "a positive test"
        )
        assert made.figures[0].value == 0

    def test_all_of_them_or_none_are_not_public(self):
        for day in ("2009-02-01", "2008-12-31"):
            made = show.potential_sentence(shown(*STOCKTON, test_day=day), "a positive test")
            assert made.figures == [] and "is withheld" in made.sentences[0]

    def test_a_gap_in_evidence_is_said(self):
        evidence = known({"a": (ADULT, "male")}, arrests=arrests(*([("a", "2008-10-01")] * 12)))
        made = page(evidence, over.count_over(evidence, CAUSERS, HERE, NAMES, NI38, ["ppo"]), RESTRICTED)
        assert show.potential_sentence(made.threshold, "a positive test").style == "missing"


class TestGrid:
    def test_other_thresholds_stand_across_and_down(self):
        table = grid_table(shown(*STOCKTON, rule=RESTRICTED).tried, CAUSERS, RESTRICTED)
        assert [column.text for column in table.columns][1:] == [f"at least {n}" for n in (8, 10, 12, 15)]
        assert [row[0] for row in table.rows] == [f"at least {n}" for n in (4, 5, 6, 7, 8)]
        assert [row[2] for row in table.rows] == ["73", "73", "73", "30", "30"]
        assert "The rule as it is selects 73 people." in table.notes[0]

    def test_in_public_one_threshold_changes_at_a_time(self):
        table = grid_table(shown(*STOCKTON).tried, CAUSERS, PUBLIC)
        assert [column.text for column in table.columns][1:] == ["People"]
        assert table.notes[0].startswith("Down: ") and "Across" not in table.notes[0]

    def test_two_thresholds_between_which_there_are_few_do_not_both_stand_in_public(self):
        made = shown(
            MANY, SOME, (7, 5, "positive", ADULT), (12, 4, "positive", ADULT), BELOW, (14, 4, None, ADULT)
        )
        told = dict(zip(made.tried["arrests"], made.tried["selected"], strict=True))
        assert told[5] == 80 and pd.isna(told[6]) and told[4] == 90

    def test_one_criterion_has_one_column_and_three_are_not_shown(self):
        one = CAUSERS.model_copy(update={"grid": {"arrests": [4, 5]}})
        tried = pd.DataFrame({"arrests": [4.0, 5.0], "selected": [78, 73], "withheld": False})
        table = grid_table(tried, one, RESTRICTED)
        assert table.rows == [["at least 4", "78"], ["at least 5", "73"]]
        three = CAUSERS.model_copy(
            update={"grid": {name: [5] for name in ("arrests", "many-arrests", "adult")}}
        )
        assert isinstance(grid_table(tried, three, RESTRICTED), Sentence)
        assert grid_table(tried.iloc[:0], one, RESTRICTED).sentences == []

    def test_a_changed_threshold_changes_the_words_and_the_counts(self):
        changed = [
            each.model_copy(update={"at_least": 6.0}) if each.id == "arrests" else each
            for each in CAUSERS.criteria
        ]
        rule = CAUSERS.model_copy(update={"criteria": changed})
        evidence, _ = counted(MANY, (43, 5, "positive", ADULT))
        made = page(
            evidence, over.count_over(evidence, rule, HERE, NAMES, NI38, ["ppo"]), RESTRICTED
        ).threshold
        assert made.rows["people"]["selected"] == 30
        assert show.over_table(made).rows[0][0].startswith("Everybody with 6 or more arrests")


GROUPS = st.lists(
    st.tuples(
        st.integers(0, 25),
        st.sampled_from([1, 3, 4, 5, 6, 8, 10, 11, 12, 15]),
        st.sampled_from(["positive", "negative", None]),
        st.sampled_from([ADULT, YOUNG, "1991-09-01", None]),
    ),
    max_size=7,
)


@settings(max_examples=5)
@given(GROUPS, st.integers(0, 60))
def test_nothing_of_few_people_follows_from_all_that_a_public_page_counts(groups, on):
    """Everything at once: tables, other thresholds, bars, lists, ages, tests, and who turns 18."""
    evidence, counts = counted(*groups, on_ppo=min(on, sum(number for number, *_ in groups)))
    made = page(evidence, counts)
    assert narrowed(made.counts.cells, made.counts.sums, PUBLIC) == {}
    shown_here = made.threshold
    blocks = [
        *(show.over_table(shown_here), show.drug_tests_table(shown_here), show.missed_sentence(shown_here)),
        *(show.potential_sentence(shown_here, "a test"), grid_table(shown_here.tried, CAUSERS, PUBLIC)),
        ages.demographics_table(made.ages, "31 March 2009", PUBLIC),
    ]
    told = {value for value in made.counts.cells.values() if value is not None}
    for block in blocks:
        for figure in block.figures:
            if figure.unit == "count" and figure.value is not None and not figure.id.endswith("arrests"):
                assert figure.value >= 10 and figure.value in told, figure.id


def test_few_who_were_on_a_scheme_in_the_year_and_are_not_now_cannot_be_worked_out():
    """42 of 113 were on the list, and the 39 who are not on none of the lists now are among them."""
    adults = ((60, 12, "positive", ADULT), (53, 6, "positive", ADULT), BELOW, CHILDREN, ONCE)
    evidence, found = counted(*adults, on_ppo=42)
    now = found._replace(lists=("ppo",), missed=found.missed.assign(people=74.0))  # 39, and 3 have left
    made = page(evidence, now)
    gone = {name for name in ("selected", "missed", "list ppo") if made.counts.cells[name] is None}
    assert gone and narrowed(made.counts.cells, made.counts.sums, PUBLIC) == {}
    other = found.assessment._replace(rule=CAUSERS.model_copy(update={"reference": "financial-year-start"}))
    assert "_on a scheme now" not in page(evidence, now._replace(assessment=other)).counts.cells


def test_who_is_found_by_a_test_of_three_months_has_one_in_the_year():
    """So the few who were positive before that could be worked out, and the attack is told."""
    evidence, found = counted(*STOCKTON, (6, 12, EARLY, ADULT))
    assert found.tests["people"]["positive"] == found.potential["people"]["part"] + 6
    assert any({"positive", "part"} <= set(sum) for sum in page(evidence, found).counts.sums)
    anything = found._replace(tested=False)
    assert not any({"positive", "part"} <= set(sum) for sum in page(evidence, anything).counts.sums)


@pytest.mark.parametrize(
    ("change", "by_a_test"),
    [
        ({}, True),
        ({"months": 24}, False),
        ({"months": None}, False),
        ({"where": {}}, False),
        ({"at_least": 0.0}, False),
    ],
)
def test_a_criterion_of_another_time_or_result_is_not_among_the_tests(change, by_a_test):
    criterion = NI38.criterion("positive-test").model_copy(update=change)
    others = [each for each in NI38.criteria if each.id != "positive-test"]
    evidence, _ = counted(MANY)
    rule = NI38.model_copy(update={"criteria": [criterion, *others]})
    assert over.count_over(evidence, CAUSERS, HERE, NAMES, rule, ["ppo"]).tested == by_a_test


def test_which_kinds_of_people_there_could_be_does_not_depend_on_who_there_is():
    kinds = [
        counted(*groups)[1].kinds.possible
        for groups in (STOCKTON, (MANY, (60, 7, "negative", YOUNG), (44, 6, None, ADULT)))
    ]
    pd.testing.assert_frame_equal(*kinds)


def test_everybody_is_of_a_kind_that_there_could_be():
    _, found = counted(*STOCKTON, (5, 9, "negative", None), (4, 20, None, None))
    flags = [name for name in found.kinds.people if name != "value"]
    possible = {tuple(row) for row in found.kinds.possible[flags].to_numpy(bool).tolist()}
    assert {tuple(row) for row in found.kinds.people[flags].to_numpy(bool).tolist()} <= possible
    assert found.kinds.people["undecided"].sum() == 4


def test_a_rule_that_tells_too_many_kinds_apart_has_no_bars_and_no_other_thresholds_in_public():
    evidence, found = counted(*STOCKTON)
    made = page(evidence, found._replace(kinds=found.kinds._replace(possible=None)))
    assert not len(made.bands.rows) and not len(made.threshold.tried)
    assert made.threshold.rows["people"]["selected"] == 75
    assert narrowed(made.counts.cells, made.counts.sums, PUBLIC) == {}
