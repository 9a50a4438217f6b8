"""The colours of a page, light and dark, from the two that a partnership chooses; every pair can be read."""

from markupsafe import Markup

from iomlib.blocks import Edition
from iomlib.build.colours import LINE, TEXT, mixed, readable
from iomlib.build.look import Look

PAPER, NIGHT = "#ffffff", "#12171c"  # the ground in daylight and at night
_WASH = 0.07  # how much of the partnership's colour is in the grounds of boxes
_CLEAR = 7.0  # headings and links are easier to read than they have to be

# Every colour of a page, and the ground that it must stand out from, and by how much.
PAIRS = [
    ("text", "ground", TEXT),
    ("text", "wash", TEXT),
    ("text", "shade", TEXT),
    ("faint", "ground", TEXT),
    ("faint", "wash", TEXT),
    ("faint", "shade", TEXT),
    ("ink", "ground", TEXT),
    ("ink", "wash", TEXT),
    ("link", "ground", TEXT),
    ("link", "wash", TEXT),
    ("banner-text", "banner", TEXT),
    ("line", "ground", LINE),
    ("line", "wash", LINE),
    ("focus", "ground", LINE),
    ("focus", "wash", LINE),
    ("focus", "shade", LINE),
]


def light(look: Look) -> dict[str, str]:
    """Give the colours of a page in daylight and on paper, by their names in the style sheet."""
    wash = mixed(PAPER, look.ink, _WASH)
    grounds = {"ground": PAPER, "wash": wash, "shade": "#f3f4f5"}
    said = {"text": "#0b0c0c", "faint": readable("#505a5f", wash), "focus": "#0b0c0c"}
    return (
        grounds | said | _own(look, wash, TEXT) | {"line": readable("#c3c8cc", wash, LINE), "halo": "#ffdd00"}
    )


def dark(look: Look) -> dict[str, str]:
    """Give the colours of a page at night: lighter shades of the same, on a dark ground."""
    wash = mixed(NIGHT, readable(look.ink, NIGHT), 1.5 * _WASH)
    grounds = {"ground": NIGHT, "wash": wash, "shade": "#1c2329"}
    said = {"text": "#eceff1", "faint": readable("#aab4bb", wash), "focus": "#ffdd00"}
    return (
        grounds | said | _own(look, wash, _CLEAR) | {"line": readable("#4a545c", wash, LINE), "halo": NIGHT}
    )


def _own(look: Look, wash: str, wanted: float) -> dict[str, str]:
    ink = readable(look.ink, wash, wanted)
    banner = readable(look.accent, PAPER)  # white on it can be read
    return {"ink": ink, "link": ink, "banner": banner, "banner-text": PAPER}


def colours_css(look: Look, edition: Edition = "public") -> Markup:
    """Write the colours as custom properties: light, and dark for a screen whose reader asks for it.

    A restricted edition has its mark here too: it stands above each page that is printed.
    """
    night = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_css(dark(look))} }} }}"
    mark = _mark_css(look) if edition == "restricted" else ""
    return Markup(f":root {{ {_css(light(look))} }}\n{night}\n{mark}")  # noqa: S704  colours, which `readable` checked


def _mark_css(look: Look) -> str:
    said = "".join(
        sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):06x}"
        for sign in look.say("page.restricted")
    )
    colour = light(look)["banner"]
    return f'@page {{ @top-center {{ content: "{said}"; font: bold 9pt Arial, sans-serif; color: {colour}; }} }}\n'


def _css(colours: dict[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())
