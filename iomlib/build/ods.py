"""The tables of a report as one workbook (ODS) to reuse, after the Analysis Function's guidance on spreadsheets.

A cover, contents and notes come first; then each table has a worksheet: its title in A1, what to know in the rows
below, the names of the columns, the data. No cell is merged and none of a table is empty.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from iomlib.blocks import Chart, Heading, Table
from iomlib.build.document import Document
from iomlib.build.look import Look
from iomlib.build.ods_file import About, Cell, Sheet, as_ods, number, plain, words

# What a report says in place of a number, and the shorthand for it; a test holds it to `report.formats`.
SHORTHAND = {"withheld": "[c]", "no data": "[x]", "refused": "[x]", "": "[z]"}
NO_INTERVAL = "none"  # what a chart says of a number without one
_SAID = {"[c]": "ods.confidential", "[x]": "ods.missing", "[z]": "ods.nothing"}
_INTERVAL = re.compile(r"(\S+) to (\S+)")
_NUMBER = re.compile(r"([+−-]?)(£?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(%?)")
_FORBIDDEN = re.compile(r"[\[\]*?:/\\'\"<>&.$#\x00-\x20]+")
_LONGEST = 31  # letters of a worksheet's name, in the programs that allow least

Shown = Table | Chart


def to_ods(document: Document) -> bytes:
    """Write every table of a report, and what its charts draw, as a workbook.

    Examples
    --------
    >>> to_ods(Document(title="", edition="public", heading="", area="", quarter="", date="2008-09-30"))[:2]
    b'PK'
    """
    look = document.look
    named = sheets_of(document)
    numbered: dict[str, int] = {}  # each note once, in the order of the report
    for block in named.values():
        for note in _notes(block):
            numbered.setdefault(note, len(numbered) + 1)
    sheets = [
        _cover(document),
        _contents(named, look, bool(numbered)),
        *([_note_sheet(named, numbered, look)] if numbered else []),
        *(_data_sheet(name, block, document, numbered) for name, block in named.items()),
    ]
    mark = look.words["pdf.restricted"] if document.restricted else ""
    marked = [replace(sheet, about=_marked(sheet.about, mark)) for sheet in sheets] if mark else sheets
    about = About(document.full_heading, look.committee or document.title, document.date, look.language, mark)
    return as_ods(marked, about)


def _marked(about: list[list[Cell]], mark: str) -> list[list[Cell]]:
    """Put the mark of a restricted edition below the title of a worksheet."""
    return [about[0], [words(mark, "strong")], *about[1:]]


def sheets_of(document: Document) -> dict[str, Shown]:
    """Give each table, and each chart that says what it draws, the name of its worksheet."""
    counts, named = {"table": 0, "chart": 0}, {}
    for part in document.parts:
        if isinstance(part, Table | Chart):
            counts[part.kind] += 1
            if part.columns and part.rows:
                named[_name(document.look.say(f"ods.{part.kind}", number=counts[part.kind]))] = part
    return named


def _name(said: str) -> str:
    return _FORBIDDEN.sub("_", said)[-_LONGEST:]


def _notes(block: Shown) -> list[str]:
    return block.notes if isinstance(block, Table) else [block.shows] if block.shows else []


def _cover(document: Document) -> Sheet:
    look = document.look
    edition = look.words["pdf.restricted" if document.restricted else "pdf.public"]
    lines = [
        ("area", document.area),
        ("quarter", document.quarter),
        ("edition", edition),
        ("committee", look.committee),
        ("about", look.words["ods.what"]),
        ("about", look.words["ods.use"]),
        ("about", look.words["ods.precision"]),
        *(("shorthand", look.words[key]) for key in _SAID.values()),
        ("contact", look.footer),
    ]
    rows = [[words(look.words[f"ods.{key}"], "strong"), words(said)] for key, said in lines if said]
    return Sheet(_name(look.words["ods.cover"]), [[words(document.heading, "title")], *rows])


def _contents(named: dict[str, Shown], look: Look, notes: bool) -> Sheet:
    about = [[words(look.words["ods.contents"], "title")], [words(look.words["ods.holds"])]]
    listed = [(_name(look.words["ods.notes"]), look.words["ods.notes"])] if notes else []
    listed += [(name, block.caption) for name, block in named.items()]
    header = [words(look.words["ods.sheet"], "head"), words(look.words["ods.title"], "head")]
    rows = [[words(name, link=name), words(caption)] for name, caption in listed]
    return Sheet(_name(look.words["ods.contents"]), about, header, rows)


def _note_sheet(named: dict[str, Shown], numbered: dict[str, int], look: Look) -> Sheet:
    about = [[words(look.words["ods.notes"], "title")], [words(look.words["ods.holds"])]]
    header = [words(look.words[f"ods.{key}"], "head") for key in ("number", "note", "where")]
    rows = [
        [number(Decimal(place)), words(note), words(", ".join(_bearing(named, note)))]
        for note, place in numbered.items()
    ]
    return Sheet(_name(look.words["ods.notes"]), about, header, rows)


def _bearing(named: dict[str, Shown], note: str) -> Iterator[str]:
    return (name for name, block in named.items() if note in _notes(block))


def _data_sheet(name: str, block: Shown, document: Document, numbered: dict[str, int]) -> Sheet:
    look = document.look
    places = [numbered[note] for note in _notes(block)]
    see = look.say("ods.see", numbers=", ".join(map(str, places)), sheet=_name(look.words["ods.notes"]))
    header, rows = grid(block.columns, block.rows, look)
    used = [said for said in _SAID if any(cell.text == said for row in rows for cell in row)]
    about = [block.caption, document.heading]
    about += [
        f"{look.words['ods.holds']} {see if places else look.words['ods.none']}",
        *(look.words[_SAID[said]] for said in used),
    ]
    lines = [[words(line, "" if place else "title")] for place, line in enumerate(about) if line]
    return Sheet(name, lines, [words(head, "head") for head in header], rows, named=True)


def grid(columns: list[Heading], rows: list[list[str]], look: Look) -> tuple[list[str], list[list[Cell]]]:
    """Turn a table into names of columns and cells; an interval becomes two columns.

    Examples
    --------
    >>> from iomlib.build.look import default_look
    >>> heads = [Heading(text="Group", number=False), Heading(text="Range", number=True)]
    >>> names, cells = grid(heads, [["Theft", "9 to 1,100"], ["Robbery", "withheld"]], default_look())
    >>> names, [[cell.value or cell.text for cell in row] for row in cells]
    (['Group', 'Range, from', 'Range, to'], [['Theft', '9', '1100'], ['Robbery', '[c]', '[c]']])
    """
    names: list[str] = []
    cells: list[list[Cell]] = [[] for _ in rows]
    for place, column in enumerate(columns):
        texts = [plain(row[place]) for row in rows]
        pairs = _pairs(texts) if column.number and place else None
        if pairs:
            names += [look.say(f"ods.{end}", column=column.text) for end in ("from", "to")]
        else:
            names.append(column.text)
        for row, parts in zip(cells, pairs or [(text,) for text in texts], strict=True):
            row += [_cell(part, column.number, place) for part in parts]
    return names, cells


def _pairs(texts: list[str]) -> list[tuple[str, ...]] | None:
    """Take intervals apart, where a column holds nothing else."""
    texts = ["" if text == NO_INTERVAL else text for text in texts]
    found = [_INTERVAL.fullmatch(text) for text in texts]
    if not any(found) or any(text not in SHORTHAND for text in texts if not _INTERVAL.fullmatch(text)):
        return None
    return [(match[1], match[2]) if match else (text, text) for match, text in zip(found, texts, strict=True)]


def _cell(text: str, numeric: bool, place: int) -> Cell:
    if text in SHORTHAND and (place or not text):
        return words(SHORTHAND[text])
    found = _NUMBER.fullmatch(text) if numeric and place else None
    if not found:
        return words(text)
    sign, pound, whole, part, percent = found.groups(default="")
    value = Decimal(f"{'-' if sign in ('−', '-') else ''}{whole.replace(',', '')}{part}")
    return number(value, pound=bool(pound), percent=bool(percent), signed=sign == "+")
