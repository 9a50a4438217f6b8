"""What a reader of a page and of its PDF gets to read, block by block, in order.

The PDF is read as a screen reader does: along its tags, without what stands at the edges of its pages.
"""

import ctypes
import io
import re
from html.parser import HTMLParser
from itertools import zip_longest

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from bs4 import BeautifulSoup

from iomlib.build.look import default_look
from iomlib.build.readback_pdf import squeezed

MARK = squeezed("OFFICIAL-SENSITIVE: not for publication")
CLOSING = squeezed(default_look().say("page.annex"))
_ROW = re.compile(r"(.+?):(.+)\((\w+\.\w+),line(\d+);definition(\d+)\)")
_FOLD = re.compile(r"Workedoutbyiomlib\.metrics\.(\w+\.\w+),line(\d+)\.Definition(\d+),")
_UNDEFINED = re.compile(r"(.+?):nobodyhasputthisintowords\.(.*)")

_BLOCKS = {"h1", "h2", "h3", "h4", "p", "li", "caption", "figcaption", "th", "td", "pre", "blockquote"}
_VOID = {"img", "br", "hr", "meta", "link", "input", "wbr"}
_TAGS = {"/Title", "/H1", "/H2", "/H3", "/H4", "/P", "/LBody", "/Caption", "/TH", "/TD", "/BlockQuote"}


def differences(page, pdf):
    """List the blocks in which a page (bytes) and its PDF (bytes) differ: none, where both read alike.

    Left out is what a page alone has (folds, navigation, the annex, links to other parts of the page), what repeats
    at the edges of a PDF, the mark of the restricted edition, and how a PDF closes: `unlike_folds` is for that.
    """
    left, right = of_page(page), of_pdf(pdf)
    right = right[1:] if right[:1] == [MARK] else right
    right = right[: right.index(CLOSING)] if CLOSING in right else right
    return [pair for pair in zip_longest(left, right, fillvalue="") if pair[0] != pair[1]]


def unlike_folds(page, pdf, valued):
    """List what only one of the two says of how figures were calculated: a page in its folds, a PDF at its end.

    Of figures without a value (their ids are not in `valued`) a PDF need not say it.
    """
    words = of_pdf(pdf)
    rows = words[words.index(CLOSING) + 2 :] if CLOSING in words else []
    closing = {
        (place, *found.groups()[1:])
        for row in rows
        for found in [_ROW.fullmatch(row) or _UNDEFINED.fullmatch(row)]
        for place in (found[1].split(",") if found else [f"cannot be read: {row}"])
    }
    folds = dict(_of_folds(page))
    needed = {way for way, ids in folds.items() if ids & valued}
    return sorted(closing - set(folds)) + sorted(needed - closing)


def _of_folds(page):
    """Give where figures stand and how they are worked out, as a page tells it, each with the figures' ids."""
    ways = {}
    for fold in BeautifulSoup(page, "html.parser").select("main details.how"):
        name = squeezed(fold.select_one("summary .unseen").get_text()).removeprefix(":")
        for said in fold.select("p.fine"):
            ids = {code.get_text() for code in said.select("code")}
            for code in said.select("code"):
                code.decompose()
            told = squeezed(said.get_text())
            formula = squeezed(said.find_previous_sibling("p").get_text())
            found = _FOLD.match(told)
            ways.setdefault((name, formula, *found.groups()) if found else (name, told), set()).update(ids)
    return ways


class _Page(HTMLParser):
    """Collects the blocks of `main`, without folds, navigation, the annex, and links to other parts of the page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.blocks = [], []

    def handle_starttag(self, tag, attrs):
        if tag in _VOID:
            return
        classes = (dict(attrs).get("class") or "").split()
        hidden = tag in ("details", "nav", "a", "style") or (tag == "section" and "annex" in classes)
        self.open.append((tag, hidden))
        if tag in _BLOCKS and self.reads():
            self.blocks.append("")

    def handle_endtag(self, tag):
        if tag in _VOID:
            return
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.reads() and self.blocks:
            self.blocks[-1] += data

    def reads(self):
        return any(tag == "main" for tag, _ in self.open) and not any(hidden for _, hidden in self.open)


def of_page(content):
    """List the blocks of a page that are read one after the other, without white space."""
    page = _Page()
    page.feed(content.decode())
    return [text for block in page.blocks if (text := squeezed(block))]


def of_pdf(content):
    """List the blocks of a PDF in the order of its tags, without white space."""
    texts = _marked(content)
    blocks = []
    with pikepdf.open(io.BytesIO(content)) as document:
        numbers = {page.objgen: place for place, page in enumerate(document.pages)}
        _walk(document.Root.StructTreeRoot.K, None, numbers, texts, blocks)
    return [text for block in blocks if (text := squeezed(block))]


def _walk(node, page, numbers, texts, blocks):
    if isinstance(node, pikepdf.Array):
        for child in node:
            _walk(child, page, numbers, texts, blocks)
    elif isinstance(node, int):
        blocks[-1] += texts.get((page, node), "")
    elif "/MCID" in node:
        blocks[-1] += texts.get((numbers[node.Pg.objgen] if "/Pg" in node else page, int(node.MCID)), "")
    elif str(node.get("/S")) not in ("/Figure", "/Lbl"):
        if str(node.get("/S")) in _TAGS:
            blocks.append("")
        page = numbers[node.Pg.objgen] if "/Pg" in node else page
        _walk(node.get("/K", pikepdf.Array()), page, numbers, texts, blocks)


def _marked(content):
    """Give the text of each piece that a tag names: by its page and its number there."""
    document, texts = pypdfium2.PdfDocument(content), {}
    for place, page in enumerate(document):
        words = page.get_textpage()
        for part in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            number = pdfium.FPDFPageObj_GetMarkedContentID(part)
            if number >= 0:  # what belongs to no tag repeats at the edges
                texts[place, number] = texts.get((place, number), "") + _text(part, words)
    document.close()
    return texts


def _text(part, words):
    size = pdfium.FPDFTextObj_GetText(part, words, None, 0)
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFTextObj_GetText(part, words, buffer, size)
    # A hyphen at the end of a line is told apart from others by this library.
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0").replace("\x02", "-")
