"""Read the Home Office police recorded crime open data tables, of police forces or of partnerships.

One row of the source is a count of one offence code in one quarter; its key is not unique, so all rows
are added up. Corrections below 0 are kept. What is of no area is kept apart and told.
"""

import re
import zipfile
from collections.abc import Iterable
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from iomlib.errors import DataError
from iomlib.periods import Quarter
from iomlib.tables.problems import Problem, sentences
from iomlib.tables.recorded.contract import KEY, SCHEMA, Recorded, SourceFile
from iomlib.tables.recorded.home_office_layout import Layout, find_layout, is_header, year_of
from iomlib.tables.recorded.home_office_notes import notes_of, partial_areas, release_of, told
from iomlib.tables.recorded.home_office_rows import Known, Line, Sums, add_rows
from iomlib.tables.recorded.names import Names
from iomlib.tables.recorded.offences import Offences, key_of, read_offences
from iomlib.tables.recorded.packed import workbook_problem
from iomlib.tables.recorded.workbook import WORKBOOKS, Page, read_pages

FORCES, PARTNERSHIPS = "home-office-force", "home-office-csp"
_OF = {FORCES: "police force areas", PARTNERSHIPS: "community safety partnerships"}
_COLUMNS = (
    "Its columns are Financial Year, Financial Quarter, Force Name, Offence Group, Offence Subgroup, "
    "Offence Code and Number of Offences."
)
_PEEK = 4 << 20  # bytes of a workbook in which its headers stand
_HEADER = ("financial quarter", "offence group", "offence subgroup", "offence code")


class _File(NamedTuple):
    """A file as it was read."""

    series: str
    sums: Sums
    partial: dict[str, int]
    about: SourceFile


def recognises(path: Path) -> bool:
    """Say whether a file has the columns of these tables, without reading its rows.

    Examples
    --------
    >>> recognises(Path("params/areas.csv"))
    False
    """
    try:
        if path.suffix.lower() == ".csv":
            with path.open("rb") as file:
                lines = file.read(1 << 16).decode("utf-8-sig", errors="replace").splitlines()
            return any(is_header(line.replace('"', "").split(",")) for line in lines[:40])
        return path.suffix.lower() in WORKBOOKS and not workbook_problem(path) and _has_header(path)
    except Exception:  # whatever a broken file brings zipfile to
        return False


def read(
    paths: Iterable[Path], names: Names, offences: Offences | None = None, params: str | Path = "params"
) -> Recorded:
    """Read files of one level, forces or partnerships, and add their rows up.

    The order of files and rows changes nothing. The same bytes given twice are counted once. Where no
    ``offences`` are given, those of ``params`` are taken.

    Raises
    ------
    DataError
        Every problem of every file, with sheet, row and column; files of both levels; two sheets or
        files that have the same quarter of the same area.
    """
    contents: dict[str, Path] = {}
    problems: list[str] = []
    twice: dict[str, list[str]] = {}
    for path in sorted(paths, key=lambda path: (path.name, str(path))):
        try:
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
        except OSError:
            problems.append(f"{path.name}: cannot be opened.")
            continue
        twice.setdefault(digest, []).append(path.name)
        contents.setdefault(digest, path)
    known = Known(names, offences or read_offences(params), date.today())
    files = []
    for digest, path in contents.items():
        try:
            files.append(_read_file(path, digest, known, twice[digest][1:]))
        except DataError as trouble:
            problems += trouble.problems
    if problems := [*problems, *_levels(files), *_overlaps(files)]:
        raise DataError(problems)
    if not files:
        raise DataError("No file was given.")
    return Recorded(files[0].series, _table(files), tuple(file.about for file in files))


def _read_file(path: Path, digest: str, known: Known, again: list[str]) -> _File:
    sums, words, layouts = Sums(), list[Page](), list[Layout]()
    problems: list[str] = []
    for page in read_pages(path):
        layout, wrong = find_layout(page.rows)
        if layout is None and year_of(page.name) is not None:
            wrong = [Problem(0, 0, "", "has no header of a Home Office table", _COLUMNS, "header")]
        elif layout is None:
            words.append(page)
        elif not wrong:
            wrong = _add_page(page, layout, known, sums)
            layouts.append(layout)
        problems += sentences(f"{path.name}: sheet {page.name}" if page.name else path.name, wrong)
    if not problems and not sums.rows:
        problems = [f"{path.name}: has no rows of a Home Office table. {_COLUMNS}"]
    levels = {PARTNERSHIPS if "partnership" in layout.places else FORCES for layout in layouts}
    if len(levels) > 1:
        problems.append(f"{path.name}: has sheets of forces and of partnerships. Import them as two files.")
    if problems:
        raise DataError(problems)
    series, notes = levels.pop(), notes_of(words)
    partial = partial_areas(notes, sums.written) if series == PARTNERSHIPS else {}
    said = [f"Also given as {name}; counted once." for name in again]
    said += [*told(sums, partial), *_left_out(words, layouts), *notes]
    title = _title(series, sums, release_of(words))
    covers = tuple(sorted(f"{where} {quarter.id}" for where, quarter in sums.covers))
    about = SourceFile(path.name, digest, sums.rows, title, covers, tuple(dict.fromkeys(said)))
    return _File(series, sums, partial, about)


def _add_page(page: Page, layout: Layout, known: Known, sums: Sums) -> list[Problem]:
    before, sums.covers = sums.covers, {}
    wrong = add_rows(page, layout, known, sums)
    both = sorted(before.keys() & sums.covers.keys(), key=lambda each: (each[1], each[0]))
    if both:
        where, quarter = both[0]
        found = f"has {where} {quarter.id}{_more(len(both) - 1)}, which sheet {before[both[0]]} has too"
        wrong.append(Problem(0, 0, "", found, "Keep the newer of the two sheets.", "overlap"))
    sums.covers = before | sums.covers
    return wrong


def _title(series: str, sums: Sums, release: str) -> str:
    years = sorted({quarter.year for _, quarter in sums.covers})
    first_and_last = (Quarter(year, 1).financial_year.replace("-", "/") for year in (years[0], years[-1]))
    span = " to ".join(dict.fromkeys(first_and_last))
    updated = f", updated {release}" if release else ""
    what = f"Police recorded crime open data, {_OF[series]}, {span}{updated}"
    return f"Home Office, {what} (Open Government Licence v3.0)"


def _left_out(words: list[Page], layouts: list[Layout]) -> list[str]:
    others = dict.fromkeys(name for layout in layouts for name in layout.others)
    said = [f"Columns left out: {', '.join(others)}."] if others else []
    sheets = [page.name for page in words if page.name and any(map(any, page.rows))]
    return said + ([f"Sheets without a table: {', '.join(sheets)}."] if sheets else [])


def _levels(files: list[_File]) -> list[str]:
    if len({file.series for file in files}) < 2:
        return []
    listed = "; ".join(f"{file.about.name}, of {_OF[file.series]}" for file in files)
    return [f"Forces and partnerships count the same crimes: import them one after the other ({listed})."]


def _overlaps(files: list[_File]) -> list[str]:
    """Name files that have the same quarter of the same area: revisions of one table, most likely."""
    seen: dict[tuple[str, str], str] = {}
    common: dict[tuple[str, str], list[str]] = {}
    for file in files:
        for cover in file.about.covers:
            first = seen.setdefault((file.series, cover), file.about.name)
            if first != file.about.name:
                common.setdefault((first, file.about.name), []).append(cover)
    return [
        f"{one} and {other}: both have {found[0]}{_more(len(found) - 1)}. Keep the newer of the two files."
        for (one, other), found in common.items()
    ]


def _more(count: int) -> str:
    return f" and {count:,} more" if count else ""


def _table(files: list[_File]) -> Any:
    """Put the sums under their key, sorted; names of one key are those of the first by name."""
    rows: dict[tuple[Any, ...], tuple[str, str, int]] = {}
    for file in files:
        for line, (crimes, _) in file.sums.crimes.items():
            name, supply = line.where.area_name, _supply(line, file.partial)
            key = _key(line, file.about.sha256)
            if key in rows:
                other, _, more = rows[key]
                name, crimes = min(name, other), crimes + more  # noqa: PLW2901
            rows[key] = (name, supply, crimes)
    state = KEY.index("state")
    columns: dict[str, list[Any]] = {name: [] for name in SCHEMA.names}
    for key, (name, supply, crimes) in sorted(rows.items()):
        told = {"area_name": name, "supply": supply, "crimes": crimes if key[state] == "counted" else None}
        for column, value in (*zip(KEY, key, strict=True), *told.items()):
            columns[column].append(value)
    return pa.table(columns, schema=SCHEMA)


def _key(line: Line, source: str) -> tuple[Any, ...]:
    """Give the values of KEY, in its order."""
    where, quarter = line.where, line.quarter
    return (
        *(where.area, where.area_code, where.recorded_by, quarter.start, quarter.end),
        *(line.group, line.subgroup, line.code, "crime", where.place, line.state, source),
    )


def _supply(line: Line, partial: dict[str, int]) -> str:
    year = partial.get(line.where.area) if line.where.area else None
    return "partial" if year is not None and line.quarter.start >= date(max(year, 1), 1, 1) else ""


def _has_header(path: Path) -> bool:
    """Look for the names of the columns in the first megabytes of a workbook's texts."""
    with zipfile.ZipFile(path) as book:
        texts = [
            name for name in book.namelist() if re.fullmatch(r"content\.xml|xl/sharedStrings\.xml", name)
        ]
        texts += [name for name in book.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
        found: set[str] = set()
        for name in texts[:40]:
            with book.open(name) as file:
                text = file.read(_PEEK if "worksheets" not in name else 1 << 16).decode("utf-8", "replace")
            words = {key_of(word.replace("_", " ")) for word in re.findall(r">([^<>]{5,60})<", text)}
            found |= words & set(_HEADER)
    return len(found) == len(_HEADER)
