"""How a report opens: its key points before everything else, whatever stands before them in the notebook."""

from itertools import takewhile
from typing import Any

from iomlib.blocks import Sentence
from iomlib.build.look import Look
from iomlib.build.parts import Code, Part, Prose, headings


def key_points_first(parts: list[Part], look: Look) -> list[Part]:
    """Put the key points right behind the title, with a heading of their own, and what introduces them behind them.

    What a section says in sentences before its key points (that its people are made up, say) stays with them.
    A report without key points is left as it is.
    """
    place = next((i for i, part in enumerate(parts) if _leads(part)), None)
    if place is None:
        return parts
    first = next((i for i, part in enumerate(parts[:place]) if headings(part)), place)
    later = next((i for i, part in enumerate(parts[first + 1 : place], first + 1) if headings(part)), place)
    before, rest = parts[:later], [*parts[later:place], *parts[place + 1 :]]
    parameters = [part for part in before[:first] if isinstance(part, Code)]
    blocks = [part for part in before if not isinstance(part, Code | Prose)]
    told = list(takewhile(lambda part: isinstance(part, Sentence), blocks))
    code = [part for part in before[first:] if isinstance(part, Code)]
    shown = blocks[len(told) :]
    points = headed(look.say("page.key_points"), [])
    words = _words(before)
    return [
        *parameters,
        points,
        *told,
        parts[place],
        *code,
        *_about(words, [*shown, *rest], look),
        *shown,
        *rest,
    ]


def opening(shown: list[Part]) -> int:
    """Say how many of the parts that are shown stand in the box of key points: all up to these, where there are any."""
    return next((place + 1 for place, part in enumerate(shown) if _leads(part)), 0)


def _leads(part: Part) -> bool:
    return isinstance(part, Sentence) and part.style == "lead" and bool(part.sentences)


def _words(before: list[Part]) -> list[dict[str, Any]]:
    """Give the words that introduce a report; the heading of its key points is not one of them."""
    first = next((token for part in before for token in headings(part)), None)
    tokens = [token for part in before if isinstance(part, Prose) for token in part.tokens]
    return [token for token in tokens if token is not first]


def _about(words: list[dict[str, Any]], rest: list[Part], look: Look) -> list[Part]:
    """Head the introduction, unless there is none and a section follows at once."""
    following = next((part for part in rest if not isinstance(part, Code)), None)
    bare = following is None or bool(headings(following))
    said = any(token["type"] != "blank_line" for token in words)
    return [headed(look.say("page.about"), words)] if said or not bare else []


def headed(heading: str, tokens: list[dict[str, Any]]) -> Prose:
    """Make words with a heading, as the parser would have read them; nothing in a heading acts as Markdown."""
    children = [{"type": "text", "raw": heading}]
    token = {"type": "heading", "attrs": {"level": 2}, "style": "axt", "children": children}
    return Prose([token, *tokens])
