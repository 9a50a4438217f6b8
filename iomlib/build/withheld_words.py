"""What a public report says at its end of the counts of people that it withholds, and why."""

from collections.abc import Iterable, Mapping
from typing import Any

from iomlib.blocks import Figure
from iomlib.build.look import Look
from iomlib.disclosure.profile import Profile


def withheld_words(parts: Iterable[Any], about: Mapping[str, Any], look: Look) -> list[str]:
    """Write a heading and what stands below it; nothing for a restricted report, or one without counts of people.

    Parameters
    ----------
    parts
        What the report shows; only its tables, charts and sentences of people are looked at.
    about
        What its notebook says of it: its edition, and the ``rule`` that held when it was made.
    """
    people = [part for part in parts if getattr(part, "disclosure", "") == "people"]
    counts = [figure for part in people for figure in part.figures if figure.unit == "count"]
    if about.get("edition", "public") != "public" or "rule" not in about or not counts:
        return []
    rule = Profile(**about["rule"])
    gone = sum(map(away, counts))
    rules = {key: getattr(rule, key) for key in ("threshold", "base", "percent_from", "band")}
    return [
        look.say("withheld.heading"),
        look.say("withheld.counted", counts=len(counts), shown=len(counts) - gone, away=gone),
        look.say("withheld.rule", **rules),
        look.say("withheld.tried"),
    ]


def away(figure: Figure) -> bool:
    """Say whether a figure is a count that is not shown."""
    return figure.unit == "count" and figure.value is None
