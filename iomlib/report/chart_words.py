"""What a chart says besides its picture: its numbers as a table, and the parts of its text that every chart has."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from iomlib.report.formats import Kind, interval, write
from iomlib.report.frames import Column, number, table
from iomlib.report.lists import joined

_NAMED = 3  # that are as large, before the others are counted


def numbers(
    frame: pd.DataFrame,
    columns: list[Column],
    index: str,
    labels: Mapping[str, str] | None = None,
    id: str = "",
) -> dict[str, Any]:
    """Write the numbers of a chart as those of a table are written: ``columns`` and ``rows`` of a `Chart`.

    The arguments are those of `iomlib.report.frames.table`, which withholds here what it withholds there. With an `id`
    there are ``figures`` too: of a chart whose numbers stand in no table beside it.

    Examples
    --------
    >>> frame = pd.DataFrame({"crimes": [30.0, None]}, index=["Theft", "Arson"])
    >>> numbers(frame, [Column("crimes", "Crimes", "count")], "Offence group")["rows"]
    [['Theft', '30'], ['Arson', 'no data']]
    """
    names = dict(labels) if labels else None
    made = table(
        frame, columns, id=id or "numbers", caption="", index=index, labels=names, disclosure="method"
    )
    return {"columns": made.columns, "rows": made.rows} | ({"figures": made.figures} if id else {})


def extremes(values: "pd.Series[float]", kind: Kind, places: int | None = None, what: str = "") -> str:
    """Name the largest and the smallest of some values, all that are as large; missing ones are none.

    Examples
    --------
    >>> extremes(pd.Series([0.5, 0.25, 0.25], index=["Theft", "Arson", "Fraud"]), "share")
    ' Largest: Theft, 50.0%. Smallest: Arson and Fraud, 25.0% each.'
    """
    known = values.dropna()
    if len(known) < 2:
        return ""
    ends = (known.max(), known.min())
    texts = [write(end, kind, places) for end in ends]
    if texts[0] == texts[1]:
        of = " that are known" if len(known) < len(values) else ""
        return f" All{what}{of} are {texts[0]}."
    named = zip(("Largest", "Smallest"), ends, texts, strict=True)
    return "".join(
        f" {words}{what}: {holders(known, end)}, {text}{' each' if (known == end).sum() > 1 else ''}."
        for words, end, text in named
    )


def holders(values: "pd.Series[float]", value: float) -> str:
    """Name all that have a value: nobody is singled out who has company.

    Examples
    --------
    >>> holders(pd.Series([5.0, 5.0, 1.0], index=["May", "June", "July"]), 5)
    'May and June'
    >>> holders(pd.Series(0.0, index=list("abcd")), 0)
    'a and 3 others'
    """
    names = list(dict.fromkeys(map(str, values.index[values == value])))
    return joined(names if len(names) <= _NAMED else [names[0], f"{len(names) - 1} others"])


def course(values: "pd.Series[float]", kind: Kind, places: int | None = None) -> str:
    """Say from what to what values go that have an order; nothing where fewer than two are known.

    Examples
    --------
    >>> course(pd.Series([56.0, 105.0], index=["Q1", "Q2"]), "count")
    ' From 56 (Q1) to 105 (Q2).'
    """
    known = values.dropna()
    if len(known) < 2:
        return ""
    first, last = ((write(known.iloc[place], kind, places), known.index[place]) for place in (0, -1))
    return f" From {first[0]} ({first[1]}) to {last[0]} ({last[1]})."


def with_interval(
    row: "pd.Series[Any] | Mapping[str, Any]", value: str, kind: Kind, places: int | None = None
) -> str:
    """Write a value of a row with its 95% interval (`lower`, `upper`), where there is one.

    Examples
    --------
    >>> with_interval({"share": 0.87, "lower": 0.73, "upper": 0.94}, "share", "share", 0)
    '87% (95% interval 73% to 94%)'
    """
    text = write(number(row[value]), kind, places)
    lower, upper = number(row["lower"]), number(row["upper"])
    if lower is None or upper is None:
        return text
    return f"{text} (95% interval {interval(lower, upper, kind, places)})"


def range_of(row: "pd.Series[Any] | Mapping[str, Any]", kind: Kind, places: int | None = None) -> str:
    """Write the interval of a row (`lower`, `upper`) for a table beside a chart; a count and a start have none.

    Examples
    --------
    >>> range_of({"lower": 0.73, "upper": 0.94}, "share"), range_of({"lower": None, "upper": None}, "share")
    ('73.0% to 94.0%', 'none')
    """
    lower, upper = number(row["lower"]), number(row["upper"])
    return "none" if lower is None or upper is None else interval(lower, upper, kind, places)


def capital(text: str) -> str:
    """Begin a text as a sentence begins.

    Examples
    --------
    >>> capital("people on the list")
    'People on the list'
    """
    return text[:1].upper() + text[1:]
