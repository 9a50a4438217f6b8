"""Attrition: how many of the people submitted are left to analyse, and where the others were lost."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

ANALYSED = ""


def attrition(steps: "Mapping[str, pd.Series[Any]]", start: str = "submitted") -> pd.DataFrame:
    """Count who leaves at each step, from all who were submitted to those analysed.

    Each person leaves once, at the first step that they do not meet, whatever comes after it. So
    the order of the steps decides which step a loss is put down to, but not who is left.

    Parameters
    ----------
    steps
        Name of the step and, for every person (same index in each), whether they meet it. The
        usual steps: found in the records, index date in the period, follow-up over, covariates
        complete, matched to a comparison person.
    start
        Name of the first row, in which nobody has left.

    Returns
    -------
    One row per step, in order: ``step``, ``left`` (people lost there), ``remaining`` (people).
    The lost and the remaining of the last row add up to the people submitted.

    Examples
    --------
    >>> found = pd.Series([True, True, False], index=["a", "b", "c"])
    >>> mature = pd.Series([True, False, False], index=["a", "b", "c"])
    >>> attrition({"found in the records": found, "follow-up over": mature})["remaining"].tolist()
    [3, 2, 1]
    """
    lost = lost_at(steps)
    left = [0, *(int((lost == step).sum()) for step in steps)]
    table = pd.DataFrame({"step": [start, *steps], "left": left})
    table["remaining"] = len(lost) - table["left"].cumsum()
    return table


def lost_at(steps: "Mapping[str, pd.Series[Any]]") -> "pd.Series[str]":
    """Name the step at which each person leaves; empty text for those who stay to the end.

    Parameters
    ----------
    steps
        As for ``attrition``.

    Examples
    --------
    >>> lost_at({"found in the records": pd.Series([True, False], index=["a", "b"])}).tolist()
    ['', 'found in the records']
    """
    if not steps or ANALYSED in steps:
        raise ValueError(f"{len(steps)} step(s). Attrition has at least one, each with a name.")
    people = next(iter(steps.values())).index
    if not people.is_unique:
        raise ValueError(f"{people.duplicated().sum()} people stand in the steps twice. Each leaves once.")
    lost = pd.Series(ANALYSED, index=people, dtype="str")
    for step, met in steps.items():
        lost[(lost == ANALYSED) & ~_met(step, met, people)] = step
    return lost


def _met(step: str, met: "pd.Series[Any]", people: "pd.Index[Any]") -> "pd.Series[bool]":
    """Put a step's answers in the order of the people; a blank is no answer."""
    same = met.index.equals(people)  # mostly so; to look each id up takes long in a pool of a million
    if not same and (
        not met.index.is_unique or len(met) != len(people) or (met.index.get_indexer(people) < 0).any()
    ):
        raise ValueError(f"step {step}: it is about other people than the first step. Use one index.")
    if not (pd.api.types.is_bool_dtype(met.dtype) or met.empty) or met.isna().any():
        raise ValueError(
            f"step {step}: {met.isna().sum()} blank(s), type {met.dtype}. Use True and False only."
        )
    return met.reindex(people).astype(bool)
