"""Every reader, given broken files: an analyst reads sentences, whatever the file holds, and no cell of a person.

Which readers there are is found in the code, so that a new one that nobody fuzzes fails here. A run makes a few files
for each, the same each time; IOMLIB_FUZZ asks for another number of them, and IOMLIB_FUZZ_SEED for others.
"""

import ast
import inspect
import os
import re
import sys
import threading
import time
from pathlib import Path
from zlib import crc32

import pytest
from broken_files import broken
from frame import ROOT
from hypothesis import HealthCheck, Phase, given, seed, settings
from readers import Said, file_of
from strings import CANARY
from tally import tally
from trust_readers import READERS, with_claims
from whole_files import make

from iomlib import cli, params, rules, tables
from iomlib.disclosure import read as disclosure
from iomlib.errors import IomError

TRIES, CHANCE = int(os.environ.get("IOMLIB_FUZZ", "6")), int(os.environ.get("IOMLIB_FUZZ_SEED", "0"))
SECONDS = 20  # of a busy machine, for one file
LAYERS = {"tables", "build", "rules", "disclosure", "params", "spelling", "filing", "cli", "commands"}
READS = {"read_text", "read_bytes", "open", "read_csv", "read_table", "read_schema", "ParquetFile", "ZipFile"}
READS |= {"connect", "from_path", "from_filelike", "PdfDocument", "fromstring"}
# They read what this process, or one that it has started, has made a moment before; or what is packed with iomlib.
OF_OURS = {
    *("build/child.make", "build/cluster._submitted", "build/cluster._on_worker", "build/landlock._allow"),
    *("build/local.__init__", "build/local.take", "build/local._last_words", "build/lock._who"),
    *("build/ods_file.as_ods", "build/readback_ods.check_ods", "build/site.not_asked", "build/run.task_of"),
    *("build/pdf.to_pdf", "build/reference.own_reference", "build/workshop._start", "build/workshop._child"),
    *("build/workshop._children", "build/quarto_check._pdf_problems", "build/quarto_check._docx_problems"),
    *("build/quarto_pages.then_pages", "build/quarto_pages._source", "build/quarto_pages._finished"),
    *("tables/series.rows_in", "tables/identifiers.repeats_a_cell"),
    # Packed with iomlib.
    *("build/definitions.definitions", "build/definitions.line_of"),
    # Of a bundle that is being filled, from reports held to their manifests and inputs that were checked: its files
    # and the zip made of them, which is taken apart again at once.
    *(
        "build/bundle._check",
        "build/bundle_crate._file",
        "build/bundle_inputs.files",
        "build/bundle_zip.pack",
    ),
    *("build/bundle_inputs.write_params", "build/bundle_readme._sources", "build/bundle_runs.run_file"),
    *("build/bundle_runs.stand_alone", "build/bundle_scan.refuse_people", "build/bundle_stand_in._declare"),
    "build/bundle_zip.unpack_checked",
    # A table of claims that was read without a fault is given to a run, which checks it once more.
    "commands/claiming._page",
}
# What reads a file once more, to say where something wrong stands in it.
PROVOKED = {
    "params/rules/ppo-matrix.yml": (b"id: ppo-matrix", b"id: other"),
    "params/rules/one-service-payment.yml": (b"pooled: 7.5", b"pooled: x"),
    "outputs/releases.json": (b"{", b""),
    "imports/2018-10-cleveland-street.csv": (b"Stockton-on-Tees", b"Nowhere"),
}
TELL_OF_DIFFERENCES = ("(iom verify)", "(iom bundle)", "claims/")
CODES = {0, 1, 2, 3, 4, 5}
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_OURS = re.compile(r"Traceback| object at 0x|<class '|errors\.pydantic")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make the project, in a folder that holds nothing else, and work in an empty one."""
    folder = make(tmp_path_factory.mktemp("fuzz") / "p")
    with_claims(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("here"))
        patch.setattr(cli, "_end_as_with_ctrl_c", lambda: None)
        yield folder


@pytest.mark.parametrize("name", READERS)
def test_a_reader_refuses_in_sentences_or_reads(made, name):
    path, came_through = file_of(made, name), []
    whole = path.read_bytes()

    @seed(crc32(name.encode()) + CHANCE)
    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=TRIES,
        phases=[Phase.generate],  # a smaller example takes minutes: each is a file that is read
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(broken(path.name, whole))
    def fuzz(content):
        path.write_bytes(content)
        came_through.append(True)  # until it is known that it did not
        found = refusal(made, name)
        came_through[-1] = bool(found)
        assert found == ""

    try:
        fuzz()
    finally:
        path.write_bytes(whole)
        tally("broken files given to a reader", len(came_through), sum(came_through))
    assert not list(Path.cwd().iterdir()), "something was written where nothing belongs"


def refusal(made, name):
    """Say what an analyst would see that is no sentence, or should not be seen."""
    begun = time.process_time()
    try:
        READERS[name].read(made, file_of(made, name))
    except IomError as trouble:
        code, problems = getattr(trouble, "code", trouble.exit_code), trouble.problems
        if code not in CODES or (not problems and not isinstance(trouble, Said)):
            return f"ends with {code} and says {problems}"
        return next(
            (
                found
                for problem in problems
                if (found := strange(made, name, problem, told=isinstance(trouble, Said)))
            ),
            "",
        )
    took = time.process_time() - begun
    return f"took {took:.0f} seconds" if took > SECONDS else ""


def strange(made, name, problem, *, told=False):
    """Say what is wrong with a sentence; what a command has told may name the folder that it was given."""
    if "\n" in problem or _STEERS.search(problem):
        return f"not one line: {problem!r}"
    if _OURS.search(problem) or (str(made) in problem and not told):
        return f"words of ours: {problem!r}"
    if READERS[name].people and any(word in problem for word in (*CANARY.split(), "Quilwenkplev")):
        return f"a person's cell: {problem!r}"
    return ""


# That nothing is missing


@pytest.fixture(scope="module")
def reached(made):
    """Read every file while it is whole, and note each function of ours that was called on the way."""
    found = set()
    forget(made)

    def note(frame, event, argument):
        found.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

    def read(name):
        sys.settrace(note)
        threading.settrace(note)
        try:
            READERS[name].read(made, file_of(made, name))
        except IomError as trouble:
            return trouble.problems if getattr(trouble, "code", 1) else []
        finally:
            sys.settrace(None)
            threading.settrace(None)

    loud = {name: said for name in READERS if (said := read(name))}
    for name, (old, new) in PROVOKED.items():
        path = file_of(made, name)
        whole = path.read_bytes()
        assert old in whole
        path.write_bytes(whole.replace(old, new, 1))
        read(name)
        path.write_bytes(whole)
    return found, loud


def forget(made):
    """Let nothing stand from an earlier test that keeps a file from being read."""
    ours = [module for name, module in sys.modules.items() if name.startswith("iomlib")]
    for each in [each for module in ours for each in vars(module).values() if hasattr(each, "cache_clear")]:
        each.cache_clear()
    (made / "secret" / "new-key").unlink(missing_ok=True)


def test_the_files_are_read_while_they_are_whole(reached):
    # A waiting report has one approval of two, and a file of no known kind is refused as it should be. Reports that
    # no notebook made cannot be made again, and the printed report of claims has wrong ones.
    excused = ("(iom release)", "_approvals", "unknown.csv", *TELL_OF_DIFFERENCES)
    others = {name for name in READERS if any(part in name for part in excused)}
    assert {name: said for name, said in reached[1].items() if name not in others} == {}


def functions_that_read():
    """Find each function of ours that reads a file, with its place in the code."""
    for path in sorted((ROOT / "iomlib").rglob("*.py")):
        module = path.relative_to(ROOT / "iomlib").with_suffix("").as_posix()
        for node in outer(ast.parse(path.read_text("utf-8"))):
            calls = {called(each) for each in ast.walk(node) if isinstance(each, ast.Call)}
            if calls & READS and module.split("/")[0] in LAYERS:
                first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
                yield f"{module}.{node.name}", (str(path), first)


def outer(tree):
    """Give functions and methods, but none that stands in another one."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from outer(node)


def called(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def public_readers():
    """List what a notebook or a user may call to read a file."""
    modules = (tables, params, rules, disclosure)
    named = {f"{each.__name__}.{name}": getattr(each, name) for each in modules for name in dir(each)}
    named |= {f"tables.{name}": getattr(tables, name) for name in tables.__all__}
    asked = {name: each for name, each in named.items() if inspect.isfunction(inspect.unwrap(each))}
    yield from ((name, each) for name, each in asked.items() if takes_a_path(each))
    commands = [each.callback for each in cli.app.registered_commands]
    yield from (
        (f"iom {each.__name__}", each) for each in commands if each is not cli.simulate
    )  # only writes


def takes_a_path(function):
    return any("Path" in str(each.annotation) for each in inspect.signature(function).parameters.values())


@pytest.mark.parametrize(
    "name, place", list(functions_that_read()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_function_that_reads_a_file_is_fuzzed_or_reads_what_we_have_made(reached, name, place):
    assert (place in reached[0]) != (name in OF_OURS)


def test_no_function_is_excused_that_is_not_there():
    assert OF_OURS - {name for name, _ in functions_that_read()} == set()


@pytest.mark.parametrize(
    "name, function", list(public_readers()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_reader_that_notebooks_and_users_have_is_fuzzed(reached, name, function):
    code = inspect.unwrap(function).__code__
    assert {(code.co_filename, code.co_firstlineno)} <= reached[0]
