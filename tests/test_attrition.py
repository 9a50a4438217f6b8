"""Attrition: the counts add up, whatever the steps and their order."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.attrition import attrition, lost_at


def step(*met, index=None):
    return pd.Series(met, index=index or list("abcdef")[: len(met)], dtype="bool")


def test_each_person_leaves_at_the_first_step_they_do_not_meet():
    steps = {"found": step(True, True, False, False), "mature": step(True, False, False, True)}
    assert attrition(steps).to_dict("list") == {
        "step": ["submitted", "found", "mature"],
        "left": [0, 2, 1],
        "remaining": [4, 2, 1],
    }
    assert lost_at(steps).tolist() == ["", "mature", "found", "found"]


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=30), st.permutations("abc"))
def test_the_counts_add_up_and_the_order_of_steps_decides_nothing_about_who_stays(rows, names):
    met = pd.DataFrame(rows, columns=list("abc"), dtype="bool")
    table = attrition({name: met[name] for name in names})
    assert table["left"].sum() + table["remaining"].iloc[-1] == table["remaining"].iloc[0] == len(rows)
    assert table["remaining"].iloc[-1] == met.all(axis=1).sum()
    assert (table["left"] >= 0).all()


@given(st.permutations("abcd"))
def test_the_order_of_people_changes_nothing(order):
    first, second = step(True, True, False, True), step(False, True, True, True)
    again = attrition({"first": first, "second": second.loc[list(order)]})
    pd.testing.assert_frame_equal(again, attrition({"first": first, "second": second}))


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ({}, r"^0 step\(s\)\. Attrition has at least one, each with a name\."),
        ({"": step(True)}, r"^1 step\(s\)\. Attrition has at least one, each with a name\."),
        (
            {"a": step(True, True, index=["x", "x"])},
            r"^1 people stand in the steps twice\. Each leaves once\.",
        ),
        (
            {"a": step(True), "b": step(True, index=["z"])},
            r"^step b: it is about other people than the first step\. Use one index\.",
        ),
        (
            {"a": step(True, True), "b": step(True, True, index=["a", "a"])},
            r"^step b: it is about other people than the first step\. Use one index\.",
        ),
        (
            {"a": pd.Series([True, None], dtype="boolean")},
            r"^step a: 1 blank\(s\), type boolean\. Use True and False only\.",
        ),
        ({"a": pd.Series(["yes"])}, r"^step a: 0 blank\(s\), type str\. Use True and False only\."),
    ],
)
def test_steps_that_do_not_say_who_meets_them_are_refused(steps, message):
    with pytest.raises(ValueError, match=message):
        attrition(steps)
