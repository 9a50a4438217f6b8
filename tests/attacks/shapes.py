"""Random tables of the shapes of our notebooks, and the tables of the seeds.

Counts by name. A name that begins `_` is a count that nobody prints: the rest of a group, or who is on two lists.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from attacker import Published, rounded

Sum = Mapping[str, int]


class Made(NamedTuple):
    """A table in truth: its counts, the sums that anybody knows of, what matters most, who is a part of whom."""

    name: str
    counts: dict[str, int]
    sums: list[Sum]
    keep: list[str]
    parts: list[tuple[str, str]]


def total(whole: str, *parts: str) -> dict[str, int]:
    return {whole: -1, **dict.fromkeys(parts, 1)}


def adding_up(
    name: str,
    leaves: Mapping[str, int],
    wholes: Sequence[tuple[str, Sequence[str]]],
    keep: Sequence[str] = (),
) -> Made:
    """Make a table from the counts that are no sum of others, and its sums in the order in which they can be made."""
    counts = dict(leaves)
    for whole, parts in wholes:
        counts[whole] = sum(counts[part] for part in parts)
    sums = [total(whole, *parts) for whole, parts in wholes]
    members = [(part, whole) for whole, parts in wholes for part in parts if not part.startswith("_")]
    return with_rests(Made(name, counts, sums, list(keep), members))


def with_rests(made: Made) -> Made:
    """Add whom each part leaves of its whole, as our reports do: that count anybody can work out."""
    counts, sums = dict(made.counts), list(made.sums)
    for part, whole in made.parts:
        others = [sum_ for sum_ in made.sums if sum_.get(whole) == -1 and part in sum_]
        if all(len(sum_) > 3 for sum_ in others):
            counts[f"_{whole} less {part}"] = counts[whole] - counts[part]
            sums.append(total(whole, part, f"_{whole} less {part}"))
    return made._replace(counts=counts, sums=sums)


def some(random: np.random.Generator, size: int) -> list[int]:
    """Draw counts as they are on our pages: many small ones, some of dozens, a few of hundreds."""
    most = random.choice([4, 9, 14, 30, 80, 400], size, p=[0.25, 0.15, 0.2, 0.2, 0.15, 0.05])
    return [int(random.integers(0, each + 1)) for each in most]


# The shapes


def one_way(random: np.random.Generator) -> Made:
    """A total and its 2 to 9 parts."""
    parts = [f"part {at}" for at in range(random.integers(2, 10))]
    leaves = dict(zip(parts, some(random, len(parts)), strict=True))
    return adding_up("one way", leaves, [("all", parts)], ["all"])


def two_way(random: np.random.Generator) -> Made:
    """Two to six rows and two to five columns with both totals."""
    rows, columns = range(random.integers(2, 7)), range(random.integers(2, 6))
    cells = [f"{row}.{column}" for row in rows for column in columns]
    wholes = [(f"row {row}", [f"{row}.{column}" for column in columns]) for row in rows]
    wholes += [(f"column {column}", [f"{row}.{column}" for row in rows]) for column in columns]
    wholes += [("all", [f"row {row}" for row in rows]), ("all", [f"column {column}" for column in columns])]
    return adding_up("two way", dict(zip(cells, some(random, len(cells)), strict=True)), wholes, ["all"])


def hierarchy(random: np.random.Generator) -> Made:
    """List = community + custody; custody = sentenced + not known; sentenced = short + long; and bands of each."""
    names = ["short", "long", "not known", "under 25", "25 to 34", "35 and over"]
    leaves = dict(zip(names, some(random, 6), strict=True))
    wholes = [
        ("sentenced", ["short", "long"]),
        ("custody", ["sentenced", "not known"]),
        ("community", ["under 25", "25 to 34", "35 and over"]),
        ("list", ["community", "custody"]),
    ]
    return adding_up("hierarchy", leaves, wholes, ["list", "community", "custody"])


def overlap(random: np.random.Generator) -> Made:
    """A group, 2 to 5 lists that people can be on together, those on any, and sometimes those on two."""
    size = int(random.integers(2, 6))
    lists = [chr(ord("a") + at) for at in range(size)]
    on = ["".join(each) for count in range(1, size + 1) for each in itertools.combinations(lists, count)]
    leaves = dict(zip([f"_only {each}" for each in on], some(random, len(on)), strict=True))
    leaves = {name: count // (1 if len(name) < 8 else 3) for name, count in leaves.items()} | {
        "_none": some(random, 1)[0]
    }
    wholes = [(f"on {each}", [f"_only {other}" for other in on if each in other]) for each in lists]
    wholes.append(("any", [f"_only {each}" for each in on]))
    if random.random() < 0.5:
        wholes.append(("on a and b", [f"_only {each}" for each in on if "a" in each and "b" in each]))
    wholes.append(("group", ["any", "_none"]))
    return adding_up("overlap", leaves, wholes, ["group", "any", *(f"on {each}" for each in lists)])


def with_rest(random: np.random.Generator) -> Made:
    """A cohort and 2 to 7 groups of its people, each with a rest that the page does not print."""
    size = int(random.integers(8, 160))
    made: dict[str, int] = {"cohort": size}
    members = []
    for at in range(random.integers(2, 8)):
        count = (
            int(random.integers(0, size + 1))
            if random.random() < 0.6
            else int(min(size, random.integers(0, 14)))
        )
        made[f"group {at}"] = size - count if random.random() < 0.3 else count
        members.append((f"group {at}", "cohort"))
    return with_rests(Made("cohort with rest", made, [], ["cohort"], members))


def movement(random: np.random.Generator) -> Made:
    """Before + joined = now + left, and those who stayed."""
    stayed, joined, left = (int(random.integers(0, most)) for most in (120, 25, 25))
    leaves = {"_stayed": stayed, "joined": joined, "left": left}
    wholes = [("before", ["_stayed", "left"]), ("now", ["_stayed", "joined"])]
    return adding_up("before and now", leaves, wholes, ["now", "before"])


def thresholds(random: np.random.Generator) -> Made:
    """People over 3 to 8 thresholds, each among those over the one below; and adults and young of some."""
    steps = int(random.integers(3, 9))
    names = [*(f"_step {at}" for at in range(steps - 1)), f"over {steps - 1}"]
    wholes = [(f"over {at}", [f"_step {at}", f"over {at + 1}"]) for at in range(steps - 1)]
    made = adding_up(
        "thresholds", dict(zip(names, some(random, steps), strict=True)), wholes[::-1], ["over 0"]
    )
    young = int(random.integers(0, made.counts["over 0"] // 3 + 1))
    counts = made.counts | {"young": young, "adults": made.counts["over 0"] - young}
    members = [*made.parts, ("young", "over 0"), ("adults", "over 0")]
    return made._replace(counts=counts, sums=[*made.sums, total("over 0", "adults", "young")], parts=members)


def outcome(random: np.random.Generator) -> Made:
    """Two groups, who reoffended in each and who did not, and by two kinds of offence."""
    names = [f"{group} {what}" for group in ("scheme", "others") for what in ("violent", "other")]
    leaves = dict(zip(names, some(random, 4), strict=True))
    leaves |= {f"_{group} not": int(random.integers(0, 60)) for group in ("scheme", "others")}
    wholes = []
    for group in ("scheme", "others"):
        wholes.append((f"{group} reoffended", [f"{group} violent", f"{group} other"]))
        wholes.append((group, [f"{group} reoffended", f"_{group} not"]))
    return adding_up("reoffending of two groups", leaves, wholes, ["scheme", "others"])


def geographies(random: np.random.Generator) -> Made:
    """The same people by ward and by policing area: a table of both that nobody prints, and its margins."""
    wards, beats = range(random.integers(2, 5)), range(random.integers(2, 5))
    cells = [f"_{ward}.{beat}" for ward in wards for beat in beats]
    wholes = [(f"ward {ward}", [f"_{ward}.{beat}" for beat in beats]) for ward in wards]
    wholes += [(f"beat {beat}", [f"_{ward}.{beat}" for ward in wards]) for beat in beats]
    wholes += [("all", [f"ward {ward}" for ward in wards]), ("all", [f"beat {beat}" for beat in beats])]
    return adding_up(
        "two geographies", dict(zip(cells, some(random, len(cells)), strict=True)), wholes, ["all"]
    )


SHAPES: dict[str, tuple[Callable[[np.random.Generator], Made], int]] = {
    "one way": (one_way, 260),
    "two way": (two_way, 120),
    "hierarchy": (hierarchy, 150),
    "overlap": (overlap, 70),
    "cohort with rest": (with_rest, 150),
    "before and now": (movement, 150),
    "thresholds": (thresholds, 100),
    "outcome": (outcome, 70),
    "geographies": (geographies, 50),
}


def quarters(random: np.random.Generator, many: int = 8) -> Made:
    """A list over quarters: before + joined = now + left, in the community and in custody, new and again."""
    counts: dict[str, int] = {}
    sums: list[Sum] = []
    members: list[tuple[str, str]] = []
    now = int(random.integers(12, 90))
    for at in range(many):
        if at:
            joined, left = int(random.integers(0, 12)), int(random.integers(0, min(12, now) + 1))
            counts |= {f"{at} joined": joined, f"{at} left": left, f"_{at} stayed": now - left}
            sums += [
                total(f"{at - 1} list", f"_{at} stayed", f"{at} left"),
                total(f"{at} list", f"_{at} stayed", f"{at} joined"),
            ]
            members += [(f"{at} left", f"{at - 1} list"), (f"{at} joined", f"{at} list")]
            again = int(random.integers(0, joined + 1))
            counts |= {f"{at} again": again, f"{at} new": joined - again}
            sums.append(total(f"{at} joined", f"{at} again", f"{at} new"))
            members += [(f"{at} again", f"{at} joined"), (f"{at} new", f"{at} joined")]
            now += joined - left
        custody = int(random.integers(0, now + 1))
        counts |= {f"{at} list": now, f"{at} custody": custody, f"{at} community": now - custody}
        sums.append(total(f"{at} list", f"{at} custody", f"{at} community"))
        members += [(f"{at} custody", f"{at} list"), (f"{at} community", f"{at} list")]
    return Made(f"{many} quarters", counts, sums, [f"{at} list" for at in reversed(range(many))], members)


# What is published


def publish(made: Made, away: frozenset[str] | set[str], base: int = 5) -> Published:
    """Round what is shown, and tell nothing of the rest."""
    printed = {name: count for name, count in made.counts.items() if not name.startswith("_")}
    cells = {name: None if name in away else rounded(count, base) for name, count in printed.items()}
    return Published(cells, made.sums)


def by_the_rule(page: Published, made: Made) -> Published:
    """Let him know the rule by which counts are withheld: one that is shown beside its whole leaves enough of it."""
    pairs = [pair for pair in made.parts if None not in (page.cells.get(pair[0]), page.cells.get(pair[1]))]
    return page._replace(leaves=pairs)


def cell_by_cell(made: Made, threshold: int = 10) -> set[str]:
    """Withhold as programs do that look at one count at a time: to see that the attacker finds what there is."""
    return {name for name, count in made.counts.items() if count < threshold}
