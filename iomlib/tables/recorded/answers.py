"""Answers of the police API, one JSON file each: what their names say, and what is in them."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from iomlib.errors import DataError
from iomlib.tables.kinds import shown
from iomlib.tables.recorded.names import Names, Place
from iomlib.tables.sheet import large

_NAME = re.compile(r"crime_month_(\d{4})_(0[1-9]|1[0-2])_area_(.+)_(\d+)\.json", re.ASCII | re.IGNORECASE)
_LIKE = "Name it like crime_month_2018_06_area_E05000266_0.json: month, ward, and a number."
_WARDS = "Give a table with the columns ward and area (or WD22CD and LAD22NM) with --lookup."
_AGAIN = "Ask for it again."


class Answer(NamedTuple):
    """One file: its month and ward, and the area that the ward is in."""

    path: Path
    month: str
    ward: str
    part: str
    area: Place

    @property
    def covers(self) -> str:
        """What no other file may cover."""
        return f"{self.ward} {self.month} {self.part}"


class Crime(NamedTuple):
    """One element of an answer."""

    id: str
    category: str
    kind: str  # Force, BTP, or blank where it has no location


class Content(NamedTuple):
    """What is in a file: its sha256, its crimes, and why it is refused."""

    sha256: str
    crimes: list[Crime]
    problems: list[str]


def is_answer(path: Path) -> bool:
    """Say whether a file is an answer by its name, or a folder has some.

    Examples
    --------
    >>> is_answer(Path("crime_month_2018_06_area_E05000266_0.json")), is_answer(Path("params"))
    (True, False)
    """
    if path.is_dir():
        return any(_NAME.fullmatch(each.name) for each in path.rglob("*.json"))
    return bool(_NAME.fullmatch(path.name))


def find_answers(paths: Iterable[Path], names: Names, wards: Mapping[str, str]) -> list[Answer]:
    """List the answers in folders and single files, with the area of each, in a fixed order.

    Raises
    ------
    DataError
        A name that does not say which month and ward, a ward of no known area, two answers of one ward.

    Examples
    --------
    >>> find_answers([], None, {})
    []
    """
    files = [each for path in paths for each in (path.rglob("*.json") if path.is_dir() else [path])]
    found: list[Answer] = []
    problems: list[str] = []
    for path in sorted(set(files), key=lambda path: (path.name, str(path))):
        named = _NAME.fullmatch(path.name)
        if not named:
            problems.append(f"{path.name}: its name does not say which month and ward it is of. {_LIKE}")
            continue
        year, month, ward, part = named.groups()
        area = _area(ward, names, wards)
        if area is None:
            problems.append(_lost(path, ward, names, wards))
        else:
            found.append(Answer(path, f"{year}-{month}", ward, part, area))
    if problems:
        raise DataError(problems)
    return found


def read_answer(answer: Answer) -> Content:
    """Read one file. Nothing in it, and an empty list, are no crimes: the month is not known.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.json")
    ...     _ = path.write_text('[{"category": "drugs", "id": 1, "month": "2018-06", "location_type": "Force"}]')
    ...     read_answer(Answer(path, "2018-06", "E05000266", "0", None)).crimes
    [Crime(id='1', category='drugs', kind='Force')]
    """
    name = answer.path.name
    try:
        if found := large(answer.path):
            return Content("", [], [f"{name}: {found}. {_AGAIN}"])
        content = answer.path.read_bytes()
    except OSError:
        return Content("", [], [f"{name}: cannot be opened."])
    sha = hashlib.sha256(content).hexdigest()
    if not content.strip():
        return Content(sha, [], [])
    try:
        items = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Content(sha, [], [f"{name}: cannot be read as JSON. {_AGAIN}"])
    if not isinstance(items, list):
        return Content(sha, [], [f"{name}: is not a list of crimes. {_AGAIN}"])
    crimes, problems = [], dict[str, str]()
    for number, item in enumerate(items, 1):
        crime = _crime(item, answer.month)
        if isinstance(crime, Crime):
            crimes.append(crime)
        else:
            problems.setdefault(crime, f"{name}: crime {number}: {crime}")
    return Content(sha, crimes, list(problems.values()))


def _crime(item: Any, month: str) -> Crime | str:
    """Take one crime, or say what is wrong with it."""
    if not isinstance(item, dict):
        return f"is not a crime. {_AGAIN}"
    lacks = [key for key in ("id", "category", "month") if item.get(key) in (None, "")]
    if lacks:
        return f"has no {lacks[0]}. {_AGAIN}"
    if item["month"] != month:
        return f"is of {shown(item['month'])}, and the file is named for {month}. Name it for its month."
    kind = item.get("location_type") or ""
    if kind not in ("Force", "BTP", ""):
        return f"has the location_type {shown(kind)}. Allowed: Force, BTP."
    return Crime(str(item["id"]), str(item["category"]), kind)


def _area(ward: str, names: Names, wards: Mapping[str, str]) -> Place | None:
    area = wards.get(ward, ward)
    return names.authority(area) or names.partnership(area)


def _lost(path: Path, ward: str, names: Names, wards: Mapping[str, str]) -> str:
    if ward not in wards:
        return f"{path.name}: nobody said which area the ward {shown(ward)} is in. {_WARDS}"
    nearest = names.nearest("authority" if names.known else "partnership", wards[ward])
    more = "" if names.known else " An ONS lookup of authorities, given with --lookup, would know more areas."
    return f"{path.name}: the ward {ward} is in {wards[ward]}, which is not a known area. {nearest}{more}"
