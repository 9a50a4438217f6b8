"""Street-level crime from the police API: JSON answers by ward in, counts by area and month out.

A crime on the boundary of two wards is in the answers of both; within an area it is counted once, by its
``id``. The ``persistent_id`` is of no use for that: anti-social behaviour and the railway have none. A
ward without an answer, with an empty one or an empty list makes the month of its area missing, never 0.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from iomlib.errors import DataError
from iomlib.tables.recorded.answers import Answer, Content, Crime, find_answers, is_answer, read_answer
from iomlib.tables.recorded.contract import KEY, SCHEMA, Recorded, SourceFile
from iomlib.tables.recorded.lookups import read_wards
from iomlib.tables.recorded.names import Names, Place
from iomlib.tables.recorded.offences import Offences, read_offences
from iomlib.tables.recorded.supply import partial_supply

SERIES = "police-uk-api"
INCIDENTS = "Anti-social behaviour"
_TITLE = "Street-level crime, data.police.uk API (Open Government Licence v3.0)"
_PLACES = {"Force": ("area", ""), "BTP": ("railway", "btp"), "": ("no location", "")}


class _Month(NamedTuple):
    """One month of one area: counts by category, kind and source, and whether it is whole."""

    area: Place
    month: str
    counts: Counter[tuple[str, str, str]]
    whole: bool
    source: str


class _Read:
    """What was met so far, in all files."""

    def __init__(self, offences: Offences) -> None:
        self.offences = offences
        self.problems: list[str] = []
        self.files: dict[str, SourceFile] = {}
        self.unknown: set[str] = set()

    def file(self, answer: Answer, content: Content, twice: int) -> None:
        """Keep what a file is; files without data have the same bytes, and are one source."""
        notes = [] if content.crimes else [f"{answer.ward} {answer.month}: no data, which is not 0."]
        crimes = "1 crime is" if twice == 1 else f"{twice} crimes are"
        notes += [f"{crimes} in the answer of another ward too, and counted there."] if twice else []
        rows, known = len(content.crimes), self.files.get(content.sha256)
        name = answer.path.name
        covers: tuple[str, ...] = (answer.covers,)
        if known:
            name, covers = known.name, tuple(sorted({*known.covers, *covers}))
            notes = [*known.notes, *(note for note in notes if note not in known.notes)]
        self.files[content.sha256] = SourceFile(name, content.sha256, rows, _TITLE, covers, tuple(notes))

    def group(self, answer: Answer, crime: Crime) -> str:
        """Give the offence group of a crime; one that nobody knows is told once."""
        found = self.offences.of(SERIES, crime.category)
        if found is None and crime.category not in self.unknown:
            self.unknown.add(crime.category)
            nearest = self.offences.nearest(SERIES, crime.category)
            self.problems.append(
                f"{answer.path.name}: {crime.category[:40]} is not a known category. {nearest}"
            )
        return found[0] if found else ""


def recognises(path: Path) -> bool:
    """Say whether a path is an answer of the police API, or a folder of some.

    Examples
    --------
    >>> recognises(Path("params/areas.csv"))
    False
    """
    return is_answer(path)


def read(
    paths: list[Path], names: Names, params: str | Path = "params", lookups: Iterable[Path] = ()
) -> Recorded:
    """Count the crimes of answers by area, month and category.

    Parameters
    ----------
    paths
        JSON files, or folders with some in them, named like ``crime_month_2018_06_area_E05000266_0.json``.
    names
        Areas; made with an ONS lookup if areas are to be known that are not in ``params/areas.csv``.
    params
        The folder that says what categories are called.
    lookups
        A table that says which area each ward is in: columns ``ward`` and ``area``, or ``WD22CD`` and
        ``LAD22NM``. Where it lists a ward of which a month has no answer, the month of the area is missing.

    Raises
    ------
    DataError
        Every problem of every file.

    Examples
    --------
    >>> from iomlib.tables.recorded.names import read_names
    >>> read([Path("a.json")], read_names("params"))
    Traceback (most recent call last):
    iomlib.errors.DataError: a.json: its name does not say which month and ward it is of. ...
    """
    wards = read_wards(lookups)
    answers = find_answers(paths, names, wards)
    read = _Read(read_offences(params))
    groups: dict[tuple[str, str], list[Answer]] = {}
    for answer in answers:
        groups.setdefault((answer.area.id, answer.month), []).append(answer)
    expected = _expected(answers, names, wards)
    months = [_month(group, expected, read) for _, group in sorted(groups.items())]
    if not read.problems and not any(month.whole for month in months):
        read.problems += _nothing(months, groups, expected)
    if read.problems:
        raise DataError(read.problems)
    return Recorded(SERIES, _table(months, read), tuple(sorted(read.files.values())))


def _expected(answers: list[Answer], names: Names, wards: Mapping[str, str]) -> dict[str, set[str]]:
    """List the wards of each area; none where the answers are of whole areas."""
    asked = {answer.area.id for answer in answers if answer.ward in wards}
    known = {area: names.authority(area) or names.partnership(area) for area in set(wards.values())}
    found: dict[str, set[str]] = {}
    for ward, area in wards.items():
        place = known[area]
        if place and place.id in asked:
            found.setdefault(place.id, set()).add(ward)
    return found


def _month(answers: list[Answer], expected: Mapping[str, set[str]], read: _Read) -> _Month:
    """Count one month of one area, each crime once."""
    seen: dict[str, tuple[Crime, str]] = {}
    covered: dict[str, str] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    without, first = set[str](), ""
    for answer in answers:
        content = read_answer(answer)
        read.problems += content.problems
        if (sha := covered.get(answer.covers)) is not None:
            if sha != content.sha256:
                words = f"{answer.path.name}: stands in two folders with different content"
                read.problems.append(f"{words}. They are two revisions. Keep the newer one.")
            continue  # the same bytes once more
        covered[answer.covers] = content.sha256
        first = first or content.sha256
        if not content.crimes:
            without.add(answer.ward)
        new = _new(answer, content, seen, read)
        read.file(answer, content, len(content.crimes) - len(new))
        for crime in new:
            if group := read.group(answer, crime):
                counts[group, crime.kind, content.sha256] += 1
    area, month = answers[0].area, answers[0].month
    lacking = expected.get(area.id, set()) - {answer.ward for answer in answers}
    return _Month(area, month, counts, not (lacking or without), first)


def _new(answer: Answer, content: Content, seen: dict[str, tuple[Crime, str]], read: _Read) -> list[Crime]:
    """Give the crimes that no other answer of the area had, and refuse one that two answers know otherwise."""
    new = []
    for crime in content.crimes:
        known, other = seen.setdefault(crime.id, (crime, answer.path.name))
        if known is crime:
            new.append(crime)
        elif known != crime:
            words = f"{other} and {answer.path.name}: the same crime is of two categories"
            read.problems.append(f"{words}. Ask for all wards on one day.")
    return new


def _nothing(
    months: list[_Month], groups: Mapping[tuple[str, str], list[Answer]], expected: Mapping[str, set[str]]
) -> list[str]:
    found = []
    for each in months:
        wards = {answer.ward for answer in groups[each.area.id, each.month]}
        lacking = sorted(expected.get(each.area.id, set()) - wards)
        words = f"no answer for {len(lacking)} of its wards" if lacking else "answers without data"
        found.append(f"{each.area.name}, {each.month}: {words}, so there is no count, which is not 0.")
    return found or ["There is no answer in what was given."]


def _table(months: list[_Month], read: _Read) -> Any:
    groups = sorted({group for month in months for group, _, _ in month.counts})
    partial = _partial(months)
    rows = []
    for each in months:
        if each.whole:
            thin = each.month in partial.get(each.area.id, [])
            rows += [_row(each, key, count, thin) for key, count in each.counts.items()]
        else:
            rows += [_row(each, (group, "Force", each.source), None, False) for group in groups]
    rows.sort(key=lambda row: tuple(row[name] for name in KEY))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(each: _Month, key: tuple[str, str, str], count: int | None, thin: bool) -> dict[str, Any]:
    group, kind, source = key
    place, by = _PLACES[kind]
    start = date(int(each.month[:4]), int(each.month[5:]), 1)
    incident = group == INCIDENTS
    area = Place("", "", "", "") if place == "no location" else each.area
    return {
        "area": area.id,
        "area_name": area.name,
        "area_code": area.code,
        "recorded_by": by,
        "period_start": start,
        "period_end": start.replace(day=monthrange(start.year, start.month)[1]),
        "offence_group": group,
        "offence_subgroup": "",
        "offence_code": "",
        "kind": "incident" if incident else "crime",
        "place": place,
        "state": "missing" if count is None else "counted",
        "supply": "partial" if thin and not incident and place == "area" else "",
        "source": source,
        "crimes": count,
    }


def _partial(months: list[_Month]) -> dict[str, list[str]]:
    crimes: dict[str, dict[str, int]] = {}
    incidents: dict[str, dict[str, int]] = {}
    for each in months:
        if each.whole:
            force = [(group, count) for (group, kind, _), count in each.counts.items() if kind == "Force"]
            of_area, of_month = each.area.id, each.month
            crimes.setdefault(of_area, {})[of_month] = sum(n for group, n in force if group != INCIDENTS)
            incidents.setdefault(of_area, {})[of_month] = sum(n for group, n in force if group == INCIDENTS)
    return partial_supply(crimes, incidents)
