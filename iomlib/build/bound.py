"""Every number in a report's words is a figure of the report, or is known to be none: else it is not published."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from iomlib.blocks import MIME
from iomlib.build.bound_figures import Block, Pool, Rows, bands, is_stated, pool, torn, unsaid
from iomlib.build.bound_known import Known
from iomlib.build.bound_numbers import Number, in_digits, in_words
from iomlib.build.shows import definitions
from iomlib.errors import ReportError

_AROUND = 40  # letters that a message repeats on either side of a number
_OPEN = ("crimes", "published")  # kinds of numbers that a message may repeat in public
_RECORD = (
    "Record it as a figure of the block that says it, name it in cites where another block has it, or declare a "
    "definition in the notebook's metadata (docs/add-a-report.md, “Numbers in words”)."
)
_SAY = "What the words say is another number, or the figure belongs to another block."
_TYPED = (
    "A result comes from report.Sentence, which knows when it changes; a definition is declared in the notebook's "
    "metadata (docs/add-a-report.md, “Numbers in words”)."
)
ADVICE = (_RECORD, _SAY, _TYPED)  # how each message ends


class Text(NamedTuple):
    """One text of a report: the cell it stands in, what it is, its block, and the table that it is taken from."""

    cell: int
    section: int
    what: str
    words: str
    block: Block | None = None
    see: str = ""


def refuse_unbound(notebook: Any, task: Mapping[str, Any]) -> None:
    """Refuse a report that says a number which is no figure of it.

    Parameters
    ----------
    notebook
        As it was executed and cleaned: its blocks, and the words between them.
    task
        Of which the input that was ``given``, the ``parameters`` and the ``rule`` for people are looked at: words that
        repeat one of these state no figure.

    Raises
    ------
    ReportError
        A number in a sentence, caption, note or text of a chart is neither a figure of its block, of one that it
        cites or is taken from, or of its section, nor known to be none; an interval or a percentage stands beside a
        number that it does not follow from; or the notebook's own words state a number.
    """
    if problems := unbound(notebook, task):
        raise ReportError(problems)


def unbound(notebook: Any, task: Mapping[str, Any]) -> list[str]:
    """List the numbers of a report's words that nothing accounts for, a sentence each."""
    texts = list(_texts(notebook))
    report = _Report(texts, task)
    problems = [problem for text in texts for problem in report.problems(text)]
    return problems or list(report.unsaid(texts))


def _texts(notebook: Any) -> Iterator[Text]:
    """Give the texts of a notebook in order; a heading begins a section."""
    number = section = 0
    for cell in notebook["cells"]:
        number += "injected-parameters" not in cell["metadata"].get("tags", [])
        if cell["cell_type"] == "markdown":
            section += bool(re.search(r"^#", cell["source"], re.M))
            yield Text(number, section, "text of the notebook", cell["source"])
        for output in cell.get("outputs", []):
            if block := output.get("data", {}).get(MIME):
                yield from (Text(number, section, *said) for said in _said(block))


def _said(block: Block) -> Iterator[tuple[str, str, Block, str]]:
    if block["kind"] == "sentence":
        see = [*block["see"], *[""] * len(block["sentences"])]
        yield from (
            ("sentence", *each) for each in zip(block["sentences"], [block] * len(see), see, strict=False)
        )
        if not block["sentences"]:
            yield "sentence", "", block, ""  # its figures are of the section
    told = {"table": ("caption",), "chart": ("caption", "shows", "alt")}.get(block["kind"], ())
    yield from ((f"{what} of {block['id']}", block[what], block, "") for what in told)
    yield from ((f"note of {block['id']}", note, block, "") for note in block.get("notes", []))


class _Report:
    """What a report's words are held against."""

    def __init__(self, texts: list[Text], task: Mapping[str, Any]) -> None:
        held = {id(text.block): (text.section, text.block) for text in texts if text.block is not None}
        blocks = [block for _, block in held.values()]
        figures = [figure for block in blocks for figure in block["figures"]]
        name = f"{task['about']['notebook']}.ipynb"
        self._known = Known(blocks, definitions(json.loads(task["notebook"]), name), task)
        self._pools = {place: pool(block["figures"]) for place, (_, block) in held.items()}
        self._sections: dict[int, list[Pool]] = {}
        for place, (section, _) in held.items():
            self._sections.setdefault(section, []).append(self._pools[place])
        self._by_id = {block["id"]: block for block in blocks if "id" in block}
        self._rows = {place: Rows(block) for place, (_, block) in held.items()}
        self._figures = {figure["id"]: figure for figure in figures}
        self._public = task["about"]["edition"] == "public"

    def problems(self, text: Text) -> Iterator[str]:
        """Say what is wrong with the numbers of a text."""
        words = self._known.hidden(text.words, text.block)
        numbers = in_digits(words)
        spoken = [*numbers, *in_words(words)]
        if not spoken:
            return
        if text.block is None:
            yield from (self._told(text, number, f"which is declared nowhere. {_TYPED}") for number in spoken)
            return
        pools = self._of(text, text.block)
        chart = text.block["kind"] == "chart"
        percent = chart and "percent" in text.words.lower()
        rows = self._rows[id(text.block if chart else self._by_id.get(text.see, text.block))]
        for number in spoken:
            if not is_stated(number, pools, percent=percent):
                yield self._told(text, number, f"which is no figure of this report. {_RECORD}")
            elif text.what.startswith("caption") or (text.see and is_stated(number, pools[:2])):
                continue  # of the table as a whole, or of the sentence itself
            elif rows.elsewhere(text.words, number):
                yield self._told(text, number, f"which stands in another row than the words name. {_RECORD}")
        apart = [*torn(words, numbers, pools), *bands(words, numbers, pools)]
        yield from (self._told(text, number, f"{why}. {_RECORD}") for number, why in apart)

    def unsaid(self, texts: list[Text]) -> Iterator[str]:
        """Name the figures that a sentence or a chart records and does not say."""
        said: dict[int, list[Text]] = {}
        for text in texts:
            if text.block is not None and text.block["kind"] != "table":
                said.setdefault(id(text.block), []).append(text)
        for of_block in said.values():
            block = of_block[0].block or {}
            words = [text.words for text in of_block if text.words]
            cells = [cell for row in block.get("rows", []) for cell in row[1:]]
            for figure in unsaid(block["figures"], [*words, *cells]) if words else ():
                yield f"cell {of_block[0].cell}: {figure['id']} is recorded and not said. {_SAY}"

    def _of(self, text: Text, block: Block) -> list[Pool]:
        """Give the figures that a text may state: its block's, those cited, and the table's or the section's."""
        cited = [self._figures[name] for name in block.get("cites", []) if name in self._figures]
        own = [self._pools[id(block)], pool(cited)]
        if block["kind"] == "table":
            return own
        if text.see in self._by_id:
            return [*own, self._pools[id(self._by_id[text.see])]]
        return [*own, *self._sections[text.section]]

    def _told(self, text: Text, number: Number, why: str) -> str:
        """Word a problem; in public no number of people is repeated that nobody has protected."""
        start, end = max(0, number.start - _AROUND), number.end + _AROUND
        around, said = text.words[start:end], number.text
        if self._public and text.block is not None and text.block["disclosure"] not in _OPEN:
            around, said, why = (re.sub(r"\d", "#", words) for words in (around, said, why))
        return f"cell {text.cell}: the {text.what} says {said} (“{around.strip()}”), {why}"
