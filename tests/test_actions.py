"""Actions: carried from quarter to quarter, late from the quarter after they were due, the late ones first."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.errors import ParameterError
from iomlib.metrics.actions import STATES, action_tracker
from iomlib.periods import Quarter

QUARTERS = [quarter.id for quarter in Quarter.range(Quarter(2008, 1), Quarter(2009, 4))]
NOW = "2009-10-Q1"
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(QUARTERS),
        st.sampled_from(["open", "open", "done", "dropped"]),
        st.sampled_from([None, *QUARTERS]),
    ),
    unique_by=lambda row: row[:2],
    max_size=16,
)


def actions(*rows):
    """Rows of action, quarter, status and quarter in which it is due."""
    made = pd.DataFrame(rows, columns=["action", "quarter", "status", "due"])
    words = {"recommendation": "Review the list.", "owner": "Manager", "source": "made up", "paragraph": "1"}
    return made.assign(**words)


def state(*rows, quarter=NOW):
    return action_tracker(actions(*rows), quarter)["state"].to_dict()


@pytest.mark.parametrize(
    ("status", "due", "quarter", "expected"),
    [
        ("open", "2008-09-Q4", "2008-09-Q2", "late"),
        ("open", "2009-10-Q1", "2008-09-Q2", "open"),
        ("open", "2009-10-Q2", "2008-09-Q2", "open"),
        ("open", None, "2008-09-Q2", "open, no due date"),
        ("done", "2008-09-Q4", "2009-10-Q1", "done this quarter"),
        ("done", "2008-09-Q4", "2008-09-Q4", "done before"),
        ("dropped", "2008-09-Q4", "2008-09-Q4", "dropped"),
    ],
)
def test_an_action_stands_where_its_latest_row_and_its_due_date_put_it(status, due, quarter, expected):
    assert state(("a", quarter, status, due)) == {"a": expected}


def test_a_status_is_carried_on_until_another_is_recorded():
    rows = [("a", "2008-09-Q1", "open", None), ("a", "2008-09-Q3", "done", None)]
    tracker = action_tracker(actions(*rows), "2008-09-Q2").loc["a"]
    assert (tracker["status"], tracker["recorded"], tracker["carried"]) == ("open", "2008-09-Q1", True)
    tracker = action_tracker(actions(*rows), "2008-09-Q3").loc["a"]
    assert (tracker["status"], tracker["recorded"], tracker["carried"]) == ("done", "2008-09-Q3", False)


def test_how_late_is_counted_from_the_end_of_the_quarter_in_which_it_was_due():
    late = action_tracker(actions(("a", "2008-09-Q1", "open", "2008-09-Q3")), NOW).loc["a"]
    assert (late["quarters_late"], late["days_late"]) == (2, 181)  # 31 December to 30 June
    due_now = action_tracker(actions(("a", "2008-09-Q1", "open", NOW)), NOW).loc["a"]
    assert due_now[["quarters_late", "days_late"]].isna().all()


def test_a_due_date_that_was_moved_is_told():
    rows = [("a", "2008-09-Q1", "open", "2008-09-Q2"), ("a", "2008-09-Q3", "open", "2009-10-Q4")]
    moved = action_tracker(actions(*rows), NOW).loc["a"]
    assert (moved["due"], moved["first_due"], moved["state"]) == ("2009-10-Q4", "2008-09-Q2", "open")
    assert pd.isna(action_tracker(actions(rows[0]), NOW).loc["a", "first_due"])


def test_a_due_date_that_was_taken_back_is_told_too():
    rows = [("a", "2008-09-Q1", "open", "2008-09-Q2"), ("a", "2008-09-Q3", "open", None)]
    taken = action_tracker(actions(*rows), NOW).loc["a"]
    assert (taken["first_due"], taken["state"]) == ("2008-09-Q2", "open, no due date")


@given(ROWS)
def test_every_action_recorded_by_then_stands_there_once_with_its_latest_row(rows):
    tracker = action_tracker(actions(*rows), NOW)
    now = QUARTERS.index(NOW)
    seen = [row for row in rows if QUARTERS.index(row[1]) <= now]
    assert sorted(tracker.index) == sorted({row[0] for row in seen})
    for action, row in tracker.iterrows():
        latest = max((each for each in seen if each[0] == action), key=lambda each: QUARTERS.index(each[1]))
        assert (row["recorded"], row["status"]) == (latest[1], latest[2])
        late = latest[2] == "open" and latest[3] is not None and QUARTERS.index(latest[3]) < now
        assert (row["state"] == "late") == late == pd.notna(row["quarters_late"])
        if late:
            assert row["quarters_late"] == now - QUARTERS.index(latest[3])


@given(ROWS)
def test_the_late_ones_stand_first_and_the_latest_of_them_on_top(rows):
    tracker = action_tracker(actions(*rows), NOW)
    places = [STATES.index(state) for state in tracker["state"]]
    assert places == sorted(places)
    assert tracker["days_late"].dropna().is_monotonic_decreasing


@given(ROWS, st.randoms())
def test_the_order_of_rows_is_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(
        action_tracker(actions(*shuffled), NOW), action_tracker(actions(*rows), NOW)
    )


def test_what_is_recorded_later_is_not_known_yet():
    assert state(("a", "2009-10-Q2", "done", None)) == {}


def test_two_rows_of_one_quarter_are_refused():
    with pytest.raises(ValueError) as refusal:
        action_tracker(actions(("a", NOW, "open", None), ("a", NOW, "done", None)), NOW)
    assert str(refusal.value) == "action a has two rows of 2009-10-Q1. Keep one."


def test_a_quarter_that_is_misspelt_is_refused():
    with pytest.raises(ParameterError, match="'2009Q1' is not a quarter"):
        action_tracker(actions(), "2009Q1")
