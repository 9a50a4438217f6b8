"""What a report shows: tables, charts and sentences, as neutral data that every renderer reads.

A notebook makes these through `iomlib.report`; the executed notebook carries them as JSON under
`MIME`, and HTML, PDF and Word are written from that JSON and from nothing else. So a page can show
no number that is not recorded as a figure, and no hidden column can travel with it.
"""

import base64
import re
from html import escape
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

MIME = "application/vnd.iomlib.block+json"

Edition = Literal["public", "restricted"]
Editions = Literal["public", "restricted", "both"]  # what a run may be asked for
# What a number counts, and so what an edition may say of it: people are protected; crimes recorded by the police are
# published as they are; events are convictions and arrests of a group of people; published figures were typed from a
# published report; money stands for people behind it; method says nothing of anybody.
Disclosure = Literal["crimes", "people", "events", "published", "money", "method"]


def escaped(text: str) -> str:
    r"""Keep a text from acting as Markdown or HTML, whatever an area or a group is called.

    Examples
    --------
    >>> print(escaped("a <b> & *c*"))
    a \<b\> \& \*c\*
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


class Block(BaseModel):
    """Common settings: nothing undeclared, nothing changed after it is made, no infinite numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Figure(Block):
    """One number on a report. `text` is what the reader sees; `value` is unrounded, None is no data."""

    id: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    confidence: float | None = None
    unit: str
    places: int
    method: str | None = None
    inputs: str | None = None
    text: str


class Heading(Block):
    """A column header; numbers stand on the right."""

    text: str
    number: bool


def _grid(id: str, columns: list[Heading], rows: list[list[str]]) -> None:
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"{id}: every row needs {len(columns)} cells, one a column")


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]  # names a file
Cites = list[
    str
]  # ids of figures elsewhere on the page whose numbers the words repeat; one that is not there is none


class Table(Block):
    """A table. The first cell of each row is its header; with `total`, the last row sums the others."""

    kind: Literal["table"] = "table"
    id: Id
    caption: str
    columns: list[Heading]
    rows: list[list[str]]
    total: bool = False
    notes: list[str] = []
    disclosure: Disclosure
    figures: list[Figure] = []
    cites: Cites = []

    @model_validator(mode="after")
    def _is_a_grid(self) -> Self:
        _grid(f"table {self.id}", self.columns, self.rows)
        return self

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return _bundle(self, _table_html(self), _table_markdown(self))


class Chart(Block):
    """A picture (SVG) whose alternative text states the numbers that it shows.

    `caption` says what was found, `shows` what is drawn, of when, in what unit; `columns` and `rows` are the
    numbers that are drawn, as a table.
    """

    kind: Literal["chart"] = "chart"
    id: Id
    caption: str
    shows: Annotated[str, Field(min_length=1)]
    alt: Annotated[str, Field(min_length=20)]
    svg: str
    columns: Annotated[list[Heading], Field(min_length=2)]
    rows: Annotated[list[list[str]], Field(min_length=1)]
    disclosure: Disclosure
    figures: list[Figure] = []
    cites: Cites = []

    @model_validator(mode="after")
    def _is_a_grid(self) -> Self:
        _grid(f"chart {self.id}", self.columns, self.rows)
        return self

    def data_uri(self) -> str:
        """Return the picture as an address that needs no file beside the page."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        picture = f'<img src="{self.data_uri()}" alt="{escape(self.alt)}">'
        html = f"<figure>{picture}<figcaption>{escape(self.caption)}</figcaption></figure>"
        return _bundle(self, html, f"![{escaped(self.alt)}]({self.data_uri()})")


class Sentence(Block):
    """Generated text. `lead` is the box of key points; `missing` says that nothing was supplied.

    `see` names for each sentence the table or chart that it is taken from, or nothing: a page links to it, where
    it is shown.
    """

    kind: Literal["sentence"] = "sentence"
    style: Literal["lead", "plain", "missing"] = "plain"
    sentences: list[str]
    see: list[str] = []
    disclosure: Disclosure = "method"
    figures: list[Figure] = []
    cites: Cites = []

    @model_validator(mode="after")
    def _says_what_it_counts(self) -> Self:
        if self.figures and "disclosure" not in self.model_fields_set:
            raise ValueError("a sentence with figures says what they count: disclosure=...")
        return self

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        html = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences)
        return _bundle(self, html, "\n\n".join(escaped(sentence) for sentence in self.sentences))


class Counts(Block):
    """What a page publishes of counts of people that belong together; no reader sees it, build attacks it.

    ``cells`` has what is shown of each count by name, None where it is withheld; a name that begins ``_`` is nowhere
    printed. ``sums`` says how the true counts add up. ``same`` gives a count the name that it has in every report of
    the area, of any quarter: two reports that name the same people in the same way count the same people.
    """

    kind: Literal["counts"] = "counts"
    id: Id
    cells: dict[str, float | None]
    sums: list[dict[str, int]] = []
    same: dict[str, str] = {}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        away = sum(shown is None for name, shown in self.cells.items() if not name.startswith("_"))
        told = f"{self.id}: {away} counts of people are withheld."
        return _bundle(self, f"<p>{escape(told)}</p>", escaped(told))


AnyBlock = Annotated[Table | Chart | Sentence | Counts, Field(discriminator="kind")]
BLOCK: TypeAdapter[Table | Chart | Sentence | Counts] = TypeAdapter(AnyBlock)


def _bundle(block: Block, html: str, markdown: str) -> dict[str, Any]:
    return {MIME: block.model_dump(mode="json"), "text/html": html, "text/markdown": markdown}


def _table_html(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column.text)}</th>' for column in table.columns)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f'<td style="text-align:right">{escape(cell)}</td>' for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.caption)}</caption>"
    notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in table.notes)
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


def _table_markdown(table: Table) -> str:
    lines = [[column.text for column in table.columns]]
    lines += [["---:" if column.number else "---" for column in table.columns], *table.rows]
    rule = 1  # the second line is Markdown's own and is not text to be made harmless
    cells = [row if i == rule else [escaped(cell) for cell in row] for i, row in enumerate(lines)]
    grid = "\n".join("| " + " | ".join(row) + " |" for row in cells)
    return "\n\n".join([grid, f": {escaped(table.caption)}", *map(escaped, table.notes)])
