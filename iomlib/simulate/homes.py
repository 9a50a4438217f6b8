"""Where people live, with whom, to which family they belong, and made-up names."""

import numpy as np

from iomlib.simulate.chance import Chance, Flags, Whole
from iomlib.simulate.plan import People, Plan, days_of, left, some
from iomlib.simulate.shapes import FACTS, FIRST, LAST, Rows, day, joined, only, rows

SURNAMES, FORENAMES = 8000, 400  # as many again are one letter off
NO_STAY, MOVED, RETURNED = 0.02, 0.12, 0.15  # draws below which somebody has no stay, moves away, comes back
SIZES = np.array([1, 1, 1, 2, 2, 2, 3, 3, 4, 5])  # of households, each as likely as the next
KNOWN = 0.7  # share of households that are known
OF_FAMILIES, FAMILY_SIZES = 0.04, np.array([2, 3, 3, 4, 4, 5, 6, 8, 11])
OLDEST = day("1988-01-01")  # the first stays begin
SYLLABLES = (
    *("broz", "dreg", "flim", "gath", "holv", "jask", "krin", "lomb", "mirt", "norg"),
    *("plev", "quil", "rusk", "skev", "thol", "vask", "wenk", "yorv", "zeld", "zimp"),
)


def homes(chance: Chance, people: People, plan: Plan) -> dict[str, Rows]:
    """Draw stays, households with what is known of them, families and names, and put in what is planned."""
    households, facts, surname = _households(chance, people, plan)
    return {
        "residence": joined([_stays(chance, people, plan), *plan.planted("residence")]),
        "households": joined([households, *plan.planted("households")]),
        "household_facts": joined([facts, *plan.planted("household_facts")]),
        "families": joined([_families(chance, people, plan), *plan.planted("families")]),
        "identities": _identities(chance, people, plan, surname),
    }


def _stays(chance: Chance, people: People, plan: Plan) -> Rows:
    """Let most people stay; some move away, and some of these come back."""
    size = len(people.born)
    draw = chance("stays", size)
    start = days_of(chance, "stay from", OLDEST, np.minimum(people.first, FIRST), size)
    start = np.maximum(start, people.born)
    leaves = days_of(
        chance, "stay until", people.first + 60, np.maximum(people.last, people.first + 90), size
    )
    leaves = np.maximum(leaves, start + 30)
    who = np.arange(size)
    stays = rows(person=who, start=start, end=np.where(draw < RETURNED, leaves, LAST + 1))
    back = rows(person=who, start=leaves + 1 + np.floor(900 * chance("away for", size)).astype(np.int64))
    back = only({**back, "end": np.full(size, LAST + 1)}, (draw >= MOVED) & (draw < RETURNED))
    table = joined([only(stays, draw >= NO_STAY), back])
    table["area"] = np.full(len(table["person"]), people.area)
    return left(plan, "residence", table, "start", "end")


def grouped(chance: Chance, name: str, sizes: Whole, size: int) -> Whole:
    """Give each of so many the number of a group, one after the other, of sizes by chance.

    Examples
    --------
    >>> grouped(Chance(1), "of two", np.array([2]), 5).tolist()
    [0, 0, 1, 1, 2]
    """
    drawn = sizes[np.floor(chance(name, size) * len(sizes)).astype(np.int64)]
    return np.searchsorted(np.cumsum(drawn), np.arange(size), side="right")


def _households(chance: Chance, people: People, plan: Plan) -> tuple[Rows, Rows, Whole]:
    """Put neighbours in the table into households; those of one household share a surname."""
    size = len(people.born)
    household = grouped(chance, "household", SIZES, size)
    count = int(household.max(initial=-1)) + 1
    surname = np.floor(chance("surname", count) * SURNAMES).astype(np.int64)[household]
    if plan.planted("households"):
        planted = plan.planted("households")[0]
        surname[planted["person"]] = surname[planted["household"]]
        empty = rows(person=surname[:0], household=surname[:0], start=0, end=0)
        return empty, rows(household=surname[:0], fact=surname[:0], day=0), surname
    known = chance("household known", count) < KNOWN
    start = days_of(chance, "household from", day("2001-01-01"), FIRST, count)
    ends = days_of(chance, "household until", FIRST, 3 * LAST - 2 * FIRST, size)
    table = rows(person=np.arange(size), household=household, start=start[household], end=ends)
    return only(table, known[household]), _facts(chance, known), surname


def _facts(chance: Chance, known: Flags) -> Rows:
    """Draw what is known of each household: the same need that makes one fact likely makes all likely."""
    need = 0.05 + 0.6 * chance("need", len(known)) ** 2
    found = []
    for number, fact in enumerate(FACTS):
        household = np.flatnonzero(known & (chance(f"fact {fact}", len(known)) < need))
        on = days_of(chance, f"fact day {fact}", day("2010-04-01"), LAST, len(household))
        found.append(rows(household=household, fact=number, day=on))
    return joined(found)


def _families(chance: Chance, people: People, plan: Plan) -> Rows:
    """Choose people by chance and put them into families."""
    taken = np.zeros(len(people.born), dtype=bool)
    planted = plan.planted("families")
    for table in planted:
        taken[table["person"]] = True
    person = some(chance, "of a family", ~taken, min(int(OF_FAMILIES * len(taken)), int((~taken).sum())))
    family = grouped(chance, "family", FAMILY_SIZES, len(person))
    return rows(family=family + sum(1 + int(table["family"].max()) for table in planted), person=person)


def _identities(chance: Chance, people: People, plan: Plan, surname: Whole) -> Rows:
    size = len(people.born)
    own = chance("own surname", size) < 0.4
    another = np.floor(chance("another surname", size) * SURNAMES).astype(np.int64)
    forename = np.floor(chance("forename", size) * FORENAMES).astype(np.int64)
    table = rows(
        person=np.arange(size), forename=forename, surname=np.where(own, another, surname), born=people.born
    )
    table = {name: column.copy() for name, column in table.items()}
    for alias in plan.planted("aliases"):
        for name, most in (("forename", FORENAMES), ("surname", SURNAMES)):
            table[name][alias["person"]] = table[name][alias["like"]] + most * alias[name]
    return table


def name(number: int, most: int) -> str:
    """Make up a name from syllables; those from ``most`` on are one vowel off.

    Examples
    --------
    >>> name(1, FORENAMES), name(1 + FORENAMES, FORENAMES), name(1, SURNAMES)
    ('Brozdreg', 'Brozdrug', 'Brozbrozdreg')
    """
    places, rest = list[str](), number % most
    while len(SYLLABLES) ** len(places) < most:
        rest, place = divmod(rest, len(SYLLABLES))
        places.append(SYLLABLES[place])
    if number >= most:
        places[0] = _other(places[0])
    return "".join(reversed(places)).capitalize()


def _other(syllable: str) -> str:
    """Change the vowel."""
    return "".join("u" if letter in "aeio" else "o" if letter == "u" else letter for letter in syllable)
