"""The log of releases: what was published, revised, withdrawn or failed, in the order in which it happened.

A run adds to it what has changed since the last one, and nothing else. It has no clock: a date is the one that a
run file gives (`released`), or the quarter's last day. Its events are a chain (`iomlib.build.chain`).
"""

import json
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from iomlib.build.chain import head_of, link
from iomlib.build.swap import write
from iomlib.build.text import as_json
from iomlib.build.whole import key_of, manifest_sum, name_of

LOG = "releases.json"
LYING = ("published", "revised", "remade", "returned")  # after each of these a report lies there
_IDS = uuid.uuid5(
    uuid.NAMESPACE_URL, "tag:iomlib,2026:releases"
)  # a name for ours among all names, and no address


class Signed(BaseModel):
    """Who has approved a release, when, and with which key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: str
    at: str
    key: str


class Event(BaseModel):
    """One thing that happened to one report; `version` is 0 where none was ever published.

    One that was ``remade`` says what it said before, from other code or input: readers are not told of it. `manifest`
    is the sha256 of the manifest that was published, `before` the sum of all events before this one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: Literal["published", "revised", "remade", "returned", "withdrawn", "failed"]
    key: str
    version: int = Field(ge=0)
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    area: str
    quarter: str
    name: str
    says: str = ""
    why: list[str] = []
    approved: list[Signed] = []
    manifest: str = ""
    before: str = ""


class Log(BaseModel):
    """All that happened in an edition; `id` names its feed for good, `head` is the sum of all events."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: uuid.UUID
    head: str = ""
    events: list[Event] = []

    @property
    def told(self) -> list[Event]:
        """The events that readers are told of."""
        return [event for event in self.events if event.what != "remade"]

    @property
    def last(self) -> dict[str, Event]:
        """The last thing that happened to each report."""
        return {event.key: event for event in self.events}


def read_log(base: Path) -> Log | None:
    """Read the log of an edition; None where there is none, or none that can be read."""
    with suppress(OSError, ValueError, ValidationError):
        return Log.model_validate_json((base / LOG).read_text("utf-8"))
    return None


def logged_version(base: Path, key: str) -> int:
    """Say which version of a report the log knows last; 0 for none."""
    log = read_log(base)
    return log.last[key].version if log and key in log.last else 0


def grown(base: Path, about: dict[str, Any], found: dict[str, Any], released: str) -> Log:
    """Give the log with what has happened since: what lies there now against what the log says.

    Parameters
    ----------
    about
        ``title`` and ``edition``: they name a new feed.
    found
        ``published`` and ``failed`` (lists of reports), ``kept`` (versions by report and number).
    released
        The date of this run, or nothing.
    """
    log = read_log(base)
    if log is None:
        return _rebuilt(base, about, found, released)
    return _chained(log, _news(log.last, found, lambda report: released))


def _chained(log: Log, news: list[Event]) -> Log:
    """Add events to a log, and hold on to its head as it stands there: what was changed by hand stays a broken link."""
    head = log.head or head_of(str(log.id), [event.model_dump(mode="json") for event in log.events])
    events = [*log.events]
    for event in news:
        events.append(event.model_copy(update={"before": head}))
        head = link(head, events[-1].model_dump(mode="json"))
    return Log(id=log.id, head=head, events=events)


def _rebuilt(base: Path, about: dict[str, Any], found: dict[str, Any], released: str) -> Log:
    """Begin a log; one that was lost gets its dates from the last manifest, as far as they stand there."""
    known: dict[str, str] = {}
    new = True
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        content = json.loads((base / "manifest.json").read_text("utf-8"))
        known = {key_of(each): str(each["released"]) for each in content["published"] if each.get("released")}
        new = False
    events = _news({}, found, lambda report: known.get(key_of(report), released if new else ""))
    name = f"{about['edition']}/{about['title']}"
    return _chained(Log(id=uuid.uuid5(_IDS, name)), events)


def _news(last: dict[str, Event], found: dict[str, Any], day: Any) -> list[Event]:
    events: list[Event] = []
    for report in sorted(found["published"], key=key_of):
        kept = found["kept"].get(key_of(report), {})
        events += _of_published(report, last.get(key_of(report)), kept, day(report) or report["date"])
    there = {key_of(report) for report in found["published"]}
    failed = {key_of(report): report for report in found["failed"]}
    for key, before in sorted(last.items()):
        if key not in there and before.what in LYING:
            why = failed.get(key, {}).get("problems", [])
            when = day(failed[key]) or before.date if key in failed else before.date
            events.append(
                before.model_copy(update={"what": "withdrawn", "date": when, "why": why, "before": ""})
            )
    for key, report in sorted(failed.items()):
        if key not in last:
            events.append(_event("failed", report, 0, day(report) or report["date"]))
    return events


def _of_published(
    report: dict[str, Any], before: Event | None, kept: dict[int, Any], day: str
) -> list[Event]:
    number = version_of(report, before, kept)
    known = before.version if before else 0
    if before and number == known:
        what = _again(report, before)
        return [_event(what, report, number, day)] if what else []
    # Versions that a lost log, or a run that was killed, has not told of: their day is not known.
    last = kept.get(known)
    if before and last and manifest_sum(last) != before.manifest:
        events = [_event("remade", last, known, last["date"])]
    else:
        events = []
    events += [
        _event("published" if each == 1 else "revised", kept[each], each, kept[each]["date"])
        for each in sorted(kept)
        if known < each < number
    ]
    return [*events, _event("published" if number == 1 else "revised", report, number, day)]


def _again(report: dict[str, Any], before: Event) -> str:
    """Say what has happened to a report that says what it said before; nothing where it is the same to the byte."""
    if before.what == "withdrawn":
        return "returned"
    # A release that was killed is done again: what is known of it is not told twice.
    approved = report.get("approved", [])
    if approved and approved != [each.model_dump() for each in before.approved]:
        return "returned"
    return "remade" if manifest_sum(report) != before.manifest else ""


def version_of(report: dict[str, Any], before: Event | None, kept: dict[int, Any]) -> int:
    """Say which version of a report is published: one more than the last that said other things."""
    after_kept = max(kept, default=0) + 1
    if before is None or before.version == 0:
        return after_kept
    same = report.get("says", "") == before.says
    return max(after_kept, before.version if same else before.version + 1)


def _event(what: Any, report: dict[str, Any], version: int, day: str) -> Event:
    return Event(
        what=what,
        key=key_of(report),
        version=version,
        date=day,
        area=report["area"],
        quarter=report["quarter"],
        name=name_of(report),
        says=report.get("says", ""),
        why=report.get("problems", []),
        approved=report.get("approved", []),
        manifest=manifest_sum(report),
    )


def write_log(base: Path, log: Log) -> None:
    """Write the log, where it says more than before."""
    if read_log(base) != log:
        write(base / LOG, as_json(log.model_dump(mode="json")))
