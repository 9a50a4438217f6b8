"""Checks on a finished page: what a reader, or a screen reader, would stumble over."""

from html.parser import HTMLParser

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.document import Document

# What nbconvert writes where a picture has no alternative text; it says nothing.
EMPTY_ALT = ("", "No description has been provided for this image")
# Elements and attributes that can load or run something.
LOADING = {"src", "href", "srcset", "data", "action", "poster", "background", "formaction"}


class _Page(HTMLParser):
    """Collects what is checked."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.headings: list[str] = []
        self._inside_heading = False
        self._captions, self._tables = 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for key in LOADING & set(given):
            if not (given[key] or "").startswith(("data:image/", "#")):
                self.problems.append(f"{tag} has an address outside the page.")
        if tag in ("script", "iframe", "object", "embed", "link"):
            self.problems.append(f"it holds a {tag} element.")
        if any(key.startswith("on") for key in given):
            self.problems.append(f"{tag} has code in it.")
        if tag == "img" and (given.get("alt") or "") in EMPTY_ALT:
            self.problems.append("a picture has no alternative text.")
        if tag == "th" and given.get("scope") not in ("col", "row"):
            self.problems.append("a table header does not say what it heads.")
        self._tables += tag == "table"
        self._captions += tag == "caption"
        if tag == "h1":
            self.headings.append("")
            self._inside_heading = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1":
            self._inside_heading = False

    def handle_data(self, data: str) -> None:
        if self._inside_heading:
            self.headings[-1] += data

    def close(self) -> None:
        super().close()
        if self._captions != self._tables:
            self.problems.append("a table has no caption.")


def check_page(html: str, document: Document) -> list[str]:
    """List what is wrong with a finished HTML page; an empty list is a good page."""
    page = _Page()
    page.feed(html)
    page.close()
    problems = list(dict.fromkeys(page.problems))
    if page.headings != [document.heading]:
        problems.append(f"its title is {page.headings}, not {document.heading!r}.")
    if "Content-Security-Policy" not in html:
        problems.append("it does not forbid addresses outside the page.")
    return problems


def check_people(document: Document, minimum: int) -> list[str]:
    """List counts of people that are too small for a public edition.

    The last line of defence: `report.disclosure` should have withheld them before.
    """
    if document.edition != "public":
        return []
    blocks = [part for part in document.parts if isinstance(part, Table | Chart | Sentence)]
    return [
        f"{figure.id} is a count of fewer than {minimum} people. Withhold it (report.disclosure.protect), or "
        "make the restricted edition."
        for block in blocks
        if block.disclosure == "people"
        for figure in block.figures
        if figure.unit == "count" and figure.value is not None and 0 < figure.value < minimum
    ]
