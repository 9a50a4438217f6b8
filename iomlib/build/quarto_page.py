"""Reads an HTML page that Quarto made: its words, tables and pictures, and what it would load from elsewhere."""

import base64
import re
from html.parser import HTMLParser
from urllib.parse import unquote

from iomlib.build.quarto_project import POLICY

# What a browser loads by itself; a link that a reader may follow is none of it.
_LOADING = {"src", "srcset", "poster", "background", "data", "xlink:href", "action", "formaction", "manifest"}
_LINKS = {"link", "use", "image", "base", "script", "feimage"}  # whose href is loaded, too
_INSIDE = ("data:", "#")
_STYLE = re.compile(
    r"""@import(?!\s*(?:url\(\s*)?["']?\s*data:)|url\((?!\s*["']?\s*(?:data:|\#|%23|\)))""", re.IGNORECASE
)
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNSEEN = ("script", "style", "template", "title")
_FAILED = re.compile(r"\bcell-output-(?:error|stderr|stdout)\b")


class Page(HTMLParser):
    """Collects what is checked."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.problems: list[str] = []
        self.headings: list[str] = []
        self.titles: list[str] = []
        self.pictures: list[tuple[str, str]] = []  # alternative text and address
        self.tables: list[list[list[str]]] = []
        self.text = ""
        self._words: list[str] = []
        self._open: list[str] = []
        self._policies: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        given = {name: value or "" for name, value in attrs}
        self._check(tag, given)
        if tag == "img" or (tag == "svg" and given.get("role") == "img"):
            self.pictures.append((given.get("alt") or given.get("aria-label", ""), given.get("src", "")))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1][-1].append("")
        elif tag in ("h1", "title") and "svg" not in self._open:
            (self.headings if tag == "h1" else self.titles).append("")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element that holds nothing, as XHTML writes it."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and what was left open in it."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keep words where a reader sees them."""
        if "style" in self._open and _STYLE.search(data):
            self._outside("style")
        if "svg" in self._open:
            return
        if "title" in self._open:
            self.titles[-1] += data
        elif not any(tag in self._open for tag in _UNSEEN):
            self._words.append(data)
            if "h1" in self._open:
                self.headings[-1] += data
            if any(tag in self._open for tag in ("td", "th")) and self.tables and self.tables[-1]:
                self.tables[-1][-1][-1] += data

    def close(self) -> None:
        """End the page."""
        super().close()
        self.text = "".join(self._words)
        if POLICY not in self._policies:
            self.problems.append("it does not forbid addresses outside the page.")

    def _check(self, tag: str, given: dict[str, str]) -> None:
        loaded = [given[name] for name in _LOADING & set(given)]
        loaded += [given["href"]] if tag in _LINKS and "href" in given else []
        if any(address.strip() and not address.strip().lower().startswith(_INSIDE) for address in loaded):
            self._outside(tag)
        if _STYLE.search(given.get("style", "")) or any(_STYLE.search(_sheet(each)) for each in loaded):
            self._outside(tag)
        policy = (given.get("http-equiv") or "").lower()
        if policy == "refresh" or tag in ("iframe", "object", "embed", "base"):
            self.problems.append(f"it holds a {tag} element.")
        if policy == "content-security-policy":
            self._policies.append(given.get("content", ""))
        if any(given.get(name, "").strip().lower().startswith("javascript:") for name in ("href", "src")):
            self.problems.append(f"{tag} has code in its address.")
        if _FAILED.search(given.get("class", "")):
            self.problems.append("it shows an error, a warning or what a cell printed.")

    def _outside(self, tag: str) -> None:
        self.problems.append(f"{tag} has an address outside the page.")


def _sheet(address: str) -> str:
    """Return the text of a style sheet that is an address itself."""
    head, _, content = address.strip().partition(",")
    if not head.lower().startswith("data:text/css"):
        return ""
    return base64.b64decode(content).decode("utf-8", "replace") if "base64" in head else unquote(content)
