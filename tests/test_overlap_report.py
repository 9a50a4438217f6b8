"""What a page shows of the lists that a group is on, and what two groups look like that differ in few people."""

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.blocks import Chart, Sentence, Table
from iomlib.metrics.overlap import intersections
from iomlib.report.overlap import links_table, overlap_table, upset_chart
from iomlib.report.overlap_shown import MOST, protect

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


def blocks(flags, minimum, **further):
    shown = protect(flags, minimum, **further)
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


UNIONS = [("ppo", "drr"), ("ppo", "probation", "treatment")]


# What is shown


def test_the_shares_of_seed_003_stand_on_the_page_for_staff():
    table, _ = blocks(seed_003(), 1, together=UNIONS)
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


def test_the_public_page_does_not_say_that_two_people_are_on_both_lists():
    table, chart = blocks(seed_003(), 5, together=UNIONS)
    shown = {row[0]: row[2] for row in table.rows}
    assert shown["PPO"] == "14"
    assert shown["DRR"] == "15"
    assert shown["PPO or DRR"] == shown["PPO and DRR, all of them"] == "withheld"
    assert isinstance(chart, Chart)
    assert "PPO and DRR" not in chart.alt


def test_a_group_within_the_group_is_said_to_share_people_and_no_test_is_given():
    table, _ = blocks(seed_003(), 1, part=range(30))
    part = [row for row in table.rows if row[1].startswith("Arrested 10 or more times, 30 people")]
    assert len(part) == 5
    note = "The 30 people arrested 10 or more times are among the 73. The two groups share people"
    assert any(note in each for each in table.notes)
    assert not re.search(r"\bp [=<]|significan", everything([table]))


def test_a_small_group_within_the_group_is_not_shown():
    table, _ = blocks(seed_003(), 5, part=range(3))
    assert {row[1] for row in table.rows} == {f"{GROUP}, 73 people"}
    assert any(note.startswith("Not shown: people arrested 10 or more times.") for note in table.notes)
    table, _ = blocks(seed_003(), 5, part=range(70))
    assert {row[1] for row in table.rows} == {f"{GROUP}, 73 people"}


def test_a_list_that_nobody_was_ever_on_says_no_data_and_is_not_drawn():
    flags = seed_003().assign(dip=pd.array([None] * 73, dtype="boolean"))
    table, chart = blocks(flags, 5)
    assert [row[2] for row in table.rows if row[0] == "DIP"] == ["no data"]
    assert "No data: nobody was ever recorded on that list." in table.notes
    assert "DIP" not in chart.alt


def test_every_person_is_in_one_bar():
    for minimum in (1, 5):
        _, chart = blocks(seed_003(), minimum)
        assert sum(figure.value for figure in chart.figures) == 73


def test_more_combinations_than_a_chart_can_hold_are_drawn_together():
    names = [f"list {n}" for n in range(6)]
    flags = pd.DataFrame([[(n >> bit) & 1 == 1 for bit in range(6)] for n in range(64)], columns=names)
    shown = protect(flags, 1)
    assert (len(shown.combinations), shown.others) == (MOST, 64 - MOST)
    assert "52 on other combinations" in upset_chart(shown, GROUP, PERIOD).alt


def test_a_chart_is_the_same_bytes_every_time():
    assert blocks(seed_003(), 5)[1].svg == blocks(seed_003(), 5)[1].svg


def test_figures_have_ids_of_their_own():
    ids = [
        figure.id
        for block in blocks(seed_003(), 1, together=UNIONS, part=range(30))
        for figure in block.figures
    ]
    assert len(set(ids)) == len(ids)
    assert "overlap.any-of-ppo-drr.people" in ids
    assert "overlap.part.ppo.people" in ids
    assert "overlap.only.none.people" in ids


# Groups of which nothing can be said


@pytest.mark.parametrize("minimum", [1, 5])
def test_a_group_of_nobody_is_said_to_be_one(minimum):
    for block in blocks(seed_003().head(0), minimum):
        assert isinstance(block, Sentence)
        assert block.sentences[0].startswith("Nobody is known to be in this group")


def test_a_group_of_few_is_withheld_in_public_and_shown_to_staff():
    for block in blocks(seed_003().head(4), 5):
        assert block.sentences == ["Withheld: high crime causers (adults) are fewer than 5 people."]
    assert isinstance(blocks(seed_003().head(4), 1)[0], Table)


def test_where_every_combination_has_few_people_there_is_no_chart():
    flags = flags_of({(True, True): 4, (True, False): 4, (False, True): 4, (False, False): 4})
    chart = blocks(flags, 5)[1]
    assert chart.sentences == ["Withheld: combinations of lists would tell of fewer than 5 people."]


def test_one_list_is_no_chart():
    assert blocks(seed_003()[["ppo"]], 5)[1].sentences == []


# Attacks


@settings(max_examples=25)
@given(FLAGS, st.data())
def test_no_block_of_a_public_page_holds_a_small_count(flags, data):
    part = data.draw(st.sets(st.sampled_from(list(flags.index))))
    size = len(flags)
    for block in blocks(flags, 5, part=part):
        for figure in block.figures:
            if figure.value is not None and figure.unit == "count":
                of = len(part) if ".part." in figure.id else size
                assert not 0 < figure.value < 5
                assert ".only." in figure.id or not 0 < of - figure.value < 5
        if isinstance(block, Chart):
            told = [
                int(number)
                for number in re.findall(r"(\d+) on |[A-Z] (\d+)(?=[,.])", block.alt)
                for number in number
                if number
            ]
            assert not any(0 < number < 5 for number in told)
            drawn = {figure.text for figure in block.figures}
            assert drawn <= set(re.findall(r"<!-- (.*?) -->", block.svg))


@given(FLAGS)
@settings(max_examples=10)
def test_combinations_that_are_shown_and_the_others_add_up_to_the_group(flags):
    shown = protect(flags, 5)
    if not shown.too_few:
        assert shown.combinations["people"].sum() + shown.others == len(flags)
        assert not 0 < shown.others < 5
    full = protect(flags, 1)
    if len(intersections(flags)) <= MOST:
        pd.testing.assert_frame_equal(full.combinations, intersections(flags))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            {(True, True): 2, (True, False): 3, (False, True): 1, (False, False): 40},
            {(True, True): 1, (True, False): 4, (False, True): 1, (False, False): 40},
            id="who is on both",
        ),
        pytest.param(
            {(True, True): 1, (True, False): 20, (False, True): 3, (False, False): 40},
            {(True, True): 2, (True, False): 19, (False, True): 2, (False, False): 41},
            id="who is on a small list",
        ),
    ],
)
def test_two_groups_that_differ_only_in_what_is_withheld_look_the_same(one, other):
    assert everything(blocks(flags_of(one), 5)) == everything(blocks(flags_of(other), 5))
    assert everything(blocks(flags_of(one), 1)) != everything(blocks(flags_of(other), 1))


@given(FLAGS, st.randoms())
@settings(max_examples=10)
def test_the_order_of_people_is_nothing(flags, random):
    shuffled = flags.loc[random.sample(list(flags.index), len(flags))]
    assert everything(blocks(shuffled, 5)) == everything(blocks(flags, 5))


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
    table = links_table(parts([717, 67, 40, 46]), "Probation caseload", "DIP", 5)
    assert [row[2:4] for row in table.rows] == [
        ["717", "82.4%"],
        ["67", "7.7%"],
        ["40", "4.6%"],
        ["46", "5.3%"],
    ]


def test_a_small_part_hides_the_next_smallest_too():
    table = links_table(parts([717, 67, 40, 2]), "Probation caseload", "DIP", 5)
    assert [row[2] for row in table.rows] == ["717", "67", "withheld", "withheld"]
    assert {figure.value for figure in table.figures if ".active." in figure.id} == {None}
    assert links_table(parts([717, 67, 40, 2]), "Probation caseload", "DIP", 1).rows[3][2] == "2"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([0, 0, 0, 0], "Nobody is known to be on this list: Probation caseload."),
        ([1, 1, 1, 0], "Withheld: the parts of Probation caseload are under 5 people."),
    ],
)
def test_a_caseload_of_which_nothing_can_be_said(counts, words):
    assert links_table(parts(counts), "Probation caseload", "DIP", 5).sentences == [words]


def test_a_list_that_was_not_supplied_has_no_links():
    unknown = parts([1, 1, 1, 1]).assign(people=float("nan"))
    assert links_table(unknown, "Probation caseload", "DIP", 5).sentences == [
        "No data: nobody was ever recorded on this list: DIP."
    ]
