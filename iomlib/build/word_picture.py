"""The pictures of a Word file: drawn lines, and points for a Word that knows no lines."""

import re
from collections.abc import Callable

import typst

from iomlib.build.pdf import fonts
from iomlib.errors import ReportError

PER_INCH = 160  # points: sharp on paper and on a screen that is enlarged
_PAGE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
_COMPILE: Callable[..., bytes] = typst.compile
# What Word need not read: who described the format, and where.
_ABOUT = re.compile(r"<!DOCTYPE[^>]*>\s*|<metadata>.*?</metadata>\s*", re.DOTALL)


def as_png(svg: str) -> bytes:
    """Draw an SVG in points, with the fonts that a PDF has and none of this machine.

    Raises
    ------
    ReportError
        It is no picture.
    """
    try:
        return _COMPILE(
            _PAGE,
            format="png",
            ppi=PER_INCH,
            sys_inputs={"svg": svg},
            ignore_system_fonts=True,
            font_paths=fonts(),
        )
    except typst.TypstError as trouble:
        raise ReportError(f"a picture of the Word file could not be made: {trouble.message}") from trouble


def bare_svg(svg: str) -> bytes:
    """Take from an SVG what names an address and draws nothing.

    Examples
    --------
    >>> bare_svg("<svg><metadata>made by</metadata><rect/></svg>")
    b'<svg><rect/></svg>'
    """
    return _ABOUT.sub("", svg).encode()
