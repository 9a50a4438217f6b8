"""Ages and sexes of a group, and who of it was in contact with a service: what a page says of them."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import AS_AT, enrolments, everybody, known

from iomlib.disclosure.attack import narrowed, total_of
from iomlib.disclosure.profile import OPEN, committee
from iomlib.disclosure.protect import hidden
from iomlib.metrics import membership
from iomlib.metrics.days import window
from iomlib.metrics.demographics import PRINTED_BANDS, demographics
from iomlib.report import contact
from iomlib.report import demographics as ages
from iomlib.report.overlap_shown import protect
from iomlib.report.withholding import AWAY, EMPTY, record

PUBLIC, YEAR = committee(), window(AS_AT, 12)


def group(*people):
    """Make people up: (number, day of birth, sex)."""
    born = {f"p{at}-{n}": (day, sex) for at, (number, day, sex) in enumerate(people) for n in range(number)}
    evidence = known(born)
    return demographics(evidence, everybody(evidence), AS_AT, PRINTED_BANDS)


def table(people, rule):
    safe = ages.protect_demographics(group(*people), rule)
    return ages.demographics_table(safe, "31 March 2009", rule)


class TestAges:
    CAUSERS = (
        (8, "1988-01-01", "female"),
        (9, "1988-01-01", "male"),
        (47, "1980-01-01", "male"),
        (1, "1980-01-01", "female"),
        (8, "1960-01-01", "male"),
    )

    def test_ages_and_sexes_are_counted_with_intervals_for_staff(self):
        safe = ages.protect_demographics(group(*self.CAUSERS), OPEN)
        assert [row[:3] for row in table(self.CAUSERS, OPEN).rows] == [
            ["Age: under 18", "0", "0.0%"],
            ["Age: 18 to 24", "17", "23.3%"],
            ["Age: 25 to 34", "48", "65.8%"],
            ["Age: 35 and over", "8", "11.0%"],
            ["Sex: female", "9", "12.3%"],
            ["Sex: male", "64", "87.7%"],
        ]
        assert ages.demographics_words(safe) == [
            "88% of those over the threshold are men and 66% are aged 25 to 34."
        ]

    def test_in_public_they_are_rounded_few_are_withheld_and_shares_are_bands(self):
        """Seed 003, 3.13: of 73 people 9 are women, and 8 are 35 or older."""
        told = table(self.CAUSERS, PUBLIC)
        assert told.rows == [
            ["Age: 18 to 24", "15", "20% to under 30%"],
            ["Age: 25 to 34", "50", "60% to under 70%"],
        ]
        assert told.notes[-2:] == [
            "Withheld, and so without a row: Age: under 18; Age: 35 and over; Sex: female; Sex: male.",
            "95% interval: too few people for one.",
        ]

    def test_an_age_that_nobody_of_the_group_can_have_has_no_row_in_public(self):
        rows = ages.shown(group(*self.CAUSERS), (), PUBLIC, 18)
        assert "age-under-18" not in rows.index and "age-18-to-24" in rows.index
        assert "age-under-18" in ages.shown(group(*self.CAUSERS), (), OPEN, 18).index

    def test_a_birthday_on_the_reference_date_counts(self):
        safe = ages.protect_demographics(group((9, "1991-03-31", "male"), (7, "1991-04-01", "male")), OPEN)
        assert safe["people"].to_dict()["age-under-18"] == 7

    def test_a_band_of_few_takes_another_with_it_in_table_picture_and_text(self):
        safe = ages.protect_demographics(group((40, "1980-01-01", "male"), (3, "1960-01-01", "male")), PUBLIC)
        rows = {row[0]: row[1] for row in ages.demographics_table(safe, "today", PUBLIC).rows}
        assert rows["Age: 35 and over"] == rows["Age: 25 to 34"] == "withheld"
        assert ages.age_chart(safe, "today").sentences == []

    def test_a_percentage_stands_on_a_hundred_people(self):
        people = [(90, "1980-01-01", "male"), (40, "1988-01-01", "female")]
        rows = table([*people, (20, "1960-01-01", "male"), (15, "1995-01-01", "male")], PUBLIC).rows
        assert rows[1][1:3] == ["40", "24.2%"] and rows[2][1:3] == ["90", "54.5%"]

    def test_ages_that_as_many_have_are_named_together(self):
        made = ages.age_chart(
            ages.protect_demographics(group(*self.CAUSERS[1:], (31, "1988-01-01", "male")), OPEN), "x"
        )
        assert made.caption == "The largest group is aged 25 to 34: 48 people"
        even = group(
            *((n, f"{year}-01-01", "male") for n, year in ((19, 1988), (21, 1960), (12, 1995), (13, 1980)))
        )
        assert ages.age_chart(ages.protect_demographics(even, PUBLIC), "x").caption == (
            "The largest groups are aged 18 to 24 and 35 and over: 20 people each"
        )

    def test_an_age_that_is_not_known_is_no_age(self):
        some = ages.protect_demographics(group((9, None, "male"), (6, "1980-01-01", "male")), OPEN)
        assert ages.age_chart(some, "x").caption == "The largest group is aged 25 to 34: 6 people"
        none = ages.protect_demographics(group((9, None, "male")), OPEN)
        assert ages.age_chart(none, "x").caption == "The age of 9 people is not known"

    def test_who_is_not_known_has_a_row_where_there_are_any_and_in_public_where_they_are_not_few(self):
        for people, rule, said in ((9, OPEN, "9"), (9, PUBLIC, None), (32, PUBLIC, "30")):
            made = table([(people, None, "male"), (40, "1980-01-01", "male")], rule)
            assert {row[0]: row[1] for row in made.rows}.get("Age: not known") == said

    def test_a_share_in_public_is_of_all_so_that_it_does_not_tell_how_few_are_not_known(self):
        """78 men are 80 of 100 whose sex is known, as both are shown, and 103 are over the threshold."""
        rows = group((23, "1980-01-01", "female"), (78, "1980-01-01", "male"), (2, "1980-01-01", None))
        safe = ages.protect_demographics(rows, PUBLIC)
        assert safe["people"]["sex-male"] == 80 and safe["share"]["sex-male"] == 80 / 105

    def test_nobody_is_said_to_staff_and_is_few_people_in_public(self):
        safe = ages.protect_demographics(group(), OPEN)
        assert ages.demographics_table(safe, "today", OPEN).sentences == [ages.NOTHING]
        assert ages.age_chart(safe, "today").sentences == [] and ages.demographics_words(safe) == EMPTY
        assert ages.demographics_words(ages.protect_demographics(group(), PUBLIC)) == AWAY

    @settings(max_examples=30)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 40),
                st.sampled_from([None, "1995-01-01", "1988-01-01", "1980-01-01"]),
                st.sampled_from([None, "male", "female"]),
            ),
            max_size=6,
        )
    )
    def test_no_public_count_is_few_nor_follows_from_the_others(self, people):
        rows = group(*people)
        counts, sums = ages.known(rows, PUBLIC)
        away = hidden(counts, sums, PUBLIC, [ages.ALL])
        told = record("ages", counts, sums, away, PUBLIC)
        assert narrowed(told.cells, told.sums, PUBLIC) == {}
        shown = ages.shown(rows, away, PUBLIC)["people"].dropna()
        assert (shown >= 10).all() and (shown % 5 == 0).all()

    @pytest.mark.parametrize("few", range(10))
    @pytest.mark.parametrize("men", [31, 35, 42])
    def test_a_reader_who_takes_it_to_be_known_of_everybody_learns_no_more(self, few, men):
        """Men and women shown beside a total that is not would nearly give it."""
        rows = group((men, "1980-01-01", "male"), (21, "1980-01-01", "female"), (few, "1980-01-01", None))
        rule = replace(PUBLIC, withhold=(ages.ALL,))
        counts, sums = ages.known(rows, rule)
        away = hidden(counts, sums, rule)
        cells = record("ages", counts, sums, away, rule).cells
        assert total_of(ages.ALL, *(name for name in counts if name.lstrip("_").startswith("sex-"))) in sums
        shown = ages.shown(rows, away, rule)["people"]
        told = {name: number for name, number in shown.items() if name.startswith("sex-")}
        cells |= dict.fromkeys([ages.ALL, "sex-female", "sex-male"]) | told
        whole = total_of(ages.ALL, "sex-female", "sex-male")
        cells = {name: None if pd.isna(cells[name]) else cells[name] for name in whole}
        assert "sex-not-known" not in shown and narrowed(cells, [whole], rule) == {}

    def test_few_of_whom_it_is_not_known_are_counted_where_no_shown_number_changes(self):
        def sexes(men, women, few):
            rows = group(
                (men, "1980-01-01", "male"), (women, "1980-01-01", "female"), (few, "1980-01-01", None)
            )
            counts = {name: count for name, count in ages.known(rows, PUBLIC)[0].items() if "sex-" in name}
            return {name: count for name, count in counts.items() if " " not in name}

        assert sexes(41, 32, 0) == {"sex-female": 32, "sex-male": 41}
        assert sexes(41, 31, 2) == {"sex-female": 32, "sex-male": 42}
        assert sexes(41, 31, 3) == {"sex-female": 32, "_sex-male": 43}
        assert sexes(41, 31, 10) == {"sex-female": 31, "sex-male": 41, "sex-not-known": 10}


class TestContact:
    def flags(self, *groups):
        """Put groups of (people, lists) on their lists in the year; one more person was on each before."""
        who = [(f"p{at}-{n}", lists) for at, (number, lists) in enumerate(groups) for n in range(number)]
        spells = [(person, "2008-06-01", None, None, name) for person, lists in who for name in lists]
        spells += [
            ("before", "2001-01-01", "2001-02-01", None, name) for name in ("ppo", "probation", "treatment")
        ]
        evidence = known([person for person, _ in who] + ["before"], enrolments=enrolments(*spells))
        return membership.membership(
            evidence, [person for person, _ in who], ["ppo", "probation", "treatment"], YEAR
        )

    SERVICES = ("ppo", "probation", "treatment")

    def shown(self, rule, *groups):
        return protect(self.flags(*groups), rule, together=[self.SERVICES])

    def test_who_is_in_contact_with_none_is_counted_with_the_others_share(self):
        made = contact.contact_sentence(self.shown(OPEN, (66, ["treatment"]), (7, [])), self.SERVICES)
        assert made.sentences == [
            "66 of the 73 (90.4%; 95% interval 81.5% to 95.3%) were in contact with PPO, Probation or Treatment at "
            "some time in the year; 7 with none of them."
        ]
        assert made.figures[0].value == 7

    def test_a_few_in_contact_with_none_are_not_public_and_the_headline_has_the_lists(self):
        shown = self.shown(PUBLIC, (40, ["treatment"]), (30, ["treatment", "probation"]), (3, []))
        made = contact.contact_sentence(shown, self.SERVICES)
        assert "is withheld" in made.sentences[0] and made.figures == []
        assert contact.contact_words(shown, self.SERVICES) == [
            "Of the 75, some time in the year 30 on Probation (40% to under 50%)."
        ]

    def test_those_in_contact_with_none_are_worked_out_from_what_is_shown(self):
        shown = self.shown(
            PUBLIC,
            (40, ["ppo", "treatment"]),
            (50, ["probation"]),
            (31, ["treatment"]),
            (20, ["ppo"]),
            (23, []),
        )
        made = contact.contact_sentence(shown, self.SERVICES)
        assert (
            made.sentences[0].startswith("140 of the 165 (84.8%; 95% interval")
            and made.figures[0].value == 25
        )

    def test_a_group_of_nobody_is_not_a_list_that_was_not_supplied(self):
        shown = protect(self.flags(), OPEN, together=[self.SERVICES])
        assert contact.contact_sentence(shown, self.SERVICES).sentences == [
            "Nobody is known to be in this group, so nothing can be said of the lists it is on."
        ]
        assert contact.contact_words(shown, self.SERVICES) == EMPTY
        assert (
            contact.contact_words(protect(self.flags(), PUBLIC, together=[self.SERVICES]), self.SERVICES)
            == AWAY
        )

    def test_lists_that_were_not_supplied_are_said(self):
        evidence = known(["a", "b"], enrolments=enrolments(("a", "2008-06-01", None)))
        flags = membership.membership(evidence, ["a", "b"], self.SERVICES, YEAR)
        made = contact.contact_sentence(protect(flags, OPEN, together=[self.SERVICES]), self.SERVICES)
        assert (made.style, made.sentences) == (
            "missing",
            ["It is not known who was on PPO, Probation or Treatment."],
        )

    def test_aliases_are_a_number_and_for_staff_only(self):
        names = {
            "forename": ["Anna", "Ana", "Bert"],
            "surname": ["Archer", "Archer", "Brown"],
            "person": ["a", "b", "c"],
        }
        identities = pd.DataFrame(names).assign(
            born=pd.to_datetime(["1980-05-01", "1980-05-01", "1970-01-01"])
        )
        people = pd.Series([True, False, True], index=["a", "b", "c"])
        assert contact.alias_sentence({"identities": identities}, people, "public").sentences == [
            contact.NOT_PUBLIC
        ]
        assert contact.alias_sentence({}, people, "restricted").sentences == [contact.NO_NAMES]
        made = contact.alias_sentence({"identities": identities}, people, "restricted")
        assert made.figures[0].value == 1 and "Archer" not in made.model_dump_json()
