"""Which input matters most: each at its least and its most, with the others as they are."""

import math
from collections.abc import Callable, Mapping

import pandas as pd

Outcome = Callable[[Mapping[str, float]], float]
SHAPE = ["moves", "low", "central", "high"]


def tornado(inputs: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Move each input from its least to its most, the others at their central values, and see what comes out.

    Parameters
    ----------
    inputs
        One row per input (index): ``moves`` (name of the number that it changes; two may change the same one),
        ``low``, ``central`` and ``high``. Inputs of one number have one central value.
    outcome
        Gives the result from the numbers by name, such as a ratio.

    Returns
    -------
    One row per input with a range, the one that matters most first: ``low``, ``high`` (of the input),
    ``at_low``, ``at_high`` (the result there), ``central`` (the result as it is) and ``swing`` (the distance between
    the two). Of two that matter as much the first in the alphabet stands first. An input without a range, or
    with one at which there is no result, is left out.

    Raises
    ------
    ValueError
        Two inputs of one number differ in their central value, or a value does not lie within its range.

    Source
    ------
    One-way sensitivity analysis, as in HM Treasury, The Green Book.

    Examples
    --------
    >>> inputs = pd.DataFrame([("cost", 80.0, 100.0, 120.0), ("price", 9.0, 10.0, 20.0)],
    ...     index=["cost of the scheme", "unit cost"], columns=["moves", "low", "central", "high"])
    >>> table = tornado(inputs, lambda at: 50 * at["price"] / at["cost"])
    >>> table["swing"].round(2).to_dict()
    {'unit cost': 5.5, 'cost of the scheme': 2.08}
    """
    central = _central(inputs)
    middle = outcome(central) if len(inputs) else math.nan
    rows = {}
    for name, row in inputs.to_dict("index").items():
        ends = [outcome({**central, row["moves"]: row[end]}) for end in ("low", "high")]
        if row["low"] < row["high"] and all(math.isfinite(end) for end in ends):
            rows[name] = (row["low"], row["high"], *ends, middle, abs(ends[1] - ends[0]))
    columns = ["low", "high", "at_low", "at_high", "central", "swing"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype="float64").rename_axis(
        "input"
    )
    return table.sort_index().sort_values("swing", ascending=False, kind="stable")


def _central(inputs: pd.DataFrame) -> dict[str, float]:
    central: dict[str, float] = {}
    for name, row in inputs.to_dict("index").items():
        if central.setdefault(row["moves"], row["central"]) != row["central"]:
            raise ValueError(
                f"{name}: {row['moves']} is {row['central']:g}, and {central[row['moves']]:g} in another row. "
                "A number has one central value."
            )
        if row["low"] > row["central"] or row["high"] < row["central"]:
            raise ValueError(
                f"{name}: {row['central']:g} is not between {row['low']:g} and {row['high']:g}. Mend the range."
            )
    return central
