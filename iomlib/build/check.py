"""Checks on a finished page: what a reader, or a screen reader, would stumble over."""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

from iomlib.blocks import Chart
from iomlib.build.document import Document

# What nbconvert writes where a picture has no alternative text; it says nothing.
EMPTY_ALT = ("", "No description has been provided for this image")
# Elements and attributes that can load or run something.
LOADING = {"src", "href", "srcset", "data", "action", "poster", "background", "formaction"}
# Charts of a page, and bytes of each, that leave 100 kB of 400 kB for the rest. Only drawings are held to it: what
# a table or a text has more is what a reader asked for, and a county has many areas.
CHARTS, EACH = 5, 60_000
LANDMARKS = ("header", "main", "footer")

# The page's own policy: pictures and styles that it holds itself, and nothing else.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_CSV = re.compile(r"data:text/csv;base64,[A-Za-z0-9+/]+={0,2}")
_HEADING = re.compile(r"h[1-6]")


def _loads(style: str) -> bool:
    return "url(" in style.lower() or "@import" in style.lower()


class _Page(HTMLParser):
    """Collects what is checked."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.tags: list[str] = []
        self.titles: list[str] = []
        self.ids: list[str] = []
        self.wanted: list[str] = []  # ids that a link leads to, or that name something
        self.policies: list[str] = []
        self.language = ""
        self._inside_title = False
        self._style = False
        self._captions: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self.tags.append(tag)
        self._look_for_addresses(tag, given)
        self._look_for_code(tag, given)
        self._look_at_table(tag, given)
        if tag == "img" and given.get("alt", "").strip() in EMPTY_ALT:
            self.problems.append("a picture has no alternative text.")
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            self.ids.append(given["id"])
        if given.get("href", "").startswith("#"):
            self.wanted.append(given["href"].removeprefix("#"))
        self.wanted += given.get("aria-labelledby", "").split()
        self._style = tag == "style"
        if tag == "h1":
            self.titles.append("")
            self._inside_title = True

    def _look_for_addresses(self, tag: str, given: dict[str, str]) -> None:
        for key in LOADING & set(given):
            saved = tag == "a" and key == "href" and given.get("download") and _CSV.fullmatch(given[key])
            if not saved and not given[key].startswith(("data:image/", "#")):
                self._outside(tag)
        if _loads(given.get("style", "")) or given.get("http-equiv", "").lower() == "refresh":
            self._outside(tag)
        if given.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(given.get("content", ""))

    def _look_for_code(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("script", "iframe", "object", "embed", "link"):
            self.problems.append(f"it holds a {tag} element.")
        if any(key.startswith("on") for key in given):
            self.problems.append(f"{tag} has code in it.")

    def _look_at_table(self, tag: str, given: dict[str, str]) -> None:
        if tag == "th" and given.get("scope") not in ("col", "row"):
            self.problems.append("a table header does not say what it heads.")
        if tag == "table":
            self._captions.append(0)
        if tag == "caption" and self._captions:
            self._captions[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        self._style = False
        if tag == "h1":
            self._inside_title = False

    def handle_data(self, data: str) -> None:
        if self._inside_title:
            self.titles[-1] += data
        if self._style and _loads(data):
            self._outside("style")

    def _outside(self, tag: str) -> None:
        self.problems.append(f"{tag} has an address outside the page.")

    def close(self) -> None:
        super().close()
        if any(count != 1 for count in self._captions):
            self.problems.append("a table has no caption.")


def check_page(html: str, document: Document) -> list[str]:
    """List what is wrong with a finished HTML page; an empty list is a good page."""
    page = _Page()
    page.feed(html)
    page.close()
    problems = list(dict.fromkeys(page.problems))
    if page.titles != [document.heading]:
        problems.append(f"its title is {page.titles}, not {document.heading!r}.")
    if page.policies != [POLICY]:
        problems.append("it does not forbid addresses outside the page.")
    if page.language != document.look.language:
        problems.append(f"its language is {page.language!r}, not {document.look.language!r}.")
    return problems + _structure_problems(page) + _size_problems(document)


def _structure_problems(page: _Page) -> list[str]:
    problems = [
        f"it has {found} {tag} elements; 1 is needed."
        for tag in LANDMARKS
        if (found := page.tags.count(tag)) != 1
    ]
    levels = [int(tag[1]) for tag in page.tags if _HEADING.fullmatch(tag)]
    if 2 in levels and "nav" not in page.tags:
        problems.append("it has sections and no contents (nav) that list them.")
    if levels and levels[0] != 1:
        problems.append(f"its first heading is h{levels[0]}; screen readers need h1 first.")
    problems += [
        f"h{two} follows h{one}: a level is skipped." for one, two in pairwise(levels) if two > one + 1
    ]
    twice = sorted(id for id, count in Counter(page.ids).items() if count > 1)
    problems += [f"id {id!r} is used twice." for id in twice]
    there = set(page.ids)
    lost = dict.fromkeys(target for target in page.wanted if target not in there)
    problems += [f"a link or a name leads to {target!r}, which is not on the page." for target in lost]
    if not page.wanted:
        problems.append("no link skips to the report.")
    return problems


def _size_problems(document: Document) -> list[str]:
    drawn = [len(part.svg.encode()) for part in document.parts if isinstance(part, Chart)]
    limit = EACH * max(len(drawn), CHARTS)
    if sum(drawn) <= limit:
        return []
    return [
        f"its {len(drawn)} charts have {sum(drawn) / 1000:.0f} kB; {limit / 1000:.0f} kB are allowed. "
        "Draw them with less in them."
    ]
