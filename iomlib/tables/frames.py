"""Checked rows as a pandas table, with the types that the contract gives."""

from collections.abc import Sequence
from datetime import date
from typing import get_args

import pandas as pd
from pydantic.fields import FieldInfo

from iomlib.tables.row import Row

_TYPES = {int: "int64", float: "float64", date: "datetime64[us]"}


def to_frame(rows: Sequence[Row], contract: type[Row]) -> pd.DataFrame:
    """Make a table of rows: one column per field, typed also where there are no rows.

    Counts are ``int64``, or ``Int64`` where a blank is allowed; amounts and percentages
    ``float64``; dates ``datetime64``; all else ``str``, with blank texts as ``""``.

    Examples
    --------
    >>> from iomlib.tables.contracts import MonthRow
    >>> to_frame([], MonthRow)["crimes"].dtype
    dtype('int64')
    """
    fields = contract.model_fields
    columns = {
        name: pd.Series([getattr(row, name) for row in rows], dtype=type_of(field))
        for name, field in fields.items()
    }
    return pd.DataFrame(columns)


def type_of(field: FieldInfo) -> str:
    """Name the pandas type of a column."""
    parts = [field.annotation, *get_args(field.annotation)]
    kinds = [getattr(part, "__origin__", part) for part in parts]
    name = next((_TYPES[kind] for kind in kinds if kind in _TYPES), "str")
    return "Int64" if name == "int64" and type(None) in parts else name
