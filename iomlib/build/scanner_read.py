"""Takes finished files apart into texts that can be searched: what a person reads there, and what a program finds.

A text keeps its order and its places: blocks (paragraphs, rows) and cells are parted by signs that no file holds.
"""

import base64
import binascii
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

from iomlib.build.pdf_hidden import pdf_hidden
from iomlib.build.pdf_text import pdf_text

BLOCK, CELL, PART = "\ue000", "\ue001", "\ue002"  # for private use: what is told of text holds them nowhere
PARTS = f"{BLOCK}{CELL}{PART}"
_SHUT = "\ue003"  # the end of a paragraph: of a cell, if that ends here as well
_TAG = re.compile(r"(<!--|-->|<[^<>]*>)")
_NAME = re.compile(r"<(/?)([\w:-]+)")
_PARAGRAPHS = frozenset({"/p", "/w:p", "/text:p", "/text:h", "/a:p"})
_ROW_ENDS = (
    "/tr /w:tr /table:table-row w:tbl /li /h1 /h2 /h3 /h4 /h5 /h6 /title /caption /figcaption /dt /dd /text /metadata "
    "/desc /pre /blockquote /summary /updated /name /id br w:br w:cr"
)
_CELLS = frozenset({"/td", "/th", "/w:tc", "/table:table-cell", "w:tab"})
# What stands inside of a word: parts of it in other letters. All other elements part words.
_LETTERS = (
    "w:r w:t w:rPr w:b w:bCs w:i w:iCs w:u w:sz w:szCs w:rStyle w:rFonts w:color w:lang w:noProof w:proofErr "
    "w:bookmarkStart w:bookmarkEnd w:vertAlign text:span text:a tspan a abbr b code em i small span strong sub sup u "
    "mark wbr"
)
_ROWS, _INSIDE = frozenset(_ROW_ENDS.split()), frozenset(_LETTERS.split())
_ATTRIBUTE = re.compile(r"""[\w:-]+\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
# Lines of a drawing and colours, not words.
_DRAWN = re.compile(
    r"[Mm]\s*-?[\d.]+[ ,]-?[\d.]+\s+[CcHhLlQqVvZz][MmLlHhVvCcSsQqTtZz0-9eE.,\s+-]*|#?[0-9A-Fa-f]{6}"
)
_DATA = re.compile(r"data:(image/svg\+xml|image/png|image/jpeg|text/csv);base64,([A-Za-z0-9+/=\s]+)")
_ENDS = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpeg", "text/csv": ".csv"}
_LINE_END = re.compile(r" ?\r\n")
_MARKDOWN = re.compile(r"\\(?=[^\w\s])")
_SAID = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")  # chunks of a PNG that are no picture
_PACKED = 200_000_000  # bytes that one part of our own files never unpacks to


class Text(NamedTuple):
    """A text of a file: what part of the file it is, and by what sign its places are counted."""

    part: str
    text: str
    unit: str = ""
    sign: str = ""

    def place(self, at: int) -> str:
        """Say where a position is: a line, a page, a cell; never what stands there."""
        counted = f"{self.unit} {self.text.count(self.sign, 0, at) + 1}" if self.unit else ""
        return ", ".join(each for each in (self.part, counted) if each)

    def pieces(self) -> set[str]:
        """Give each different piece of the text, without what parts them: what is said twice is searched once."""
        lines = self.text.replace(CELL, BLOCK).replace(PART, BLOCK).replace("\n", " ")
        return set(map(str.strip, lines.split(BLOCK)))


def texts_of(name: str, content: bytes) -> list[Text]:
    """Give every text of a finished file: words, attributes, metadata, and the files inside it.

    Examples
    --------
    >>> [text] = texts_of("a.csv", b"area,crimes\\nleeds,12\\n")
    >>> text.place(text.text.index("leeds")), text.text.count(CELL)
    ('line 2', 2)
    """
    read = _READERS.get(name.rpartition(".")[2].lower(), _lines)
    return list(read(content))


def _lines(content: bytes) -> list[Text]:
    return [Text("", content.decode(errors="replace"), "line", "\n")]


def _cells(content: bytes) -> list[Text]:
    """Part the cells of a CSV file; a comma inside of a cell parts it as well, which hides nothing."""
    text = content.decode("utf-8-sig", errors="replace").replace('"', "")
    return [Text("", BLOCK + re.sub(r"[,;\t]", CELL, text).replace("\n", f"\n{BLOCK}"), "line", "\n")]


def _elements(content: bytes) -> list[Text]:
    return _markup(content.decode(errors="replace"))


def _drawn(content: bytes) -> tuple[Text, ...]:
    return _drawing(content.decode(errors="replace"))


class _Parts(dict[str, str]):
    """What takes the place of each tag and stands for each text: worked out once for all that are alike."""

    def __missing__(self, part: str) -> str:
        found = _NAME.match(part)
        if found:
            name = found[1] + found[2]
            if name in _PARAGRAPHS:
                said = _SHUT
            elif name in _ROWS:
                said = BLOCK
            elif name in _CELLS:
                said = CELL
            else:
                said = "" if found[2] in _INSIDE else f" {CELL} "
        else:
            said = BLOCK if part in ("<!--", "-->") else CELL if part.startswith("<") else unescape(part)
        self[part] = said
        return said


def _markup(text: str) -> list[Text]:
    """Read a page or another file of elements: its words, its attributes, and the files that it holds."""
    found = []
    if "base64," in text:
        found += _inside(text)
        text = _DATA.sub(" ", text)
    parts = _Parts()
    words = "".join(map(parts.__getitem__, _TAG.split(text)))
    words = words.replace(_SHUT + CELL, CELL).replace(_SHUT, BLOCK)
    counted = ("line", "\n") if text.count("\n") > 3 else ("paragraph", BLOCK)
    values = (value for part in parts if part.startswith("<") for value in _ATTRIBUTE.findall(part))
    told = (f'"{unescape(one or other)}"' for one, other in values if not _DRAWN.fullmatch(one or other))
    return [*found, Text("", words, *counted), Text("an attribute", BLOCK.join(told))]


@lru_cache(maxsize=64)
def _drawing(text: str) -> tuple[Text, ...]:
    """Read a picture, which stands in several files of a report."""
    return tuple(_markup(text))


def _inside(text: str) -> list[Text]:
    """Read the pictures and tables that stand in a text as addresses of their own."""
    found = []
    for kind, data in _DATA.findall(text):
        what = "a table in it" if kind == "text/csv" else "a picture in it"
        with suppress(binascii.Error):
            found += [each._replace(part=what) for each in texts_of(_ENDS[kind], base64.b64decode(data))]
    return found


def _pdf(content: bytes) -> Iterator[Text]:
    """Read the pages, what they say without showing it, what is said of the file, and the files in it."""
    told, pages = pdf_text(content)
    yield Text("its metadata", BLOCK.join(told.values()))
    yield Text("", PART.join(_LINE_END.sub(" ", page) for page in pages), "page", PART)
    hidden, files = pdf_hidden(content)
    shown = {*told.values()}
    yield Text("not shown", BLOCK.join(("", *(text for text in hidden if text not in shown), "")))
    yield from (text._replace(part="a file in it") for inner in files for text in _lines(inner))
    # The XMP packet stands in it unpacked.
    for packet in re.findall(rb"<x:xmpmeta.*?</x:xmpmeta>", content, re.DOTALL):
        yield from (text._replace(part="its metadata") for text in _markup(packet.decode(errors="replace")))


def _packed(content: bytes) -> Iterator[Text]:
    """Read a Word file or a workbook: every file in it, and their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        yield Text("names of files in it", BLOCK.join(packed.namelist()))
        if packed.comment:
            yield Text("its comment", packed.comment.decode(errors="replace"))
        for info in packed.infolist():
            if info.file_size > _PACKED:
                raise ValueError(f"{info.filename} is too large")
            for text in texts_of(info.filename, packed.read(info)):
                yield text._replace(part=f"{info.filename}{f', {text.part}' if text.part else ''}")


def _json(content: bytes) -> Iterator[Text]:
    """Read the texts of a notebook by its cells, of a record by its figures, of another file by its keys."""
    data = json.loads(content)
    for key in data if isinstance(data, dict) else ():
        listed = key in ("cells", "figures", "published", "failed")
        found = [_said(each) for each in data[key]] if listed and isinstance(data[key], list) else []
        text = PART.join(BLOCK.join(each) for each in found) or BLOCK.join(_said(data[key]))
        yield Text("" if found else str(key)[:20], text, key.removesuffix("s") if found else "", PART)


def _said(value: Any) -> Iterator[str]:
    """Give each text; a list of texts is a row of a table, or the lines of one text."""
    if isinstance(value, str):
        yield from _one(value)
    elif isinstance(value, list):
        texts = [each["text"] if isinstance(each, dict) and "text" in each else each for each in value]
        if texts and all(isinstance(each, str) for each in texts):
            yield from _one(("" if all(each.endswith("\n") for each in texts[:-1]) else CELL).join(texts))
        if not all(isinstance(each, str) for each in value):
            for each in value:
                yield from _said(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from _said(each)


def _one(text: str) -> Iterator[str]:
    if "base64," in text:
        yield from (each.text for each in _inside(text))
        text = _DATA.sub(" ", text)
    if "<svg" in text or "</" in text:
        yield from (each.text for each in _drawing(text))
    elif "\n|" in text:  # a table in markdown
        yield _MARKDOWN.sub("", text.replace("|", CELL))
    else:
        yield _MARKDOWN.sub("", text) if "\\" in text else text


def _picture(content: bytes) -> Iterator[Text]:
    """Read what is said of a picture: comments, place, camera."""
    if content.startswith(b"\x89PNG"):
        found = [_chunk(kind, body) for kind, body in _chunks(content) if kind in _SAID]
    else:
        found = _exif(content)
    yield Text("its metadata", BLOCK.join(found))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        yield content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(kind: bytes, body: bytes) -> str:
    """Read a text of a PNG, which may be packed behind its name."""
    for at in [i for i in range(len(body)) if body[i : i + 1] == b"\x78"][:9]:  # how a packed text begins
        try:
            body += b" " + zlib.decompressobj().decompress(body[at:], 1_000_000)
            break
        except zlib.error:
            continue
    return body.replace(b"\0", b" ").decode("utf-8", errors="replace")


def _exif(content: bytes) -> list[str]:
    from PIL import Image  # noqa: PLC0415  where a picture came with the partnership's own Word file alone

    try:
        with Image.open(io.BytesIO(content)) as picture:
            values = [*picture.info.values(), *picture.getexif().values()]
    except (OSError, ValueError):
        return []
    return [each.decode(errors="replace") if isinstance(each, bytes) else str(each) for each in values]


_READERS: dict[str, Callable[[bytes], Iterable[Text]]] = {
    **dict.fromkeys(("html", "xml", "rels"), _elements),
    **dict.fromkeys(("docx", "ods", "zip"), _packed),
    **dict.fromkeys(("json", "ipynb"), _json),
    **dict.fromkeys(("png", "jpeg", "jpg"), _picture),
    "svg": _drawn,
    "pdf": _pdf,
    "csv": _cells,
}
