"""Who is over a rule's threshold, as it stands on a page: people, arrests, tests, other thresholds."""

import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import AS_AT, HERE, arrests, enrolments, known

from iomlib.blocks import Sentence
from iomlib.errors import ParameterError
from iomlib.metrics import over, threshold
from iomlib.report import threshold as show
from iomlib.report.threshold_grid import grid_sums, grid_table
from iomlib.report.withholding import EMPTY
from iomlib.rules import Rule, read_rule

PUBLIC, RESTRICTED = 5, 1
CAUSERS, NI38 = (read_rule("params", name, AS_AT) for name in ("high-crime-causers", "ni38"))
NAMES = ("arrests", "many-arrests")
ADULT, YOUNG = "1980-01-01", "1995-01-01"


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
            tested += [(who, test_day, result)] if result else []
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


def shown(*groups, minimum=PUBLIC, **more):
    return show.protect(counted(*groups, **more)[1], minimum)


MANY, SOME, BELOW = (30, 12, "positive", ADULT), (43, 6, "positive", ADULT), (44, 6, "negative", ADULT)
CHILDREN, FEW_CHILDREN = (6, 11, None, YOUNG), (3, 11, None, YOUNG)
STOCKTON = (MANY, SOME, BELOW, CHILDREN)


def people(table):
    return [row[1] for row in table.rows]


class TestOver:
    def test_people_and_their_share_of_all_arrests_stand_in_a_row_each(self):
        table = show.over_table(shown(*STOCKTON))
        assert [row[1:3] for row in table.rows] == [
            ["123", "948"],
            ["79", "684"],
            ["6", "66"],
            ["73", "618"],
            ["30", "360"],
        ]
        assert table.rows[3][3] == f"{100 * 618 / 948:.1f}%"
        assert [row[0] for row in table.rows][2:4] == [
            "of these, under 18: counted apart",
            "Over the threshold, 18 or over on the reference date",
        ]

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

    def test_few_who_are_counted_apart_take_the_total_with_them_in_public(self):
        rows = people(show.over_table(shown(MANY, SOME, BELOW, FEW_CHILDREN)))
        assert rows == ["120", "withheld", "withheld", "73", "withheld"]
        table = show.over_table(shown(MANY, SOME, BELOW, FEW_CHILDREN, minimum=RESTRICTED))
        assert people(table) == ["120", "76", "3", "73", "30"]

    def test_a_row_that_is_withheld_has_no_arrests_and_no_share(self):
        table = show.over_table(shown(MANY, SOME, BELOW, FEW_CHILDREN))
        assert table.rows[2][1:] == ["withheld"] * 3
        assert all(f.value is None for f in table.figures if f.id.startswith("over.apart"))

    def test_few_who_are_left_beside_the_many_are_not_public(self):
        assert people(show.over_table(shown(MANY, (2, 6, "positive", ADULT), BELOW)))[4] == "withheld"

    def test_the_headline_says_who_how_many_arrests_and_who_is_apart(self):
        first, second = show.over_words(shown(*STOCKTON))
        assert first == (
            "73 people were over the threshold of the rule “High crime causers” in the year to 31 March 2009; 6 more "
            "under 18 are counted apart."
        )
        assert second.startswith(
            "The 73 people over the threshold account for 618 of 948 arrests for the offences that the rule counts "
            "(65.2%); 360 of them are of the 30 people"
        )

    def test_the_headline_leaves_out_what_is_withheld(self):
        (first, _) = show.over_words(shown(MANY, SOME, BELOW, FEW_CHILDREN))
        assert "counted apart" not in first
        assert show.over_words(shown((3, 12, "positive", ADULT))) == ["withheld"]

    def test_without_arrests_nobody_is_said_to_be_over(self):
        evidence = known({"a": (ADULT, "male")})
        made = show.protect(over.count_over(evidence, CAUSERS, HERE, NAMES, NI38, ["ppo"]), PUBLIC)
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


class TestNobody:
    """Seven people with six arrests each, of whom no drug test was supplied."""

    def made(self):
        names = [f"p{number}" for number in range(7)]
        caught = arrests(*((who, "2008-10-01") for who in names for _ in range(6)))
        evidence = known(dict.fromkeys(names, (ADULT, "male")), arrests=caught, enrolments=enrolments())
        return show.protect(over.count_over(evidence, CAUSERS, HERE, NAMES, NI38, ["ppo"]), PUBLIC)

    def test_known_to_be_over_has_no_share_of_arrests_in_the_headline(self):
        (said,) = show.over_words(self.made())
        assert said.startswith("0 people were over") and "of 7 more it cannot be told" in said

    def test_known_to_be_over_is_not_a_table_that_was_not_supplied(self):
        assert show.missed_words(self.made()) == EMPTY
        assert show.potential_sentence(self.made(), "a positive test").sentences == [
            "Nobody is known to be over the threshold."
        ]


class TestDrugTests:
    NEGATIVE, UNTESTED = (3, 12, "negative", ADULT), (3, 12, None, ADULT)

    def test_positive_negative_and_untested_are_three_parts_of_the_group(self):
        table = show.drug_tests_table(
            shown(SOME, (24, 12, "positive", ADULT), self.NEGATIVE, self.UNTESTED, minimum=1)
        )
        assert [row[:3] for row in table.rows] == [
            ["At least one positive", "67", "91.8%"],
            ["Tested, and never positive", "3", "4.1%"],
            ["Not tested", "3", "4.1%"],
        ]

    def test_the_few_are_not_public(self):
        table = show.drug_tests_table(shown(SOME, (24, 12, "positive", ADULT), self.NEGATIVE, self.UNTESTED))
        assert people(table) == ["67", "withheld", "withheld"]

    def test_a_test_of_another_year_is_none(self):
        evidence, found = counted((12, 12, "positive", ADULT), test_day="2008-03-31")
        assert threshold.by_test(evidence, found.people)["people"].tolist() == [0.0, 0.0, 12.0]
        evidence, found = counted((12, 12, "positive", ADULT), test_day="2008-04-01")
        assert threshold.by_test(evidence, found.people)["people"].tolist() == [12.0, 0.0, 0.0]

    def test_without_tests_that_is_said(self):
        evidence = known(
            {f"p{n}": (ADULT, "male") for n in range(9)}, arrests=arrests(*([("p1", "2008-10-01")] * 12))
        )
        made = show.protect(over.count_over(evidence, CAUSERS, HERE, NAMES, NI38, ["ppo"]), RESTRICTED)
        assert show.drug_tests_table(made).sentences == [show.NO_TESTS]


class TestMissed:
    def test_who_is_on_no_scheme_is_a_number(self):
        made = show.missed_sentence(shown(*STOCKTON, on_ppo=14))
        assert made.sentences == [
            "59 of the 73 (80.8%) were on none of these lists on 31 March 2009: IOM list, PPO list."
        ]
        assert show.missed_words(shown(*STOCKTON, on_ppo=14)) == made.sentences

    @pytest.mark.parametrize("on", [3, 70])
    def test_few_who_are_on_one_or_on_none_are_not_public(self, on):
        made = show.missed_sentence(shown(*STOCKTON, on_ppo=on))
        assert "is withheld" in made.sentences[0] and made.figures == []
        assert show.missed_words(shown(*STOCKTON, on_ppo=on)) == ["withheld"]
        assert show.missed_sentence(shown(*STOCKTON, on_ppo=on, minimum=1)).figures[0].value == 73 - on


class TestPotential:
    def test_the_cohort_of_the_next_year_is_found_in_the_months_before_it(self):
        made = show.potential_sentence(shown(*STOCKTON), "a positive test")
        assert made.figures[0].value == 73  # all were positive in February
        assert "would be found by a positive test alone" in made.sentences[0]
        made = show.potential_sentence(shown(*STOCKTON, test_day="2008-12-31"), "a positive test")
        assert made.figures[0].value == 0

    def test_a_gap_in_evidence_is_said(self):
        evidence = known({"a": (ADULT, "male")}, arrests=arrests(*([("a", "2008-10-01")] * 12)))
        made = show.protect(over.count_over(evidence, CAUSERS, HERE, NAMES, NI38, ["ppo"]), RESTRICTED)
        assert show.potential_sentence(made, "a positive test").style == "missing"


class TestGrid:
    def test_other_thresholds_stand_across_and_down(self):
        table = grid_table(shown(*STOCKTON, minimum=1).tried, CAUSERS, 1)
        assert [column.text for column in table.columns][1:] == [f"at least {n}" for n in (8, 10, 12, 15)]
        assert [row[0] for row in table.rows] == [f"at least {n}" for n in (4, 5, 6, 7, 8)]
        assert [row[2] for row in table.rows] == ["73", "73", "73", "30", "30"]
        assert "The rule as it is selects 73 people." in table.notes[0]

    def test_two_thresholds_between_which_there_are_few_do_not_both_stand_in_public(self):
        made = shown(MANY, SOME, (2, 11, None, ADULT), BELOW)
        table = grid_table(made.tried, CAUSERS, PUBLIC)
        shown_counts = {int(cell) for row in table.rows for cell in row[1:] if cell != "withheld"}
        assert 75 in shown_counts and 73 not in shown_counts
        assert any(note.startswith("Withheld") for note in table.notes)

    def test_a_step_that_changes_nothing_still_tells_which_of_two_is_the_larger_group(self):
        tried = pd.DataFrame(
            {"many-arrests": [10.0, 12.0], "arrests": 5.0, "selected": [73, 73], "apart": 0, "open": 0}
        )
        assert {"_grid 0 without grid 1": 1, "grid 0": -1, "grid 1": 1} in grid_sums(tried, CAUSERS)[1]

    def test_one_criterion_has_one_column_and_three_are_not_shown(self):
        one = CAUSERS.model_copy(update={"grid": {"arrests": [4, 5]}})
        tried = pd.DataFrame({"arrests": [4.0, 5.0], "selected": [78, 73], "withheld": False})
        table = grid_table(tried, one, 1)
        assert table.rows == [["at least 4", "78"], ["at least 5", "73"]]
        three = CAUSERS.model_copy(
            update={"grid": {name: [5] for name in ("arrests", "many-arrests", "adult")}}
        )
        assert isinstance(grid_table(tried, three, 1), Sentence)
        assert grid_table(tried.iloc[:0], one, 1).sentences == []

    def test_a_changed_threshold_changes_the_words_and_the_counts(self):
        changed = [
            each.model_copy(update={"at_least": 6.0}) if each.id == "arrests" else each
            for each in CAUSERS.criteria
        ]
        rule = CAUSERS.model_copy(update={"criteria": changed})
        evidence, _ = counted(MANY, (43, 5, "positive", ADULT))
        made = show.protect(over.count_over(evidence, rule, HERE, NAMES, NI38, ["ppo"]), RESTRICTED)
        assert made.rows["people"]["selected"] == 30
        assert show.over_table(made).rows[0][0].startswith("Everybody with 6 or more arrests")


GROUPS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.sampled_from([3, 4, 5, 6, 8, 10, 11, 12, 15]),
        st.sampled_from(["positive", "negative", None]),
        st.sampled_from([ADULT, YOUNG]),
    ),
    max_size=7,
)


@settings(max_examples=40)
@given(GROUPS, st.integers(0, 30))
def test_no_public_figure_counts_few_people(groups, on):
    made = shown(*groups, on_ppo=min(on, sum(number for number, *_ in groups)))
    blocks = [
        *(show.over_table(made), show.drug_tests_table(made), show.missed_sentence(made)),
        *(show.potential_sentence(made, "a test"), grid_table(made.tried, CAUSERS, PUBLIC)),
    ]
    for block in blocks:
        for figure in block.figures:
            if figure.unit == "count" and figure.value is not None and not figure.id.endswith("arrests"):
                assert not 0 < figure.value < PUBLIC, figure.id


@settings(max_examples=40)
@given(GROUPS)
def test_no_two_public_counts_of_groups_in_each_other_differ_by_few(groups):
    made = shown(*groups)
    seen = made.rows.loc[~made.rows["withheld"], "people"]
    for whole, part in (("over", "apart"), ("over", "selected"), ("selected", "many"), ("counted", "over")):
        if whole in seen.index and part in seen.index:
            assert not 0 < seen[whole] - seen[part] < PUBLIC


def test_who_is_selected_does_not_depend_on_the_order_of_rows():
    evidence, found = counted(*STOCKTON)
    turned = {name: table.iloc[::-1] for name, table in evidence.tables.items()}
    again = over.count_over(evidence._replace(tables=turned), CAUSERS, HERE, NAMES, NI38, ["iom", "ppo"])
    pd.testing.assert_frame_equal(again.rows, found.rows)
    pd.testing.assert_frame_equal(again.tried, found.tried)


def test_a_rule_that_does_not_count_anybody_apart_has_a_row_of_nobody():
    rule = Rule.model_validate(CAUSERS.model_dump(by_alias=True) | {"apart": None})
    evidence, _ = counted(MANY, SOME)
    made = show.protect(over.count_over(evidence, rule, HERE, NAMES, NI38, ["ppo"]), RESTRICTED)
    assert show.over_table(made).rows[2][:2] == ["of these, counted apart", "0"]
    assert made.over.assessment.on == date(2009, 3, 31)
