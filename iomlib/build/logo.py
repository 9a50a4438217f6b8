"""A partnership's logo, looked at before it goes into every page: a picture that loads, runs and hides nothing."""

import base64
import io
import re
import warnings
from pathlib import Path
from typing import Any

from lxml import etree

from iomlib.errors import ParameterError

LARGEST = 200_000  # bytes of a logo: it travels in every page
PIXELS = 4_000_000  # of a PNG: what unpacks to more stops programs that read pages
WIDEST = 8  # times its height: it stands 9 mm high at the edge of a page, beside words
_KINDS = {".png": "image/png", ".svg": "image/svg+xml"}
_SVG = "{http://www.w3.org/2000/svg}"
# What of an SVG could load something, or run, whatever stands before its name.
_ACTIVE = ("script", "foreignobject", "iframe", "image", "use", "style", "set", "handler", "listener")
# In the value of an attribute; a backslash may write any of them in other letters.
_LOADS = re.compile(r"url\(\s*[\"']?\s*(?!#|[\"'\s])|@import|\\|javascript:", re.I)
_PLAIN = "which could load or run something. Save it as plain shapes."
_SIZE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(?:px|pt|pc|mm|cm|in|em)?\s*")


def read_logo(params: Path, name: str, where: str) -> str:
    """Read a logo as an address that needs no file beside the page.

    Raises
    ------
    ParameterError
        It is missing, lies elsewhere, is too large, is no picture that can be drawn, or could load or run something.
    """
    path, kind = params / name, _KINDS.get(Path(name).suffix.lower(), "")
    if Path(name).name != name or not kind:
        raise ParameterError(f"{where} is not the name of an SVG or PNG file in params.")
    try:
        there = path.is_file() and path.resolve().parent == params.resolve()
        content = path.read_bytes() if there else b""
    except (OSError, ValueError):  # a name that no disk can hold
        there = False
    if not there:
        raise ParameterError(f"{where} does not lie in params.")
    if len(content) > LARGEST:
        problems = [
            f"has {len(content):,} bytes; {LARGEST:,} are allowed. It is in every page, so make it smaller."
        ]
    else:
        problems = _svg_problems(content) if kind == _KINDS[".svg"] else _png_problems(content)
    if problems:
        raise ParameterError(f"{where} {problem}" for problem in problems)
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _png_problems(content: bytes) -> list[str]:
    """Look whether a PNG can be drawn; it is unpacked only where that makes a picture of a sensible size."""
    from PIL import Image  # noqa: PLC0415  where there is a logo alone

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a large picture: that is looked at here
            with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
                width, height = picture.size
                if width * height > PIXELS:
                    return [f"has {width:,} times {height:,} points; {PIXELS:,} in all are allowed."]
                picture.verify()  # each piece has a sum of its own
            with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
                picture.load()
    except Image.DecompressionBombError:
        return [f"has too many points; {PIXELS:,} in all are allowed."]
    except (OSError, ValueError, SyntaxError):
        return ["is not a PNG picture."]
    return _shape_problems(width, height)


def _shape_problems(width: float, height: float) -> list[str]:
    if width <= WIDEST * height:
        return []
    return [f"is more than {WIDEST} times as wide as high, so no words have room beside it."]


def _svg_problems(content: bytes) -> list[str]:
    """Read an SVG as XML, not as letters: whatever encoding or entity hides a name, it is compared in the clear."""
    try:
        content.decode("utf-8")  # what the PDF is made with reads no other
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return ["is not an SVG picture."]
    if root.tag != f"{_SVG}svg":
        return ["is not an SVG picture."]
    if active := _active(root):
        return [f"holds {active!r}, {_PLAIN}"]
    size = _size(root)
    if size is None:
        return ['does not say how large it is. Give its svg element a viewBox, such as "0 0 200 50".']
    return _shape_problems(*size)


def _active(root: Any) -> str:
    """Name what could load or run something; nothing in a plain picture does."""
    document = root.getroottree()
    if document.docinfo.internalDTD is not None and b"ENTITY" in etree.tostring(document):
        return "!ENTITY"
    beside = [*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter()]
    return next((found for each in beside if (found := _active_one(each))), "")[:40]


def _active_one(each: Any) -> str:
    if each.tag is etree.Comment:
        return ""
    if not isinstance(each.tag, str):  # a style sheet, or what an entity stands for
        return f"<?{getattr(each, 'target', '')}"
    tag = etree.QName(each).localname
    if tag.casefold() in _ACTIVE or tag.casefold().startswith("animate"):
        return f"<{tag}"
    return next((found for key, value in each.attrib.items() if (found := _active_value(key, value))), "")


def _active_value(key: str, value: str) -> str:
    own = etree.QName(key).localname
    if own.casefold().startswith("on"):
        return f"{own}="
    if own.casefold() in ("href", "src") and not value.strip().startswith("#"):
        return f'{own}="'
    found = _LOADS.search(value)
    return found[0].strip() if found else ""


def _size(root: Any) -> tuple[float, float] | None:
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    given = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    found = [_SIZE.fullmatch(each) for each in given]
    width, height = (float(each[1]) if each else 0.0 for each in found)
    return (width, height) if width > 0 and height > 0 else None
