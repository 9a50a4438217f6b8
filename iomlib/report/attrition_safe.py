"""How many people are lost from those submitted to those analysed, as an edition may say it."""

from collections.abc import Collection, Mapping

import pandas as pd

from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.report.withholding import shown_as

Told = tuple[dict[str, float], list[Mapping[str, int]], list[str]]
"""Counts by name, what they add up to, and which of them a page needs most."""

_FIRST = 0  # the step at which everybody is there and nobody is lost


def merge_small_steps(steps: pd.DataFrame, rule: Profile) -> pd.DataFrame:
    """Put steps at which few people were lost, or nobody, together with the next.

    Parameters
    ----------
    steps
        What `iomlib.metrics.attrition.attrition` gave: ``step``, ``left``, ``remaining``.
    rule
        From `iomlib.disclosure.read.read_profile`; an open one keeps all steps.

    Returns
    -------
    The same columns; the index says which step each row ends with. Where few were lost in all only the last is left.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> rows = {"step": ["submitted", "found", "old", "done"], "left": [0, 2, 9, 30], "remaining": [90, 88, 79, 49]}
    >>> steps = pd.DataFrame(rows)
    >>> merge_small_steps(steps, committee())[["step", "left"]].values.tolist()
    [['submitted', 0], ['found; old', 11], ['done', 30]]
    """
    if not len(steps):
        return steps
    last = len(steps) - 1
    ends, lost = [_FIRST], 0
    for place, left in enumerate(steps["left"].iloc[1:].astype(int), 1):
        lost += left
        if rule.open or lost >= rule.threshold:
            ends, lost = [*ends, place], 0
    ends[-1] = last  # the last steps lost only a few: they go to the row before
    rows = [
        [
            "; ".join(steps["step"].iloc[start + 1 : end + 1]),
            int(steps["left"].iloc[start + 1 : end + 1].sum()),
        ]
        for start, end in zip([-1, *ends], ends, strict=False)
    ]
    made = pd.DataFrame(rows, columns=["step", "left"], index=ends)
    return made.assign(remaining=steps["remaining"].iloc[ends].to_numpy())


def of_steps(steps: pd.DataFrame, merged: pd.DataFrame, group: str, last: str) -> Told:
    """Count who is left after each step and lost at it; single steps that are not shown could be worked out.

    Parameters
    ----------
    steps, merged
        What `attrition` and `merge_small_steps` gave.
    group, last
        How the names of the counts begin, and the name of those who are left in the end.
    """
    counts, sums = dict[str, float](), list[Mapping[str, int]]()
    if not len(steps):
        return counts, sums, []
    stay = [
        f"{'' if place in merged.index else '_'}{group}.{place}.stay" for place in range(len(steps) - 1)
    ] + [last]
    for place, (left, remaining) in enumerate(zip(steps["left"], steps["remaining"], strict=True)):
        counts[stay[place]] = float(remaining)
        if place != _FIRST:
            counts[f"_{group}.{place}.lost"] = float(left)
            sums.append(total_of(stay[place - 1], stay[place], f"_{group}.{place}.lost"))
    for start, end in zip([_FIRST, *merged.index], merged.index, strict=False):
        if end != _FIRST:
            counts[f"{group}.{end}.lost"] = float(merged["left"][end])
            among = (f"_{group}.{place}.lost" for place in range(start + 1, end + 1))
            sums.append(total_of(f"{group}.{end}.lost", *among))
    return counts, sums, [last]


def named(counts: Collection[str], merged: Mapping[str, pd.DataFrame], quarter: str) -> dict[str, str]:
    """Name counts as every version of the report names them, whichever steps it shows and puts together.

    Parameters
    ----------
    counts
        Names, as `of_steps` and others gave them; they say by ``_`` whether a page shows a count.
    merged
        By group what `merge_small_steps` gave: people lost at steps 2 to 4 are not those lost at step 4.
    quarter
        To whose end the records reach. Other quarters follow up other people, so they have no count in common.

    Examples
    --------
    >>> steps = pd.DataFrame({"step": ["all", "b", "c; d"], "left": [0, 20, 30]}, index=[0, 1, 3])
    >>> found = named(["_scheme.2.lost", "scheme.3.lost", "_scheme.2.stay"], {"scheme": steps}, "2010-11-Q4")
    >>> [name.removeprefix("comparison.2010-11-Q4.") for name in found.values()]
    ['scheme.2-2.lost', 'scheme.2-3.lost', 'scheme.2.stay']
    """
    found: dict[str, str] = {}
    for name in sorted(counts, reverse=True):  # a count that is shown before one that is not: "s" before "_s"
        what = name.removeprefix(UNSEEN)
        group, *rest = what.split(".")
        if rest[-1:] == ["lost"]:
            ends = list(merged[group].index)
            end = int(rest[0])
            start = end if name.startswith(UNSEEN) else ends[ends.index(end) - 1] + 1
            what = f"{group}.{start}-{end}.lost"
        if what not in found.values():
            found[name] = what
    return {name: f"comparison.{quarter}.{found[name]}" for name in counts if name in found}


def shown_steps(
    merged: pd.DataFrame, group: str, last: str, away: Collection[str], rule: Profile
) -> pd.DataFrame:
    """Round the counts of steps, and mark those that are withheld; arguments as for `of_steps`."""
    if not len(merged):
        return merged
    stay = [*(f"{group}.{end}.stay" for end in merged.index[:-1]), last]
    marks = {
        "left": [end != _FIRST and f"{group}.{end}.lost" in away for end in merged.index],
        "remaining": [name in away for name in stay],
    }
    safe = merged.reset_index(drop=True)
    for column, gone in marks.items():
        counts = zip(merged[column], gone, strict=True)
        safe[column] = [shown_as(count, rule, withheld=mark) for count, mark in counts]
        safe[f"{column}_withheld"] = gone
    return safe
