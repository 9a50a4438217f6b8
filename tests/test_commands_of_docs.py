"""Every command that a page shows is typed; those that cannot be are listed with a reason, and counted as skipped.

`console` blocks of walked pages are typed by `test_docs.py`; here, `sh` blocks and the tables of the README.
"""

import re
import shutil
from typing import NamedTuple

import pytest
import typer
from frame import demo
from test_docs import NOT_COPIED, PAGES, ROOT, WALKS, Walk, fences, name_of, outside_fences

from iomlib.cli import app

README = ROOT / "README.md"
STARTS = r"(?:\.venv/bin/)?(?:iom|make|conda|python|pip|quarto|dask|git)\b"
# What cannot be typed here, by page and command. Each stands in the summary of the tests as skipped.
NOT_TYPED = {
    (
        "README.md",
        "make report",
    ): "installs from the package index; what it runs is the demonstration of test_demo.py",
    ("README.md", "make test"): "is this run of the tests",
    ("README.md", "make docs"): "test_api_reference.py runs what it runs",
    ("README.md", "make bench"): "measures for many minutes; test_bench.py tries its parts",
    (
        "README.md",
        "iom verify outputs",
    ): "makes every report again; docs/evaluator.md verifies one, and a bundle",
    ("README.md", "iom bundle outputs ../release.zip"): "packs every report; docs/evaluator.md bundles one",
    ("README.md", "make lab"): "opens JupyterLab and waits",
    (
        "README.md",
        "conda env create -f environment.yml",
    ): "no conda here; test_environment.py holds the file to the lock",
    (
        "README.md",
        "iom run params/reports/demo.yml --force",
    ): "makes every report again; test_fresh.py forces one",
    (
        "README.md",
        "iom run ... --edition restricted",
    ): "stands for any run file; docs/clerk.md and others have whole ones",
    ("README.md", "iom import FILE..."): "FILE is a placeholder; docs/make-a-crime-page.md imports files",
    ("README.md", "iom import nominals.csv"): "needs a table of people; docs/people.md imports one",
    ("README.md", "iom claims FILE"): "FILE is a placeholder; docs/claims.md checks some",
    ("README.md", "iom release RUN.yml"): "RUN.yml is a placeholder; docs/release.md releases a report",
    ("README.md", "iom new AREA"): "AREA is a placeholder; docs/analyst.md begins one",
    (
        "README.md",
        "iom doctor --rap DIR",
    ): "DIR is a placeholder; test_rap.py scores made projects and this one",
    ("docs/scale.md", "dask scheduler"): "runs until it is stopped; test_cluster.py starts one",
    (
        "docs/scale.md",
        "dask worker tcp://SCHEDULER:8786 --nthreads 1 --nworkers 8",
    ): "SCHEDULER is a placeholder",
    ("docs/scale.md", "iom run RUN.yml --cluster tcp://SCHEDULER:8786"): "SCHEDULER is a placeholder",
}


class Command(NamedTuple):
    """A command as a page shows it, without its comment."""

    page: str
    text: str


def shown(page):
    """List the commands of a page that no walk takes: lines of sh blocks, and code in the tables of the README."""
    name = name_of(page)
    for fence in fences(page):
        if fence.language in ("sh", "bash") or (fence.language == "console" and page not in WALKS):
            lines = [line.removeprefix("$ ").partition("  #")[0].strip() for line in fence.text.splitlines()]
            yield from (Command(name, line) for line in lines if line and not line.startswith("#"))
    if page == README:
        rows = "\n".join(line for line in outside_fences(page).splitlines() if line.startswith("|"))
        found = re.findall(rf"`({STARTS}[^`]*)`", rows)
        yield from (Command(name, each.removeprefix(".venv/bin/")) for each in found if " " in each)


EVERY = [command for page in PAGES for command in shown(page)]
TYPED = [command for command in EVERY if tuple(command) not in NOT_TYPED]


@pytest.mark.parametrize("page", sorted({command.page for command in TYPED}))
def test_the_commands_that_a_page_shows_end_well_one_after_the_other(page, tmp_path, tmp_path_factory):
    project = tmp_path / "project"
    shutil.copytree(ROOT, project, ignore=NOT_COPIED)
    shutil.copytree(demo(tmp_path_factory) / "outputs", project / "outputs")  # as after `make report`
    walk = Walk(project)
    for command in TYPED:
        if command.page == page:
            walk.type(command.text, "...\n")  # whatever it says, it has to end well


@pytest.mark.parametrize(("page", "text"), list(NOT_TYPED), ids=lambda each: each)
def test_a_command_that_is_not_typed_still_stands_on_its_page(page, text):
    assert Command(page, text) in EVERY, "no page shows it: take it out of NOT_TYPED"
    pytest.skip(f"{text}: {NOT_TYPED[page, text]}")


def test_there_are_commands_to_type():
    assert {command.page for command in EVERY} >= {"README.md", "docs/scale.md"} and len(TYPED) > 8


# What pages say in passing


def options():
    """Give the commands of iom, each with its options."""
    group = typer.main.get_command(app)
    return {
        name: {flag for each in command.params for flag in each.opts} | {"--help"}
        for name, command in group.commands.items()
    }


def test_every_command_of_iom_stands_in_the_readme():
    text = README.read_text("utf-8")
    assert [name for name in options() if f"iom {name}" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_of_iom_that_a_page_names_exists_with_its_options(page):
    known, wrong = options(), []
    text = page.read_text("utf-8")
    spoken = [
        *re.findall(r"`(?:\.venv/bin/)?iom ([^`\n]*)`", text),
        *re.findall(r"^\$ iom (.*)$", text, re.M),
    ]
    for words in spoken:
        name, *rest = words.split()
        flags = {word.partition("=")[0] for word in rest if word.startswith("--")}
        if name not in known or flags - known[name]:
            wrong.append(f"iom {words}")
    assert wrong == []
