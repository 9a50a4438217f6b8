"""Names and numbers of people, put wherever a cell of a table of people is wrong: no message repeats one."""

import csv
import io

import pytest
import records
from tally import tally

from iomlib import tables

CANARY = "Zzyzx"  # in no word of ours


@pytest.mark.parametrize("name", records.NAMES)
def test_a_message_about_a_table_of_people_repeats_no_cell(tmp_path, name):
    """In each column by turns, beside cells that are right or wrong, and in a row with cells too many."""
    lines = list(csv.reader(io.StringIO(records.TABLES[name])))
    broke, tried = [], 0
    for at in range(len(lines[0])):
        for others in (lines[1], [CANARY + str(n) for n in range(len(lines[0]))]):
            for extra in ([], [CANARY]):
                row = [*others[:at], f"{CANARY} {at}", *others[at + 1 :], *extra]
                target = io.StringIO()
                csv.writer(target).writerows([*lines, row, row])
                told = tables.check_folder(records.written(tmp_path / "people", **{name: target.getvalue()}))
                broke += [problem for problem in told if CANARY in problem]
                tried += 1
    tally("cells of people that a message might repeat", tried, len(broke))
    assert broke == []
