"""What a report on paper says at its end of how its figures were calculated: a line for each definition."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.build.document import Document, names
from iomlib.build.look import Look
from iomlib.build.opening import headed
from iomlib.build.provenance import Way, ways

Placed = Iterable[tuple[str, list[Figure]]]


def closed(document: Document) -> Document:
    """Add to a document that is to be printed how its figures were calculated; the web page says it block by block.

    Nothing in it acts as Markdown.
    """
    named = names(document.parts, document.look)
    blocks = [part for part in document.parts if isinstance(part, Table | Chart | Sentence)]
    placed = [(_place(block, named, document.look), block.figures) for block in blocks]
    if not (words := closing_words(placed, document.provenance.commit, document.look)):
        return document
    items = [_token("list_item", [_token("block_text", [_text(row)])]) for row in words[2:]]
    listed = {**_token("list", items), "tight": True, "bullet": "-", "attrs": {"depth": 0, "ordered": False}}
    tokens = [_token("paragraph", [_text(words[1])]), listed]
    return replace(document, parts=[*document.parts, headed(words[0], tokens)])


def _place(block: Table | Chart | Sentence, named: dict[str, str], look: Look) -> str:
    if not isinstance(block, Sentence):
        return named[block.id]
    if not block.sentences:
        return look.say("page.not_shown")
    return look.say("page.key_points" if block.style == "lead" else "page.text")


def _token(kind: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": kind, "children": children}


def _text(raw: str) -> dict[str, Any]:
    return {"type": "text", "raw": raw}


def closing_words(placed: Placed, commit: str, look: Look) -> list[str]:
    """Give the heading, what introduces the lines, and a line for each way; nothing where there are no figures.

    Parameters
    ----------
    placed
        Figures, by the name of where they stand; without one their own names stand in the line. Of a figure without
        a value nothing was calculated.
    """
    found: dict[Any, tuple[list[str], Way]] = {}
    for place, figures in placed:
        for way in ways(figure for figure in figures if figure.value is not None):
            key = way.definition or tuple(way.methods)
            known, _ = found.setdefault(key, ([], way))
            known += [name for name in ([place] if place else way.figures) if name not in known]
    rows = [_row(", ".join(where), way, look) for where, way in found.values()]
    about = look.say("how.closing", code=look.say("how.closing_code", commit=commit) if commit else "")
    return [look.say("page.annex"), about.strip(), *rows] if rows else []


def _row(where: str, way: Way, look: Look) -> str:
    if way.definition is None:
        said = look.say("how.method", method="; ".join(way.methods)) if way.methods else ""
        return look.say("how.closing_undefined", where=where, method=said).strip()
    return look.say(
        "how.closing_row",
        where=where,
        formula=way.definition.formula,
        function=way.definition.function,
        line=way.line,
        version=way.definition.version,
    )
