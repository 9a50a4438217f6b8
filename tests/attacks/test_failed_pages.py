"""A report that fails tells nobody who is in its input: not on its page, in a manifest or a log, or on a terminal."""

import csv
import io
import json
import re

import pytest
import records
from canaries import canary, found_in, readings
from frame import iom, once, project, read_json, run_file, write_notebook
from sites import report
from tally import tally

from iomlib.build.execute import kind_of
from iomlib.build.look import default_look
from iomlib.build.publish import publish_failure
from iomlib.build.spoken import in_public, spoken

AREA = "simulated-stockton"
# What each cell may hold is no canary where few words are allowed.
FIXED = ("area", "sex", "result", "event", "tool", "list", "fact", "reliable")
READ = "import pandas as pd\n\ntable = pd.read_parquet(f'{data}/%s.parquet')\nvalue = str(table['%s'].dropna().iloc[0])"
FAIL = {
    "ours": "from iomlib.errors import ReportError\n\nraise ReportError(f'row 2: {value} is wrong')",
    "shouted": "from iomlib.errors import ReportError\n\nraise ReportError(f'row 2: ({value.upper()})')",
    "theirs": "raise ValueError(f'{value} is wrong')",
    "key": "{}[value]",
    "class": "raise type(value, (Exception,), {})('wrong')",
    "named": "raise type('Error' + value.title().replace('-', ''), (Exception,), {})('wrong')",
    "printed": "print(value)",
    "warned": "import warnings\n\nwarnings.warn(value)",
    "shown": "from IPython.display import display\n\ndisplay({f'text/{value}': '1'}, raw=True)",
    "said": "from iomlib.blocks import Sentence\n\nSentence(sentences=[f'{value} is on the list.'])",
    "refused": "from iomlib.blocks import Sentence\n\nSentence(sentences=[f'AA9 9ZZ {value}'], disclosure='method')",
    "twice": "from iomlib.blocks import Heading, Table\nfrom IPython.display import display\n\nfor _ in range(2):\n"
    "    display(Table(id=value, caption='A', columns=[Heading(text='A', number=False)], rows=[['a']]))",
    "ended": "import sys\n\nsys.exit(value)",
    "killed": "import os\n\nos.system(f'echo {value}; echo {value} >&2')\nos.kill(os.getpid(), 9)",
    "aborted": "import os\n\nos.write(2, value.encode())\nos.abort()",
    "wrote": "open(f'/tmp/{value}', 'w')",
    "asked": "import socket\n\nsocket.create_connection((value, 80))",
    "changed": "open(f'{data}/{value}', 'w')",
    "memory": "bytes(10**12) + value.encode()",
}


def planted(folder):
    """Write tables of which every cell that may hold a word holds a canary; give those of each column."""
    found = {}
    for name, text in records.TABLES.items():
        rows = [row for row in csv.DictReader(io.StringIO(text)) if row.get("area", "haringey") == "haringey"]
        for row in rows:
            for column, value in row.items():
                if column == "area":
                    row[column] = AREA
                elif value and column not in FIXED and not re.match(r"[\d.]+(-\d\d-\d\d)?$", value):
                    made = canary(column, value)
                    row[column] = f"simulated-{made}7" if column == "person" else made
                    found.setdefault((name, column), made)
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{name}.csv").write_text(out.getvalue(), "utf-8")
    return found


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """Run a notebook for each column that stops with a cell of it, and one for each way to fail, in both editions."""

    def make(folder):
        project(folder)
        columns = planted(folder / "data")
        books = {f"c_{table}_{column}": [READ % (table, column), FAIL["ours"]] for table, column in columns}
        books |= {f"w_{way}": [READ % ("nominals", "person"), code] for way, code in FAIL.items()}
        for name, cells in books.items():
            write_notebook(folder, name, cells)
        path = run_file(folder, notebooks=list(books), areas=[AREA])
        done = iom(
            "run", path, "--edition", "both", "--format", "html", "--jobs", 2, "--output", folder / "outputs"
        )
        said = {"code": done.returncode, "said": done.stdout + done.stderr, "books": list(books)}
        (folder / "said.json").write_text(json.dumps(said | {"canaries": sorted(columns.values())}), "utf-8")

    return once(tmp_path_factory, "failed", make)


def test_no_page_no_manifest_no_log_and_no_terminal_holds_a_canary(failed):
    told = read_json(failed / "said.json")
    wanted = set(told["canaries"])
    assert told["code"] in (1, 4) and len(told["books"]) > 30
    # An id may stand in a report of the restricted edition, which is no failure.
    files = [
        path
        for path in (failed / "outputs").rglob("*")
        if path.is_file() and not ("restricted" in path.parts and path.name.startswith("w_said."))
    ]
    texts = [("terminal", told["said"])]
    texts += [each for path in files for each in readings(path.name, path.read_bytes())]
    broke = [(where, sorted(found)) for where, text in texts if (found := found_in(text, wanted))]
    tally("cells that a report that failed might repeat", 2 * len(told["books"]), len(broke))
    assert broke == []


def test_each_of_them_failed_and_has_a_page_that_says_so(failed):
    books = read_json(failed / "said.json")["books"]
    for base, published in (("outputs", set()), ("outputs/restricted", {"w_said"})):
        there = {path.stem for path in (failed / base / "_failed").rglob("*.html")}
        assert set(books) - there == published


def test_what_a_cell_says_of_people_stands_on_no_public_page(failed):
    """Not even without a name: it may be a count of three people."""
    restricted, public = (
        read_json(failed / "outputs" / base / "_failed" / "2008-09-Q1" / AREA / "w_theirs.json")["problems"]
        for base in ("restricted", ".")
    )
    assert public == ["w_theirs.ipynb: cell 4 stopped with ValueError. Whoever made the report was told why."]
    assert restricted[0].startswith("w_theirs.ipynb: cell 4 stopped with ValueError. Open the notebook")


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        (
            "small.ipynb: cell 3 stopped with DataError: 2003/0062845E is unknown.",
            "small.ipynb: cell 3 stopped with an error.",
        ),
        (
            "small.ipynb: cell 3 stopped with DataError: AA9 9ZZ",
            "small.ipynb: cell 3 stopped with an error.",
        ),
        ("a table of one born on 12 May 1980 has no caption", "it was refused."),
    ],
)
def test_what_has_the_shape_of_an_identifier_is_not_said_without_any_table(said, hidden):
    (told,) = spoken([said], {})
    assert told.startswith(f"{hidden} Its words are not repeated, for they may be about a person. Open the")


@pytest.mark.parametrize(
    "place",
    ["/opt/a-council/data/x.csv", "/opt/x.csv", "D:\\people\\someone\\x.csv", "\\\\server\\share\\x.csv"],
)
def test_of_a_path_only_the_last_name_is_said(place):
    assert spoken([f"cell 3 stopped with DataError: {place}: is empty."], {}) == [
        "cell 3 stopped with DataError: x.csv: is empty."
    ]


@pytest.mark.parametrize(
    "said", ["haringey/2008-09-Q1: no row.", "see https://example.org/a/b", "and/or/else", "/ or //"]
)
def test_what_is_no_path_is_said_whole(said):
    assert spoken([said], {}) == [said]


def test_what_names_nobody_is_said_as_it_is():
    said = [
        "small.ipynb: cell 3 stopped with DataError: crimes.csv has no row of 2008-09-Q1.",
        "it took too long.",
    ]
    assert spoken(said, {}) == said
    assert in_public(said[1:]) == said[1:]


@pytest.mark.parametrize(
    "name", ["KeyError", "ArrowInvalidError", "SystemExit", "UserWarning", "StopIteration"]
)
def test_kinds_of_errors_are_named(name):
    assert kind_of(name) == name


@pytest.mark.parametrize("name", ["Zzyzx", "Key Error", "zz2003/0062845E", "E" * 60 + "Error"])
def test_a_class_that_a_notebook_has_named_is_not(name):
    assert kind_of(name) == "an error"


def test_a_failed_page_that_would_identify_somebody_is_not_written(tmp_path):
    for name, written in (("Leeds", True), ("J.B. (90 arrests)", False)):
        publish_failure(report("leeds", name=name), ["it failed."], tmp_path / name[:2], default_look())
        assert (tmp_path / name[:2]).exists() == written
