"""Reads a finished HTML page and holds it against what was asked and what its notebook shows."""

import base64
import re
from html import unescape
from typing import Any

from iomlib.blocks import Chart, Sentence, Table

# Our own template's elements: what is escaped holds no "<", so that these find elements and nothing else.
_WORDS = re.compile(r"<(title|h1|li|p|caption|figcaption)\b([^<>]*)>([^<]*)</\1>")
_TABLE = re.compile(r'<table id="([^"<>]*)">(.*?)</table>', re.DOTALL)
_ROW = re.compile(r"<tr\b[^<>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b[^<>]*>([^<]*)</\1>")
_CHART = re.compile(r'<figure id="([^"<>]*)">(.*?)</figure>', re.DOTALL)
_PICTURE = re.compile(r'<img src="data:image/svg\+xml;base64,([^"<>]*)" alt="([^"<>]*)">')
MARK = "RESTRICTED: not for publication"

Shown = list[tuple[Table | Chart | Sentence, str]]  # each block, and its caption with its number


def check_html(page: str, about: dict[str, Any], shown: Shown) -> list[str]:
    """List where a page names another area, quarter or edition, or shows other words, numbers or pictures."""
    words = [(tag, attributes, unescape(text)) for tag, attributes, text in _WORDS.findall(page)]
    texts = [text for _, _, text in words]
    return [
        *_about_problems(words, about),
        *_word_problems(texts, shown),
        *_table_problems(page, [block for block, _ in shown if isinstance(block, Table)]),
        *_chart_problems(page, [block for block, _ in shown if isinstance(block, Chart)]),
    ]


def _about_problems(words: list[tuple[str, str, str]], about: dict[str, Any]) -> list[str]:
    headings = [text for tag, _, text in words if tag == "h1"]
    titles = [text for tag, _, text in words if tag == "title"]
    marked = any('class="restricted"' in attributes and text == MARK for _, attributes, text in words)
    restricted = about["edition"] == "restricted"
    asked = f": {about['area']}, {about['quarter']}"
    problems = []
    if len(headings) != 1 or not headings[0].endswith(asked):
        problems.append(f"its heading is {headings}; asked was a report on {asked[2:]}.")
    if titles != [heading + (" - RESTRICTED" if restricted else "") for heading in headings]:
        problems.append(f"its title is {titles}; asked was {about['edition']}, and the words of its heading.")
    if marked != restricted:
        found = "restricted" if marked else "public"
        problems.append(f"it is marked as {found}; asked was {about['edition']}.")
    return problems


def _word_problems(texts: list[str], shown: Shown) -> list[str]:
    """Look for captions, sentences and notes, each behind the one before it."""
    problems, place = [], 0
    for block, label in shown:
        if isinstance(block, Sentence):
            wanted = block.sentences
        else:
            wanted = [label, *(block.notes if isinstance(block, Table) else [])]
        for text in wanted:
            try:
                place = texts.index(text, place) + 1
            except ValueError:
                problems.append(f"it does not show {text!r} where the notebook does.")
    return problems


def _table_problems(page: str, tables: list[Table]) -> list[str]:
    found = [(unescape(name), _rows(body)) for name, body in _TABLE.findall(page)]
    names, asked = [name for name, _ in found], [table.id for table in tables]
    if names != asked or page.count("<table") != len(asked):
        return [f"its tables are {names} of {page.count('<table')}; the notebook's are {asked}."]
    problems = []
    for (name, rows), table in zip(found, tables, strict=True):
        wanted = [[column.text for column in table.columns], *table.rows]
        problems += differing(f"table {name}", rows, wanted)
    return problems


def differing(where: str, found: list[list[str]], wanted: list[list[str]]) -> list[str]:
    """Name the first row of a table that differs from the notebook's, and what differs in it."""
    if len(found) != len(wanted):
        return [f"{where}: it has {len(found)} rows with its header; the notebook's has {len(wanted)}."]
    for number, (row, asked) in enumerate(zip(found, wanted, strict=True)):
        if row != asked:
            differ = [i for i, pair in enumerate(zip(row, asked, strict=False)) if pair[0] != pair[1]]
            if len(row) != len(asked) or not differ:
                return [f"{where}, row {number}: {len(row)} cells; the notebook's has {len(asked)}."]
            i = differ[0]
            return [f"{where}, row {number}, column {i + 1}: {row[i]!r}; the notebook shows {asked[i]!r}."]
    return []


def _rows(body: str) -> list[list[str]]:
    return [[unescape(text) for _, text in _CELL.findall(row)] for row in _ROW.findall(body)]


def _chart_problems(page: str, charts: list[Chart]) -> list[str]:
    found = [(unescape(name), _PICTURE.findall(body)) for name, body in _CHART.findall(page)]
    names, asked = [name for name, _ in found], [chart.id for chart in charts]
    if names != asked or page.count("<img") != len(asked):
        return [f"its charts are {names} of {page.count('<img')} pictures; the notebook's are {asked}."]
    problems = []
    for (name, pictures), chart in zip(found, charts, strict=True):
        svg = base64.b64encode(chart.svg.encode()).decode()
        if [picture for picture, _ in pictures] != [svg]:
            problems.append(f"chart {name}: its picture is not the notebook's.")
        if [unescape(alt) for _, alt in pictures] != [chart.alt]:
            problems.append(f"chart {name}: its alternative text is not the notebook's.")
    return problems
