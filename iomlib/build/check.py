"""Checks on a finished page: what a reader, or a screen reader, would stumble over."""

from html.parser import HTMLParser

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.document import Document

# What nbconvert writes where a picture has no alternative text; it says nothing.
EMPTY_ALT = ("", "No description has been provided for this image")
# Elements and attributes that can load or run something.
LOADING = {"src", "href", "srcset", "data", "action", "poster", "background", "formaction"}


# The page's own policy: pictures and styles that it holds itself, and nothing else.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def _loads(style: str) -> bool:
    return "url(" in style.lower() or "@import" in style.lower()


class _Page(HTMLParser):
    """Collects what is checked."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.headings: list[str] = []
        self._inside_heading = False
        self.policies: list[str] = []
        self._style = False
        self._captions: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for key in LOADING & set(given):
            if not (given[key] or "").startswith(("data:image/", "#")):
                self._outside(tag)
        if _loads(given.get("style") or "") or (given.get("http-equiv") or "").lower() == "refresh":
            self._outside(tag)
        if (given.get("http-equiv") or "").lower() == "content-security-policy":
            self.policies.append(given.get("content") or "")
        if tag in ("script", "iframe", "object", "embed", "link"):
            self.problems.append(f"it holds a {tag} element.")
        if any(key.startswith("on") for key in given):
            self.problems.append(f"{tag} has code in it.")
        if tag == "img" and (given.get("alt") or "").strip() in EMPTY_ALT:
            self.problems.append("a picture has no alternative text.")
        if tag == "th" and given.get("scope") not in ("col", "row"):
            self.problems.append("a table header does not say what it heads.")
        self._style = tag == "style"
        if tag == "table":
            self._captions.append(0)
        if tag == "caption" and self._captions:
            self._captions[-1] += 1
        if tag == "h1":
            self.headings.append("")
            self._inside_heading = True

    def handle_endtag(self, tag: str) -> None:
        self._style = False
        if tag == "h1":
            self._inside_heading = False

    def handle_data(self, data: str) -> None:
        if self._inside_heading:
            self.headings[-1] += data
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
    if page.headings != [document.heading]:
        problems.append(f"its title is {page.headings}, not {document.heading!r}.")
    if page.policies != [POLICY]:
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
