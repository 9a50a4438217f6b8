"""People in two groups: what is refused, and what the pairs say of weights and sets."""

import matchit
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.errors import DataError
from iomlib.metrics.people import matched_rows, rows_in_order

SPECS = matchit.specs()


@pytest.mark.parametrize("spec", SPECS.index)
def test_matched_rows_are_as_many_as_in_r(spec):
    rows, golden = matched_rows(matchit.pairs(spec)), matchit.golden(spec)
    controls = rows[rows["treated"] == 0]
    assert (len(rows) - len(controls), len(controls)) == (
        golden["n_treated_matched", ""],
        golden["n_control_matched", ""],
    )
    assert controls["weight"].sum() == pytest.approx(len(controls))
    size = controls["weight"].sum() ** 2 / (controls["weight"] ** 2).sum()
    assert size == pytest.approx(golden["ess_control", ""], rel=1e-9)
    alone = (rows["cluster"] == rows.index).all()
    assert alone == SPECS["replace"][spec]


@given(st.integers(0, 10**6))
def test_the_order_of_the_pairs_is_nothing(seed):
    pairs = matchit.pairs("rossi_2to1_cal02")
    shuffled = matched_rows(pairs.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(shuffled, matched_rows(pairs), check_exact=True)


def frame(**columns):
    return pd.DataFrame(columns, index=["ann", "bob", "cat"])


def test_people_come_in_the_order_of_their_labels():
    people = frame(treated=[1, 0, 0], days=[3, 2, 1])[::-1]
    table = rows_in_order(people["treated"], {"days": (people["days"], "number")})
    assert table["days"].tolist() == [3, 2, 1]
    assert table["cluster"].tolist() == [0, 1, 2]
    assert table["weight"].tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"days": [1, None, 3]}, "days: missing for 1 of 3 people. Leave them out first, and say so."),
        ({"days": [1, np.inf, 3]}, "days: not finite for 1 of 3 people."),
        ({"days": ["x", "y", "z"]}, "days: not numbers."),
        ({"treated": [1, 2, 0]}, "treated: not 0 or 1 for 1 of 3 people."),
        ({"treated": [1, None, 0]}, "treated: missing for 1 of 3 people. Leave them out first, and say so."),
        ({"treated": [1, 1, 1]}, "nobody in the comparison group has a weight above 0."),
        ({"weight": [0, 1, 1]}, "nobody in the treated group has a weight above 0."),
        ({"weight": [1, 1, -2]}, "weight: not 0 or more for 1 of 3 people."),
        ({"set": ["a", None, "b"]}, "clusters: missing for 1 of 3 people. Leave them out first, and say so."),
    ],
)
def test_what_does_not_fit_is_counted_and_nobody_named(change, problem):
    people = frame(
        **{"treated": [1, 0, 0], "days": [1, 2, 3], "weight": [1, 1, 1], "set": ["a"] * 3, **change}
    )
    days = {"days": (people["days"], "number")}
    with pytest.raises(DataError) as refusal:
        rows_in_order(people["treated"], days, people["weight"], people["set"])
    assert refusal.value.problems == [problem]


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        (["ann", "ann", "cat"], "people: 1 of 3 rows repeat a person. Each person has one row."),
        (["ann", 7, "cat"], "people: the labels mix numbers and text. Write all of them as text."),
    ],
)
def test_people_are_told_apart_by_their_labels(labels, problem):
    people = frame(treated=[1, 0, 0]).set_axis(pd.Index(labels, dtype=object))
    with pytest.raises(DataError) as refusal:
        rows_in_order(people["treated"], {})
    assert refusal.value.problems == [problem]


@pytest.mark.parametrize(
    ("pairs", "problem"),
    [
        ([], "pairs: there is none. Nobody was matched."),
        ([("a", None)], "pairs: a label is missing."),
        (
            [("a", "b"), ("b", "c")],
            "pairs: 1 people stand in both groups. Nobody is compared with themselves.",
        ),
        ([("a", "b"), ("a", "b")], "pairs: 1 of 2 rows repeat a pair."),
    ],
)
def test_pairs_that_cannot_be_are_refused(pairs, problem):
    with pytest.raises(DataError) as refusal:
        matched_rows(pd.DataFrame(pairs, columns=["treated", "control"]))
    assert refusal.value.problems == [problem]
