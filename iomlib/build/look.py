"""How pages look and what their templates say: a partnership's own name, colours, logo and language."""

import string
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

LANGUAGE = "en-GB"


class Look(BaseModel):
    """All that a renderer needs beside the report itself; it travels to the process that makes a report."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    committee: str = ""  # to whom the report is made
    contact: str = ""  # whom a reader may ask, in the words of the accessibility statement
    footer: str = ""
    ink: str = "#12436D"  # headings and lines
    accent: str = "#801650"  # the banner of a restricted page
    logo: str = ""  # a picture as an address that needs no file beside the page
    logo_alt: str = ""
    language: str = LANGUAGE
    words: dict[str, str]
    paper: dict[str, Any] = {}  # what a council's own paper says under its headings
    reference: str = ""  # a council's own reference.docx, in base64

    def say(self, key: str, **values: object) -> str:
        """Give a sentence of the catalogue, filled in.

        Examples
        --------
        >>> default_look().say("pdf.page", number=1, pages=4)
        'Page 1 of 4'
        """
        return string.Formatter().vformat(self.words[key], (), values)


@cache
def default_look() -> Look:
    """Give the look of a project that has not chosen one, read once a process."""
    return Look(words=read_words(LANGUAGE))


def read_words(language: str) -> dict[str, str]:
    """Read the catalogue of a language: each sentence by its place, such as ``page.skip``.

    Examples
    --------
    >>> read_words("en-GB")["page.skip"]
    'Skip to the report'
    """
    folder = resources.files("iomlib.templates").joinpath("words")
    text = folder.joinpath(f"{language}.yml").read_text("utf-8")
    return catalogue(YAML(typ="safe", pure=True).load(text))


def catalogue(content: dict[str, dict[str, str]]) -> dict[str, str]:
    """Name each sentence of a catalogue by its place.

    Examples
    --------
    >>> catalogue({"page": {"skip": "Skip to the report"}})
    {'page.skip': 'Skip to the report'}
    """
    found = {
        f"{place}.{name}": said for place, of_place in content.items() for name, said in of_place.items()
    }
    if not all(isinstance(said, str) for said in found.values()):
        raise TypeError("a sentence of a catalogue is a text")
    return found


def day_words(look: Look, day: str) -> str:
    """Write a date as people read it.

    Examples
    --------
    >>> day_words(default_look(), "2009-02-12")
    '12 February 2009'
    """
    found = date.fromisoformat(day)
    month = look.say("site.months").split(", ")[found.month - 1]
    return look.say("site.day", day=found.day, month=month, year=found.year)
