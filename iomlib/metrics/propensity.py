"""Propensity scores: how likely each person was to be treated, from what was known before."""

from collections.abc import Iterable
from math import ceil, log10
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.errors import DataError
from iomlib.metrics.canonical import Flags, Floats, aligned, by_id, numbers_of, stop_at, treated_flags
from iomlib.metrics.logistic import Columns, Design, Diverged, collinear, designs, fit

INTERCEPT = "(intercept)"
DIGITS = 10  # Significant digits of a coefficient: enough to publish and to calculate again from.
_BLOCK = 1 << 16
_NAMED = 12  # Columns that a message names before it says "and so on".
_LARGEST = 1e100  # Squares of numbers beyond 10^154 are infinite.
_COARSE, _TOO_COARSE = 1e-9, 4e-9  # Log odds that the last digit of a coefficient may be worth.
_INVOLVED = 1e-3  # Share of the largest part of a direction that counts as part of it.
_NO_LIMIT = "The model then has no finite coefficient. Join groups, or leave the column out."


class PropensityModel(NamedTuple):
    """A logistic model of who is treated, as a formula that can be printed and calculated again.

    Parameters
    ----------
    coefficients
        Log odds per unit of each covariate, ``(intercept)`` first, to ten significant digits (one of
        them to more, where covariates are so far from 0 that ten would move scores by over 1e-9).
    standard_errors
        Of the coefficients, to ten significant digits, from the expected information.
    log_odds
        For each person: the intercept, plus coefficients times covariates from left to right.
    scores
        The same as probabilities, 0 to 1.
    steps
        Newton steps over everybody.
    """

    coefficients: "pd.Series[float]"
    standard_errors: "pd.Series[float]"
    log_odds: "pd.Series[float]"
    scores: "pd.Series[float]"
    steps: int


def propensity_scores(covariates: pd.DataFrame, treated: "pd.Series[Any]") -> "pd.Series[float]":
    """Estimate each person's probability of being treated, by logistic regression.

    People with the same covariates get the same score to the last bit, in any order of rows.

    Parameters
    ----------
    covariates
        What was known about each person before treatment: numbers and yes-or-no columns (index:
        ids, one row per person). Not the outcome, nor anything that came of the treatment.
    treated
        1 or true for treated people, 0 or false for the pool, same ids.

    Returns
    -------
    Probability, 0 to 1, of being treated, named ``score`` (index: that of ``covariates``).

    Source
    ------
    Rosenbaum and Rubin 1983. ``propensity_model`` gives the formula.

    Examples
    --------
    >>> covariates = pd.DataFrame({"prior": [0, 0, 0, 0, 1, 1, 1, 1]})
    >>> scores = propensity_scores(covariates, pd.Series([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> scores.round(6).tolist()
    [0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75]
    """
    return propensity_model(covariates, treated).scores


def propensity_model(covariates: pd.DataFrame, treated: "pd.Series[Any]") -> PropensityModel:
    """Fit the logistic regression behind ``propensity_scores`` and give its formula.

    Coefficients are rounded to ten significant digits, and the scores are calculated from the
    rounded ones: whoever has the printed formula has the scores. Where covariates are far from 0,
    what rounding one coefficient takes is made good in those rounded after it.

    Parameters
    ----------
    covariates, treated
        As for ``propensity_scores``.

    Returns
    -------
    ``PropensityModel``: coefficients, standard errors, log odds, scores and steps.

    Source
    ------
    Maximum likelihood by Newton's method (McCullagh and Nelder 1989), halving steps that overshoot.

    Examples
    --------
    >>> covariates = pd.DataFrame({"prior": [0, 0, 0, 0, 1, 1, 1, 1]})
    >>> model = propensity_model(covariates, pd.Series([0, 0, 0, 1, 0, 1, 1, 1]))
    >>> model.coefficients.tolist()  # minus the log of 3, and twice the log of 3
    [-1.098612289, 2.197224577]
    """
    columns, sample, everybody = _checked(covariates, treated)
    found = fit(sample, everybody)
    if isinstance(found, Diverged):
        raise DataError(_inseparable(covariates.columns, found.direction))
    sizes = np.array([1.0, *(np.abs(column).max() for column in sample.columns)])
    coefficients = _printable(found.estimates, found.information, sizes)
    errors = [_rounded(error) for error in found.errors]
    log_odds = _log_odds(columns, coefficients, len(covariates))
    with np.errstate(over="ignore"):  # Log odds below -709 are a probability of 0.
        scores = 1 / (1 + np.exp(-log_odds))
    names, ids = pd.Index([INTERCEPT, *covariates.columns]), covariates.index
    return PropensityModel(
        coefficients=pd.Series(coefficients, index=names, name="coefficient"),
        standard_errors=pd.Series(errors, index=names, name="standard_error"),
        log_odds=pd.Series(log_odds, index=ids, name="log_odds", copy=False),
        scores=pd.Series(scores, index=ids, name="score", copy=False),
        steps=found.steps,
    )


def _checked(covariates: pd.DataFrame, treated: "pd.Series[Any]") -> tuple[Columns, Design, Design]:
    """Read the covariates, or stop with everything that is wrong with them."""
    problems: list[str] = []
    order = by_id(covariates.index, problems)
    found = aligned(treated, "treated", covariates.index, problems, of="covariates")
    flags = np.zeros(0, dtype=np.bool_) if found is None else treated_flags(found, problems)
    if not covariates.shape[1]:
        problems.append("covariates: has no column. Give what was known about people before treatment.")
    for name in dict.fromkeys(covariates.columns[covariates.columns.duplicated()]):
        problems.append(f"covariates: {name} is there more than once. Give every column a name of its own.")
    columns = [_column(covariates.iloc[:, at], problems) for at in range(covariates.shape[1])]
    if not problems:  # Whether a column tells the groups apart can only be asked of whole columns.
        for name, column in zip(covariates.columns, columns, strict=True):
            if _tells_apart(column, flags):
                problems.append(
                    f"covariates: {name} alone tells treated and controls apart: nobody of one group has more "
                    f"of it than anybody of the other. {_NO_LIMIT}"
                )
    stop_at(problems)
    sample, everybody = designs(columns, flags if order is None else flags[order], order)
    found_in = collinear(sample) and collinear(everybody)
    names = [INTERCEPT, *covariates.columns]
    stop_at(
        f"covariates: {names[row]} is a combination of {_listed(names[i] for i in of)} "
        "or as good as one. Leave it out."
        for row, of in found_in
    )
    return columns, sample, everybody


def _column(values: "pd.Series[Any]", problems: list[str]) -> NDArray[Any]:
    """Read one covariate as numbers, all there, finite and not all the same."""
    column, name = numbers_of(values), values.name
    if column is None:
        problems.append(
            f"covariates: {name} holds {values.dtype}, not numbers. Make a 0/1 column of each label but one."
        )
        return np.zeros(len(values))
    if not len(column):
        return column
    with np.errstate(invalid="ignore"):
        low, high = float(column.min()), float(column.max())
    if low == high:
        problems.append(f"covariates: {name} is the same for everybody. Leave it out.")
    elif not (np.isfinite(low) and np.isfinite(high)):
        if missing := int(np.count_nonzero(np.isnan(column))):
            problems.append(
                f"covariates: {name} is missing in {missing} row(s). Fill it in and add a 0/1 column that says "
                "where, or leave these people out."
            )
        if infinite := int(np.count_nonzero(np.isinf(column))):
            problems.append(f"covariates: {name} is infinite in {infinite} row(s). Give a finite number.")
    elif max(-low, high) > _LARGEST:
        problems.append(f"covariates: {name} holds numbers beyond {_LARGEST:g}. Scale it down.")
    return column


def _tells_apart(column: NDArray[Any], flags: Flags) -> bool:
    """Say whether some value has no treated above it and no controls below, or the other way round."""
    treated = column[flags]
    low, high = treated.min(), treated.max()
    for size in (_BLOCK, len(column)):  # Most often the first people show it already.
        controls = column[:size][~flags[:size]]
        if len(controls) and controls.min() < high and controls.max() > low:
            return False
    return True


def _inseparable(names: pd.Index, direction: Floats) -> str:
    size = np.abs(direction)
    involved = [name for name, part in zip(names, size, strict=True) if part >= _INVOLVED * size.max()]
    return f"covariates: {_listed(involved)} together tell treated and controls apart. {_NO_LIMIT}"


def _printable(estimates: Floats, information: Floats, sizes: Floats) -> list[float]:
    """Round the coefficients, those first whose last digit moves the log odds most.

    Of these, the ones not yet rounded take up what was lost, in the way that moves the scores of
    the people least: with age and its square, ten digits alone would cost 3e-9 of a score.
    """
    rounded, digits = estimates.copy(), [DIGITS] * len(estimates)
    units = 10.0 ** (np.floor(np.log10(np.maximum(np.abs(estimates), 1e-300))) - DIGITS + 1)
    coarse = [int(at) for at in np.argsort(-units * sizes, kind="stable") if units[at] * sizes[at] > _COARSE]
    for turn, at in enumerate(coarse, 1):
        rest = coarse[turn:]
        # Nothing makes good what the last one loses: it gets the digits that it takes.
        if not rest:
            digits[at] += max(0, ceil(log10(units[at] * sizes[at] / _TOO_COARSE)))
        lost = rounded[at] - _rounded(rounded[at], digits[at])
        rounded[at] -= lost
        among = information[np.ix_(rest, rest)]
        size = np.sqrt(np.diag(among))
        rounded[rest] += (
            lost * np.linalg.solve(among / np.outer(size, size), information[rest, at] / size) / size
        )
    return [_rounded(number, places) for number, places in zip(rounded, digits, strict=True)]


def _listed(names: Iterable[Any]) -> str:
    """Name the first of the columns; the message is no shorter for naming a hundred."""
    texts = [str(name) for name in names]
    return ", ".join(texts[:_NAMED]) + (" and so on" if len(texts) > _NAMED else "")


def _rounded(number: float, digits: int = DIGITS) -> float:
    return float(f"{number:.{digits - 1}e}")


def _log_odds(columns: Columns, coefficients: list[float], size: int) -> Floats:
    """Add column after column: a library's matrix product gives like rows unlike sums."""
    total = np.full(size, coefficients[0])
    space = np.empty(min(_BLOCK, size))
    for start in range(0, size, _BLOCK):
        part = total[start : start + _BLOCK]
        for column, coefficient in zip(columns, coefficients[1:], strict=True):
            term = space[: len(part)]
            np.multiply(column[start : start + _BLOCK], np.float64(coefficient), out=term)
            np.add(part, term, out=part)
    return total
