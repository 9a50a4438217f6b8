"""Women on lists, women arrested and women selected, as each edition shows them."""

import json
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import AS_AT, HERE, arrests, enrolments, known

from iomlib.blocks import Counts, Sentence
from iomlib.build.ledger import Release
from iomlib.build.ledger_attack import recoverable
from iomlib.disclosure.attack import narrowed, total_of
from iomlib.disclosure.profile import OPEN, committee
from iomlib.metrics import demographics, membership, over, threshold
from iomlib.metrics.days import window
from iomlib.metrics.selection import assess
from iomlib.metrics.women import most_arrested, women_arrested, women_on_lists
from iomlib.report import causers_safe
from iomlib.report import women as show
from iomlib.report.withholding import AWAY
from iomlib.rules import read_rule

PUBLIC, OFTEN = committee(), 5
LISTS = ("ppo", "probation")
RULE, NI38 = (read_rule("params", name, AS_AT) for name in ("high-crime-causers", "ni38"))
ROUNDED = (
    "Counts of people are rounded to the nearest 5. Withheld: fewer than 10 people, all but so few, or a count that "
    "would tell of so few. Percentages, and ranges of them, come from the rounded counts."
)


def population(*groups, unknown=0):
    """Gather groups of (sex, people, arrests of each, lists they are on)."""
    born, caught, spells = {}, [], []
    for sex, number, times, lists in groups:
        for _ in range(number):
            who = f"p{len(born):04d}"
            born[who] = ("1980-01-01", sex)
            caught += [(who, "2008-10-01")] * times
            spells += [(who, "2008-01-01", None, None, name) for name in lists]
    for _ in range(unknown):
        who = f"p{len(born):04d}"
        born[who] = (None, None)
        caught.append((who, "2008-10-01"))
    drug_tests = pd.DataFrame({"person": [], "day": pd.to_datetime([]), "result": []})
    return known(born, arrests=arrests(*caught), enrolments=enrolments(*spells), drug_tests=drug_tests)


def shown(evidence, rule, schemes=("ppo",)):
    found = assess(evidence, RULE, HERE)
    selected = threshold.women_selected(evidence, found, schemes)
    counts = women_on_lists(evidence, HERE, LISTS), women_arrested(evidence, HERE, lists=LISTS)
    return show.protect(*counts, selected, found, OFTEN, schemes, rule)


WOMEN = (
    ("female", 3, 9, ["ppo", "probation"]),
    ("female", 60, 2, ["probation"]),
    ("female", 20, 6, []),
    ("female", 30, 0, ["probation"]),
    ("male", 39, 3, ["ppo"]),
    ("male", 201, 1, ["probation"]),
)


class TestLists:
    def test_women_are_a_share_of_everybody_on_each_list(self):
        table = show.lists_table(shown(population(*WOMEN), OPEN))
        assert [row[:4] for row in table.rows] == [
            ["PPO list", "3", "42", "7.1%"],
            ["Probation list", "93", "294", "31.6%"],
        ]
        assert ROUNDED not in table.notes

    def test_in_public_counts_are_rounded_and_few_women_are_withheld(self):
        safe = shown(population(*WOMEN), PUBLIC)
        table = show.lists_table(safe)
        assert [row[:4] for row in table.rows] == [
            ["PPO list", "withheld", "40", "withheld"],
            ["Probation list", "95", "295", "32.2%"],  # of the rounded counts
        ]
        assert ROUNDED in table.notes
        assert show.listed_words(safe) == [
            "Women are about 95 of the 295 people on the Probation list (32.2%)."
        ]

    def test_of_fewer_than_a_hundred_people_a_share_is_a_band_and_has_no_interval(self):
        groups = (("female", 14, 0, ["ppo"]), ("male", 36, 0, ["ppo"]), ("male", 9, 1, []))
        safe = shown(population(*groups), PUBLIC)
        table = show.lists_table(safe)
        assert table.rows[0] == ["PPO list", "15", "50", "30% to under 40%"]
        assert [figure.value for figure in table.figures if figure.id.endswith("share")] == [None]
        assert show.listed_words(safe) == [
            "Women are about 15 of the 50 people on the PPO list (30% to under 40%)."
        ]

    def test_a_list_on_which_the_sex_of_few_is_not_known_is_withheld(self):
        groups = (("female", 40, 0, ["probation"]), ("male", 160, 1, ["probation"]))
        evidence = population(*groups, (None, 4, 0, ["probation"]))
        assert show.lists_table(shown(evidence, PUBLIC)).rows[0][1:3] == ["withheld", "withheld"]

    def test_a_list_that_nobody_was_ever_on_is_named_as_not_supplied(self):
        evidence = population(("female", 90, 1, ["probation"]), ("male", 90, 1, ["probation"]))
        table = show.lists_table(shown(evidence, PUBLIC))
        assert [row[0] for row in table.rows] == ["Probation list"]
        assert "Not supplied: PPO list." in table.notes

    def test_without_any_list_that_is_said(self):
        safe = shown(population(("female", 9, 1, [])), PUBLIC)
        assert show.lists_table(safe).sentences == [show.NOTHING]
        assert show.listed_words(safe) == []


class TestArrested:
    def test_women_arrested_their_arrests_and_the_lists_they_are_on(self):
        table = show.arrested_table(shown(population(*WOMEN), OPEN), OFTEN)
        assert [row[:4] for row in table.rows] == [
            ["Women arrested", "83", "267", "323"],
            ["of these, 5 times or more", "23", "147", "83"],
            ["of these, on the PPO list now", "3", "27", "83"],
            ["of these, on the Probation list now", "63", "147", "83"],
        ]

    def test_in_public_women_and_arrests_are_rounded(self):
        table = show.arrested_table(shown(population(*WOMEN), PUBLIC), OFTEN)
        assert [row[:4] for row in table.rows] == [
            ["Women arrested", "85", "265", "325"],
            ["of these, 5 times or more", "25", "145", "85"],
            ["of these, on the PPO list now", "withheld", "withheld", "85"],
            ["of these, on the Probation list now", "65", "145", "85"],
        ]
        assert table.rows[0][4] == "26.2%"
        assert table.rows[1][4:] == ["20% to under 30%", "too few people"]
        assert table.notes[-2:] == [ROUNDED, "Arrests are rounded in the same way."]

    def test_women_who_are_withheld_lose_their_arrests_too(self):
        # The 3 on the list of PPOs have 27 arrests. The paper prints the arrests of single women: 6.1.
        table = show.arrested_table(shown(population(*WOMEN), PUBLIC), OFTEN)
        assert {
            f.value for f in table.figures if f.id.startswith("women_arrested.ppo.") and ".out" not in f.id
        } == {None}

    def test_women_on_a_list_of_whom_few_were_not_arrested_are_not_told_apart(self):
        groups = (("female", 57, 1, ["probation"]), ("female", 3, 0, ["probation"]), ("male", 90, 1, []))
        safe = shown(population(*groups, ("male", 90, 1, ["probation"])), PUBLIC)
        assert not safe.lists["people_withheld"]["probation"]
        assert safe.arrested["people_withheld"]["probation"]

    def test_arrests_that_say_that_nobody_was_arrested_often_are_withheld(self):
        groups = (("female", 60, 1, []), ("male", 90, 1, []))
        table = show.arrested_table(shown(population(*groups), PUBLIC), OFTEN)
        assert [row[1:3] for row in table.rows[:2]] == [["60", "withheld"], ["withheld", "withheld"]]

    @pytest.mark.parametrize(
        ("unknown", "rule", "said"), [(12, PUBLIC, "about 10 people who were"), (6, PUBLIC, "")]
    )
    def test_people_whose_sex_is_not_known_are_named_apart_unless_they_are_few(self, unknown, rule, said):
        notes = show.arrested_table(shown(population(*WOMEN, unknown=unknown), rule), OFTEN).notes
        told = [note for note in notes if note.startswith("Not counted")]
        assert told == ([f"Not counted: {said} arrested and whose sex is not known."] if said else [])

    def test_staff_see_the_one_person_whose_sex_is_not_known(self):
        one = "Not counted: 1 person who was arrested and whose sex is not known."
        assert one in show.arrested_table(shown(population(*WOMEN, unknown=1), OPEN), OFTEN).notes

    def test_the_headline_has_women_and_arrests_and_says_that_they_are_rounded(self):
        assert show.arrested_words(shown(population(*WOMEN), PUBLIC), OFTEN) == [
            "About 85 women were arrested in five years, about 265 times in all; they are 26.2% of the people "
            "arrested.",
            "About 25 of these women were arrested 5 times or more.",
        ]
        assert show.arrested_words(shown(population(*WOMEN), OPEN), OFTEN)[0].startswith(
            "83 women were arrested"
        )

    def test_few_women_arrested_are_no_headline(self):
        assert show.arrested_words(shown(population(("female", 9, 1, [])), PUBLIC), OFTEN) == AWAY

    def test_without_arrests_that_is_said(self):
        safe = shown(known({"a": (None, "female")}), PUBLIC)
        assert show.arrested_table(safe, OFTEN).sentences == [show.NO_ARRESTS]
        assert show.arrested_words(safe, OFTEN) == []


class TestMost:
    def test_only_staff_see_who_was_arrested_most(self):
        rows = most_arrested(population(*WOMEN), HERE, 2, lists=LISTS)
        table = show.most_table(rows, "restricted")
        assert [row[:3] for row in table.rows] == [[f"p{n:04d}", "1", "9"] for n in range(3)]
        assert table.rows[0][3] == "PPO, probation"
        for edition in ("public", "Restricted", ""):
            assert show.most_table(rows, edition).sentences == [show.ELSEWHERE]

    def test_a_list_that_was_not_supplied_is_not_taken_for_none(self):
        rows = most_arrested(population(("female", 2, 9, [])), HERE, 2, lists=LISTS)
        assert show.most_table(rows, "restricted").rows[0][3] == "none"
        assert show.most_table(rows.iloc[:0], "restricted").style == "missing"


class TestCandidates:
    def safe(self, women, men, on, rule=PUBLIC):
        chosen = (("female", on, 12, ["ppo"]), ("female", women - on, 12, []), ("male", 20, 12, ["ppo"]))
        others = (("male", men - 20, 12, []), ("female", 60, 1, []), ("female", 25, 7, ["ppo"]))
        return shown(population(*chosen, *others), rule)

    def test_women_are_a_share_of_those_selected_and_of_those_on_no_scheme(self):
        safe = self.safe(41, 90, 20, OPEN)
        table = show.candidates_table(safe, RULE.title)
        assert [row[:4] for row in table.rows] == [
            ["Selected by the rule", "41", "131", "31.3%"],
            ["of these, on no scheme", "21", "91", "23.1%"],
        ]
        assert show.candidates_words(safe, RULE.title) == [
            "41 of 131 people selected by the rule “High crime causers” are women; 21 of these women are on no scheme."
        ]

    def test_in_public_they_are_rounded(self):
        safe = self.safe(41, 90, 20)
        table = show.candidates_table(safe, RULE.title)
        assert [row[1:4] for row in table.rows] == [["40", "130", "30.8%"], ["20", "90", "20% to under 30%"]]
        assert ROUNDED in table.notes
        assert show.candidates_words(safe, RULE.title)[0].startswith("About 40 of about 130 people selected")

    def test_few_women_on_a_scheme_are_not_public(self):
        safe = self.safe(41, 90, 3)
        table = show.candidates_table(safe, RULE.title)
        assert len(table.rows) == 1 and table.notes[-1].startswith("Withheld, and so without a row: ")
        assert show.candidates_words(safe, RULE.title) == [
            "About 40 of about 130 people selected by the rule “High crime causers” are women."
        ]

    def test_the_9_women_of_73_high_crime_causers_are_not_public(self):
        # Safer Stockton Partnership, 16 June 2009, item 8, 3.13: "only 9 females amongst the group".
        safe = self.safe(9, 64, 1)
        assert show.candidates_words(safe, RULE.title) == AWAY
        table = show.candidates_table(safe, RULE.title)
        assert [row[1] for row in table.rows] == ["withheld", "withheld"]
        # nor of how many: the page on those selected may show the 64 men
        assert table.rows[0][2:] == ["withheld", "withheld", "withheld"]

    def test_what_is_not_known_is_said(self):
        made = show.candidates_table(shown(known({}), PUBLIC), RULE.title)
        assert isinstance(made, Sentence) and made.style == "missing"
        assert show.candidates_words(shown(known({}), PUBLIC), RULE.title) == []


GROUPS = st.lists(
    st.tuples(
        st.sampled_from(["female", "male"]),
        st.sampled_from([1, 4, 11, 23, 48]),
        st.sampled_from([0, 1, 6, 11]),
        st.sampled_from([[], ["ppo"], ["probation"], ["ppo", "probation"]]),
    ),
    max_size=8,
)


def tables(safe):
    made = (show.lists_table(safe), show.arrested_table(safe, OFTEN), show.candidates_table(safe, RULE.title))
    return [table for table in made if not isinstance(table, Sentence)]


@settings(max_examples=10)
@given(GROUPS)
def test_nobody_can_work_out_few_women_from_what_is_shown_and_the_record_has_all_of_it(groups):
    safe = shown(population(*groups), PUBLIC)
    assert narrowed(safe.counts.cells, safe.counts.sums, PUBLIC) == {}
    for figure in (figure for table in tables(safe) for figure in table.figures):
        if figure.unit == "count" and figure.value is not None:
            assert figure.value >= 10 and figure.value % 5 == 0, figure.id
            assert figure.value in safe.counts.cells.values(), figure.id


@pytest.mark.parametrize("rule", [PUBLIC, OPEN])
def test_every_number_of_a_table_is_a_figure(rule):
    for table in tables(shown(population(*WOMEN), rule)):
        texts = {
            part for figure in table.figures for part in (figure.text, *re.split(r" \(|\)", figure.text))
        }
        assert {cell for row in table.rows for cell in row[1:]} - {"withheld", "too few people"} <= texts


def test_those_whom_the_rule_selects_have_the_names_of_the_page_on_high_crime_causers():
    """Else 55 selected here and 50 men there would leave 5 women, whom both pages withhold."""
    groups = (("female", 3, 12, []), ("male", 50, 12, []), ("male", 60, 6, ["ppo"]))
    evidence = population(*groups)
    found = over.count_over(evidence, RULE, HERE, ("arrests", "many-arrests"), NI38, ["ppo"])
    people = found.people
    theirs = causers_safe.protect(
        found,
        PUBLIC,
        flags=membership.membership(evidence, people.index[people], ["ppo"], window(AS_AT, 12)),
        together=[],
        ages=demographics.demographics(evidence, people, AS_AT, demographics.PRINTED_BANDS),
        turning=demographics.turning(evidence, found.assessment.people["apart"], found.age, 12),
    ).counts
    ours = shown(evidence, PUBLIC).counts
    same = {ours.same[name]: name for name in ours.same}
    pairs = {same[name]: their for their, name in theirs.same.items()}
    assert pairs == {
        "people selected": "selected",
        "women selected": "sex-female",
        "_people selected less women selected": "sex-male",
        "people missed": "missed",
    }
    rest = "_people selected less women selected"
    sums = [total_of("people selected", "women selected", rest)]
    hides = Counts(id="causers", cells={"selected": None, "sex-male": 50.0}, same=theirs.same)
    for selected, refused in ((55.0, True), (None, False)):
        cells = {"people selected": selected, "women selected": None, rest: None}
        shows = release(Counts(id="women", cells=cells, sums=sums, same=ours.same))
        assert bool(recoverable(shows, [release(hides)], PUBLIC)) == refused


def release(counts):
    return Release(
        "york", "2008-09-Q4", counts.id, 1, counts.id, "{}", json.dumps([counts.model_dump(mode="json")])
    )
