"""What a public report does not say about people."""

from math import isfinite

import pandas as pd

from iomlib.blocks import Chart, Sentence, Table
from iomlib.report.formats import write

FEW = "Withheld: too few people had the outcome, or did not have it."


def protect(overlaps: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Take away, from a public edition, the counts by which few people could be recognised.

    A count is withheld where it, or what it leaves of its cohort, is from 1 to `minimum` - 1.
    Where the lists of a cohort add up to it, one withheld count could be worked out from the
    others, and so could the sum of several, so the next smallest is withheld too.

    Parameters
    ----------
    overlaps
        What `iomlib.metrics.caseload.overlaps` gave.
    minimum
        The smallest count that the edition may show (`params.read_minimum_people`); 1 keeps all.

    Returns
    -------
    The same rows with a column `withheld`; where it is true, `people`, `share`, `lower` and
    `upper` are missing.

    Source
    ------
    `params/disclosure.yml`.

    Examples
    --------
    >>> rows = {"cohort": "adults", "cohort_size": 30, "list": ["PPO", "Treatment"], "people": [6, 26]}
    >>> table = pd.DataFrame(rows).assign(share=0.5, lower=0.4, upper=0.6)
    >>> protect(table, 5)["withheld"].tolist()
    [False, True]
    """
    withheld = pd.Series(False, index=overlaps.index)
    for _, cohort in overlaps.groupby("cohort", sort=False):
        withheld |= withheld.index.isin(_hidden(cohort, minimum))
    safe = overlaps.assign(withheld=withheld)
    numbers = ["people", "share", "lower", "upper"]
    safe[numbers] = safe[numbers].astype("float64").mask(withheld)
    return safe


def few_apart(counts: "pd.Series[int]", minimum: int) -> bool:
    """Say whether two counts of the same people differ by so few that those could be recognised.

    Examples
    --------
    >>> few_apart(pd.Series([760, 757]), 5), few_apart(pd.Series([760, 760, 750]), 5)
    (True, False)
    """
    apart = counts.sort_values().diff()
    return bool(apart.between(1, minimum - 1).any())


def merge_small_steps(steps: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Put steps that lose only a few people together with the next, so that no small count can be read off.

    Parameters
    ----------
    steps
        What `iomlib.metrics.attrition.attrition` gave: ``step``, ``left``, ``remaining``.
    minimum
        The smallest count that the edition may show; 1 keeps all steps.

    Returns
    -------
    The same columns. Where fewer than ``minimum`` were lost in all, only the last row is left.

    Examples
    --------
    >>> steps = pd.DataFrame({"step": ["submitted", "found", "complete"], "left": [0, 2, 9], "remaining": [90, 88, 79]})
    >>> merge_small_steps(steps, 5)[["step", "left"]].values.tolist()
    [['submitted', 0], ['found; complete', 11]]
    """
    rows = [list(steps.iloc[0])]
    waiting: list[str] = []
    lost = 0
    for step, left, remaining in steps.iloc[1:].itertuples(index=False):
        waiting, lost = [*waiting, str(step)], lost + int(left)
        if lost == 0 or lost >= minimum:
            rows.append(["; ".join(waiting), lost, remaining])
            waiting, lost = [], 0
    if waiting:  # the last steps lost only a few: they go to the row before that lost any
        while len(rows) > 1 and lost < minimum:
            step, left, _ = rows.pop()
            waiting, lost = [str(step), *waiting], lost + int(left)
        rows.append(["; ".join(waiting), lost, steps["remaining"].iloc[-1]])
    made = pd.DataFrame(rows, columns=steps.columns)
    few = 0 < made["left"].sum() < minimum
    return made.assign(left=0).iloc[-1:] if few else made


def protect_results(results: pd.DataFrame, sizes: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Take away the measures behind which there are few people, or which leave few out.

    Parameters
    ----------
    results
        What `iomlib.metrics.evaluation.results` gave.
    sizes
        What `iomlib.metrics.evaluation.group_sizes` gave.
    minimum
        The smallest count that the edition may show; 1 keeps all.

    Returns
    -------
    The same rows with ``withheld`` and, as text, ``p_shown`` and ``unknown_shown``; what is withheld is
    missing.
    """
    if not len(results):
        return results
    withheld = pd.Series(False, index=results.index)
    for side in sizes.index:
        people = results[f"{side}_people"]
        withheld |= _between_few(people, sizes["people"][side] - people, minimum)
    # Days without an outcome are known of everybody, and say when the few had it.
    withheld |= few_people(sizes, minimum).any() & (results.index == "days_free")
    numbers = ["scheme", "comparison", "value", "lower", "upper", "p", "p_holm"]
    safe = results.assign(withheld=withheld)
    safe[numbers] = safe[numbers].astype("float64").mask(withheld)
    p = safe["p_holm"].fillna(safe["p"])
    unknown = [_at_least(count, minimum) for count in results["unknown"]]
    return safe.assign(p_shown=[_p_value(value) for value in p], unknown_shown=unknown)


def _at_least(count: int, minimum: int) -> str:
    return f"fewer than {minimum}" if 0 < count < minimum else write(count, "count")


def few_people(sizes: pd.DataFrame, minimum: int) -> "pd.Series[bool]":
    """Say of each group whether so few had the outcome, or did not have it, that they could be recognised.

    Examples
    --------
    >>> sizes = pd.DataFrame({"people": [40, 400], "reoffenders": [3, 90]}, index=["scheme", "comparison"])
    >>> few_people(sizes, 5).tolist(), few_people(sizes, 1).tolist()
    ([True, False], [False, False])
    """
    had = sizes["reoffenders"]
    return _between_few(had, sizes["people"] - had, minimum)


def guarded(block: Table | Chart | Sentence, sizes: pd.DataFrame, minimum: int) -> Table | Chart | Sentence:
    """Show a block made of both groups' outcomes, unless few people stand behind them.

    Rates, curves and ratios of a small group give its counts away as surely as the counts do.

    Parameters
    ----------
    block
        What is to be shown; one that says nothing goes on saying nothing.
    sizes
        What `iomlib.metrics.evaluation.group_sizes` gave.
    minimum
        The smallest count that the edition may show; 1 shows all.

    Examples
    --------
    >>> sizes = pd.DataFrame({"people": [40, 400], "reoffenders": [3, 90]}, index=["scheme", "comparison"])
    >>> guarded(Sentence(sentences=["7.5 per 100."]), sizes, 5).sentences
    ['Withheld: too few people had the outcome, or did not have it.']
    """
    silent = isinstance(block, Sentence) and not block.sentences
    if len(sizes) and not silent and few_people(sizes, minimum).any():
        return Sentence(style="missing", sentences=[FEW], disclosure="people")
    return block


def _between_few(people: "pd.Series[float]", rest: "pd.Series[float]", minimum: int) -> "pd.Series[bool]":
    return people.between(1, minimum - 1) | rest.between(1, minimum - 1)


def _p_value(p: float) -> str:
    if not isfinite(p):
        return ""
    return write(p, "number", 4) if p >= 0.0001 else "under 0.0001"


def _hidden(cohort: pd.DataFrame, minimum: int) -> list[object]:
    people = cohort["people"].astype("float64")
    rest = cohort["cohort_size"] - people
    few = _between_few(people, rest, minimum)
    hidden = list(people.index[few])
    partition = people.sum(skipna=False) == cohort["cohort_size"].iloc[0]
    others = list(people.drop(hidden).sort_values(kind="stable").index) if partition else []
    # What is left over by those shown is known, so one withheld count, or two that are few together, would be.
    while others and hidden and (len(hidden) == 1 or people[hidden].sum() < minimum):
        hidden.append(others.pop(0))
    return hidden
