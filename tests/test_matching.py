"""Matching: MatchIt's pairs, a slow reference, and what must hold in any order of rows."""

import tracemalloc

import matchit
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_index_equal, assert_series_equal

from iomlib.errors import DataError
from iomlib.metrics import propensity
from iomlib.metrics.canonical import by_id, hashed, scrambled
from iomlib.metrics.matching import match, propensity_scores

SPECS = matchit.specs()
WITHOUT = SPECS.index[~SPECS["replace"]]
FIRST_ONLY = SPECS.index[SPECS["replace"] & (SPECS["ratio"] == 1)]
TIE_FREE = [spec for spec in SPECS.index if matchit.golden(spec)["tie_free", ""] == 1]


def run(name, ties, distance="q"):
    """Match as a golden specification says."""
    spec, units = SPECS.loc[name], matchit.distances(SPECS.loc[name, "dataset"])
    return match(
        units["treat"],
        units[distance],
        ratio=spec["ratio"],
        caliper=None if np.isnan(spec["caliper"]) else spec["caliper"],
        exact=matchit.data(spec["dataset"])[spec["exact"]] if spec["exact"] else None,
        replace=spec["replace"],
        order=spec["order"],
        ties=ties,
    )


def effect(name, matches):
    dataset = SPECS.loc[name, "dataset"]
    outcome = matchit.data(dataset)[matchit.OUTCOMES[dataset]]
    flags, weights = matchit.distances(dataset)["treat"] == 1, matches.weights
    return np.average(outcome[flags], weights=weights[flags]) - np.average(
        outcome[~flags], weights=weights[~flags]
    )


def gaps(name, matches):
    q = matchit.distances(SPECS.loc[name, "dataset"])["q"]
    pairs = matches.pairs
    return np.abs(q[pairs["treated"]].to_numpy() - q[pairs["control"]].to_numpy()).sum()


@pytest.mark.parametrize("spec", [*WITHOUT, *FIRST_ONLY])
def test_pairs_are_those_of_matchit(spec):
    matches, golden = run(spec, "matchit"), matchit.golden(spec)
    theirs = matchit.pairs(spec).sort_values(["treated", "rank"], ignore_index=True)
    assert_frame_equal(matches.pairs, theirs)
    controls = matches.weights[matchit.distances(SPECS.loc[spec, "dataset"])["treat"] == 0]
    assert effect(spec, matches) == pytest.approx(golden["att", "diff_means"], rel=1e-10, abs=1e-10)
    assert controls.sum() ** 2 / (controls**2).sum() == pytest.approx(golden["ess_control", ""])
    assert (controls > 0).sum() == golden["n_control_matched", ""]
    assert matches.pairs["treated"].nunique() == golden["n_treated_matched", ""]
    assert gaps(spec, matches) == golden["sum_abs_dq", ""]


@pytest.mark.parametrize("spec", SPECS.index[~SPECS.index.isin([*WITHOUT, *FIRST_ONLY])])
def test_with_replacement_only_the_last_place_is_open(spec):
    matches, golden = run(spec, "matchit"), matchit.golden(spec)
    assert len(matches.pairs) == golden["n_pairs", ""]
    assert matches.pairs["treated"].nunique() == golden["n_treated_matched", ""]
    assert gaps(spec, matches) == golden["sum_abs_dq", ""]


@pytest.mark.parametrize("spec", TIE_FREE)
def test_where_no_tie_decides_our_own_rule_gives_the_effect_of_matchit(spec):
    golden = matchit.golden(spec)
    for ties in ("stable", 7):
        matches = run(spec, ties)
        assert effect(spec, matches) == pytest.approx(golden["att", "diff_means"], rel=1e-8, abs=1e-10)


@pytest.mark.parametrize("spec", ["lalonde_3to1_cal02_exact", "nswcps_10to1_cal005", "rossi_1to1_repl"])
def test_the_log_odds_give_the_pairs_of_their_whole_numbers(spec):
    logit, q = run(spec, "matchit", "logit"), run(spec, "matchit")
    assert_frame_equal(logit.pairs, q.pairs)
    assert (logit.width is None) == (q.width is None)
    assert logit.width is None or logit.width * 1e10 == pytest.approx(q.width, rel=1e-12)


@pytest.mark.parametrize("spec", SPECS.index[SPECS["caliper"].notna()])
def test_the_caliper_is_as_wide_as_that_of_matchit(spec):
    width = matchit.golden(spec)["caliper_width", "q"]
    assert run(spec, "stable").width == pytest.approx(width, rel=1e-13)


def drawn_by(key, ids):
    return scrambled(hashed(pd.Index(ids)), key)


def slowly(units, **how):
    """Match with nothing but loops: ``units`` has treated, distance and stratum by id, as given."""
    ratio, caliper, replace, order, ties = (how[name] for name in CHOICES)
    ids, row = sorted(units.index), {unit: row for row, unit in enumerate(units.index)}
    flag, q, stratum = (units[name].to_dict() for name in ("treated", "distance", "stratum"))
    drawn = dict(zip(ids, drawn_by(ties if isinstance(ties, int) else 0, ids).tolist(), strict=True))
    first = {"stable": lambda unit: unit, "matchit": row.get}.get(ties, lambda unit: (drawn[unit], unit))
    in_order = units.index if ties == "matchit" else ids
    width = np.inf if caliper is None else caliper * np.std([q[unit] for unit in in_order], ddof=1)
    before = {
        "largest": lambda unit: (-q[unit], first(unit)),
        "smallest": lambda unit: (q[unit], first(unit)),
        "data": row.get,
    }[order]
    found, taken = {unit: [] for unit in ids if flag[unit]}, set()

    def free(unit, control):
        near = abs(q[unit] - q[control]) <= width and stratum[unit] == stratum[control]
        return near and not flag[control] and control not in found[unit] and control not in taken

    def by_steps(unit):
        line = sorted((u for u in ids if stratum[u] == stratum[unit]), key=lambda u: (q[u], row[u]))
        places = [line.index(u) for u in [unit, *found[unit]]]
        best = []
        for side, edge in ((-1, min(places)), (1, max(places))):
            steps = 1
            while 0 <= (place := edge + side * steps) < len(line):
                if free(unit, line[place]):
                    best.append((abs(q[unit] - q[line[place]]), steps, side, line[place]))
                    break
                steps += 1
        return min(best)[-1] if best else None

    def by_rank(unit):
        choices = [control for control in ids if free(unit, control)]
        return min(choices, key=lambda c: (abs(q[unit] - q[c]), first(c)), default=None)

    for rank in range(ratio):
        for unit in sorted(found, key=before):
            if len(found[unit]) == rank:
                control = by_steps(unit) if ties == "matchit" else by_rank(unit)
                if control is not None:
                    found[unit].append(control)
                    taken |= set() if replace else {control}
    return [
        (unit, control, rank)
        for unit, controls in sorted(found.items())
        for rank, control in enumerate(controls, 1)
    ]


@st.composite
def pools(draw):
    """Draw a few people with many ties: ids in any order, three strata, distances 0 to 5."""
    size = draw(st.integers(2, 24))
    ids = draw(st.permutations(range(10, 10 + size)))
    flags = draw(st.lists(st.sampled_from([0, 0, 1]), min_size=size, max_size=size))
    flags[draw(st.integers(0, size - 1))] = 1
    if all(flags):
        flags[0] = 0
    distance = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    stratum = draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    return pd.DataFrame({"treated": flags, "distance": distance, "stratum": stratum}, index=ids)


CHOICES = ["ratio", "caliper", "replace", "order", "ties"]
HOW = st.fixed_dictionaries(
    {
        "ratio": st.integers(1, 4),
        "caliper": st.sampled_from([None, 0.3, 0.7, 1.5]),
        "replace": st.booleans(),
        "order": st.sampled_from(["largest", "smallest", "data"]),
        "ties": st.sampled_from(["stable", "matchit", 0, 1, 12345]),
    }
)


def pairs_of(matches):
    return list(matches.pairs.itertuples(index=False, name=None))


@settings(max_examples=600)
@given(pools(), HOW, st.booleans())
def test_pairs_are_those_of_a_slow_reference(units, how, stratified):
    exact = units["stratum"] if stratified else None
    matches = match(units["treated"], units["distance"], exact=exact, **how)
    expected = slowly(units if stratified else units.assign(stratum=0), **how)
    assert sorted(pairs_of(matches)) == sorted(expected)
    assert how["ties"] == "matchit" or pairs_of(matches) == expected
    shares = dict.fromkeys(units.index, 0.0)
    for unit, control, _ in expected:
        shares[unit] = 1.0
        shares[control] += 1 / sum(pair[0] == unit for pair in expected)
    assert matches.weights.to_dict() == pytest.approx(shares)
    lacking = sorted(set(units.index[units["treated"] == 1]) - {pair[0] for pair in expected})
    assert sorted(matches.unmatched) == lacking


@given(pools(), HOW, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_nothing(units, how, random):
    how = {**how, "order": "largest"} if how["order"] == "data" else how
    how = {**how, "ties": "stable"} if how["ties"] == "matchit" else how
    mixed = units.loc[random.sample(list(units.index), len(units))]
    one = match(units["treated"], units["distance"], exact=units[["stratum"]], **how)
    other = match(mixed["treated"], mixed["distance"], exact=mixed[["stratum"]], **how)
    assert_frame_equal(one.pairs, other.pairs)
    assert_series_equal(one.weights, other.weights.loc[units.index], check_exact=True)
    assert_index_equal(one.unmatched, other.unmatched)
    assert one.width == other.width


@given(pools(), HOW)
def test_weights_of_controls_sum_to_the_treated_matched(units, how):
    matches = match(units["treated"], units["distance"], **how)
    flags = units["treated"] == 1
    assert matches.weights[~flags].sum() == pytest.approx(matches.weights[flags].sum())
    assert matches.weights[flags].sum() == matches.pairs["treated"].nunique()
    assert how["replace"] or not matches.pairs["control"].duplicated().any()


@given(pools(), HOW)
def test_columns_of_strata_are_one_stratum_for_each_combination(units, how):
    columns = pd.DataFrame({"a": units["stratum"] > 0, "b": units["stratum"].map({0: "x", 1: "y", 2: "z"})})
    one = match(units["treated"], units["distance"], exact=units["stratum"], **how)
    other = match(units["treated"], units["distance"], exact=columns, **how)
    assert_frame_equal(one.pairs, other.pairs)


@given(pools(), HOW)
def test_moving_everybody_by_the_same_distance_changes_nothing(units, how):
    one = match(units["treated"], units["distance"], **how)
    other = match(units["treated"], units["distance"] + 1000, **how)
    assert_frame_equal(one.pairs, other.pairs)


def few(**changes):
    """Five people: two treated, three in the pool."""
    table = {"treated": [1, 1, 0, 0, 0], "distance": [0.7, 0.4, 0.6, 0.5, 0.1], **changes}
    return pd.DataFrame(table, index=list("abcde"))


def of(table, **how):
    return match(table["treated"], table["distance"], **how)


@pytest.mark.parametrize(
    "kind", ["bool", "int8", "float32", "boolean", "Int64", "int64[pyarrow]", "double[pyarrow]"]
)
def test_treated_may_be_any_kind_of_yes_and_no(kind):
    assert pairs_of(of(few(treated=pd.array([1, 1, 0, 0, 0]).astype(kind)))) == pairs_of(of(few()))


@pytest.mark.parametrize("kind", ["float32", "Float64", "double[pyarrow]"])
def test_a_distance_may_be_any_kind_of_number(kind):
    assert pairs_of(of(few().astype({"distance": kind}))) == [("a", "c", 1), ("b", "d", 1)]


def test_numbers_with_decimals_too_large_for_ten_places_are_used_whole():
    table = few(distance=[7e12, 4e12, 6e12, 5e12, 1e12])
    assert pairs_of(of(table)) == pairs_of(of(few()))


def test_distances_that_differ_by_rounding_only_are_a_tie():
    table = few(distance=[0.3, 9.0, 0.2, 0.1 + 0.3, 0.4])
    assert pairs_of(of(table, ratio=1))[0] == ("a", "c", 1)
    assert pairs_of(of(table.assign(treated=[1, 0, 0, 0, 0]), ratio=2))[1] == ("a", "d", 2)


def test_scores_far_apart_in_many_strata_are_sorted_too():
    """Strata so long that a place on the line and a row do not fit in one number."""
    size = 4000
    units = pd.DataFrame({"treated": np.arange(size) % 4 == 0, "stratum": np.arange(size) // 8 % 50})
    units["distance"] = np.where(np.arange(size) % 3, 1, -1) * (np.arange(size) * 7919 % 1000) * 10**12
    for ties in ("stable", "matchit", 3):
        how = {"ratio": 2, "caliper": 0.2, "replace": False, "order": "largest", "ties": ties}
        one = match(units["treated"], units["distance"], exact=units["stratum"], **how)
        part = units[units["stratum"] < 3]
        low = part.assign(distance=part["distance"] // 10**12)
        wide = {**how, "caliper": how["caliper"] * np.std(units["distance"], ddof=1) / 1e12}
        wide["caliper"] /= np.std(low["distance"], ddof=1)
        kept = one.pairs[one.pairs["treated"].isin(part.index)]
        assert list(kept.itertuples(index=False, name=None)) == slowly(low, **wide)


def test_a_stratum_without_controls_leaves_its_treated_unmatched():
    matches = of(few(), exact=pd.Series(list("xyxxx"), index=list("abcde"), name="area"))
    assert matches.unmatched.tolist() == ["b"]
    assert matches.weights["b"] == 0


def test_when_the_pool_is_used_up_there_are_fewer_matches():
    matches = of(few(), ratio=2)
    assert pairs_of(matches) == [("a", "c", 1), ("a", "e", 2), ("b", "d", 1)]
    assert of(few(treated=[1, 1, 1, 1, 0])).unmatched.tolist() == ["b", "c", "d"]


def test_nobody_within_the_caliper_is_stated_and_no_error():
    matches = of(few(), caliper=1e-6)
    assert (len(matches.pairs), matches.weights.sum()) == (0, 0.0)
    assert matches.unmatched.tolist() == ["a", "b"]


def test_inputs_are_put_in_one_order_by_their_ids():
    table = few()
    matches = match(table["treated"], table["distance"][::-1], exact=table[["treated"]][::-1] * 0)
    assert pairs_of(matches) == pairs_of(of(table))


def test_the_key_draws_the_same_order_for_ever():
    numbers = [15916886550466581944, 6652587683579779273, 17615373988522096069]
    assert drawn_by(1, [0, 1, 2**40]).tolist() == numbers
    assert drawn_by(1, ["a", "é"]).tolist() == [863796046816343889, 10206265532935810326]
    assert drawn_by(5, pd.Index([1, 2], dtype="int8")).tolist() == drawn_by(5, [1, 2]).tolist()
    assert drawn_by(5, pd.Index([1, 2], dtype="uint32")).tolist() == drawn_by(5, [1, 2]).tolist()
    assert drawn_by(5, pd.Index(["a"], dtype=object)).tolist() == drawn_by(5, pd.Index(["a"])).tolist()


@pytest.mark.parametrize("index", [pd.RangeIndex(9), pd.Index(range(0, 18, 2)), pd.Index(list("abcdefghi"))])
def test_ids_in_order_are_not_sorted_again(index):
    assert by_id(index, []) is None


def test_no_table_of_treated_by_pool_is_made():
    size, treated = 200_000, 2_000
    units = pd.DataFrame({"treated": np.arange(size) < treated, "distance": np.arange(size) * 7919 % 99991})
    tracemalloc.start()
    match(units["treated"], units["distance"], ratio=5, caliper=0.1, exact=units["distance"] % 3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200 * size


def test_the_scores_come_with_matching():
    assert propensity_scores is propensity.propensity_scores


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (
            few(treated=[1, 2, 0, 0, 7]),
            "treated: 2 row(s) hold neither 0 nor 1. "
            "Write 1 for people who were treated and 0 for the pool of controls.",
        ),
        (
            few(treated=list("yynnn")),
            "treated: holds str, not numbers. "
            "Write 1 for people who were treated and 0 for the pool of controls.",
        ),
        (
            few(treated=[1, None, 0, 0, 0]),
            "treated: 1 row(s) hold neither 0 nor 1. "
            "Write 1 for people who were treated and 0 for the pool of controls.",
        ),
        (
            few(treated=0),
            "treated: nobody is treated (there is no 1). Check how the column was made.",
        ),
        (
            few(treated=1),
            "treated: nobody is a control (there is no 0). Add a pool to choose controls from.",
        ),
        (
            few(distance=[0.7, np.nan, np.inf, 0.5, 0.1]),
            "distance: 2 row(s) are missing or infinite. Everybody needs a number.",
        ),
        (
            few(distance=list("vwxyz")),
            "distance: holds str, not numbers. Give propensity scores or log odds.",
        ),
        (
            few(distance=[1e300, 1, 2, 3, 4]),
            "distance: holds numbers too large to tell apart to ten places. Scale them down.",
        ),
        (
            few().set_axis(list("aabcc")),
            "ids: 4 row(s) share an id with another. Give every person one row and one id.",
        ),
        (
            few().set_axis(list("ccbaa")),
            "ids: 4 row(s) share an id with another. Give every person one row and one id.",
        ),
        (
            few().set_axis(["a", None, "b", "c", "d"]),
            "ids: 1 row(s) have none. Give every person an id of their own.",
        ),
        (
            few().set_axis(pd.MultiIndex.from_product([[1], range(5)])),
            "ids: are made of 2 parts. Give every person one id.",
        ),
        (
            few().set_axis(["a", 1, "b", 2, "c"]),
            "ids: some are numbers and some are text. Write all of them in one way.",
        ),
    ],
)
def test_people_who_cannot_be_matched_are_refused_without_naming_them(table, problem):
    with pytest.raises(DataError) as refused:
        of(table)
    assert refused.value.problems == [problem]


@pytest.mark.parametrize(
    ("exact", "problem"),
    [
        (
            pd.Series(["n", None, "s", "s", None], index=list("abcde"), name="area"),
            "exact: area is missing in 2 row(s). Give the missing a label of theirs.",
        ),
        (
            pd.Series(1, index=list("abcdx"), name="area"),
            "exact: lacks 1 of the ids of treated, and has 1 that treated lacks. Give both the same people.",
        ),
        (
            pd.Series(1, index=list("abcdd"), name="area"),
            "exact: its ids are not those of treated, row by row, and some are there twice.",
        ),
    ],
)
def test_strata_that_do_not_fit_are_refused(exact, problem):
    with pytest.raises(DataError) as refused:
        of(few(), exact=exact)
    assert refused.value.problems == [problem]


def test_a_range_too_wide_for_its_strata_is_refused():
    size = 40
    units = pd.DataFrame({"treated": np.arange(size) % 2, "distance": np.arange(size) % 3 * 2**58})
    with pytest.raises(DataError, match="distance: its range is too wide for so many strata"):
        match(units["treated"], units["distance"], exact=pd.Series(np.arange(size) // 2 % 20))


def test_all_problems_are_told_at_once():
    table = few(treated=[1, 2, 0, 0, 0], distance=[np.nan, 1, 2, 3, 4]).set_axis(list("aabcd"))
    with pytest.raises(DataError) as refused:
        of(table)
    assert [problem.split(":")[0] for problem in refused.value.problems] == ["distance", "ids", "treated"]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"ratio": 0}, "ratio is 0. It is a whole number of controls, 1 or more."),
        ({"ratio": 1.5}, "ratio is 1.5. It is a whole number of controls, 1 or more."),
        ({"caliper": 0}, "caliper is 0. It is a number of standard deviations, more than 0."),
        ({"caliper": np.nan}, "caliper is nan. It is a number of standard deviations, more than 0."),
        ({"order": "random"}, "order is 'random'. It is one of: largest, smallest, data."),
        ({"ties": "first"}, "ties is 'first'. It is stable, matchit or a whole number."),
        ({"ties": True}, "ties is True. It is stable, matchit or a whole number."),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name_and_value(how, message):
    with pytest.raises(ValueError, match=" is ") as refused:
        of(few(), **how)
    assert str(refused.value) == message
