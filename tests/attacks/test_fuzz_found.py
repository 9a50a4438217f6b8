"""What the fuzzing of readers has found: each file once gave a traceback, or passed for one that says nothing."""

import json
import shutil
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import records
import workbooks
from frame import ROOT, SAY, project
from mappings import mapping_file
from mutants import packed
from recorded import lookup_file
from sites import RULE, put, report, site

from iomlib import tables
from iomlib.blocks import Figure
from iomlib.build import revisions, scanner
from iomlib.build.approvals import SIGNERS, read_signers
from iomlib.build.declared import declared_parameters
from iomlib.build.figure import Found
from iomlib.build.figure import told as how_calculated
from iomlib.build.fingerprint import of_file
from iomlib.build.lock import _who
from iomlib.errors import DataError, DisclosureError, ParameterError, ReportError
from iomlib.tables.key import read_key
from iomlib.tables.recorded.bring import Asked, bring
from iomlib.tables.recorded.draft import draft
from iomlib.tables.recorded.grid import read_grids
from iomlib.tables.recorded.members import is_archive

EMPTY = "is empty. Remove the file if the table is not supplied."


@pytest.fixture
def params(tmp_path):
    shutil.copytree(ROOT / "params", tmp_path / "params")
    return tmp_path / "params"


@pytest.mark.parametrize("content", ['""\n', ",,\n", '"",""\r\n ,\n'])
def test_commas_and_quotes_around_nothing_are_an_empty_file(params, content):
    """They passed for a table without rows, of which nobody was told."""
    (params / "peers.csv").write_text(content)
    assert tables.check_params(params) == [f"peers.csv: {EMPTY}"]


def test_a_run_asks_for_peers_before_it_checks_them(params):
    (params / "peers.csv").write_text("area,pear,source\nkent,surrey,a\n")
    with pytest.raises(DataError) as refused:
        tables.areas_read(params, ["kent"])
    assert refused.value.problems == [
        "peers.csv: row 1, column pear: is not a column of this table. Did you mean peer?"
    ]


def test_a_deflator_has_no_years_where_it_has_no_rows(params):
    path = params / "deflators" / "gdp-2025-06.csv"
    path.write_text(path.read_text().splitlines()[0] + "\n")
    told = tables.check_params(params)
    assert told and all(problem.endswith("is not in the deflator. It has no year.") for problem in told)


def custody(folder, **changed):
    place = records.as_parquet(records.written(folder / "people"))
    table = pq.read_table(place / "custody.parquet")
    for name, column in changed.items():
        table = table.set_column(table.column_names.index(name), name, column)
    pq.write_table(table if changed else table.select([]), place / "custody.parquet")
    return tables.check_folder(place)


def test_parquet_without_a_column_is_empty(tmp_path):
    assert custody(tmp_path) == [f"custody.parquet: {EMPTY}"]


@pytest.mark.parametrize(
    "value, kind, said",
    [
        (
            date(2500, 1, 1),
            pa.date32(),
            "is after 2199. 3 rows like this. Leave a day that is not known blank.",
        ),
        (
            datetime(
                1677, 9, 21, 0, 12, 44
            ),  # the first second that nanoseconds have, on a day that they lack
            pa.timestamp("ns"),
            "has a time of day. 3 rows like this. Dates are written 2011-09-30. This one may lie in the future.",
        ),
    ],
)
def test_days_that_nanoseconds_do_not_have_are_days(tmp_path, value, kind, said):
    told = custody(tmp_path, release_due=pa.array([value] * 3, kind))
    assert f"custody.parquet: row 1, column release_due: {said}" in told


@pytest.mark.parametrize("value", [["a"], {"a": 1}])
def test_an_extract_with_lists_in_its_cells_is_refused(tmp_path, value):
    path = tmp_path / "extract.parquet"
    pq.write_table(pa.table({"Area": ["Kent"], "Crimes": [value]}), path)
    asked = Asked([path], tmp_path, ROOT / "params", (lookup_file(tmp_path / "l"),), mapping_file(tmp_path))
    with pytest.raises(DataError) as refused:
        bring(asked)
    assert refused.value.problems == [
        "extract.parquet: has a column of lists. Write one value into each cell."
    ]


def test_an_extract_with_days_that_no_calendar_has_is_refused(tmp_path):
    path = tmp_path / "extract.parquet"
    pq.write_table(
        pa.table({"Area": ["Kent"], "Month": pa.array([2**31 - 1], pa.int32()).cast(pa.date32())}), path
    )
    grids, _ = read_grids(path)
    assert grids[0].problems[0].found == "is not a Parquet file that can be read"


def test_a_zip_of_a_later_kind_is_no_archive_of_crimes(tmp_path):
    content = packed({"2018-10-kent-street.csv": b"a"})
    at = content.index(b"PK\x01\x02") + 6  # what a program needs to be to read it
    (tmp_path / "a.zip").write_bytes(content[:at] + b"\xef" + content[at + 1 :])
    assert not is_archive(tmp_path / "a.zip")


@pytest.mark.parametrize("known", ["é", "\ud800", "", ["a"], 5, "a" * 16])
def test_the_fingerprint_of_a_key_is_another_one(tmp_path, known):
    (tmp_path / "data").mkdir()
    read_key(tmp_path / "key", tmp_path / "data")
    (tmp_path / "data" / "pseudonyms.json").write_text(json.dumps({"key": known}))
    if known:
        with pytest.raises(ParameterError, match=r"is not the key of the pseudonyms"):
            read_key(tmp_path / "key", tmp_path / "data")


@pytest.mark.parametrize("end", [".xlsx", ".csv"])
def test_a_draft_writes_no_sign_that_steers_a_terminal(tmp_path, end):
    rows = [["A\x7f[2J", "Sur\x9bname"], ["1", "Ann Example"], ["2", "Bo Example"], ["3", "Cy Example"]]
    if end == ".xlsx":
        rows[0] = ["A\x9b", "Sur\x9bname"]
    made = draft(workbooks.write(tmp_path / f"a{end}", {"S\x7f": rows}))
    assert not {"\x7f", "\x9b"} & set(made)
    assert '"Sur\\u009bname"' in made


NO_CELLS = [
    {"cell_type": "code", "metadata": {}, "outputs": []},
    {"metadata": {}, "source": "x"},
    {"cell_type": "markdown", "metadata": {"tags": 5}, "source": "x"},
    {"cell_type": "markdown", "metadata": {"tags": [["parameters"]]}, "source": "x"},
    {"cell_type": "markdown", "metadata": {}, "source": 5},
    {"cell_type": "markdown", "metadata": None, "source": "x"},
    5,
]


@pytest.mark.parametrize("cell", NO_CELLS, ids=map(str, range(len(NO_CELLS))))
def test_a_notebook_has_cells(tmp_path, cell):
    path = project(tmp_path / "p", small=[SAY]) / "notebooks" / "small.ipynb"
    book = json.loads(path.read_text())
    path.write_text(json.dumps(book | {"cells": [*book["cells"], cell]}))
    with pytest.raises(
        ParameterError, match=r"^small\.ipynb: (cannot be read as a notebook|has a cell that is none)\."
    ):
        declared_parameters(path)


@pytest.mark.parametrize("key", ["AAAAA", "A", "AAAAAAAAA"])
def test_a_key_of_an_approver_that_is_none_is_told_with_its_line(tmp_path, key):
    path = tmp_path / SIGNERS
    path.parent.mkdir()
    path.write_text(f"# who\nAmina.Khan ssh-ed25519 {key}\n")
    with pytest.raises(ParameterError, match=r"allowed_signers: line 2 does not name one person and one key"):
        read_signers(tmp_path)


@pytest.mark.parametrize("name", ["a.json", "a.ipynb", "a.docx", "a.ods", "a.pdf"])
def test_a_file_that_cannot_be_taken_apart_is_not_published(name):
    with pytest.raises(DisclosureError) as refused:
        scanner.search({name: b"PK\x03\x04{"}, "public")
    assert refused.value.problems == [
        f"{name}: cannot be taken apart, so nobody can say if it identifies a person. Make it again."
    ]


def test_the_process_that_holds_a_folder_may_have_left_no_text(tmp_path):
    (tmp_path / "lock").write_bytes(b"\xff\xfe")
    assert _who(tmp_path / "lock") == ""


# What lies published and was changed by hand, its manifest too

BOOKS = [
    b"[]",
    b"{}",
    b'{"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": [{"cell_type": "x"}]}]}',
]
BOOKS += [b'{"cells": ["x"], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', b"[" * 100_000]


@pytest.mark.parametrize("content", BOOKS, ids=map(str, range(len(BOOKS))))
def test_an_earlier_version_that_is_no_notebook_is_not_kept(tmp_path, content):
    (tmp_path / "small.ipynb").write_bytes(content)
    assert not revisions.may_be_kept(tmp_path / "small.ipynb", "public", RULE)


def by_hand(base, change):
    """Change the figures of every report, and say in its manifest that they are so."""
    for path in base.rglob("small.figures.json"):
        figures = json.loads(path.read_text())
        change(figures["figures"][0])
        path.write_text(json.dumps(figures))
        manifest = path.with_name("small.manifest.json")
        about = json.loads(manifest.read_text())
        about["sha256"]["outputs"][path.name] = of_file(path)
        manifest.write_text(json.dumps(about))


@pytest.mark.parametrize(
    "change",
    [
        lambda figure: figure.pop("lower"),
        lambda figure: figure.pop("text"),
        lambda figure: figure.update(id=["a"]),
        lambda figure: figure.update(value="x"),
        lambda figure: figure.update(places=None),
        lambda figure: figure.update(value=float("nan")),
    ],
)
def test_figures_that_were_changed_into_something_else_keep_no_index_from_being_written(tmp_path, change):
    shown = [{"id": "crimes.theft", "name": "Thefts", "of": "quarter"}]
    for quarter in ("2008-09-Q1", "2008-09-Q2"):
        for crimes in (30, 31):
            put(tmp_path, report(quarter=quarter), crimes, headlines=shown)
            site(tmp_path, report(quarter=quarter))
    assert list((tmp_path / "_revisions").rglob("small.figures.json"))
    assert "Thefts" in (tmp_path / "index.html").read_text()
    by_hand(tmp_path, change)
    (tmp_path / "index.html").unlink()
    site(tmp_path, report())
    assert (tmp_path / "index.html").is_file()


@pytest.mark.parametrize("headline", [{"id": "crimes.theft", "name": "Thefts"}, {"id": "crimes.theft"}, "x"])
def test_a_manifest_whose_headlines_are_none_has_none(tmp_path, headline):
    for quarter in ("2008-09-Q1", "2008-09-Q2"):
        put(tmp_path, report(quarter=quarter), headlines=[headline])
    site(tmp_path, report())
    assert "Thefts" not in (tmp_path / "index.html").read_text()


@pytest.mark.parametrize(
    "how", [{"definitions": [["crimes.theft"]]}, {"earlier": [[1]]}, {"commit": 4, "earlier": {"a": 1}}]
)
def test_a_figure_whose_file_was_changed_with_its_manifest_is_refused_in_words(how):
    shown = Figure(id="crimes.theft", value=30.0, unit="count", places=0, text="30")
    about = report().about | {"sha256": {"inputs": {}}}
    with pytest.raises(ReportError) as refused:
        how_calculated(Found(about, shown, how))
    assert refused.value.problems == [
        "haringey/2008-09-Q1/small: its file of figures does not say how they were calculated as iom run writes it. "
        "iom verify says what was changed."
    ]


def test_what_a_file_of_figures_says_does_not_steer_a_terminal():
    shown = Figure(id="crimes.theft", value=30.0, unit="count", places=0, text="30")
    about = report().about | {"sha256": {"inputs": {}}}
    assert "Code     ?[2Jabc" in how_calculated(Found(about, shown, {"commit": "\x1b[2Jabc"}))
