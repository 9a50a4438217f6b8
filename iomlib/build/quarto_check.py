"""Reads the finished pages that Quarto made and holds them against what was asked and what the notebook shows.

Quarto decorates: it numbers captions, puts a list of contents first, folds code. So the words are looked for in
their order and not at one place; tables must agree cell by cell, and nothing may come from outside the page.
"""

import base64
import re
import unicodedata
import zipfile
from contextlib import closing
from io import BytesIO
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pypdfium2  # type: ignore[import-untyped]

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.check import EMPTY_ALT
from iomlib.build.quarto_cells import Shown, Source
from iomlib.build.quarto_page import Page
from iomlib.build.readback_csv import differing
from iomlib.build.readback_pdf import squeezed

_KINDS = {"html": "a page", "pdf": "a PDF", "docx": "a Word document"}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
# Quotes and dashes that a typesetter changes, and the sign at which it breaks a word.
_SET = str.maketrans(
    dict.fromkeys("-\u00ad\u2010\u2011\u2012\u2013\u2014\ufffe\x02", "")
    | dict(zip("\u2018\u2019\u201c\u201d", "''\"\"", strict=True))
)


def check_pages(pages: dict[str, bytes], source: Source, mark: str) -> list[str]:
    """List what is wrong with the pages of a report, by their ending; an empty list may be published.

    `mark` is what every page of a restricted edition says.
    """
    return [
        f"{source.about['notebook']}.{end}: {problem}"
        for end, content in pages.items()
        for problem in _problems(end, content, source, mark)
    ]


def _problems(end: str, content: bytes, source: Source, mark: str) -> list[str]:
    checks = {"html": _html_problems, "pdf": _pdf_problems, "docx": _docx_problems}
    try:
        return checks[end](content, source, mark)
    except Exception:  # whatever a damaged page brings a reader to: it stops this report and no other
        return [f"it cannot be read as {_KINDS[end]}."]


def same(text: str) -> str:
    """Leave of a text what a page gives back of it, however it was set.

    Examples
    --------
    >>> same("King’s Lynn \u2013 a re\u00adport") == same("King's Lynn - a report")
    True
    """
    return squeezed(unicodedata.normalize("NFKC", text).translate(_SET))


def _html_problems(content: bytes, source: Source, mark: str) -> list[str]:
    page = Page()
    page.feed(content.decode("utf-8", "replace"))
    page.close()
    problems = list(dict.fromkeys(page.problems))
    problems += [
        f"its {name} is {found}; asked was {source.title!r}."
        for name, found in (("heading", page.headings), ("title", page.titles))
        if [same(text) for text in found] != [same(source.title)]
    ]
    text = same(page.text)
    problems += _mark_problems([text], source, mark)
    tables = [block for block in source.blocks if isinstance(block, Table)]
    return [
        *problems,
        *_table_problems([[[same(cell) for cell in row] for row in table] for table in page.tables], tables),
        *_picture_problems(page.pictures, [block for block in source.blocks if isinstance(block, Chart)]),
        *_Reader(text).problems(source.blocks),
    ]


def _mark_problems(pages: list[str], source: Source, mark: str) -> list[str]:
    wanted = source.about["edition"] == "restricted"
    wrong = [number for number, text in enumerate(pages, 1) if (same(mark) in text) != wanted]
    found = "restricted" if not wanted else "public"
    return [f"page {number} is marked as {found}; asked was {source.about['edition']}." for number in wrong]


def _table_problems(found: list[list[list[str]]], tables: list[Table]) -> list[str]:
    """Look for each table behind the one before it; one of Quarto's own, that sets a caption, is passed over."""
    problems, ahead = [], list(found)
    for table in tables:
        rows = [[column.text for column in table.columns], *table.rows]
        wanted = [[same(cell) for cell in row] for row in rows]
        if wanted in ahead:
            ahead = ahead[ahead.index(wanted) + 1 :]
        elif ahead:
            problems += differing(f"table {table.id}", ahead.pop(0), wanted)
        else:
            problems.append(f"it does not show the table {table.id} where the notebook does.")
    return problems


def _picture_problems(pictures: list[tuple[str, str]], charts: list[Chart]) -> list[str]:
    """Compare alternative texts and, where a picture stands in the page as it is, the picture."""
    problems = ["a picture has no alternative text." for alt, _ in pictures if alt.strip() in EMPTY_ALT]
    if [same(alt) for alt, _ in pictures] != [same(chart.alt) for chart in charts]:
        return [
            *problems,
            f"its {len(pictures)} pictures do not say what the notebook's {len(charts)} charts do.",
        ]
    return problems + [
        f"chart {chart.id}: its picture is not the notebook's."
        for (_, address), chart in zip(pictures, charts, strict=True)
        if address.startswith("data:") and _decoded(address) != chart.svg.encode()
    ]


def _decoded(address: str) -> bytes:
    head, _, content = address.partition(",")
    return base64.b64decode(content) if head.endswith(";base64") else unquote_to_bytes(content)


def _pdf_problems(content: bytes, source: Source, mark: str) -> list[str]:
    with closing(pypdfium2.PdfDocument(content)) as document:
        title = document.get_metadata_dict().get("Title", "")
        pages = [same(page.get_textpage().get_text_range()) for page in document]
    problems = [] if b"pdfuaid" in content else ["it does not say that it is PDF/UA."]
    if same(title) != same(source.title):
        problems.append(f"its title is {title!r}; asked was {source.title!r}.")
    problems += _mark_problems(pages, source, mark)
    inner = [_inner(page, number, same(mark)) for number, page in enumerate(pages, 1)]
    found = [
        _Reader("".join(each)).problems(source.blocks, source.title, rows=True) for each in (inner, pages)
    ]
    return problems + min(found, key=len)


def _inner(page: str, number: int, mark: str) -> str:
    """Leave of a page what stands between its edges, so that a text may go on overleaf."""
    return page.removeprefix(mark).removesuffix(mark).removesuffix(str(number))


def _docx_problems(content: bytes, source: Source, mark: str) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as word:
        body = ElementTree.fromstring(word.read("word/document.xml"))  # noqa: S314  Quarto wrote it
        heads = [word.read(name) for name in word.namelist() if re.match(r"word/header\d*\.xml$", name)]
    text = same(_text(body))
    alts = [each.get("descr", "") for each in body.iter(f"{_DRAWN}docPr")]
    marks = text + "".join(same(_text(ElementTree.fromstring(head))) for head in heads)  # noqa: S314
    charts = [block for block in source.blocks if isinstance(block, Chart)]
    tables = [block for block in source.blocks if isinstance(block, Table)]
    found = [
        [[same(_text(cell)) for cell in row.iter(f"{_WORD}tc")] for row in _rows(each)]
        for each in _grids(body)
    ]
    return [
        *_mark_problems([marks], source, mark),
        *_table_problems(found, tables),
        *_picture_problems([(alt, "") for alt in alts], charts),
        *_Reader(text).problems(source.blocks, source.title),
    ]


def _text(part: ElementTree.Element) -> str:
    return "".join(each.text or "" for each in part.iter(f"{_WORD}t"))


def _rows(table: ElementTree.Element) -> list[ElementTree.Element]:
    return list(table.iter(f"{_WORD}tr"))


def _grids(body: ElementTree.Element) -> list[ElementTree.Element]:
    """Return the tables of data: Quarto lays pictures and captions out in tables of their own, which hold more."""
    return [table for table in body.iter(f"{_WORD}tbl") if not _lays_out(table)]


def _lays_out(table: ElementTree.Element) -> bool:
    inner = [each for each in table.iter() if each is not table]
    return any(each.tag in (f"{_WORD}tbl", f"{_DRAWN}docPr") for each in inner)


class _Reader:
    """Reads the text from its beginning to its end: what was found lies behind, what is next ahead."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def problems(self, shown: list[Shown], heading: str = "", *, rows: bool = False) -> list[str]:
        found = self.seek([heading]) if heading else []
        for block in shown:
            match block:
                case Sentence():
                    found += self.seek(block.sentences)
                case Chart():
                    found += self.seek([block.caption])
                case Table():
                    found += self.table(block, rows=rows)
        return found

    def table(self, table: Table, *, rows: bool) -> list[str]:
        """Look for a caption, above its rows or below them, and for the rows one after the other."""
        before = self.place
        lines = ["".join(column.text for column in table.columns), *("".join(row) for row in table.rows)]
        found = self.seek(lines) if rows else []
        after, self.place = self.place, before
        found += self.seek([table.caption])
        self.place = max(self.place, after)
        return found + self.seek(table.notes)

    def seek(self, texts: list[str]) -> list[str]:
        missing = []
        for text in texts:
            wanted = same(text)
            place = self.text.find(wanted, self.place)
            if place < 0:
                missing.append(f"it does not show {text!r} where the notebook does.")
            else:
                self.place = place + len(wanted)
        return missing
