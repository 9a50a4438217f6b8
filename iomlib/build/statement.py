"""What the accessibility statement says, counted from what was published."""

from collections.abc import Iterator
from typing import Any

from iomlib.build.look import Look, day_words
from iomlib.build.release_notes import counted
from iomlib.build.releases import Log

_ENDS = ("html", "pdf", "docx", "ods", "csv")


def statement(found: dict[str, Any], log: Log, look: Look) -> dict[str, Any]:
    """Give what the statement's template fills in.

    Returns
    -------
    ``formats`` (sentences, of the formats that there are, how many and how they were checked), ``limits`` (what is not
    accessible), ``total`` and ``date`` (of the last release).
    """
    ends = {end: _with(found["published"], end) for end in _ENDS}
    there = [end for end in _ENDS if ends[end]]
    days = [event.date for event in log.told]
    earlier = sum(len(versions) for versions in found["kept"].values())
    limits = [look.say(f"site.limit_{end}") for end in there if f"site.limit_{end}" in look.words]
    return {
        "formats": [*_checked(found["published"], look)],
        "limits": [*limits, *([look.say("site.limit_earlier")] if earlier else [])],
        "total": counted(look, "index.count", len(found["published"])),
        "date": day_words(look, max(days)) if days else "",
    }


def _checked(published: list[dict[str, Any]], look: Look) -> Iterator[str]:
    """Say how each format was checked. Quarto's pages run scripts of their own, and its PDF claims less."""
    quarto = [report for report in published if report["sha256"].get("quarto")]
    own = [report for report in published if not report["sha256"].get("quarto")]
    for end in _ENDS:
        for reports, key in ((own, f"site.checked_{end}"), (quarto, f"site.checked_{end}_quarto")):
            if number := _with(reports, end):
                yield look.say(key if key in look.words else f"site.checked_{end}", number=number)


def _with(published: list[dict[str, Any]], end: str) -> int:
    return sum(any(file.endswith(f".{end}") for file in report["files"]) for report in published)
