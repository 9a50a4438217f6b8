"""Whether two groups are alike enough to be compared, and in words what still sets them apart."""

from math import isnan, sqrt

import pandas as pd

from iomlib.metrics.balance import balance_verdict

DRAWN = 5  # standard errors: further apart than that are one of two million groups drawn by lot


def apart(balance: pd.DataFrame, treated: "pd.Series[bool]", *, by_lot: bool) -> str | None:
    """Name what stops a comparison of two groups; None where nothing does.

    Groups drawn by lot may differ, as chance makes them; the interval allows for that. Only groups as
    unlike as chance makes them once in two million are doubted. All others have to be balanced.

    Parameters
    ----------
    balance
        What `iomlib.metrics.balance.balance` gave; without rows nothing is known of the people.
    treated
        True for each person on the scheme, False for the others.
    by_lot
        Whether chance decided who was on the scheme.

    Source
    ------
    Limit of balance: Austin 2009.

    Examples
    --------
    >>> balance = pd.DataFrame({"smd_after": [0.31], "var_ratio_after": [1.1]}, index=["prior_offences"])
    >>> print(apart(balance, pd.Series([True, False]), by_lot=False))  # doctest: +NORMALIZE_WHITESPACE
    the groups still differ in 1 of 1 characteristics, most in prior offences,
    by 0.31 standard deviations (0.10 is allowed)
    """
    if balance.empty:
        return None if by_lot else "nothing is known of the people by which to tell whether they are alike"
    if by_lot:
        return _beyond_chance(balance, treated)
    verdict = balance_verdict(balance)
    if verdict.verdict == "balanced":
        return None
    far = (
        "in which the people on the scheme are all the same and the others are not like them"
        if isnan(verdict.smd)
        else f"by {verdict.smd:.2f} standard deviations (0.10 is allowed)"
    )
    return (
        f"the groups still differ in {verdict.over} of {len(balance)} characteristics, most in "
        f"{verdict.worst.replace('_', ' ')}, {far}"
    )


def how_unlike(balance: pd.DataFrame, *, by_lot: bool = False) -> dict[str, float]:
    """Give the numbers that `apart` says: of how many characteristics how many differ, and the furthest by what.

    Parameters
    ----------
    balance, by_lot
        As for `apart`.

    Source
    ------
    Limit of balance: Austin 2009.

    Examples
    --------
    >>> how_unlike(pd.DataFrame({"smd_after": [0.31], "var_ratio_after": [1.1]}, index=["prior_offences"]))
    {'characteristics': 1.0, 'unlike': 1.0, 'furthest': 0.31}
    """
    if balance.empty:
        return {}
    verdict = balance_verdict(balance)
    counts = {} if by_lot else {"characteristics": float(len(balance)), "unlike": float(verdict.over)}
    return counts | ({} if isnan(verdict.smd) else {"furthest": verdict.smd})


def _beyond_chance(balance: pd.DataFrame, treated: "pd.Series[bool]") -> str | None:
    sizes = (int(treated.sum()), int((~treated).sum()))
    verdict = balance_verdict(balance, DRAWN * sqrt(sum(1 / size for size in sizes)))
    if verdict.verdict == "balanced" or isnan(verdict.smd):
        return None
    worst = f"{verdict.worst.replace('_', ' ')}, by {verdict.smd:.2f} standard deviations"
    return f"the groups are less alike than chance would make them, most in {worst}"
