"""The attacker is held to every answer there is, of tables so small that all can be tried."""

import itertools

import numpy as np
import pytest
from attacker import (
    CAP,
    NothingFitsError,
    Published,
    Rule,
    attack,
    behind,
    by_trying,
    counts_behind,
    percentage,
    ranges,
    relaxed,
    rounded,
)

RULE = Rule()
TINY = Rule(threshold=4, base=3)


def test_rounds_as_the_facts_say():
    """D5 of the facts: half up to base 5."""
    assert [rounded(count) for count in (1, 2, 3, 7, 8, 12, 13)] == [0, 0, 5, 5, 10, 10, 15]


@pytest.mark.parametrize("rule", [RULE, TINY, Rule(10, 10)])
def test_knows_every_count_behind_a_rounded_one(rule):
    for shown in range(rounded(rule.threshold, rule.base), 60, rule.base):
        low, high = behind(shown, rule)
        every = [
            count for count in range(100) if rounded(count, rule.base) == shown and count >= rule.threshold
        ]
        assert (low, high) == (every[0], every[-1])


@pytest.mark.parametrize(
    ("printed", "whole", "counts"),
    [
        ("21", 73, [15]),
        ("20", 73, []),
        ("19", 73, [14]),
        ("37", 73, [27]),
        ("70", 30, [21]),
        ("33", 870, range(283, 292)),
    ],
)
def test_reads_the_counts_off_a_percentage(printed, whole, counts):
    """D1 of the facts: 21% of 73 people are 15, and 20% of them are nobody's count."""
    assert counts_behind(printed, whole) == list(counts)


def test_finds_the_two_people_of_stocktons_percentages():
    """D2 of the facts, and paragraph 3.15 of item 8, 16 June 2009: 14 + 15 - 27 = 2."""
    sums = [
        {"ppo": -1, "_ppo only": 1, "_both": 1},
        {"drr": -1, "_drr only": 1, "_both": 1},
        {"either": -1, "_ppo only": 1, "_both": 1, "_drr only": 1},
    ]
    names = {name: None for sum_ in sums for name in sum_}
    shares = [
        percentage(part, "all", printed) for part, printed in (("ppo", "19"), ("drr", "21"), ("either", "37"))
    ]
    page = Published(names | {"all": None}, [*sums, {"all": 1, "_1": -1}], shares)
    exact = Rule(1, 1)
    found = ranges(page._replace(cells=page.cells | {"all": 73}), exact)
    assert (found["_both"], found["ppo"], found["drr"], found["either"]) == (
        (2, 2),
        (14, 14),
        (15, 15),
        (27, 27),
    )


def test_works_out_what_is_left_of_a_total():
    page = Published({"all": 100, "a": 45, "b": 45, "c": None}, [{"all": -1, "a": 1, "b": 1, "c": 1}])
    assert ranges(page, RULE) == {"c": (4, 16)}
    assert ranges(page, Rule(1, 1)) == {"c": (10, 10)}


def test_says_where_there_is_no_end():
    assert ranges(Published({"a": None, "b": 20}), RULE) == {"a": (0, CAP)}


def test_knows_that_who_is_shown_leaves_enough():
    page = Published({"all": 20, "a": 10, "b": None}, [{"all": -1, "a": 1, "b": 1}])
    assert ranges(page, RULE)["b"] == (6, 12)
    assert ranges(page._replace(leaves=[("a", "all")]), RULE)["b"] == (10, 12)


def test_a_page_that_contradicts_itself_is_no_page():
    with pytest.raises(NothingFitsError):
        ranges(Published({"all": 10, "a": 50, "b": None}, [{"all": -1, "a": 1, "b": 1}]), RULE)


def test_tells_recovered_from_narrowed():
    exact, sums = Rule(10, 1), [{"all": -1, "a": 1, "b": 1}, {"b": -1, "c": 1, "d": 1}]
    page = Published({"all": 30, "a": 20, "b": None, "c": None, "d": None}, sums)
    assert ranges(page, exact) == {"b": (10, 10), "c": (0, 10), "d": (0, 10)}
    assert attack(page, exact, 10) == (3, ["b"], [])
    assert attack(page, exact, 11) == (3, ["b"], ["c", "d"])
    unseen = page._replace(cells={"all": 30, "a": 20, "b": None, "c": None})
    assert attack(unseen, exact, 10) == (2, ["b"], [])  # d is 10 at most, so that it need not be under 10
    assert attack(unseen, Rule(11, 1), 10) == (2, ["b"], ["d"])


def tiny(seed):
    """A table of two levels, a share of it published or not: all = a + b, a = c + d."""
    random = np.random.default_rng(seed)
    b, c, d = (int(n) for n in random.integers(0, 7, 3))
    truth = {"all": b + c + d, "a": c + d, "b": b, "c": c, "d": d}
    shown = {name: count >= TINY.threshold and random.random() < 0.6 for name, count in truth.items()}
    shown["all"] |= truth["all"] >= TINY.threshold and seed % 3 > 0
    cells = {name: rounded(count, TINY.base) if shown[name] else None for name, count in truth.items()}
    sums = [{"a": -1, "c": 1, "d": 1}, {"all": -1, "a": 1, "b": 1}]
    shares = (
        [percentage("c", "all", str(rounded(round(100 * c / truth["all"]), 1)))]
        if truth["all"] and seed % 2
        else []
    )
    good = not shares or shares[0].low <= 100 * c / truth["all"] < shares[0].high
    leaves = [("c", "a")] if shown["c"] and truth["d"] >= TINY.threshold else []
    return truth, Published(cells, sums, shares if good else [], leaves)


def test_finds_what_trying_every_answer_finds():
    compared = 0
    for seed in range(50):
        truth, page = tiny(seed)
        found, tried = ranges(page, TINY), by_trying(page, TINY, 20, ("b", "c", "d"))
        for name, (low, high) in tried.items():
            if page.cells["all"] is not None:  # else the trial has an end, and he has none
                assert found[name] == (low, high), (seed, name)
                compared += 1
            assert found[name][0] == low <= truth[name] <= found[name][1]
    assert compared > 60


def test_is_never_narrower_with_parts_of_people():
    for seed, (name, _) in itertools.product(range(0, 30, 2), [("c", None)]):
        _, page = tiny(seed)
        if page.cells[name] is None:
            whole, parts = ranges(page, TINY), relaxed(page, TINY)
            assert all(
                parts[each][0] <= whole[each][0] + 1e-6 and parts[each][1] >= whole[each][1] - 1e-6
                for each in whole
            )
