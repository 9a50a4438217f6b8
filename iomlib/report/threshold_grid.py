"""What other thresholds of a rule would give: how many people, without giving away the few between two of them."""

import numpy as np
import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.report.formats import write
from iomlib.report.frames import Column, sourced, table
from iomlib.report.withholding import rounding
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


def of_public(tried: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Keep the thresholds that a public page would like to show: of one criterion, the others as the rule has them.

    Of two criteria at once every step along the one takes away the same people again, whatever the other is, so that
    what few people are lost could be worked out from many rounded counts.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "high-crime-causers", date(2009, 3, 31))
    >>> tried = pd.DataFrame({"many-arrests": [8, 10, 8, 10], "arrests": [5, 5, 6, 6], "selected": [78, 73, 66, 61]})
    >>> of_public(tried, rule)["selected"].tolist()
    [73, 61]
    """
    for name in list(rule.grid)[:-1]:
        tried = tried[tried[name] == rule.criterion(name).threshold[1]]
    return tried


def _own(tried: pd.DataFrame, rule: Rule) -> "np.typing.NDArray[np.bool_]":
    own = [rule.criterion(name).threshold[1] for name in rule.grid]
    return np.asarray((tried[list(rule.grid)].to_numpy("float64") == own).all(axis=1), bool)


def grid_table(tried: pd.DataFrame, rule: Rule, profile: Profile) -> Table | Sentence:
    """Show how many people each combination of other thresholds would select.

    Parameters
    ----------
    tried
        What `iomlib.metrics.selection.grid` gave, with ``withheld``; without rows nothing is shown.
    rule
        Its grid has one criterion or two.
    profile
        What the edition may show.
    """
    if not len(tried):
        return Sentence(sentences=[])
    if len(rule.grid) > 2:
        return Sentence(
            style="missing", sentences=["Thresholds of more than two criteria at once are not shown."]
        )
    down, across = [*_ways(tried, rule), _ALONE][:2]
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
        notes=[*_notes(tried, rule), *rounding(profile)],
        labels=dict(zip(ids, (_least(rule, down, value) for value in square.index), strict=True)),
    )
    return sourced(made, INPUTS)


_ALONE = "people"  # stands for a second criterion where the grid has one


def _ways(tried: pd.DataFrame, rule: Rule) -> list[str]:
    """Name the criteria of which more than one threshold is tried, the one that is told by row first."""
    return [name for name in reversed(rule.grid) if tried[name].nunique() > 1] or [list(rule.grid)[-1]]


def _id(value: object) -> str:
    return f"at_{value:g}".replace(".", "_").replace("-", "_")


def _least(rule: Rule, name: str, value: object) -> str:
    return "People" if name == _ALONE else f"{rule.criterion(name).threshold[0].replace('_', ' ')} {value:g}"


def _notes(tried: pd.DataFrame, rule: Rule) -> list[str]:
    ways = zip(("Down", "Across"), _ways(tried, rule), strict=False)
    said = [f"{way}: “{words(rule.criterion(name))}”." for way, name in ways]
    own = tried[_own(tried, rule)]
    if len(own) and not own["withheld"].any():
        said.append(f"The rule as it is selects {write(own['selected'].iloc[0], 'count')} people.")
    return [" ".join([*said, "All else of the rule stays as it is."])]
