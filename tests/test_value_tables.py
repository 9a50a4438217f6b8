"""What a scheme costs, whom it managed, what it prevents, what proven offences cost: what the tables may hold."""

from functools import partial

import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from tabled import problems, write_tables

from iomlib import tables
from iomlib.errors import DataError
from iomlib.periods import Quarter
from iomlib.tables.contracts_value import EffectRow, ManagedRow, SchemeCostRow

EDITION = "home-office-2019-20"
ROWS = {
    "scheme_costs": """\
area,scheme,period_start,period_end,item,kind,pounds,pounds_lower,pounds_upper,price_year,source,paragraph,note
haringey,ppo,2008-04-01,2009-03-31,staff,additional running,90000,80000,99000,2008-09,A paper,1,
haringey,ppo,2008-04-01,2009-03-31,computers,set-up,5000,,,2008-09,A paper,1,made up
haringey,drr,2008-04-01,2009-03-31,staff,running,7000,,,2008-09,A paper,1,
haringey,ppo,2007-04-01,2008-03-31,staff,additional running,85000,,,2007-08,A paper,1,
peterborough,ppo,2008-04-01,2009-03-31,staff,running,90000,,,2008-09,A paper,1,
""",
    "managed_people": """\
area,scheme,period_start,period_end,people,days,days_in_custody,source,paragraph,published,note
haringey,ppo,2008-04-01,2009-03-31,42,13000,4000,A paper,1,yes,
haringey,ppo,2007-04-01,2008-03-31,40,12000,,A paper,1,,
""",
    "effects": """\
area,scheme,period_start,period_end,design,counted,people,followup_months,prevented_per_100,lower,upper,confidence,\
expected_per_100,source,paragraph,published,note
haringey,ppo,2006-04-01,2008-03-31,matched,proven reoffences,60,12,40,10,70,95,400,A paper,1,yes,
haringey,ppo,2006-04-01,2009-03-31,before and after,proven reoffences,42,12,120,,,95,,A paper,1,,
peterborough,ppo,2006-04-01,2008-03-31,unmatched,arrests,60,12,-4,-10,2,95,,A paper,1,no,
""",
}


written = partial(write_tables, ROWS)


def test_good_tables_are_let_pass(tmp_path):
    assert problems(written(tmp_path)) == []


WRONG = {
    "another kind of cost": (
        "scheme_costs",
        "set-up",
        "setup",
        "row 3, column kind: setup is not a kind of cost. Allowed: running, additional running, set-up, in kind.",
    ),
    "a pound sign": (
        "scheme_costs",
        "90000,80000",
        "£90000,80000",
        "row 2, column pounds: £90000 is not an amount. Amounts are pounds, 0 or more: no commas, no pound sign.",
    ),
    "one limit alone": (
        "scheme_costs",
        "80000,99000",
        "80000,",
        "row 2, column pounds_upper: one limit without the other. Give both limits, or none.",
    ),
    "limits beside the cost": (
        "scheme_costs",
        "80000,99000",
        "91000,99000",
        "row 2, column pounds_upper: 90000 is not between 91000 and 99000. Limits lie around the value.",
    ),
    "an item twice": (
        "scheme_costs",
        "computers",
        "staff",
        "row 3: has the same area, scheme, period_start, period_end, item as row 2. Keep one of the two.",
    ),
    "a year that is written otherwise": (
        "scheme_costs",
        "2008-09,A",
        "2008,A",
        "row 2, column price_year: 2008 is not a financial year. Financial years are written 2008-09.",
    ),
    "prices of a year without an index": (
        "scheme_costs",
        "2008-09,A",
        "2038-39,A",
        "column price_year: 2038-39 is not in the deflator. It has 1955-56 to 2024-25.",
    ),
    "a second period that ends in the quarter": (
        "scheme_costs",
        "2008-04-01,2009-03-31,computers",
        "2009-01-01,2009-03-31,computers",
        "row 3: a second period of haringey, ppo that ends in 2008-09-Q4: 2009-01-01 to 2009-03-31, and 2008-04-01 to "
        "2009-03-31 in row 2. Keep one of them.",
    ),
    "more days than there are": (
        "managed_people",
        "42,13000",
        "42,15331",
        "row 2, column days: 15331 days of 42 people. In this period they are managed on 42 to 15330 days.",
    ),
    "more days in custody than managed": (
        "managed_people",
        "13000,4000",
        "13000,13001",
        "row 2, column days_in_custody: 13001 of 13000 days. Days in custody are part of the days managed.",
    ),
    "another design": (
        "effects",
        "before and after",
        "before/after",
        "row 3, column design: before/after is not a design. "
        "Allowed: after only, before and after, unmatched, matched, randomised.",
    ),
    "another count": (
        "effects",
        "matched,proven reoffences",
        "matched,offences",
        "row 2, column counted: offences is not a count. "
        "Allowed: proven reoffences, arrests, recorded crimes, estimated crimes.",
    ),
    "an upper limit alone": (
        "effects",
        "40,10,70",
        "40,,70",
        "row 2, column upper: one limit without the other. Give both limits, or none.",
    ),
    "a value outside its limits": (
        "effects",
        "40,10,70",
        "4,10,70",
        "row 2, column upper: 4 is not between 10 and 70. Limits lie around the value.",
    ),
    "a share for a confidence": (
        "effects",
        "70,95",
        "70,0.95",
        "row 2, column confidence: 0.95 is no confidence. It is 50 or more and under 100, such as 95.",
    ),
    "more prevented than expected": (
        "effects",
        "95,400",
        "95,39",
        "row 2, column expected_per_100: 40 prevented of 39 expected. No more can be prevented than there would be.",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "said"), WRONG.values(), ids=WRONG)
def test_a_table_is_refused_for(name, old, new, said, tmp_path):
    assert old in ROWS[name]
    assert problems(written(tmp_path, **{name: ROWS[name].replace(old, new, 1)})) == [f"{name}.csv: {said}"]


class TestReading:
    def test_gives_the_costs_of_the_period_that_ends_in_the_quarter(self, tmp_path):
        folder = written(tmp_path)
        read = tables.read_scheme_costs(folder, "haringey", "2008-09-Q4", "ppo")
        assert read[["item", "pounds"]].to_numpy().tolist() == [["staff", 90_000], ["computers", 5_000]]
        assert read["pounds_lower"].isna().tolist() == [False, True]
        assert len(tables.read_scheme_costs(folder, "haringey", "2008-09-Q3", "ppo")) == 0
        assert tables.read_scheme_costs(folder, "haringey", "2007-08-Q4", "ppo")["pounds"].tolist() == [
            85_000
        ]

    def test_refuses_two_periods_that_end_in_the_quarter(self, tmp_path):
        text = ROWS["scheme_costs"].replace(
            "2008-04-01,2009-03-31,computers", "2009-01-01,2009-03-31,computers"
        )
        with pytest.raises(DataError) as refused:
            tables.read_scheme_costs(written(tmp_path, scheme_costs=text), "haringey", "2008-09-Q4", "ppo")
        assert refused.value.problems == [
            "scheme_costs.csv: ppo of haringey has more than one period that ends in 2008-09-Q4: 2008-04-01 to "
            "2009-03-31 and 2009-01-01 to 2009-03-31. Keep one of them."
        ]

    def test_gives_people_managed_of_the_same_period(self, tmp_path):
        read = tables.read_managed(written(tmp_path), "haringey", "2008-09-Q4", "ppo")
        assert read[["people", "days", "days_in_custody"]].to_numpy().tolist() == [[42, 13_000, 4_000]]

    def test_gives_every_comparison_that_is_over(self, tmp_path):
        folder = written(tmp_path)
        read = tables.read_effects(folder, "haringey", "2008-09-Q4", "ppo")
        assert read["design"].tolist() == ["matched", "before and after"]
        assert tables.read_effects(folder, "haringey", "2008-09-Q3", "ppo")["design"].tolist() == ["matched"]

    @pytest.mark.parametrize(
        ("read", "contract"),
        [
            (tables.read_scheme_costs, SchemeCostRow),
            (tables.read_managed, ManagedRow),
            (tables.read_effects, EffectRow),
        ],
    )
    def test_gives_empty_tables_with_their_columns_where_nothing_was_supplied(self, tmp_path, read, contract):
        table = read(tmp_path, "haringey", "2008-09-Q1", "ppo")
        assert len(table) == 0
        assert list(table.columns) == list(contract.model_fields)


some_quarter = st.builds(lambda year, n: Quarter(year, n).id, st.integers(2006, 2009), st.integers(1, 4))


@examples(st.sampled_from(["haringey", "peterborough", "cleveland"]), some_quarter)
def test_a_report_reads_the_same_from_its_rows_as_from_the_whole_folder(tmp_path_factory, area, quarter):
    folder = written(tmp_path_factory.mktemp("whole"))
    own = tmp_path_factory.mktemp("own")
    for name, content in tables.given_rows(tables.read_folders(folder, "params"), area, quarter).items():
        if name.startswith("data/"):
            (own / name.removeprefix("data/")).write_bytes(content)
    for read in (tables.read_scheme_costs, tables.read_managed, tables.read_effects):
        ours, whole = (read(place, area, quarter, "ppo") for place in (own, folder))
        assert ours.equals(whole)


class TestProvenOffences:
    def test_every_offence_of_the_made_up_records_has_a_row(self):
        costs = tables.read_proven_costs("params", EDITION)
        named = costs[costs.index != costs["offence_subgroup"]]
        assert sorted(named.index[named["unit_cost"].isna()]) == ["drugs", "other", "public order"]
        assert named["unit_cost"]["burglary"] == 7720 and named["unit_cost"]["other theft"] == 570

    def test_a_subgroup_of_recorded_crime_prices_itself(self):
        costs = tables.read_proven_costs("params", EDITION)
        assert costs["unit_cost"]["Violence with injury"] == 15720
        assert set(costs["price_year"]) == {"2019-20"}

    def test_a_subgroup_that_is_not_there_is_refused(self, tmp_path):
        (tmp_path / "unit_costs").mkdir()
        for path in (tables.folders.Path("params") / "unit_costs").glob("*.csv"):
            (tmp_path / "unit_costs" / path.name).write_bytes(path.read_bytes())
        row = "offence,offence_subgroup,rationale,source\nburglary,Domestic burglery,why,us\n"
        (tmp_path / "proven_offences.csv").write_text(row, "utf-8")
        said = (
            "proven_offences.csv: column offence_subgroup: Domestic burglery is not in subgroups.csv. "
            "Did you mean Domestic burglary?"
        )
        with pytest.raises(DataError) as refused:
            tables.read_proven_costs(tmp_path, EDITION)
        assert refused.value.problems == [said]
        assert said in tables.check_params(tmp_path)

    def test_an_edition_that_is_refused_gives_no_range(self, tmp_path):
        (tmp_path / "unit_costs").mkdir()
        for path in (tables.folders.Path("params") / "unit_costs").glob("*.csv"):
            (tmp_path / "unit_costs" / path.name).write_bytes(path.read_bytes())
        known = set(tables.read_other_proven_costs(tmp_path, EDITION))
        (tmp_path / "unit_costs" / "empty.csv").write_text("offence\n", "utf-8")
        assert set(tables.read_other_proven_costs(tmp_path, EDITION)) == known
        assert EDITION not in known and all(isinstance(name, str) for name in known)


def test_what_one_edition_costs_is_in_that_editions_prices():
    for rows in tables.read_other_proven_costs("params", EDITION).values():
        assert isinstance(rows, pd.DataFrame) and rows["price_year"].nunique() == 1
