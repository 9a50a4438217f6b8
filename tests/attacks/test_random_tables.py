"""1,000 random tables of the shapes of our notebooks, protected and attacked: nothing is recovered or narrowed."""

from functools import cache

import numpy as np
import pytest
from attacker import Published, Rule, attack, ranges
from shapes import SHAPES, Made, by_the_rule, cell_by_cell, publish
from tally import tally

from iomlib.disclosure.profile import committee
from iomlib.disclosure.protect import hidden

PROFILE = committee()
RULE = Rule(PROFILE.threshold, PROFILE.base)


@cache
def tables(shape: str) -> list[tuple[Made, Published]]:
    """Make tables, and publish them as our reports do."""
    make, many = SHAPES[shape]
    made = [make(np.random.default_rng(seed)) for seed in range(many)]
    return [(each, publish(each, hidden(each.counts, each.sums, PROFILE, each.keep))) for each in made]


def test_there_are_a_thousand_tables():
    assert sum(many for _, many in SHAPES.values()) >= 1000


@pytest.mark.parametrize("shape", SHAPES)
def test_no_withheld_count_is_recovered_or_narrowed(shape):
    tried, broke = 0, []
    for seed, (_, page) in enumerate(tables(shape)):
        found = attack(page, RULE, PROFILE.width)
        tried += found.tried
        broke += [(seed, name) for name in found.recovered + found.narrowed]
    tally(f"linear programming on {len(tables(shape))} tables, {shape}: withheld counts", tried, len(broke))
    assert tried > 20
    assert broke == []


@pytest.mark.parametrize("shape", ["before and now", "cohort with rest", "one way", "outcome"])
def test_who_knows_by_what_rule_counts_are_withheld_gets_no_further(shape):
    """A count shown beside its whole leaves 10 others."""
    tried, recovered, narrowed = 0, [], []
    for made, page in tables(shape):
        found = attack(by_the_rule(page, made), RULE, PROFILE.width)
        tried, recovered, narrowed = (
            tried + found.tried,
            recovered + found.recovered,
            narrowed + found.narrowed,
        )
    tally(f"the same by who knows the rule, {shape}: withheld counts", tried, len(recovered + narrowed))
    assert recovered == narrowed == []


@pytest.mark.parametrize("shape", SHAPES)
def test_the_attacker_finds_what_withholding_cell_by_cell_gives_away(shape):
    """So that the test above can fail."""
    pages = [publish(made, cell_by_cell(made), 1) for made, _ in tables(shape)[:10]]
    found = [attack(page, Rule(10, 1), PROFILE.width) for page in pages]
    assert sum(len(each.recovered) + len(each.narrowed) for each in found) > 0


def test_rounding_alone_does_not_stop_him():
    pages = [publish(made, cell_by_cell(made)) for made, _ in tables("cohort with rest")[:25]]
    assert sum(len(attack(page, RULE, PROFILE.width).narrowed) for page in pages) > 0


@pytest.mark.parametrize("shape", SHAPES)
def test_every_count_that_is_shown_is_one_that_may_be(shape):
    for made, page in tables(shape):
        shown = {name for name, seen in page.cells.items() if seen is not None}
        assert all(made.counts[name] >= PROFILE.threshold for name in shown)
        for part, whole in made.parts:
            assert not {part, whole} <= shown or made.counts[whole] - made.counts[part] >= PROFILE.threshold


def test_the_truth_is_among_what_he_finds_possible():
    for shape in SHAPES:
        for made, page in tables(shape)[:2]:
            found = ranges(by_the_rule(page, made), RULE)
            assert all(low <= made.counts[name] <= high for name, (low, high) in found.items()), shape


def test_nearly_half_of_all_counts_are_shown():
    """Of tables made to be hard: most of their counts are small. What is safe and empty helps nobody."""
    shown = [
        seen is not None for shape in SHAPES for _, page in tables(shape) for seen in page.cells.values()
    ]
    assert np.mean(shown) > 0.45
