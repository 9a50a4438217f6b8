"""From a metric's table to a `report.Table`: every number that is shown is recorded as a figure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from math import isfinite
from typing import Any, TypeVar

import pandas as pd

from iomlib.blocks import Chart, Disclosure, Figure, Heading, Sentence, Table
from iomlib.report.formats import PLACES, TOO_FEW, UNITS, WITHHELD, Kind, interval, write

_AWAY = (WITHHELD, TOO_FEW)

Block = TypeVar("Block", Table, Chart, Sentence, Table | Sentence)


@dataclass(frozen=True)
class Column:
    """How one column of a metric's table is shown.

    `bounds` names the columns that hold the interval of this one; `show_interval` columns write it.
    `number` says that a column of text, which gives no figures, holds written numbers.
    """

    key: str
    header: str
    kind: Kind | None = None
    places: int | None = None
    bounds: tuple[str, str] | None = None
    show_interval: bool = False
    number: bool = False


def slug(text: str) -> str:
    """Turn a name into an id: lower case, hyphens.

    Examples
    --------
    >>> slug("Violence against the Person"), slug("Robbery (personal)")
    ('violence-against-the-person', 'robbery-personal')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def slugs(names: Iterable[str]) -> list[str]:
    """Turn names into ids that differ, even where the names differ in case or signs only.

    Examples
    --------
    >>> slugs(["Drug use", "drug_use", "Age"])
    ['drug-use', 'drug-use-2', 'age']
    """
    made: list[str] = []
    for name in names:
        plain = slug(name) or "unnamed"
        choices = (plain if place == 1 else f"{plain}-{place}" for place in count(1))
        made.append(next(choice for choice in choices if choice not in made))
    return made


def number(value: object) -> float | None:
    """Read a cell as a number; missing and infinite are None."""
    try:
        result = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):  # text, and pandas' own missing value
        return None
    return result if isfinite(result) else None


def row_of(frame: pd.DataFrame, name: str) -> "pd.Series[float]":
    """Give one row of a metric's table.

    Examples
    --------
    >>> row_of(pd.DataFrame({"people": [42.0]}, index=["ppo"]), "ppo")["people"]
    np.float64(42.0)
    """
    found: pd.Series[float] = frame.T[name]
    return found


def figure(  # noqa: PLR0913  one argument for each thing that DESIGN.md asks of a figure
    id: str,
    value: object,
    kind: Kind,
    *,
    places: int | None = None,
    bounds: tuple[object, object] | None = None,
    confidence: float | None = None,
    method: str | None = None,
) -> Figure:
    """Record one number as it is shown.

    Examples
    --------
    >>> figure("ni30.projection", 224, "count", bounds=(177, 281), confidence=0.95).text
    '224 (177 to 281)'
    """
    lower, upper = (number(bound) for bound in bounds or (None, None))
    text = write(number(value), kind, places)
    if lower is not None and upper is not None:
        text = f"{text} ({interval(lower, upper, kind, places)})"
    return Figure(
        id=id,
        value=number(value),
        lower=lower,
        upper=upper,
        confidence=confidence if lower is not None else None,
        unit=UNITS[kind],
        places=PLACES[kind] if places is None else places,
        method=method,
        text=text,
    )


def table(  # noqa: PLR0913
    frame: pd.DataFrame,
    columns: list[Column],
    *,
    id: str,
    caption: str,
    index: str,
    disclosure: Disclosure,
    notes: list[str] | None = None,
    labels: dict[str, str] | None = None,
    total: list[str] | None = None,
) -> Table:
    """Show a metric's table: one row a row, its index as the row's header.

    Parameters
    ----------
    frame
        Any metric's result; columns `confidence` and `method`, where present, go to the figures.
    columns
        What to show, in order. Every numeric one becomes the figure `<id>.<row>.<key>`.
    index
        Header of the first column.
    labels
        What a reader sees of an index that is made of ids.
    total
        A last row, already written, whose figures are recorded elsewhere.

    A row whose column `withheld` is true shows no number; one whose `<key>_withheld` is true shows not that one. A
    text in a column `<key>_band` is shown in the place of the number, which is then missing. What is withheld holds of
    the interval too. In a table of people what shows no number is left out, and named below.

    Examples
    --------
    >>> frame = pd.DataFrame({"crimes": [30]}, index=["Theft"])
    >>> shown = table(frame, [Column("crimes", "Crimes", "count")], id="crimes",
    ...               caption="Crimes", index="Offence group", disclosure="crimes")
    >>> shown.rows, shown.figures[0].id
    ([['Theft', '30']], 'crimes.theft.crimes')
    """
    names = [str(name) for name in frame.index]
    rows = [
        row | {"_id": name if labels else slug(name), "_name": (labels or {}).get(name, name)}
        for row, name in zip(frame.to_dict("records"), names, strict=True)
    ]
    kept, told, left_out = _told(rows, columns) if disclosure == "people" else (rows, columns, [])
    shown = [[str(row["_name"]), *(_text(row, column) for column in told)] for row in kept]
    return Table(
        id=id,
        caption=caption,
        columns=[Heading(text=index, number=False)]
        + [Heading(text=each.header, number=_is_number(each)) for each in told],
        rows=[*shown, total] if total else shown,
        total=total is not None,
        notes=[*(notes or []), *left_out],
        disclosure=disclosure,
        figures=[_figure(row, column, id) for row in rows for column in columns if _counts(column)],
    )


def sourced(block: Block, inputs: str) -> Block:
    """Name the input files of every figure of a block.

    Examples
    --------
    >>> rate = Sentence(sentences=["75.4"], disclosure="crimes", figures=[figure("crime_rate", 75.4, "rate")])
    >>> sourced(rate, "data/crimes.csv").figures[0].inputs
    'data/crimes.csv'
    """
    figures = [made.model_copy(update={"inputs": inputs}) for made in block.figures]
    return block.model_copy(update={"figures": figures})


def named_sources(rows: pd.DataFrame) -> str:
    """Name document and paragraph of every row, each once.

    Examples
    --------
    >>> rows = {"source": ["a paper", "a paper", None], "paragraph": ["4.8", "4.7", None]}
    >>> named_sources(pd.DataFrame(rows))
    'a paper, 4.7, 4.8'
    """
    known = rows[["source", "paragraph"]].dropna().drop_duplicates()
    documents = known.groupby("source", sort=True)["paragraph"]
    return "; ".join(
        ", ".join([str(source), *sorted(place for place in places if place)]) for source, places in documents
    )


Row = dict[Any, Any]
_SHORT = 30  # letters


def _told(rows: list[Row], columns: list[Column]) -> tuple[list[Row], list[Column], list[str]]:
    """Leave out rows that show no number, and intervals that nobody has people enough for; say which.

    A table of nothing else stays as it is, and so does the row of the whole above one that is of its people.
    """
    numbers, kept, gone = [each for each in columns if _is_number(each)], list[Row](), list[Row]()
    for row in reversed(rows):
        whole = bool(kept) and _part(kept[-1]) and not _part(row)
        told = any(_text(row, column) not in _AWAY for column in numbers)
        (kept if told or whole else gone).append(row)
    if not kept:
        return rows, columns, []
    few = [each for each in columns if each.show_interval and all(_text(row, each) in _AWAY for row in kept)]
    names = "; ".join(dict.fromkeys(_full(row, rows, columns) for row in reversed(gone)))
    notes = [f"Withheld, and so without a row: {names}."] if gone else []
    notes += [f"{each.header}: too few people for one." for each in few]
    return kept[::-1], [each for each in columns if each not in few], notes


def _part(row: Row) -> bool:
    return str(row["_name"]).startswith("of these")


def _full(row: Row, rows: list[Row], columns: list[Column]) -> str:
    """Name a row, and by its next words where others have its name."""
    words = [_text(row, column) for column in columns if not _is_number(column)]
    alone = sum(each["_name"] == row["_name"] for each in rows) == 1
    short = [word for word in words if len(word) <= _SHORT]  # a criterion in full is no name
    return str(row["_name"]) if alone else ", ".join([str(row["_name"]), *short])


def _is_number(column: Column) -> bool:
    return column.number or column.kind is not None


def _counts(column: Column) -> bool:
    return column.kind is not None and not column.show_interval


def _text(row: Row, column: Column) -> str:
    if column.kind is None:
        return str(row[column.key])
    if _withheld(row, column):
        return WITHHELD
    if band := _band(row, column):
        return TOO_FEW if column.show_interval else band
    if column.show_interval and column.bounds:
        lower, upper = (number(row[bound]) for bound in column.bounds)
        return interval(lower, upper, column.kind, column.places)
    return write(number(row[column.key]), column.kind, column.places)


def _figure(row: Row, column: Column, id: str) -> Figure:
    assert column.kind is not None  # noqa: S101  _counts has asked
    made = figure(
        f"{id}.{row['_id']}.{column.key}",
        row[column.key],
        column.kind,
        places=column.places,
        bounds=(row[column.bounds[0]], row[column.bounds[1]]) if column.bounds else None,
        confidence=number(row.get("confidence")),
        # Beside an estimate stand plain counts, which the estimate's method did not make.
        method=str(row["method"]) if "method" in row and (column.bounds or "confidence" not in row) else None,
    )
    gone = WITHHELD if _withheld(row, column) else _band(row, column)
    if gone:
        return made.model_copy(
            update={"value": None, "lower": None, "upper": None, "confidence": None, "text": gone}
        )
    return made


def _band(row: Row, column: Column) -> str:
    band = row.get(f"{_key(column)}_band")
    return band if isinstance(band, str) else ""


def _key(column: Column) -> str:
    """Name the number that a column tells of: the interval of a share is of the share."""
    return "share" if column.show_interval and column.kind == "share" else column.key


def _withheld(row: Row, column: Column) -> bool:
    marks = [number(row.get(name)) for name in ("withheld", f"{_key(column)}_withheld")]
    return any(mark is not None and mark != 0 for mark in marks)  # pandas' and numpy's true are not Python's
