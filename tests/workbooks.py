"""Makes small real workbooks: ODS as LibreOffice writes it, XLSX by way of openpyxl, CSV in UTF-8.

A sheet is a list of rows. A text becomes a cell of text, a number a cell with a number in it, a day a cell
with a date, and None an empty one. `merged` names ranges by sheet: {"2018_19": ["A1:C1"]}.
"""

import csv
import re
import zipfile
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import openpyxl

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in [("office", "office"), ("table", "table"), ("text", "text"), ("manifest", "manifest")]
)
TYPE = "application/vnd.oasis.opendocument.spreadsheet"
WIDE, LONG = 16_384, 1_048_576  # to which LibreOffice fills a sheet with cells repeated


def write(path, sheets, merged=None):
    """Write a workbook of the kind that its name ends with; a CSV file holds the first sheet."""
    {".ods": ods, ".xlsx": xlsx, ".csv": comma_separated}[path.suffix](path, sheets, merged or {})
    return path


def ods(path, sheets, merged):
    tables = "".join(_table(name, rows, merged.get(name, [])) for name, rows in sheets.items())
    content = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    entries = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}"/>'
    entries += '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", _xml("office:document-content", content))
        archive.writestr("META-INF/manifest.xml", _xml("manifest:manifest", entries))


def xlsx(path, sheets, merged):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged.get(name, []):
            sheet.merge_cells(cells)
    book.save(path)


def comma_separated(path, sheets, merged):
    assert not merged, "a CSV file has no merged cells"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(next(iter(sheets.values())))


def _xml(element, inside):
    version = ' office:version="1.3"' if element.startswith("office") else ' manifest:version="1.3"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{element} {NAMESPACES}{version}>{inside}</{element}>'


def _table(name, rows, merged):
    spans, covered = _spans(merged)
    body = ""
    for number, row in enumerate(rows):
        cells = "".join(_cell(value, (number, at), spans, covered) for at, value in enumerate(row))
        rest = f'<table:table-cell table:number-columns-repeated="{WIDE - len(row)}"/>'
        body += f"<table:table-row>{cells}{rest}</table:table-row>"
    empty = f'<table:table-cell table:number-columns-repeated="{WIDE}"/>'
    body += f'<table:table-row table:number-rows-repeated="{LONG - len(rows)}">{empty}</table:table-row>'
    return f"<table:table table:name={quoteattr(name)}>{body}</table:table>"


def _spans(merged):
    """Give how far each merged cell reaches, and the cells that it covers."""
    spans, covered = {}, set()
    for cells in merged:
        (left, top), (right, bottom) = (_place(cell) for cell in cells.split(":"))
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered |= {(row, at) for row in range(top, bottom + 1) for at in range(left, right + 1)}
    return spans, covered - set(spans)


def _place(cell):
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column - 1, int(digits) - 1


def _cell(value, place, spans, covered):
    name = "table:covered-table-cell" if place in covered else "table:table-cell"
    span = ""
    if place in spans:
        rows, columns = spans[place]
        span = f' table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}"'
    if value is None or value == "":
        return f"<{name}{span}/>"
    if isinstance(value, str):
        kind, shown = 'office:value-type="string"', value
    elif isinstance(value, bool):
        kind, shown = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"', str(value)
    elif isinstance(value, date):
        kind, shown = f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"', f"{value:%d/%m/%y}"
    else:
        kind, shown = f'office:value-type="float" office:value="{value}"', f"{value:,}"
    return f"<{name}{span} {kind}><text:p>{escape(shown)}</text:p></{name}>"
