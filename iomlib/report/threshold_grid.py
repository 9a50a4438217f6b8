"""What other thresholds of a rule would give: how many people, without giving away the few between two of them."""

import math
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.report.formats import write
from iomlib.report.frames import Column, sourced, table
from iomlib.report.scheme import few_words
from iomlib.report.withholding import total_of
from iomlib.rules import Rule, words

INPUTS = "data/nominals, data/arrests, data/drug_tests, params/rules"


def name_of(row: int) -> str:
    """Name the count of one combination of thresholds.

    Examples
    --------
    >>> name_of(3)
    'grid 3'
    """
    return f"grid {row}"


def grid_sums(
    tried: pd.DataFrame, rule: Rule, minimum: int = 1
) -> tuple[Mapping[str, float], list[dict[str, int]]]:
    """Name the counts of a grid, and say what a reader can work out of two that are one step apart.

    Parameters
    ----------
    tried
        What `iomlib.metrics.selection.grid` gave: a threshold of each criterion, and ``selected``.
    rule
        The rule, whose own thresholds give the count ``selected``.
    minimum
        The smallest count that the edition may show.

    Returns
    -------
    Counts by name, of the thresholds that may be shown at all (`apart_enough`), and sums, as for
    `iomlib.report.withholding.hidden`: of two combinations that differ in one step, the fewer people are among the
    more; and a step along one criterion takes away as many people whatever the other is, where it does so.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "high-crime-causers", date(2009, 3, 31))
    >>> tried = pd.DataFrame({"many-arrests": [10, 12], "arrests": 5, "selected": [73, 71]})
    >>> grid_sums(tried, rule)[0]
    {'grid 0': 73.0, 'grid 1': 71.0, '_grid 0 without grid 1': 2.0}
    """
    shown = apart_enough(tried, rule, minimum)
    counts = {name_of(int(row)): float(tried["selected"].iloc[row]) for row in np.flatnonzero(shown)}
    sums = [total_of("selected", name_of(int(row))) for row in np.flatnonzero(_own(tried, rule) & shown)]
    steps = [np.unique(tried[name], return_inverse=True)[1] for name in rule.grid]
    steps = [np.unique(step[shown], return_inverse=True)[1] for step in steps]
    place = dict(zip(zip(*steps, strict=True), map(int, np.flatnonzero(shown)), strict=True))
    for at, row in place.items():
        for axis, criterion in enumerate(rule.grid):
            before = place.get((*at[:axis], at[axis] - 1, *at[axis + 1 :]))
            if before is not None:
                pair = name_of(before), name_of(row)
                fewer = rule.criterion(criterion).threshold[0] in ("at_least", "more_than")
                # Of two that are as many, the reader knows which has the others in it: the lower threshold.
                more, less = sorted(pair if fewer else pair[::-1], key=counts.__getitem__, reverse=True)
                rest = f"_{more} without {less}"
                counts[rest] = counts[more] - counts[less]
                sums.append(total_of(more, less, rest))
    return counts, [*sums, *_squares(place, counts)]


def apart_enough(tried: pd.DataFrame, rule: Rule, minimum: int) -> "np.typing.NDArray[np.bool_]":
    """Mark the thresholds that may be shown: from one to the next none or enough people are lost.

    Where one of two criteria is enough, a step along one of them loses the same people whatever the other is. So a
    threshold is left out as a whole, and the rule's own never is.

    Parameters
    ----------
    tried, rule, minimum
        As for `grid_sums`.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "high-crime-causers", date(2009, 3, 31))
    >>> tried = pd.DataFrame({"many-arrests": [8, 10, 12, 15], "arrests": 5, "selected": [78, 73, 72, 68]})
    >>> apart_enough(tried, rule, 5).tolist()
    [True, True, False, True]
    """
    shown = np.ones(len(tried), bool)
    for name in rule.grid:
        others = [other for other in rule.grid if other != name]
        lines = {
            value: rows.set_index(others)["selected"] if others else rows["selected"].reset_index(drop=True)
            for value, rows in tried.groupby(name)
        }
        kept = _kept(lines, rule.criterion(name).threshold[1], minimum)
        shown &= tried[name].isin(kept).to_numpy(bool)
    return shown


def _kept(lines: "Mapping[Any, pd.Series[float]]", own: float | None, minimum: int) -> list[object]:
    """Go up and down from a rule's own threshold, and pass over what is too near to the one before."""
    values = sorted(lines)
    if not values:
        return []
    start = own if own in lines else values[0]
    kept = [start]
    for way in (
        [value for value in values if value > start],
        [value for value in values[::-1] if value < start],
    ):
        last = start
        for value in way:
            lost = (lines[value] - lines[last]).abs()
            if not lost.between(1, minimum - 1).any():
                kept.append(value)
                last = value
    return kept


def _squares(place: Mapping[tuple[int, ...], int], counts: Mapping[str, float]) -> list[dict[str, int]]:
    """Find the squares whose fourth count follows from three, as where one of two criteria is enough."""
    found = []
    for at in place:
        for one, other in combinations(range(len(at)), 2):
            steps = ((), (one, other), (one,), (other,))
            corners = [tuple(n + (axis in axes) for axis, n in enumerate(at)) for axes in steps]
            if all(corner in place for corner in corners):
                names = [name_of(place[corner]) for corner in corners]
                weights = dict(zip(names, (1, 1, -1, -1), strict=True))
                if math.fsum(weight * counts[name] for name, weight in weights.items()) == 0:
                    found.append(weights)
    return found


def _own(tried: pd.DataFrame, rule: Rule) -> "np.typing.NDArray[np.bool_]":
    own = [rule.criterion(name).threshold[1] for name in rule.grid]
    return np.asarray((tried[list(rule.grid)].to_numpy("float64") == own).all(axis=1), bool)


def grid_table(tried: pd.DataFrame, rule: Rule, minimum: int) -> Table | Sentence:
    """Show how many people each combination of other thresholds would select.

    Parameters
    ----------
    tried
        What `iomlib.metrics.selection.grid` gave, with ``withheld``; without rows nothing is shown.
    rule
        Its grid has one criterion or two.
    minimum
        The smallest count that the edition may show.
    """
    if not len(tried):
        return Sentence(sentences=[])
    if len(rule.grid) > 2:
        return Sentence(
            style="missing", sentences=["Thresholds of more than two criteria at once are not shown."]
        )
    down, across = [*reversed(rule.grid), _ALONE][:2]
    square = tried.assign(**{_ALONE: 0.0}).pivot(index=down, columns=across, values=["selected", "withheld"])
    ids = [_id(value) for value in square.index]
    frame = pd.DataFrame(index=pd.Index(ids))
    for value in square["selected"]:
        frame[_id(value)] = square["selected", value].to_numpy("float64")
        frame[f"{_id(value)}_withheld"] = square["withheld", value].to_numpy(bool)
    heads = {_id(value): _least(rule, across, value) for value in square["selected"]}
    made = table(
        frame,
        [Column(key, head, "count") for key, head in heads.items()],
        id="other_thresholds",
        caption=f"People whom other thresholds would select: {rule.title}",
        index="Threshold",
        disclosure="people",
        notes=[*_notes(tried, rule), *([few_words(minimum)] if tried["withheld"].any() else [])],
        labels=dict(zip(ids, (_least(rule, down, value) for value in square.index), strict=True)),
    )
    return sourced(made, INPUTS)


_ALONE = "people"  # stands for a second criterion where the grid has one


def _id(value: object) -> str:
    return f"at_{value:g}".replace(".", "_").replace("-", "_")


def _least(rule: Rule, name: str, value: object) -> str:
    return "People" if name == _ALONE else f"{rule.criterion(name).threshold[0].replace('_', ' ')} {value:g}"


def _notes(tried: pd.DataFrame, rule: Rule) -> list[str]:
    ways = ["Down", "Across"] if len(rule.grid) == 2 else ["Down"]
    said = [
        f"{way}: “{words(rule.criterion(name))}”."
        for way, name in zip(ways, reversed(rule.grid), strict=True)
    ]
    own = tried[_own(tried, rule)]
    if len(own) and not own["withheld"].any():
        said.append(f"The rule as it is selects {write(own['selected'].iloc[0], 'count')} people.")
    return [" ".join([*said, "All else of the rule stays as it is."])]
