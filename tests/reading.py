"""How old a reader has to be: the words of a report as a reader hears them, and the age that they ask for."""

import csv
import re
from functools import cache

import mistune
from frame import ROOT
from textstat import textstat

from iomlib.blocks import BLOCK, MIME, Chart, Counts, Sentence

OLDEST = 14.0  # years; the reading age stays under it
ENOUGH = 30  # words; the formula is made for passages: in a short sentence one long word decides alone
STARTS = (
    5  # years: the formula gives a year of school in the United States, and the first begins at five or six
)

# A number is one word to a reader, and its point ends no sentence: £7.4, 12.5%, 2008/09 Q2, 1,212, -0.3.
_NUMBER = re.compile(r"[£$−-]?\b\d+(?:[.,/:]\d+)*(?:%|(?:st|nd|rd|th|p|m)\b)?(?: Q[1-4]\b)?")
# Where something was read is for who looks it up: a list of sources, and a source in brackets.
_SOURCES = re.compile(r"\b(?:Sources?|Edition|Licence|Attribution): .*?(?:\.(?= [A-Z“])|$)", re.M)
_ASIDE = re.compile(
    r" ?\((?:[^()]|\([^()]*\))*(?:Licence|Committee|Partnership|item|paragraph|SIMULATED|Home Office|ONS)"
    r"(?:[^()]|\([^()]*\))*\)"
    r"| ?\([A-Z][\w’']+(?: and [A-Z]\w+)? \d{4}\)"
)
_FILE = re.compile(r"https?://\S+|\b[0-9a-f]{12,}\b|\b\w+(?:[_./]\w+)+\b")  # crimes.csv, price_year
_LABEL = re.compile(r"(?:(?<=^)|(?<=\. ))([A-Z“][\w’”-]*(?: (?!ten\b)[\w’”-]+){0,5}): (?=\w)")


@cache
def _areas():
    with (ROOT / "params" / "areas.csv").open(encoding="utf-8", newline="") as file:
        named = sorted((row["name"] for row in csv.DictReader(file)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, named)))


def plain(text):
    """Write a text as a reader hears it.

    Left out are sources. One short word each are a number with its unit, an area's name and a file's. A
    semicolon ends a sentence, as the maker of the formula counts it (Flesch, How to Write Plain English),
    and so does a label of up to six words without a number at the start of one, such as "Not costed:".
    """
    text = _ASIDE.sub("", _SOURCES.sub("", text))
    text = _NUMBER.sub("ten", _areas().sub("York", text))
    text = _LABEL.sub(r"\1. ", _FILE.sub("file", text)).replace("; ", ". ")
    text = " ".join(text.split())
    return text if not text or text[-1] in ".!?" else f"{text.rstrip(':,')}."


def words_in(text):
    """Count the words of a text."""
    return len(re.findall(r"[A-Za-z]\S*", text))


def reading_age(text):
    """Give the age of a reader who follows a plain text, by the formula of Flesch and Kincaid."""
    return textstat.flesch_kincaid_grade(text) + STARTS


_MARKDOWN = mistune.create_markdown(renderer=None)


def _prose(tokens):
    """Give the paragraphs and points of a markdown cell; headings are no sentences."""
    for token in tokens:
        if token["type"] in ("paragraph", "block_text"):
            yield _inline(token["children"])
        elif token["type"] != "heading":
            yield from _prose(token.get("children", []))


def _inline(tokens):
    return "".join(
        token.get("raw", "") or (" " if token["type"] == "softbreak" else _inline(token.get("children", [])))
        for token in tokens
    )


def sections(notebook):
    """Give the sections of an executed notebook: for each the texts of its blocks, each as a list."""
    found = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if any(line.startswith("#") for line in cell.source.splitlines()):
                found.append([])
            found[-1].append(list(_prose(_MARKDOWN(cell.source))))
        for output in cell.get("outputs", []):
            found[-1] += _of_block(BLOCK.validate_python(output.data[MIME]))
    return [[texts for texts in section if texts] for section in found]


def _of_block(block):
    if isinstance(block, Sentence):
        return [block.sentences]
    if isinstance(block, Counts):  # which no reader sees
        return []
    if isinstance(block, Chart):
        return [[block.caption, block.shows], [block.alt]]
    return [[block.caption], block.notes]


def texts(notebook):
    """List every text of a notebook: a sentence, a note, a caption, a paragraph, an alternative text."""
    return [text for section in sections(notebook) for block in section for text in block]


def passages(notebook, left_out=lambda text: False):
    """Give what is read at one go: each block long enough to be judged, and the short ones of a section together."""
    for section in sections(notebook):
        kept = ([plain(text) for text in block if not left_out(text)] for block in section)
        blocks = [" ".join(block).strip() for block in kept]
        yield from (block for block in blocks if words_in(block) >= ENOUGH)
        rest = " ".join(block for block in blocks if words_in(block) < ENOUGH).strip()
        if words_in(rest) >= ENOUGH:
            yield rest
