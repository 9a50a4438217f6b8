"""What releases give away together: quarters, versions and areas that are each protected alone, held to the ledger."""

import json
from collections.abc import Iterable

import numpy as np
from attacker import Published, Rule, attack, rounded
from shapes import Made, geographies, quarters
from tally import tally

from iomlib.build.ledger import Release
from iomlib.build.ledger_attack import recoverable
from iomlib.disclosure.profile import UNSEEN, committee
from iomlib.disclosure.protect import hidden

PROFILE = committee()
RULE = Rule(PROFILE.threshold, PROFILE.base)
SEEN = "{}: {}"


def page(made: Made, names: Iterable[str], keep: Iterable[str] = ()) -> tuple[dict, list]:
    """Protect some counts of a list as a report does that knows of no other."""
    counts = {name: made.counts[name] for name in names}
    sums = [sum_ for sum_ in made.sums if set(sum_) <= set(counts)]
    away = hidden(counts, sums, PROFILE, list(keep))
    gone = {name for name in counts if name in away or name.startswith(UNSEEN)}
    return {name: None if name in gone else rounded(count) for name, count in counts.items()}, sums


def release(area: str, says: str, cells: dict, sums: list, quarter: str = "q") -> Release:
    """Record a page; a count that has no underscore has the same name in every report."""
    same = {name: name for name in cells if not name.startswith(UNSEEN)}
    counts = {"kind": "counts", "id": "list", "cells": cells, "sums": sums, "same": same}
    return Release(area, quarter, "r", 1, says, "{}", json.dumps([counts]))


def together(made: Made, pages: list[dict]) -> Published:
    """Give the attacker all that was published: a count that any page shows is known."""
    cells: dict = {name: None for name in made.counts if not name.startswith(UNSEEN)}
    for each in pages:
        cells |= {name: shown for name, shown in each.items() if shown is not None}
    published = {name for each in pages for name in each}
    sums = [sum_ for sum_ in made.sums if set(sum_) <= published | {n for n in made.counts if n[0] == UNSEEN}]
    return Published(cells, sums)


def test_what_eight_quarters_would_give_away_is_refused_by_the_ledger():
    tried, broke, refused, allowed = 0, [], 0, 0
    for seed in range(15):
        made = quarters(np.random.default_rng(seed))
        pages, before = [], []
        for at in range(8):
            own = [name for name in made.counts if name.lstrip(UNSEEN).startswith(f"{at} ")]
            names = [*own, f"{at - 1} list"] if at else own
            cells, sums = page(made, names, [f"{at} list", f"{at - 1} list"])
            new = release("a", str(at), cells, sums, f"q{at}")
            if recoverable(new, before, PROFILE):
                refused += 1
            else:
                before.append(new)
                pages.append(cells)
                allowed += 1
        found = attack(together(made, pages), RULE, PROFILE.width)
        tried += found.tried
        broke += found.recovered + found.narrowed
    tally(
        f"15 lists over 8 quarters, {allowed} published, {refused} refused: withheld counts",
        tried,
        len(broke),
    )
    assert broke == []
    assert allowed > 60


def test_what_versions_would_give_away_is_refused_by_the_ledger():
    """A second version shows other counts of the same people, as after a change of what is to be kept."""
    tried, broke, refused = 0, [], 0
    for seed in range(40):
        made = quarters(np.random.default_rng(100 + seed), 1)
        names = list(made.counts)
        first, sums = page(made, names, ["0 list"])
        second, _ = page(made, names, ["0 community", "0 custody"])
        old, new = release("a", "1", first, sums), release("a", "2", second, sums)
        pages = [first, second]
        if second != first and recoverable(new, [old], PROFILE):
            refused += 1
            pages = [first]
        found = attack(together(made, pages), RULE, PROFILE.width)
        tried += found.tried
        broke += found.recovered + found.narrowed
    tally(f"40 lists in two versions, {refused} refused: withheld counts", tried, len(broke))
    assert broke == []


def test_what_areas_would_give_away_by_either_geography_is_refused_by_the_ledger():
    tried, broke, refused = 0, [], 0
    for seed in range(60):
        made = geographies(np.random.default_rng(200 + seed))
        areas = [name for name in made.counts if not name.startswith(UNSEEN)]
        groups = [("all", [name for name in areas if name.startswith(kind)]) for kind in ("ward", "beat")]
        sums = [{whole: -1, **dict.fromkeys(parts, 1)} for whole, parts in groups]
        before: list[Release] = []
        shown: dict = dict.fromkeys(areas)
        for area in areas:
            cells, _ = page(made, [area])
            new = release(area, area, {"people": cells[area]}, [])
            if recoverable(new, before, PROFILE, groups):
                refused += 1
            else:
                before.append(new)
                shown |= cells
        withheld = {each.area for each in before if json.loads(each.counts)[0]["cells"]["people"] is None}
        found = attack(Published(shown, sums), RULE, PROFILE.width)
        tried += found.tried
        broke += [name for name in found.recovered + found.narrowed if name in withheld]
    tally(f"60 sets of areas by two geographies, {refused} refused: withheld counts", tried, len(broke))
    assert broke == []
    assert refused
