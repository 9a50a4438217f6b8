"""What agencies know of people up to a day, brought together once for everything that is asked of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from iomlib.errors import DataError

PEOPLE = "nominals"
# The day from which a row exists; a table that is not here has rows of no day.
BEGINS = {
    **dict.fromkeys(("arrests", "convictions", "drug_tests", "intelligence", "assessments"), "day"),
    **dict.fromkeys(("residence", "custody", "enrolments", "households"), "start"),
    "household_facts": "day",
}


class Evidence(NamedTuple):
    """The people of an area, and the tables that were supplied, as known on a day.

    ``people``: by person (index), ``born`` (datetime64) and ``sex``, missing where not known.
    ``tables``: by name, the rows of a table with ``who``, the position of the person in ``people``,
    for ``person``; texts are categories. A table that was not supplied is not there.
    """

    people: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    as_at: date


def gather(records: Mapping[str, pd.DataFrame], as_at: date) -> Evidence:
    """Bring together what is known of people on a day.

    Parameters
    ----------
    records
        ``nominals`` (``person``, ``born``, ``sex``) and any of the other tables of people
        (docs/data.md), by name. Their rows may stand in any order.
    as_at
        The last day that is known of. Rows that begin later are left out, and a spell that ends
        later is still open.

    Returns
    -------
    The people in the order of their ids. Without ``nominals`` there is nobody.

    Raises
    ------
    DataError
        A table speaks of people who are not in ``nominals``, or one of them stands there twice.

    Examples
    --------
    >>> people = pd.DataFrame({"person": ["b", "a"], "born": pd.NaT, "sex": ["female", "male"]})
    >>> arrests = pd.DataFrame({"person": ["b", "b"], "day": pd.to_datetime(["2009-03-31", "2009-04-01"])})
    >>> evidence = gather({"nominals": people, "arrests": arrests}, date(2009, 3, 31))
    >>> evidence.people.index.tolist(), evidence.tables["arrests"]["who"].tolist()
    (['a', 'b'], [1])
    """
    people = records.get(PEOPLE, pd.DataFrame({"person": [], "born": pd.NaT, "sex": []}))
    people = people.set_index("person")[["born", "sex"]].sort_index()
    if people.index.has_duplicates:
        raise DataError(f"{PEOPLE}: a person has more than one row. Keep one.")
    problems, tables = [], {}
    for name, table in records.items():
        if name != PEOPLE:
            known = _until(table, BEGINS.get(name), pd.Timestamp(as_at))
            tables[name] = _found(known, people.index) if "person" in table else known
            if "who" in tables[name] and (tables[name]["who"] < 0).any():
                problems.append(f"{name}: has people who are not in {PEOPLE}. Add them there.")
    if problems:
        raise DataError(sorted(problems))
    return Evidence(people, {name: _categories(table) for name, table in tables.items()}, as_at)


def _until(table: pd.DataFrame, begins: str | None, last: pd.Timestamp) -> pd.DataFrame:
    if begins is None:
        return table.reset_index(drop=True)
    known = table[(table[begins] <= last).to_numpy(bool)].reset_index(drop=True)
    if "end" not in known:
        return known
    later = known["end"] > last
    blank = {name: known[name].mask(later) for name in ("end", "reason") if name in known}
    return known.assign(**blank)


def _found(table: pd.DataFrame, people: "pd.Index[Any]") -> pd.DataFrame:
    who = people.get_indexer(pd.Index(table["person"]))
    return table.drop(columns="person").assign(who=who)


def _categories(table: pd.DataFrame) -> pd.DataFrame:
    texts = [name for name in table if pd.api.types.is_string_dtype(table[name].dtype)]
    return table.astype(dict.fromkeys(texts, "category"))
