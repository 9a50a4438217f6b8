"""Weights without ties: golden numbers of R, a slow reference, and what must hold in any order."""

import matchit
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from iomlib.errors import DataError
from iomlib.metrics import matching
from iomlib.metrics.radius import averaged_weights, radius_weights

DATASETS = ["lalonde", "nswcps", "rossi", "recid", "iomsynth"]
EXACT = matchit.specs().query("exact.str.len() > 0").groupby("dataset")["exact"].first()


def effect(dataset, weights):
    outcome = matchit.data(dataset)[matchit.OUTCOMES[dataset]]
    flags = matchit.distances(dataset)["treat"] == 1
    means = [np.average(outcome[who], weights=weights[who]) for who in (flags, ~flags)]
    return means[0] - means[1]


@pytest.mark.parametrize("spec", matchit.radius_specs())
@pytest.mark.parametrize("distance", ["q", "logit"])
def test_radius_weights_are_those_of_the_golden_numbers(spec, distance):
    dataset, kernel, caliper, *exact = spec.split("_")
    units, golden = matchit.distances(dataset), matchit.golden(spec)
    weights = radius_weights(
        units["treat"],
        units[distance],
        caliper={"cal005": 0.05, "cal02": 0.2}[caliper],
        exact=matchit.data(dataset)[EXACT[dataset]] if exact else None,
        kernel="uniform" if kernel == "radius" else kernel,
    )
    controls = weights[units["treat"] == 0]
    assert effect(dataset, weights) == pytest.approx(golden["att", ""], rel=1e-10, abs=1e-10)
    assert controls.sum() ** 2 / (controls**2).sum() == pytest.approx(golden["ess_control", ""], rel=1e-10)
    assert controls.sum() == pytest.approx(golden["sum_w_control", ""], rel=1e-12)
    assert (controls > 0).sum() == golden["n_control", ""]
    assert weights[units["treat"] == 1].sum() == golden["n_treated", ""]


@pytest.mark.parametrize("ratio", [1, 3, 10])
@pytest.mark.parametrize("dataset", DATASETS)
def test_averaging_ties_gives_the_effect_worked_out_from_first_principles(dataset, ratio):
    units, golden = matchit.distances(dataset), matchit.golden(f"ties_{dataset}_M{ratio}")
    weights = averaged_weights(units["treat"], units["q"], ratio=ratio)
    expected = golden["att_ties", "first_principles"]
    assert effect(dataset, weights) == pytest.approx(expected, rel=1e-10, abs=1e-10)


@st.composite
def pools(draw):
    """Draw a few people with many ties, far from or near to 0, in up to three strata."""
    size = draw(st.integers(2, 30))
    ids = draw(st.permutations(range(size)))
    flags = draw(st.lists(st.sampled_from([0, 0, 1]), min_size=size, max_size=size))
    flags[0], flags[-1] = 1, 0
    start, scale = draw(st.sampled_from([(0, 1), (-3, 10**6), (10**12, 7)]))
    distance = draw(st.lists(st.integers(0, 12), min_size=size, max_size=size))
    stratum = draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    table = {"treated": flags, "distance": start + scale * np.array(distance), "stratum": stratum}
    return pd.DataFrame(table, index=ids)


def spread(units, kernel, reach):
    """Let each treated unit spread 1 by a kernel, with nothing but loops."""
    weights = dict.fromkeys(units.index, 0.0)
    for one in units[units["treated"] == 1].itertuples():
        near = units[(units["treated"] == 0) & (units["stratum"] == one.stratum)]
        away = (near["distance"] - one.distance).abs()
        parts = {who: kernel(gap) for who, gap in away.items() if gap <= reach(away)}
        if sum(parts.values()) > 0:
            weights[one.Index] = 1.0
            for who, part in parts.items():
                weights[who] += part / sum(parts.values())
    return weights


@settings(max_examples=120)
@given(pools(), st.sampled_from([0.2, 0.5, 1.3]), st.sampled_from(["uniform", "epanechnikov"]))
def test_radius_weights_are_those_of_a_slow_reference(units, caliper, kernel):
    weights = radius_weights(
        units["treated"], units["distance"], caliper=caliper, exact=units["stratum"], kernel=kernel
    )
    width = caliper * np.std(units["distance"].sort_index(), ddof=1)
    shapes = {
        "uniform": lambda gap: 1.0,
        "epanechnikov": lambda gap: 1 - (gap / width) ** 2 if width else 1.0,
    }
    expected = spread(units, shapes[kernel], lambda away: width)
    assert weights.to_dict() == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert (weights >= 0).all()
    assert kernel != "uniform" or (weights[[who for who in expected if not expected[who]]] == 0).all()


@settings(max_examples=120)
@given(pools(), st.integers(1, 4), st.sampled_from([None, 0.2, 0.5, 1.3]))
def test_averaged_weights_are_those_of_a_slow_reference(units, ratio, caliper):
    weights = averaged_weights(
        units["treated"], units["distance"], ratio=ratio, caliper=caliper, exact=units["stratum"]
    )
    width = np.inf if caliper is None else caliper * np.std(units["distance"].sort_index(), ddof=1)

    def reach(away):
        nearest = sorted(gap for gap in away if gap <= width)[:ratio]
        return nearest[-1] if nearest else -1

    expected = spread(units, lambda gap: 1.0, reach)
    assert weights.to_dict() == pytest.approx(expected, rel=1e-12, abs=1e-15)


@given(pools(), st.randoms(use_true_random=False), st.sampled_from(["uniform", "epanechnikov"]))
def test_the_order_of_rows_is_nothing(units, random, kernel):
    mixed = units.loc[random.sample(list(units.index), len(units))]
    for weigh, how in (
        (radius_weights, {"caliper": 0.5, "kernel": kernel}),
        (averaged_weights, {"ratio": 2}),
    ):
        one, other = (weigh(table["treated"], table["distance"], **how) for table in (units, mixed))
        assert_series_equal(one, other.loc[units.index], check_exact=True)


def test_without_ties_averaging_is_matching_with_replacement():
    units = matchit.distances("recid")
    how = {"ratio": 1, "caliper": 0.2}
    matches = matching.match(units["treat"], units["q"], replace=True, **how)
    assert_series_equal(averaged_weights(units["treat"], units["q"], **how), matches.weights)


def test_a_control_at_the_very_edge_weighs_what_it_should():
    """Among a hundred thousand others, whose sums would drown it in rounding."""
    at = np.concatenate([[10**11], 10**11 + np.arange(100_000) * 1000, [10**11 - 2_886_000]])
    units = pd.DataFrame({"treated": np.arange(len(at)) == 0, "distance": at})
    width = 0.1 * np.std(at, ddof=1)
    weights = radius_weights(units["treated"], units["distance"], caliper=0.1, kernel="epanechnikov")
    near = np.abs(at[1:] - at[0]) <= width
    shares = np.where(near, 1 - ((at[1:] - at[0]) / width) ** 2, 0)
    assert np.allclose(weights.iloc[1:], shares / shares.sum(), rtol=1e-7, atol=0)
    assert 0 < weights.iloc[-1] < 1e-6
    assert (weights.iloc[1:][~near] == 0).all()


def test_averaged_weights_come_with_matching():
    assert matching.averaged_weights is averaged_weights


def test_nobody_in_reach_weighs_nothing():
    treated, distance = pd.Series([1, 0]), pd.Series([0.0, 5.0])
    assert radius_weights(treated, distance, caliper=0.1).tolist() == [0.0, 0.0]
    assert radius_weights(treated, distance, caliper=0.1, kernel="epanechnikov").tolist() == [0.0, 0.0]
    assert averaged_weights(treated, distance, exact=pd.Series(["n", "s"])).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("kernel", ["uniform", "epanechnikov"])
def test_people_who_are_all_alike_share_evenly(kernel):
    weights = radius_weights(pd.Series([1, 0, 0]), pd.Series([0.5, 0.5, 0.5]), caliper=0.2, kernel=kernel)
    assert weights.tolist() == [1.0, 0.5, 0.5]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda t, d: radius_weights(t, d, caliper=0.2, kernel="gauss"),
            "kernel is 'gauss'. It is one of: uniform, epanechnikov.",
        ),
        (
            lambda t, d: radius_weights(t, d, caliper=None),
            "caliper is None. It is a number of standard deviations, more than 0.",
        ),
        (
            lambda t, d: radius_weights(t, d, caliper=-1),
            "caliper is -1. It is a number of standard deviations, more than 0.",
        ),
        (
            lambda t, d: averaged_weights(t, d, ratio=0),
            "ratio is 0. It is a whole number of controls, 1 or more.",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError, match=" is ") as refused:
        call(pd.Series([1, 0]), pd.Series([0.2, 0.3]))
    assert str(refused.value) == message


def test_people_who_cannot_be_weighed_are_refused():
    with pytest.raises(DataError, match="missing or infinite"):
        radius_weights(pd.Series([1, 0]), pd.Series([0.2, None]), caliper=0.2)
