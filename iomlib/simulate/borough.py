"""People of no particular place: who they are, from simple rates of which few are high."""

from typing import Any, NamedTuple

import numpy as np

from iomlib.simulate.assessed import assessments
from iomlib.simulate.chance import Chance, Whole
from iomlib.simulate.homes import homes
from iomlib.simulate.lists import enrolments
from iomlib.simulate.plan import People, Plan, nothing
from iomlib.simulate.printed import BOROUGH
from iomlib.simulate.record import history, until_last
from iomlib.simulate.shapes import AREAS, BLANK, FIRST, LAST, SHAPES, Rows, day

NOT_KNOWN = 0.01  # share of people without a day of birth, and without a sex
WOMEN, DRUGS = 0.16, 0.6
AGES = day("2009-03-31")
YEAR = 365.25


class Made(NamedTuple):
    """The tables of a place, and what is true of it: figures, aliases and flags by their names."""

    tables: dict[str, Rows]
    people: int
    truth: dict[str, Any]


def borough(chance: Chance, size: int) -> Made:
    """Make people of the simulated borough.

    Examples
    --------
    >>> made = borough(Chance(1), 50)
    >>> made.people, len(made.tables["nominals"]["person"])
    (50, 50)
    """
    return lived(chance, traits(chance, size, AREAS.index(BOROUGH)), nothing(), {})


def traits(chance: Chance, size: int, area: int) -> People:
    """Draw who people are: most are young men, most are arrested seldom, and most are active for a few years."""
    drugs = chance("drugs", size) < DRUGS
    draw = chance("pace", size)
    sex = np.where(chance("sex", size) < WOMEN, 0, 1)
    pace = 0.3 + 0.4 * draw + np.where(drugs, 14.0, 3.5) * (0.65 + 0.35 * sex) * draw**12
    lasts = np.floor(500 + 2600 * chance("active for", size)).astype(np.int64)
    first = np.floor(FIRST - 1000 + (LAST - 60 - FIRST + 1000) * chance("active from", size))
    first = np.minimum(first.astype(np.int64), LAST - 60)
    last = np.minimum(first + lasts, LAST)
    born = aged(chance("age", size) ** 1.6, 16, 66)
    return People(
        born=np.where(chance("born not known", size) < NOT_KNOWN, BLANK, born),
        sex=np.where(chance("sex not known", size) < NOT_KNOWN, BLANK, sex),
        drugs=drugs,
        pace=np.round(pace, 9),
        other=np.round(0.1 + 1.6 * chance("other arrests", size) ** 3, 9),
        first=np.clip(first, FIRST, LAST - 60),
        last=np.maximum(last, FIRST + 60),
        area=area,
    )


def aged(uniform: Any, least: int, most: int, on: int = AGES) -> Whole:
    """Turn uniform draws into days of birth of people who have ``least`` to ``most`` full years on a day.

    Examples
    --------
    >>> [AGES - born for born in aged(np.array([0.0, 0.999]), 18, 24).tolist()]
    [6576, 9124]
    """
    youngest, oldest = int(least * YEAR) + 2, int((most + 1) * YEAR) - 4
    return np.asarray(on - np.floor(youngest + uniform * (oldest - youngest)).astype(np.int64))


def lived(chance: Chance, people: People, plan: Plan, truth: dict[str, Any]) -> Made:
    """Let people live: all tables, with what is planned."""
    tables, _ = history(chance, people, plan)
    tables["enrolments"] = enrolments(chance, people, plan)
    tables["assessments"] = assessments(chance, people, plan, tables["enrolments"], tables["custody"])
    size = len(people.born)
    tables |= homes(chance, people, plan)
    tables["nominals"] = {"person": np.arange(size), "born": people.born, "sex": people.sex}
    for name, table in tables.items():
        begins = next((column for column in ("day", "start") if column in table), "")
        tables[name] = until_last(table, begins) if begins else table
    return Made({name: _sorted(tables[name], list(columns)) for name, columns in SHAPES.items()}, size, truth)


def _sorted(table: Rows, columns: list[str]) -> Rows:
    """Put rows in the order of people and days, whatever made them."""
    order = np.lexsort([table[name] for name in reversed(columns)])
    return {name: table[name][order] for name in columns}
