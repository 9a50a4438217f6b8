"""Counts that stand together on a page: no small one can be worked out of those shown."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.report.differencing import withheld

MINIMUM = 3  # small, so that every way to make up a group can be tried
GROUPS = st.integers(2, 3).flatmap(
    lambda lists: st.lists(st.tuples(*[st.booleans()] * lists), min_size=3, max_size=10 if lists == 2 else 8)
)


def page(rows):
    """List all that a page may want to show of a group: each list, any, all, and every combination."""
    flags = np.array(rows, dtype=bool)
    sets = {f"list {n}": flags[:, n] for n in range(flags.shape[1])}
    sets |= {"any": flags.any(axis=1), "all": flags.all(axis=1)}
    for kind in sorted(set(rows)):
        sets[f"only {kind}"] = (flags == kind).all(axis=1)
    return pd.DataFrame(sets)


def ways(total, cells):
    """Try every way to share people out over cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in ways(total - first, cells - 1):
            yield (first, *others)


def few(count, total):
    return 0 < count < MINIMUM or 0 < total - count < MINIMUM


@settings(max_examples=60)
@given(GROUPS, st.booleans())
def test_no_small_count_is_the_only_one_that_fits_what_is_shown(rows, with_combinations):
    sets = page(rows)
    sets = sets if with_combinations else sets[[name for name in sets if not name.startswith("only")]]
    alone = [name for name in sets if name.startswith("only")]
    shown = [name for name in sets if name not in withheld(sets, MINIMUM, exclusive=alone)]
    kinds = list(product([False, True], repeat=len(rows[0])))
    cells = page(kinds)  # one person of each kind: which kinds a count is made of
    for kind in kinds:
        cells[f"only {kind}"] = [kind == each for each in kinds]
    known = cells[shown].to_numpy(int)
    told = sets[shown].sum().to_numpy()
    fits = np.array([way for way in ways(len(rows), len(kinds)) if (np.array(way) @ known == told).all()])
    for name in cells:
        possible = fits @ cells[name].to_numpy(int)
        only_one = possible.min() == possible.max()
        assert not (only_one and few(possible[0], len(rows))), f"{name} is {possible[0]}"


@given(GROUPS)
def test_no_count_that_is_shown_is_small_or_leaves_few(rows):
    sets = page(rows)
    for name in sets.columns.difference(withheld(sets, MINIMUM)):
        assert not few(sets[name].sum(), len(rows))


@given(GROUPS)
def test_an_edition_for_staff_withholds_nothing(rows):
    assert withheld(page(rows), 1) == []


@given(GROUPS, st.randoms())
def test_the_order_of_people_is_nothing(rows, random):
    sets = page(rows)
    shuffled = sets.loc[random.sample(list(sets.index), len(sets))]
    assert withheld(shuffled, MINIMUM) == withheld(sets, MINIMUM)


def test_where_nothing_is_small_nothing_is_withheld():
    flags = pd.DataFrame({"a": [True] * 20 + [False] * 20, "b": [True, False] * 20})
    assert withheld(flags, 5) == []


def test_the_two_people_of_seed_003_who_are_on_both_lists_cannot_be_worked_out():
    rows = [(True, True)] * 2 + [(True, False)] * 12 + [(False, True)] * 13 + [(False, False)] * 46
    flags = np.array(rows)
    sets = pd.DataFrame({"ppo": flags[:, 0], "drr": flags[:, 1], "either": flags.any(axis=1)})
    assert withheld(sets, 5, {"either": 1}) == ["either"]
    assert withheld(sets, 5, {"ppo": 1}) == ["ppo"]


@pytest.mark.parametrize(
    ("counts", "gone"),
    [
        pytest.param([717, 67, 40, 46], [], id="003 section 5"),
        pytest.param([717, 67, 40, 2], ["2", "3"], id="the next smallest hides it"),
        pytest.param([717, 67, 2, 1], ["1", "2", "3"], id="two small ones add up to a small one"),
        pytest.param([717, 67, 4, 4], ["2", "3"], id="two small ones add up to enough"),
        pytest.param([6, 0, 0, 0], [], id="nobody elsewhere"),
    ],
)
def test_parts_of_a_whole_hide_each_other(counts, gone):
    parts = pd.DataFrame(np.repeat(np.eye(4, dtype=bool), counts, axis=0), columns=list("0123"))
    assert withheld(parts, 5, exclusive=list("0123")) == gone


def test_of_a_group_of_few_people_nothing_is_shown():
    assert withheld(pd.DataFrame({"a": [True] * 4, "b": [False] * 4}), 5) == ["a", "b"]


def test_a_group_of_nobody_has_nothing_to_hide():
    assert withheld(pd.DataFrame({"a": []}, dtype="bool"), 5) == []


@given(GROUPS)
def test_a_row_may_stand_for_many_people(rows):
    sets = page(rows)
    kinds = sets.drop_duplicates()
    people = [int((sets == kind).all(axis=1).sum()) for _, kind in kinds.iterrows()]
    assert withheld(kinds, MINIMUM, people=people) == withheld(sets, MINIMUM)
