"""Write a claim that was found in a report as cells of a table of claims, which say the same when they are read."""

from decimal import Decimal

from iomlib.claims.cells import UNKNOWN, WORDS
from iomlib.claims.digits import Printed, read_number
from iomlib.claims.model import Claim

_SIZES = {3: "thousand", 6: "million", 9: "billion"}


def written(claim: Claim) -> dict[str, str]:
    """Give the cells of a claim: ``kind``, ``published``, ``inputs``, and the words that it stands in.

    Examples
    --------
    >>> printed = (read_number("almost £60m"),), (read_number("£48,485,263", "other"),)
    >>> cells = written(Claim("a", "Paper", "4.4", "Crime costs", "same", *printed))
    >>> cells["published"], cells["inputs"]
    ('almost £60m', 'other=£48,485,263')
    """
    words = [f"{name}={_plain(value)}" for name, value in claim.words.items() if name in WORDS]
    published = [claim.words["printed"]] if "printed" in claim.words else map(_figure, claim.published)
    return {
        "document": claim.document,
        "paragraph": claim.paragraph,
        "text": claim.text,
        "kind": claim.kind,
        "published": "; ".join(published),
        "inputs": "; ".join([*map(_figure, claim.inputs), *words]),
    }


def _figure(printed: Printed) -> str:
    name = f"{printed.name}=" if printed.name else ""
    return f"{name}{_number(printed)}"


def _number(printed: Printed) -> str:
    """Write a number as it was printed, or in other words where those would be read as another."""
    text = _plain(printed.text)
    if text != UNKNOWN and _alike(read_number(text), printed):
        return text
    size = next((size for size in (0, *_SIZES) if printed.places + size >= 0), max(_SIZES))
    digits = printed.value.scaleb(-size).quantize(Decimal(1).scaleb(-max(printed.places + size, 0)))
    sign, pound = "-" if digits < 0 else "", "£" if printed.unit == "£" else ""
    percent = "%" if printed.unit == "%" else ""
    number = f"{sign}{pound}{abs(digits):,f}{f' {_SIZES[size]}' if size else ''}{percent}"
    return f"{printed.hedge} {number}".strip()


def _alike(read: Printed | None, printed: Printed) -> bool:
    """Say whether a number is read as it was found; a fraction in words is, whatever its digits."""
    if read is None or read.hedge != printed.hedge or (read.unit == "%") != (printed.unit == "%"):
        return False
    in_words = not any(sign.isdigit() for sign in printed.text)
    if in_words and abs(read.value - printed.value) < Decimal("0.1"):
        return True
    return (read.value, read.places, read.unit == "£") == (printed.value, printed.places, printed.unit == "£")


def _plain(text: str) -> str:
    """Keep a text from being taken for two cells, or for a name and a value."""
    return " ".join(text.replace(";", ",").replace("=", " ").split())
