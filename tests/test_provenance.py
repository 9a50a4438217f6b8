"""Below each block a page says how its figures were calculated, and `iom figure` says the same from the files."""

import shutil
import subprocess
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from frame import iom, project, read_json, run_file
from hostile import words
from sites import RULE, put, report

from iomlib.blocks import Figure
from iomlib.build.commit import commit_in
from iomlib.build.definitions import line_of
from iomlib.build.earlier import told, versions
from iomlib.build.plan import plan_run
from iomlib.build.provenance import Provenance, explained
from iomlib.build.revisions import history_of
from iomlib.build.run import How, run_plan
from iomlib.build.text import as_json

PLACE = "2008-09-Q2/stockton-on-tees"
KEY = "stockton-on-tees/2008-09-Q2/small"
CELL = """\
from iomlib import tables
from iomlib.blocks import Figure, Sentence
from iomlib.disclosure.read import read_profile
from iomlib.metrics import indicators
from iomlib.report import show

target, returns = tables.read_target(data, area, quarter), tables.read_convictions(data, area, quarter)
track = indicators.track_target(returns["convictions"], target)
show.convictions_table(track, target, returns, read_profile(params, edition))"""
OWN = """\
Sentence(sentences=["One."], disclosure="method", figures=[
    Figure(id="own.figure", value=1, unit="number", places=0, method="as asked", text="1")])"""


@pytest.fixture(scope="module")
def revised(tmp_path_factory):
    """Publish a report, correct a return and publish it again: `first` and `outputs` of a project."""
    folder = project(tmp_path_factory.mktemp("revised") / "project", small=[CELL, OWN])
    path = run_file(folder, areas=["stockton-on-tees"], quarters=["2008-09-Q2"])
    assert iom("run", path, "--format", "html").returncode == 0
    shutil.copytree(folder / "outputs", folder / "first")
    counts = folder / "data" / "indicator_counts.csv"
    text = counts.read_text("utf-8")
    assert text.count("2008-09-Q2,49,") == 1
    counts.write_text(text.replace("2008-09-Q2,49,", "2008-09-Q2,51,"), "utf-8")
    assert iom("run", path, "--format", "html").returncode == 0
    return folder


def page_of(outputs):
    return BeautifulSoup((outputs / PLACE / "small.html").read_text("utf-8"), "html.parser")


def fold_of(outputs):
    """Give what lies below the table: each row of its list by its head, and all that it says."""
    fold = page_of(outputs).find("table").find_parent("div").find("details", class_="how")
    rows = {words(row.dt.text): words(row.dd.text) for row in fold.select("dl > div")}
    return rows, words(fold.text)


def manifest_of(outputs):
    return read_json(outputs / PLACE / "small.manifest.json")


class TestAPage:
    def test_says_below_a_table_by_which_formula_function_and_line(self, revised):
        _, said = fold_of(revised / "outputs")
        assert "The convictions so far are divided by the quarters so far, times four." in said
        line = line_of("indicators.track_against_ceiling")
        assert f"Worked out by iomlib.metrics.indicators.track_against_ceiling, line {line}." in said
        assert "Definition 1, since 23 November 2026." in said and "Method: run rate, exact Poisson" in said

    def test_explains_a_column_once_and_not_each_of_its_cells(self, revised):
        _, said = fold_of(revised / "outputs")
        assert said.count("ni30.<quarter>.projection") == 1
        assert "ni30.2008-09-Q1.projection" not in said

    def test_names_its_inputs_as_the_manifest_does_with_the_day_of_their_rows(self, revised):
        rows, _ = fold_of(revised / "outputs")
        inputs = manifest_of(revised / "outputs")["sha256"]["inputs"]
        for name, day in (("indicator_counts", "30 September 2008"), ("targets", "31 March 2009")):
            sha = inputs[f"data/{name}.csv"][:12]
            assert rows[f"data/{name}.csv"] == f"Fingerprint {sha}. As at {day}."

    def test_names_the_code_as_the_manifest_does(self, revised):
        rows, _ = fold_of(revised / "outputs")
        assert rows["Code"] == manifest_of(revised / "outputs")["labels"]["commit"] != ""

    def test_says_what_was_published_before_and_why_it_was_revised(self, revised):
        first, _ = fold_of(revised / "first")
        assert first["Earlier values"] == "None of these figures was another in a version that is kept."
        rows, _ = fold_of(revised / "outputs")
        said = rows["Version 1 of this report"]
        assert "ni30.convictions 49" in said and "ni30.2008-09-Q2.convictions 49" in said
        assert "ni30.2008-09-Q1.convictions" not in said, "what has not moved"
        assert said.endswith("What has changed since: data/indicator_counts.csv.")

    def test_says_of_a_figure_that_nobody_has_defined_how_its_notebook_calls_it(self, revised):
        (fold,) = [each for each in page_of(revised / "outputs").select(".how") if "own.figure" in each.text]
        assert "Nobody has put this into words." in fold.text
        assert "Method: as asked." in words(fold.text)

    def test_is_up_to_date_with_what_it_tells_of_earlier_versions(self, revised):
        done = iom("run", revised / "params" / "reports" / "small.yml", "--format", "html", "--explain")
        assert "up to date" in done.stdout and "render" not in done.stdout.split("\n")[0]

    def test_is_the_same_report_when_only_its_provenance_is_another(self, revised):
        kept = sorted(path.name for path in (revised / "outputs").glob("_revisions/*/*/small/*"))
        assert kept == ["1"]


def test_a_report_made_again_with_the_labels_of_its_manifest_has_the_same_bytes(revised, tmp_path):
    before = revised / "outputs" / PLACE
    labels = read_json(before / "small.manifest.json")["labels"]
    assert labels["earlier"] and labels["history"]
    run_plan(
        plan_run(revised / "params" / "reports" / "small.yml"),
        tmp_path,
        How(jobs=1, formats=["html"], labels={KEY: labels}),
        lambda outcome: None,
    )
    files = [path.relative_to(before) for path in before.rglob("*") if path.is_file()]
    assert len(files) > 4
    assert [
        name for name in files if (tmp_path / PLACE / name).read_bytes() != (before / name).read_bytes()
    ] == []


class TestIomFigure:
    def test_says_what_the_page_says(self, revised):
        done = iom("figure", "ni30.projection", "--output", revised / "outputs")
        assert done.returncode == 0
        said, (rows, page) = words(done.stdout), fold_of(revised / "outputs")
        inputs = manifest_of(revised / "outputs")["sha256"]["inputs"]
        line = line_of("indicators.track_against_ceiling")
        assert said.startswith("ni30.projection: 214 ")
        for part in (
            "The convictions so far are divided by the quarters so far, times four.",
            "iomlib.metrics.indicators.track_against_ceiling",
            f"line {line}",
            "since 23 November 2026",
            rows["Code"],
        ):
            assert part in said and part in page
        assert f"data/targets.csv, sha256 {inputs['data/targets.csv']}, as at 31 March 2009" in said
        assert (
            "The sum of a table in data is of what this report was given of it, not of the whole file."
            in said
        )
        assert "version 1: 210 " in said and "changed since: data/indicator_counts.csv" in said

    def test_takes_a_part_of_a_reports_name(self, revised):
        for name in ("stockton-on-tees", "stockton-on-tees/2008-09-Q2", KEY):
            done = iom("figure", "ni30.ceiling", "--report", name, "--output", revised / "outputs")
            assert done.stdout.startswith("ni30.ceiling: 207\n"), done.stderr

    def test_lists_the_reports_where_several_have_it(self, revised, tmp_path):
        shutil.copytree(revised / "outputs", tmp_path / "outputs")
        other = tmp_path / "outputs" / "2008-09-Q2" / "stockton-on-tees"
        about = read_json(other / "small.manifest.json")
        del about["sha256"]["outputs"]["small.html"]  # another report of the same files
        for end in ("figures.json", "ipynb"):
            shutil.copy(other / f"small.{end}", other / f"large.{end}")
            sums = about["sha256"]["outputs"]
            sums[f"large.{end}"] = sums.pop(f"small.{end}")
        (other / "large.manifest.json").write_bytes(as_json(about | {"notebook": "large"}))
        done = iom("figure", "ni30.ceiling", "--output", tmp_path / "outputs")
        large = KEY.replace("small", "large")
        assert done.stdout.splitlines() == [
            f"{large}: 207",
            f"{KEY}: 207",
            f"2 reports have ni30.ceiling. Name one: iom figure ni30.ceiling --report {large}",
        ]

    @pytest.mark.parametrize(
        ("asked", "code", "said"),
        [
            (
                ["ni30.cieling"],
                2,
                "ni30.cieling: is not in the report looked at. Did you mean ni30.ceiling?",
            ),
            (
                ["ni30.variance_<what>"],
                2,
                "ni30.variance_<what>: stands for 2 figures. Name one, such as ni30.variance_quarter.",
            ),
            (
                ["ni30.ceiling", "--report", "stockton"],
                2,
                f"--report stockton: is not published there. Allowed: {KEY}.",
            ),
            (
                ["ni30.ceiling", "--edition", "restricted"],
                2,
                "--output outputs: no restricted report is published there. Run iom run first.",
            ),
        ],
    )
    def test_says_what_is_wrong_and_what_to_do(self, revised, asked, code, said):
        done = iom("figure", *asked, "--output", revised / "outputs")
        assert (done.returncode, done.stderr.strip()) == (code, said)

    def test_believes_no_file_that_was_changed(self, revised, tmp_path):
        shutil.copytree(revised / "outputs", tmp_path / "outputs")
        path = tmp_path / "outputs" / PLACE / "small.figures.json"
        path.write_text(path.read_text("utf-8").replace('"text": "207"', '"text": "208"'), "utf-8")
        done = iom("figure", "ni30.ceiling", "--output", tmp_path / "outputs")
        assert (done.returncode, done.stdout) == (1, "")
        assert (
            done.stderr.strip() == f"{KEY}: its files are not those of its manifest. iom verify says which."
        )


class TestEarlierValues:
    def shown(self, value=31.0):
        text = "withheld" if value is None else f"{value:g}"
        return [Figure(id="crimes.theft", value=value, unit="count", places=0, text=text)]

    def known(self, folder, *crimes, rule=RULE, **more):
        for each in crimes:
            put(folder, report(), each, **more)
        return versions(report(), folder, rule)

    def test_are_those_of_all_kept_versions_and_the_published_one(self, tmp_path):
        found = self.known(tmp_path, 28, 29, 30)
        assert [(each["version"], each["figures"]["crimes.theft"]) for each in found] == [
            (1, "28"),
            (2, "29"),
            (3, "30"),
        ]
        rows, _ = told(found, "new", {"inputs": {"data/crimes.csv": "x"}}, self.shown())
        assert [(row["version"], row["figures"]["crimes.theft"]) for row in rows] == [
            (3, "30"),
            (2, "29"),
            (1, "28"),
        ]
        assert rows[0]["why"] == ["data/crimes.csv", "iomlib's code for figures", "the notebook's text"]
        assert rows[2]["why"] == ["data/crimes.csv"]

    def test_stand_for_what_is_kept_once_the_new_one_is_published(self, tmp_path):
        _, history = told(self.known(tmp_path, 28, 29), "new", {}, self.shown())
        put(tmp_path, report(), 31)
        assert history == history_of(report(), tmp_path) is not None

    def test_leave_out_a_version_that_says_the_same(self, tmp_path):
        found = self.known(tmp_path, 30)
        assert told(found, found[-1]["says"], {}, self.shown(30.0)) == ([], None)

    def test_are_not_told_of_a_figure_that_is_withheld_now(self, tmp_path):
        rows, history = told(self.known(tmp_path, 30), "new", {}, self.shown(None))
        assert rows == [] and history is not None

    def test_are_not_told_of_a_version_that_todays_rule_would_refuse(self, tmp_path):
        same = {"disclosure": "people"}
        assert len(self.known(tmp_path, 30, **same)) == 1
        assert versions(report(), tmp_path, replace(RULE, threshold=100)) == []

    def test_are_told_where_the_figure_stands(self):
        row = {"version": 1, "figures": {"a.one": "1", "a.two": "2"}, "why": []}
        found = explained(
            [Figure(id="a.two", value=3, unit="count", places=0, text="3")], Provenance(earlier=[row])
        )
        assert [(each.version, each.figures) for each in found.earlier] == [(1, [("a.two", "2")])]


def git(folder, *words):
    own = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *own, "-C", str(folder), *words], check=True, capture_output=True)


class TestTheCommit:
    @pytest.fixture
    def project(self, tmp_path):
        if shutil.which("git") is None:
            pytest.skip("no git on this machine")
        for name in ("iomlib", "docs"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "a.txt").write_text("one")
        git(tmp_path, "init", "-q")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", "One")
        return tmp_path

    def test_is_the_last_that_changed_the_code(self, project):
        before = commit_in(project)
        assert len(before) == 40
        (project / "docs" / "a.txt").write_text("two")
        assert commit_in(project) == before
        git(project, "commit", "-qam", "Two")
        assert commit_in(project) == before
        (project / "iomlib" / "a.txt").write_text("two")
        git(project, "commit", "-qam", "Three")
        assert len(commit_in(project)) == 40 and commit_in(project) != before

    def test_says_that_the_code_was_changed_since(self, project):
        before = commit_in(project)
        (project / "iomlib" / "b.txt").write_text("new")
        assert commit_in(project) == f"{before} with changes"

    def test_is_none_where_nobody_keeps_commits(self, tmp_path):
        assert commit_in(tmp_path) == ""
