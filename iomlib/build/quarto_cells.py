"""Writes a report's cells as Quarto reads them: the executed notebook, with its outputs as Markdown and nothing else.

Everything that comes from data is escaped, so that no name can act as Markdown, HTML, YAML or Typst. HTML in an
output would have Quarto add two scripts from a content network; tags and metadata of cells end up in its pages.
"""

import re
from dataclasses import dataclass
from typing import Any

import nbformat

from iomlib.blocks import BLOCK, MIME, Chart, Counts, Sentence, Table, escaped
from iomlib.build.closing import closing_words
from iomlib.build.document import read_document
from iomlib.build.fingerprint import of_bytes
from iomlib.build.look import Look
from iomlib.build.withheld_words import withheld_words
from iomlib.errors import ReportError

Cell = dict[str, Any]
Shown = Table | Chart | Sentence
# A file or a value that Quarto puts in, raw HTML or Typst, and metadata: nobody has checked what they say.
_ACTS = re.compile(r"\{\{[<%]|\{=|(?:\A|\n[ \t]*\n)\s*---[ \t]*\n(?!\s*\n)")
_TITLE = re.compile(r"(?m)^(?:#[ \t]+.*|[^\n]+\n=+[ \t]*)$")
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ ,:/()']|-(?!-))*")


@dataclass(frozen=True)
class Source:
    """A report that Quarto is to render: its name in the project, its heading, its cells and what they show."""

    stem: str
    about: dict[str, Any]
    heading: str
    cells: list[Cell]

    @property
    def blocks(self) -> list[Shown]:
        """Return what it shows, in order."""
        return [block for cell in self.cells for block in shown_in(cell)]

    @property
    def title(self) -> str:
        """Return its heading; a restricted report says so wherever its title stands."""
        return self.heading + (" - OFFICIAL-SENSITIVE" if self.about["edition"] == "restricted" else "")


def read_source(text: str) -> Source:
    """Read an executed notebook, which was checked when it was made.

    Raises
    ------
    ReportError
        A text of it would act in Quarto as something that was not checked.
    """
    notebook = nbformat.reads(text, as_version=4)
    heading = read_document(notebook).heading
    problems = [
        f"cell {number} holds {found[0].strip()!r}, which Quarto would act on. Write plain Markdown."
        for number, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "markdown" and (found := _ACTS.search(cell.source))
    ]
    if problems:
        raise ReportError(problems)
    about = dict(notebook.metadata["iomlib"])
    return Source(stem_of(about), about, heading, notebook.cells)


def stem_of(about: dict[str, Any]) -> str:
    """Name a report in the project: plain, and no other report's.

    Examples
    --------
    >>> stem_of({"quarter_id": "2008-09-Q1", "area_id": "haringey", "notebook": "_my report"})
    '2008-09-Q1-haringey-my-report-fc57aead'
    """
    key = "/".join(about[part] for part in ("quarter_id", "area_id", "notebook"))
    plain = re.sub(r"[^A-Za-z0-9]+", "-", key).strip("-")
    return f"{plain}-{of_bytes(key.encode())[:8]}"


def shown_in(cell: Cell) -> list[Shown]:
    """Read the blocks that a cell shows."""
    read = [BLOCK.validate_python(output["data"][MIME]) for output in cell.get("outputs", [])]
    return [block for block in read if not isinstance(block, Counts)]


def picture_of(stem: str, chart: Chart) -> str:
    """Name the picture of a chart: each writer adds the ending of the kind that it can show."""
    return f"pictures/{stem}-{chart.id}"


def cells_for(source: Source, look: Look) -> list[Cell]:
    """Write the cells of a report: what Quarto reads first, then its texts and its code with what that shows."""
    cells: list[Cell] = [_cell("raw", "front", front_matter(source, look))]
    titled = False
    for number, cell in enumerate(source.cells, 1):
        name, text = f"cell-{number}", cell["source"]
        if cell["cell_type"] == "markdown":
            rest, taken = (text, 0) if titled else _TITLE.subn("", text, count=1)
            titled = titled or bool(taken)
            cells.append(_cell("markdown", name, rest.strip()))
        elif cell["cell_type"] == "code" and text.strip():
            blocks = shown_in(cell)
            if any(_is_empty(block) for block in blocks) and _explains(cells[-1]):
                cells.pop()  # a text that explains what is not there misleads
            shown = [output_of(block, source.stem) for block in blocks if not _is_empty(block)]
            own = {"execution_count": cell["execution_count"], "outputs": shown}
            cells.append(_cell("code", name, text) | own)
    if words := withheld_words(source.blocks, source.about, look):
        said = "\n\n".join([f"## {escaped(words[0])}", *map(escaped, words[1:])])
        cells.append(_cell("markdown", "withheld", said))
    if words := closing_words([("", block.figures) for block in source.blocks], _commit(source), look):
        rows = "\n".join(f"- {escaped(row)}" for row in words[2:])
        said = "\n\n".join([f"## {escaped(words[0])}", escaped(words[1]), rows])
        cells.append(_cell("markdown", "how", said))
    return [cell for cell in cells if cell["source"]]


def _commit(source: Source) -> str:
    return str(source.about.get("how", {}).get("commit", ""))


def _cell(kind: str, name: str, source: str) -> Cell:
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source}


def _is_empty(block: Shown) -> bool:
    return isinstance(block, Sentence) and not block.sentences


def _explains(cell: Cell) -> bool:
    return cell["cell_type"] == "markdown" and not re.search(r"(?m)^#{1,6}[ \t]", cell["source"])


def output_of(block: Shown, stem: str) -> Cell:
    """Write a block as an output that holds Markdown and nothing else; Quarto numbers tables and charts."""
    match block:
        case Sentence():
            mark = "- " if block.style == "lead" else ""
            text = "\n\n".join(mark + escaped(sentence) for sentence in block.sentences)
        case Chart():
            alt = f'{{#{_label("fig", block)} fig-alt="{escaped(block.alt)}"}}'
            text = f"![{escaped(block.caption)}]({picture_of(stem, block)}){alt}"
        case Table():
            text = "\n\n".join([_grid(block), f": {escaped(block.caption)} {{#{_label('tbl', block)}}}"])
            text = "\n\n".join([text, *map(escaped, block.notes)])
    return {"output_type": "display_data", "data": {"text/markdown": text}, "metadata": {}}


def _label(kind: str, block: Table | Chart) -> str:
    return f"{kind}-{block.id.replace('_', '-')}"


def _grid(table: Table) -> str:
    """Write the rows; the dashes say how wide a column is beside the others, where cells have to wrap."""
    rows = [[column.text for column in table.columns], *table.rows]
    widths = [max(4, *(min(len(row[i]), 40) for row in rows)) for i in range(len(table.columns))]
    rule = [
        "-" * (width - 1) + (":" if column.number else "-")
        for width, column in zip(widths, table.columns, strict=True)
    ]
    lines = [[escaped(cell) for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in [lines[0], rule, *lines[1:]])


def front_matter(source: Source, look: Look) -> str:
    """Write what Quarto reads first: title and date, in quotes."""
    lines = [
        f"title: {quoted(_title(source.title))}",
        f"date: {quoted(source.about['date'])}",
        'date-format: "D MMMM YYYY"',
        f"published-title: {quoted(look.say('quarto.period'))}",
    ]
    if source.about["edition"] == "restricted":
        lines.append(f"subtitle: {quoted(_title(look.say('page.restricted')))}")
    return "\n".join(["---", *lines, "---"])


def quoted(text: str) -> str:
    r"""Quote a text for YAML with signs that every reader of YAML takes.

    Examples
    --------
    >>> print(quoted('say "é"'))
    "say \x22\xe9\x22"
    """

    def sign(found: re.Match[str]) -> str:
        number = ord(found[0])
        wide = 2 if number < 1 << 8 else 4 if number < 1 << 16 else 8
        return f"\\{ {2: 'x', 4: 'u', 8: 'U'}[wide] }{number:0{wide}x}"

    return '"' + re.sub(r'["\\]|[^ -~]', sign, text) + '"'


def _title(text: str) -> str:
    """Leave a plain name as it is: Quarto also puts titles where they are not read as Markdown."""
    plain = " ".join(text.split())
    return plain if _PLAIN.fullmatch(plain) else escaped(plain)
