"""Any CSV, Excel or ODS file of recorded crime, read through a mapping file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from iomlib.errors import DataError
from iomlib.tables.problems import Problem, sentences
from iomlib.tables.recorded.chosen import choose
from iomlib.tables.recorded.contract import Recorded, SourceFile
from iomlib.tables.recorded.gaps import Authorities, Part, cut_months, lacking, marked, notes_of
from iomlib.tables.recorded.gathered import Item, gather, incomplete_quarters, months_in
from iomlib.tables.recorded.grid import SUFFIXES, Grid, digest, read_grids
from iomlib.tables.recorded.layout import find_table
from iomlib.tables.recorded.mapping import Mapping
from iomlib.tables.recorded.placed import Placing, Scheme
from iomlib.tables.recorded.rowwise import Counted, Rows
from iomlib.tables.recorded.sums import check_totals
from iomlib.tables.recorded.told import Teller
from iomlib.tables.recorded.when import label_of

_STATES = {"missing": "missing", "suppressed": "withheld", "not in series": "of no series"}


class _File(NamedTuple):
    """A file as read: its counts, what is wrong with it, and what is told of it."""

    path: Path
    sha256: str
    rows: int
    counts: list[Counted]
    problems: list[str]
    notes: list[str]
    days: Counter[date]


def recognises(path: Path) -> bool:
    """Say whether a file is of a kind that a mapping file can describe. Nothing is read.

    Examples
    --------
    >>> recognises(Path("extract.xlsx")), recognises(Path("minutes.docx"))
    (True, False)
    """
    return path.suffix.lower() in SUFFIXES


def read(paths: Sequence[Path], names: Any, mapping: Mapping, offences: Scheme | None = None) -> Recorded:
    """Read files of one layout to the one table of recorded crime.

    Parameters
    ----------
    paths
        The files, in any order. Files that cover the same area and period are refused, unless the
        mapping says that each holds ``parts``.
    names
        What places are called, from ``read_names``.
    mapping
        What the columns mean, from ``read_mapping``.
    offences
        From ``read_offences``, where the mapping names a scheme.

    Raises
    ------
    DataError
        Every problem of every file: with its row, its column, what was found and what to do.
    """
    placing = Placing(mapping, names, offences)
    files = [_read(path, mapping, placing) for path in sorted(paths, key=lambda path: path.name)]
    problems = [problem for file in files for problem in file.problems]
    problems += _covered_twice(files, mapping)
    if problems:
        raise DataError(problems)
    parts, words = _parts(files, mapping, names.authorities)
    items = [_item(file, each, mapping) for file in files for each in file.counts]
    told = tuple(sorted(placing.notes))
    sources = tuple(_source(file, files, mapping, (*told, *words[file.sha256])) for file in files)
    return Recorded(mapping.series, marked(gather(items), parts), sources)


def _read(path: Path, mapping: Mapping, placing: Placing) -> _File:
    shape = mapping.file
    grids, left = read_grids(path, shape.sheets, shape.encoding, shape.separator)
    counts: list[Counted] = []
    problems: list[str] = []
    notes = [f"sheets not read: {', '.join(left)}"] if left else []
    rows, days = 0, Counter[date]()
    for grid in grids:
        found, wrong, told, number = _read_grid(grid, mapping, placing, days)
        counts += found
        problems += sentences(grid.name, wrong)
        notes += [note for note in told if note not in notes]
        rows += number
    if not problems:
        problems += _repeated(path.name, counts, mapping)
    sha = digest(path) if path.is_file() else ""
    return _File(path, sha, rows, counts, problems, notes, days)


def _read_grid(
    grid: Grid, mapping: Mapping, placing: Placing, days: Counter[date]
) -> tuple[list[Counted], list[Problem], list[str], int]:
    body = find_table(grid, mapping.file)
    if not body.header:
        return [], body.problems, [], 0
    chosen = choose(body, mapping)
    if chosen.problems:
        return [], [*body.problems, *chosen.problems], [], 0
    teller = Teller(body, chosen.hushed)
    rows = Rows(body, chosen, mapping, placing, teller)
    lines = list(rows.lines())
    days += rows.days()
    checked = check_totals(body, lines, mapping, chosen.sums)
    counts = [count for line in checked.lines for count in rows.counts(line)]
    problems = [*body.problems, *teller.problems(), *rows.doubtful_dates(), *checked.problems]
    return counts, problems, [*chosen.notes, *checked.notes], len(body.rows)


def _parts(
    files: list[_File], mapping: Mapping, known: Authorities
) -> tuple[dict[str, list[Part]], dict[str, list[str]]]:
    """Find what each file has in part only; files that hold parts of one another are looked at as one."""
    parts, words = {}, {}
    for together in [files] if mapping.parts else [[file] for file in files]:
        days = sum((file.days for file in together), Counter[date]())
        cut = cut_months(days)
        of_areas = [each for file in together for each in file.counts if each.authority and each.where.id]
        lost = lacking(((each.where.id, each.period, each.authority) for each in of_areas), known)
        for file in together:
            parts[file.sha256] = [*(Part("", month) for month in cut), *lost]
            words[file.sha256] = notes_of(cut, lost)
    return parts, words


def _repeated(name: str, counts: list[Counted], mapping: Mapping) -> Iterator[str]:
    """Say where two rows are of the same area, period and offence: one may repeat the other."""
    if mapping.rows == "incidents" or mapping.count.repeated == "add":
        return
    first: dict[tuple[Any, ...], tuple[int, int]] = {}
    wrong = [each for each in counts if first.setdefault(each.key, each[:2]) != each[:2]]
    if wrong:
        row, earlier = wrong[0].row, first[wrong[0].key][0]
        found = f"has the same area, period and offence as row {earlier}"
        if row == earlier:
            found = "has two columns of the same area, period and offence"
        allowed = "Keep one of the two, or write repeated: add under count if both are counted."
        problem = Problem(row, 0, "", found, allowed, "repeated", len({each.row for each in wrong}))
        yield from sentences(name, [problem])


def _covers(file: _File, mapping: Mapping) -> set[str]:
    """Say what no second file may hold: an area in a period, or one count where files hold parts."""
    if mapping.parts:
        single = mapping.rows == "counts" and mapping.count.repeated == "refused"
        keys = {(each.key, label_of(each.period)) for each in file.counts} if single else set()
        return {f"{mapping.series} {_called(key)} {period}" for key, period in keys}
    places = {(each.where.id or each.where.name, each.period) for each in file.counts}
    return {f"{mapping.series} {place} {label_of(period)}" for place, period in places}


def _called(key: tuple[Any, ...]) -> str:
    place, area, force, _, offence = key
    return " ".join(part for part in (area or place, force, offence) if part)


def _covered_twice(files: list[_File], mapping: Mapping) -> Iterator[str]:
    first: dict[str, int] = {}
    for number, file in enumerate(files):
        both: dict[int, list[str]] = {}
        for cover in sorted(_covers(file, mapping)):
            if (earlier := first.setdefault(cover, number)) != number:
                both.setdefault(earlier, []).append(cover.removeprefix(f"{mapping.series} "))
        for earlier, covers in both.items():
            other = files[earlier].path.name
            more = f" and {len(covers) - 1} more" if len(covers) > 1 else ""
            parts = "" if mapping.parts else " Write parts: true if each file holds a part of them."
            yield f"{file.path.name}: covers {covers[0]}{more}, as {other} does. Give one of the two.{parts}"


def _item(file: _File, each: Counted, mapping: Mapping) -> Item:
    where, offence = each.where, each.offence
    return Item(
        area=where.id,
        area_name=where.name,
        area_code=where.code,
        recorded_by=each.force,
        period=each.period,
        group=offence.group,
        subgroup=offence.subgroup,
        code=offence.code,
        kind=offence.kind or mapping.offence.kind,
        place=where.place,
        state=each.tally.state,
        source=file.sha256,
        crimes=each.tally.crimes,
    )


def _source(file: _File, files: list[_File], mapping: Mapping, told: Iterable[str]) -> SourceFile:
    periods = {each.period for each in file.counts}
    others = {each.period for other in files if other is not file for each in other.counts}
    notes = [*file.notes, *told, *_apart(file.counts), *_without_count(file.counts)]
    notes += incomplete_quarters(months_in(periods), months_in(others))
    title = f"{mapping.title}. {mapping.source}. {mapping.licence}"
    covers = tuple(sorted(_covers(file, mapping)))
    return SourceFile(file.path.name, file.sha256, file.rows, title, covers, tuple(notes))


def _apart(counts: list[Counted]) -> Iterator[str]:
    """Say how many crimes were put apart, and negative counts kept."""
    apart: Counter[str] = Counter()
    for each in counts:
        if each.where.place != "area":
            apart[each.where.place] += each.tally.crimes or 0
    yield from (f"{crimes:,} put apart as {place}" for place, crimes in sorted(apart.items()))
    if below := sum(1 for each in counts if (each.tally.crimes or 0) < 0):
        yield f"{below:,} counts are below 0 and were kept: corrections of earlier ones"


def _without_count(counts: list[Counted]) -> Iterator[str]:
    states = Counter(each.tally.state for each in counts)
    yield from (f"{states[state]:,} counts are {words}" for state, words in _STATES.items() if states[state])
