"""Whatever identifies a person is found in every kind of file before it is published, and nothing else is."""

import base64
import io
import json
import re
import zipfile
from datetime import date
from functools import partial
from pathlib import Path

import docx
import nbformat
import pikepdf
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typst
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from iomlib.blocks import MIME
from iomlib.build.look import default_look
from iomlib.build.scanner import search
from iomlib.build.scanner_initials import ABBREVIATIONS
from iomlib.build.scanner_patterns import SHAPES

ROOT = Path(__file__).parent.parent
# Nobody's: invented, or numbers that are set aside for films and tests.
PLANTED = {
    "number of the Police National Computer": "2003/0062845E",
    "CRO number": "265416/21G",
    "postcode": "AA9 9ZZ",
    "National Insurance number": "AB 12 34 56 C",
    "e-mail address": "someone@council.example",
    "telephone number": "01632 960123",
    "date of birth": "born on 12 May 1980",
    "person by initials": "CG is currently drug free",
    "member of a family or case by a letter": "Son B has eleven children",
    "pseudonym": "person-0123456789abcdef0123",
}
SEVERAL = {shape.one: shape.several for shape in SHAPES}
OTHERS = [
    ("number of the Police National Computer", "03/62845E"),
    ("CRO number", "SF05/482703J"),
    ("postcode", "aa9 9zz"),
    ("postcode", "E1A1AA"),
    ("National Insurance number", "AB123456C"),
    ("telephone number", "+44 7700 900123"),
    ("telephone number", "(020) 7946 0123"),
    ("telephone number", "07700900123"),
    ("date of birth", "DOB: 12/05/1980"),
    ("date of birth", "date of birth was 1980-05-12"),
    ("date of birth", "12th May 1980 (d.o.b.)"),
    ("person by initials", "J.B. has 90 arrests"),
    ("person by initials", "his initials are JAB"),
    ("person by initials", "KT: tested positive"),
    ("pseudonym", "simulated-person-0123456789abcdef0123"),
]
SAFE = [
    "NZ 445 190 and NZ445190 are grid references of Ordnance Survey.",
    "E07000123, E01012018 and W06000002 are codes of ONS.",
    "Crime reference 42/12345/08, crime 01YZ/12345/19, URN 12/345678.",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "Q1 2008, 2008/09 Q1 (April to June 2008), 2008-09-Q1, 31/03/2009.",
    "PC 4512 Smith and DC Jones spoke; PC convicted nobody. The CRC attending, an IOM arrested.",
    "The PPO list: PPO 12 arrests, DRR tested positive, NI 30 convicted.",
    "Born in the borough: 12 of 30. Births in May 1980.",
    "See Act 1998 c. 37, section 5(2). Vitamin C is in it. Table A1 2nd half. Annex B has two parts.",
    "£1,632,960 and 01,632 of 9,601,234; 0.0163 29601; 10.5281/zenodo.1234567",
    "Cohen, M. A. and Piquero, A. R. (2009), J. Quant. Criminol. 25: 25-49.",
    "@media print; name-of-file; 12 @ 3",
]


def page(text):
    return f'<!DOCTYPE html>\n<html lang="en"><body>\n<p>What it says:</p>\n<p>{text}</p>\n</body></html>'.encode()


def linked(kind, content):
    data = base64.b64encode(content).decode()
    return f'<!DOCTYPE html>\n<p>A picture</p>\n<img alt="A line" src="data:{kind};base64,{data}">\n'.encode()


def svg(text):
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><metadata><dc:title>Cases</dc:title>'
        f'<d>{text}</d></metadata><path d="M 01632 960123 L 1 2"/></svg>'
    ).encode()


def png(text, key="Comment", *, zipped=False):
    told, file = PngInfo(), io.BytesIO()
    told.add_text(key, text, zip=zipped)
    Image.new("RGB", (2, 2)).save(file, "PNG", pnginfo=told)
    return file.getvalue()


def word(text, how="paragraph"):
    document, file = docx.Document(), io.BytesIO()
    if how == "paragraph":
        half = len(text) // 2
        paragraph = document.add_paragraph("It says: ")
        paragraph.add_run(text[:half])
        paragraph.add_run(text[half:]).bold = True  # a word of two runs
    elif how == "header":
        document.sections[0].header.paragraphs[0].text = text
    elif how == "cell":
        document.add_table(1, 2).cell(0, 1).text = text
    elif how == "comment":
        document.add_comment(document.add_paragraph("here").runs, text)
    else:
        document.core_properties.comments = text
    document.save(file)
    return file.getvalue()


def book(text):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(
            "content.xml",
            '<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b"><table:table><table:table-row>'
            f"<table:table-cell><text:p>It says</text:p></table:table-cell><table:table-cell><text:p>{text}</text:p>"
            "</table:table-cell></table:table-row></table:table></office:document-content>",
        )
        packed.writestr("meta.xml", "<office:meta><dc:title>Cases</dc:title></office:meta>")
    return file.getvalue()


def pdf(text, title="Cases"):
    quoted, named = json.dumps(text), json.dumps(title)
    source = f"#set document(title: {named})\n#text({quoted})\n#pagebreak()\nThe end"
    return typst.compile(source.encode())


def pdf_with(text, how):
    """Put a text into a PDF where no page shows it."""
    if how == "alt":
        quoted = json.dumps(text)
        return typst.compile(f"#set document(title: [Cases])\n#figure(alt: {quoted}, rect())".encode())
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("x"))) as made:
        if how == "note":
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9])
            note.Contents = text
        elif how == "link":
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
            note.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=text)
        if how in ("note", "link"):
            made.pages[0].Annots = made.make_indirect([note])
        elif how == "bookmark":
            with made.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem(text, 0))
        else:
            made.attachments["a.txt"] = pikepdf.AttachedFileSpec(made, text.encode())
        made.save(file)
    return file.getvalue()


def notebook(text, how="output"):
    made = nbformat.v4.new_notebook()
    block = {"kind": "sentence", "sentences": [text]}
    output = nbformat.v4.new_output(
        "display_data", {MIME: block} if how == "output" else {"text/plain": text}
    )
    cell = nbformat.v4.new_code_cell(f'who = "{text}"' if how == "source" else "1", outputs=[output])
    made.cells = [nbformat.v4.new_markdown_cell("# Cases"), cell]
    if how == "metadata":
        made.metadata["kept"] = {"by": text}
    return nbformat.writes(made).encode()


FORMATS = {
    "words of a page": ("a.html", page),
    "an attribute of a page": (
        "a.html",
        lambda text: page("x").replace(b"<p>", f'<p title="{text}">'.encode()),
    ),
    "a comment of a page": ("a.html", lambda text: page(f"x<!-- {text} -->")),
    "a picture in a page": ("a.html", lambda text: linked("image/svg+xml", svg(text))),
    "a table in a page": ("a.html", lambda text: linked("text/csv", f"it says\n{text}\n".encode())),
    "a logo": ("a.html", lambda text: linked("image/png", png(text))),
    "a packed text of a logo": ("a.html", lambda text: linked("image/png", png(text, zipped=True))),
    "a page of a PDF": ("a.pdf", pdf),
    "the title of a PDF": ("a.pdf", lambda text: pdf("x", title=text)),
    **{
        f"{what} of a PDF": ("a.pdf", partial(pdf_with, how=how))
        for what, how in [
            ("a picture's other text", "alt"),
            ("a note", "note"),
            ("a link", "link"),
            ("a bookmark", "bookmark"),
            ("a file", "file"),
        ]
    },
    "a paragraph of Word": ("a.docx", word),
    "the header of Word": ("a.docx", lambda text: word(text, "header")),
    "a table of Word": ("a.docx", lambda text: word(text, "cell")),
    "a comment of Word": ("a.docx", lambda text: word(text, "comment")),
    "the properties of Word": ("a.docx", lambda text: word(text, "properties")),
    "a workbook": ("tables/a.ods", book),
    "a CSV file": ("tables/a.csv", lambda text: f"it says,people\n{text},12\n".encode()),
    "a block of a notebook": ("a.ipynb", notebook),
    "an output of a notebook": ("a.ipynb", lambda text: notebook(text, "plain")),
    "code of a notebook": ("a.ipynb", lambda text: notebook(text, "source")),
    "metadata of a notebook": ("a.ipynb", lambda text: notebook(text, "metadata")),
    "a record of figures": (
        "a.figures.json",
        lambda text: json.dumps({"figures": [{"id": "x", "text": text}]}).encode(),
    ),
    "a feed": ("feed.xml", lambda text: f"<feed><entry><title>{text}</title></entry></feed>".encode()),
}


@pytest.mark.parametrize("where", FORMATS)
def test_each_kind_of_identifier_is_found_in_each_place_of_each_format(where):
    name, made = FORMATS[where]
    told = search({name: made(" / ".join(PLANTED.values()))}, "public")
    found = [re.search(r": [12] ([^.]+)\. Nothing", each)[1] for each in told]
    assert [kind for kind in PLANTED if not {kind, SEVERAL[kind]} & set(found)] == [], told
    assert len(found) == len(PLANTED)
    assert not any(value in each for value in PLANTED.values() for each in told)
    assert search({name: made("nothing")}, "public") == []


@pytest.mark.parametrize(("kind", "text"), OTHERS, ids=[text for _, text in OTHERS])
def test_each_way_of_writing_an_identifier_is_found(kind, text):
    [told] = search({"a.html": page(f"It says: {text}, and more.")}, "public")
    assert f" 1 {kind}." in told


HIDDEN = {
    "a soft hyphen": lambda text: f"{text[:4]}\u00ad{text[4:]}",
    "a space without width": lambda text: f"{text[:4]}\u200b{text[4:]}",
    "a joiner": lambda text: f"{text[:5]}\u2060{text[5:]}",
    "wide letters": lambda text: "".join(
        chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text
    ),
    "digits of formulas": lambda text: "".join(chr(0x1D7CE + int(x)) if x.isdigit() else x for x in text),
    "spaces that do not break": lambda text: text.replace(" ", "\u00a0"),
    "thin spaces": lambda text: text.replace(" ", "\u2009"),
    "two spaces": lambda text: text.replace(" ", "  "),
    "two lines": lambda text: text.replace(" ", "\n"),
    "another slash": lambda text: text.replace("/", "\u2044"),
}


@pytest.mark.parametrize("way", HIDDEN)
@pytest.mark.parametrize("kind", [each for each in PLANTED if each != "pseudonym"])
def test_an_identifier_is_found_however_its_signs_are_written(kind, way):
    [told, *_] = search({"a.html": page(f"It says: {HIDDEN[way](PLANTED[kind])}, and more.")}, "public")
    assert f" 1 {kind}." in told


@pytest.mark.parametrize("text", SAFE)
def test_what_looks_like_an_identifier_and_is_none_is_let_through(text):
    assert search({"a.html": page(text), "a.csv": f"it says,n\n{text}\n".encode()}, "public") == []


@pytest.mark.parametrize("cell", ["AB", "J.B.", "J. B."])
@pytest.mark.parametrize("form", ["a.html", "a.docx", "a.ods", "a.csv", "a.ipynb"])
def test_initials_that_fill_a_cell_are_found(form, cell):
    made = {
        "a.html": f"<table><tr><td>{cell}</td><td>90</td></tr></table>".encode(),
        "a.docx": word(cell, "cell"),
        "a.ods": book(cell),
        "a.csv": f"who,arrests\n{cell},90\n".encode(),
        "a.ipynb": json.dumps({"cells": [{"rows": [["who", "arrests"], [cell, "90"]]}]}).encode(),
    }
    assert "1 person by initials" in search({form: made[form]}, "public")[0]


def test_every_abbreviation_of_the_glossary_is_known():
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    terms = " ".join(re.findall(r"^\| \*\*([^*]+)\*\* \|", text, re.M))
    short = set(re.findall(r"\b[A-Z]{2,3}\b(?!-)", terms))  # the RO of RO-Crate never stands alone
    assert short and short <= ABBREVIATIONS, sorted(short - ABBREVIATIONS)


def test_a_column_of_dates_of_birth_is_found_by_its_heading():
    rows = b"case,date of birth,arrests\n1,12/05/1980,4\n2,1981-06-13,5\n"
    [told] = search({"a.csv": rows}, "public")
    assert told.startswith("a.csv: line 2; line 3: 2 dates of birth.")


def people(folder):
    """Write the people that a report was given."""
    identities = {
        "person": ["NOM-00123", "12345", "smith", "20080412"],
        "forename": ["Zimpthol", "Ann", "", None],
        "surname": ["Quilwenkplev", "Example", "Only", "None"],
        "born": pa.array([date(1980, 5, 12), None, date(1990, 1, 2), None], pa.date32()),
    }
    pq.write_table(pa.table(identities), folder / "identities.parquet")
    return {"data/identities.parquet": folder / "identities.parquet"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seen: nom-00123.", "1 id of a person."),
        ("file NOM-00123/2", "1 id of a person."),
        ("20080412 was there", "1 id of a person."),
        ("Zimpthol Quilwenkplev was there", "1 name of a person."),
        ("EXAMPLE, Ann", "1 name of a person."),
        ("since 12 May 1980", "1 date of birth of a person."),
        ("since 2 January 1990 and 02/01/1990", "2 dates of birth of people."),
    ],
)
def test_ids_names_and_dates_of_birth_of_the_input_are_found(tmp_path, text, said):
    [told] = search({"a.html": page(text)}, "public", people(tmp_path))
    assert said in told and "line 4" in told


def test_numbers_and_words_that_stand_on_every_page_are_no_ids(tmp_path):
    """A person called 12345, or smith: `iom import` gives them ids that can be looked for."""
    assert search({"a.html": page("12345 crimes, a smith, 13 May 1980")}, "public", people(tmp_path)) == []


def test_a_restricted_edition_may_show_ids_and_pseudonyms_and_nothing_else(tmp_path):
    given = people(tmp_path)
    safe = "NOM-00123 and person-0123456789abcdef0123"
    assert search({"a.html": page(safe)}, "restricted", given) == []
    assert len(search({"a.html": page(safe)}, "public", given)) == 2
    assert "1 name of a person" in search({"a.html": page("Ann Example")}, "restricted", given)[0]
    for kind in PLANTED.keys() - {"pseudonym"}:
        assert f"1 {kind}." in search({"a.html": page(PLANTED[kind])}, "restricted", given)[0]


def test_the_contact_that_the_partnership_declares_may_stand_on_every_page():
    contact = "scrutiny@council.example, 01632 960123, Town Hall, AA9 9ZZ"
    look = default_look().model_copy(update={"contact": contact})
    written = "SCRUTINY@council.example, 01632960123, Town Hall, AA99ZZ"
    assert search({"a.html": page(written)}, "public", look=look) == []
    [told] = search({"a.html": page(written + ", other@council.example")}, "public", look=look)
    assert "1 e-mail address." in told
    paper = default_look().model_copy(update={"paper": {"contact": ["A Officer", contact]}})
    assert search({"a.html": page(contact)}, "public", look=paper) == []


def test_a_message_says_where_how_many_and_what_to_do():
    text = "</p>\n<p>".join(["AA9 9ZZ", "AA9 9ZY", "AA9 9ZX", "AA9 9ZW", "AB123456C"])
    assert search({"b.html": page(text)}, "public") == [
        "b.html: line 4; line 5; line 6 and further on: 4 postcodes. Nothing that identifies a person may be "
        "published. Take it out of the notebook, the parameters or the data, and run again.",
        "b.html: line 8: 1 National Insurance number. Nothing that identifies a person may be published. "
        "Take it out of the notebook, the parameters or the data, and run again.",
    ]


def test_a_name_of_a_file_that_identifies_somebody_is_not_repeated():
    [told] = search({"tables/AB123456C.csv": b"a,b\n"}, "public")
    assert told.startswith("a file: its name: 1 National Insurance number.") and "123456" not in told


PLACES = {
    "a page of a PDF": "page 1",
    "the title of a PDF": "its metadata",
    "a picture's other text of a PDF": "not shown: ",
    "a file of a PDF": "a file in it, ",
    "a paragraph of Word": "word/document.xml, ",
    "a comment of Word": "word/comments.xml, ",
    "the properties of Word": "docProps/core.xml, ",
    "a workbook": "content.xml, ",
    "a CSV file": "line 2",
    "a block of a notebook": "cell 2",
    "metadata of a notebook": "cell 2; metadata",
    "a record of figures": "figure 1",
    "a picture in a page": "a picture in it",
    "an attribute of a page": "an attribute",
}


@pytest.mark.parametrize("where", PLACES)
def test_a_message_names_the_place_in_each_format(where):
    name, made = FORMATS[where]
    [told] = search({name: made("AB123456C")}, "public")
    assert told.startswith(f"{name}: {PLACES[where]}"), told
