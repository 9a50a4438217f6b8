"""What a page shows of the lists that a group is on, and what two groups look like that differ in few people."""

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.blocks import Chart, Sentence, Table
from iomlib.disclosure.attack import narrowed
from iomlib.disclosure.profile import OPEN, committee
from iomlib.metrics.overlap import intersections
from iomlib.report.overlap import links_table, overlap_table, upset_chart
from iomlib.report.overlap_shown import MOST, Asked, asked_for, candidates, keep, known, protect, settled
from iomlib.report.withholding import record

PUBLIC = committee()
PERIOD = (date(2008, 4, 1), date(2009, 3, 31))
GROUP = "High crime causers (adults)"
FLAGS = (
    st.integers(2, 4)
    .flatmap(lambda lists: st.lists(st.tuples(*[st.booleans()] * lists), min_size=6, max_size=60))
    .map(lambda rows: pd.DataFrame(rows, columns=["ppo", "drr", "probation", "cjit"][: len(rows[0])]))
)


def flags_of(counts, names=("ppo", "drr")):
    """One person for each count of a combination of lists."""
    rows = [kind for kind, count in counts.items() for _ in range(count)]
    return pd.DataFrame(rows, columns=list(names))


def blocks(flags, rule, **further):
    shown = protect(flags, rule, **further)
    return [
        overlap_table(shown, GROUP, PERIOD, "arrested 10 or more times"),
        upset_chart(shown, GROUP, PERIOD),
    ]


def everything(made):
    """All that a block carries to a page, as one text."""
    return "\n".join(block.model_dump_json() for block in made)


def seed_003():
    """73 people whose lists give every count that paragraphs 3.14 to 3.18 print."""
    person = np.arange(73)
    return pd.DataFrame(
        {
            "ppo": person < 14,
            "drr": (person >= 12) & (person < 27),
            "probation": (person >= 18) & (person < 66),
            "treatment": person < 63,
            "cjit": person < 39,
        }
    )


def five_times():
    return pd.concat([seed_003()] * 5, ignore_index=True)


UNIONS = [("ppo", "drr"), ("ppo", "probation", "treatment")]


# What is shown


def test_the_shares_of_seed_003_stand_on_the_page_for_staff():
    table, _ = blocks(seed_003(), OPEN, together=UNIONS)
    counts = {row[0]: row[2] for row in table.rows}
    shares = {name: (count, round(100 * int(count) / 73)) for name, count in counts.items()}
    assert shares["PPO"] == ("14", 19)
    assert shares["DRR"] == ("15", 21)
    assert shares["Probation"] == ("48", 66)
    assert shares["Treatment"] == ("63", 86)
    assert shares["CJIT"] == ("39", 53)
    assert shares["PPO or DRR"] == ("27", 37)
    assert shares["PPO, Probation or Treatment"] == ("66", 90)
    assert shares["PPO and DRR, all of them"][0] == "2"


def test_the_two_people_of_seed_003_who_are_on_both_lists_cannot_be_worked_out():
    """Seed 003, 3.14 and 3.15: 14 on one list and 15 on the other, 27 on either. So 2 people are on both."""
    table, chart = blocks(seed_003(), PUBLIC, together=UNIONS)
    shown = {row[0]: row[2] for row in table.rows}
    assert (shown["PPO"], shown["DRR"], shown["PPO or DRR"]) == ("15", "15", "25")
    assert "PPO and DRR, all of them" not in shown
    assert any(
        note.startswith("Withheld, and so without a row:") and "PPO and DRR, all of them" in note
        for note in table.notes
    )
    assert "PPO and DRR" not in everything([chart])
    told = published(seed_003(), UNIONS)
    assert narrowed(told.cells, told.sums, PUBLIC) == {}


def test_percentages_of_73_people_are_bands_and_tell_no_count():
    """Seed 003, 3.14: percentages of 73 and of 30 people, from each of which one count follows."""
    table, _ = blocks(seed_003(), PUBLIC, together=UNIONS, part=range(30))
    assert {row[0]: row[3] for row in table.rows if row[3][0].isdigit() and "or" not in row[0]} == {
        "PPO": "20% to under 30%",
        "DRR": "20% to under 30%",
        "Probation": "60% to under 70%",
        "Treatment": "80% to under 90%",
        "CJIT": "50% to under 60%",
    }
    assert table.columns[-1].text == "Share of the group"
    assert "95% interval: too few people for one." in table.notes
    assert not any(note.startswith("Intervals") for note in table.notes)
    assert all(figure.value is None for figure in table.figures if figure.unit.startswith("share"))


def published(flags, together=(), part=()):
    """Record what a page publishes of a group."""
    asked = asked_for(flags, together, part, PUBLIC)
    found = settled(
        lambda drawn: known(asked, drawn), candidates(asked, PUBLIC), PUBLIC, lambda names: keep(asked, names)
    )
    return record("lists", found.counts, found.sums, found.away, PUBLIC)


def test_a_group_within_the_group_is_said_to_share_people_and_no_test_is_given():
    table, _ = blocks(seed_003(), OPEN, part=range(30))
    part = [row for row in table.rows if row[1].startswith("Arrested 10 or more times, 30 people")]
    assert len(part) == 5
    note = "The 30 people arrested 10 or more times are among the 73. The two groups share people"
    assert any(note in each for each in table.notes)
    assert not re.search(r"\bp [=<]|significan", everything([table]))


def test_a_small_group_within_the_group_is_not_shown():
    for part in (range(0), range(3), range(30), range(70)):
        table, _ = blocks(seed_003(), PUBLIC, part=part)
        assert {row[1] for row in table.rows} == {f"{GROUP}, 75 people"}
        assert any(
            note.startswith("Not shown apart: people arrested 10 or more times.") for note in table.notes
        )


def test_a_list_that_nobody_was_ever_on_says_no_data_and_is_not_drawn():
    flags = seed_003().assign(dip=pd.array([None] * 73, dtype="boolean"))
    table, _ = blocks(flags, PUBLIC)
    assert [row[2] for row in table.rows if row[0] == "DIP"] == ["no data"]
    assert "No data: nobody was ever recorded on that list." in table.notes
    assert (
        "DIP" not in blocks(five_times().assign(dip=pd.array([None] * 365, dtype="boolean")), PUBLIC)[1].alt
    )


def test_every_person_is_in_one_bar_for_staff_and_in_public_the_large_combinations_have_one():
    assert sum(figure.value for figure in blocks(seed_003(), OPEN)[1].figures) == 73
    drawn = [figure.value for figure in blocks(five_times(), PUBLIC)[1].figures]
    assert len(drawn) > 2 and all(value >= 10 and value % 5 == 0 for value in drawn)


def test_one_combination_is_told_in_words_and_is_no_chart():
    shown = protect(five_times(), PUBLIC)
    told = upset_chart(shown._replace(combinations=shown.combinations.head(1)), GROUP, PERIOD)
    assert isinstance(told, Sentence) and len(told.figures) == 1
    assert told.sentences[0].startswith(f"{told.figures[0].text} of 365 people were on ")


def test_combinations_are_not_drawn_where_a_list_would_be_withheld_for_them():
    """Seed 003, 3.14: 14 and 15 people on two lists are worth more than the 12 who are on the one alone."""
    flags = flags_of({(False, False): 46, (False, True): 13, (True, False): 12, (True, True): 2})
    shown = protect(flags, PUBLIC)
    assert shown.counts["people"][["ppo", "drr"]].tolist() == [15, 15]
    assert not len(shown.combinations)


def test_more_combinations_than_a_chart_can_hold_are_drawn_together():
    names = [f"list {n}" for n in range(6)]
    flags = pd.DataFrame([[(n >> bit) & 1 == 1 for bit in range(6)] for n in range(64)], columns=names)
    shown = protect(flags, OPEN)
    assert (len(shown.combinations), shown.others) == (MOST, 64 - MOST)
    assert "52 on other combinations" in upset_chart(shown, GROUP, PERIOD).alt


def test_a_chart_is_the_same_bytes_every_time():
    assert blocks(five_times(), PUBLIC)[1].svg == blocks(five_times(), PUBLIC)[1].svg


def test_figures_have_ids_of_their_own():
    ids = [
        figure.id
        for block in blocks(seed_003(), OPEN, together=UNIONS, part=range(30))
        for figure in block.figures
    ]
    assert len(set(ids)) == len(ids)
    assert "overlap.any-of-ppo-drr.people" in ids
    assert "overlap.part.ppo.people" in ids
    assert "overlap.only.none.people" in ids


# Groups of which nothing can be said


def test_a_group_of_nobody_is_said_to_be_one_to_staff_and_is_one_of_few_in_public():
    for block in blocks(seed_003().head(0), OPEN):
        assert isinstance(block, Sentence)
        assert block.sentences[0].startswith("Nobody is known to be in this group")
    assert everything(blocks(seed_003().head(0), PUBLIC)) == everything(blocks(seed_003().head(4), PUBLIC))


def test_a_group_of_few_is_withheld_in_public_and_shown_to_staff():
    for block in blocks(seed_003().head(9), PUBLIC):
        assert block.sentences == ["Withheld: high crime causers (adults) are fewer than 10 people."]
    assert isinstance(blocks(seed_003().head(4), OPEN)[0], Table)


def test_where_every_combination_has_few_people_there_is_no_chart():
    flags = flags_of({(True, True): 9, (True, False): 9, (False, True): 9, (False, False): 9})
    chart = blocks(flags, PUBLIC)[1]
    assert chart.sentences == ["Withheld: combinations of lists would tell of fewer than 10 people."]


def test_of_more_lists_than_are_looked_at_together_each_is_shown_by_itself():
    flags = pd.DataFrame([[(n + bit) % 2 == 0 for bit in range(8)] for n in range(60)])
    flags.columns = [f"list {n}" for n in range(8)]
    shown = protect(flags, PUBLIC)
    assert shown.counts["people"].tolist()[:8] == [30] * 8
    assert shown.counts["withheld"].tolist()[8:] == [True, True] and not len(shown.combinations)
    assert not protect(flags, OPEN).counts["withheld"].any()


def test_one_list_is_no_chart():
    assert blocks(seed_003()[["ppo"]], PUBLIC)[1].sentences == []


# Attacks


@settings(max_examples=20)
@given(FLAGS, st.data())
def test_no_block_of_a_public_page_holds_a_small_or_an_exact_count(flags, data):
    part = data.draw(st.sets(st.sampled_from(list(flags.index))))
    for block in blocks(flags, PUBLIC, part=part):
        for figure in block.figures:
            if figure.value is not None:
                assert figure.unit in ("count", "number") and figure.value >= 10 and figure.value % 5 == 0
        if isinstance(block, Chart):
            drawn = {figure.text for figure in block.figures}
            assert drawn <= set(re.findall(r"<!-- (.*?) -->", block.svg))


@settings(max_examples=20)
@given(FLAGS, st.data())
def test_nothing_withheld_follows_by_adding_and_taking_away(flags, data):
    """Inclusion and exclusion over every combination of lists, as far as rounding lets anybody see."""
    part = data.draw(st.sets(st.sampled_from(list(flags.index))))
    told = published(flags, part=part)
    assert narrowed(told.cells, told.sums, PUBLIC) == {}


@given(FLAGS, st.data())
@settings(max_examples=10)
def test_how_counts_belong_together_does_not_tell_who_there_is(flags, data):
    drawn = [name for name in published(flags).cells if name.startswith("only ")]
    others = data.draw(st.permutations(list(flags.index)))
    asked = [Asked(each, (), ()) for each in (flags, flags.iloc[others[: len(others) // 2]])]
    one, other = (known(each, drawn) for each in asked)
    assert one[1] == other[1] and list(one[0]) == list(other[0])


@given(FLAGS)
@settings(max_examples=10)
def test_combinations_that_are_shown_to_staff_and_the_others_add_up_to_the_group(flags):
    full = protect(flags, OPEN)
    assert full.combinations["people"].sum() + full.others == len(flags)
    if len(intersections(flags)) <= MOST:
        pd.testing.assert_frame_equal(full.combinations, intersections(flags)[["lists", "people"]])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            {(True, True): 2, (True, False): 3, (False, True): 1, (False, False): 40},
            {(True, True): 1, (True, False): 4, (False, True): 1, (False, False): 40},
            id="who is on both",
        ),
        pytest.param(
            {(True, True): 1, (True, False): 21, (False, True): 3, (False, False): 41},
            {(True, True): 2, (True, False): 20, (False, True): 2, (False, False): 42},
            id="who is on a small list",
        ),
    ],
)
def test_two_groups_that_differ_only_in_what_is_withheld_look_the_same(one, other):
    assert everything(blocks(flags_of(one), PUBLIC)) == everything(blocks(flags_of(other), PUBLIC))
    assert everything(blocks(flags_of(one), OPEN)) != everything(blocks(flags_of(other), OPEN))


@given(FLAGS, st.randoms())
@settings(max_examples=10)
def test_the_order_of_people_is_nothing(flags, random):
    shuffled = flags.loc[random.sample(list(flags.index), len(flags))]
    assert everything(blocks(shuffled, PUBLIC)) == everything(blocks(flags, PUBLIC))


# Links of one caseload to another


def parts(counts):
    rows = pd.DataFrame(
        {"people": counts}, index=["not on it", "ended", "suspended", "active"], dtype="float64"
    )
    rows = rows.assign(
        cohort_size=int(np.nansum(counts)), lower=0.1, upper=0.2, confidence=0.95, method="Wilson score"
    )
    return rows.assign(share=rows["people"] / rows["cohort_size"])


def test_the_links_of_seed_000_stand_on_the_public_page():
    table = links_table(parts([717, 67, 40, 46]), "Probation caseload", "DIP", PUBLIC)
    assert [row[2:4] for row in table.rows] == [
        ["715", "82.2%"],
        ["65", "7.5%"],
        ["40", "4.6%"],
        ["45", "5.2%"],
    ]
    assert links_table(parts([717, 67, 40, 46]), "Probation caseload", "DIP", OPEN).rows[0][2:4] == [
        "717",
        "82.4%",
    ]


def test_a_small_part_is_withheld_and_rounding_hides_it_among_three_others():
    table = links_table(parts([717, 67, 40, 2]), "Probation caseload", "DIP", PUBLIC)
    assert [row[2] for row in table.rows] == ["715", "65", "40"]
    assert "Withheld, and so without a row: active." in table.notes
    table = links_table(parts([717, 4, 5, 2]), "Probation caseload", "DIP", PUBLIC)
    assert [row[2] for row in table.rows] == ["715"]
    assert {figure.value for figure in table.figures if ".active." in figure.id} == {None}
    assert links_table(parts([717, 67, 40, 2]), "Probation caseload", "DIP", OPEN).rows[3][2] == "2"


def test_a_caseload_of_which_nothing_can_be_said():
    few = "Withheld: the parts of Probation caseload would tell of fewer than 10 people."
    for counts in ([0, 0, 0, 0], [1, 1, 1, 0], [717, 0, 0, 2]):
        assert links_table(parts(counts), "Probation caseload", "DIP", PUBLIC).sentences == [few]
    nobody = "Nobody is known to be on this list: Probation caseload."
    assert links_table(parts([0, 0, 0, 0]), "Probation caseload", "DIP", OPEN).sentences == [nobody]


def test_a_list_that_was_not_supplied_has_no_links():
    unknown = parts([1, 1, 1, 1]).assign(people=float("nan"))
    assert links_table(unknown, "Probation caseload", "DIP", PUBLIC).sentences == [
        "No data: nobody was ever recorded on this list: DIP."
    ]
