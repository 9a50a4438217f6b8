"""What the release notes say: day by day what was published, revised (with each figure that moved) and withdrawn."""

from pathlib import Path
from typing import Any

from iomlib.build.look import Look, day_words
from iomlib.build.moved import moved
from iomlib.build.releases import Event, Log
from iomlib.build.whole import key_of, name_of, page_of


def notes(base: Path, found: dict[str, Any], log: Log, look: Look) -> list[dict[str, Any]]:
    """Give the days of the log, newest first, each with its events in words.

    Returns
    -------
    For each day ``date``, ``shown`` (the date in words) and ``events``. An event has ``what``, ``key``, ``version``,
    ``anchor``, ``title``, ``page`` and ``earlier`` (this version and the one before, where they lie there), ``said`` (a
    sentence), ``rows`` (figures before and now) and ``why`` (sentences).
    """
    versions = versions_of(found)
    days: dict[str, list[dict[str, Any]]] = {}
    for event in log.told:
        days.setdefault(event.date, []).append(_told(base, event, versions.get(event.key, {}), look))
    return [
        {
            "date": day,
            "shown": day_words(look, day),
            "events": sorted(events, key=lambda each: (each["title"], each["version"])),
        }
        for day, events in sorted(days.items(), reverse=True)
    ]


def versions_of(found: dict[str, Any]) -> dict[str, dict[int, dict[str, Any]]]:
    """Gather all versions of each report that lie there, kept or published."""
    versions = {key: dict(kept) for key, kept in found["kept"].items()}
    for report in found["published"]:
        versions.setdefault(key_of(report), {})[report["version"]] = report
    return versions


def _told(base: Path, event: Event, versions: dict[int, dict[str, Any]], look: Look) -> dict[str, Any]:
    here = versions.get(event.version)
    told: dict[str, Any] = {
        "what": event.what,
        "key": event.key,
        "version": event.version,
        "anchor": f"{event.key}/{event.version}",
        "title": look.say("site.report", area=event.area, name=event.name, quarter=event.quarter),
        "page": page_of(here) if here else "",
        "said": look.say(f"site.{event.what}"),
        "rows": [],
        "why": event.why,
        "earlier": "",
    }
    if event.what == "revised":
        older = versions.get(event.version - 1)
        told |= _revised(base, older, here, look)
    return told | {"why": [*told["why"], *_approved(event, look)]}


def _approved(event: Event, look: Look) -> list[str]:
    names = [
        look.say("site.approver", name=each.by, day=day_words(look, each.at[:10])) for each in event.approved
    ]
    return [look.say("site.approved", names="; ".join(names))] if names else []


def _revised(
    base: Path, older: dict[str, Any] | None, newer: dict[str, Any] | None, look: Look
) -> dict[str, Any]:
    if older is None or newer is None:
        return {"said": look.say("site.revised_from_nothing")}
    change = moved(base, older, newer)
    said = [counted(look, "site.moved", len(change["figures"]))]
    if change["beneath"]:
        said.append(counted(look, "site.beneath", change["beneath"]))
    why = [look.say("site.why", parts=", ".join(change["why"]))] if change["why"] else []
    return {
        "said": " ".join(said),
        "rows": change["figures"],
        "why": why,
        "earlier": page_of(older),
    }


def counted(look: Look, key: str, number: int) -> str:
    """Say a number of things; none, one and many have sentences of their own."""
    ends = {0: "_none", 1: "_one"}
    return look.say(f"{key}{ends.get(number, '')}", number=number)


def entries(found: dict[str, Any], told: list[dict[str, Any]], log: Log, look: Look) -> list[dict[str, Any]]:
    """List what the feed has: every version that lies there, published or kept."""
    said = {
        (each["key"], each["version"]): each["said"]
        for day in told
        for each in day["events"]
        if each["what"] == "revised"
    }
    made, last = [], log.last
    for key, versions in sorted(versions_of(found).items()):
        for number, each in sorted(versions.items()):
            title = look.say("site.report", area=each["area"], name=name_of(each), quarter=each["quarter"])
            if number != max(versions) or last[key].what == "withdrawn":
                title = look.say("feed.earlier", title=title, number=number)
            words = [said[key, number]] if (key, number) in said else []
            made.append(
                {
                    "key": key,
                    "version": number,
                    "title": title,
                    "date": each["released"],
                    "summary": " ".join([*words, *each.get("key_points", [])]),
                    "area": each["area"],
                    "name": name_of(each),
                    "files": each["files"],
                }
            )
    return made
