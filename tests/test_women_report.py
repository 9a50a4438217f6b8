"""Women on lists, women arrested and women selected, as each edition shows them."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import AS_AT, HERE, arrests, enrolments, known

from iomlib.blocks import Sentence
from iomlib.metrics import threshold
from iomlib.metrics.selection import assess
from iomlib.metrics.women import most_arrested, women_arrested, women_on_lists
from iomlib.report import women as show
from iomlib.report.withholding import AWAY
from iomlib.rules import read_rule

PUBLIC, RESTRICTED = 5, 1
LISTS = ("ppo", "probation")
RULE = read_rule("params", "high-crime-causers", AS_AT)


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


def counted(evidence, minimum):
    counts = women_on_lists(evidence, HERE, LISTS), women_arrested(evidence, HERE, lists=LISTS)
    return show.protect_women(*counts, minimum)


WOMEN = (
    ("female", 3, 9, ["ppo", "probation"]),
    ("female", 60, 2, ["probation"]),
    ("female", 20, 6, []),
    ("male", 39, 3, ["ppo"]),
    ("male", 200, 1, ["probation"]),
)


class TestLists:
    def test_women_are_a_share_of_everybody_on_each_list(self):
        listed, _ = counted(population(*WOMEN), RESTRICTED)
        table = show.lists_table(listed, RESTRICTED)
        assert [row[:4] for row in table.rows] == [
            ["PPO list", "3", "42", "7.1%"],
            ["Probation list", "63", "263", "24.0%"],
        ]

    def test_few_women_on_a_list_are_not_public_nor_their_share(self):
        listed, _ = counted(population(*WOMEN), PUBLIC)
        table = show.lists_table(listed, PUBLIC)
        assert table.rows[0] == ["PPO list", *["withheld"] * 4]
        assert table.rows[1][1] == "63"
        assert 3 not in {f.value for f in table.figures}
        assert show.listed_words(listed) == ["Women are 63 of the 263 people on the Probation list (24.0%)."]

    def test_a_list_that_nobody_was_ever_on_is_named_as_not_supplied(self):
        evidence = population(("female", 9, 1, ["probation"]), ("male", 9, 1, ["probation"]))
        table = show.lists_table(counted(evidence, PUBLIC)[0], PUBLIC)
        assert [row[0] for row in table.rows] == ["Probation list"]
        assert "Not supplied: PPO list." in table.notes

    def test_without_any_list_that_is_said(self):
        listed, _ = counted(population(("female", 9, 1, [])), PUBLIC)
        assert show.lists_table(listed, PUBLIC).sentences == [show.NOTHING]
        assert show.listed_words(listed) == []


class TestArrested:
    def test_women_arrested_their_arrests_and_the_lists_they_are_on(self):
        _, arrested = counted(population(*WOMEN), RESTRICTED)
        table = show.arrested_table(arrested, 5, RESTRICTED)
        assert [row[:4] for row in table.rows] == [
            ["Women arrested", "83", "267", "322"],
            ["of these, 5 times or more", "23", "147", "83"],
            ["of these, on the PPO list now", "3", "27", "83"],
            ["of these, on the Probation list now", "63", "147", "83"],
        ]

    def test_few_women_lose_their_arrests_too_in_public(self):
        _, arrested = counted(population(*WOMEN), PUBLIC)
        table = show.arrested_table(arrested, 5, PUBLIC)
        assert table.rows[2] == ["of these, on the PPO list now", *["withheld"] * 5]
        assert {f.value for f in table.figures if f.id.startswith("women_arrested.ppo")} == {None}

    def test_women_on_a_list_of_whom_few_were_not_arrested_are_not_told_apart(self):
        groups = (
            ("female", 57, 1, ["probation"]),
            ("female", 3, 0, ["probation"]),
            ("male", 90, 1, ["probation"]),
        )
        listed, arrested = counted(population(*groups), PUBLIC)
        assert listed["withheld"].to_dict() == {"ppo": False, "probation": False}
        assert arrested["withheld"]["probation"]

    def test_people_whose_sex_is_not_known_are_named_apart(self):
        _, arrested = counted(population(*WOMEN, unknown=6), PUBLIC)
        table = show.arrested_table(arrested, 5, PUBLIC)
        assert "Not counted: 6 people who were arrested and whose sex is not known." in table.notes
        _, arrested = counted(population(*WOMEN, unknown=2), PUBLIC)
        assert "Not counted" not in " ".join(show.arrested_table(arrested, 5, PUBLIC).notes)
        _, arrested = counted(population(*WOMEN, unknown=1), RESTRICTED)
        one = "Not counted: 1 person who was arrested and whose sex is not known."
        assert one in show.arrested_table(arrested, 5, RESTRICTED).notes

    def test_the_headline_has_women_and_arrests(self):
        _, arrested = counted(population(*WOMEN), PUBLIC)
        assert show.arrested_words(arrested, 5) == [
            "83 women were arrested in five years, 267 times in all; they are 25.8% of the people arrested.",
            "23 of the 83 women arrested were arrested 5 times or more.",
        ]

    def test_without_arrests_that_is_said(self):
        evidence = known({"a": (None, "female")})
        arrested = women_arrested(evidence, HERE, lists=LISTS)
        listed = women_on_lists(evidence, HERE, LISTS)
        _, safe = show.protect_women(listed, arrested, PUBLIC)
        assert show.arrested_table(safe, 5, PUBLIC).sentences == [show.NO_ARRESTS]
        assert show.arrested_words(safe, 5) == []


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
    def rows(self, women, men, on):
        groups = (("female", on, 12, ["ppo"]), ("female", women - on, 12, []), ("male", men, 12, []))
        evidence = population(*groups, ("male", 5, 1, ["ppo"]))
        return threshold.women_selected(evidence, assess(evidence, RULE, HERE), ["ppo"])

    def test_women_are_a_share_of_those_selected_and_of_those_on_no_scheme(self):
        safe = show.protect_candidates(self.rows(20, 60, 8), PUBLIC)
        table = show.candidates_table(safe, RULE.title, PUBLIC)
        assert [row[:4] for row in table.rows] == [
            ["Selected by the rule", "20", "80", "25.0%"],
            ["of these, on no scheme", "12", "72", "16.7%"],
        ]
        assert show.candidates_words(safe, RULE.title) == [
            "20 of the 80 people selected by the rule “High crime causers” are women; 12 of these women are on no "
            "scheme."
        ]

    def test_few_women_on_a_scheme_are_not_public(self):
        safe = show.protect_candidates(self.rows(20, 60, 3), PUBLIC)
        assert show.candidates_table(safe, RULE.title, PUBLIC).rows[1][1] == "withheld"
        assert show.candidates_words(safe, RULE.title) == [
            "20 of the 80 people selected by the rule “High crime causers” are women."
        ]

    def test_few_women_selected_are_not_public(self):
        safe = show.protect_candidates(self.rows(3, 60, 0), PUBLIC)
        assert show.candidates_words(safe, RULE.title) == AWAY
        assert show.candidates_table(safe, RULE.title, PUBLIC).rows[0][1] == "withheld"

    def test_what_is_not_known_is_said(self):
        evidence = known({})
        rows = threshold.women_selected(evidence, assess(evidence, RULE, HERE), ["ppo"])
        made = show.candidates_table(show.protect_candidates(rows, PUBLIC), RULE.title, PUBLIC)
        assert isinstance(made, Sentence) and made.style == "missing"


GROUPS = st.lists(
    st.tuples(
        st.sampled_from(["female", "male"]),
        st.integers(0, 9),
        st.sampled_from([0, 1, 6]),
        st.sampled_from([[], ["ppo"], ["probation"], ["ppo", "probation"]]),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(GROUPS)
def test_no_public_figure_counts_few_women_or_leaves_few_others(groups):
    listed, arrested = counted(population(*groups), PUBLIC)
    for table in (show.lists_table(listed, PUBLIC), show.arrested_table(arrested, 5, PUBLIC)):
        for figure in table.figures:
            if figure.unit == "count" and figure.value is not None and not figure.id.endswith(".arrests"):
                assert not 0 < figure.value < PUBLIC, figure.id
    for name in LISTS:
        if not listed["withheld"][name] and not pd.isna(listed["people"][name]):
            assert not 0 < listed["out_of"][name] - listed["people"][name] < PUBLIC
            if not arrested["withheld"][name]:
                assert not 0 < listed["people"][name] - arrested["people"][name] < PUBLIC


@pytest.mark.parametrize("minimum", [PUBLIC, RESTRICTED])
def test_every_number_of_a_table_is_a_figure(minimum):
    listed, arrested = counted(population(*WOMEN), minimum)
    for table in (show.lists_table(listed, minimum), show.arrested_table(arrested, 5, minimum)):
        texts = {
            part for figure in table.figures for part in (figure.text, *figure.text.rstrip(")").split(" ("))
        }
        assert {cell for row in table.rows for cell in row[1:]} - {"withheld"} <= texts
