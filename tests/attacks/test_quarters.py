"""Eight quarters of a list with joiners and leavers: what no quarter may give away of itself, or of another."""

from functools import cache

import numpy as np
from attacker import Rule, attack
from shapes import Made, by_the_rule, publish, quarters
from tally import tally

from iomlib.disclosure.profile import committee
from iomlib.disclosure.protect import hidden

PROFILE = committee()
RULE = Rule(PROFILE.threshold, PROFILE.base)
LISTS = 25


@cache
def lists() -> list[Made]:
    return [quarters(np.random.default_rng(seed)) for seed in range(LISTS)]


def test_differencing_over_eight_quarters_finds_nobody():
    """Before + joined = now + left, each quarter, and all are published together."""
    tried, broke = 0, []
    for made in lists():
        page = publish(made, hidden(made.counts, made.sums, PROFILE, made.keep))
        found = attack(by_the_rule(page, made), RULE, PROFILE.width)
        tried += found.tried
        broke += found.recovered + found.narrowed
    tally(f"differencing of {LISTS} lists over 8 quarters: withheld counts", tried, len(broke))
    assert tried > 100 and broke == []


def test_differencing_of_quarters_published_one_by_one_finds_nobody():
    """What was published stays: it is fixed, and each quarter is protected with all before it."""
    tried, broke = 0, []
    for made in lists()[:10]:
        away: set[str] = set()
        shown: set[str] = set()
        for at in range(8):
            until = of_quarters(made, at)
            now = hidden(until.counts, until.sums, PROFILE, [*until.keep, *sorted(shown)], fixed=shown)
            away |= now
            shown |= {name for name in until.counts if name not in away and not name.startswith("_")}
        found = attack(publish(made, away), RULE, PROFILE.width)
        tried += found.tried
        broke += found.recovered + found.narrowed
    tally("differencing of 10 lists, a quarter at a time: withheld counts", tried, len(broke))
    assert tried > 100 and broke == []


def of_quarters(made: Made, last: int) -> Made:
    """Cut a list off after a quarter."""
    kept = {name: count for name, count in made.counts.items() if int(name.lstrip("_").split()[0]) <= last}
    sums = [sum_ for sum_ in made.sums if set(sum_) <= set(kept)]
    return made._replace(counts=kept, sums=sums, keep=[name for name in made.keep if name in kept])


def test_each_quarter_looked_at_alone_would_give_people_away():
    """So that the tests above can fail: this is what a page without a memory does."""
    broke = []
    for made in lists():
        away = set()
        for at in range(8):
            alone = {
                name: count for name, count in made.counts.items() if name.lstrip("_").startswith(f"{at} ")
            }
            sums = [sum_ for sum_ in made.sums if set(sum_) <= set(alone)]
            away |= hidden(alone, sums, PROFILE, [f"{at} list"])
        found = attack(publish(made, away), RULE, PROFILE.width)
        broke += found.recovered + found.narrowed
    assert broke
