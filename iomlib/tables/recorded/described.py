"""Describes the table of recorded crime for ``docs/data.md``, column by column."""

from typing import Any

import pyarrow as pa

from iomlib.tables.recorded.contract import KEY, KINDS, PLACES, SCHEMA, STATES, SUPPLIES

_PAGE = """\
## `data/recorded_crime/`: recorded crime from other people's files

`iom import` writes this folder, and nothing else may: [Bring in recorded crime](import-crime.md) says how. Files of
the Home Office, of police forces and of councils become one table, a row a count.

- `SERIES/area=ID/YEAR.parquet`: the rows of one area and financial year, a row group a month or quarter. A report is
  given those of its own area and of its peers (`params/peers.csv`), up to the end of its quarter, and opens no others.
- `SERIES/_apart/YEAR.parquet`: the rows of no area. They are counted and kept, and no report adds them to an area.
- `SERIES/files.json`: which files it was made of, with their sha256, what they cover and what was left out of them.
  The sha256 of the files behind it stands in each Parquet file as well.
- `SERIES/seal.json`: the sha256 of each file of the series. One that is lost or changed since is told, by `iom check`
  and by the next import.
- `SERIES/partial.json` and `months.parquet`: of street-level crime, which months are likely to be supplied in part.

A series is one source: `home-office-force`, `home-office-csp`, `police-uk`, `police-uk-api`, `mps-borough`, or the
name that a mapping file gives. Series hold the same crimes and are never added to each other: where an area has more
than one, a report has to say which (`series`).

One row: a count of one offence, in one period, at one place, from one file.

Key: %s.

| column | what | allowed | type |
|---|---|---|---|
"""

_COLUMNS = {
    "area": ("Id of the area.", "An id; blank where there is no area."),
    "area_name": ("Its name.", "Any."),
    "area_code": ("Its ONS code.", "Blank where it has none."),
    "recorded_by": ("Police force that recorded it.", "Id of a police force area, `btp`, or blank."),
    "period_start": ("First day of the month or quarter.", "A day."),
    "period_end": ("Last day of it.", "A day."),
    "offence_group": ("Offence group.", "As in the source, under today's name."),
    "offence_subgroup": ("Offence subgroup.", "Blank where the source has groups only."),
    "offence_code": ("Offence code of the Home Office.", "Text, also where it looks like a number."),
    "kind": ("What is counted. Anti-social behaviour is an incident and no crime.", KINDS),
    "place": ("Where it belongs. Only `area` is counted for an area.", PLACES),
    "state": ("Whether there is a count: what is missing is not 0.", STATES),
    "supply": ("Whether a part of the month is likely to be missing.", SUPPLIES),
    "source": ("sha256 of the file that it comes from.", "Listed in `files.json`."),
    "crimes": ("The count.", "Below 0 where corrections outnumber crimes; missing unless counted."),
}


def described() -> str:
    """Give the section of ``docs/data.md`` about recorded crime."""
    lines = [_line(field) for field in SCHEMA]
    return _PAGE % ", ".join(f"`{name}`" for name in KEY) + "\n".join(lines) + "\n"


def _line(field: Any) -> str:
    what, allowed = _COLUMNS[field.name]
    if not isinstance(allowed, str):
        allowed = f"Allowed: {', '.join(f'`{word}`' if word else 'blank' for word in allowed)}."
    return f"| `{field.name}` | {what} | {allowed} | {_frame(field.type)} |"


def _frame(kind: Any) -> str:
    return "str" if pa.types.is_string(kind) else "Int64" if pa.types.is_integer(kind) else "datetime64[us]"
