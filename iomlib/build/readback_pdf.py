"""Reads the text of a finished PDF and holds it against what was asked and what its notebook shows."""

import re
import unicodedata
from typing import Any

import pypdfium2  # type: ignore[import-untyped]

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.look import Look, default_look
from iomlib.build.pdf_text import pdf_text
from iomlib.build.readback_html import Shown

# White space; signs without a shape; writing from right to left, which comes out of a PDF in another order.
_UNREAD = re.compile(
    "[\\s\u00ad\u0590-\u08ff\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufb1d-\ufdff\ufe70-\ufeff]+"
)


def check_pdf(content: bytes, about: dict[str, Any], shown: Shown, look: Look | None = None) -> list[str]:
    """List where a PDF names another area, quarter or edition, or shows other words or numbers."""
    look = look or default_look()
    try:
        title, pages = _read(content)
    except pypdfium2.PdfiumError:
        return ["it cannot be read as a PDF."]
    restricted = about["edition"] == "restricted"
    # What a title has beside its heading, in the language of the page.
    before, _, after = (
        look.words["page.restricted_title"].partition("{heading}") if restricted else ("", "", "")
    )
    asked = f": {about['area']}, {about['quarter']}{after}"
    if not (title.startswith(before) and title.endswith(asked)):
        return [f"its title is {title!r}; asked was {asked[2:]!r}, {about['edition']}."]
    heading = title.removeprefix(before).removesuffix(after)
    text, problems = _text(pages, heading, about, look)
    return problems or _Reader(text).problems(heading, shown)


def _text(pages: list[str], heading: str, about: dict[str, Any], look: Look) -> tuple[str, list[str]]:
    """Take what stands at the edges off the pages; list where it is not what was asked."""
    restricted, mark = about["edition"] == "restricted", squeezed(look.words["pdf.restricted"])
    bodies, problems = [], []
    edges = _edges(heading, about, look, len(pages))
    for number, (page, (head, foot)) in enumerate(zip(pages, edges, strict=True), 1):
        body = page.removeprefix(head).removesuffix(foot)
        if head + body + foot != page:
            problems.append(
                f"page {number} does not say at its edges what was asked: {heading!r}, {about['edition']}."
            )
        if restricted and number == 1 and not body.startswith(mark):
            problems.append("its first page does not begin with the mark of the restricted edition.")
        if not restricted and mark in page:
            problems.append(f"page {number} is marked as restricted; asked was {about['edition']}.")
        bodies.append(body.removeprefix(mark) if restricted and number == 1 else body)
    return "".join(bodies), problems


def _edges(heading: str, about: dict[str, Any], look: Look, pages: int) -> list[tuple[str, str]]:
    """Say what stands above and below the text of each page, squeezed."""
    edition = look.words["pdf.restricted" if about["edition"] == "restricted" else "pdf.public"]
    head = squeezed(f"{look.committee or about['title']} {heading} {edition}")
    said = look.footer or (about["title"] if look.committee else "")
    feet = (f"{said} {look.say('pdf.page', number=number, pages=pages)}" for number in range(1, pages + 1))
    return [(head, squeezed(foot)) for foot in feet]


def _read(content: bytes) -> tuple[str, list[str]]:
    """Return title and the text of each page, squeezed."""
    told, pages = pdf_text(content)
    return told.get("Title", ""), [squeezed(page) for page in pages]


def squeezed(text: str) -> str:
    """Leave of a text what a PDF gives back: no white space, and each sign in one spelling.

    Examples
    --------
    >>> squeezed("High crime\\r\\ncausers: Stockton\\ufffeon-Tees")
    'Highcrimecausers:Stockton-on-Tees'
    """
    if text.isascii():
        return "".join(text.split())
    # Where a line ends in a hyphen, the reader says that it may be one of typesetting.
    return _UNREAD.sub("", unicodedata.normalize("NFKC", text.replace("\ufffe", "-")))


def _leads(block: Table | Chart | Sentence) -> bool:
    return isinstance(block, Sentence) and block.style == "lead"


class _Reader:
    """Reads the text from its beginning to its end: what was found lies behind, what is next ahead."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def problems(self, heading: str, shown: Shown) -> list[str]:
        found = [] if self.seek(heading) else [self.missing(heading)]
        start = self.place
        # The key points stand before what the notebook shows before them: two readings, each in order.
        for part in ([each for each in shown if _leads(each[0]) == first] for first in (True, False)):
            self.place = start
            found += [problem for block, label in part for problem in self.block(block, label)]
        return found

    def block(self, block: Table | Chart | Sentence, label: str) -> list[str]:
        if isinstance(block, Table):
            return self.table(block, label)
        wanted = block.sentences if isinstance(block, Sentence) else [label, block.shows]
        return [self.missing(text) for text in wanted if not self.seek(text)]

    def table(self, table: Table, label: str) -> list[str]:
        """Read a whole table: every row must follow the one before, with nothing in between."""
        if not self.seek(label):
            return [self.missing(label)]
        header = "".join(squeezed(column.text) for column in table.columns)
        rows = [[column.text for column in table.columns], *table.rows]
        for number, row in enumerate(rows):
            text = "".join(map(squeezed, row))
            if not (self.take(text) or self.take(header + text)):  # a new page repeats the header
                read = self.text[self.place : self.place + len(text)]
                return [f"table {table.id}, row {number}: {read!r}; the notebook shows {' '.join(row)!r}."]
        return [self.missing(note) for note in table.notes if not self.take(squeezed(note))]

    def take(self, text: str) -> bool:
        found = self.text.startswith(text, self.place)
        self.place += len(text) if found else 0
        return found

    def seek(self, text: str) -> bool:
        wanted = squeezed(text)
        place = self.text.find(wanted, self.place)
        self.place = place + len(wanted) if place >= 0 else self.place
        return place >= 0

    @staticmethod
    def missing(text: str) -> str:
        return f"it does not show {text!r} where the notebook does."
