"""Reads a finished Word file and holds it against what was asked and what its notebook shows."""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.look import Look
from iomlib.build.readback_html import Shown

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TITLE = re.compile(r"<dc:title>(.*?)</dc:title>", re.DOTALL)
# What a paper may not bring along: programs, what others wrote at its edge, other files.
_UNWANTED = re.compile(r"vba|macro|comments|embeddings|customXml|activeX|people|docProps/(?!core\.xml)", re.I)
_READER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass
class Seen:
    """What stands in the body, one after the other: a paragraph, or a table with its rows."""

    text: str
    rows: list[list[str]] | None
    element: Any


_END = Seen("", None, etree.Element("end"))  # stands behind the last


def check_word(content: bytes, about: dict[str, Any], shown: Shown, look: Look) -> list[str]:
    """List where a Word file names another area, quarter or edition, or shows other words, numbers or pictures."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            files = {name: packed.read(name) for name in packed.namelist()}
        body = _parsed(files["word/document.xml"])[0]
        title = _plain(
            _parsed(files["docProps/core.xml"]).findtext("{http://purl.org/dc/elements/1.1/}title") or ""
        )
    except (zipfile.BadZipFile, etree.XMLSyntaxError, LookupError):
        return ["it cannot be read as a Word file."]
    words = look.words
    problems = _stray_problems(files) + _edge_problems(files, body, about, words["page.restricted"])
    asked = f": {about['area']}, {about['quarter']}"
    if about["edition"] == "restricted":
        asked += words["page.restricted_title"].partition("{heading}")[2]
    if not title.endswith(asked := _plain(asked)):
        return [f"its title is {title!r}; asked was {asked[2:]!r}, {about['edition']}.", *problems]
    return [*problems, *_Reader(files, _seen(body)).problems(title, shown)]


def _parsed(content: bytes) -> Any:
    return etree.fromstring(content, _READER)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _text(element: Any) -> str:
    return _plain("".join(each.text or "" for each in element.iter(f"{_W}t")))


def _seen(body: Any) -> list[Seen]:
    found = []
    for each in body:
        rows = None
        if each.tag == f"{_W}tbl":
            rows = [[_text(cell) for cell in row.iterfind(f"{_W}tc")] for row in each.iterfind(f"{_W}tr")]
        found.append(Seen("" if rows else _text(each), rows, each))
    return found


def _stray_problems(files: dict[str, bytes]) -> list[str]:
    """Look for what leads out of the file, and for parts that no report has."""
    problems = [f"it holds {name}." for name in sorted(files) if _UNWANTED.search(name)]
    links = [name for name in sorted(files) if name.endswith(".rels") and b"External" in files[name]]
    return problems + [f"{name} leads to another file or address." for name in links]


def _edge_problems(files: dict[str, bytes], body: Any, about: dict[str, Any], mark: str) -> list[str]:
    """See that the edge of every page says title, area, quarter and edition."""
    places = _targets(files, "word/_rels/document.xml.rels", "word")
    restricted = about["edition"] == "restricted"
    wanted = {"header": _plain(about["title"]), "footer": _plain(f": {about['area']}, {about['quarter']}")}
    problems = []
    for page in body.iter(f"{_W}sectPr"):
        if page.find(f"{_W}titlePg") is not None:
            problems.append("its first page has edges of its own.")
        for kind, words in wanted.items():
            parts = [places.get(each.get(f"{_R}id"), "") for each in page.iterfind(f"{_W}{kind}Reference")]
            text = " ".join(_text(_parsed(files[part])) for part in parts if part in files)
            if len(parts) != 1 or words not in text:
                problems.append(f"the {kind} of its pages does not say {words.removeprefix(': ')!r}.")
            if kind == "header" and (mark in text) != restricted:
                problems.append(f"its pages are marked {text!r}; asked was {about['edition']}.")
    return list(dict.fromkeys(problems))


def _targets(files: dict[str, bytes], relations: str, folder: str) -> dict[str, str]:
    return {
        each.get("Id"): posixpath.normpath(posixpath.join("/", folder, each.get("Target"))).lstrip("/")
        for each in _parsed(files.get(relations, b"<none/>"))
    }


class _Reader:
    """Reads the body from its beginning to its end: what was found lies behind, what is next ahead."""

    def __init__(self, files: dict[str, bytes], seen: list[Seen]) -> None:
        self.files, self.seen, self.place = files, seen, 0
        self.targets = _targets(files, "word/_rels/document.xml.rels", "word")

    def problems(self, title: str, shown: Shown) -> list[str]:
        found = [] if self.seek(title) else [self.missing(title)]
        for block, label in shown:
            match block:
                case Sentence():
                    found += [
                        self.missing(text) for text in block.sentences if not self.seek(text, block.style)
                    ]
                case Table():
                    found += self.table(block, label)
                case Chart():
                    found += self.chart(block, label)
        return found

    def table(self, table: Table, label: str) -> list[str]:
        """Read a whole table: the caption, every cell, and its notes, with nothing in between."""
        if not self.seek(label):
            return [self.missing(label)]
        rows = [[_plain(cell) for cell in row] for row in ([c.text for c in table.columns], *table.rows)]
        found = self.next()
        if found.rows is None:
            return [f"table {table.id} does not follow its caption."]
        for number, (row, wanted) in enumerate(zip(found.rows, rows, strict=False)):
            if row != wanted:
                return [f"table {table.id}, row {number}: {row}; the notebook shows {wanted}."]
        if len(found.rows) != len(rows):
            return [f"table {table.id} has {len(found.rows) - 1} rows; the notebook shows {len(rows) - 1}."]
        problems = []
        heads = [
            each.find(f"{_W}trPr/{_W}tblHeader") is not None for each in found.element.iterfind(f"{_W}tr")
        ]
        if heads != [number == 0 for number in range(len(rows))]:
            problems.append(f"table {table.id}: its first row, and no other, has to be marked as its head.")
        name = found.element.find(f"{_W}tblPr/{_W}tblCaption")
        if name is None or _plain(name.get(f"{_W}val", "")) != _plain(label):
            problems.append(f"table {table.id} has no title, or another one.")
        return problems + self.follow(table.notes)

    def chart(self, chart: Chart, label: str) -> list[str]:
        """Read a picture: its caption, the picture itself with its words, and what it shows."""
        if not self.seek(label):
            return [self.missing(label)]
        found = self.next()
        drawn = found.element.iterfind(".//{*}docPr")
        if [_plain(each.get("descr", "")) for each in drawn] != [_plain(chart.alt)]:
            return [f"chart {chart.id} does not follow its caption with the words that describe it."]
        lines = [each.get(f"{_R}embed") for each in found.element.iter("{*}svgBlip")]
        shapes = [self.files.get(self.targets.get(each, ""), b"").decode() for each in lines]
        if [_shapes(each) for each in shapes] != [_shapes(chart.svg)]:
            return [f"chart {chart.id} is another picture."]
        points = [self.targets.get(each.get(f"{_R}embed"), "") for each in found.element.iter("{*}blip")]
        if not all(self.files.get(each, b"").startswith(b"\x89PNG") for each in points):
            return [f"chart {chart.id} lacks its picture in points."]
        return self.follow([chart.shows] if chart.shows else [])

    def follow(self, texts: list[str]) -> list[str]:
        return [self.missing(text) for text in texts if self.next().text != _plain(text)]

    def next(self) -> Seen:
        self.place += 1
        return self.seen[self.place - 1] if self.place <= len(self.seen) else _END

    def seek(self, text: str, style: str = "") -> bool:
        """Go behind the next paragraph that says this; a key point may go on with the place of its table."""
        wanted = _plain(text)
        for number in range(self.place, len(self.seen)):
            found = self.seen[number].text
            if found == wanted or (
                style == "lead" and re.fullmatch(re.escape(wanted) + r" \(.{1,40}\)", found)
            ):
                self.place = number + 1
                return True
        return False

    @staticmethod
    def missing(text: str) -> str:
        return f"it does not show {text!r} where the notebook does."


def _shapes(svg: str) -> str:
    """Leave of a picture what is drawn: all from the first thing on, without who made it."""
    svg = re.sub(r"^.*?<svg", "<svg", svg, count=1, flags=re.DOTALL)
    return "".join(re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL).split())
