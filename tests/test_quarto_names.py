"""Names that would act as Markdown, HTML, YAML or Typst do nothing in what Quarto is given, nor on its pages."""

import re

import mistune
import nbformat
import pytest
from fake_quarto import install
from frame import executed
from hostile import NAMES, words
from ruamel.yaml import YAML
from test_quarto import ALL, QUARTER, paged, problems, report, shown

from iomlib.blocks import escaped
from iomlib.build.look import default_look
from iomlib.build.quarto_cells import Source, cells_for, quoted, read_source, stem_of
from iomlib.build.quarto_check import same

# pandoc's Markdown and mistune's agree on backslashes: any ASCII sign behind one is itself.
READ = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough", "math", "footnotes", "url"])
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u202e]")


def text_of(tokens):
    """Return the words of parsed Markdown, and refuse anything that is more than words."""
    found = []
    for token in tokens:
        assert token["type"] in {"paragraph", "text", "softbreak", "block_text", "blank_line"}, token["type"]
        found.append(token.get("raw", " " if token["type"] == "softbreak" else ""))
        found.append(text_of(token.get("children", [])))
    return "".join(found)


@pytest.mark.parametrize("name", NAMES)
class TestAName:
    def test_is_words_in_markdown(self, name):
        assert words(text_of(READ(escaped(name)))) == words(name)

    def test_is_a_text_in_yaml(self, name):
        assert YAML(typ="safe", pure=True).load(f"title: {quoted(name)}\nlang: en") == {
            "title": name,
            "lang": "en",
        }

    def test_is_one_line_of_plain_signs_in_the_front_matter(self, name):
        about = {"area": name, "area_id": "a", "notebook": "n", "edition": "restricted"} | QUARTER
        source = Source("stem", about, f"A report: {name}, now", [])
        front = cells_for(source, default_look())[0]["source"]
        assert [line.split(":")[0] for line in front.split("\n")] == [
            *("---", "title", "date", "date-format", "published-title", "subtitle", "---")
        ]
        assert front.isascii()
        read = YAML(typ="safe", pure=True).load(front.strip("-"))
        assert words(text_of(READ(read["title"]))) == words(f"A report: {name}, now - OFFICIAL-SENSITIVE")


def test_names_of_files_are_plain_and_differ():
    asked = [
        {"quarter_id": "2008-09-Q1", "area_id": "a", "notebook": name}
        for name in (*NAMES, "a b", "a_b", "a-b")
    ]
    stems = [stem_of(about) for about in asked]
    assert len(set(stems)) == len(stems)
    assert all(stem[0].isalnum() and stem.replace("-", "").isalnum() and stem.isascii() for stem in stems)


@pytest.mark.parametrize("end", ALL)
def test_every_name_is_on_its_pages_and_does_nothing_there(tmp_path, monkeypatch, end):
    """One render of as many reports as there are names, whose areas and texts are these names.

    A PDF gives writing from right to left back in another order: such a report is refused in words.
    """
    install(tmp_path / "bin", monkeypatch)
    reports = [
        report(tmp_path, "haringey", *shown(name), number=number, area=name, area_id=f"area-{number}")
        for number, name in enumerate(NAMES)
        if len(name) < 100
    ]
    assert len(reports) > 30
    told = problems(paged(tmp_path, reports, [end]))
    assert {number for number in told if end != "pdf" or not RIGHT_TO_LEFT.search(NAMES[number])} == set()
    assert all("where the notebook does." in why for whys in told.values() for why in whys)


def test_a_text_is_the_same_however_it_is_set():
    assert same("“King’s” Lynn – a re\u00adport\u00a01. So…") == same('"King\'s" Lynn - a report 1. So...')
    assert same("−3") != same("3")
    assert same("30 crimes") != same("31 crimes")


def test_a_title_that_is_plain_stays_as_it_is():
    about = {"area": "King's Lynn", "area_id": "kings-lynn", "notebook": "n", "edition": "public", **QUARTER}
    book = executed("# How many?", "Words.", **about)
    front = cells_for(read_source(nbformat.writes(book)), default_look())[0]["source"]
    assert "title: \"How many\\x5c?\\x5c: King\\x5c's Lynn" in front
    book.cells[0].source = "# Crime"
    front = cells_for(read_source(nbformat.writes(book)), default_look())[0]["source"]
    assert 'title: "Crime: King\'s Lynn, 2008/09 Q1 (April to June 2008)"' in front
