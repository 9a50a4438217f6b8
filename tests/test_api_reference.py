"""The reference of functions: `make docs` builds a page a module, of every public function, without a warning."""

import ast
import html
import re
import subprocess
import sys
from pathlib import Path

import pytest
from frame import ROOT, once
from test_layout import public, tree_of

PACKAGES = ("metrics", "tables", "report", "claims")
MODULES = [path for name in PACKAGES for path in sorted((ROOT / "iomlib" / name).rglob("*.py"))]


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Build all pages once, as `make docs` does; a warning ends it."""

    def make(folder):
        command = [sys.executable, ROOT / "docs" / "make_api.py", folder / "api"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]

    return once(tmp_path_factory, "reference", make) / "api"


def page_of(path):
    name = path.relative_to(ROOT).with_suffix("")
    return Path(*(name.parent if name.name == "__init__" else name).parts).with_suffix(".html")


def words(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page.read_text("utf-8"))))


def own_names(path):
    """List what a module defines for others: of one that says what it gives, only that."""
    tree = tree_of(path)
    said = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    own = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    given = set(ast.literal_eval(said[0])) if said else set(own)
    return [name for name in own if name in given and not name.startswith("_")]


def test_every_public_function_of_every_module_stands_on_its_page(pages):
    lost = []
    for path in MODULES:
        page = (pages / page_of(path)).read_text("utf-8")
        lost += [f"{page_of(path)}: {name}" for name in own_names(path) if f'id="{name}"' not in page]
    assert lost == []
    assert sum(len(list(public(tree_of(path)))) for path in MODULES) > 500


def test_the_pages_reach_for_nothing_outside_and_name_no_path_of_a_machine(pages):
    for page in pages.rglob("*.*"):
        text = page.read_text("utf-8")
        assert re.findall(r"""(?:src|href|action)=["']?(?:https?:)?//[^"'> ]*""", text) == []
        assert re.findall(r"@import|url\((?![\"']?data:)", text) == []
        assert str(ROOT) not in text and str(Path.home()) not in text


def test_what_a_function_returns_is_told_in_its_own_words(pages):
    """pdoc takes a colon in a sentence for the end of a name."""
    told = words(pages / "iomlib" / "metrics" / "costs.html")
    assert (
        "One row per offence group: crimes (count), cost (pounds), crime_share and cost_share (0 to 1" in told
    )


def test_types_that_stand_in_quotes_are_looked_up(pages):
    assert "unit_costs: pandas.Series[float]" in words(pages / "iomlib" / "metrics" / "costing.html")
    assert "ForwardRef" not in words(pages / "iomlib" / "tables" / "given.html")


def test_fields_without_a_heading_are_told_one_by_one(pages):
    page = (pages / "iomlib" / "metrics" / "costing.html").read_text("utf-8")
    assert "<strong>basis</strong>: Of the central cost" in page and "Alias for field" not in page


def test_the_first_page_leads_to_every_module(pages):
    index = (pages / "index.html").read_text("utf-8")
    assert [name for name in PACKAGES if f'href="iomlib/{name}.html"' not in index] == []
