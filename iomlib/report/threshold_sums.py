"""How the counts of a page on people over a threshold belong together, its tables and its chart."""

from collections.abc import Sequence
from itertools import permutations, product

import numpy as np
import pandas as pd

from iomlib.metrics.over import Over
from iomlib.metrics.threshold import TESTS
from iomlib.report.bands import ARRESTS, Bands, band_name
from iomlib.report.crossing import Known, crossed, rest_of
from iomlib.report.threshold_grid import name_of

OPEN, TURNING = "undecided", "turning"
_FLAGS = ("counted", "selected", "apart", "many", OPEN)


def page_known(over: Over, found: Bands, tried: Sequence[int], turning: float) -> Known:
    """Name the counts of the page, and say how they add up: each is made of kinds of people that the rule tells apart.

    Parameters
    ----------
    over
        All that is counted.
    found
        The bands of the chart of all people by number of arrests.
    tried
        Rows of other thresholds that the page would like to show.
    turning
        How many of those counted apart reach the age soon.

    Returns
    -------
    Counts and sums, as for `iomlib.disclosure.protect.hidden`. Without counts where it is not known who is selected.
    """
    if np.isnan(over.rows["people"]["selected"]):
        return {}, []
    possible = over.kinds.possible
    if possible is None:  # then no bands and no other thresholds are shown
        possible, tried = _plain(over.kinds.people), ()
    there, could = (_sets(each, found, tried) for each in (over.kinds.people, possible))
    counts, sums = crossed("people", there, could, _rests(list(map(str, there.columns)), tried))
    counts |= dict(over.potential["people"]) | dict(over.missed["people"]) | {TURNING: turning}
    pairs = [("selected", "cohort"), ("selected", "missed"), ("selected", "part"), ("apart", TURNING)]
    pairs += [("cohort", "part")] * over.nested
    pairs += [(TESTS[0], "part")] * (over.tested and TESTS[0] in counts)
    return counts, [*sums, *(rest_of(counts, *pair) for pair in pairs)]


def _rests(names: Sequence[str], tried: Sequence[int]) -> list[tuple[str, str]]:
    """Name what a reader may take from what: parts from wholes, and of two thresholds either from the other."""
    pairs = [("selected", "many"), ("counted", "over"), ("counted", "selected"), (ARRESTS, "counted")]
    pairs += [("selected", name) for name in TESTS]
    chain = ["selected", "many", TESTS[0], *map(name_of, tried)]
    pairs += permutations(chain, 2) if tried else []
    return [pair for pair in dict.fromkeys(pairs) if set(pair) <= set(names)]


def _sets(told: pd.DataFrame, found: Bands, tried: Sequence[int]) -> pd.DataFrame:
    """Say of each person, or kind of person, in which counts of the page they are."""
    sets = {name: told[name] for name in _FLAGS} | {"over": told["selected"] | told["apart"]}
    sets |= {name: told[name] for name in TESTS if name in told}
    sets |= {name_of(row): told[name_of(row)] for row in tried}
    if "value" in told and len(found.rows):
        sets[ARRESTS] = told["value"] >= 1
        for row, (first, last) in enumerate(found.rows[["first", "last"]].to_numpy()):
            # A band without an end has all above; a value between two whole numbers is a kind that nobody is of.
            end = np.inf if np.isnan(last) else last + 1
            sets[band_name(row)] = (told["value"] >= first) & (told["value"] < end)
    return pd.DataFrame(sets).astype(bool)


def _plain(people: pd.DataFrame) -> pd.DataFrame:
    """Make up a kind of person for every combination of answers, where a rule tells too many apart to go through."""
    results = [name for name in TESTS if name in people]
    rows = []
    for counted, many, answer in product([False, True], [False, True], ["", "selected", "apart", OPEN]):
        for result in results if answer == "selected" and results else [""]:
            own = {"counted": counted, "many": many and answer == "selected", answer: True, result: True}
            rows.append({name: own.get(name, False) for name in [*_FLAGS, *results]})
    return pd.DataFrame(rows, dtype=bool)
