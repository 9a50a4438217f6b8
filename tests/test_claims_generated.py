"""A sample of the made-up reports: planted errors are found, and nothing is called wrong where there is none."""

import pytest

from bench.claims import ARITHMETIC, KINDS, UNSEEN, found, make, measure, table


def test_a_report_is_made_from_its_number_alone():
    assert make(7, "sum") == make(7, "sum") != make(8, "sum")


@pytest.mark.parametrize("kind", KINDS)
def test_planted_errors_of_a_kind_are_found(kind):
    hits = [found(make(UNSEEN + number, kind))[0] for number in range(4)]
    assert sum(hits) >= 3, kind


def test_a_report_without_an_error_has_no_alarm():
    assert [number for number in range(UNSEEN, UNSEEN + 24) if found(make(number))[1]] == []


def test_the_table_counts_what_was_planted_and_found():
    lines = table(measure(12)).splitlines()
    assert lines[2].startswith("| sum | 1 |")
    assert lines[-4].startswith(f"| **all arithmetic** (the first {len(ARITHMETIC)}) | 8 |")
    assert "Of 12 reports without an error" in lines[-1]
