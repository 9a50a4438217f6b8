"""Actions, staffing, counts of services and predicted offending: what they may hold, and what is read of them."""

from functools import partial

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from tabled import problems, write_tables

from iomlib import tables
from iomlib.periods import Quarter
from iomlib.tables.contracts_cohort import ActionRow, PredictedRow, ServiceRow, StaffingRow

ROWS = {
    "actions": """\
area,action,quarter,recommendation,owner,due,status,source,paragraph
haringey,second,2008-09-Q1,Do more,PPO scheme,,open,A paper,1
haringey,first,2008-09-Q2,Do it,PPO scheme,2031-32-Q4,done,A paper,1
haringey,first,2008-09-Q1,Do it,PPO scheme,2008-09-Q1,open,A paper,1
peterborough,first,2007-08-Q1,Do it,the board,,dropped,A paper,1
""",
    "staffing": """\
area,quarter,list,role,posts,source,paragraph
haringey,2008-09-Q1,ppo,police officer,2,A paper,1
haringey,2008-09-Q1,ppo,drug worker,0.5,A paper,1
haringey,2008-09-Q1,drr,drug worker,0,A paper,1
haringey,2007-08-Q4,ppo,police officer,3,A paper,1
peterborough,2008-09-Q1,ppo,police officer,4,A paper,1
""",
    "service_counts": """\
area,period_start,period_end,service,measure,people,out_of,source,paragraph,note
haringey,2008-04-01,2008-06-30,One Service,signed up,70,100,A paper,1,
haringey,2008-01-01,2008-03-31,One Service,signed up,60,100,A paper,1,made up
haringey,2008-04-01,2008-07-01,One Service,signed up,71,101,A paper,1,
haringey,2007-04-01,2008-03-31,drug treatment,in treatment,900,,A paper,1,
""",
    "predicted_offending": """\
area,indicator,period_start,period_end,cohort_size,offences,predicted,source,paragraph
haringey,ni38,2008-04-01,2008-06-30,40,20,21.5,A paper,1
haringey,ni18,2008-04-01,2008-06-30,40,20,21.5,A paper,1
haringey,ni18,2008-04-01,2009-03-31,40,99,80,A paper,1
""",
}


written = partial(write_tables, ROWS)


def test_good_tables_are_let_pass(tmp_path):
    assert problems(written(tmp_path)) == []


WRONG = {
    "a quarter to come": (
        "actions",
        "first,2008-09-Q2",
        "first,2028-29-Q2",
        "row 3, column quarter: 2028-07-01 is in the future. Tables hold what has happened.",
    ),
    "due in no quarter": (
        "actions",
        "2031-32-Q4",
        "Q4 2031",
        "row 3, column due: Q4 2031 is not a quarter: did you mean 2031-32-Q4, which is January to March 2032? "
        "Quarters are written 2008-09-Q1. This one may lie in the future.",
    ),
    "due soon": (
        "actions",
        "2031-32-Q4",
        "soon",
        "row 3, column due: soon is not a quarter. Quarters are written 2008-09-Q1. This one may lie in the future.",
    ),
    "another status": (
        "actions",
        "done",
        "finished",
        "row 3, column status: finished is not a status. Allowed: open, done, dropped.",
    ),
    "an action with a name for an id": (
        "actions",
        "haringey,second",
        "haringey,The second",
        "row 2, column action: The second is not an id. Ids are lower case letters and digits, joined by hyphens.",
    ),
    "an action without an owner": (
        "actions",
        "PPO scheme,2031",
        ",2031",
        "row 3, column owner: blank, where a text is needed. Write a few words here.",
    ),
    "an action twice in a quarter": (
        "actions",
        "first,2008-09-Q2",
        "first,2008-09-Q1",
        "row 4: has the same area, action, quarter as row 3. Keep one of the two.",
    ),
    "fewer than no posts": (
        "staffing",
        "0.5",
        "-0.5",
        "row 3, column posts: -0.5 is not a number, 0 or more. "
        "This is a number, 0 or more: no commas, no signs of a unit.",
    ),
    "posts twice": (
        "staffing",
        "2007-08-Q4",
        "2008-09-Q1",
        "row 5: has the same area, quarter, list, role as row 2. Keep one of the two.",
    ),
    "more people than were asked": (
        "service_counts",
        "70,100",
        "101,100",
        "row 2, column people: 101 people out of 100. People are at most those of whom it was asked.",
    ),
    "a period of a service that ends before it starts": (
        "service_counts",
        "2008-06-30",
        "2008-03-31",
        "row 2, column period_end: the period ends before it starts, on 2008-04-01. Mend one of the two dates.",
    ),
    "another indicator": (
        "predicted_offending",
        "ni38",
        "ni30",
        "row 2, column indicator: ni30 is not an indicator. Allowed: ni18, ni38.",
    ),
    "nothing predicted": (
        "predicted_offending",
        "20,21.5",
        "20,0",
        "row 2, column predicted: 0 is not a number above 0. "
        "This is a number above 0: no commas, no signs of a unit.",
    ),
    "an empty cohort": (
        "predicted_offending",
        "40,20",
        "0,20",
        "row 2, column cohort_size: 0 is not a count above 0. This count is a whole number, 1 or more.",
    ),
    "a period of a cohort that ends before it starts": (
        "predicted_offending",
        "2008-06-30",
        "2008-03-31",
        "row 2, column period_end: the period ends before it starts, on 2008-04-01. Mend one of the two dates.",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "said"), WRONG.values(), ids=WRONG)
def test_a_table_is_refused_for(name, old, new, said, tmp_path):
    assert old in ROWS[name]
    assert problems(written(tmp_path, **{name: ROWS[name].replace(old, new, 1)})) == [f"{name}.csv: {said}"]


class TestReading:
    def test_gives_what_was_recorded_of_actions_up_to_the_quarter(self, tmp_path):
        folder = written(tmp_path)
        read = {
            q: tables.read_actions(folder, "haringey", q) for q in ("2007-08-Q4", "2008-09-Q1", "2008-09-Q2")
        }
        assert [rows["action"].tolist() for rows in read.values()] == [
            [],
            ["first", "second"],
            ["first", "second", "first"],
        ]
        last = read["2008-09-Q2"]
        assert last["due"].isna().tolist() == [False, True, False]
        assert last["due"].tolist()[2] == "2031-32-Q4"

    def test_gives_the_posts_of_the_quarter_and_no_older_ones(self, tmp_path):
        folder = written(tmp_path)
        read = tables.read_staffing(folder, "haringey", "2008-09-Q1")
        assert read[["list", "role", "posts"]].to_numpy().tolist() == [
            ["drr", "drug worker", 0],
            ["ppo", "drug worker", 0.5],
            ["ppo", "police officer", 2],
        ]
        assert len(tables.read_staffing(folder, "haringey", "2008-09-Q2")) == 0

    def test_gives_the_counts_of_all_periods_that_are_over(self, tmp_path):
        folder = written(tmp_path)
        read = tables.read_service_counts(folder, "haringey", "2008-09-Q1")
        assert read[["service", "people"]].to_numpy().tolist() == [
            ["One Service", 60],
            ["One Service", 70],
            ["drug treatment", 900],
        ]
        assert read["out_of"].isna().tolist() == [False, False, True]
        assert len(tables.read_service_counts(folder, "haringey", "2008-09-Q2")) == 4
        assert len(tables.read_service_counts(folder, "haringey", "2007-08-Q3")) == 0

    def test_gives_the_predictions_of_all_periods_that_are_over(self, tmp_path):
        folder = written(tmp_path)
        read = tables.read_predicted(folder, "haringey", "2008-09-Q3")
        assert read[["indicator", "offences", "predicted"]].to_numpy().tolist() == [
            ["ni18", 20, 21.5],
            ["ni38", 20, 21.5],
        ]
        assert tables.read_predicted(folder, "haringey", "2008-09-Q4")["offences"].tolist() == [20, 99, 20]

    @pytest.mark.parametrize(
        ("read", "contract"),
        [
            (tables.read_actions, ActionRow),
            (tables.read_staffing, StaffingRow),
            (tables.read_service_counts, ServiceRow),
            (tables.read_predicted, PredictedRow),
        ],
    )
    def test_gives_empty_tables_with_their_columns_where_nothing_was_supplied(self, tmp_path, read, contract):
        table = read(tmp_path, "haringey", "2008-09-Q1")
        assert len(table) == 0
        assert list(table.columns) == list(contract.model_fields)


READERS = {
    "actions": tables.read_actions,
    "staffing": tables.read_staffing,
    "service_counts": tables.read_service_counts,
    "predicted_offending": tables.read_predicted,
}
some_quarter = st.builds(lambda year, n: Quarter(year, n).id, st.integers(2006, 2009), st.integers(1, 4))


@examples(st.sampled_from(["haringey", "peterborough", "cleveland"]), some_quarter)
def test_a_report_reads_the_same_from_its_rows_as_from_the_whole_folder(tmp_path_factory, area, quarter):
    folder = written(tmp_path_factory.mktemp("whole"))
    own = tmp_path_factory.mktemp("own")
    for name, content in tables.given_rows(tables.read_folders(folder, "params"), area, quarter).items():
        if name.startswith("data/"):
            (own / name.removeprefix("data/")).write_bytes(content)
    for read in READERS.values():
        ours, whole = (read(place, area, quarter) for place in (own, folder))
        assert ours.equals(whole)


@pytest.mark.parametrize("name", ["service_counts", "predicted_offending"])
def test_a_count_is_given_to_no_report_before_its_period_is_over(tmp_path, name):
    folders = tables.read_folders(written(tmp_path), "params")
    lines = [
        tables.given_rows(folders, "haringey", quarter).get(f"data/{name}.csv", b"").count(b"\n")
        for quarter in ("2007-08-Q3", "2007-08-Q4", "2008-09-Q1", "2008-09-Q4")
    ]
    assert lines == ([0, 3, 4, 5] if name == "service_counts" else [0, 0, 3, 4])
