"""Word from an executed notebook: a committee paper on a reference file, the same bytes from the same report."""

import base64
import io
import re
from copy import deepcopy
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree
from nbconvert.exporters import Exporter

from iomlib.build.closing import closed
from iomlib.build.document import Document, names, read_document
from iomlib.build.reference import INK, own_reference, saved, settings
from iomlib.build.word_paper import write_paper
from iomlib.build.word_parts import Writer
from iomlib.build.word_xml import Element, clean, element, field, name, paragraph, run

EDGES = {RT.HEADER, RT.FOOTER}
KEPT = {RT.STYLES, RT.NUMBERING, RT.FONT_TABLE, RT.THEME, *EDGES}


def to_word(document: Document) -> bytes:
    """Write a document as a committee paper for Word, on the council's own reference file if there is one.

    Raises
    ------
    ReportError
        A name holds a sign that no Word file can hold, or a picture is none.
    """
    content = base64.b64decode(document.look.reference) or own_reference()
    book = docx.Document(io.BytesIO(content))
    _forget(book)
    _describe(book, document)
    _dress(book, document)
    body = book.element.body
    page = body.sectPr
    for old in [each for each in body if each is not page]:
        body.remove(old)
    _mark_pages(book, document)
    writer = _writer(book, page, document)
    for made in write_paper(closed(document), writer):
        page.addprevious(made)
    etree.cleanup_namespaces(body, keep_ns_prefixes=["w", "r"])
    return saved(book)


def _writer(book: Any, page: Element, document: Document) -> Writer:
    size, edges = page.find(name("w:pgSz")), page.find(name("w:pgMar"))
    wide, high = (int(size.get(name(f"w:{side}"))) for side in ("w", "h"))
    left, right = (int(edges.get(name(f"w:{side}"))) for side in ("left", "right"))
    ids = style_ids(book.styles.element)

    def embed(file: str, content: bytes) -> str:
        kind = "image/png" if file.endswith("png") else "image/svg+xml"
        part = Part(PackURI(f"/word/media/report-{file}"), kind, content, book.part.package)
        return str(book.part.relate_to(part, RT.IMAGE))

    def section(turned: bool) -> Element:
        made = deepcopy(page)
        if turned:
            for key, value in (("w", high), ("h", wide), ("orient", "landscape")):
                made.find(name("w:pgSz")).set(name(f"w:{key}"), str(value))
        return made

    return Writer(
        styles=lambda style: ids[style.casefold()],
        embed=embed,
        listed=lambda style: _numbering(book, ids[style.casefold()], again=style == "List Number"),
        section=section,
        look=document.look,
        room=(wide - left - right, high - left - right),
        labels=names(document.parts, document.look),
    )


def style_ids(styles: Element) -> dict[str, str]:
    """Give the id of each style by its name, whatever language Word was in when the file was made."""
    found = styles.findall(name("w:style"))
    return {
        each.find(name("w:name")).get(name("w:val")).casefold(): each.get(name("w:styleId")) for each in found
    }


def _numbering(book: Any, style: str, again: bool) -> int:
    """Find the numbering of a style; with `again` add one like it that begins with 1."""
    found = book.styles.element.xpath(f"w:style[@w:styleId='{style}']/w:pPr/w:numPr/w:numId/@w:val")
    numbering = book.part.numbering_part.element
    if not again:
        return int(found[0])
    (kind,) = numbering.xpath(f"w:num[@w:numId='{found[0]}']/w:abstractNumId/@w:val")
    number = max(int(each) for each in numbering.xpath("w:num/@w:numId")) + 1
    first = element("w:lvlOverride", element("w:startOverride", w_val=1), w_ilvl=0)
    numbering.append(element("w:num", element("w:abstractNumId", w_val=kind), first, w_numId=number))
    return number


def _forget(book: Any) -> None:
    """Leave out of a council's file all but its look: who made it when, comments, macros, settings of a machine."""
    package = book.part.package
    for relations, kept in (
        (package.rels, {RT.OFFICE_DOCUMENT}),
        (book.part.rels, KEPT),
    ):
        for key in [key for key, each in relations.items() if each.reltype not in kept or each.is_external]:
            del relations[key]
    part = Part(PackURI("/word/settings.xml"), CONTENT_TYPE.WML_SETTINGS, settings().encode(), package)
    book.part.relate_to(part, RT.SETTINGS)


def _describe(book: Any, document: Document) -> None:
    """Say title, language and day in the file's properties; the last day of the quarter stands for all days."""
    spaces = {
        "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    about = etree.Element(f"{{{spaces['cp']}}}coreProperties", nsmap=spaces)
    day = f"{document.date}T00:00:00Z"
    for key, value in (
        ("dc:title", document.full_heading),
        ("dc:creator", document.title),
        ("dc:language", document.look.language),
        ("cp:category", document.edition),
        ("dcterms:created", day),
        ("dcterms:modified", day),
    ):
        space, _, own = key.partition(":")
        said = etree.SubElement(about, f"{{{spaces[space]}}}{own}")
        said.text = clean(value)
        if space == "dcterms":
            said.set(f"{{{spaces['xsi']}}}type", "dcterms:W3CDTF")
    package = book.part.package
    content = etree.tostring(about, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/docProps/core.xml"), CONTENT_TYPE.OPC_CORE_PROPERTIES, content, package)
    package.relate_to(part, RT.CORE_PROPERTIES)


def _dress(book: Any, document: Document) -> None:
    """Give all text its language, and our own file the partnership's colour; a council's has its own."""
    for language in book.styles.element.iter(name("w:lang")):
        language.set(name("w:val"), document.look.language)
    for colour in [] if document.look.reference else book.styles.element.iter(name("w:color")):
        if colour.get(name("w:val")) == INK:
            colour.set(name("w:val"), document.look.ink.removeprefix("#"))


def _mark_pages(book: Any, document: Document) -> None:
    """Write on every page what it belongs to, below what a council has there itself, and which page it is."""
    page = book.element.body.sectPr
    for other in page.findall(name("w:titlePg")):
        page.remove(other)
    for kind in ("headerReference", "footerReference"):  # those of first and even pages bear no mark
        for each in page.findall(name(f"w:{kind}")):
            if each.get(name("w:type")) != "default":
                page.remove(each)
    used = {each.get(name("r:id")) for each in page}
    for key in [key for key, each in book.part.rels.items() if each.reltype in EDGES and key not in used]:
        del book.part.rels[key]
    header, footer = book.sections[-1].header, book.sections[-1].footer
    header.is_linked_to_previous = footer.is_linked_to_previous = False
    say, look, styles = document.look.say, document.look, style_ids(book.styles.element)
    edition = run(say("page.restricted"), "b") if document.restricted else run(say("word.public"))
    above = [run(f"{document.title} - "), edition]
    below = [run(document.heading)], *([[run(look.footer)]] if look.footer else []), _page_number(document)
    for place, style, lines in ((header, "header", [above]), (footer, "footer", below)):
        if not place._element.xpath(".//w:r"):  # nothing stands there: no line is kept free for it
            place._element[:] = []
        for line in lines:
            place._element.append(paragraph(styles[style], line))


def _page_number(document: Document) -> list[Element]:
    """Write page x of y, in the order of the language."""
    fields = {"\v": field("PAGE", "1"), "\f": field("NUMPAGES", "1")}
    pieces = re.split("([\v\f])", document.look.say("word.page", number="\v", pages="\f"))
    return [fields[piece] if piece in fields else run(piece) for piece in pieces]


class WordExporter(Exporter):
    """`jupyter nbconvert --to iom-docx NOTEBOOK` for an executed notebook."""

    file_extension = ".docx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
        """Return the Word file's bytes."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return to_word(read_document(nb)), resources
