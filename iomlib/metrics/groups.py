"""Groups: what the tables of treated people and controls must hold before they are compared."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_complex_dtype, is_numeric_dtype

from iomlib.errors import DataError
from iomlib.metrics.distributions import Numbers, numbers


def checked_groups(
    covariates: pd.DataFrame, treated: "pd.Series[Any]", weights: "pd.Series[Any]"
) -> tuple[NDArray[np.bool_], Numbers]:
    """Refuse what cannot be compared, all problems at once, naming columns and counts and no person.

    Parameters
    ----------
    covariates
        One row per person (index: their id), columns of numbers.
    treated
        1 for the treated, 0 for the others; same index.
    weights
        0 or more; same index. Each group has somebody with weight.

    Returns
    -------
    Who is treated, and the weights, in the order of the rows.

    Examples
    --------
    >>> people = pd.DataFrame({"age": [20, None]})
    >>> checked_groups(people, pd.Series([1, 2]), pd.Series([1.0, 1.0]))
    Traceback (most recent call last):
    iomlib.errors.DataError: age: 1 value(s) missing or infinite. Fill them in, or leave those people out.
    treated: 1 value(s) other than 0 and 1.
    """
    if covariates.columns.empty:
        raise ValueError("covariates has no column. Give one covariate at least.")
    problems = [*_table_problems(covariates), *_treated_problems(treated), *_weight_problems(weights)]
    for name, series in (("treated", treated), ("weights", weights)):
        if not series.index.equals(covariates.index):
            problems.append(f"{name}: not the ids of the covariates in their order. Reindex it to them.")
    if problems:
        raise DataError(problems)
    is_treated, weight = _as_given(treated) == 1, numbers(weights)
    groups = {"treated": is_treated, "control": ~is_treated}
    if alone := [name for name, group in groups.items() if not (group & (weight > 0)).any()]:
        raise DataError(f"weights: no {name} person has a weight over 0." for name in alone)
    return is_treated, weight


def checked_weights(weights: "pd.Series[Any]") -> Numbers:
    """Give the weights as numbers; refuse those that are missing, infinite or below 0.

    Examples
    --------
    >>> checked_weights(pd.Series([1, 0])).tolist()
    [1.0, 0.0]
    """
    if problems := list(_weight_problems(weights)):
        raise DataError(problems)
    return numbers(weights)


def _table_problems(covariates: pd.DataFrame) -> Iterator[str]:
    names, index = covariates.columns, covariates.index
    yield from (f"{name}: two columns have this name." for name in names[names.duplicated()])
    # Of ids in order pandas knows whether one repeats; otherwise it makes a table of all.
    if not (index.is_monotonic_increasing and index.is_unique) and (twice := index.duplicated().sum()):
        yield f"covariates: {twice} row(s) repeat the id of another. One row is one person."
    for name, column in covariates.items():
        if not _is_numeric(column):
            yield f"{name}: holds {column.dtype}, not numbers. Make 0/1 columns of groups (pandas.get_dummies)."
        elif not (finite := np.isfinite(_as_given(column))).all():
            wrong = np.count_nonzero(~finite)
            yield f"{name}: {wrong} value(s) missing or infinite. Fill them in, or leave those people out."


def _treated_problems(treated: "pd.Series[Any]") -> Iterator[str]:
    flags = _numbers_or_missing(treated)
    if wrong := len(flags) - np.count_nonzero(flags == 0) - np.count_nonzero(flags == 1):
        yield f"treated: {wrong} value(s) other than 0 and 1."


def _weight_problems(weights: "pd.Series[Any]") -> Iterator[str]:
    values = _numbers_or_missing(weights)
    if len(values) and not (values.min() >= 0 and values.max() < math.inf):
        wrong = np.count_nonzero(~((values >= 0) & (values < math.inf)))
        yield f"weights: {wrong} value(s) missing, infinite or below 0."


def _is_numeric(column: "pd.Series[Any]") -> bool:
    return is_numeric_dtype(column.dtype) and not is_complex_dtype(column.dtype)


def _as_given(column: "pd.Series[Any]") -> NDArray[Any]:
    """Give the array itself, whole numbers and flags too, where pandas has no type of its own for it."""
    return column.to_numpy() if isinstance(column.dtype, np.dtype) else numbers(column)


def _numbers_or_missing(column: "pd.Series[Any]") -> NDArray[Any]:
    return _as_given(column) if _is_numeric(column) else np.full(len(column), math.nan)
