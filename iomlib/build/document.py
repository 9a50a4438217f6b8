"""From an executed notebook to the parts of a page; anything a reader could not trust is refused."""

from dataclasses import dataclass, field
from typing import Any

import mistune
from pydantic import ValidationError

from iomlib.blocks import BLOCK, MIME, Chart, Counts, Figure, Sentence, Table
from iomlib.build.look import Look, default_look
from iomlib.build.opening import headed, key_points_first
from iomlib.build.parts import Code, Part, Prose, headings, plain_text
from iomlib.build.provenance import Provenance
from iomlib.build.withheld_words import withheld_words
from iomlib.errors import ReportError
from iomlib.filing import LONGEST, alike, unfit

# Renderers know a document by this module alone.
__all__ = ["Code", "Document", "Part", "Prose", "names", "plain_text", "read_document"]

_MARKDOWN = mistune.create_markdown(renderer=None)


@dataclass(frozen=True)
class Document:
    """A whole report, ready for a renderer."""

    title: str
    edition: str
    heading: str
    area: str
    quarter: str
    date: str
    parts: list[Part] = field(default_factory=list)
    look: Look = field(default_factory=default_look)
    notebook: str = ""
    counts: list[Counts] = field(default_factory=list)
    provenance: Provenance = field(default_factory=Provenance)

    @property
    def restricted(self) -> bool:
        """Whether only the partnership's own staff may see it."""
        return self.edition == "restricted"

    @property
    def full_heading(self) -> str:
        """The heading, which says of a restricted report that it is."""
        heading = self.heading
        return self.look.say("page.restricted_title", heading=heading) if self.restricted else heading

    @property
    def figures(self) -> list[Figure]:
        """Every figure of the report, in the order of the page."""
        return [
            figure for part in self.parts if not isinstance(part, Prose | Code) for figure in part.figures
        ]


def read_document(notebook: Any, look: Look | None = None) -> Document:
    """Turn an executed notebook into a document; without a look of the project's own it has the default one.

    Raises
    ------
    ReportError
        A cell that was not run, an error or a stray output, a picture or table that did not come
        from `iomlib.report`, a second title, a skipped heading level, an id used twice.
    """
    problems: list[str] = []
    read: list[Part | Counts] = []
    number = 0
    for cell in notebook.cells:
        # Papermill's own cell is not in the notebook that the analyst opens.
        number += "injected-parameters" not in cell.metadata.get("tags", [])
        read += _read_cell(cell, number, problems)
    parts: list[Part] = [part for part in read if not isinstance(part, Counts)]
    heading = _take_title(parts, problems)
    problems += _heading_problems(parts) + _id_problems(parts)
    if problems:
        raise ReportError(problems)
    about = notebook.metadata.get("iomlib", {})
    look = look or default_look()
    place, period = about.get("area", ""), about.get("quarter", "")
    parts += _withheld(parts, about, look)
    return Document(
        title=about.get("title", ""),
        edition=about.get("edition", "public"),
        heading=f"{heading}: {place}, {period}" if place else heading,
        area=place,
        quarter=period,
        date=about.get("date", "2000-01-01"),
        parts=_folded(_numbered(key_points_first(_without_orphans(parts), look), look)),
        look=look,
        notebook=about.get("notebook", ""),
        counts=[part for part in read if isinstance(part, Counts)],
        provenance=Provenance(**about.get("how", {})),
    )


def _withheld(parts: list[Part], about: dict[str, Any], look: Look) -> list[Part]:
    """Say at the end what is withheld, as the parser would have read it; nothing in it acts as Markdown."""
    if not (words := withheld_words(parts, about, look)):
        return []
    tokens = [{"type": "paragraph", "children": [{"type": "text", "raw": text}]} for text in words[1:]]
    return [headed(words[0], tokens)]


def _read_cell(cell: Any, number: int, problems: list[str]) -> list[Part | Counts]:
    if cell.cell_type == "markdown":
        tokens = _MARKDOWN(cell.source)
        problems += [f"cell {number}: {trouble}" for trouble in _prose_problems(tokens)]
        return [Prose(list(tokens))]  # type: ignore[arg-type]
    if cell.cell_type != "code" or not cell.source.strip():
        return []
    if cell.execution_count is None:
        problems.append(f"cell {number}: was not run. The notebook must run from top to bottom.")
    shown = [_read_output(output, number, problems) for output in cell.outputs]
    blocks: list[Part | Counts] = [block for block in shown if block is not None]
    return [*blocks, Code(cell.source)]


def _read_output(output: Any, number: int, problems: list[str]) -> Table | Chart | Sentence | Counts | None:
    if output.output_type == "stream":
        stream = "the error stream (a warning?)" if output.name == "stderr" else "the page with print()"
        problems.append(
            f"cell {number}: writes to {stream}. Show numbers with report.Table or report.Sentence."
        )
    elif output.output_type == "error":
        problems.append(f"cell {number}: stopped with {output.ename}.")
    elif MIME not in output.data:
        kinds = ", ".join(sorted(output.data))
        problems.append(
            f"cell {number}: shows a bare {kinds}. Use report.Table, report.Chart or report.Sentence."
        )
    else:
        try:
            return BLOCK.validate_python(output.data[MIME])
        except ValidationError:
            problems.append(f"cell {number}: its output is not a block that this iomlib can read.")
    return None


def _walk(tokens: Any) -> Any:
    for token in tokens:
        yield token
        yield from _walk(token.get("children", []))


def _prose_problems(tokens: Any) -> list[str]:
    found = {token["type"] for token in _walk(tokens)}
    problems = []
    if "image" in found:
        problems.append(
            "holds a picture in its text. Show it as a report.Chart, which says in words what it shows."
        )
    if found & {"block_html", "inline_html"}:
        problems.append("holds HTML. Write plain Markdown.")
    return problems


def _take_title(parts: list[Part], problems: list[str]) -> str:
    """Remove the notebook's title from its text: the page's one h1 carries it, with area and quarter."""
    titles = [
        (part, token)
        for part in parts
        if isinstance(part, Prose)
        for token in part.tokens
        if token["type"] == "heading" and token["attrs"]["level"] == 1
    ]
    if len(titles) != 1:
        problems.append(f"the notebook has {len(titles)} titles (# ...). It needs exactly one.")
        return ""
    part, token = titles[0]
    part.tokens.remove(token)
    return plain_text(token["children"])


def _heading_problems(parts: list[Part]) -> list[str]:
    level, problems = 1, []
    for part in parts:
        for token in part.tokens if isinstance(part, Prose) else []:
            if token["type"] == "heading":
                if token["attrs"]["level"] > level + 1:
                    words = plain_text(token["children"])
                    problems.append(f"heading {words!r} skips a level: screen readers need ## before ###.")
                level = token["attrs"]["level"]
    return problems


def _id_problems(parts: list[Part]) -> list[str]:
    ids = [part.id for part in parts if isinstance(part, Table | Chart)]
    figures = [figure.id for part in parts if not isinstance(part, Prose | Code) for figure in part.figures]
    twice = sorted({name for names in (ids, figures) for name in names if names.count(name) > 1})
    return [
        f"id {name} is used twice. Each table, chart and figure needs an id of its own." for name in twice
    ] + [
        *(
            f"id {name[:LONGEST]} {found}. It names a file."
            for name in dict.fromkeys(ids)
            if (found := unfit(name))
        ),
        *(
            f"ids {one} and {other} name one file where large letters are small. Rename one."
            for one, other in alike(ids)
        ),
    ]


def _without_orphans(parts: list[Part]) -> list[Part]:
    """Drop what shows nothing, and the words above it: a text that explains an absent chart misleads."""
    kept: list[Part] = []
    for part in parts:
        empty = isinstance(part, Sentence) and not part.sentences
        if empty and kept and isinstance(kept[-1], Prose) and not headings(kept[-1]):
            kept.pop()
        if not empty or part.figures:  # type: ignore[union-attr]
            kept.append(part)
    return kept


def _folded(parts: list[Part]) -> list[Part]:
    """Gather the code of each section at its end, where it does not interrupt a reader."""
    result: list[Part] = []
    code: list[str] = []
    for part in parts:
        if isinstance(part, Code):
            code.append(part.source)
            continue
        if headings(part):
            result += _fold(code)
            code = []
        result.append(part)
    return result + _fold(code)


def _fold(code: list[str]) -> list[Code]:
    return [Code("\n\n".join(code))] if code else []


def names(parts: list[Part], look: Look) -> dict[str, str]:
    """Give the name of each table and chart by its id: Table 1, Chart 1, Table 2, as they are captioned."""
    counts = {"table": 0, "chart": 0}
    named: dict[str, str] = {}
    for part in parts:
        if isinstance(part, Table | Chart):
            counts[part.kind] += 1
            named[part.id] = look.say(f"page.{part.kind}_name", number=counts[part.kind])
    return named


def _numbered(parts: list[Part], look: Look) -> list[Part]:
    """Number tables and charts once, so that HTML and PDF cannot disagree."""
    named = names(parts, look)
    result: list[Part] = []
    for part in parts:
        if isinstance(part, Table | Chart):
            caption = f"{named[part.id]}. {part.caption}"
            part = part.model_copy(update={"caption": caption})  # noqa: PLW2901
        result.append(part)
    return result
