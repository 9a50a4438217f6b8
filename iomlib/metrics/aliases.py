"""Possible aliases: people whose names and dates of birth are alike, as pairs to look at and never merged."""

import unicodedata
from collections.abc import Sequence
from typing import Any

import pandas as pd

from iomlib.errors import ParameterError
from iomlib.metrics.alias_weights import (
    BORN,
    LOOK_AT,
    NAMES,
    NO_BORN,
    NO_NAME,
    NULL_BORN,
    NULL_NAMES,
    PRIOR,
    Level,
)

MISSING = "Looking for aliases needs a package more: pip install 'iomlib[aliases]'."
COLUMNS = ["person_a", "person_b", "score", "alike", "born_a", "born_b"]


def possible_aliases(identities: pd.DataFrame | None, least: float = 0.4) -> pd.DataFrame | None:
    """List the pairs of people who may be one person under two names, with what is alike in them.

    Names are compared without accents, spaces, signs and case; alike are names that are one slip of
    the keyboard apart, or spelt much the same (Jaro-Winkler 0.88 or more). Nothing is merged: brothers
    and sisters, twins, and people with common names are alike too, and a person has to look.

    Parameters
    ----------
    identities
        One row per person and name known of them: ``person``, ``forename``, ``surname``, ``born``; all
        but the first may be missing. None where no names were supplied, as in a public edition.
    least
        The lowest score to list, 0 to 1.

    Returns
    -------
    One row per pair, the highest score first, then in the order of the ids: ``person_a``, ``person_b``
    (a before b), ``score`` (0 to 1, six places: how much more often two records of one person are
    like this than of two people, by the fixed weights of `iomlib.metrics.alias_weights`; it orders
    pairs and is no probability), ``alike`` (in words), ``born_a``, ``born_b``. No names. Of a person with
    several rows, the likest counts. None where no names were supplied: nobody looked.

    Raises
    ------
    ParameterError
        The package splink is not installed, or ``least`` is not from 0 to 1.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, 3.9: "individuals with similar names / dates of
    birth ... potentially an alias is being used, or data incorrectly captured". Fellegi and Sunter 1969.

    Examples
    --------
    >>> rows = {"person": ["p1", "p2"], "forename": ["Stephen", "Steven"], "surname": "Example"}
    >>> identities = pd.DataFrame(rows).assign(born=pd.to_datetime(["1980-03-09", "1980-09-03"]))
    >>> possible_aliases(identities)[["person_a", "person_b", "alike"]].values.tolist()
    [['p1', 'p2', 'same surname, forename alike; day and month of birth swapped']]
    """
    if not 0 <= least <= 1:
        raise ParameterError(f"least is {least:g}. A score is from 0 to 1.")
    if identities is None:
        return None
    records = _prepared(identities)
    if len(records) < 2:
        return _described(records, pd.DataFrame({"unique_id_l": []}, dtype="int64"))
    pairs = _compared(records, least)
    return _described(records, pairs)


def _prepared(identities: pd.DataFrame) -> pd.DataFrame:
    """Make the texts that are compared, in an order that does not depend on that of the rows."""
    rows = identities[["person", "born"]].reset_index(drop=True)
    for name in ("forename", "surname"):
        known = {text: _plain(text) for text in identities[name].dropna().unique()}
        rows[name] = pd.Series(identities[name].map(known).to_numpy(object), dtype="str")
    rows = rows.sort_values(["person", "forename", "surname", "born"], kind="stable").drop_duplicates()
    return rows.reset_index(drop=True)


def _plain(text: str) -> str | None:
    """Leave the letters and digits of a name, of any script; None where there are none."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in parts if each.isalnum()) or None


def _texts(records: pd.DataFrame) -> Any:
    """Write all that is compared as texts, of which none is taken for a number because it is missing."""
    import pyarrow as pa  # noqa: PLC0415  only where there are names

    born = records["born"].dt.strftime("%Y%m%d")
    year, month, day = born.str[:4], born.str[4:6], born.str[6:]
    # A day above 12 is no month, and 5 May stays what it is.
    swapped = (year + day + month).where((day <= "12") & (day != month))
    columns = {
        "forename": records["forename"],
        "surname": records["surname"],
        "initial": records["forename"].str[:1],
        "family_initial": records["surname"].str[:1],
        **{"born": born, "swapped": swapped, "year": year, "month": month, "day": day},
    }
    texts = {name: pa.array(column.array, pa.string(), from_pandas=True) for name, column in columns.items()}
    return pa.table({"unique_id": pa.array(records.index, pa.int64()), **texts})


def _compared(records: pd.DataFrame, least: float) -> pd.DataFrame:
    """Let splink compare the records: on one thread, without files, a network or anything estimated."""
    try:
        import duckdb  # noqa: PLC0415
        import splink.blocking_rule_library as looks  # noqa: PLC0415
        from splink import Linker, SettingsCreator  # noqa: PLC0415
        from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415
    except ImportError:
        raise ParameterError(MISSING) from None
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison("names", NULL_NAMES, NAMES), _comparison("dates", NULL_BORN, BORN)],
        blocking_rules_to_generate_predictions=[looks.CustomRule(each) for each in LOOK_AT],
        probability_two_random_records_match=PRIOR,
    )
    with duckdb.connect(config={"threads": 1, "enable_external_access": False}) as connection:
        linker = Linker(DuckDBAPI(connection).register(_texts(records)), settings, log_level=None)
        found: pd.DataFrame = linker.inference.predict(least, warning_mode="never").as_pandas_dataframe()
    return found.reindex(
        columns=["unique_id_l", "unique_id_r", "match_probability", "gamma_names", "gamma_dates"]
    )


def _comparison(name: str, missing: str, levels: Sequence[Level]) -> Any:
    from splink import comparison_level_library as library  # noqa: PLC0415
    from splink import comparison_library  # noqa: PLC0415

    made: list[Any] = [library.CustomLevel(missing).configure(is_null_level=True)]
    for words, condition, one, two in levels:
        level = library.ElseLevel() if condition == "ELSE" else library.CustomLevel(condition, words)
        made.append(level.configure(m_probability=one, u_probability=two))
    return comparison_library.CustomComparison(made, name)


def _described(records: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Turn record numbers into people and levels into words, and keep the likest pair of any two."""
    if not len(pairs):
        return pd.DataFrame({name: pd.Series(dtype=_TYPES.get(name, "str")) for name in COLUMNS})
    sides = {
        "a": pairs[["unique_id_l", "unique_id_r"]].min(axis=1),
        "b": pairs[["unique_id_l", "unique_id_r"]].max(axis=1),
    }
    told = pd.DataFrame(index=pairs.index)
    for side, rows in sides.items():
        for name in ("person", "born"):
            told[f"{name}_{side}"] = records[name].to_numpy()[rows]
    told["score"] = pairs["match_probability"].round(6)
    told["alike"] = [
        f"{_words(NAMES, names, NO_NAME)}; {_words(BORN, dates, NO_BORN)}"
        for names, dates in zip(pairs["gamma_names"], pairs["gamma_dates"], strict=True)
    ]
    told = told[told["person_a"] != told["person_b"]]
    told = told.sort_values(["score", "person_a", "person_b", "alike"], ascending=[False, True, True, True])
    return told.drop_duplicates(["person_a", "person_b"])[COLUMNS].reset_index(drop=True)


_TYPES = {"score": "float64", "born_a": "datetime64[us]", "born_b": "datetime64[us]"}


def _words(levels: Sequence[Level], gamma: int, missing: str) -> str:
    """Read splink's number of a level: the last is 0, the first the highest, a missing value -1."""
    return missing if gamma < 0 else levels[len(levels) - 1 - gamma].words
