"""Which reports are out of date: what was changed decides, and what was not is left alone."""

import json
import subprocess
import sys

import pytest
from frame import PARAMETERS, ROOT, SAY, project, run_file, write_notebook

from iomlib.build import fingerprint
from iomlib.build.fresh import EXECUTION, RENDERING, WORDS, Inputs, step
from iomlib.build.plan import plan_run
from iomlib.build.text import as_json
from iomlib.build.values import as_code

FORMATS = ["html", "pdf"]
TYPED = PARAMETERS + "\nleast = 1"


@pytest.fixture
def made(tmp_path):
    """A project with every report published, as the manifests say; nothing was run for it."""
    folder = project(tmp_path)
    write_notebook(folder, "small", [SAY], TYPED)
    (folder / "requirements.lock").write_text("pandas==3\n")
    path = asked(folder)
    inputs = Inputs(plan_run(path), FORMATS)
    for report in inputs.plan.reports:
        place = folder / "outputs" / report.folder
        place.mkdir(parents=True)
        (place / "small.html").write_text("a page")
        sums = {"outputs": {"small.html": fingerprint.of_file(place / "small.html")}}
        manifest = report.about | {"sha256": inputs.sha256(report) | sums}
        (place / "small.manifest.json").write_bytes(as_json(manifest))
    return folder


def asked(folder, **changes):
    own = {"areas": ["stockton-on-tees", "cleveland"], "quarters": ["2008-09-Q1", "2008-09-Q3"]}
    return run_file(folder, **(own | {"settings": {"least": 1}} | changes))


def steps(folder, path=None, formats=FORMATS, **options):
    path = path or folder / "params" / "reports" / "small.yml"
    inputs = Inputs(plan_run(path), formats)
    found = [step(report, inputs, folder / "outputs", **options) for report in inputs.plan.reports]
    return {each.report.key: (each.work, each.why) for each in found}


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def stale(found):
    return {key: what for key, what in found.items() if what[0] != "none"}


ALL = [
    "cleveland/2008-09-Q1",
    "cleveland/2008-09-Q3",
    "stockton-on-tees/2008-09-Q1",
    "stockton-on-tees/2008-09-Q3",
]


def test_nothing_changed_is_nothing_to_do(made):
    found = steps(made)
    assert sorted(found) == ALL
    assert stale(found) == {}


def test_a_row_of_one_area_and_quarter_makes_that_report_and_later_ones_out_of_date(made):
    edit(made / "data" / "indicator_counts.csv", "2008-09-Q2,49", "2008-09-Q2,50")
    assert stale(steps(made)) == {
        "stockton-on-tees/2008-09-Q3": ("execute", ["data/indicator_counts.csv changed"])
    }


def test_one_row_less_is_a_change(made):
    path = made / "data" / "indicator_counts.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (gone,) = [line for line in lines if "2008-09-Q1" in line]
    path.write_text("".join(line for line in lines if line != gone), "utf-8")
    assert sorted(stale(steps(made))) == ["stockton-on-tees/2008-09-Q1", "stockton-on-tees/2008-09-Q3"]


def test_rows_of_other_areas_and_later_quarters_change_nothing(made):
    edit(made / "data" / "memberships.csv", "haringey", "hartlepool")
    with (made / "data" / "indicator_counts.csv").open("a", encoding="utf-8") as file:
        file.write("stockton-on-tees,ni30,2009-10-Q1,12,a later return,1\n")
    assert stale(steps(made)) == {}


def test_the_order_of_columns_spaces_and_a_byte_order_mark_aside_only_content_counts(made):
    path = made / "data" / "indicator_counts.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert stale(steps(made)) == {}


def test_a_new_area_changes_no_other(made):
    with (made / "params" / "areas.csv").open("a", encoding="utf-8") as file:
        file.write("newtown,Newtown,police force area,E23000099,made up\n")
    assert stale(steps(made)) == {}


def test_a_price_list_changes_every_report(made):
    edit(made / "params" / "unit_costs" / "home-office-2019-20.csv", "3346680", "3346681")
    why = ["params/unit_costs/home-office-2019-20.csv changed"]
    assert stale(steps(made)) == dict.fromkeys(ALL, ("execute", why))


def test_another_run_file_in_the_project_changes_nothing(made):
    run_file(made, "other.yml", title="Another")
    assert stale(steps(made)) == {}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"settings": {"least": 2}}, ("execute", ["its parameters changed"])),
        ({"title": "Another title"}, ("render", ["its title, or a name on it changed"])),
    ],
    ids=["a setting", "a title"],
)
def test_the_run_file_counts_where_it_reaches_the_report(made, changes, what):
    assert stale(steps(made, asked(made, **changes))) == dict.fromkeys(ALL, what)


def test_the_notebooks_code_executes_again(made):
    write_notebook(made, "small", [SAY, "1 + 1"], TYPED)
    assert stale(steps(made)) == dict.fromkeys(ALL, ("execute", ["the notebook's code changed"]))


def test_a_tag_of_a_cell_is_code(made):
    path = made / "notebooks" / "small.ipynb"
    content = json.loads(path.read_text("utf-8"))
    content["cells"][2]["metadata"]["tags"] = ["hidden"]
    path.write_text(json.dumps(content), "utf-8")
    assert stale(steps(made)) == dict.fromkeys(ALL, ("execute", ["the notebook's code changed"]))


def test_the_notebooks_words_only_render(made):
    edit(made / "notebooks" / "small.ipynb", "A small report", "A short report")
    assert stale(steps(made)) == dict.fromkeys(ALL, ("render", ["the notebook's text changed"]))


def test_what_an_editor_leaves_in_the_notebooks_file_only_renders(made):
    path = made / "notebooks" / "small.ipynb"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=3), "utf-8")
    assert stale(steps(made)) == dict.fromkeys(ALL, ("render", ["the notebook's file changed"]))


def test_the_lock_executes_again(made):
    (made / "requirements.lock").write_text("pandas==4\n")
    assert stale(steps(made)) == dict.fromkeys(ALL, ("execute", ["requirements.lock changed"]))


def test_a_package_that_was_exchanged_by_hand_executes_again(made, monkeypatch):
    fingerprint.of_packages.cache_clear()
    monkeypatch.setattr(fingerprint, "distributions", list)
    try:
        why = ["the versions of the installed packages changed"]
        assert stale(steps(made)) == dict.fromkeys(ALL, ("execute", why))
    finally:
        fingerprint.of_packages.cache_clear()


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("metrics/costs.py", ("execute", ["iomlib's code for figures changed"])),
        ("report/charts.py", ("execute", ["iomlib's code for figures changed"])),
        ("tables/read.py", ("execute", ["iomlib's code for figures changed"])),
        ("blocks.py", ("execute", ["iomlib's code for figures changed"])),
        ("build/engine.py", ("execute", ["iomlib's code for figures changed"])),
        ("build/pdf.py", ("render", ["the templates, or iomlib's code for pages changed"])),
        ("templates/page.css", ("render", ["the templates, or iomlib's code for pages changed"])),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_iomlibs_own_code_counts_by_what_it_makes(made, monkeypatch, file, what):
    fingerprint.of_iomlib.cache_clear()
    true = fingerprint.of_file
    other = lambda path: "other" if path.as_posix().endswith(f"iomlib/{file}") else true(path)  # noqa: E731
    monkeypatch.setattr(fingerprint, "of_file", other)
    try:
        assert stale(steps(made)) == dict.fromkeys(ALL, what)
    finally:
        fingerprint.of_iomlib.cache_clear()


def test_another_python_executes_again(made, monkeypatch):
    fingerprint.of_packages.cache_clear()
    monkeypatch.setattr(fingerprint.platform, "python_version", lambda: "3.99.0")
    try:
        assert {what[0] for what in steps(made).values()} == {"execute"}
    finally:
        fingerprint.of_packages.cache_clear()


def test_a_report_that_may_use_the_network_is_never_up_to_date(made):
    found = steps(made, asked(made, network=True))
    why = ["it may use the network, and what comes from there may have changed"]
    assert stale(found) == dict.fromkeys(ALL, ("execute", why))


def test_the_order_of_settings_says_nothing(made):
    write_notebook(made, "small", [SAY], TYPED + "\nmost = 9")
    orders = ({"least": 1, "most": 9}, {"most": 9, "least": 1})
    one, other = (Inputs(plan_run(asked(made, settings=order)), FORMATS) for order in orders)
    parameters = [as_code(each.plan.reports[0].parameters) for each in (one, other)]
    assert one.sha256(one.plan.reports[0]) == other.sha256(other.plan.reports[0])
    assert parameters[0] == parameters[1]


def test_every_module_that_runs_with_the_cells_executes_again_when_it_changes():
    code = (
        "import sys\nbefore = set(sys.modules)\nimport iomlib.build.execute, iomlib.build.kernel\n"
        "import iomlib.report.warm, iomlib.tables.read, iomlib.params\n"
        "print(*(n for n in sys.modules if n.startswith('iomlib')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    files = {"/".join(name.split(".")[1:]) for name in done.stdout.split()}
    root = ROOT / "iomlib"
    names = {
        f"{file}.py" if (root / f"{file}.py").is_file() else f"{file}/__init__.py".lstrip("/")
        for file in files
    }
    of_cells = (*fingerprint._LIBRARY_FILES, *fingerprint._EXECUTION_FILES)
    missing = {
        name for name in names if name.split("/")[0] not in fingerprint._LIBRARY and name not in of_cells
    }
    assert missing == set()


def test_other_formats_only_render(made):
    assert stale(steps(made, formats=["html"])) == dict.fromkeys(
        ALL, ("render", ["the formats asked for changed"])
    )


PLACE = "2008-09-Q1/cleveland"


def test_a_published_file_that_was_changed_by_hand_is_made_again(made):
    (made / "outputs" / PLACE / "small.html").write_text("a better page")
    why = ["published small.html is missing or was changed"]
    assert stale(steps(made)) == {"cleveland/2008-09-Q1": ("execute", why)}


def test_a_published_file_that_is_missing_is_made_again(made):
    (made / "outputs" / PLACE / "small.html").unlink()
    assert list(stale(steps(made))) == ["cleveland/2008-09-Q1"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"sha256": 1}', "{", '{"sha256": {"outputs": []}}'])
def test_a_manifest_that_says_nothing_makes_its_report_out_of_date(made, content):
    (made / "outputs" / PLACE / "small.manifest.json").write_text(content)
    assert stale(steps(made)) == {"cleveland/2008-09-Q1": ("execute", ["its manifest cannot be read"])}


def test_a_report_without_a_manifest_is_not_published_yet(made):
    (made / "outputs" / PLACE / "small.manifest.json").unlink()
    assert stale(steps(made)) == {"cleveland/2008-09-Q1": ("execute", ["it is not published yet"])}


def test_another_commit_of_the_code_only_writes_pages_anew(made, monkeypatch):
    monkeypatch.setattr("iomlib.build.fresh.commit", lambda: "another")
    why = ("render", ["the name of the code's commit changed"])
    assert stale(steps(made)) == dict.fromkeys(ALL, why)


def test_an_earlier_version_that_was_taken_away_writes_its_page_anew(made):
    kept = made / "outputs" / "_revisions" / "2008-09-Q1" / "cleveland" / "small" / "1"
    kept.mkdir(parents=True)
    (kept / "small.manifest.json").write_text("{}")
    why = ("render", ["its earlier versions, of which the page tells, changed"])
    assert stale(steps(made)) == {"cleveland/2008-09-Q1": why}


def test_force_makes_everything(made):
    assert stale(steps(made, force=True)) == dict.fromkeys(ALL, ("execute", ["--force was given"]))


def test_every_part_of_a_run_key_is_compared_and_has_words(made):
    inputs = Inputs(plan_run(made / "params" / "reports" / "small.yml"), FORMATS)
    parts = set(step(inputs.plan.reports[0], inputs, made / "outputs").sha256)
    # The version of Python is told to evaluators by name; a change of it shows in the sums of "packages" and "needed".
    assert parts - {"python"} == {*EXECUTION, *RENDERING}
    assert parts - {*WORDS} == {"inputs", "notebook", "code", "python"}
