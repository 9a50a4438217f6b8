"""What a comparison may claim, and what it may not."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.claims import LEVELS, claim, design_level
from iomlib.metrics.intervals import Estimate

ENOUGH = (30, 30)


def difference(lower, upper):
    return Estimate((lower + upper) / 2, lower, upper, 0.95, "test")


@pytest.mark.parametrize(
    ("lower", "upper", "verdict"),
    [
        (-0.12, -0.02, "fewer"),
        (0.02, 0.12, "more"),
        (-0.02, 0.12, "no clear difference"),
        (-0.12, 0.0, "no clear difference"),
        (0.0, 0.12, "no clear difference"),
        (math.nan, math.nan, "too few to tell"),
    ],
)
def test_the_whole_interval_decides(lower, upper, verdict):
    assert claim(difference(lower, upper), "matched", ENOUGH).verdict == verdict


def test_benefit_is_not_held_back_because_few_reoffended_on_the_scheme():
    # 20 of 100 on the scheme, where 45 would have been as many as in the comparison group.
    found = claim(difference(-0.34, -0.15), "matched", (20, 450), None, expected=45.0)
    assert (found.verdict, found.reasons) == ("fewer", ())


def test_harm_does_not_pass_because_many_reoffended_in_a_small_group():
    found = claim(difference(0.1, 0.4), "matched", (34, 450), None, expected=24.0)
    reason = "fewer than 30 reoffenders to be expected on the scheme at the comparison group's rate"
    assert (found.verdict, found.reasons) == ("too few to tell", (reason,))


@pytest.mark.parametrize("design", ["after only", "before and after"])
def test_nothing_is_claimed_without_a_comparison_group(design):
    found = claim(difference(-0.3, -0.2), design, (300, 300))
    assert (found.verdict, found.reasons) == ("no claim", ("there is no comparison group",))


@pytest.mark.parametrize(
    ("reoffenders", "reason"),
    [
        ((29, 400), "fewer than 30 reoffenders on the scheme"),
        ((30, 29.9), "fewer than 30 reoffenders in the comparison group"),
        ((math.nan, 400), "fewer than 30 reoffenders on the scheme"),
    ],
)
def test_fewer_than_thirty_reoffenders_are_too_few(reoffenders, reason):
    found = claim(difference(-0.3, -0.2), "randomised", reoffenders)
    assert (found.verdict, found.reasons) == ("too few to tell", (reason,))


def test_groups_that_differ_are_not_comparable_and_every_reason_is_given():
    found = claim(difference(-0.3, -0.2), "matched", (29, 400), "age still differs")
    assert found.verdict == "not comparable"
    assert found.reasons == ("age still differs", "fewer than 30 reoffenders on the scheme")


def test_a_design_that_is_none_is_refused():
    with pytest.raises(ValueError, match="'before/after' is not a design"):
        design_level("before/after")


numbers = st.floats(-1, 1)


@given(numbers, numbers, st.sampled_from(sorted(LEVELS)), st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_a_claim_never_goes_further_than_its_interval(one, other, design, reoffenders):
    found = claim(difference(min(one, other), max(one, other)), design, reoffenders)
    if found.verdict in ("fewer", "more"):
        assert min(one, other) > 0 or max(one, other) < 0
        assert found.level >= 3 and min(reoffenders) >= 30
    assert bool(found.reasons) == (found.verdict not in ("fewer", "more", "no clear difference"))


@given(numbers, numbers, st.sampled_from(sorted(LEVELS)))
def test_harm_is_said_as_plainly_as_benefit(one, other, design):
    lower, upper = min(one, other), max(one, other)
    mirrored = {"fewer": "more", "more": "fewer"}
    found, turned = (
        claim(each, design, ENOUGH) for each in (difference(lower, upper), difference(-upper, -lower))
    )
    assert turned.verdict == mirrored.get(found.verdict, found.verdict)
