"""Reads a finished HTML page and holds it against what was asked and what its notebook shows."""

import base64
import binascii
import re
from html import unescape
from typing import Any

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.build.look import Look, default_look
from iomlib.build.readback_csv import check_csv, differing

# Our own template's elements: what is escaped holds no "<", so that these find elements and nothing else.
_WORDS = re.compile(r"<(title|h1|h2|li|p|span|caption|dd)\b([^<>]*)>([^<]*)</\1>")
_POINTS = re.compile(r'</h1>\s*<section class="lead"[^<>]*>(.*?)</section>', re.DOTALL)
_ANNEX = '<section class="annex"'
_TABLE = re.compile(r'<table role="table" id="([^"<>]*)"[^<>]*>(.*?)</table>', re.DOTALL)
_ROW = re.compile(r"<tr\b[^<>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b[^<>]*>([^<]*)</\1>")
_LABEL = re.compile(r'<td\b[^<>]* data-label="([^"<>]*)"')
_CHART = re.compile(r'<figure id="([^"<>]*)">(.*?)</figure>', re.DOTALL)
_PICTURE = re.compile(r'<img src="data:image/svg\+xml;base64,([^"<>]*)" alt="([^"<>]*)">')
_SAVED = re.compile(r'<a download="([^"<>]*)\.csv" href="data:text/csv;base64,([^"<>]*)">')
_FIGURE = re.compile(r'<li id="figure-[^"<>]*"><code>([^<]*)</code> ([^<]*)</li>')

Shown = list[tuple[Table | Chart | Sentence, str]]  # each block, and its caption with its number
_Words = list[tuple[str, str, str]]  # the tag, attributes and text of each element


def check_html(page: str, about: dict[str, Any], shown: Shown, look: Look | None = None) -> list[str]:
    """List where a page names another area, quarter or edition, or shows other words, numbers or pictures."""
    look = look or default_look()
    # The annex writes figures and words again; what it says counts for itself alone.
    body = page.split(_ANNEX, maxsplit=1)[0]
    words = _words(body)
    return [
        *_about_problems(words, about, look),
        *_point_problems(body, shown, look),
        *_word_problems([text for _, _, text in words], shown),
        *_table_problems(page, [block for block, _ in shown if not isinstance(block, Sentence)]),
        *_chart_problems(page, [block for block, _ in shown if isinstance(block, Chart)], look),
        *_figure_problems(page, [figure for block, _ in shown for figure in block.figures]),
    ]


def _words(page: str) -> _Words:
    return [(tag, attributes, unescape(text)) for tag, attributes, text in _WORDS.findall(page)]


def _about_problems(words: _Words, about: dict[str, Any], look: Look) -> list[str]:
    headings = [text for tag, _, text in words if tag == "h1"]
    mark = look.say("page.restricted")
    marked = any('class="restricted"' in attributes and text == mark for _, attributes, text in words)
    restricted = about["edition"] == "restricted"
    asked = f": {about['area']}, {about['quarter']}"
    problems = []
    if len(headings) != 1 or not headings[0].endswith(asked):
        problems.append(f"its heading is {headings}; asked was a report on {asked[2:]}.")
    titles = [look.say("page.restricted_title", heading=each) if restricted else each for each in headings]
    if titles != (found := [text for tag, _, text in words if tag == "title"]):
        problems.append(f"its title is {found}; asked was {about['edition']}, and the words of its heading.")
    if marked != restricted:
        named = "restricted" if marked else "public"
        problems.append(f"it is marked as {named}; asked was {about['edition']}.")
    facts = [text for tag, _, text in words if tag == "dd"][:3]
    if facts != [about["area"], about["quarter"], look.say(f"page.{about['edition']}_edition")]:
        problems.append(f"its head says {facts}; asked was {asked[2:]}, {about['edition']}.")
    return problems


def _lead(shown: Shown) -> Sentence | None:
    leads = [block for block, _ in shown if isinstance(block, Sentence) and block.style == "lead"]
    return next((block for block in leads if block.sentences), None)


def _point_problems(body: str, shown: Shown, look: Look) -> list[str]:
    """Hold the key points, which stand behind the title and before all else, against the notebook's."""
    lead, boxes = _lead(shown), _POINTS.findall(body)
    if lead is None:
        return ["it has key points; the notebook has none."] if boxes else []
    if len(boxes) != 1:
        return ["its key points do not stand right behind its title."]
    words = _words(boxes[0])
    lists = _words("".join(re.findall(r"<li>.*?</li>", boxes[0], re.DOTALL)))
    found = [text for tag, _, text in lists if tag == "span"]
    if [text for tag, _, text in words if tag == "h2"] != [look.say("page.key_points")]:
        return ["its key points are not headed as such."]
    lost = [text for text in [*found, *lead.sentences] if (text in found) != (text in lead.sentences)]
    if found != lead.sentences:
        return [
            f"its key points are not the notebook's: it does not show {text!r} there." for text in lost[-1:]
        ] or ["its key points stand in another order than the notebook's."]
    return []


def _word_problems(texts: list[str], shown: Shown) -> list[str]:
    """Look for captions, sentences and notes, each behind the one before it; the key points stand before all."""
    problems, place, lead = [], 0, _lead(shown)
    for block, label in shown:
        if block is lead:
            continue
        for text in _wanted(block, label):
            try:
                place = texts.index(text, place) + 1
            except ValueError:
                problems.append(f"it does not show {text!r} where the notebook does.")
    return problems


def _wanted(block: Table | Chart | Sentence, label: str) -> list[str]:
    if isinstance(block, Sentence):
        return block.sentences
    if isinstance(block, Table):
        return [label, *block.notes]
    return [label, block.shows]


def _table_problems(page: str, blocks: list[Any]) -> list[str]:
    """Hold every table, also those of the charts, and the file that each is saved as, against the notebook's."""
    found = [(unescape(name), body) for name, body in _TABLE.findall(page)]
    names = [name for name, _ in found]
    asked = [block.id if isinstance(block, Table) else f"{block.id}.data" for block in blocks]
    if names != asked or page.count("<table") != len(asked):
        return [f"its tables are {names} of {page.count('<table')}; the notebook's are {asked}."]
    problems = []
    for (name, body), block in zip(found, blocks, strict=True):
        heads = [column.text for column in block.columns]
        problems += differing(f"table {name}", _rows(body), [heads, *block.rows])
        labels = [unescape(label) for label in _LABEL.findall(body)]
        if labels != heads[1:] * len(block.rows):
            problems.append(f"table {name}: its cells name other columns than its header.")
    return problems + _saved_problems(page, blocks)


def _saved_problems(page: str, blocks: list[Any]) -> list[str]:
    saved = [(unescape(name), content) for name, content in _SAVED.findall(page)]
    if [name for name, _ in saved] != [block.id for block in blocks]:
        return [
            f"it offers the files {[name for name, _ in saved]}; its tables are {[b.id for b in blocks]}."
        ]
    problems = []
    for (name, content), block in zip(saved, blocks, strict=True):
        try:
            found = check_csv(base64.b64decode(content, validate=True), block)
        except binascii.Error:
            found = ["cannot be read."]
        problems += [f"the file {name}.csv that it offers: {problem}" for problem in found]
    return problems


def _rows(body: str) -> list[list[str]]:
    return [[unescape(text) for _, text in _CELL.findall(row)] for row in _ROW.findall(body)]


def _chart_problems(page: str, charts: list[Chart], look: Look) -> list[str]:
    found = [(unescape(name), _PICTURE.findall(body)) for name, body in _CHART.findall(page)]
    names, asked = [name for name, _ in found], [chart.id for chart in charts]
    pictures = page.count("<img") - bool(look.logo)
    if names != asked or pictures != len(asked):
        return [f"its charts are {names} of {pictures} pictures; the notebook's are {asked}."]
    problems = []
    for (name, shown), chart in zip(found, charts, strict=True):
        svg = base64.b64encode(chart.svg.encode()).decode()
        if [picture for picture, _ in shown] != [svg]:
            problems.append(f"chart {name}: its picture is not the notebook's.")
        if [unescape(alt) for _, alt in shown] != [chart.alt]:
            problems.append(f"chart {name}: its alternative text is not the notebook's.")
    return problems


def _figure_problems(page: str, figures: list[Figure]) -> list[str]:
    """Look for every figure, by its name and as it is shown, among those whose calculation the page explains."""
    found = sorted((unescape(name), unescape(text)) for name, text in _FIGURE.findall(page))
    wanted = sorted((figure.id, figure.text) for figure in figures)
    differ = sorted({name for name, _ in set(found) ^ set(wanted)})
    if found == wanted:
        return []
    return [f"it explains other figures than the notebook shows, or shows them otherwise: {differ}."]
