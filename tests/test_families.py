"""Families: counts of each that a person with a list in hand would make, and nothing of who is whose."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.errors import DataError
from iomlib.metrics.evidence import gather
from iomlib.metrics.families import COUNTS, families_by_size, family_rollup

AS_AT = date(2009, 3, 31)
PEOPLE = [f"p{number}" for number in range(8)]
LINKS = st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from(PEOPLE)), unique=True, max_size=15)


def known(links, born=None, sex=None, convicted=(), spells=()):
    nominals = pd.DataFrame({"person": PEOPLE, "born": pd.NaT, "sex": None})
    nominals["born"] = pd.to_datetime([(born or {}).get(person) for person in PEOPLE])
    nominals["sex"] = pd.array([(sex or {}).get(person) for person in PEOPLE], dtype="str")
    tables = {"nominals": nominals, "families": pd.DataFrame(links, columns=["family", "person"])}
    if convicted is not None:
        rows = pd.DataFrame({"person": list(convicted), "offence": "burglary"})
        tables["convictions"] = rows.assign(
            day=pd.Timestamp("2008-01-01"), offence_day=pd.Timestamp("2007-12-01")
        )
    if spells is not None:
        rows = pd.DataFrame(spells, columns=["person", "list", "start", "end"])
        tables["enrolments"] = rows.assign(
            area="here", start=pd.to_datetime(rows["start"]), end=pd.to_datetime(rows["end"])
        )
    return gather(tables, AS_AT)


def test_the_family_of_seed_003_gives_its_printed_counts():
    people = [f"p{number:02d}" for number in range(55)]
    nominals = pd.DataFrame({"person": people, "born": pd.NaT, "sex": ["male"] * 30 + ["female"] * 25})
    enrolments = pd.DataFrame({"person": people[:8], "list": "ppo", "area": "here"})
    enrolments["start"], enrolments["end"] = pd.Timestamp("2006-01-01"), pd.NaT
    enrolments.loc[:2, "end"] = pd.Timestamp("2008-01-01")
    convictions = pd.DataFrame({"person": people[:37], "day": pd.Timestamp("2008-01-01")})
    families = pd.DataFrame({"family": "x", "person": people})
    tables = {"nominals": nominals, "enrolments": enrolments, "convictions": convictions}
    row = family_rollup(gather(tables | {"families": families}, AS_AT), ["ppo"]).loc["x"]
    assert row[["people", "convicted", "list_ever", "list_now"]].tolist() == [55, 37, 8, 5]
    assert row[["women", "men"]].tolist() == [25, 30]


@given(LINKS, st.sets(st.sampled_from(PEOPLE)), st.sets(st.sampled_from(PEOPLE), min_size=1))
def test_each_family_is_counted_as_by_hand(links, convicted, listed):
    spells = [(person, "ppo", "2008-01-01", None) for person in listed]
    sex = dict.fromkeys(PEOPLE[:3], "female") | dict.fromkeys(PEOPLE[3:6], "male")
    rollup = family_rollup(known(links, sex=sex, convicted=convicted, spells=spells), ["ppo"])
    assert list(rollup) == list(COUNTS)
    for family, row in rollup.iterrows():
        members = {person for name, person in links if name == family}
        assert row["people"] == len(members)
        assert row["women"] == len(members & set(PEOPLE[:3]))
        assert row["men"] == len(members & set(PEOPLE[3:6]))
        assert row["sex_not_known"] == len(members & set(PEOPLE[6:]))
        assert row["convicted"] == len(members & convicted)
        assert row["list_now"] == row["list_ever"] == len(members & listed)
    assert set(rollup.index) == {family for family, _ in links}


@pytest.mark.parametrize(
    ("born", "under_18", "age_not_known"),
    [("1991-03-31", 0, 0), ("1991-04-01", 1, 0), (None, 0, 1)],
)
def test_somebody_is_under_18_until_the_birthday(born, under_18, age_not_known):
    row = family_rollup(known([("x", "p0")], born={"p0": born}), ["ppo"]).loc["x"]
    assert (row["under_18"], row["age_not_known"]) == (under_18, age_not_known)


@pytest.mark.parametrize(("end", "now"), [("2009-03-30", 0), ("2009-03-31", 1), (None, 1)])
def test_somebody_is_on_the_list_now_until_the_last_day_of_the_spell(end, now):
    other = ("p1", "ppo", "2008-01-01", None)
    row = family_rollup(known([("x", "p0")], spells=[("p0", "ppo", "2008-01-01", end), other]), ["ppo"]).loc[
        "x"
    ]
    assert (row["list_ever"], row["list_now"]) == (1, now)


def test_what_was_not_supplied_is_missing_and_not_zero():
    row = family_rollup(known([("x", "p0")], convicted=None, spells=None), ["ppo"]).loc["x"]
    assert row[["convicted", "list_ever", "list_now"]].isna().all()
    row = family_rollup(known([("x", "p0")], spells=[("p0", "drr", "2008-01-01", None)]), ["ppo"]).loc["x"]
    assert row[["list_ever", "list_now"]].isna().all()


def test_without_the_table_there_are_no_families():
    nominals = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": None})
    rollup = family_rollup(gather({"nominals": nominals}, AS_AT), ["ppo"])
    assert (len(rollup), list(rollup)) == (0, list(COUNTS))
    assert len(families_by_size(rollup)) == 0


@given(LINKS, st.randoms())
def test_the_order_of_rows_is_nothing(links, random):
    shuffled = random.sample(links, len(links))
    pd.testing.assert_frame_equal(
        family_rollup(known(shuffled), ["ppo"]), family_rollup(known(links), ["ppo"])
    )


@given(LINKS)
def test_sizes_count_every_family_once(links):
    rollup = family_rollup(known(links), ["ppo"])
    sizes = families_by_size(rollup)
    assert sizes["families"].sum() == len(rollup)
    assert sizes["people"].sum() == len(links)
    assert sizes.index.is_monotonic_increasing


def test_the_largest_family_comes_first_and_equals_in_the_order_of_ids():
    links = [("z", "p0"), ("y", "p1"), ("y", "p2"), ("x", "p3")]
    assert family_rollup(known(links), ["ppo"]).index.tolist() == ["y", "x", "z"]


def test_a_person_may_belong_to_two_families_but_not_twice_to_one():
    assert len(family_rollup(known([("x", "p0"), ("y", "p0")]), ["ppo"])) == 2
    with pytest.raises(DataError) as refusal:
        family_rollup(known([("x", "p0"), ("x", "p0")]), ["ppo"])
    assert str(refusal.value) == "families: a person has more than one row in one family. Keep one."
