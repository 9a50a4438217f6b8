"""The Levels of RAP: each item is found, missed, or left to a person where no file can tell."""

import json
import os
import shutil
import subprocess

import pytest
from frame import ROOT, iom

from iomlib.build.rap.page import page
from iomlib.build.rap.project import look_at
from iomlib.build.rap.score import ITEMS, Reached, Scored, level_told, reached, score, told

PYTHON = 'def share(part):\n    """Give a share."""\n    return part\n'
BOOK = json.dumps(
    {"cells": [{"cell_type": "code", "source": ["from iomlib import tables\n"]}], "metadata": {}}
)
OWN = json.dumps({"cells": [{"cell_type": "code", "source": ["import iomlib\n", "def f(): pass\n"]}]})
RUN = "title: x\nnotebooks: [scrutiny_report]\n"
BUILD = '[build-system]\nrequires = ["setuptools"]\n[project]\nversion = "1"\ndependencies = []\n'


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def git(folder, *arguments):
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", *who, "-C", folder, *arguments]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **own})


def of(asks, folder):
    """Score one item of a folder, by a word of what it asks."""
    (item,) = (each for each in ITEMS if asks in each.asks)
    return item.look(look_at(folder))


# What of a project makes an item met, and which words say what was found.
MET = [
    ("open-source language", {"a.py": PYTHON}, "code in `.py`; nothing that needs a licence"),
    ("open-source language", {"a.R": "x <- 1", "b.ipynb": BOOK}, "code in `.ipynb`, `.r`"),
    (
        "README",
        {"README.md": "# A\n```sh\nmake all  # everything\n```\n"},
        "with commands such as `make all`",
    ),
    ("README", {"readme.rst": "```\n$ Rscript run.R\n```\n"}, "such as `Rscript run.R`"),
    ("made by code", {"params/reports/q.yml": RUN}, "`iom run` makes everything that `params` asks for"),
    ("made by code", {"Makefile": "all:"}, "one command makes them: `Makefile`"),
    ("made by code", {"_targets.R": "list()"}, "`_targets.R`"),
    (
        "Documentation",
        {"docs/a.md": "x", "src/a.py": PYTHON},
        "pages in `docs`; nine in ten public functions",
    ),
    ("Documentation", {"docs/a.md": "x", "n/b.ipynb": BOOK}, "no functions of its own"),
    ("layout", {"src/a.py": "", "run.py": "", "data/a.csv": "a\n1\n"}, "code in `src`; nothing loose"),
    (
        "used again",
        {"src/a.py": PYTHON, "run.py": "from src.a import share"},
        "functions in `src`, used by other",
    ),
    ("used again", {"pkg/a.py": PYTHON, "pkg/b.py": "from . import a"}, "functions in `pkg`"),
    ("used again", {"R/a.R": "#' A share\nshare <- function(x) x\n"}, "functions in `R`"),
    ("used again", {"notebooks/a.ipynb": BOOK}, "notebooks call the functions of iomlib and define none"),
    (
        "coding standard",
        {"pyproject.toml": "[tool.ruff]\n", "Makefile": "check:\n\truff check\n"},
        "run by `Makefile`",
    ),
    ("coding standard", {".pre-commit-config.yaml": "- id: black\n"}, "set in `.pre-commit-config.yaml`"),
    ("Tests:", {"tests/test_a.py": "def test_a(): pass"}, "tests in `tests`; no back tests seen"),
    (
        "Tests:",
        {"tests/test_a.py": "def test_a(): pass", "tests/golden/published.csv": "a\n1\n"},
        "back tests in `tests`",
    ),
    ("Tests:", {"tests/testthat/test-a.R": "test_that('a', {})"}, "tests in `tests`"),
    ("Dependencies", {"requirements.lock": "a==1\n"}, "`requirements.lock`"),
    ("Dependencies", {"pyproject.toml": BUILD}, "`pyproject.toml`; none of them fixes every version"),
    ("Logs", {"a.py": "import logging\n"}, "written by `a.py`"),
    ("Logs", {"params/reports/q.yml": RUN}, "each `iom run` writes `manifest.json`"),
    (
        "Tidy",
        {"data/a.csv": "area,year,crimes\nkent,2019,3\n"},
        "every CSV file in `data` has one header row",
    ),
    ("package", {"pyproject.toml": BUILD}, "`pyproject.toml` makes a package of it"),
    ("package", {"DESCRIPTION": "Package: a\n"}, "`DESCRIPTION`"),
    ("integration", {".github/workflows/t.yml": "run: pytest\n"}, "`.github/workflows/t.yml` runs the tests"),
    ("schedule", {".github/workflows/t.yml": "on:\n  schedule:\n    - cron: '0 6 * * 1'\n"}, "starts runs"),
    ("schedule", {"deploy/crontab": "0 6 * * 1 iom run\n"}, "`deploy/crontab` starts runs"),
    ("signposted", {"CHANGELOG.md": "x", "pyproject.toml": BUILD}, "`CHANGELOG.md`, and a version in"),
    ("signposted", {"NEWS.md": "x"}, "`NEWS.md`"),
]
# What is not met, and which words say what is missing.
NOT_MET = [
    (
        "open-source language",
        {"a.py": "", "b.sas": "", "c.xlsm": ""},
        "needs a licence to run: `b.sas`, `c.xlsm`",
    ),
    ("open-source language", {"README.md": "x"}, "there is no code"),
    ("version control", {"a.py": ""}, "the folder is not in git"),
    ("README", {"a.py": ""}, "there is no `README` beside the code"),
    ("README", {"README.md": "# A\nAsk the analyst to make the tables.\n"}, "shows no command"),
    ("reviewed", {"a.py": ""}, "no trace: no merge, no Reviewed-by"),
    ("published", {"a.py": ""}, "no licence, so nobody may use the code"),
    ("made by code", {"a.py": ""}, "no run file, `Makefile` or main program"),
    ("Documentation", {"src/a.py": PYTHON}, "no pages of documentation"),
    ("Documentation", {"docs/a.md": "x", "a.py": f"{PYTHON}def b(): pass\n"}, "only 50% of public functions"),
    ("Documentation", {"docs/a.md": "x", "R/a.R": "b <- function() 1\n"}, "only 0% of public functions"),
    ("layout", {"a.py": "", "b.py": ""}, "code does not lie in a folder of its own"),
    ("layout", {"src/a.py": "", "b.py": "", "c.py": ""}, "beside the `README` lie `b.py`, `c.py`"),
    ("layout", {"src/a.py": "", "x.csv": "a\n"}, "lie `x.csv`"),
    ("used again", {"run.py": "print(1)"}, "no functions in modules that other code imports"),
    ("used again", {"src/a.py": PYTHON, "run.py": "print(1)"}, "no functions in modules"),
    ("used again", {"notebooks/a.ipynb": OWN}, "no functions in modules"),
    ("coding standard", {"a.py": ""}, "no settings of a tool such as ruff"),
    ("Tests:", {"tests/helpers.py": "x = 1"}, "no tests"),
    ("Dependencies", {"pyproject.toml": "[tool.ruff]\n"}, "no list of packages"),
    ("Logs", {"a.py": "print(1)"}, "no code writes a log"),
    ("Tidy", {"data/a.csv": "area,2019,2020,2021\nkent,1,2,3\n"}, "`data/a.csv` has periods for columns"),
    ("Tidy", {"a.csv": "area,Q1 2019,Q2 2019,Q3 2019\nkent,1,2,3\n"}, "has periods for columns"),
    ("Tidy", {"data/a.csv": "Crimes of 2019,,\narea,year,crimes\n"}, "has a column without a name"),
    ("Tidy", {"data/a.csv": "a,a\n1,2\n"}, "has two columns of one name"),
    ("Tidy", {"data/a.csv": "a,b\n1\n"}, "has rows longer or shorter than its header"),
    ("Tidy", {"data/a.csv": "", "data/b.csv": 'a\n"'}, "is empty, and 1 more"),
    ("package", {"pyproject.toml": "[tool.ruff]\n"}, "no `pyproject.toml`, `setup.py` or `DESCRIPTION`"),
    ("integration", {"a.py": ""}, "no settings of a service that runs tests"),
    ("integration", {".gitlab-ci.yml": "script: mkdocs build"}, "`.gitlab-ci.yml` runs no tests"),
    ("schedule", {".github/workflows/t.yml": "on: push\n"}, "somebody starts each run"),
    ("signposted", {"CHANGELOG.md": "\n"}, "no list of changes"),
]
ASK = [
    ("published", {"LICENSE": "MIT"}, "`LICENSE` allows it; whether it is public"),
    ("reviewed", {".github/CODEOWNERS": "* @a"}, "files: `.github/CODEOWNERS`"),
    ("reviewed", {"docs/review-notes.md": "x"}, "files: `docs/review-notes.md`"),
    ("coding standard", {"pyproject.toml": "[tool.black]\n"}, "and nothing is seen to run it"),
    ("integration", {".ci/run": "make test\n"}, "what starts it is not in the files"),
    ("Tidy", {"data/a.parquet": "x"}, "there is no CSV file to look at"),
]
MADE = [
    (*each, verdict)
    for verdict, cases in (("met", MET), ("not met", NOT_MET), ("ask a person", ASK))
    for each in cases
]


@pytest.mark.parametrize(
    ("asks", "files", "words", "verdict"), MADE, ids=lambda value: value if isinstance(value, str) else ""
)
def test_an_item_is_told_from_the_files(asks, files, words, verdict, tmp_path):
    found = of(asks, write(tmp_path, files))
    assert (found.verdict, words in found.found) == (verdict, True), found


def test_every_item_has_a_made_project_for_each_way():
    ways = {(item.asks, verdict) for asks, _, _, verdict in MADE for item in ITEMS if asks in item.asks}
    in_git = {("Code under version control", "met")}
    for item in ITEMS:
        assert (item.asks, "not met") in ways, item.asks
        assert {(item.asks, "met"), (item.asks, "ask a person")} & (ways | in_git), item.asks


def test_there_are_5_items_of_baseline_9_of_silver_and_4_of_gold():
    counts = {level: sum(item.level == level for item in ITEMS) for level in ("baseline", "silver", "gold")}
    assert counts == {"baseline": 5, "silver": 9, "gold": 4}


@pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine")
class TestAProjectInGit:
    @pytest.fixture
    def project(self, tmp_path):
        write(tmp_path, {"src/a.py": PYTHON, ".gitignore": "kept_out.py\n", "kept_out.py": ""})
        git(tmp_path, "init", "-q", "-b", "main")
        return tmp_path

    def test_without_a_commit_is_not_versioned(self, project):
        assert of("version control", project).found == "git has no commit yet"

    def test_is_versioned_once_all_its_code_is_committed(self, project):
        git(project, "add", "-A")
        git(project, "commit", "-qm", "Begin")
        assert of("version control", project) == ("met", "git, with every file of code in it")
        assert look_at(project).files == (".gitignore", "src/a.py")
        write(project, {"src/new.py": ""})
        assert of("version control", project) == ("not met", "not in git: `src/new.py`")

    def test_is_versioned_with_reports_beside_its_code_in_a_folder_of_any_name(self, project):
        git(project, "add", "-A")
        git(project, "commit", "-qm", "Begin")
        made = ("papers/releases.json", "papers/manifest.json", "papers/2008-09-Q1/leeds/small.ipynb")
        write(project, dict.fromkeys(made, "{}"))
        assert of("version control", project).verdict == "met"
        (project / "papers" / "releases.json").unlink()
        assert of("version control", project).found == "not in git: `papers/2008-09-Q1/leeds/small.ipynb`"

    def test_starts_none_of_the_programs_that_its_settings_name(self, project):
        git(project, "add", "-A")
        git(project, "commit", "-qm", "Begin")
        program = project / ".git" / "program"
        program.write_text(f"#!/bin/sh\ntouch '{project}/started'\n")
        program.chmod(0o755)
        shutil.copy(program, project / ".git" / "hooks" / "post-index-change")
        git(project, "config", "core.fsmonitor", str(program))
        score(project)
        assert not (project / "started").exists()

    def test_has_traces_of_review_in_its_history(self, project):
        git(project, "add", "-A")
        git(project, "commit", "-qm", "Begin")
        assert of("reviewed", project).verdict == "not met"
        git(project, "commit", "-q", "--allow-empty", "-m", "Second", "-m", "Reviewed-by: B <b@example.org>")
        assert "commits with Reviewed-by" in of("reviewed", project).found
        git(project, "checkout", "-qb", "side", "HEAD~1")
        git(project, "commit", "-q", "--allow-empty", "-m", "Side")
        git(project, "checkout", "-q", "main")
        git(project, "merge", "-q", "--no-ff", "-m", "Merge side", "side")
        found = of("reviewed", project)
        assert found.verdict == "ask a person"
        assert found.found.startswith(
            "merges in the history, commits with Reviewed-by, which do not tell who looked at"
        )

    def test_is_looked_at_from_a_folder_inside(self, project):
        git(project, "add", "-A")
        assert look_at(project / "src").files == ("a.py",)


def test_what_was_made_or_installed_is_not_looked_at(tmp_path):
    write(
        tmp_path,
        {"a.py": "", ".venv/b.py": "", "outputs/c.py": "", "src/__pycache__/d.py": "", "src/build/e.py": ""},
    )
    assert look_at(tmp_path).files == ("a.py", "src/build/e.py")


def test_a_file_that_is_no_code_is_no_trouble(tmp_path):
    files = {"src/a.py": "def (", "b.ipynb": "no notebook", "data/x.csv": "a,b\n1,2\n"}
    write(tmp_path, files)
    (tmp_path / "src" / "c.py").write_bytes(b"\xff\xfe\x00")
    assert len(score(tmp_path)) == 18


def test_a_large_table_is_looked_at_by_its_beginning(tmp_path):
    rows = "kent,2019,3\n" * 250_000
    assert of("Tidy", write(tmp_path, {"data/a.csv": f"area,year,crimes\n{rows}"})).verdict == "met"


def scored(*verdicts):
    levels = ["baseline"] * 2 + ["silver"] * 2 + ["gold"] * 2
    return [
        Scored(level, f"item {n}", verdict, "x")
        for n, (level, verdict) in enumerate(zip(levels, verdicts, strict=True))
    ]


@pytest.mark.parametrize(
    ("verdicts", "level", "words"),
    [
        (["met"] * 6, Reached("gold", "gold", []), "Level reached: gold."),
        (["met"] * 4 + ["not met", "met"], Reached("silver", "silver", []), "Level reached: silver."),
        (["not met"] + ["met"] * 5, Reached(None, None, []), "Level reached: none."),
        (
            ["met", "ask a person", "met", "met", "not met", "ask a person"],
            Reached(None, "silver", ["item 1"]),
            "Level reached: none for certain. Silver, if a person confirms: item 1.",
        ),
        (
            ["met", "met", "met", "ask a person", "ask a person", "met"],
            Reached("baseline", "gold", ["item 3", "item 4"]),
            "Level reached: baseline for certain. Gold, if a person confirms: item 3; item 4.",
        ),
    ],
)
def test_a_level_holds_where_all_its_items_and_those_below_are_met(verdicts, level, words):
    assert reached(scored(*verdicts)) == level
    assert level_told(level) == words


def test_the_command_tells_the_score_and_the_source(tmp_path):
    write(tmp_path, {"a.py": ""})
    done = iom("doctor", "--rap", tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [*told(score(tmp_path))]
    assert "Level reached: none.\n" in done.stdout and "NHS RAP Community of Practice" in done.stdout
    asked = json.loads(iom("doctor", "--rap", tmp_path, "--json").stdout)
    assert asked == [each._asdict() for each in score(tmp_path)]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    done = iom("doctor", "--rap", tmp_path / "none")
    assert (done.returncode, done.stderr) == (2, "iom doctor: there is no folder none.\n")


# This project


@pytest.fixture(scope="module")
def ours():
    return score(ROOT)


@pytest.mark.parametrize("asks", [item.asks for item in ITEMS])
def test_the_page_on_this_project_says_what_the_command_says(asks, ours):
    (row,) = (each for each in ours if each.asks == asks)
    if row.asks in ("Code under version control", "Code reviewed by a peer"):
        whole = look_at(ROOT).git("rev-parse", "--is-shallow-repository") == ["false"]
        if not whole or look_at(ROOT).git("status", "--porcelain"):
            pytest.skip("no whole history here, or work that is in no commit yet")
    line = f"| {row.asks} | {row.verdict} | {row.found}. |"
    assert line in (ROOT / "docs" / "rap.md").read_text("utf-8").splitlines(), (
        "python -m iomlib.build.rap.page > docs/rap.md"
    )


def test_the_page_on_this_project_is_the_one_that_is_made():
    written = (ROOT / "docs" / "rap.md").read_text("utf-8")
    cells = [line.strip("|").split(" | ") for line in written.splitlines() if line.startswith("| ")]
    listed = {asks.strip(): (verdict, found.strip().removesuffix(".")) for asks, verdict, found in cells}
    as_written = [Scored(item.level, item.asks, *listed[item.asks]) for item in ITEMS]
    assert page(as_written) == written
