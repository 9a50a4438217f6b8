"""The report as a committee's paper: a few numbered pages under the headings of a council, then all of it.

A councillor has the paper of every item in one pack and reads it from the top: what is asked, what was found, what
follows for money, law and people. So the key points stand first, one numbered paragraph each, and every table, chart
and word of the report follows as Appendix 1, once and in the order of the page. What only the author of a paper can
know (what it means for money or law, who was asked) is never made up: a line that cannot be overlooked says that it
is to be written.
"""

import re
from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.document import Code, Document, Part, Prose
from iomlib.build.parts import headings, plain_text
from iomlib.build.word_parts import Writer, is_wide, write
from iomlib.build.word_xml import Element, element, run

IMPLICATIONS = ("financial", "legal", "equalities", "section_17")
_NAMED = re.compile(r"\{(\w+)\}")
# How notes and sentences of a report name what its numbers were taken from.
_SOURCE = re.compile(r"(?:^|(?<=\. ))(?:Sources?(?: of [a-z ]+)?|^Counts|^Population): (?P<all>.+)$")
_EDITION = re.compile(r"Edition: (?P<all>(?!as named|none named).+?\.) Price year: ")


def write_paper(document: Document, writer: Writer) -> list[Element]:
    """Put a report under the headings of a committee paper, in their order."""
    shown: list[Part] = [part for part in document.parts if not isinstance(part, Code)]
    before, key, rest = parted(shown, document.look.say("page.about"))
    paper = _Paper(document, writer)
    paper.front()
    writer.text = writer.top = "Numbered paragraph"
    paper.section("purpose", paper.told("purpose"))
    paper.section("recommendations", paper.told("recommendations"))
    paper.section("background", paper.given("background"))
    flow(paper.made, before, writer)
    paper.section("key_issues", [] if key else [writer.look.say("word.no_key_points")])
    flow(paper.made, key, writer)
    paper.section("implications", [])
    for each in IMPLICATIONS:
        paper.made.append(writer.line("Heading 2", writer.look.say(f"word.{each}")))
        paper.asked(each)
    paper.section("consultation", [])
    paper.asked("consultation")
    paper.section("background_documents", [])
    paper.documents(sources(document))
    paper.section(
        "appendices", [writer.look.say("word.appendix" if rest else "word.no_appendix", **paper.values)]
    )
    writer.text, writer.top = "Normal", "List Bullet"
    paper.appendix(rest)
    return paper.made


def parted(parts: list[Part], about: str) -> tuple[list[Part], list[Part], list[Part]]:
    """Part a report into what it is about, the section of its key points, and the rest; none is lost.

    `about` is the heading of the introduction, which stands behind the key points (`iomlib.build.opening`).

    Examples
    --------
    >>> parted([Prose([{"type": "paragraph"}]), Sentence(style="lead", sentences=["So it is."])], "About")[1]
    [Sentence(kind='sentence', style='lead', sentences=['So it is.'], see=[], disclosure='method', figures=[])]
    """
    first = next((n for n, part in enumerate(parts) if not _is_text(part)), len(parts))
    lead = next(
        (n for n, part in enumerate(parts) if isinstance(part, Sentence) and part.style == "lead"), -1
    )
    if lead < 0:
        return parts[:first], [], parts[first:]
    end = _next_section(parts, lead + 1)
    key = [_without_heading(part) for part in parts[first:end]]
    told = [plain_text(token["children"]) for part in parts[end : end + 1] for token in headings(part)]
    if told[:1] != [about]:
        return parts[:first], key, parts[end:]
    # Its words only: a table in it is no background, and follows the key points wherever a report is read.
    return [*parts[:first], _without_heading(parts[end])], key, parts[end + 1 :]


def _next_section(parts: list[Part], start: int) -> int:
    return next((n for n, part in enumerate(parts) if n >= start and _begins(part)), len(parts))


def _is_text(part: Part) -> bool:
    return isinstance(part, Prose) and not any(token["type"] == "heading" for token in part.tokens)


def _begins(part: Part) -> bool:
    """Tell whether a section of the report begins here."""
    tokens = part.tokens if isinstance(part, Prose) else []
    return any(token["type"] == "heading" and token["attrs"]["level"] <= 2 for token in tokens)


def _without_heading(part: Part) -> Part:
    """Leave out the heading of the key points or of the introduction, for which the paper has its own."""
    if not isinstance(part, Prose) or not _begins(part):
        return part
    kept = [token for token in part.tokens if token["type"] != "heading" or token["attrs"]["level"] > 2]
    return Prose(kept)


def flow(made: list[Element], parts: list[Part], writer: Writer) -> None:
    """Write parts one after the other; a wide table and the words above it stand on a page that is turned."""
    turned = False
    for part, following in zip_longest(parts, parts[1:]):
        leads = isinstance(part, Prose) and isinstance(following, Table | Chart)
        if (is_wide(part, writer) or (leads and is_wide(following, writer))) != turned:
            _end_section(made, writer, turned)
            turned = not turned
        written = write(part, writer)
        made += written
        if leads and written:
            written[-1][0].insert(1, element("w:keepNext"))  # or it stays behind on the page before
    if turned:
        _end_section(made, writer, turned)


def _end_section(made: list[Element], writer: Writer, turned: bool) -> None:
    """End a run of pages after the last paragraph; a table has none, so it is given an empty one."""
    if not made[-1].tag.endswith("}p"):
        made.append(writer.line("Note", []))
    made[-1][0].append(writer.section(turned))


def sources(document: Document) -> list[str]:
    """List what the report itself names as the source of its numbers, each once, in the order of the page.

    A document that is named once as a whole and once with a place in it stands there with the place.
    """
    notes: list[str] = []
    for part in document.parts:
        notes += part.notes if isinstance(part, Table) else []
        notes += part.sentences if isinstance(part, Sentence) else []
    found = [_SOURCE.search(note) or _EDITION.match(note) for note in notes]
    named = dict.fromkeys(each["all"] for each in found if each and not each["all"].startswith("none named"))
    return [
        each for each in named if not any(other.startswith(f"{each.removesuffix('.')},") for other in named)
    ]


def filled(text: str, values: dict[str, str]) -> list[str]:
    """Put area, quarter and committee into a text of the council's own, and part it at its empty lines.

    Examples
    --------
    >>> filled("Crime in {area}.\\n\\nIt is down.", {"area": "Haringey"})
    ['Crime in Haringey.', 'It is down.']
    """
    pieces = re.split(r"\n\s*\n", text)  # first, so that a name cannot begin a paragraph
    return [_NAMED.sub(lambda found: values.get(found[1], found[0]), each) for each in pieces if each.strip()]


class _Paper:
    """The paper as it grows; what is said in more than one place of it."""

    def __init__(self, document: Document, writer: Writer) -> None:
        look = document.look
        self.document, self.writer, self.made = document, writer, list[Element]()
        self.say: Callable[..., str] = look.say
        own = look.paper.get("notebooks", {}).get(document.notebook, {})
        self.texts: dict[str, Any] = {**look.paper, **own}
        committee = look.committee or look.say("word.committee")
        report = document.heading.removesuffix(f": {document.area}, {document.quarter}")
        self.values = {"area": document.area, "quarter": document.quarter}
        self.values |= {"committee": committee, "report": report, "heading": document.heading}

    def front(self) -> None:
        """Say what the paper is, for whom, whether anybody may read it, and whom to ask."""
        contacts = self.given("contact") or [each for each in [self.document.look.contact] if each]
        lines = [self.say("word.to", **self.values)] if self.document.look.committee else []
        lines.append(self.say("page.restricted") if self.document.restricted else self.say("word.public"))
        lines += [self.say("word.contact", contact=each) for each in contacts]
        self.made.append(self.writer.line("Title", self.document.full_heading))
        self.made += [self.writer.line("Subtitle", line) for line in lines]

    def section(self, name: str, texts: list[str]) -> None:
        """Begin a numbered section with the paragraphs that are known."""
        self.made.append(self.writer.line("Heading 1", self.say(f"word.{name}")))
        self.made += [self.writer.line("Numbered paragraph", text) for text in texts]

    def given(self, name: str) -> list[str]:
        """Give what the council's own paper says here, if it says anything."""
        said = self.texts.get(name) or []
        texts = [said] if isinstance(said, str) else list(said)
        return [piece for text in texts for piece in filled(text, self.values)]

    def told(self, name: str) -> list[str]:
        """Give what the council's own paper says here, or what any paper would."""
        return self.given(name) or filled(self.document.look.words[f"word.{name}_text"], self.values)

    def asked(self, name: str) -> None:
        """Write what was given, or in a way that nobody overlooks that the author has to write it."""
        texts = self.given(name)
        missing = self.say("word.to_be_written", what=self.say(f"word.{name}_what"))
        style = "Numbered paragraph" if texts else "To be written"
        self.made += [self.writer.line(style, text) for text in texts or [missing]]

    def documents(self, named: list[str]) -> None:
        """List the sources that the report names, then those that the council adds."""
        texts = [*named, *self.given("background_documents")]
        self.made += [self.writer.line("Numbered paragraph", text) for text in texts]
        if not texts:
            self.asked("background_documents")
        if label := self.writer.labels.get("provenance"):
            self.made.append(self.writer.line("Numbered paragraph", self.say("word.provenance", table=label)))

    def appendix(self, parts: list[Part]) -> None:
        """Begin a page with the report itself; its heading is of no number, because its name is one."""
        if not parts:
            return
        none = element("w:numPr", element("w:ilvl", w_val=0), element("w:numId", w_val=0))
        how = [element("w:pageBreakBefore"), none, element("w:ind", w_left=0, w_firstLine=0)]
        name = run(self.say("word.appendix_heading", **self.values))
        self.made.append(self.writer.line("Heading 1", [name], *how))
        flow(self.made, parts, self.writer)
