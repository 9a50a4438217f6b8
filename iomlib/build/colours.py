"""Contrast of colours, as WCAG 2.2 defines it, and shades of a colour that can be read."""

import re

TEXT, LINE = 4.5, 3.0  # the contrast that words need, and that lines, icons and the focus need
_HEX = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_STEPS = 100  # how finely a shade is looked for


def luminance(colour: str) -> float:
    """Return how light a colour is: 0 for black, 1 for white.

    Raises
    ------
    ValueError
        It is not written as #rgb or #rrggbb.

    Examples
    --------
    >>> luminance("#ffffff"), luminance("#000")
    (1.0, 0.0)
    """
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 (the same) to 21 (black and white), in any order.

    Examples
    --------
    >>> contrast("#fff", "#000000")
    21.0
    >>> round(contrast("#12436D", "#ffffff"), 2)
    10.25
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, on: str, wanted: float = TEXT) -> str:
    """Return the shade nearest to a colour, towards white on a dark ground and black on a light, that can be read.

    A colour with the contrast that is wanted is returned as it is, in full and in small letters.

    Raises
    ------
    ValueError
        Neither black nor white has the wanted contrast on that ground.

    Examples
    --------
    >>> readable("#12436D", on="#ffffff")
    '#12436d'
    >>> contrast(readable("#12436D", on="#101418"), "#101418") >= 4.5
    True
    """
    light_on_dark = contrast("#fff", on) > contrast("#000", on)
    end = (255, 255, 255) if light_on_dark else (0, 0, 0)
    for step in range(_STEPS + 1):
        shade = mixed(colour, _written(end), step / _STEPS)
        if contrast(shade, on) >= wanted:
            return shade
    raise ValueError(f"no shade of {colour} has a contrast of {wanted} on {on}.")


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour with a share of another in it: 0 is the first, 1 the other.

    Examples
    --------
    >>> mixed("#000", "#fff", 0.5)
    '#808080'
    """
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return _written(tuple(int(one + (two - one) * share + 0.5) for one, two in pairs))


def _parts(colour: str) -> tuple[int, ...]:
    found = _HEX.fullmatch(colour)
    if not found:
        raise ValueError(f"{colour!r} is not a colour. Write it as #12436D.")
    digits = found[1] if len(found[1]) > 3 else "".join(digit * 2 for digit in found[1])
    return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4))


def _written(parts: tuple[int, ...]) -> str:
    return "#" + "".join(f"{part:02x}" for part in parts)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
