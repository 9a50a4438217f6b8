"""The pieces of a Word file: paragraphs, runs, fields. Text goes in as text, so no name can act as markup."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from lxml import etree

from iomlib.errors import ReportError

_WORDML = "http://schemas.openxmlformats.org/"
SPACES = {
    "w": f"{_WORDML}wordprocessingml/2006/main",
    "r": f"{_WORDML}officeDocument/2006/relationships",
    "wp": f"{_WORDML}drawingml/2006/wordprocessingDrawing",
    "a": f"{_WORDML}drawingml/2006/main",
    "pic": f"{_WORDML}drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}
_BLANKS = re.compile(r"[ \t\r\n]+")
_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Element = Any  # lxml names no type of its own for one


@cache
def name(short: str) -> str:
    """Write a name with its space in full.

    Examples
    --------
    >>> name("w:p")
    '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p'
    """
    space, found, own = short.partition(":")
    return f"{{{SPACES[space]}}}{own}" if found else short


def element(kind: str, *children: Element, **attributes: object) -> Element:
    """Make an element; `w_val` stands for the attribute `w:val`, a name without a line for one without a space.

    Examples
    --------
    >>> element("w:jc", w_val="right").get(name("w:val"))
    'right'
    """
    space = kind.partition(":")[0]  # its own alone: all six for each element took twice as long
    made = etree.Element(name(kind), nsmap={space: SPACES[space]})
    for key, value in attributes.items():
        made.set(name(key.replace("_", ":", 1)), str(value))
    made.extend(children)
    return made


def clean(text: str) -> str:
    """Put one space for each run of white space, as every page does, and refuse what no XML can hold.

    Raises
    ------
    ReportError
        A sign that no Word file can hold, such as one of those that once steered a printer.

    Examples
    --------
    >>> clean("two\\nlines")
    'two lines'
    """
    if signs := sorted(set(_NO_TEXT.findall(text))):
        codes = ", ".join(f"U+{ord(sign):04X}" for sign in signs)
        raise ReportError(f"a Word file cannot hold the sign {codes}. Delete it where it was typed.")
    return _BLANKS.sub(" ", text)


def run(text: str, *looks: str) -> Element:
    """Make a run of letters; `looks` are among code, b (bold) and i (italic)."""
    written = etree.Element(name("w:t"))
    written.text = clean(text)
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    made = [_LOOKS[look]() for look in _LOOKS if look in looks]
    return element("w:r", *([element("w:rPr", *made)] if made else []), written)


# In the order that the format asks for.
_LOOKS: dict[str, Callable[[], Element]] = {
    "code": lambda: element("w:rFonts", w_ascii="Courier New", w_hAnsi="Courier New"),
    "b": lambda: element("w:b"),
    "i": lambda: element("w:i"),
}


def field(instruction: str, result: str) -> Element:
    """Make a field: Word works it out again; until then, and everywhere else, its result is read.

    In one run, not as `w:fldSimple`, whose result programs that read paragraphs by their runs leave out.
    """
    told = element("w:instrText")
    told.text = f" {instruction} "
    told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    begin, between, end = (element("w:fldChar", w_fldCharType=kind) for kind in ("begin", "separate", "end"))
    return element("w:r", begin, told, between, *run(result), end)


def paragraph(style: str, content: str | Iterable[Element] = (), *how: Element) -> Element:
    """Make a paragraph of a style; `how` are further properties, in the order that the format asks for."""
    runs = [run(content)] if isinstance(content, str) else list(content)
    return element("w:p", element("w:pPr", element("w:pStyle", w_val=style), *how), *runs)


def inline(tokens: list[dict[str, Any]], *looks: str) -> list[Element]:
    """Turn parsed Markdown within a paragraph into runs. A link is text: a paper on a table has none to follow."""
    runs: list[Element] = []
    for token in tokens:
        match token["type"]:
            case "text":
                runs.append(run(token["raw"], *looks))
            case "strong":
                runs += inline(token["children"], *looks, "b")
            case "emphasis":
                runs += inline(token["children"], *looks, "i")
            case "codespan":
                runs.append(run(token["raw"], *looks, "code"))
            case "softbreak":
                runs.append(run(" "))
            case "linebreak":
                runs.append(element("w:r", element("w:br")))
            case "link":
                runs += [*inline(token["children"], *looks), run(f" ({token['attrs']['url']})", *looks)]
            case other:
                raise ReportError(f"there is no way to write {other} in Word. Write it in plain Markdown.")
    return runs
