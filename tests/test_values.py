"""Values keep their type from the run file to the notebook, and no value acts as code."""

import json
from datetime import date

import nbformat
import papermill
import pytest
from frame import PARAMETERS, SAY, STATE, iom, project, read_json, write_notebook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager
from papermill.parameterize import parameterize_notebook
from ruamel.yaml import YAML

from iomlib.blocks import MIME
from iomlib.build import execute, fingerprint
from iomlib.build.child import as_json
from iomlib.build.draft import read_run
from iomlib.build.plan import plan_run
from iomlib.build.values import as_code, decode, encode
from iomlib.spelling import unshowable

TEXTS = st.text(st.characters(exclude_categories=("Cs",))) | st.sampled_from(
    [
        *("0012", "2008-04-01", "NO", "null", "~", "true", "1e3", "", "{}", "{area}", "${HOME}", "%time x"),
        *(
            "!ls",
            "x?",
            "\\",
            '"',
            "'''",
            '"""',
            "\n",
            "\r\n",
            "a\u2028%cd x",
            "\x85!ls",
            "\x00",
            "\u202e",
            "😀",
        ),
    ]
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([1e-9, -0.0, 0.1, 1e22, 5e-324])
VALUES = {
    "text": TEXTS,
    "whole": st.integers(),
    "number": FLOATS,
    "yes": st.booleans(),
    "day": st.dates(),
    "maybe": TEXTS | st.none(),
    "maybe_day": st.dates() | st.none(),
}
TYPED = """
from datetime import date
text = ""
whole = 0
number = 0.5
yes = True
day = date(2008, 4, 1)
maybe: str | None = None
maybe_day: date | None = None
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = project(tmp_path_factory.mktemp("project"))
    write_notebook(made, "small", [SAY], PARAMETERS + TYPED)
    return made


RUN = """title: A test
notebooks: [small]
areas: [haringey]
quarters: [2008-09-Q1]
data: ../../data
"""


def same(one, other):
    """Compare value and type; repr tells -0.0 from 0.0."""
    return {key: (type(value), repr(value)) for key, value in one.items()} == {
        key: (type(value), repr(value)) for key, value in other.items()
    }


def spelt(value):
    """Write a value as YAML: a text in double quotes, with escapes for what no file should hold."""
    if isinstance(value, str):
        signs = {'"': '\\"', "\\": "\\\\"}
        kept = [c if c.isprintable() else f"\\U{ord(c):08x}" for c in value]
        return '"' + "".join(signs.get(c, c) for c in kept) + '"'
    return "null" if value is None else str(value)


def write_run(folder, given):
    path = folder / "params" / "reports" / "run.yml"
    lines = "".join(f"  {key}: {spelt(value)}\n" for key, value in given.items())
    path.write_text(f"{RUN}settings:\n{lines}", "utf-8")
    return path


def injected(folder, parameters):
    """Let papermill write its cell, as `execute` does, and give the source after a save and a load."""
    book = papermill.iorw.load_notebook_node(str(folder / "notebooks" / "small.ipynb"))
    made = parameterize_notebook(book, parameters, kernel_name=execute.KERNEL, language="python")
    saved = nbformat.reads(nbformat.writes(made), as_version=4)
    (cell,) = [cell for cell in saved.cells if "injected-parameters" in cell.metadata.get("tags", [])]
    return cell.source


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(VALUES).filter(lambda values: not any(map(unshowable, map(str, values.values()))))
)
def test_a_value_arrives_in_the_notebook_with_its_type(folder, values):
    (report,) = plan_run(write_run(folder, values)).reports
    assert same(report.settings, values)
    task = json.loads(as_json({"parameters": encode(report.parameters)}))
    source = injected(folder, task["parameters"])
    # IPython reads a cell before Python does, and makes other code of lines that look like magic.
    names = {}
    exec(TransformerManager().transform_cell(source), names)  # noqa: S102  what the kernel would do
    assert same({key: names[key] for key in values}, values)
    assert names.keys() - {"__builtins__", "date"} == report.parameters.keys()


@given(st.fixed_dictionaries(VALUES))
def test_what_is_encoded_comes_back_from_json_as_it_was(values):
    assert same(decode(json.loads(as_json(encode(values)))), values)


def test_values_of_other_types_have_another_sha256():
    values = [12, "12", 12.0, True, 1, None, "None", "null", date(2008, 4, 1), "2008-04-01", 0.0, -0.0, ""]
    values += ['{"date": "2008-04-01"}', 10**22, 1e22]
    assert len({fingerprint.of_parameters({"x": value}) for value in values}) == len(values)


def test_the_order_of_parameters_does_not_change_their_sha256():
    assert fingerprint.of_parameters({"a": 1, "b": 2}) == fingerprint.of_parameters({"b": 2, "a": 1})


@pytest.mark.parametrize("value", [[1], (1,), {"date": "2008-04-01"}, b"a", 1j, {1}])
def test_a_value_that_no_parameter_can_have_goes_nowhere(value):
    for write in (encode, as_code):
        with pytest.raises(TypeError, match=r"^a parameter cannot be a "):
            write({"x": value})


def test_a_cell_without_dates_imports_nothing():
    assert as_code({"area": "haringey", "x": None}) == '# Parameters\narea = "haringey"\nx = None\n'


def test_a_published_cell_with_a_date_works_alone():
    names = {}
    exec(as_code({"since": date(2008, 4, 1)}), names)  # noqa: S102  our own code
    assert names["since"] == date(2008, 4, 1)


def test_papermill_finds_our_translator_whatever_the_kernel_is_called(folder):
    for kernel in (execute.KERNEL, "another"):
        book = papermill.iorw.load_notebook_node(str(folder / "notebooks" / "small.ipynb"))
        made = parameterize_notebook(
            book, encode({"x": date(2008, 4, 1)}), kernel_name=kernel, language="python"
        )
        assert any("x = date(2008, 4, 1)" in cell.source for cell in made.cells)


def test_papermill_says_nothing_of_types_that_it_does_not_know(folder, caplog):
    lines = "from typing import Annotated\nfrom annotated_types import Interval\n"
    typed = "weeks: Annotated[\n    int, Interval(ge=1)\n] = 3  # weeks\nother = 1\n"
    write_notebook(folder, "odd", [SAY], lines + typed)
    path = folder / "notebooks" / "odd.ipynb"
    given = {"weeks": 4, "other": 2}
    papermill.execute_notebook(str(path), None, given, prepare_only=True, kernel_name="x", language="python")
    path.unlink()
    assert [record.getMessage() for record in caplog.records if record.name.startswith("papermill")] == []


def test_a_run_file_of_json_keeps_signs_above_the_first_plane(folder):
    path = folder / "params" / "reports" / "json.yml"
    path.write_text(json.dumps({**YAML(typ="safe").load(RUN), "title": "😀"}), "utf-8")
    assert "\\ud83d" in path.read_text("utf-8")
    assert read_run(path).title == "😀"


def test_a_notebook_meets_the_values_as_the_run_file_has_them(tmp_path):
    folder = project(tmp_path)
    show = "values = [text, whole, number, yes, day, maybe, maybe_day]\nstate(*map(ascii, values))"
    write_notebook(folder, "small", [STATE, show], PARAMETERS + TYPED)
    values = {
        "text": "00'12\"\\ {area} $x\n%time",
        "whole": -3,
        "number": -0.0,
        "yes": True,
        "day": date(2008, 4, 1),
        "maybe": None,
        "maybe_day": date(1999, 12, 31),
    }
    done = iom("run", write_run(folder, values), "--format", "html")
    assert done.returncode == 0, done.stderr
    place = folder / "outputs" / "2008-09-Q1" / "haringey"
    book = nbformat.read(place / "small.ipynb", as_version=4)
    (block,) = [
        output.data[MIME] for cell in book.cells if cell.cell_type == "code" for output in cell.outputs
    ]
    assert block["sentences"] == [ascii(value) for value in values.values()]
    made_of = read_json(place / "small.manifest.json")["sha256"]["parameters"]
    (report,) = plan_run(folder / "params" / "reports" / "run.yml").reports
    assert made_of == fingerprint.of_parameters(report.parameters)
    # The published notebook has lost the cell with the import, and its parameters still work alone.
    (cell,) = [cell for cell in book.cells if "parameters" in cell.metadata.get("tags", [])]
    names = {}
    exec(cell.source, names)  # noqa: S102  what a reader of the notebook would do
    assert same({key: names[key] for key in values}, values)
