"""Kinds of claim about lists: distributions, figures of an earlier paper, and labels that slipped."""

import re
from collections.abc import Callable
from dataclasses import replace

from iomlib.claims.digits import COUNTS
from iomlib.claims.inputs import parts
from iomlib.claims.model import Claim, Finding
from iomlib.claims.span import point
from iomlib.claims.told import NotCheckable, Worked, held, listed, quoted

Classes = list[tuple[int, int]]

_CLASS = re.compile(r"(\d+)\s*(?:\(\s*(\d+)\s*\))?")
_AT = re.compile(r"(at|from)[ _](\d+)")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBERED = re.compile(
    rf"\b(?P<ordinal>{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))[ -](?P<of>[a-z]+)"
    r"|\b(?P<noun>[a-z]+) ?(?P<digits>\d+)\b"
    rf"|\b(?P<named>[a-z]+) (?P<spelt>{'|'.join(COUNTS[1:11])})\b"
)
_FEWEST = 2  # Equal figures that are no chance.


def classes(claim: Claim) -> Finding:
    """Hold a distribution to its printed totals: "17(3), 16(4)" are 3 with 17 and 4 with 16.

    The published figures are named: ``people`` (all of the counts), ``events`` (counts times their class),
    ``highest``, ``second``, ``lowest``, ``at 1`` (those of one class), ``from 5`` (of it and those above).
    Without names the first is ``people`` and the next ``events``.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> printed = (read_number("8", "people"), read_number("100", "events"))
    >>> classes(Claim("a", "", "", "", "classes", printed, (), {"distribution": "17(3), 16(4)"})).why
    'The classes hold 7 people, printed 8, and 115 events, printed 100.'
    """
    listed_classes = _classes(claim.words.get("distribution", ""))
    if not listed_classes:
        raise NotCheckable("The distribution is not printed.")
    if not claim.published:
        raise NotCheckable("No total is printed that the classes could be held to.")
    wrong, told = False, []
    for place, printed in enumerate(claim.published):
        name = printed.name or ("people", "events")[min(place, 1)]
        count, words = _of_classes(listed_classes, name)
        finding = held(replace(claim, published=(printed,)), Worked(words, point(count)))
        wrong |= finding.verdict == "disagrees"
        told.append((finding.recomputed, f"{words.format(finding.recomputed)}, printed {quoted(printed)}"))
    result = "; ".join(each for each, _ in told)
    why = f"The classes hold {', and '.join(words for _, words in told)}."
    return Finding(claim, "disagrees" if wrong else "agrees", result, why)


def _classes(text: str) -> Classes:
    return [(int(value), int(count or 1)) for value, count in _CLASS.findall(text)]


def _of_classes(found: Classes, name: str) -> tuple[int, str]:
    """Give a figure of a distribution, and the words that it stands in."""
    values = sorted((value for value, count in found for _ in range(min(count, _FEWEST))), reverse=True)
    simple: dict[str, Callable[[], int]] = {
        "people": lambda: sum(count for _, count in found),
        "events": lambda: sum(value * count for value, count in found),
        "highest": lambda: values[0],
        "second": lambda: values[min(1, len(values) - 1)],
        "lowest": lambda: values[-1],
    }
    if name in simple:
        words = "{} " + name if name in ("people", "events") else "{} as the " + name
        return simple[name](), words
    match = _AT.fullmatch(name)
    if match is None:
        raise NotCheckable(f"{name} is no figure of a distribution.")
    least = int(match[2])
    of = [count for value, count in found if (value == least if match[1] == "at" else value >= least)]
    return sum(of), "{} people " + (f"at {least}" if match[1] == "at" else f"from {least} on")


def stale(claim: Claim) -> Finding:
    """Ask whether figures that are said to be of now are those of an earlier paper, all of them.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> now = tuple(map(read_number, ("870", "717", "67")))
    >>> stale(Claim("a", "", "", "", "stale", now, now)).why
    'All 3 figures are those of the earlier paper: 870, 717 and 67.'
    """
    (earlier,) = parts(claim, "earlier*")
    if len(claim.published) != len(earlier):
        raise NotCheckable(f"{len(claim.published)} figures here and {len(earlier)} of the earlier paper.")
    count = len(earlier)
    if count < _FEWEST:
        raise NotCheckable("One figure may be the same by chance.")
    moved = sum(one.value != other.value for one, other in zip(claim.published, earlier, strict=True))
    if moved:
        return Finding(claim, "agrees", f"{moved} of {count}", f"{moved} of {count} figures have changed.")
    figures = listed(quoted(each) for each in claim.published)
    why = f"All {count} figures are those of the earlier paper: {figures}."
    return Finding(claim, "disagrees", "none has changed", why)


def order(claim: Claim) -> Finding:
    """Hold a label to the heading that it stands under: "in the second quarter" under Quarter 3.

    Examples
    --------
    >>> order(Claim("a", "", "", "", "order", (), (), {"printed": "second quarter", "heading": "Quarter 3"})).why
    'It says second quarter under the heading Quarter 3.'
    """
    printed, heading = claim.words.get("printed", ""), claim.words.get("heading", "")
    if not printed or not heading:
        raise NotCheckable("The label and its heading are not both printed.")
    one, other = _numbered(printed), _numbered(heading)
    same_noun = {noun for noun, _ in one} & {noun for noun, _ in other}
    if not same_noun:
        raise NotCheckable(f"{printed} and {heading} do not number the same thing.")
    below = {each for each in other if each[0] in same_noun}
    above = {each for each in one if each[0] in same_noun}
    if above & below:
        return Finding(claim, "agrees", heading, f"It says {printed} under the heading {heading}.")
    return Finding(claim, "disagrees", heading, f"It says {printed} under the heading {heading}.")


def _numbered(text: str) -> set[tuple[str, int]]:
    """List what is numbered in a text: (quarter, 3) of "Quarter 3", "Q3" and "the third quarter".

    Examples
    --------
    >>> sorted(_numbered("Q3, the third year"))
    [('quarter', 3), ('year', 3)]
    """
    found = set()
    for match in _NUMBERED.finditer(text.casefold()):
        noun = match["of"] or match["noun"] or match["named"]
        if match["ordinal"]:
            word = match["ordinal"]
            place = _ORDINALS.index(word) + 1 if word in _ORDINALS else int(word[:-2])
        else:
            place = int(match["digits"]) if match["digits"] else COUNTS.index(match["spelt"])
        found.add(("quarter" if noun in ("q", "qtr") else noun.removesuffix("s"), place))
    return found


def other(claim: Claim) -> Finding:
    """Say of what is no arithmetic why it cannot be checked; ``why`` says it.

    Examples
    --------
    >>> from iomlib.claims.check import check
    >>> check(Claim("a", "", "", "", "other", (), (), {"why": "The periods overlap."})).why
    'The periods overlap.'
    """
    raise NotCheckable("It says nothing that could be worked out.")
