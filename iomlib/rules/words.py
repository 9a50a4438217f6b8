"""A criterion in words, with the thresholds of its file filled in: a changed threshold is a changed text."""

import re
from string import Formatter

from iomlib.rules.model import THRESHOLDS, Band, Criterion

_NUMBERS = (
    *(
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_SPELLING = re.compile("(words)?(?:(?:^|(?<=words) )(months?|years?))?")
# Thresholds that words say without a number: "a positive test", "has moved away".
_IN_WORDS = (("at_least", 1), ("more_than", 0), ("at_most", 0), ("under", 1))
PLACEHOLDERS = (*THRESHOLDS, "months", "points")


def words(criterion: Criterion) -> str:
    """Give the text of a criterion with its numbers.

    A placeholder is the name of a key: `{at_least}` is written 6. After a colon may stand how: `{at_least:words}`
    six, `{months:months}` 24 months, `{months:years}` 2 years, `{months:words years}` two years, and
    `{months:words year}` two-year, before a noun.

    Examples
    --------
    >>> asked = {"evidence": ["arrests"], "measure": "rows", "at_least": 6, "months": 24}
    >>> text = "{at_least:words} or more arrests over a {months:words year} period"
    >>> words(Criterion(id="arrests", text=text, **asked))
    'six or more arrests over a two-year period'
    """
    parts = []
    for literal, name, spelling, _ in Formatter().parse(criterion.text):
        parts += [literal, "" if name is None else _written(getattr(criterion, name), spelling or "")]
    return "".join(parts)


def wording_problem(criterion: Criterion) -> str:
    """Say what is wrong with the placeholders of a text, or nothing; a threshold without one would not show."""
    has = [name for name in PLACEHOLDERS if getattr(criterion, name) is not None]
    try:
        fields = [(name, how) for _, name, how, _ in Formatter().parse(criterion.text) if name is not None]
    except ValueError:
        return "has a { or } without its other half. Write {{ and }} where a brace is meant."
    for name, how in fields:
        if name not in has:
            return f"{{{name}}} is nothing that the criterion has. It has: {', '.join(has) or 'no numbers'}."
        if not _SPELLING.fullmatch(how or "") or (how and name == "points"):
            said = f"{{{name}:{how}}}"
            return (
                f"{said} cannot be written. After the colon: words, months, years, words months, words years."
            )
    return _unsaid(criterion, {name for name, _ in fields})


def _unsaid(criterion: Criterion, said: set[str]) -> str:
    """Say which number would not show in the text, so that a changed one would leave the page with old words."""
    if not criterion.points and all(getattr(criterion, way) is None for way in THRESHOLDS):
        return ""  # told where thresholds are looked at
    way, value = criterion.threshold
    needed = ["points"] if criterion.points else [way] * ((way, value) not in _IN_WORDS)
    needed += ["months"] * bool(criterion.months)
    for name in needed:
        if name not in said:
            number = "" if name == "points" else f" ({_digits(getattr(criterion, name))})"
            return f"does not show {name}{number}. Write {{{name}}} where it belongs, so that a changed one shows."
    return ""


def _written(value: "float | list[Band]", spelling: str) -> str:
    if isinstance(value, list):
        return ", ".join(f"{_points(band.points)} from {_digits(band.at_least)}" for band in value)
    found = _SPELLING.fullmatch(spelling)
    spelt, unit = (found[1], found[2]) if found else (None, None)
    number = value / 12 if unit in ("year", "years") else value
    text = _NUMBERS[int(number)] if spelt and number in range(len(_NUMBERS)) else _digits(number)
    if unit is None:
        return text
    if unit in ("year", "month"):
        return f"{text}-{unit}"
    return f"{text} {unit.removesuffix('s') if number == 1 else unit}"


def _points(points: float) -> str:
    return f"{_digits(points)} point{'' if points == 1 else 's'}"


def _digits(number: float) -> str:
    return f"{number:.10g}"
