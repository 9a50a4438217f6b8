"""Reads a council's own `reference.docx`, and refuses one on which no paper can be written, or none should be."""

import base64
import io
import re
import zipfile
from functools import lru_cache
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
_FIELDS = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DDE|DDEAUTO|MACROBUTTON|HYPERLINK)\b", re.I)
_NARROWEST = 5000  # twentieths of a point that the edges of a page leave for text: 88 mm
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


@lru_cache(maxsize=4)  # a run looks at its file more than once
def _tried(content: bytes) -> list[str]:
    """Write a paper on a file and read it, as of each report: what stops that is told before a notebook runs."""
    from iomlib.build.document import Document  # noqa: PLC0415  where there is such a file alone
    from iomlib.build.look import default_look  # noqa: PLC0415
    from iomlib.build.readback_word import check_word  # noqa: PLC0415
    from iomlib.build.word import to_word  # noqa: PLC0415

    look = default_look().model_copy(update={"reference": base64.b64encode(content).decode()})
    paper = Document("A", "restricted", "A trial: here, now", "here", "now", "2000-01-01", look=look)
    about = {key: getattr(paper, key) for key in ("title", "area", "quarter", "edition")}
    try:
        problems = check_word(to_word(paper), about, [], look)
    except Exception:  # whatever a broken file brings python-docx to
        return [f"is damaged: no paper can be written on it. Save it anew in Word. {_MEND}"]
    return [f"gives papers what they may not have: {each} Take it away." for each in problems]


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
        return _problems(files) or _tried(content)
    except Exception:  # whatever a broken file brings zipfile and lxml to
        return [no_word]


def _parsed(content: bytes) -> Any:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.getroottree().docinfo.doctype:
        raise ValueError("Word writes no DOCTYPE, and its entities may lead to any file")
    return root


def _problems(files: dict[str, bytes]) -> list[str]:
    problems = []
    parts = {each: _parsed(files[each]) for each in files if each.endswith((".xml", ".rels"))}
    if any("vba" in each.casefold() for each in files) or _MAIN not in files["[Content_Types].xml"]:
        problems.append(
            "holds macros, or is a template. Save it in Word as a document without macros (.docx)."
        )
    problems += [*_leading(parts), *_edge_problems(parts)]
    styles, document = parts["word/styles.xml"], parts["word/document.xml"]
    return [*problems, *_style_problems(styles, files), *_page_problems(document)]


def _leading(parts: dict[str, Any]) -> list[str]:
    """List what leads out of the file."""
    links = [link for each in sorted(parts) for link in parts[each].iter("{*}Relationship")]
    return [
        f"leads to {link.get('Target', '')[:60]!r} outside itself. Take the link, picture or template away."
        for link in links
        if link.get("TargetMode", "Internal") != "Internal"
    ]


def _edge_problems(parts: dict[str, Any]) -> list[str]:
    """Look through what papers take over, whatever its file is called: the edges of pages, and styles."""
    kept = [name(f"w:{kind}") for kind in ("hdr", "ftr", "styles")]
    edges = [parts[each] for each in sorted(parts) if parts[each].tag in kept]
    problems = [
        f"has the field {found[0]} at an edge of its pages, which could load something. Take it away."
        for each in edges
        if (found := _FIELDS.search(_instructions(each)))
    ]
    tracked = {name(f"w:{kind}") for kind in _TRACKED}
    if any(element.tag in tracked for each in edges for element in each.iter()):
        problems.append("holds tracked changes, with names. Accept or reject them all in Word.")
    return problems


def _instructions(edge: Any) -> str:
    """Join what the fields of a part say: Word breaks one into several pieces."""
    simple = [each.get(name("w:instr"), "") for each in edge.iter(name("w:fldSimple"))]
    return " ".join([*simple, "".join(each.text or "" for each in edge.iter(name("w:instrText")))])


def _style_problems(styles: Any, files: dict[str, bytes]) -> list[str]:
    found = {
        each.find(name("w:name")).get(name("w:val")): each
        for each in styles.iterfind(name("w:style"))
        if each.get(name("w:styleId"))
    }
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
    edges = [int(page.find(name("w:pgMar")).get(name(f"w:{side}"), -1)) for side in ("left", "right")]
    if min(edges) < 0 or PAPER[0] - sum(edges) < _NARROWEST:
        return ["leaves no room between the edges of its page. Set the margins in Word (Layout, Margins)."]
    return []
