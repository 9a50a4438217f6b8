"""The parts of a document beside its blocks: words and code."""

from dataclasses import dataclass
from typing import Any, Literal

from iomlib.blocks import Chart, Sentence, Table


@dataclass(frozen=True)
class Prose:
    """A markdown cell: the parsed tree that all renderers walk."""

    tokens: list[dict[str, Any]]
    kind: Literal["prose"] = "prose"


@dataclass(frozen=True)
class Code:
    """The code of a section, folded away on the page."""

    source: str
    kind: Literal["code"] = "code"


Part = Prose | Code | Table | Chart | Sentence


def plain_text(tokens: Any) -> str:
    """Return the words of a parsed piece of Markdown."""
    return "".join(token.get("raw", "") or plain_text(token.get("children", [])) for token in tokens)


def headings(part: Part) -> list[dict[str, Any]]:
    """List the headings in a part; only words have any."""
    return [token for token in part.tokens if token["type"] == "heading"] if isinstance(part, Prose) else []


def last_heading(part: Part) -> str:
    """Return the words of the last heading of a part, or nothing."""
    return plain_text(headings(part)[-1]["children"]) if headings(part) else ""
