"""People in an order of their own: ids, numbers and strata as matching needs them, checked."""

from collections.abc import Iterable
from typing import Any, TypeAlias, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.errors import DataError

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Hashes: TypeAlias = NDArray[np.uint64]

Table = TypeVar("Table", "pd.Series[Any]", pd.DataFrame)

PLACES = 10  # Decimal places of a distance. Two that agree to these are equally far.
_LARGEST = 2**60


def by_id(index: pd.Index, problems: list[str]) -> Ints | None:
    """Give the rows in order of their ids, or None where they lie in that order already.

    Sums and ties go by this order, so the order of the rows in a file decides nothing.

    Examples
    --------
    >>> by_id(pd.Index(["c", "a", "b"]), []).tolist()
    [1, 2, 0]
    """
    if index.nlevels > 1:
        problems.append(f"ids: are made of {index.nlevels} parts. Give every person one id.")
        return None
    if index.hasnans:
        problems.append(
            f"ids: {int(np.count_nonzero(index.isna()))} row(s) have none. Give every person an id of their own."
        )
        return None
    if index.is_monotonic_increasing:
        _refuse_repeated(index, index, problems)
        return None
    try:
        order = np.asarray(index.argsort(), dtype=np.int64)
    except TypeError:
        problems.append("ids: some are numbers and some are text. Write all of them in one way.")
        return None
    _refuse_repeated(index, index.take(order), problems)
    return order


def _refuse_repeated(index: pd.Index, in_order: pd.Index, problems: list[str]) -> None:
    """Look for neighbours that are the same: a table of all ids would cost more than the matching."""
    if not in_order.is_unique:
        rows = int(index.duplicated(keep=False).sum())
        problems.append(f"ids: {rows} row(s) share an id with another. Give every person one row and one id.")


def hashed(ids: pd.Index) -> Hashes:
    """Give each id a 64-bit number, the same on every machine: whole numbers as they are, others hashed.

    Examples
    --------
    >>> hashed(pd.RangeIndex(3)).tolist()
    [0, 1, 2]
    """
    if pd.api.types.is_unsigned_integer_dtype(ids.dtype):
        return ids.to_numpy(np.uint64)
    if pd.api.types.is_integer_dtype(ids.dtype):
        return ids.to_numpy(np.int64).astype(np.uint64)
    return np.asarray(pd.util.hash_pandas_object(ids, index=False), dtype=np.uint64)


def scrambled(hashes: Hashes, key: int) -> Hashes:
    """Turn the numbers of ids into others that look drawn by lot, always the same for the same key.

    Parameters
    ----------
    hashes
        From ``hashed``.
    key
        Any whole number; another one gives another order.

    Returns
    -------
    64-bit numbers, one for each id.

    Source
    ------
    The finaliser of splitmix64 (Steele, Lea and Flood 2014); texts are hashed by pandas (SipHash).

    Examples
    --------
    >>> scrambled(hashed(pd.RangeIndex(3)), key=1).argsort().tolist()
    [2, 1, 0]
    """
    start = np.array([key % 2**64], dtype=np.uint64)
    return _mixed(hashes ^ _mixed(start + np.uint64(0x9E3779B97F4A7C15)))


def _mixed(numbers: Hashes) -> Hashes:
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def numbers_of(values: "pd.Series[Any]") -> NDArray[Any] | None:
    """Give numbers and yes-or-no values as numpy has them, missing ones as nan; None for anything else.

    Examples
    --------
    >>> numbers_of(pd.Series([1, None], dtype="Int64")).tolist()
    [1.0, nan]
    """
    kind = values.dtype
    if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_complex_dtype(kind):
        return None  # Yes-or-no columns count as numeric here.
    if isinstance(kind, np.dtype):
        return values.to_numpy()
    if values.isna().any():
        return values.to_numpy(np.float64, na_value=np.nan)
    if pd.api.types.is_bool_dtype(kind):
        return values.to_numpy(np.bool_)
    return values.to_numpy(np.int64 if pd.api.types.is_signed_integer_dtype(kind) else np.float64)


def treated_flags(treated: "pd.Series[Any]", problems: list[str]) -> Flags:
    """Read who was treated, 1 or true, and who is in the pool of controls, 0 or false.

    Examples
    --------
    >>> treated_flags(pd.Series([1, 0]), []).tolist()
    [True, False]
    """
    values = numbers_of(treated)
    allowed = "Write 1 for people who were treated and 0 for the pool of controls."
    if values is None:
        problems.append(f"treated: holds {treated.dtype}, not numbers. {allowed}")
        return np.zeros(len(treated), dtype=np.bool_)
    flags = values if values.dtype == np.bool_ else values == 1
    if others := len(values) - int(np.count_nonzero(flags)) - int(np.count_nonzero(values == 0)):
        problems.append(f"treated: {others} row(s) hold neither 0 nor 1. {allowed}")
        return flags
    if not flags.any():
        problems.append("treated: nobody is treated (there is no 1). Check how the column was made.")
    if flags.all():
        problems.append("treated: nobody is a control (there is no 0). Add a pool to choose controls from.")
    return flags


def aligned(
    values: Table, name: str, index: pd.Index, problems: list[str], of: str = "treated"
) -> Table | None:
    """Put values in the rows' order of the given ids, which have to be the same ids.

    Examples
    --------
    >>> aligned(pd.Series([2, 1], index=["b", "a"]), "distance", pd.Index(["a", "b"]), []).tolist()
    [1, 2]
    """
    if values.index is index or values.index.equals(index):
        return values
    if not values.index.is_unique or not index.is_unique:
        problems.append(f"{name}: its ids are not those of {of}, row by row, and some are there twice.")
        return None
    lacking, more = len(index.difference(values.index)), len(values.index.difference(index))
    if lacking or more:
        problems.append(
            f"{name}: lacks {lacking} of the ids of {of}, and has {more} that {of} lacks. "
            "Give both the same people."
        )
        return None
    return values.loc[index]


def whole_distances(distance: "pd.Series[Any]", problems: list[str]) -> tuple[Ints, float]:
    """Turn distances into whole numbers, of which equal ones are equal for certain.

    Numbers with decimals are rounded to ten places, which sets apart any two people whom a
    formula printed with ten digits sets apart. Whole numbers are used as they are.

    Returns
    -------
    The whole numbers, and how many of them make up one unit of the distance given.

    Examples
    --------
    >>> whole_distances(pd.Series([0.1 + 0.2, 0.3]), [])[0].tolist()
    [3000000000, 3000000000]
    """
    values = numbers_of(distance)
    nothing = np.zeros(len(distance), dtype=np.int64)
    if values is None:
        problems.append(f"distance: holds {distance.dtype}, not numbers. Give propensity scores or log odds.")
        return nothing, 1.0
    if values.dtype.kind == "f":
        values = values.astype(np.float64, copy=False)
        if bad := len(values) - int(np.count_nonzero(np.isfinite(values))):
            problems.append(f"distance: {bad} row(s) are missing or infinite. Everybody needs a number.")
            return nothing, 1.0
        if np.abs(values).max(initial=0.0) < _LARGEST / 10.0**PLACES:
            scaled = values * 10.0**PLACES
            return np.rint(scaled, out=scaled).astype(np.int64), 10.0**PLACES
    if np.abs(values.astype(np.float64)).max(initial=0.0) >= _LARGEST or np.any(np.rint(values) != values):
        problems.append("distance: holds numbers too large to tell apart to ten places. Scale them down.")
        return nothing, 1.0
    return values.astype(np.int64), 1.0


def strata_of(exact: pd.DataFrame, problems: list[str]) -> Ints:
    """Number the strata: people in one stratum have the same label in every column.

    Examples
    --------
    >>> strata_of(pd.DataFrame({"sex": [1, 1, 2], "area": ["n", "s", "n"]}), []).tolist()
    [0, 1, 2]
    """
    codes = np.zeros(len(exact), dtype=np.int64)
    for position, name in enumerate(exact.columns):
        labels, found = pd.factorize(exact.iloc[:, position])
        if missing := int(np.count_nonzero(labels < 0)):
            problems.append(
                f"exact: {name} is missing in {missing} row(s). Give the missing a label of theirs."
            )
        if position == 0:
            codes = labels
        else:  # Numbered anew each time, as most combinations never occur.
            codes, _ = pd.factorize(codes * max(len(found), 1) + labels)
    return codes


def stop_at(problems: Iterable[str]) -> None:
    """Stop with all problems found, if there are any.

    Examples
    --------
    >>> stop_at([])
    """
    if found := list(problems):
        raise DataError(found)
