"""Time to the first reoffence: R's numbers, a second library, and what must hold whatever the people."""

import math

import lifelines
import matchit
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines.statistics import logrank_test
from scipy.stats import CensoredData, ecdf

from iomlib.errors import DataError
from iomlib.metrics.people import matched_rows
from iomlib.metrics.survival import influences, kaplan_meier, log_rank, steps_of, survival_at

SPECS = matchit.specs()
TIMES = {"rossi": ("week", "arrest"), "recid": ("durat", "event"), "iomsynth": ("time", "ev")}
FOLLOWED = [name for name in SPECS.index if SPECS["dataset"][name] in TIMES]


def people_of(*, treated, others):
    """Read days as written by hand: 365+ is still free of a reoffence on day 365."""
    texts = [(text.strip(), side) for side, row in ((1, treated), (0, others)) for text in row.split(",")]
    return pd.DataFrame(
        [(float(text.rstrip("+")), int(not text.endswith("+")), side) for text, side in texts],
        columns=["days", "reoffended", "treated"],
    )


# The people of K1 and K2.
K = people_of(treated="12,30,30,45,80,120,200,365+,365+,365+", others="5,9,20,33,40,60,75,150,365+,365+")


def crowd(size, seed):
    """Make up people, some of whom reoffend on the same day or leave on one."""
    draw = np.random.default_rng(seed)
    days, reoffended = draw.integers(1, 30, size), draw.integers(0, 2, size)
    table = {"days": days, "reoffended": reoffended, "treated": np.arange(size) % 3 == 0}
    weights = {"weight": draw.uniform(0.2, 3, size), "set": draw.integers(0, 5, size)}
    labels = [f"p{n:04}" for n in draw.permutation(size)]
    return pd.DataFrame(table | weights, index=labels).astype({"treated": int})


def test_the_log_rank_test_is_that_of_k1():
    test = log_rank(K["days"], K["reoffended"], K["treated"])
    assert (test.value, test.p) == pytest.approx((0.651613, 0.419537), abs=5e-7)
    assert test.method == "log-rank"


@pytest.mark.parametrize("spec", FOLLOWED)
def test_the_weighted_curve_is_that_of_r(spec):
    rows, golden = matched_rows(matchit.pairs(spec)), matchit.golden(spec)
    days, event = TIMES[SPECS["dataset"][spec]]
    people = matchit.data(SPECS["dataset"][spec]).loc[rows.index]
    for side, name in ((1, "treated"), (0, "control")):
        group = people[rows["treated"] == side]
        curve = kaplan_meier(group[days], group[event], rows["weight"][group.index])
        ours = survival_at(curve, golden["km_horizon", ""])
        assert ours.value == pytest.approx(golden["km_surv", name], rel=1e-8)


def test_the_curve_of_rossi_agrees_with_a_second_library():
    rossi = matchit.data("rossi")
    fitted = lifelines.KaplanMeierFitter().fit(rossi["week"], rossi["arrest"])
    curve = kaplan_meier(rossi["week"], rossi["arrest"]).set_index("days")
    theirs = fitted.survival_function_.iloc[:, 0]
    assert curve["survival"].tolist() == pytest.approx(theirs.loc[curve.index].tolist(), rel=1e-12)
    limits = fitted.confidence_interval_.loc[curve.index]
    inside = curve["lower"].notna()
    ours = curve.loc[inside, ["lower", "upper"]].to_numpy()
    assert np.allclose(ours, limits[inside].to_numpy(), rtol=1e-9)
    at_risk = fitted.event_table["at_risk"]
    assert curve["at_risk"].tolist() == at_risk.loc[curve.index].tolist()


@pytest.mark.filterwarnings("ignore:Starting with pandas version 4")  # theirs
def test_the_log_rank_test_of_rossi_agrees_with_a_second_library():
    rossi = matchit.data("rossi")
    sides = [rossi[rossi["treat"] == side] for side in (1, 0)]
    theirs = logrank_test(*(side["week"] for side in sides), *(side["arrest"] for side in sides))
    ours = log_rank(rossi["week"], rossi["arrest"], rossi["treat"])
    assert (ours.value, ours.p) == pytest.approx((theirs.test_statistic, theirs.p_value), rel=1e-9)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(5, 60))
def test_the_curve_agrees_with_scipy(seed, size):
    people = crowd(size, seed)
    event = people["reoffended"] == 1
    theirs = ecdf(CensoredData(people["days"][event], right=people["days"][~event])).sf
    ours = kaplan_meier(people["days"], people["reoffended"])
    for row in ours.itertuples():
        assert row.survival == pytest.approx(float(theirs.evaluate(row.days)), abs=1e-12)


def weighted_curve(people, weights, day):
    """Work the curve out by the book."""
    free = 1.0
    for step in sorted(set(people["days"][(people["reoffended"] == 1) & (people["days"] <= day)])):
        at_risk = weights[people["days"] >= step].sum()
        free *= 1 - weights[(people["days"] == step) & (people["reoffended"] == 1)].sum() / at_risk
    return free


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_the_error_of_a_weighted_curve_is_what_each_persons_weight_moves(seed):
    people = crowd(25, seed)
    curve = kaplan_meier(people["days"], people["reoffended"], people["weight"])
    row = survival_at(curve, 12)
    moves = []
    for person in people.index:
        more, less = people["weight"].copy(), people["weight"].copy()
        more[person] *= 1 + 1e-6
        less[person] *= 1 - 1e-6
        both = [math.log(weighted_curve(people, weights, 12)) for weights in (more, less)]
        moves.append((both[0] - both[1]) / 2e-6)
    error = math.sqrt(sum(move**2 for move in moves))
    log = math.log(row.value)
    if row.value < 1:
        expected = tuple(math.exp(log * math.exp(side * 1.959964 * error / -log)) for side in (1, -1))
        assert (row.lower, row.upper) == pytest.approx(expected, rel=1e-5)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_changes_no_bit(seed, order):
    people = crowd(40, seed)
    shuffled = people.sample(frac=1, random_state=order)
    curves = [
        kaplan_meier(table["days"], table["reoffended"], table["weight"]) for table in (people, shuffled)
    ]
    pd.testing.assert_frame_equal(*curves, check_exact=True)
    tests = [log_rank(table["days"], table["reoffended"], table["treated"]) for table in (people, shuffled)]
    assert tests[0] == tests[1]


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.sampled_from([0.01, 7.0]))
def test_a_curve_falls_within_its_limits_and_the_scale_of_weights_is_nothing(seed, scale):
    people = crowd(40, seed)
    curve = kaplan_meier(people["days"], people["reoffended"], people["weight"])
    assert (curve["survival"].diff().dropna() <= 0).all()
    known = curve.dropna()
    assert ((known["lower"] < known["survival"]) & (known["survival"] < known["upper"])).all()
    scaled = kaplan_meier(people["days"], people["reoffended"], scale * people["weight"])
    pd.testing.assert_frame_equal(scaled, curve, rtol=1e-9)


def test_a_person_who_leaves_on_the_day_of_a_step_was_at_risk_on_it():
    curve = kaplan_meier(pd.Series([10, 10, 20]), pd.Series([1, 0, 0]))
    assert curve["days"].tolist() == [0, 10, 20]
    assert curve["survival"].tolist() == pytest.approx([1, 2 / 3, 2 / 3])
    assert curve["at_risk"].tolist() == [3, 3, 1]


def test_once_everybody_has_reoffended_the_curve_is_0_and_has_no_limits():
    weights = pd.Series([0.1, 0.2, 0.3, 1e-3])
    curve = kaplan_meier(pd.Series([5, 10, 20, 20]), pd.Series([1, 1, 1, 1]), weights)
    assert curve["survival"].iloc[-1] == 0
    assert curve[["lower", "upper"]].iloc[-1].isna().all()
    assert survival_at(curve, 400).value == 0


def test_while_nobody_has_reoffended_the_curve_is_1_and_has_no_limits():
    curve = kaplan_meier(pd.Series([5, 10]), pd.Series([0, 0]))
    assert curve[["days", "survival", "at_risk"]].to_numpy().tolist() == [[0, 1, 2], [10, 1, 1]]
    assert curve[["lower", "upper"]].isna().all(axis=None)
    test = log_rank(pd.Series([5, 10]), pd.Series([0, 0]), pd.Series([1, 0]))
    assert math.isnan(test.value)
    assert math.isnan(test.p)


def test_a_reoffence_on_the_first_day_begins_the_curve():
    curve = kaplan_meier(pd.Series([0, 10]), pd.Series([1, 0]))
    assert curve[["days", "survival"]].to_numpy().tolist() == [[0, 0.5], [10, 0.5]]


def test_after_the_last_day_anybody_was_followed_nothing_is_known():
    curve = kaplan_meier(pd.Series([5, 10]), pd.Series([1, 0]))
    assert survival_at(curve, 10).value == 0.5
    assert all(math.isnan(number) for number in survival_at(curve, 11)[:3])


def test_what_a_person_moves_adds_up_to_nothing():
    people = crowd(50, 3)
    time, event = people["days"].to_numpy(float), people["reoffended"].to_numpy(float)
    steps = steps_of(time, event, np.ones(50))
    height = np.arange(1.0, len(steps.days) + 1) * (steps.pull > 0)
    assert np.sum(influences(steps, event, height)) == pytest.approx(0, abs=1e-9)


def test_every_problem_of_the_people_is_told_at_once():
    with pytest.raises(DataError) as refusal:
        kaplan_meier(pd.Series([5, -1, 3]), pd.Series([1, 2, None]), pd.Series([1, 1, -1]))
    assert refusal.value.problems == [
        "days: not 0 or more for 1 of 3 people.",
        "reoffended: missing for 1 of 3 people. Leave them out first, and say so.",
        "weight: not 0 or more for 1 of 3 people.",
    ]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: kaplan_meier(K["days"], K["reoffended"], confidence=95),
            "confidence is 95. Write 95% as 0.95.",
        ),
        (
            lambda: survival_at(kaplan_meier(K["days"], K["reoffended"]), -1),
            "day is -1. A length of time is a number, 0 or more.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
