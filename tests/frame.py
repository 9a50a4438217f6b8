"""Shared by the tests of the frame: `iom` in a process of its own, projects to break, the demo run once."""

import fcntl
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from iomlib.blocks import Chart, Figure, Heading, Sentence, Table

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "params" / "reports" / "demo.yml"
REVIEW = ROOT / "params" / "reports" / "review.yml"
LIMIT = 300  # seconds: a hanging command fails the test that started it

PARAMETERS = 'area = ""\nquarter = ""\nedition = "public"\ndata = "../data"\nparams = "../params"'
SAY = "from iomlib.blocks import Sentence\n\nSentence(sentences=[f'All is well in {area}.'])"
# A cell that lets a notebook say numbers: each is a figure of its sentence, else the report is refused.
STATE = """import re
from iomlib.blocks import Figure, Sentence

def value(number):
    return None if re.match(r"0\\d", number) else float(number)

def state(*sentences):
    numbers = dict.fromkeys(re.findall(r"-?\\d+(?:\\.\\d+)?", " ".join(sentences)))
    figures = [
        Figure(id=f"stated.{place}", value=value(number), unit="number", places=0, text=number)
        for place, number in enumerate(numbers)
    ]
    return Sentence(sentences=list(sentences), disclosure="method", figures=figures)
"""


def iom(*arguments, cwd=ROOT, limit=LIMIT):
    """Run `iom` as a user does, and wait for it."""
    command = [sys.executable, "-m", "iomlib", *map(str, arguments)]
    # On a narrow terminal typer's boxes would break a message in two.
    wide = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        command, cwd=cwd, env=wide, capture_output=True, text=True, timeout=limit, check=False
    )


def once(tmp_path_factory, name, make):
    """Let the first worker of a test run make a folder; the others wait for it and use the same.

    Under pytest-xdist each worker has its own session, so a session fixture alone would make it
    once a worker.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            making = shared.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(shared)
    return shared


def told(folder):
    """Read what `iom` said when the folder was made: exit code, stdout and stderr."""
    return json.loads((folder / "told.json").read_text("utf-8"))


def keep(folder, done):
    """Keep what `iom` said beside what it made."""
    said = {"code": done.returncode, "out": done.stdout, "err": done.stderr}
    (folder / "told.json").write_text(json.dumps(said), "utf-8")


def demo(tmp_path_factory):
    """Run the whole demonstration once, in a folder of its own: `outputs` and `told.json`."""

    def make(folder):
        keep(folder, iom("run", DEMO, "--jobs", 2, "--output", folder / "outputs"))

    return once(tmp_path_factory, "demo", make)


def staff(tmp_path_factory):
    """Run the reports of made-up people for the partnership's own staff, once, in a folder of their own."""

    def make(folder):
        same = ("--edition", "restricted", "--jobs", 2, "--output", folder / "outputs")
        for report in ("simulated-stockton/2008-09-Q4", "simulated-peterborough/2012-13-Q1"):
            iom("run", DEMO, "--only", report, *same)
        keep(folder, iom("run", REVIEW, "--only", "simulated-stockton/2009-10-Q2", *same))

    return once(tmp_path_factory, "staff", make)


def stockton(tmp_path_factory):
    """Make the one report that the notebook's own defaults describe."""

    def make(folder):
        only = ("--only", "stockton-on-tees/2008-09-Q2")
        keep(folder, iom("run", DEMO, *only, "--output", folder / "outputs"))

    return once(tmp_path_factory, "stockton", make)


def add_people(folder):
    """Put the made-up people of the demonstration into a copy of the project, and give it."""
    for path in (ROOT / "data").glob("*.parquet"):
        shutil.copy(path, folder / "data")
    return folder


def project(folder, **notebooks):
    """Copy params and data, so that they can be broken, with small notebooks in place of ours."""
    shutil.copytree(ROOT / "params", folder / "params")
    # Made, not kept: tests that bring people of their own want none beside them.
    shutil.copytree(
        ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("*.parquet", "recorded_crime")
    )
    (folder / "notebooks").mkdir()
    for name, cells in notebooks.items():
        write_notebook(folder, name, cells)
    return folder


def write_notebook(folder, name, cells, parameters=PARAMETERS):
    """Write a notebook of a project: title, parameters, then cells of code."""
    # With ids of our own: nbformat's are random, and the manifest knows the bytes of the notebook.
    code = [new_code_cell(source, id=f"code-{number}") for number, source in enumerate(cells)]
    tagged = new_code_cell(parameters, metadata={"tags": ["parameters"]}, id="parameters")
    cells = [new_markdown_cell("# A small report", id="title"), tagged, *code]
    book = new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    nbformat.write(book, folder / "notebooks" / f"{name}.ipynb")


def run_file(folder, name="small.yml", **changes):
    """Write a run file of a project; a change to None leaves the key out."""
    content = {
        "title": "A test",
        "notebooks": ["small"],
        "areas": ["haringey", "peterborough"],
        "quarters": ["2008-09-Q1"],
        "data": "../../data",
    }
    kept = {key: value for key, value in (content | changes).items() if value is not None}
    path = folder / "params" / "reports" / name
    path.write_text(json.dumps(kept), "utf-8")  # JSON is YAML
    return path


def files_of(content):
    """Give the files of a zipped file, such as one of Word, by their name."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def executed(*cells, **about):
    """Build an executed notebook in memory: a text is Markdown, a block or a list is a cell's output."""
    made = [_cell(cell, number) for number, cell in enumerate(cells, 1)]
    return new_notebook(cells=made, metadata={"iomlib": about} if about else {})


def _cell(cell, number):
    if isinstance(cell, str):
        return new_markdown_cell(cell)
    if isinstance(cell, dict):  # a cell that is ready
        return nbformat.from_dict(cell)
    outputs = cell if isinstance(cell, list) else [shows(cell)]
    return new_code_cell(f"show({number})", execution_count=number, outputs=outputs)


def captioned(document):
    """Give the blocks of a document with their captions, as the checks of finished files take them."""
    blocks = [part for part in document.parts if part.kind not in ("prose", "code")]
    return [(block, getattr(block, "caption", "")) for block in blocks]


def shows(block):
    """Give the output of a cell whose last line is a block."""
    return new_output("execute_result", data=block._repr_mimebundle_(), execution_count=1)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="60" height="20"/></svg>'


def full(name="Theft", **about):
    """Build an executed notebook that shows every kind of block, with a name wherever there is text."""
    heads = [Heading(text=name, number=False), Heading(text=f"{name} (£)", number=True)]
    figure = Figure(id="crimes.theft", value=30.0, unit="count", places=0, text="30")
    return executed(
        "# A report\n\nWhat it *is* about, with a [source](https://example.org/paper).",
        Sentence(style="lead", sentences=[f"{name}: 30 crimes."], disclosure="crimes", figures=[figure]),
        "## Crimes\n\n- one `thing`\n- another",
        Table(
            id="crimes",
            caption=f"{name} by group",
            columns=heads,
            rows=[[name, "£48,485,263"], ["All", name]],
            notes=[f"Note on {name}."],
            disclosure="crimes",
        ),
        Chart(
            id="chart",
            caption=f"{name} as a picture",
            shows=f"{name}, 2008/09, percent of crimes",
            columns=heads,
            rows=[[name, "15.5%"]],
            alt=f"Bar chart: {name} is 15.5% of crimes.",
            svg=SVG,
            disclosure="crimes",
        ),
        "### Not supplied",
        Sentence(style="missing", sentences=[f"No counts of {name} were supplied."]),
        Sentence(sentences=["One.", "Two."]),
        **{"area": name, "quarter": "2008/09 Q2", "title": f"Scrutiny of {name}", "date": "2008-09-30"}
        | about,
    )


def squeezed(text):
    """Take all white space away: a line may break anywhere."""
    return "".join(text.split())


def tagged(reader):
    """Walk the tags of a PDF, which a screen reader follows."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        children = node if isinstance(node, list) else [node["/K"]] if "/K" in node else []
        if "/S" in node:
            yield node
        waiting += [child for child in children if isinstance(child.get_object(), list | dict)]


def read_json(path):
    return json.loads(Path(path).read_text("utf-8"))
