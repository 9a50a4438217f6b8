"""An Atom feed (RFC 4287) of what was published and revised; no host is known, so its links are relative.

A reader of feeds takes them from the address under which it found the feed. Each version of a report is an entry of
its own: its id is made from the feed's (which the log of releases keeps), the report and the number of the version.
"""

import re
import uuid
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from iomlib.build.look import Look
from iomlib.build.releases import Log

ATOM = "http://www.w3.org/2005/Atom"
TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(entries: list[dict[str, Any]], log: Log, about: dict[str, str], look: Look) -> bytes:
    """Write the feed.

    Parameters
    ----------
    entries
        Each with ``key``, ``version``, ``title``, ``date``, ``summary``, ``area``, ``name`` and ``files``.
    about
        ``title`` and ``edition`` of the run; a reader of feeds sees no page, so the title says that it is restricted.
    """
    title, restricted = about["title"], about["edition"] == "restricted"
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(
        f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": look.language}
    )
    newest = sorted(sorted(entries, key=lambda each: each["key"]), key=_place, reverse=True)
    days = [each["date"] for each in entries] or [event.date for event in log.told] or ["1970-01-01"]
    _add(root, "id", log.id.urn)
    _add(root, "title", look.say("page.restricted_title", heading=title) if restricted else title)
    _add(root, "updated", _moment(max(days)))
    _add(_add(root, "author"), "name", look.committee or title)
    _add(root, "generator", "iomlib")
    _link(root, "self", "feed.xml", "application/atom+xml")
    _link(root, "alternate", "index.html", "text/html")
    for each in newest:
        _entry(root, each, log.id)
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return content + b"\n"


def _place(entry: dict[str, Any]) -> tuple[str, int]:
    return entry["date"], entry["version"]


def _entry(root: ElementTree.Element, each: dict[str, Any], of: uuid.UUID) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", uuid.uuid5(of, f"{each['key']}/{each['version']}").urn)
    _add(entry, "title", each["title"])
    _add(entry, "updated", _moment(each["date"]))
    if each["summary"]:
        _add(entry, "summary", each["summary"])
    for term in (each["area"], each["name"]):
        ElementTree.SubElement(entry, f"{{{ATOM}}}category", {"term": _clean(term)})
    for end, kind in TYPES.items():
        for file in [file for file in each["files"] if file.endswith(f".{end}")][:1]:
            _link(entry, "alternate", file, kind)


def _link(parent: ElementTree.Element, rel: str, path: str, kind: str) -> None:
    given = {"rel": rel, "type": kind, "href": quote(path)}
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", given)


def _add(parent: ElementTree.Element, name: str, text: str = "") -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    made.text = _clean(text) or None
    return made


def _clean(text: str) -> str:
    """Put a mark in place of what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def _moment(day: str) -> str:
    """Write a day as Atom asks for it: nobody says at which hour a report is published."""
    return f"{day}T00:00:00Z"
