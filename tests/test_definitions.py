"""Every figure of a report is defined once: in words that a clerk can read, with a function that is there."""

import importlib
import inspect
import json

import pytest
from frame import ROOT, demo, staff
from reading import ENOUGH, OLDEST, plain, reading_age, words_in
from test_docs import METHOD, PATTERNS, anchors

from iomlib.build.definitions import METRICS, definition_of, definitions, fits, line_of


@pytest.fixture(scope="module")
def ids(tmp_path_factory):
    """Every figure of the demonstration in both editions."""
    folders = (demo(tmp_path_factory), staff(tmp_path_factory))
    files = [file for folder in folders for file in (folder / "outputs").rglob("*.figures.json")]
    found = {figure["id"] for file in files for figure in json.loads(file.read_text("utf-8"))["figures"]}
    assert len(found) > 500
    return found


def test_every_figure_of_the_demonstration_has_one_definition(ids):
    fitting = {id: [each for each in definitions() for name in each.figures if fits(name, id)] for id in ids}
    # An id in full is meant before one with a placeholder: ni30.ceiling is no quarter.
    several = {id: found for id, found in fitting.items() if len(found) != 1}
    assert {
        id: len(found) for id, found in several.items() if not any(id in one.figures for one in found)
    } == {}
    assert [id for id in ids if definition_of(id) is None] == []


def test_every_documented_figure_is_defined_once_and_under_the_same_name():
    named = [name for each in definitions() for name in each.figures]
    assert len(named) == len(set(named))
    assert set(PATTERNS) - set(named) == set()
    # Two kinds of figure of a restricted edition stand in the words above that table.
    beside = {name for name in set(named) - set(PATTERNS) if name.replace("<way>", "&lt;way&gt;") in METHOD}
    assert set(named) - set(PATTERNS) == beside == {"survival.log_rank", "robustness.<way>.people"}


def test_no_definition_is_unused(ids):
    unused = [
        each.figures[0]
        for each in definitions()
        if not any(fits(name, id) for name in each.figures for id in ids)
        and not set(each.figures) & {*PATTERNS}
    ]
    assert unused == ["survival.log_rank"]  # of people who are neither matched nor weighted, for staff alone


@pytest.mark.parametrize("each", definitions(), ids=lambda each: each.figures[0])
class TestADefinition:
    def test_names_a_function_that_is_there_in_the_line_that_it_says(self, each):
        module, _, name = each.function.partition(".")
        function = getattr(importlib.import_module(f"{METRICS}.{module}"), name)
        assert function.__module__ == f"{METRICS}.{module}"
        lines, first = inspect.getsourcelines(function)
        assert line_of(each.function) == first + next(
            place for place, line in enumerate(lines) if line.startswith(f"def {name}")
        )

    def test_names_a_section_of_the_method(self, each):
        heading = each.section.lower().replace(" ", "-")
        plainly = "".join(sign for sign in heading if sign.isalnum() or sign in "_-")
        assert plainly in anchors(ROOT / "docs" / "method.md")

    def test_can_be_read_at_thirteen(self, each):
        words = plain(each.formula)
        assert words_in(words) < ENOUGH or reading_age(words) < OLDEST, reading_age(words)

    def test_says_since_when_it_holds(self, each):
        assert each.version >= 1
        assert "2026-01-01" < each.since < "2100-01-01"


def test_the_formulas_together_can_be_read_at_thirteen():
    assert reading_age(" ".join(plain(each.formula) for each in definitions())) < OLDEST


def test_a_figure_that_nobody_has_defined_has_no_definition():
    assert definition_of("arrests_share.high-crime-causers") is None
    assert line_of("costs.nothing") == 0
