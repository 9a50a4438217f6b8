"""What each part of a report is in Word: paragraphs, tables that say what they are, pictures with words."""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.document import Code, Part, Prose
from iomlib.build.look import Look
from iomlib.build.reference import TABLE_STYLE
from iomlib.build.word_picture import as_png, bare_svg
from iomlib.build.word_xml import Element, clean, element, inline, paragraph, run
from iomlib.build.word_xml import field as word_field

LETTER = 120  # a letter of Arial 10 in bold is about 6 points wide
TOWER = 12  # lines: more of them in a cell are read with a finger
EDGES = 170  # between the words of a cell and its sides
SHORT = 20  # lines: a table of no more stays on one page, with its caption
EMU = 635  # of these, in which pictures are measured, are one twentieth of a point
_SVG_OF_2016 = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


@dataclass
class Writer:
    """What is needed to write parts: styles by name, the room on a page, where pictures are put."""

    styles: Callable[[str], str]  # from a style's name to its id in this file
    embed: Callable[[str, bytes], str]  # name and bytes of a picture; gives how the text refers to it
    listed: Callable[[str], int]  # the numbering of a list's style; of one that counts a new one each time
    section: Callable[[bool], Element]  # a page, turned or upright, on which what stands before it is put
    look: Look
    room: tuple[int, int]  # width and height of the text in twentieths of a point, upright
    labels: dict[str, str]  # what each table and chart is called in the text, such as Table 1, by its id
    text: str = "Normal"  # the style of plain text: numbered in the paper, plain in its appendix
    top: str = "List Bullet"  # the style of key points
    counts: dict[str, int] = field(default_factory=lambda: {"table": 0, "chart": 0})

    def line(self, style: str, content: str | Iterable[Element], *how: Element) -> Element:
        """Make a paragraph of a style, by its name."""
        return paragraph(self.styles(style), content, *how)


def write(part: Part, writer: Writer) -> list[Element]:
    """Turn one part into what stands in the body of a Word file."""
    match part:
        case Prose():
            return prose(part.tokens, writer)
        case Table():
            return _table(part, writer)
        case Chart():
            return _chart(part, writer)
        case Sentence():
            return _sentences(part, writer)
        case Code():
            return []


def prose(tokens: list[dict[str, Any]], writer: Writer) -> list[Element]:
    """Write Markdown as it was parsed."""
    made: list[Element] = []
    for token in tokens:
        match token["type"]:
            case "heading":
                style = f"Heading {min(token['attrs']['level'], 3)}"
                made.append(writer.line(style, inline(token["children"])))
            case "paragraph":
                made.append(writer.line(writer.text, inline(token["children"])))
            case "list":
                made += _items(token, writer)
            case "block_quote":
                made += [writer.line("Quote", lines) for lines in _paragraphs(token["children"])]
            case "block_code":
                lines = [[run(line, "code")] for line in token["raw"].splitlines()]
                made.append(writer.line(writer.text, _broken(lines)))
            case "blank_line" | "thematic_break":
                continue
            case other:
                inline([{"type": other}])
    return made


def _items(token: dict[str, Any], writer: Writer, level: int = 0) -> list[Element]:
    """Write a list; one that counts begins with 1 again, wherever another one ended."""
    style = "List Number" if token["attrs"]["ordered"] else "List Bullet"
    number = writer.listed(style)
    made: list[Element] = []
    for item in token["children"]:
        for lists, children in groupby(item["children"], lambda child: bool(child["type"] == "list")):
            if lists:
                made += [line for child in children for line in _items(child, writer, level + 1)]
            elif lines := _paragraphs(children):
                place = element("w:ilvl", w_val=level), element("w:numId", w_val=number)
                made.append(writer.line(style, _broken(lines), element("w:numPr", *place)))
    return made


def _paragraphs(tokens: Iterable[dict[str, Any]]) -> list[list[Element]]:
    """Write the paragraphs within a quotation or a point of a list; all else that could stand there is refused."""
    return [
        inline(token["children"] if token["type"] in ("paragraph", "block_text") else [token])
        for token in tokens
        if token["type"] != "blank_line"
    ]


def _broken(lines: list[list[Element]]) -> list[Element]:
    """Put a break between lines of one paragraph."""
    return [piece for line in lines for piece in (element("w:r", element("w:br")), *line)][1:]


def _sentences(part: Sentence, writer: Writer) -> list[Element]:
    style = {"lead": writer.top, "missing": "Not supplied", "plain": writer.text}[part.style]
    sees = [*part.see, *[""] * len(part.sentences)]
    made = []
    for sentence, see in zip(part.sentences, sees, strict=False):
        runs = [run(sentence)]
        if part.style == "lead" and see in writer.labels:
            place = element("w:hyperlink", run(writer.labels[see]), w_anchor=anchor(writer.labels[see]))
            before, after = writer.look.say("word.see", place="\n").split("\n")
            runs += [run(f" {before}"), place, run(after)]
        made.append(writer.line(style, runs))
    return made


def anchor(label: str) -> str:
    """Name the place of a table or chart, by its number.

    Examples
    --------
    >>> anchor("Table 12")
    'iom_Table_12'
    """
    return "iom_" + "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in label)[:36]


def _caption(part: Table | Chart, writer: Writer) -> Element:
    """Write a caption whose number is a field, so that Word can list and cite tables; the words stay the same."""
    writer.counts[part.kind] += 1
    label, number = writer.labels[part.id], str(writer.counts[part.kind])
    before, _, after = label.partition(number)
    mark = sum(writer.counts.values())
    runs = [
        element("w:bookmarkStart", w_id=mark, w_name=anchor(label)),
        run(before),
        word_field(f"SEQ {part.kind.capitalize()} \\* ARABIC", number),
        *([run(after)] if after else []),
        element("w:bookmarkEnd", w_id=mark),
        run(part.caption.removeprefix(label)),
    ]
    return writer.line("Caption", runs)


def is_wide(part: Part, writer: Writer) -> bool:
    """Tell whether a part needs a page that is turned: a table whose words do not fit upright, or only in towers."""
    if not isinstance(part, Table):
        return False
    upright, turned = writer.room
    return sum(_least(part, turned)) > upright or max(_lines(part, _widths(part, upright)), default=0) > TOWER


def _lines(table: Table, widths: list[int]) -> list[int]:
    """Guess how many lines each row takes: as many as its longest cell."""
    rooms = [max(1, width - EDGES) for width in widths]
    rows = [zip(row, rooms, strict=True) for row in table.rows]
    return [max((1 + LETTER * len(cell) // room for cell, room in row), default=1) for row in rows]


def _table(table: Table, writer: Writer) -> list[Element]:
    widths = _widths(table, writer.room[is_wide(table, writer)])
    flags = {"w_firstRow": 1, "w_lastRow": int(table.total), "w_firstColumn": 1, "w_lastColumn": 0}
    flags |= {"w_noHBand": 1, "w_noVBand": 1}
    heads = ", ".join(column.text for column in table.columns)
    about = writer.look.say("word.table", rows=len(table.rows), columns=heads)
    properties = element(
        "w:tblPr",
        element("w:tblStyle", w_val=writer.styles(TABLE_STYLE)),
        element("w:tblW", w_w=sum(widths), w_type="dxa"),
        element("w:tblLayout", w_type="fixed"),
        element(
            "w:tblLook",
            w_val="06E0" if table.total else "06A0",
            **flags,
        ),
        element("w:tblCaption", w_val=clean(table.caption)),
        element("w:tblDescription", w_val=clean(about)),
    )
    grid = element("w:tblGrid", *(element("w:gridCol", w_w=width) for width in widths))
    rows = [[column.text for column in table.columns], *table.rows]
    short = sum(_lines(table, widths)) <= SHORT
    stays = len(rows) - 1 if short else 0  # rows that stay on a page with the next
    columns = [(column.number, width) for column, width in zip(table.columns, widths, strict=True)]
    made = [_row(columns, cells, writer, head=n == 0, stays=n < stays) for n, cells in enumerate(rows)]
    notes = [writer.line("Note", note) for note in table.notes]
    return [_caption(table, writer), element("w:tbl", properties, grid, *made), *notes]


def _row(
    columns: list[tuple[bool, int]], cells: list[str], writer: Writer, *, head: bool, stays: bool
) -> Element:
    """Write a row that is not split over pages; the head is repeated on each."""
    made = []
    for (number, width), cell in zip(columns, cells, strict=True):
        how = [element("w:keepNext")] if stays else []
        how += [element("w:jc", w_val="right")] if number else []
        size = element("w:tcPr", element("w:tcW", w_w=width, w_type="dxa"))
        made.append(element("w:tc", size, writer.line("Table text", cell, *how)))
    marks = [element("w:cantSplit"), *([element("w:tblHeader")] if head else [])]
    return element("w:tr", element("w:trPr", *marks), *made)


def _least(table: Table, room: int) -> list[int]:
    """Give what each column needs for its longest word; a number is not broken, or half of it reads as another."""
    least = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        words = cells if column.number else " ".join(cells).split()
        longest = max(map(len, [*column.text.split(), *words]), default=1)
        least.append(min(room // 3, LETTER * longest + EDGES))
    return least


def _widths(table: Table, room: int) -> list[int]:
    """Share the room: what is left when each column has the least goes to each by what it holds."""
    least = _least(table, room)
    if sum(least) > room:
        return [width * room // sum(least) for width in least]
    more = []
    for place, (column, needed) in enumerate(zip(table.columns, least, strict=True)):
        longest = max(map(len, [] if column.number else [row[place] for row in table.rows]), default=0)
        head = len(column.text) if len(column.text) < 16 else len(column.text) // 2  # it may take two lines
        wanted = LETTER * max(longest, head) + EDGES
        more.append(max(0, min(room, wanted) - needed))
    share = min(1, (room - sum(least)) / max(1, sum(more)))
    return [needed + int(share * extra) for needed, extra in zip(least, more, strict=True)]


def _chart(chart: Chart, writer: Writer) -> list[Element]:
    caption = _caption(chart, writer)
    number = writer.counts["chart"]
    png = as_png(chart.svg)
    pixels = struct.unpack(">II", png[16:24])
    scale = min(writer.room[0] / pixels[0], (writer.room[1] - 2000) / pixels[1])
    width, height = (int(scale * side) * EMU for side in pixels)
    refers = {"png": writer.embed(f"chart{number}.png", png)}
    refers["svg"] = writer.embed(f"chart{number}.svg", bare_svg(chart.svg))
    picture = element("w:r", element("w:drawing", _drawing(chart, number, refers, width, height)))
    shows = [writer.line("Note", chart.shows)] if chart.shows else []
    stays = [element("w:keepNext")] if shows else []
    return [caption, writer.line("Normal", [picture], *stays), *shows]


def _drawing(chart: Chart, number: int, refers: dict[str, str], width: int, height: int) -> Element:
    """Put a picture into the line: drawn lines for a Word that knows them, points for any other."""
    known = element("wp:docPr", id=number, name=f"Chart {number}", descr=clean(chart.alt))
    lines = element("asvg:svgBlip", r_embed=refers["svg"])
    more = element("a:extLst", element("a:ext", lines, uri=_SVG_OF_2016))
    shape = element(
        "pic:spPr",
        element("a:xfrm", element("a:off", x=0, y=0), element("a:ext", cx=width, cy=height)),
        element("a:prstGeom", element("a:avLst"), prst="rect"),
    )
    drawn = element(
        "pic:pic",
        element(
            "pic:nvPicPr",
            element("pic:cNvPr", id=number, name=f"Chart {number}", descr=clean(chart.alt)),
            element("pic:cNvPicPr"),
        ),
        element(
            "pic:blipFill",
            element("a:blip", more, r_embed=refers["png"]),
            element("a:stretch", element("a:fillRect")),
        ),
        shape,
    )
    uri = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    data = element("a:graphic", element("a:graphicData", drawn, uri=uri))
    size = element("wp:extent", cx=width, cy=height)
    edges = {"distT": 0, "distB": 0, "distL": 0, "distR": 0}
    return element("wp:inline", size, known, element("wp:cNvGraphicFramePr"), data, **edges)
