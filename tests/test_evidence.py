"""What is known of people on a day: no later row, no later end, nobody unknown, in any order."""

from datetime import date

import pandas as pd
import pytest

from iomlib.errors import DataError
from iomlib.metrics.evidence import gather

AS_AT = date(2009, 3, 31)


def dated(**columns):
    frame = pd.DataFrame(columns)
    for name in {"day", "start", "end", "born"} & set(frame):
        frame[name] = pd.to_datetime(frame[name])
    return frame


NOMINALS = dated(
    person=["c", "a", "b"], born=["1980-01-01", None, "1991-03-31"], sex=["male", None, "female"]
)


def test_people_stand_in_the_order_of_their_ids():
    evidence = gather({"nominals": NOMINALS}, AS_AT)
    assert evidence.people.index.tolist() == ["a", "b", "c"]
    assert evidence.people["sex"].isna().tolist() == [True, False, False]
    assert evidence.tables == {}


def test_what_begins_later_is_not_known_and_what_ends_later_is_open():
    spells = dated(
        person=["a", "a", "b"],
        start=["2008-01-01", "2009-04-01", "2009-03-31"],
        end=["2009-04-01", None, "2009-03-31"],
        reason=["moved", None, "good progress"],
    )
    known = gather({"nominals": NOMINALS, "enrolments": spells}, AS_AT).tables["enrolments"]
    assert known["who"].tolist() == [0, 1]
    assert known["end"].isna().tolist() == [True, False]
    assert known["reason"].isna().tolist() == [True, False], "the reason of a later end is not known yet"


def test_a_table_that_was_not_supplied_is_not_there_and_an_empty_one_is():
    empty = dated(person=[], day=[], result=[])
    evidence = gather({"nominals": NOMINALS, "drug_tests": empty}, AS_AT)
    assert list(evidence.tables) == ["drug_tests"]
    assert len(evidence.tables["drug_tests"]) == 0


def test_a_table_without_a_person_is_kept_as_it_is():
    facts = dated(
        household=["h1", "h1"], fact=["high-cost", "crime-or-asb"], day=["2009-01-01", "2009-04-01"]
    )
    known = gather({"nominals": NOMINALS, "household_facts": facts}, AS_AT).tables["household_facts"]
    assert known["fact"].tolist() == ["high-cost"]


def test_the_order_of_rows_is_nothing_but_an_order():
    arrests = dated(person=["c", "a", "b"], day=["2009-01-01", "2009-01-02", "2009-01-03"])
    one = gather({"nominals": NOMINALS, "arrests": arrests}, AS_AT)
    two = gather({"nominals": NOMINALS[::-1], "arrests": arrests[::-1]}, AS_AT)
    pd.testing.assert_frame_equal(one.people, two.people)
    rows = [set(zip(e.tables["arrests"]["who"], e.tables["arrests"]["day"], strict=True)) for e in (one, two)]
    assert rows[0] == rows[1]


def test_nobody_at_all_is_no_trouble():
    assert len(gather({}, AS_AT).people) == 0


def test_all_that_is_wrong_is_told_at_once_and_names_nobody():
    twice = pd.concat([NOMINALS, NOMINALS.head(1)])
    with pytest.raises(DataError) as trouble:
        gather({"nominals": twice}, AS_AT)
    assert trouble.value.problems == ["nominals: a person has more than one row. Keep one."]
    strangers = {name: dated(person=["secret"], day=["2009-01-01"]) for name in ("drug_tests", "arrests")}
    with pytest.raises(DataError) as trouble:
        gather({"nominals": NOMINALS, **strangers}, AS_AT)
    assert trouble.value.problems == [
        "arrests: has people who are not in nominals. Add them there.",
        "drug_tests: has people who are not in nominals. Add them there.",
    ]
