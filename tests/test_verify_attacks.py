"""Hostile manifests and files: each is named in one line, and none stops a verification with a traceback."""

import json
import shutil
from types import SimpleNamespace

import pytest
from frame import iom, once, project, run_file, write_notebook

from iomlib.build import verify_again
from iomlib.build.chain import link
from iomlib.build.fingerprint import of_file
from iomlib.build.releases import LOG
from iomlib.build.text import as_json
from iomlib.build.verify import verify_folder
from iomlib.build.verify_figures import moved_figures
from iomlib.build.verify_found import lines

REPORT = "2008-09-Q1/haringey"
SAY = """from iomlib.blocks import Figure, Sentence

figure = Figure(id="crimes", value=30.0, unit="count", places=0, text="30")
Sentence(sentences=["There were 30 crimes."], disclosure="method", figures=[figure])
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    def make(folder):
        write_notebook(project(folder), "small", [SAY])
        own = run_file(folder, areas=["haringey"])
        done = iom("run", own, "--output", folder / "outputs", "--format", "html")
        assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "attacked_release", make)


@pytest.fixture
def release(made, tmp_path, monkeypatch):
    """Give a copy to be changed; its report is not made again each time, but taken from what was made."""

    def again(plan, output, how, tell):
        shutil.copytree(made / "outputs" / REPORT, output / REPORT)
        return [SimpleNamespace(report=plan.reports[0], problems=[])]

    monkeypatch.setattr(verify_again, "run_plan", again)
    return shutil.copytree(made, tmp_path / "project")


def told(release, near=False):
    verified = verify_folder(release / "outputs", release, [], lambda _: None, figures_only=near)
    return lines(verified.differences)


def change(release, of, name=f"{REPORT}/small.manifest.json"):
    path = release / "outputs" / name
    content = json.loads(path.read_text("utf-8"))
    of(content)
    path.write_bytes(as_json(content) if name == LOG else json.dumps(content).encode())
    return path


def test_it_is_silent_as_it_was_made(release):
    assert told(release) == []


FORGED = "tampered with: 2008-09-Q1/haringey/small.manifest.json is not the manifest that was published"
HOSTILE = {
    "the sum of the code alone": (
        lambda about: about["sha256"].update(code_cells="0"),
        "(the sum of code_cells)",
    ),
    "the sum of the words alone": (lambda about: about["sha256"].update(words=["0"]), "(the sum of words)"),
    "no title": (lambda about: about.pop("title"), ""),
    "a run file of no disk": (lambda about: about.update(run="a\0b"), ""),
    "a run file of half a letter": (lambda about: about.update(run="\ud800"), ""),
    "a file of no disk": (lambda about: about["sha256"]["outputs"].update({"a\0b": "0"}), ""),
    "a file of half a letter": (lambda about: about["sha256"]["outputs"].update({"\ud800": "0"}), ""),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_manifest_is_named_and_stops_nothing(release, what):
    of, named = HOSTILE[what]
    change(release, of)
    said = told(release)
    assert any(line.startswith(FORGED) and named in line for line in said)


def test_a_name_with_an_end_of_line_stays_in_one_line(release):
    (release / "outputs" / "a\n1 report verified\x1b[2J.html").write_text("mine")
    assert told(release) == [r"extra: a file that no manifest names: a\n1 report verified\x1b[2J.html."]


@pytest.mark.parametrize("name", [f"{REPORT}/small.html", "index.html", "releases.html"])
def test_a_folder_in_place_of_a_file_is_named(release, name):
    path = release / "outputs" / name
    path.unlink()
    path.mkdir()
    (path / "x").write_text("mine")
    said = told(release)
    (wrong,) = [
        line for line in said if line.startswith("tampered with: no file that can be read, in place of a ")
    ]
    assert name in wrong
    assert f"extra: a file that no manifest names: {name}/x." in said


@pytest.mark.parametrize("name", [f"{REPORT}/small.html", "index.html"])
def test_a_link_to_nothing_is_named(release, name):
    path = release / "outputs" / name
    path.unlink()
    path.symlink_to("/nonexistent")
    assert f"tampered with: a link or a device, and no file: {name}." in told(release)


@pytest.mark.parametrize("pages", [[["x"]], "x", None, {"a\0b": "0"}])
def test_a_manifest_of_all_reports_with_other_shapes_is_named(release, pages):
    change(release, lambda said: said["sha256"].update(pages=pages), "manifest.json")
    assert any("manifest.json" in line for line in told(release))


def forge(release, of):
    """Change a figure, its manifest and the log so that they agree with each other."""
    figures = change(release, of, f"{REPORT}/small.figures.json")
    own = change(release, lambda about: about["sha256"]["outputs"].update({figures.name: of_file(figures)}))

    def chain(log):
        (event,) = log["events"]
        event["manifest"] = of_file(own)
        log["head"] = link(log["id"], event)

    change(release, chain, LOG)


def other(name, value):
    return lambda content: content["figures"][0].update({name: value})


CLEVER = {
    "another value": other("value", 31.0),
    "a whole number without end": other("value", 10**400),
    "no number": other("value", float("nan")),
    "a text of the same look": other("value", "30"),
    "a little more than is allowed": other("value", 30 * (1 + 1e-8)),
    "a second one before it": lambda content: content["figures"].insert(
        0, {**content["figures"][0], "value": 99.0, "text": "99"}
    ),
}


@pytest.mark.parametrize("what", CLEVER)
@pytest.mark.parametrize("near", [False, True])
def test_a_figure_forged_with_manifest_and_log_shows_also_where_figures_alone_are_compared(
    release, what, near
):
    forge(release, CLEVER[what])
    said = told(release, near)
    assert [line[:15] for line in said if "crimes" in line] == ["machine: nothin"]
    if not near:
        assert "(crimes " in said[0]


def test_figures_of_one_name_are_compared_each(tmp_path):
    one = {"id": "a", "value": 1.0}
    for name, figures in (("one", [one]), ("two", [{**one, "value": 2.0}, one])):
        (tmp_path / name).write_text(json.dumps({"figures": figures}))
    assert [each.id for each in moved_figures(tmp_path / "two", tmp_path / "one", 1e-9)] == ["a", "a (twice)"]
