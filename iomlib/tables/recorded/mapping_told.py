"""What is wrong with a mapping file, and what it leaves open, in the analyst's words."""

from collections.abc import Iterator
from typing import Any

from iomlib.errors import nearest
from iomlib.rules.model import Strict
from iomlib.spelling import Place, Trouble
from iomlib.tables.recorded.contract import PUBLISHED
from iomlib.tables.recorded.mapping import (
    AreaOf,
    CountOf,
    FileShape,
    ForceOf,
    Mapping,
    Offence,
    OffenceOf,
    PeriodOf,
    Total,
)
from iomlib.tables.recorded.when import format_parts, read_fixed
from iomlib.tables.recorded.words import folded, is_incident, is_rate, text_of

_SHAPES: dict[str, type[Strict]] = {
    "file": FileShape,
    "area": AreaOf,
    "force": ForceOf,
    "period": PeriodOf,
    "offence": OffenceOf,
    "count": CountOf,
    "totals": Total,
}
_TYPES = {
    "string_type": "is not text. Put it in quotes if it is a name or a code.",
    "string_pattern_mismatch": "is no id. Ids are small letters, digits and hyphens.",
    "bool_type": "is not true or false. Write true or false.",
    "int_type": "is not a whole number.",
    "list_type": "is not a list. Write it in square brackets.",
    "dict_type": "is not a list of keys and values.",
    "model_type": "is not a list of keys and values.",
    "string_too_short": "is empty. Write a few words there.",
    "too_short": "is empty. Name one or more, or take the key away.",
    "greater_than_equal": "is no row. Rows are counted from 1, as a spreadsheet counts them.",
}
_WHY = {
    "series": "It is an id for these counts, like cleveland-extract: series are never added to each other.",
    "title": "It says what the table is, with its release, as a page should say it.",
    "source": "It says who supplied the file, and when.",
    "licence": "It says on what terms the figures may be shown.",
    "rows": "Write counts if a row holds a count, incidents if each row is one.",
    "kind": "Write crime or incident: anti-social behaviour is an incident, and never added to crime.",
    "of": "Write others, a list of names, elsewhere (no sum of rows of this table), or across.",
}


def trouble_of(error: Any) -> Trouble:
    """Say what is wrong in the words of the file, and the keys that lead to it."""
    place: Place = tuple(step for step in error["loc"] if step not in ("<list>", "<plain>"))
    shape = _shape(place)
    key = str(place[-1]) if place else ""
    if error["type"] == "extra_forbidden":
        return Trouble(place, f"is not a key of a mapping. {nearest(key, list(shape.model_fields))}")
    if error["type"] == "missing":
        keys = ", ".join(shape.model_fields)
        return Trouble(place[:-1], f"{key} is missing. {_WHY.get(key, f'Keys here: {keys}.')}")
    if error["input"] is None:
        return Trouble(place, f"is null. {_WHY.get(key, 'Write what it is in this file.')}")
    found = "this" if isinstance(error["input"], dict | list) else repr(error["input"])
    if error["type"] == "literal_error":
        return Trouble(place, f"{found} is not allowed. Allowed: {error['ctx']['expected']}.")
    other = f"is not allowed: {error['msg'][0].lower()}{error['msg'][1:]}."
    return Trouble(place, f"{found} {_TYPES.get(error['type'], other)}")


def _shape(place: Place) -> type[Strict]:
    if len(place) <= 1:
        return Mapping
    if place[0] == "offence" and len(place) > 2:
        return Offence
    return _SHAPES.get(str(place[0]), Mapping)


def open_questions(mapping: Mapping) -> list[Trouble]:
    """Say what a mapping leaves open, or says in two ways."""
    return [
        *_series(mapping.series),
        *_file(mapping.file),
        *_area(mapping.area),
        *_one_of(("force",), mapping.force, ("column", "fixed")),
        *_period(mapping.period),
        *_offence(mapping.offence),
        *_count(mapping),
        *_totals(mapping),
    ]


def _series(series: str) -> Iterator[Trouble]:
    if series in PUBLISHED:
        words = f"{series} are the counts of the published table, which no mapping adds to. Write another id."
        yield Trouble(("series",), words)


def _one_of(place: Place, part: Strict | None, keys: tuple[str, ...]) -> Iterator[Trouble]:
    given = [key for key in keys if part is not None and getattr(part, key) is not None]
    if part is not None and len(given) != 1:
        said = f"has {' and '.join(given)}" if given else "does not say where it is taken from"
        yield Trouble(place, f"{said}. Write one of {', '.join(keys)}.")


def _file(shape: FileShape) -> Iterator[Trouble]:
    rows = shape.headers
    if rows != sorted(set(rows)):
        yield Trouble(("file", "header"), "names rows twice or out of order. Write them from top to bottom.")
    if shape.first is not None and shape.first <= max(rows):
        words = f"{shape.first} is not below the header, which ends in row {max(rows)}."
        yield Trouble(("file", "first"), words)
    if shape.last is not None and shape.last < (shape.first or max(rows) + 1):
        yield Trouble(("file", "last"), f"{shape.last} is above the first row of the table.")


def _area(area: AreaOf) -> Iterator[Trouble]:
    if area.fixed is not None and (area.column or area.code):
        yield Trouble(("area",), "has fixed and a column. Write one of them.")
    elif area.fixed is None and not (area.column or area.code):
        yield Trouble(("area",), "does not say where it is taken from. Write column, code or fixed.")
    elif area.fixed is None and area.find is None:
        words = "find is missing. Write partnership, authority or force: Dorset is one of each."
        yield Trouble(("area",), words)


def _period(period: PeriodOf) -> Iterator[Trouble]:
    given = [key for key in ("column", "year", "across", "fixed") if getattr(period, key) is not None]
    if len(given) != 1:
        said = f"has {' and '.join(given)}" if given else "does not say where it is taken from"
        yield Trouble(("period",), f"{said}. Write one of column, year (with quarter), across or fixed.")
        return
    if period.fixed is not None:
        if isinstance(found := read_fixed(period.fixed), str):
            yield Trouble(("period", "fixed"), found)
        return
    if (period.year is None) != (period.quarter is None):
        yield Trouble(("period",), "year and quarter go together. Write both, or column.")
    elif period.format is None:
        words = "format is missing. Write how it is spelt, like dd/mm/yyyy: 01/02/2019 is two different days."
        yield Trouble(("period",), words)
    else:
        yield from _format(period, period.format)


def _format(period: PeriodOf, spelt: str) -> Iterator[Trouble]:
    parts = format_parts(spelt)
    if isinstance(parts, str):
        yield Trouble(("period", "format"), parts)
    elif period.year is not None:
        wanted = {"financial quarter": {"y", "s"}, "calendar quarter": {"y"}}.get(period.means or "")
        if wanted is None:
            words = "means is missing or no quarter. Write financial quarter (Q1 is April to June) or calendar quarter."
            yield Trouble(("period",), words)
        elif not wanted <= parts or parts - {"y", "s"}:
            yield Trouble(("period", "format"), f"{spelt} is no year of a {period.means}.")
    elif period.means is None and ("d" in parts or parts == {"y"}):
        what = "days" if "d" in parts else "years"
        words = f"means is missing. {spelt} holds {what}: write what they mean. Allowed: {', '.join(MEANS_OF[what])}."
        yield Trouble(("period",), words)
    elif period.means is not None and not NEEDED[period.means] <= parts:
        words = f"{spelt} does not say the {period.means}."
        yield Trouble(("period", "means"), words)
    elif period.means is None and not ({"y", "m"} <= parts or {"y", "s"} <= parts):
        yield Trouble(("period", "format"), f"{spelt} says neither a month nor a year.")


_YEARS = ["financial year beginning", "financial year ending", "calendar year"]
MEANS_OF = {
    "days": ["day", "month beginning", "month ending", "quarter beginning", "quarter ending", *_YEARS],
    "years": _YEARS,
}
NEEDED: dict[str, set[str]] = {
    "day": {"y", "m", "d"},
    "month": {"y", "m"},
    "month beginning": {"y", "m", "d"},
    "month ending": {"y", "m", "d"},
    "financial quarter": {"y", "s", "q"},
    "calendar quarter": {"y", "q"},
    "quarter beginning": {"y", "m"},
    "quarter ending": {"y", "m"},
    "financial year": {"y", "s"},
    **{means: {"y"} for means in _YEARS},
}


def _offence(offence: OffenceOf) -> Iterator[Trouble]:
    yield from _one_of(("offence",), offence, ("column", "across", "fixed"))
    if offence.fixed is None and not offence.names and offence.scheme is None:
        words = "names is missing. Write each offence of the file with its group, or name a scheme."
        yield Trouble(("offence",), words)
    first: dict[str, str] = {}
    for text, entry in offence.names.items():
        if first.setdefault(folded(text), text) != text:
            yield Trouble(("offence", "names", text), f"is the same as {first[folded(text)]}. Keep one.")
        words = f"{text} {entry.group}"
        yield from _kind(("offence", "names", text), words, entry.kind or offence.kind)
    if offence.fixed is not None:
        yield from _kind(("offence", "fixed"), offence.fixed.group, offence.fixed.kind or offence.kind)


def _kind(place: Place, text: str, kind: str) -> Iterator[Trouble]:
    if kind == "crime" and is_incident(text):
        yield Trouble(place, "is no crime. Write kind: incident, so that it is never added to crime.")


def _count(mapping: Mapping) -> Iterator[Trouble]:
    count, wide = mapping.count, mapping.period.across or mapping.offence.across
    if mapping.period.across and mapping.offence.across:
        yield Trouble(
            ("offence", "across"), "period has across too. Only one of them stands in the headings."
        )
    if mapping.rows == "incidents" and (count.column or wide):
        yield Trouble(
            ("rows",), "incidents have no counts. Write counts, or take away count.column and across."
        )
    elif mapping.rows == "counts" and bool(count.column) == bool(wide):
        said = "and across say" if wide else "or across has to say"
        yield Trouble(("count",), f"column {said} where the counts stand. Write one of them.")
    if count.column and is_rate(count.column):
        words = f"{count.column} is a rate or a percentage. Counts are read, and rates made from them."
        yield Trouble(("count", "column"), words)
    for mark in count.marks:
        if mark.strip()[:1] in "0123456789.,-":
            words = f"{mark!r} cannot be told from a part of the count. Ask for the file without it."
            yield Trouble(("count", "marks"), words)
    lists = {key: getattr(count, key) for key in ("missing", "suppressed", "not_in_series")}
    for key, signs in lists.items():
        others = {text_of(sign): other for other, found in lists.items() if other != key for sign in found}
        for sign in [sign for sign in signs if text_of(sign) in others]:
            words = f"{sign!r} stands under {others[text_of(sign)]} too. It can mean one thing only."
            yield Trouble(("count", key), words)


def _totals(mapping: Mapping) -> Iterator[Trouble]:
    wide = mapping.period.across or mapping.offence.across
    for number, total in enumerate(mapping.totals):
        place: Place = ("totals", number)
        if total.of == "across" and (total.name is not None or not wide):
            yield Trouble(
                place, "of: across is for a column of sums, without name, where columns run across."
            )
        elif total.of != "across" and total.name is None:
            yield Trouble(place, "name is missing. Write what the row of the total is called in the column.")
