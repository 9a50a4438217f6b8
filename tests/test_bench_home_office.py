"""The line about workbooks measures two readers of the same cells."""

import pytest
from workbooks import write

from bench import home_office
from bench.lines import LINES
from bench.shapes import BenchError


def test_the_made_up_table_is_read_as_it_was_made(tmp_path):
    made = home_office.made_up(40)
    path = write(tmp_path / "table.ods", {"Sheet1": [list(made), *made.to_numpy().tolist()]})
    frame = home_office.ours(path)
    assert frame.shape == (40, 12)
    assert frame["Offence Code"].unique().tolist() == ["46", "37.2", "1/4.1/4.10/4.2", "8L", "34B"]
    assert frame["Number of Offences"].tolist() == [str(count) for count in made["Number of Offences"]]


def test_a_reading_leaves_its_frame_and_what_it_took(tmp_path):
    made = home_office.made_up(5)
    path = write(tmp_path / "table.ods", {"Sheet1": [list(made), *made.to_numpy().tolist()]})
    home_office.main(path, "iomlib")
    assert path.with_suffix(".frame").exists()
    assert '"processor"' in path.with_suffix(".json").read_text("utf-8")


def test_without_odfpy_the_line_is_not_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(home_office, "find_spec", lambda _: None)
    with pytest.raises(BenchError, match="odfpy is not installed: pip install odfpy"):
        LINES["home-office-ods"].measure(tmp_path)
