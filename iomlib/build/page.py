"""What a page shows beside the report's own words: anchors, names, contents, and how each figure was calculated."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby
from textwrap import shorten
from typing import Any

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.build.document import Code, Document, Part, Prose, names, plain_text
from iomlib.build.opening import opening
from iomlib.build.parts import headings, last_heading
from iomlib.build.provenance import Explained, Provenance, explained
from iomlib.build.text import as_csv

_FEW, _SOME = 2, 6  # columns of a table
_LONG, _TITLE = 18, 70  # letters of a cell, and of a title


@dataclass(frozen=True)
class Kind:
    """Figures of one unit and one confidence of their interval, if they have any."""

    unit: str
    confidence: str
    figures: list[Figure]


@dataclass(frozen=True)
class Way:
    """A method with its inputs, and the figures that were calculated so."""

    method: str
    inputs: str
    kinds: list[Kind]


@dataclass(frozen=True)
class Entry:
    """How the figures of one block were calculated; `at` is empty where the page does not show the block."""

    id: str
    at: str
    name: str
    title: str
    ways: list[Way]


@dataclass
class Region:
    """A section of the annex: the entries of its blocks, then its code."""

    title: str
    id: str
    entries: list[Entry] = field(default_factory=list)
    code: str = ""


@dataclass(frozen=True)
class Page:
    """A document made ready for the template."""

    opening: list[Part]
    body: list[Part]
    ids: dict[int, str]  # of each part, by its place in memory
    how: dict[str, str]  # where its figures are explained, by its id
    names: dict[str, str]
    contents: list[tuple[str, str]]
    annex: list[Region]
    known: Provenance

    def id_of(self, part: Part) -> str:
        """Give the id of a part on the page."""
        return self.ids[id(part)]

    def how_of(self, part: Part) -> str:
        """Give the id of the annex's entry on a part, or nothing where it has no figures."""
        return self.how.get(self.ids[id(part)], "")

    def explained(self, part: Table | Chart | Sentence) -> Explained:
        """Say how the figures of a part were calculated."""
        return explained(part.figures, self.known)


def page_of(document: Document) -> Page:
    """Work out what the template needs to know of a document."""
    parts, contents = _anchored(document.parts)
    shown: list[Part] = [part for part in parts if not isinstance(part, Code)]
    ids = {id(part): _id(part, i) for i, part in enumerate(shown)}
    end = opening(shown)
    named = names(parts, document.look)
    annex = _annex(parts, ids, named, document)
    how = {entry.id.removeprefix("how."): entry.id for region in annex for entry in region.entries}
    return Page(shown[:end], shown[end:], ids, how, named, contents, annex, document.provenance)


def _id(part: Part, place: int) -> str:
    # An id of ours holds a full stop, which the id of a table or chart cannot hold.
    return part.id if isinstance(part, Table | Chart) else f"part.{place}"


def _anchored(parts: list[Part]) -> tuple[list[Part], list[tuple[str, str]]]:
    """Give every heading an id, and list the sections with theirs."""
    contents: list[tuple[str, str]] = []
    count, result = 0, []
    for part in parts:
        if isinstance(part, Prose):
            tokens = []
            for token in part.tokens:
                if token["type"] == "heading":
                    count += 1
                    token = token | {"attrs": token["attrs"] | {"id": f"section.{count}"}}  # noqa: PLW2901
                    if token["attrs"]["level"] == 2:
                        contents.append((f"section.{count}", plain_text(token["children"])))
                tokens.append(token)
            part = replace(part, tokens=tokens)  # noqa: PLW2901
        result.append(part)
    return result, contents


def _annex(parts: list[Part], ids: dict[int, str], named: dict[str, str], document: Document) -> list[Region]:
    regions = [Region(document.look.say("page.parameters"), "code.1")]
    for part in parts:
        if headings(part):
            regions.append(Region(last_heading(part), f"code.{len(regions) + 1}"))
        if isinstance(part, Code):
            regions[-1].code = part.source
        elif not isinstance(part, Prose) and part.figures:
            regions[-1].entries.append(_entry(part, ids[id(part)], named, document))
    return [region for region in regions if region.entries or region.code]


def _entry(part: Table | Chart | Sentence, anchor: str, named: dict[str, str], document: Document) -> Entry:
    ways, say = _ways(part.figures), document.look.say
    if not isinstance(part, Sentence):
        return Entry(f"how.{anchor}", anchor, named[part.id], part.caption, ways)
    if not part.sentences:
        return Entry(f"how.{anchor}", "", "", say("page.not_shown"), ways)
    name = say("page.key_points" if part.style == "lead" else "page.text")
    start = shorten(part.sentences[0], _TITLE, placeholder="…")
    return Entry(f"how.{anchor}", anchor, name, name if part.style == "lead" else f"{name}: {start}", ways)


def _ways(figures: list[Figure]) -> list[Way]:
    """Group figures by method and inputs, then by unit and confidence, each in the order of the page."""
    ways = []
    for (method, inputs), same in _grouped(
        figures, lambda figure: (figure.method or "", figure.inputs or "")
    ):
        kinds = [
            Kind(unit, "" if share is None else f"{100 * share:g}%", alike)
            for (unit, share), alike in _grouped(same, lambda figure: (figure.unit, figure.confidence))
        ]
        ways.append(Way(method, inputs, kinds))
    return ways


def _grouped(figures: list[Figure], key: Any) -> Iterable[tuple[Any, list[Figure]]]:
    order = list(dict.fromkeys(map(key, figures)))
    ordered = sorted(figures, key=lambda figure: order.index(key(figure)))
    return [(each, list(same)) for each, same in groupby(ordered, key)]


def figure_id(figure: Figure) -> str:
    """Give the id of a figure's own place on the page.

    Examples
    --------
    >>> figure_id(Figure(id="ni30.ceiling", value=1, unit="count", places=0, text="1"))
    'figure-ni30.ceiling'
    """
    return "figure-" + re.sub(r"\s", "_", figure.id)


def csv_uri(part: Table | Chart) -> str:
    """Give the CSV of a table or chart as an address that needs no file beside the page."""
    return "data:text/csv;base64," + base64.b64encode(as_csv(part)).decode()


def width(part: Table | Chart) -> str:
    """Say how wide a table is, which decides on how narrow a page its rows become blocks."""
    if len(part.columns) <= _FEW:
        return "few"
    return "some" if len(part.columns) <= _SOME else "many"


def classes(part: Table | Chart) -> list[str]:
    """Give the class of each column: numbers stand on the right, and only long ones are broken into lines."""
    longest = [max([len(cell) for cell in column], default=0) for column in zip(*part.rows, strict=True)]
    longest = longest or [0] * len(part.columns)
    return [
        ("number" + (" long" if most > _LONG else "")) if column.number else ""
        for column, most in zip(part.columns, longest, strict=True)
    ]
