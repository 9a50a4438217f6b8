"""The one table of recorded crime that every reader gives, whatever its source looks like.

A row is a count of one offence, in one period, at one place, from one file. Rows that belong to no area
stand in the same table under another ``place``, so that they are counted and never lost.
"""

from typing import Any, NamedTuple

import pyarrow as pa

# What a count is of. Anti-social behaviour is an incident: it is not notifiable crime and never added to it.
KINDS = ("crime", "incident")
# Where it belongs. Only ``area`` is counted for an area; the others are kept apart and told.
PLACES = ("area", "other force", "no location", "unassigned", "railway", "not a territory")
# What published tables are called in the store: no mapping file may add its counts to theirs.
PUBLISHED = ("home-office-force", "home-office-csp", "police-uk", "police-uk-api", "mps-borough")
# Whether there is a count. ``not in series``: the category did not exist in the period, which is not 0.
STATES = ("counted", "missing", "suppressed", "not in series")
# ``partial``: a month far below its neighbours while incidents are not, so that part of it may be missing.
SUPPLIES = ("", "partial")

SCHEMA: Any = pa.schema(
    [
        ("area", pa.string()),  # id; blank unless place is area, other force or railway
        ("area_name", pa.string()),  # as readers see it; as the source writes it where there is no area
        ("area_code", pa.string()),  # ONS code, blank if none
        ("recorded_by", pa.string()),  # id of the police force area, btp, or blank where the source has none
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),  # of a month or of a financial quarter
        ("offence_group", pa.string()),
        ("offence_subgroup", pa.string()),  # blank where the source has groups only
        (
            "offence_code",
            pa.string(),
        ),  # text, also where it looks like a number; blank if the source has none
        ("kind", pa.string()),
        ("place", pa.string()),
        ("state", pa.string()),
        ("supply", pa.string()),
        ("source", pa.string()),  # sha256 of the file that it comes from
        ("crimes", pa.int64()),  # negative where corrections outnumber them; missing unless counted
    ]
)
# One row for each of these: readers add up what the source has in more rows than one (homicide has four).
KEY: tuple[str, ...] = tuple(name for name in SCHEMA.names if name not in {"crimes", "supply", "area_name"})


class SourceFile(NamedTuple):
    """A file that was read: what it is, and what came of its rows."""

    name: str  # without a folder
    sha256: str
    rows: int  # rows of data in it
    title: str  # what it is, with release and licence, as a page says it
    covers: tuple[str, ...] = ()  # what no second file may cover: `cleveland 2018-10`
    notes: tuple[str, ...] = ()  # what was left out, put apart or flagged, in the analyst's words


class Recorded(NamedTuple):
    """What a reader gives: counts with the columns of SCHEMA, all of one series, and the files behind them.

    Series are never added to each other: the same crimes are in several of them.
    """

    series: str  # one of PUBLISHED, or a mapping's own
    table: Any  # pyarrow.Table
    files: tuple[SourceFile, ...]
