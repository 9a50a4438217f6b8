"""Which words, names and days are an id, a name or a date of birth of the people whose files a report was given."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

IDS, BORN = ("person", "household", "family"), "born"
SHORTEST, DIGITS = 4, 8
# Columns of a few words each, which pages show as well.
_OPEN = ("area", "list", "tool", "fact", "event", "sex", "result")
# The tables with everybody: who stands in another one stands in these, or the input was refused.
EVERYBODY = ("people", "control_pool", "nominals", "households", "families", "identities")


class Asked(NamedTuple):
    """What is asked after, and what was found of it: words and pairs of words in lower case, and days."""

    words: set[str]
    names: set[str]
    days: set[date]


def read_identifiers(people: Mapping[str, Path], asked: Asked) -> Asked:
    """Give the words, names and days that identify somebody in files of people (Parquet), by the names of their tables.

    An id is looked for if it has both letters and digits and 4 signs or more, or 8 digits or more: `12` and `smith`
    stand on every page, and mean nobody there. `iom import` gives people ids that can be looked for.

    Examples
    --------
    >>> read_identifiers({}, Asked({"simulated-1"}, set(), set())).words
    set()
    """
    words = [word for word in asked.words if is_searched(word)]
    found = Asked(set(), set(), set())
    for path in (path for name, path in people.items() if PurePath(name).stem in EVERYBODY):
        names = pyarrow.parquet.read_schema(path).names
        there = [name for name in (*IDS, "forename", "surname", BORN) if name in names]
        if not there:
            continue
        table = pyarrow.parquet.read_table(path, columns=there)
        for name in (name for name in IDS if name in there):
            found.words.update(_among(table[name], words))
        if {"forename", "surname"} <= set(there):
            found.names.update(_names(table, asked.names))
        if BORN in there:
            found.days.update(_days(table[BORN], asked.days))
    return found


def is_searched(word: str) -> bool:
    """Say whether an id can be told from the words and numbers of a page.

    Examples
    --------
    >>> [is_searched(word) for word in ("a12f", "12", "smith", "10234", "20081234", "simulated-2a449bcf4c")]
    [True, False, False, False, True, True]
    """
    digits = sum(sign.isdigit() for sign in word)
    return digits >= DIGITS or (len(word) >= SHORTEST and digits > 0 and any(sign.isalpha() for sign in word))


def _among(column: Any, words: list[str]) -> list[str]:
    """Give which words are values of a column, in lower case; the values themselves stay where they are."""
    lower = pc.utf8_lower(column.cast(pa.string()))
    known = pc.is_in(lower, value_set=pa.array(words, pa.string()))  # the shorter list is the one to look in
    return [word for word in lower.filter(known).unique().to_pylist() if word is not None]


def _names(table: Any, pairs: set[str]) -> list[str]:
    """Give the pairs of words that are forename and surname of somebody, in either order."""
    parts = [pc.utf8_lower(table[name].cast(pa.string())) for name in ("forename", "surname")]
    asked = list(pairs)
    orders = (parts, parts[::-1])
    return [pair for order in orders for pair in _among(pc.binary_join_element_wise(*order, " "), asked)]


def _days(column: Any, days: set[date]) -> list[date]:
    asked = sorted(days)
    there = pc.is_in(pa.array(asked, pa.date32()), value_set=column.cast(pa.date32()).combine_chunks())
    return [day for day, known in zip(asked, there.to_pylist(), strict=True) if known]


def repeats_a_cell(said: str, paths: Iterable[Path], *, texts: bool = True) -> bool:
    """Say whether a text repeats a cell of files of people (Parquet): an id or a name anywhere, other texts as words.

    Without ``texts`` only ids and names of 4 signs or more are looked for.
    """
    words = f" {_words(said)} "
    for path in paths:
        table = pyarrow.parquet.read_table(path)
        for name in (name for name in table.column_names if name not in _OPEN and _is_text(table[name])):
            of_person = name in (*IDS, "forename", "surname")
            for cell in map(_words, pc.unique(table[name].drop_null()).to_pylist()):
                long = of_person and len(cell) >= SHORTEST
                if cell and ((long and cell in words) or (texts and f" {cell} " in words)):
                    return True
    return False


def _is_text(column: Any) -> bool:
    return bool(pa.types.is_string(column.type) or pa.types.is_large_string(column.type))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
