"""What a public report does not say about people."""

import pandas as pd


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


def _between_few(people: "pd.Series[float]", rest: "pd.Series[float]", minimum: int) -> "pd.Series[bool]":
    return people.between(1, minimum - 1) | rest.between(1, minimum - 1)


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
