"""Words on the people over a threshold: what the rule means, of whom it cannot be told, and that there is nobody."""

import math

from iomlib.blocks import Sentence
from iomlib.report.formats import write
from iomlib.rules import Group, Rule, words


def meaning(rule: Rule) -> list[str]:
    """Say in the rule's own words who is over its threshold; nothing where points or numbers of criteria decide.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.rules import read_rule
    >>> meaning(read_rule("params", "high-crime-causers", date(2009, 3, 31)))[0][:75]
    'Over the threshold: 18 or over on the reference date together with (10 or m'
    """
    said = _meant(rule.select, rule) if rule.select else ""
    return [f"Over the threshold: {said}."] if said else []


def _meant(node: "Group | str", rule: Rule) -> str:
    if isinstance(node, str):
        return words(rule.criterion(node))
    parts = [_meant(each, rule) for each in node.all or node.any or []]
    if not parts or not all(parts):
        return ""
    if node.all:
        return " together with ".join(f"({part})" if ", or " in part else part for part in parts)
    return ", or ".join(parts)


def undecided_words(people: float) -> list[str]:
    """Say of how many people it cannot be told whether a rule selects them; nothing where it can of everybody.

    A number that is missing is withheld.

    Examples
    --------
    >>> undecided_words(7), undecided_words(0)
    (['Not counted: of 7 more it cannot be told, because evidence is missing.'], [])
    """
    said = undecided_part(people).removeprefix("; ")
    return [f"Not counted: {said}."] if said else []


def undecided_part(people: float) -> str:
    """Say the same at the end of a sentence that counts the others.

    Examples
    --------
    >>> undecided_part(float("nan"))
    '; of some more it cannot be told, because evidence is missing'
    """
    if not people:
        return ""
    number = "some" if math.isnan(people) else write(people, "count")
    return f"; of {number} more it cannot be told, because evidence is missing"


def nobody() -> Sentence:
    """Say that a group has nobody in it, where a share of it would be asked for.

    Examples
    --------
    >>> nobody().sentences
    ['Nobody is known to be over the threshold, so there is no share of them.']
    """
    return Sentence(sentences=["Nobody is known to be over the threshold, so there is no share of them."])
