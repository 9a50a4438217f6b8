"""Rows, names and lists of a params folder, without pandas: what a run has to know before any notebook."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from iomlib.errors import DataError, ParameterError, nearest
from iomlib.tables.check import AnyRow, check_table
from iomlib.tables.contracts_params import (
    AreaRow,
    ComparisonRow,
    DeflatorRow,
    MixRow,
    SubgroupRow,
    UnitCostRow,
)
from iomlib.tables.contracts_value import ProvenOffenceRow
from iomlib.tables.edition_rows import row_problems
from iomlib.tables.kinds import Context
from iomlib.tables.problems import sentences

# Prices what another edition does not say how it prices; its names are those that a user's file may use.
DEFAULT_EDITION = "home-office-2019-20"
_NOT_EDITIONS = {Path(contract.path).name for contract in (SubgroupRow, MixRow)}


def read_rows(path: Path, contract: type[AnyRow], *, today: date | None = None) -> list[AnyRow]:
    """Read a file as rows of its contract, where one row is wanted and not a table.

    Examples
    --------
    >>> read_rows(Path("params/areas.csv"), AreaRow)[0].id
    'haringey'
    """
    if not path.parent.is_dir():
        raise DataError(f"{path.parent.name}: there is no such folder, so no {path.name} in it.")
    checked = check_table(path, contract, Context(today or date.today()))
    if checked.problems:
        raise DataError(sentences(path.name, checked.problems))
    return checked.rows


def read_area(params: str | Path, area: str) -> AreaRow:
    """Read one area: ``id``, ``name``, ``kind``, ``ons_code`` and ``source``.

    An area that is not there is a ParameterError with the nearest id.

    Examples
    --------
    >>> read_area("params", "stockton-on-tees").name
    'Stockton-on-Tees'
    """
    rows = {row.id: row for row in read_rows(Path(params) / AreaRow.path, AreaRow)}
    if area not in rows:
        raise ParameterError(f"{AreaRow.path}: {area} is not an area. {nearest(area, list(rows))}")
    return rows[area]


def area_names(params: str | Path) -> dict[str, str]:
    """Give the name of every area by its id.

    Examples
    --------
    >>> area_names("params")["haringey"]
    'Haringey'
    """
    return {row.id: row.name for row in read_rows(Path(params) / AreaRow.path, AreaRow)}


def read_comparison(params: str | Path, area: str) -> ComparisonRow | None:
    """Read how an area's reoffending is compared, or None where it is not.

    Returns
    -------
    The row of ``ComparisonRow``; ``covariates`` and ``exact`` are tuples of names, empty where blank.

    Examples
    --------
    >>> read_comparison("params", "haringey") is None
    True
    """
    rows = read_rows(Path(params) / ComparisonRow.path, ComparisonRow)
    return next((row for row in rows if row.area == area), None)


def read_protocol(params: str | Path, area: str) -> ComparisonRow:
    """Read how an area's reoffending is compared, for a report that cannot be made without.

    Raises
    ------
    ParameterError
        ``comparisons.csv`` has no row of the area.

    Examples
    --------
    >>> read_protocol("params", "maryland-experiment").design
    'randomised'
    """
    row = read_comparison(params, area)
    if row is None:
        raise ParameterError(
            f"{ComparisonRow.path}: has no row of {area}. Say there what is compared, before it is done."
        )
    return row


def editions(params: str | Path) -> list[str]:
    """List the editions of unit costs, which are the names that a run file may give.

    Examples
    --------
    >>> editions("params")
    ['home-office-1999-00', 'home-office-2003-04', 'home-office-2010-11', 'home-office-2015-16', 'home-office-2019-20']
    """
    files = Path(params).glob(UnitCostRow.path)
    return sorted(file.stem for file in files if file.name not in _NOT_EDITIONS)


def price_years(params: str | Path) -> list[str]:
    """List the financial years to whose prices costs can be brought.

    Examples
    --------
    >>> "2019-20" in price_years("params")
    True
    """
    return [row.financial_year for row in read_rows(newest_deflator(params), DeflatorRow)]


def covered(years: list[str]) -> str:
    """Say which years a deflator has, in words that follow one that it has not.

    Examples
    --------
    >>> covered(["2008-09", "2009-10"]), covered([])
    ('It has 2008-09 to 2009-10.', 'It has no year.')
    """
    return f"It has {years[0]} to {years[-1]}." if years else "It has no year."


def newest_deflator(params: str | Path) -> Path:
    """Find the newest release of the deflator, which is the last by name."""
    files = sorted(Path(params).glob(DeflatorRow.path))
    return files[-1] if files else Path(params) / "none.csv"


def priced_as(edition: str, rows: Iterable[SubgroupRow]) -> list[SubgroupRow]:
    """Give what an edition prices each subgroup with: its own rows or, if it has none, those of the default.

    Examples
    --------
    >>> rows = read_rows(Path("params") / SubgroupRow.path, SubgroupRow)
    >>> {row.edition for row in priced_as("an-edition-of-ours", rows)}
    {'home-office-2019-20'}
    """
    every = list(rows)
    own = [row for row in every if row.edition == edition]
    return own or [row for row in every if row.edition == DEFAULT_EDITION]


def edition_problems(
    edition: str, costs: list[UnitCostRow], subgroups: list[SubgroupRow], default: set[str]
) -> list[str]:
    """Say why an edition cannot be relied on: an offence it lacks, two price years, a row that nobody has seen.

    ``default`` are the offences of the default edition, by whose names one without rows of its own is read.
    """
    if not costs:
        return [f"{edition}.csv: has no rows, so it prices nothing. Fill it, or delete the file."]
    used = priced_as(edition, subgroups)
    named = {row.unit_cost_offence for row in used}
    # By an edition's own rows an offence is promised; by the default's it is looked for, and may be missing.
    own = [row.unit_cost_offence for row in used if row.edition == edition]
    problems = unpriced(own, {row.offence for row in costs}, f"{edition}.csv")
    years = sorted({row.price_year for row in costs})
    if len(years) > 1:
        problems.append(
            f"{edition}.csv: column price_year: {' and '.join(years)} in one edition. Prices of two years have no "
            "sum. Move them to one year, or make two editions."
        )
    problems += row_problems(edition, costs)
    if not own:
        problems += _never_read(edition, costs, used, default)
    return problems + [
        f"{edition}.csv: row {number}, column status: {row.offence} is unverified and would price crimes. Nobody has "
        "seen this figure. See it in a source and change the status, or leave the row out."
        for number, row in enumerate(costs, 2)
        if row.status == "unverified" and row.offence in named
    ]


def _never_read(
    edition: str, costs: list[UnitCostRow], used: list[SubgroupRow], default: set[str]
) -> list[str]:
    """Name the offences that the default edition does not have, so that their cost would be left out unseen."""
    known = sorted(default | {row.unit_cost_offence for row in used} - {""})
    called = {row.offence_subgroup: row.unit_cost_offence for row in used if row.unit_cost_offence}
    lost = [
        (number, row.offence)
        for number, row in enumerate(costs, 2)
        if row.offence not in known and row.status != "unverified"
    ]
    return [
        f"{edition}.csv: row {number}, column offence: {name} is not an offence of {DEFAULT_EDITION}.csv, so it would "
        f"price nothing. {f'Write {called[name]}.' if name in called else nearest(name, known)} Or say in "
        "subgroups.csv what it prices."
        for number, name in lost
    ]


def editions_problems(params: Path) -> list[str]:
    """Say what is wrong between the editions of a params folder and what they price, each file for itself checked."""
    subgroups = read_rows(params / SubgroupRow.path, SubgroupRow)
    known = editions(params)
    default = default_offences(params)
    problems = [
        problem
        for edition in known
        for problem in edition_problems(
            edition, read_rows(edition_file(params, edition), UnitCostRow), subgroups, default
        )
    ]
    lost = sorted({row.edition for row in subgroups} - set(known))
    file = Path(SubgroupRow.path).name
    problems += _unknown_years(params, known)
    return problems + [
        f"{file}: column edition: {name} has no file in unit_costs. {nearest(name, known)}" for name in lost
    ]


def _unknown_years(params: Path, known: list[str]) -> list[str]:
    """Name price years of editions of which there is no price index: their prices could be brought to no other year."""
    if not newest_deflator(params).is_file():
        return []
    years = price_years(params)
    found = {
        name: {row.price_year for row in read_rows(edition_file(params, name), UnitCostRow)} for name in known
    }
    return [
        f"{name}.csv: column price_year: {year} is not in the deflator. {covered(years)}"
        for name, used in found.items()
        for year in sorted(used - set(years))
    ]


def edition_file(params: str | Path, edition: str) -> Path:
    """Name the file of an edition."""
    return Path(params) / UnitCostRow.path.replace("*", edition)


def default_offences(params: str | Path) -> set[str]:
    """List the offences of the default edition; none where its file is not there."""
    file = edition_file(params, DEFAULT_EDITION)
    return {row.offence for row in read_rows(file, UnitCostRow)} if file.is_file() else set()


def unpriced(named: Iterable[str], offences: set[str], where: str) -> list[str]:
    """Name the offences that subgroups are priced with and that have no price."""
    lost = sorted(set(named) - offences - {""})
    file = Path(SubgroupRow.path).name
    return [
        f"{file}: column unit_cost_offence: {name} is not an offence of {where}. "
        f"{nearest(name, sorted(offences))}"
        for name in lost
    ]


def unknown_subgroups(named: Iterable[str], known: set[str]) -> list[str]:
    """Name the subgroups that proven offences are priced with and that there are not.

    Examples
    --------
    >>> unknown_subgroups(["Domestic burglery", ""], {"Domestic burglary"})[0].partition(": ")[2]
    'column offence_subgroup: Domestic burglery is not in subgroups.csv. Did you mean Domestic burglary?'
    """
    return [
        f"{ProvenOffenceRow.path}: column offence_subgroup: {name} is not in subgroups.csv. "
        f"{nearest(name, sorted(known))}"
        for name in sorted(set(named) - known - {""})
    ]
