"""A finished Word file says what was asked: one thing is spoiled in a good one, and it is refused."""

import re
from dataclasses import replace

import pytest
from frame import files_of, full
from hostile import NAMES

from iomlib.build.document import read_document
from iomlib.build.readback_word import check_word
from iomlib.build.reference import zipped
from iomlib.build.word import to_word

NODE = full("Haringey")
DOCUMENT = read_document(NODE)
GOOD = to_word(DOCUMENT)
ABOUT = dict(NODE.metadata["iomlib"]) | {"edition": "public"}
BODY, HEADER, RELATIONS = "word/document.xml", "word/header1.xml", "word/_rels/document.xml.rels"


def shown_of(document):
    parts = [part for part in document.parts if part.kind in ("table", "chart", "sentence")]
    return [(part, getattr(part, "caption", "")) for part in parts]


def found(content, **about):
    return check_word(content, ABOUT | about, shown_of(DOCUMENT), DOCUMENT.look)


def spoiled(name, old, new, content=GOOD):
    files = files_of(content)
    assert old.encode() in files[name], f"{name} does not hold {old}"
    return zipped(files | {name: files[name].replace(old.encode(), new.encode(), 1)})


def test_a_good_file_is_let_through():
    assert found(GOOD) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_good_file_of_a_hostile_name_is_let_through(name):
    node = full(name)
    document = read_document(node)
    about = dict(node.metadata["iomlib"]) | {"edition": "public"}
    assert check_word(to_word(document), about, shown_of(document), document.look) == []


@pytest.mark.parametrize("content", [b"", b"a letter", GOOD[:-40], zipped({"a": b"b"})])
def test_what_is_no_word_file_is_refused(content):
    assert found(content) == ["it cannot be read as a Word file."]


def test_another_area_is_refused():
    problems = found(to_word(read_document(full("Hackney"))))
    assert (
        problems[0]
        == "its title is 'A report: Hackney, 2008/09 Q2'; asked was 'Haringey, 2008/09 Q2', public."
    )


def test_another_edition_is_refused():
    problems = found(to_word(replace(DOCUMENT, edition="restricted")))
    assert "asked was public." in problems[-1]
    assert any(problem.startswith("its pages are marked") for problem in problems)


def test_a_restricted_report_without_its_mark_is_refused():
    content = to_word(replace(DOCUMENT, edition="restricted"))
    bare = spoiled(HEADER, "OFFICIAL-SENSITIVE: not for publication", "for all", content)
    assert [problem for problem in found(bare, edition="restricted") if "marked" in problem] == [
        "its pages are marked 'Scrutiny of Haringey - for all'; asked was restricted."
    ]


def test_a_page_without_its_edges_is_refused():
    assert found(spoiled(BODY, "<w:headerReference", "<w:otherReference")) == [
        "the header of its pages does not say 'Scrutiny of Haringey'."
    ]
    assert found(spoiled(BODY, "<w:pgSz", "<w:titlePg/><w:pgSz")) == ["its first page has edges of its own."]


def test_another_number_in_a_cell_is_refused():
    (problem,) = found(spoiled(BODY, "£48,485,263", "£48,485,264"))
    assert problem.startswith("table crimes, row 1: ['Haringey', '£48,485,264']; the notebook shows")


def test_a_row_less_is_refused():
    row = re.findall("<w:tr>.*?</w:tr>", files_of(GOOD)[BODY].decode())[-1]
    (problem,) = found(spoiled(BODY, row, ""))
    assert problem == "table crimes has 1 rows; the notebook shows 2."


def test_a_table_without_head_or_title_is_refused():
    assert found(spoiled(BODY, "<w:tblHeader/>", "")) == [
        "table crimes: its first row, and no other, has to be marked as its head."
    ]
    assert found(spoiled(BODY, 'w:tblCaption w:val="Table 1', 'w:tblCaption w:val="Table 7')) == [
        "table crimes has no title, or another one."
    ]


def test_another_sentence_caption_or_note_is_refused():
    for words in ("Haringey: 30 crimes.", "No counts of Haringey were supplied.", "Note on Haringey."):
        assert found(spoiled(BODY, words, "Something else.")) == [
            f"it does not show {words!r} where the notebook does."
        ]
    (problem,) = found(spoiled(BODY, ". Haringey as a picture", ". Hackney as a picture"))
    assert problem == "it does not show 'Chart 1. Haringey as a picture' where the notebook does."


def test_what_stands_in_another_order_is_refused():
    parts = list(DOCUMENT.parts)
    (table,), (chart,) = (
        [n for n, part in enumerate(parts) if part.kind == kind] for kind in ("table", "chart")
    )
    parts[table], parts[chart] = parts[chart], parts[table]
    assert found(to_word(replace(DOCUMENT, parts=parts)))


def test_other_words_for_a_picture_are_refused():
    (problem,) = found(spoiled(BODY, 'descr="Bar chart: Haringey is 15.5%', 'descr="Bar chart: it is 16%'))
    assert problem == "chart chart does not follow its caption with the words that describe it."


def test_another_picture_is_refused():
    assert found(spoiled("word/media/report-chart1.svg", 'width="60"', 'width="70"')) == [
        "chart chart is another picture."
    ]
    assert found(spoiled("word/media/report-chart1.png", "PNG", "GIF")) == [
        "chart chart lacks its picture in points."
    ]


def test_a_way_out_of_the_file_is_refused():
    link = '<Relationship Id="rId99" Type="x" Target="https://example.org/" TargetMode="External"/></Relationships>'
    assert found(spoiled(RELATIONS, "</Relationships>", link)) == [
        f"{RELATIONS} leads to another file or address."
    ]


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/comments.xml", "docProps/app.xml", "customXml/item1.xml"]
)
def test_a_part_that_no_report_has_is_refused(name):
    assert found(zipped(files_of(GOOD) | {name: b"x"})) == [f"it holds {name}."]
