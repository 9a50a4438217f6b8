"""Names of areas, notebooks, tables and folders that would lead a report out of its folder, or onto another report."""

import pytest
from frame import PARAMETERS, SAY, executed, iom, project, run_file, write_notebook
from tally import tally

from iomlib import tables
from iomlib.blocks import Heading, Table
from iomlib.build.document import read_document
from iomlib.build.plan import plan_run
from iomlib.errors import ParameterError, ReportError
from iomlib.filing import alike, links_in, unfit

OUT = [
    *(
        "../up",
        "..",
        ".",
        "",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "D:\\x",
        "\\\\host\\share",
        "~",
        "a:b",
        "file://x",
        "%2e%2e",
    ),
    *(
        "CON",
        "con",
        "nul",
        "aux.txt",
        "COM1",
        "lpt9.csv",
        "Prn",
        "conin$",
        "com\u00b9",
        "a" * 61,
        "x" * 300,
        "\u00e9" * 200,
    ),
    *(
        "leeds.",
        "leeds ",
        " leeds",
        "le\x00eds",
        "le\neds",
        "le\u202eds",
        "le\u200bds",
        "\ufeffleeds",
        "leeds\ud800",
    ),
    *(
        "Leeds",
        "LEEDS",
        "l\u00e9eds",
        "le\u0301eds",
        "\uff4ceeds",
        "\u043beeds",
        "le\u0131ds",
        "\u2025/x",
        "\u2215etc",
        "..\u2044",
    ),
    *(
        "-rf",
        "--output",
        "$HOME",
        "`id`",
        "a;b",
        "a|b",
        "a*b",
        "a?b",
        "<x>",
        "{area}",
        "{{7*7}}",
        "leeds\t",
        "_failed",
        "nul\u2028",
    ),
]
# What no disk, or not every disk, keeps apart from another name, inside its folder, and without doing something.
UNFIT = [
    *OUT[:3],
    "",
    "/etc/passwd",
    "a/b",
    "a\\b",
    "a:b",
    "a*b",
    "<x>",
    "leeds.",
    "leeds ",
    "le\u0301eds",
    "con",
    "aux.txt",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return project(tmp_path_factory.mktemp("names"), small=[SAY])


def test_no_hostile_id_of_an_area_is_let_through(made):
    listed = made / "params" / "areas.csv"
    whole = listed.read_bytes()
    let = []
    for name in OUT:
        quoted = name.replace('"', '""').encode("utf-8", "surrogatepass")
        listed.write_bytes(
            whole + b'"' + quoted + b'",Somewhere,community safety partnership,E22000999,typed\n'
        )
        told = tables.check_params(made / "params")
        stripped = name.strip()  # as every cell is
        if not any(problem.startswith("areas.csv: ") for problem in told) and stripped != "leeds":
            let.append(name)
    listed.write_bytes(whole)
    tally("ids of areas that lead out of the folder", len(OUT), len(let))
    assert let == []


def test_a_device_is_no_area_and_the_message_says_so(made):
    listed = made / "params" / "areas.csv"
    whole = listed.read_text("utf-8")
    listed.write_text(f"{whole}nul,Nul,community safety partnership,E22000999,typed\n", "utf-8")
    row = len(whole.splitlines()) + 1
    told = tables.check_params(made / "params")
    listed.write_text(whole, "utf-8")
    assert told == [
        f"areas.csv: row {row}, column id: nul is the name of a device, which no file of Windows can have. "
        "Reports lie in a folder of this name: take another."
    ]


@pytest.mark.parametrize("key", ["areas", "quarters", "notebooks"])
def test_no_hostile_name_in_a_run_file_is_let_through(made, key):
    let = []
    for name in OUT:
        path = run_file(made, "out.yml", **{key: [name.replace("\ud800", "")]})
        try:
            plan_run(path)
            let.append(name)
        except ParameterError as trouble:
            assert trouble.problems and all(problem.isprintable() for problem in trouble.problems)
    tally(f"{key} of a run file that lead out of the folder", len(OUT), len(let))
    assert let == []


@pytest.mark.parametrize("name", UNFIT)
def test_a_name_that_not_every_disk_keeps_is_unfit(name):
    assert unfit(name)


def test_an_ordinary_name_is_fit():
    assert [
        name for name in ("haringey", "scrutiny_report", "Crime profile 2", "\u00e9tat") if unfit(name)
    ] == []


def test_names_that_differ_in_case_or_width_alone_are_alike():
    assert alike(["leeds", "Leeds", "\uff4ceeds", "kent"]) == [("leeds", "Leeds"), ("leeds", "\uff4ceeds")]


def test_two_notebooks_that_differ_in_case_are_refused(tmp_path):
    folder = project(tmp_path, small=[SAY], Small=[SAY])
    if len(list((folder / "notebooks").iterdir())) < 2:
        pytest.skip("this disk takes large letters for small itself")
    with pytest.raises(ParameterError) as caught:
        plan_run(run_file(folder, notebooks=["small", "Small"]))
    assert caught.value.problems == [
        "small.yml: notebooks small and Small have one name on a disk that takes large letters for small. Rename one."
    ]


def test_a_notebook_called_like_a_device_is_refused(tmp_path):
    folder = project(tmp_path, nul=[SAY])
    with pytest.raises(ParameterError) as caught:
        plan_run(run_file(folder, notebooks=["nul"]))
    assert caught.value.problems == [
        "small.yml: notebook nul: its name is the name of a device, which no file of Windows can have."
    ]


def table(id):
    heads = [Heading(text="Group", number=False)]
    return Table(id=id, caption="Crimes", columns=heads, rows=[["Theft"]], disclosure="crimes")


def test_two_tables_that_would_share_a_file_are_refused():
    book = executed("# A report", table("crimes"), table("Crimes"), area="Kent", quarter="2008/09 Q2")
    with pytest.raises(ReportError) as caught:
        read_document(book)
    words = "ids crimes and Crimes name one file where large letters are small. Rename one."
    assert words in caught.value.problems


@pytest.mark.parametrize("id", ["con", "x" * 61])
def test_a_table_whose_id_is_no_name_of_a_file_is_refused(id):
    with pytest.raises(ReportError) as caught:
        read_document(executed("# A report", table(id), area="Kent", quarter="2008/09 Q2"))
    assert any(problem.startswith(f"id {id[:60]} ") for problem in caught.value.problems)


def test_no_hostile_id_of_a_table_can_be_made():
    let = [
        name
        for name in OUT
        if not set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    ]
    assert len(let) > 40
    for name in let:
        with pytest.raises(ValueError):
            table(name)


LEVELS = [
    *(
        "2008-09-Q1",
        "2008-09-Q1/haringey",
        "2008-09-Q1/haringey/tables",
        "restricted",
        "_failed",
        "_failed/2008-09-Q1",
    ),
    *(
        "_failed/2008-09-Q1/haringey",
        "_revisions",
        "_revisions/2008-09-Q1/haringey/small",
        "index.html",
        ".lock",
    ),
    *(
        ".locked-by",
        "manifest.json",
        "2008-09-Q1/haringey/small.html",
        "2008-09-Q1/haringey/other.html",
        ".old-x",
    ),
]


def test_a_link_in_outputs_stops_the_run_and_nothing_is_written_through_it(made, tmp_path):
    path = run_file(made, areas=["haringey"])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("kept")
    let = []
    for number, level in enumerate(LEVELS):
        outputs = tmp_path / f"outputs-{number}"
        place = outputs / level
        place.parent.mkdir(parents=True)
        file = "." in place.name
        place.symlink_to(elsewhere / "kept.txt" if file else elsewhere, target_is_directory=not file)
        if number in (0, 10):  # in a process of its own, as a user runs it
            done = iom("run", path, "--output", outputs)
            words = f"--output outputs-{number}: {level} is a link, which may lead out of the folder. Take it away.\n"
            assert (done.returncode, done.stderr) == (2, words)
        let += [] if links_in(outputs) == [level] else [level]
    tally("links planted in outputs", len(LEVELS), len(let))
    assert let == []
    assert [path.name for path in elsewhere.iterdir()] == ["kept.txt"]
    assert (elsewhere / "kept.txt").read_text() == "kept"


def test_outputs_itself_may_lie_on_another_disk(made, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "outputs").symlink_to(tmp_path / "disk", target_is_directory=True)
    done = iom(
        "run", run_file(made, areas=["haringey"]), "--output", tmp_path / "outputs", "--format", "html"
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "disk" / "2008-09-Q1" / "haringey" / "small.html").is_file()


@pytest.mark.parametrize("name", ["x" * 300, "a\nb", "-", "\u202ex"])
def test_a_strange_name_of_outputs_gives_no_traceback(made, tmp_path, name):
    write_notebook(made, "small", [SAY], PARAMETERS)
    done = iom("run", run_file(made, areas=["haringey"]), "--explain", "--output", tmp_path / name)
    too_long = f"--output {name}: File name too long. Name another folder.\n"
    assert (done.returncode, done.stderr) == ((2, too_long) if len(name) > 255 else (0, ""))
