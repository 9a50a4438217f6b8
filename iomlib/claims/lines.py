"""Puts the lines of a report together: paragraphs, their numbers and headings, and the rows of tables."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

_NUMBER = re.compile(
    r"^(?:[-*•] +)?(\d{1,2}(?:\.\d{1,2}){1,3})\.?(?:\s+(?!per ?cent|million|billion|thousand|%"
    r")(?=\S)|$)|^(?:[-*•] +)?(\d{1,2}|(?!Q)[A-Z]\d{1,2}(?=[.)]))(?:[.)])?\s+(?=[A-Z£“\"'])"
)
_BULLET = re.compile(r"^\s*(?:[-*•–—□]|\(?[a-z]\)|\(?[ivx]+\))\s*(?=\S)")
_MARKS = re.compile(r"\*{1,3}|</?(?:u|b|i|p|br|strong|em)\s*/?>|[\x00-\x08\x0b-\x1f\u200b-\u200f\ufeff]")
_ENDS = re.compile(r"[.:;!?][”\"'’)]*$")
_CELL = re.compile(
    r"^(?P<label>\D*?[^\W\d][^\t]*?)\s+(?P<cells>(?:[-−+]?£?\d[\d,]*(?:\.\d+)?(?:%|m|k|bn)?(?:\s+|$)|[-–—]\s+){2,})$"
)
_FOOT = re.compile(r"^(?:page\s+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?$", re.IGNORECASE)
_YEARS = re.compile(r"\b(?:19|20)\d\d(?:[/-]\d\d)?\b|%")
Rows = tuple[tuple[str, ...], ...]
_WIDEST = 300  # Letters of a row of a table.
_LONG_HEADING = 80  # Letters.


class Line(NamedTuple):
    """One line as it stands in the file, the page, and whether it is marked as a heading there."""

    text: str
    page: int | None
    heading: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a report, or a table where it has ``rows``.

    ``number`` is its own or that of the last numbered one before it ("4.9"), ``heading`` the words of the nearest
    heading above, ``place`` its position in the document.

    Examples
    --------
    >>> Paragraph("report", "4.9", None, "There have been 128.").rows
    """

    document: str
    number: str
    page: int | None
    text: str
    rows: tuple[tuple[str, ...], ...] | None = None
    heading: str = ""
    place: int = 0


def paragraphs(document: str, lines: Iterable[Line]) -> list[Paragraph]:
    """Put lines together.

    Examples
    --------
    >>> found = paragraphs("r", [Line("4.9 Quarter 3", None), Line("", None), Line("There were 23", None)])
    >>> [(each.number, each.heading, each.text) for each in found]
    [('4.9', '', 'Quarter 3'), ('4.9', 'Quarter 3', 'There were 23')]
    """
    made: list[Paragraph] = []
    number = heading = ""
    for block in _blocks(_without_feet(list(lines))):
        page, rows = block[0].page, _rows(block)
        if rows:
            before = len(made)
            rows = _headed(rows, made)
            heading = heading if len(made) == before else ""
            text = "\n".join("\t".join(row) for row in rows)
            made.append(Paragraph(document, number, page, text, rows, heading, len(made)))
            continue
        text = " ".join(line.text for line in block)
        found, bullet = _NUMBER.match(text), _BULLET.match(text)
        if found and _numbers_on(number, found[1] or found[2]):
            number, bullet = found[1] or found[2], None
        elif found and found[1] is None:
            bullet = bullet or found
        mark = found or bullet
        text = text[mark.end() :] if mark else text
        if not text:
            continue
        if block[0].heading or (not bullet and is_heading(text)):
            # A heading belongs to its own number: "4.9 Quarter 3", and what follows stands under it.
            made.append(Paragraph(document, number, page, text, None, "", len(made)))
            heading = text
        else:
            heading = "" if found and not bullet and _leaves(number, made) else heading
            made.append(Paragraph(document, number, page, text, None, heading, len(made)))
    return made


def _headed(rows: Rows, made: list[Paragraph]) -> Rows:
    """Put the words over the columns back on a PDF's table, where they stand as a line of their own."""
    last = made[-1].text.split() if made and made[-1].rows is None and made[-1].heading == "" else []
    width = len(rows[0])
    if not (rows[0][0] and len(last) >= width and is_heading(_YEARS.sub("", made[-1].text))):
        return rows
    made.pop()
    return ((" ".join(last[: 1 - width]), *last[1 - width :]), *rows)


def is_heading(text: str) -> bool:
    """Say whether a line is a heading: short, without a full stop, and more than figures.

    Examples
    --------
    >>> is_heading("Quarter 3"), is_heading("There were 23 offences in the quarter")
    (True, False)
    """
    if len(text) > _LONG_HEADING or _ENDS.search(text) or "\t" in text:
        return False
    words = text.split()
    figures = re.findall(
        r"\d[\d,.]*%?", re.sub(r"(?i)\b(?:quarter|year|part|q|appendix) ?\d|\b(?:19|20)\d\d\S*", "", text)
    )
    return 0 < len(words) <= 10 and not figures and text[:1].isupper() and not _VERB.search(text)


_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|should|would|there|rose|fell)\b")


def _numbers_on(number: str, found: str) -> bool:
    """Say whether a number is the next of a report's, and not that of an item in a list within a paragraph."""
    last = number.split(".", maxsplit=1)[0]
    if "." in found or "." not in number or not (last + found).isdigit():
        return True
    return int(last) < int(found) <= int(last) + 2


def _leaves(number: str, made: list[Paragraph]) -> bool:
    """Say whether a numbered paragraph no longer stands under the heading that had a number of its own."""
    return (
        bool(made) and made[-1].number != number and _own(made) not in ("", number.split(".", maxsplit=1)[0])
    )


def _own(made: list[Paragraph]) -> str:
    last = made[-1].heading
    return next((each.number for each in reversed(made) if each.text == last), "") if last else ""


def _without_feet(lines: list[Line]) -> list[Line]:
    """Leave out page numbers, and what stands at the head or foot of most pages: a running title."""
    by_page: dict[int | None, list[int]] = {}
    for place, line in enumerate(lines):
        if line.text.strip():
            by_page.setdefault(line.page, []).append(place)
    if set(by_page) <= {None}:
        return lines
    edges = {place for places in by_page.values() for place in (*places[:2], *places[-2:])}
    often = Counter(lines[place].text.strip() for place in edges)
    least = max(2, len(by_page) // 2 + 1)
    gone = {
        place
        for place in edges
        if _FOOT.match(lines[place].text.strip()) or often[lines[place].text.strip()] >= least
    }
    return [line for place, line in enumerate(lines) if place not in gone]


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """Part the lines where a paragraph, a bullet or a table begins, and join what a line or page end has parted."""
    blocks: list[list[Line]] = []
    width = _width(lines)
    empty = True
    for raw in lines:
        line = raw._replace(text=_clean(raw.text))
        if not line.text.strip(" |-\t"):
            empty = empty or "|" not in line.text  # "| --- |" stands under the heads of a table
            continue
        if blocks and not line.heading and _goes_on(blocks[-1], line, empty, width):
            blocks[-1].append(line)
        else:
            blocks.append([line])
        empty = False
    return blocks


def _goes_on(block: list[Line], line: Line, empty: bool, width: float) -> bool:
    last = block[-1].text
    if block[-1].heading or _table(last) or _table(line.text):
        return _table(last) and _table(line.text) and not empty
    if _NUMBER.match(line.text):
        return False
    ended = bool(_ENDS.search(last))
    bullet = _BULLET.match(line.text)
    if bullet or empty:
        small = line.text[bullet.end() if bullet else 0 :][:1].islower()
        broken = not ended and small and len(last) > 20 and len(" ".join(each.text for each in block)) > 40
        return broken and not (bullet and not empty)
    if is_heading(last) and len(last) < 0.7 * width:
        return False
    return not ended or len(last) > 0.6 * width


def _width(lines: list[Line]) -> float:
    lengths = sorted(len(line.text) for line in lines if line.text.strip())
    return min(lengths[int(len(lengths) * 0.9)], 120) if lengths else 0


def _clean(text: str) -> str:
    text = (
        _MARKS.sub("", text)
        .replace("\u00a0", " ")
        .replace("\u2009", " ")
        .replace("\u2011", "-")
        .replace("\ufffe", "-")
    )
    return re.sub(r" {2,}", " ", text).strip(" ")


def _table(text: str) -> bool:
    if "\t" in text.strip() or text.count("|") > 1 or " | " in text.strip(" |"):
        return True
    return len(text) < _WIDEST and bool(_CELL.match(text.strip()))


def _rows(block: list[Line]) -> Rows | None:
    """Give the cells of a table's rows: parted by tabs or pipes, or a label with figures behind it."""
    if not all(_table(line.text) for line in block):
        return None
    if len(block) == 1 and not ("\t" in block[0].text or "|" in block[0].text):
        return None
    rows = []
    for line in block:
        text = line.text.strip("| ")
        if "\t" in line.text:
            cells = line.text.rstrip("\n").split("\t")
        elif "|" in text:
            cells = text.split("|")
        else:
            found = _CELL.match(text.strip())
            cells = [found["label"], *found["cells"].split()] if found else [text]
        if not all(re.fullmatch(r"[\s:-]*", cell) for cell in cells):
            rows.append(tuple(cell.strip() for cell in cells))
    return tuple(rows)
