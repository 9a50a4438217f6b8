"""How much likeness of names and dates of birth says that two records are of one person.

Each level of likeness has two shares, as in Fellegi and Sunter 1969: of pairs of records of one person
(``one``), and of pairs of different people (``two``). They are fixed, so that a score means the same in
every area and quarter.

``two`` of surnames starts from the 500 most common surnames of the United Kingdom, which 39.5% of people
have, as the package Faker 40.54 lists them: their squared shares add up to 0.0008, and two different ones are
alike by the rule below in 0.0003 of pairs of people; with the rarer names we take 0.001. Its forenames come
without shares; 0.008 the same and 0.003 alike are our assumption, above the 0.004 and 0.002 of a flat list.
``two`` of dates of birth is counted over all days from 1960 to 1999. ``one`` is our assumption of how slips
and aliases are spread; nobody has counted it for records of the police. So the score puts pairs in an order
to look at them. It is no probability.
"""

from typing import NamedTuple

# One pair of records in a million is of one person, before anything is compared: an assumption too.
PRIOR = 1e-6
ALIKE = "(damerau_levenshtein({0}_l, {0}_r) <= 1 OR jaro_winkler_similarity({0}_l, {0}_r) >= 0.88)"
_FORENAMES, _SURNAMES = ALIKE.format("forename"), ALIKE.format("surname")


class Level(NamedTuple):
    """A likeness: its words, its condition in SQL, and the share of pairs of one and of two people.

    The last level of a list is everything else; a condition that begins a list is a value that is missing.
    """

    words: str
    condition: str
    one: float
    two: float


NAMES = (
    Level("same names", "forename_l = forename_r AND surname_l = surname_r", 0.55, 6.4e-6),
    Level("names swapped", "forename_l = surname_r AND surname_l = forename_r", 0.05, 1e-6),
    Level("same surname, forename alike", f"surname_l = surname_r AND {_FORENAMES}", 0.12, 2.4e-6),
    Level("same forename, surname alike", f"forename_l = forename_r AND {_SURNAMES}", 0.12, 8e-6),
    Level("both names alike", f"{_FORENAMES} AND {_SURNAMES}", 0.04, 3e-6),
    Level("same surname", "surname_l = surname_r", 0.05, 8e-4),
    Level("same forename", "forename_l = forename_r", 0.05, 8e-3),
    Level("other names", "ELSE", 0.02, 0.9912),
)
BORN = (
    Level("same date of birth", "born_l = born_r", 0.70, 6.8e-5),
    Level("day and month of birth swapped", "swapped_l = born_r", 0.06, 2.5e-5),
    Level("date of birth one slip off", "damerau_levenshtein(born_l, born_r) = 1", 0.12, 2.1e-3),
    Level(
        "two of day, month and year of birth the same",
        "(year_l = year_r)::INT + (month_l = month_r)::INT + (day_l = day_r)::INT = 2",
        0.07,
        3.4e-3,
    ),
    Level("other date of birth", "ELSE", 0.05, 0.9944),
)
NO_NAME, NO_BORN = "a name not known", "a date of birth not known"
NULL_NAMES = " OR ".join(f"{name}_{side} IS NULL" for name in ("forename", "surname") for side in "lr")
NULL_BORN = "born_l IS NULL OR born_r IS NULL"
# Which pairs are looked at; those that agree in none of these would score low.
LOOK_AT = (
    "l.born = r.born",
    "l.born = r.swapped",
    "l.forename = r.surname AND l.surname = r.forename",
    "l.surname = r.surname AND l.initial = r.initial",
    "l.forename = r.forename AND l.family_initial = r.family_initial AND l.year = r.year",
    "l.forename = r.forename AND l.family_initial = r.family_initial AND l.month = r.month AND l.day = r.day",
    "l.initial = r.initial AND l.family_initial = r.family_initial AND l.year = r.year",
    "l.initial = r.initial AND l.family_initial = r.family_initial AND l.month = r.month AND l.day = r.day",
)
