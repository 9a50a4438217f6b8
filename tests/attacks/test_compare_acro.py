"""The comparison with acro, where there is a Python that has it."""

import os

import pytest
from compare_acro import compared, for_acro, inner, tables


def test_every_count_of_a_table_is_given_to_acro():
    for made in tables():
        asked = [many for table in for_acro(made) for row, _, many in table["cells"] if row != "others"]
        assert sorted(asked) == sorted(made.counts[name] for name in inner(made))


def test_acro_gives_away_what_iomlib_does_not():
    if "IOM_ACRO" not in os.environ:
        pytest.skip(
            "acro was NOT compared: IOM_ACRO names no Python that has it (tests/attacks/compare_acro.py)"
        )
    _, _, ours, suppress, round_, *_ = compared(os.environ["IOM_ACRO"])
    assert [cell.strip() for cell in ours.split("|")][3:6] == ["0", "0", "0"]
    assert int(suppress.split("|")[5]) > 0 and int(round_.split("|")[4]) > 0
