"""Reads a council's own `reference.docx`, and refuses one on which no paper can be written, or none should be."""

import base64
import io
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from iomlib.build.reference import TABLE_STYLE
from iomlib.build.word_xml import name
from iomlib.errors import ParameterError, nearest

LARGEST = 1_000_000  # bytes of the file: it travels with every report
UNPACKED = 20_000_000  # bytes of what is in it
PAPER = (11906, 16838)  # A4 in twentieths of a point
STYLES = (
    *("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Numbered paragraph"),
    *("To be written", "List Bullet", "List Number", "Quote", "Not supplied", "Caption", "Note"),
    *("Table text", "Header", "Footer", TABLE_STYLE),
)
COUNTED = ("Heading 1", "Numbered paragraph", "List Bullet", "List Number")
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MEND = "Start from the reference.docx of iomlib: python -m iomlib.build.reference params/reference.docx"
_TRACKED = ("ins", "del", "moveFrom", "moveTo", "pPrChange", "rPrChange", "tblPrChange", "sectPrChange")


def read_reference(path: Path) -> str:
    """Read a council's own reference file as base64, as `Look.reference` holds it; "" where there is none.

    Raises
    ------
    ParameterError
        It is too large, is no Word file, holds macros, leads to another file, lacks a style or numbering that
        papers use, or has another page than A4 upright.

    Examples
    --------
    >>> read_reference(Path("params/none.docx"))
    ''
    """
    if not path.is_file():
        return ""
    content = path.read_bytes()
    if problems := reference_problems(content):
        raise ParameterError(f"{path.name}: {problem}" for problem in problems)
    return base64.b64encode(content).decode()


def reference_problems(content: bytes) -> list[str]:
    """List why a file cannot be the reference of papers; an empty list may be one.

    Examples
    --------
    >>> reference_problems(b"a letter")
    ['is not a Word file (.docx). Save it in Word as "Word document (*.docx)".']
    """
    no_word = 'is not a Word file (.docx). Save it in Word as "Word document (*.docx)".'
    if len(content) > LARGEST:
        return [f"has {len(content):,} bytes; {LARGEST:,} are allowed. Make its pictures smaller."]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > UNPACKED:
                return [f"unpacks to more than {UNPACKED:,} bytes. Make its pictures smaller."]
            files = {each: packed.read(each) for each in packed.namelist()}
        return _problems(files) if _is_word(files) else [no_word]
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        LookupError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ):
        return [no_word]


def _is_word(files: dict[str, bytes]) -> bool:
    return "word/document.xml" in files and "word/styles.xml" in files


def _parsed(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _problems(files: dict[str, bytes]) -> list[str]:
    problems = []
    if any("vba" in each.casefold() for each in files) or _MAIN not in files["[Content_Types].xml"]:
        problems.append(
            "holds macros, or is a template. Save it in Word as a document without macros (.docx)."
        )
    for each in sorted(each for each in files if each.endswith(".rels")):
        leads = [link for link in _parsed(files[each]) if link.get("TargetMode") == "External"]
        problems += [
            f"leads to {link.get('Target', '')[:60]!r} outside itself. Take the link, picture or template away."
            for link in leads
        ]
    edges = [each for each in files if each.startswith(("word/header", "word/footer", "word/styles"))]
    tracked = {name(f"w:{kind}") for kind in _TRACKED}
    if any(element.tag in tracked for each in edges for element in _parsed(files[each]).iter()):
        problems.append("holds tracked changes, with names. Accept or reject them all in Word.")
    styles = _parsed(files["word/styles.xml"])
    return [*problems, *_style_problems(styles, files), *_page_problems(_parsed(files["word/document.xml"]))]


def _style_problems(styles: Any, files: dict[str, bytes]) -> list[str]:
    found = {each.find(name("w:name")).get(name("w:val")): each for each in styles.iterfind(name("w:style"))}
    known = {each.casefold() for each in found}
    problems = [
        f"lacks the style {each!r}. {nearest(each, sorted(found))}"
        for each in STYLES
        if each.casefold() not in known
    ]
    if problems:
        return [*problems, f"lacks {len(problems)} of {len(STYLES)} styles. {_MEND}"]
    numbering = _parsed(files["word/numbering.xml"]) if "word/numbering.xml" in files else None
    kinds = {each: _counted(found, each, numbering) for each in COUNTED}
    problems = [
        f"the style {each!r} has no numbering of its own. {_MEND}" for each, kind in kinds.items() if not kind
    ]
    if not problems and kinds["Heading 1"] != kinds["Numbered paragraph"]:
        problems.append(
            "'Heading 1' and 'Numbered paragraph' do not count together, so paragraphs would not be 1.1, 1.2. "
            "Give both one list of several levels."
        )
    return problems


def _counted(found: dict[str, Any], wanted: str, numbering: Any) -> str:
    """Find by which list a style counts."""
    style = next(element for each, element in found.items() if each.casefold() == wanted.casefold())
    number = style.find(f"{name('w:pPr')}/{name('w:numPr')}/{name('w:numId')}")
    if number is None or numbering is None:
        return ""
    for each in numbering.iterfind(name("w:num")):
        if each.get(name("w:numId")) == number.get(name("w:val")):
            return str(each.find(name("w:abstractNumId")).get(name("w:val")))
    return ""


def _page_problems(document: Any) -> list[str]:
    page = document.find(f"{name('w:body')}/{name('w:sectPr')}")
    size = None if page is None else page.find(name("w:pgSz"))
    if size is None or page.find(name("w:pgMar")) is None:
        return [f"says nothing of its page. {_MEND}"]
    sides = [int(size.get(name(f"w:{side}"), 0)) for side in ("w", "h")]
    if any(abs(side - wanted) > 40 for side, wanted in zip(sides, PAPER, strict=True)):
        return ["has another page than A4 upright. Set the paper in Word (Layout, Size, A4)."]
    return []
