"""Which column of a file is what, by its mapping: none is left over, none holds people, none is meant twice."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from iomlib.tables.problems import Problem
from iomlib.tables.recorded.layout import Body, address_of, find_column
from iomlib.tables.recorded.mapping import Mapping
from iomlib.tables.recorded.personal import Holds, are_values, is_plain_name, people_in
from iomlib.tables.recorded.words import is_rate

_NO_PEOPLE = "Tables of recorded crime hold no people: delete the column, or name it under ignore."


class Chosen(NamedTuple):
    """Positions of the columns of a body. ``across`` are those with counts; ``sums`` hold their totals."""

    roles: dict[str, int]
    across: list[int]
    sums: list[int]
    hushed: list[int]
    notes: list[str]
    problems: list[Problem]

    def at(self, role: str) -> int | None:
        """Give the position of a column, if the mapping has one."""
        return self.roles.get(role)


def choose(body: Body, mapping: Mapping) -> Chosen:
    """Find every column that a mapping names, and hold all the others against it."""
    if are_values(body.header, days=mapping.period.across is None):
        allowed = "Write the row with the names of the columns under file.header."
        found = "holds values of people and no names of columns"
        return Chosen({}, [], [], [], [], [Problem(body.header_row, 0, "", found, allowed, "header")])
    roles, problems = _roles(body, mapping)
    ignored, more = _ignored(body, mapping)
    sums, of_sums = _sums(body, mapping)
    problems += [*more, *of_sums]
    taken = {*roles.values(), *ignored, *sums}
    problems += _meant_twice(body, roles, [*ignored, *sums])
    rest = [at for at in range(len(body.header)) if at not in taken]
    empty = [at for at in rest if body.blank(at)]
    rest = [at for at in rest if at not in empty]
    across = rest if mapping.period.across or mapping.offence.across else []
    of_rows = {at for role, at in roles.items() if role in ("area", "force", "offence", "period", "year")}
    rows = (cells for _, cells in body.rows)
    people = people_in(body.header, rows, [*of_rows, *across])
    holding = {each.position for each in people}
    problems += [_holds(body, each) for each in people if each.position not in ignored]
    if not across:
        # A heading that stands there twice has been told where the mapping means it.
        twice = {body.header[each.position] for each in problems if each.alike == "twice"}
        unnamed = [at for at in rest if at not in holding and body.header[at] not in twice]
        problems += [_unnamed(body, at) for at in unnamed]
    notes = _notes(body, ignored, empty, people)
    # A list of people may have been given for a list of areas.
    hushed = [*holding, *(at for at in of_rows if is_plain_name(body.header[at]))]
    return Chosen(roles, across, sums, hushed, notes, problems)


def _roles(body: Body, mapping: Mapping) -> tuple[dict[str, int], list[Problem]]:
    wanted = {
        "area": mapping.area.column,
        "code": mapping.area.code,
        "force": mapping.force.column if mapping.force else None,
        "period": mapping.period.column,
        "year": mapping.period.year,
        "quarter": mapping.period.quarter,
        "offence": mapping.offence.column,
        "count": mapping.count.column,
    }
    roles: dict[str, int] = {}
    problems: list[Problem] = []
    for role, address in wanted.items():
        found = None if address is None else find_column(body.header, address)
        if isinstance(found, Problem):
            problems.append(replace(found, row=body.header_row))
        elif found is not None:
            roles[role] = found
    if "count" in roles and is_rate(body.header[roles["count"]]):
        name = address_of(body.header, roles["count"])
        allowed = "Name the column with the counts under count.column."
        problems.append(
            Problem(body.header_row, roles["count"], name, "is a rate or a percentage", allowed, "rate")
        )
    return roles, problems


def _ignored(body: Body, mapping: Mapping) -> tuple[list[int], list[Problem]]:
    """Find the columns that are left out; one heading under ignore stands for all columns that have it."""
    places: list[int] = []
    problems: list[Problem] = []
    for address in mapping.ignore:
        found = find_column(body.header, address)
        if isinstance(found, int):
            places.append(found)
        elif found.alike == "twice":
            places += [at for at, name in enumerate(body.header) if name == body.header[found.position]]
        else:
            problems.append(replace(found, row=body.header_row))
    return places, problems


def _sums(body: Body, mapping: Mapping) -> tuple[list[int], list[Problem]]:
    found = [find_column(body.header, total.column) for total in mapping.totals if total.of == "across"]
    problems = [replace(each, row=body.header_row) for each in found if isinstance(each, Problem)]
    return [each for each in found if isinstance(each, int)], problems


def _meant_twice(body: Body, roles: dict[str, int], others: list[int]) -> Iterator[Problem]:
    first: dict[int, str] = {}
    for role, at in [*roles.items(), *(("ignore or a sum", at) for at in others)]:
        if first.setdefault(at, role) != role:
            found = f"is meant twice, as {first[at]} and as {role}"
            name = address_of(body.header, at)
            yield Problem(body.header_row, at, name, found, "A column means one thing.", f"meant {at}")


def _holds(body: Body, each: Holds) -> Problem:
    name = each.named(address_of(body.header, each.position))
    return Problem(
        body.header_row,
        each.position,
        name,
        f"seems to hold people: {each.why}",
        _NO_PEOPLE,
        f"people {name}",
    )


def _unnamed(body: Body, at: int) -> Problem:
    name = address_of(body.header, at)
    found = "is not in the mapping file" if body.header[at] else "has values and no heading"
    quoted = f'"{name}"'
    allowed = f"Say what it is, or add {quoted} to ignore: nothing is left out in silence."
    return Problem(body.header_row, at, name, found, allowed, f"unnamed {name}")


def _notes(body: Body, ignored: list[int], empty: list[int], people: list[Holds]) -> list[str]:
    why = {each.position: each.why for each in people}
    notes = []
    for at in ignored:
        name = address_of(body.header, at)
        held = f", because it may hold people: {why[at]}" if at in why else ""
        notes.append(f"column {name} was left out, as the mapping file says{held}")
    named = [address_of(body.header, at) for at in empty if body.header[at]]
    if named:
        notes.append(f"columns without any value were left out: {', '.join(named)}")
    return notes
