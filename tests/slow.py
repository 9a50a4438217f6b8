"""A second reading of the rules, slow and plain: one person, one criterion and one day at a time."""

from datetime import date, timedelta
from math import inf

import pandas as pd

DAY = timedelta(days=1)
SPELLS = {"residence", "custody", "enrolments"}


def add_months(day, months):
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        if number <= day.day:
            try:
                return date(year, month + 1, number)
            except ValueError:
                continue
    raise AssertionError(day)


def months(first, last):
    whole = 0
    while add_months(first, whole + 1) <= last:
        whole += 1
    reached, beyond = add_months(first, whole), add_months(first, whole + 1)
    return whole + (last - reached).days / (beyond - reached).days


def life_of(records):
    """Give the rows of each person: by table, as plain values, None where a cell is blank."""
    lives = {}
    for name, table in records.items():
        for row in table.to_dict("records"):
            plain = {key: None if pd.isna(value) else value for key, value in row.items()}
            plain = {
                key: value.date() if isinstance(value, pd.Timestamp) else value
                for key, value in plain.items()
            }
            lives.setdefault(plain["person"], {}).setdefault(name, []).append(plain)
    return {
        person: {name: tables.get(name, []) for name in records} for person, tables in sorted(lives.items())
    }


def chosen(life, criterion, area, day, name):
    """Yield the rows that are asked for, with their first and last day and whether they are surely meant."""
    wanted = {**criterion.where, **({"area": [area]} if criterion.here else {})}
    for row in life.get(name, []):
        first = row.get("start") or row.get("day")
        end = row.get("end") if name in SPELLS else first
        if first is not None and first > day:
            continue
        cells = {column: row[column] for column in wanted if column in row}
        cells = {column: {True: "yes", False: "no"}.get(cell, cell) for column, cell in cells.items()}
        if all(cell is None or cell in wanted[column] for column, cell in cells.items()):
            yield row, first, None if end is not None and end > day else end, None not in cells.values()


def bounds(life, criterion, area, day):  # noqa: PLR0911  one for each measure
    """Say what a value is at least and at most; (None, None) where it does not apply."""
    tables = [name for name in criterion.evidence if name in life]
    if not tables and criterion.measure != "age":
        return -inf, inf
    first = add_months(day + DAY, -criterion.months) if criterion.months else date.min
    rows = [row for name in tables for row in chosen(life, criterion, area, day, name)]
    live = [row for row in rows if row[2] is None or row[2] >= day]
    more = inf if len(tables) < len(criterion.evidence) else 0
    match criterion.measure:
        case "rows":
            counted = [sure for _, _, last, sure in rows if last is None or last >= first]
            return sum(counted), len(counted) + more
        case "live":
            return sum(row[3] for row in live), len(live)
        case "ended":
            counted = [sure for _, _, last, sure in rows if last is not None and last >= first]
            return sum(counted), len(counted)
        case "age":
            (person,) = life["nominals"]
            return (-inf, inf) if person["born"] is None else (int(years(person["born"], day)),) * 2
        case "latest":
            scores = [(begun, row["score"]) for row, begun, _, sure in rows if sure and begun >= first]
            return (max(scores)[1],) * 2 if scores else (-inf, inf)
        case "months_on":
            start = unbroken([row for row in rows if row[3]], day)
            return (None, None) if start is None else (months(start, day),) * 2
        case "lives_here":
            return stays(life, area, day)
    return inside(criterion, live, day)


def years(born, day):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def unbroken(rows, day):
    start = day + DAY
    spans = [(first, last or day) for _, first, last, _ in rows]
    while moved := [first for first, last in spans if first < start <= last + DAY]:
        start = min(moved)
    return start if start <= day and any(first <= day <= last for first, last in spans) else None


def stays(life, area, day):
    begun = [row for row in life["residence"] if row["start"] <= day]
    live = [row["area"] for row in begun if row["end"] is None or row["end"] >= day]
    if area in live:
        return 1, 1
    return (0, 0) if live or any(row["area"] == area for row in begun) else (0, 1)


def inside(criterion, live, day):
    if not live:
        return None, None
    ((row, first, _, _),) = live  # one at a time, as `known.crowd` makes them
    due = row["release_due"]
    match criterion.measure:
        case "sentence":
            length = row["sentence_months"]
            return (-inf, inf) if length is None else (length, length)
        case "months_inside":
            return months(first, max(due or day, day)), inf if due is None else months(first, max(due, day))
        case "months_to_release":
            ahead = 0 if due is None else months(day + DAY, max(due, day) + DAY)
            return ahead, inf if due is None else ahead
    raise AssertionError(criterion.measure)


def verdict(life, rule, area, day, name):
    """True, False or None (not known) of one criterion, with what it needs and what it must not have."""
    criterion = rule.criterion(name)
    low, high = bounds(life, criterion, area, day)
    way, threshold = criterion.threshold
    if low is None:
        found = False
    else:
        ends = {
            "at_least": (low >= threshold, high >= threshold),
            "more_than": (low > threshold, high > threshold),
        }
        ends |= {
            "at_most": (high <= threshold, low <= threshold),
            "under": (high < threshold, low < threshold),
        }
        sure, maybe = ends[way]
        found = True if sure else None if maybe else False
    for other in criterion.needs:
        found = both(found, verdict(life, rule, area, day, other))
    for other in criterion.unless:
        found = both(found, opposite(verdict(life, rule, area, day, other)))
    return found


def opposite(answer):
    return None if answer is None else not answer


def both(one, other):
    return False if one is False or other is False else None if None in (one, other) else True


def points(life, rule, area, day):
    """Points that are sure and points that may be."""
    least = most = 0
    for criterion in rule.criteria:
        if criterion.points:
            answer, (low, high) = (
                verdict(life, rule, area, day, criterion.id),
                bounds(life, criterion, area, day),
            )
            least += max([0] + [b.points for b in criterion.points if answer and low >= b.at_least])
            most += max(
                [0] + [b.points for b in criterion.points if answer is not False and high >= b.at_least]
            )
    return least, most


def selected(life, rule, area, day, node):
    if isinstance(node, str):
        return verdict(life, rule, area, day, node)
    if node.points is not None:
        least, most = points(life, rule, area, day)
        return True if least >= node.points else None if most >= node.points else False
    parts = [selected(life, rule, area, day, each) for each in node.all or node.any or node.of]
    needed = len(parts) if node.all else node.at_least or 1
    return (
        True
        if parts.count(True) >= needed
        else None
        if parts.count(True) + parts.count(None) >= needed
        else False
    )


def on_list(life, rule, area, day):
    """Give the day from which somebody has been on a rule's list, or None."""
    rows = [
        (row, row["start"], None if row["end"] and row["end"] > day else row["end"], True)
        for row in life["enrolments"]
        if row["list"] == rule.list and row["area"] == area and row["start"] <= day
    ]
    return unbroken(rows, day)


def since(life, rule, area, name, days):
    """Walk back from the last of two days to the first, one at a time, as long as the criterion is met."""
    floor, day = days
    while day > floor and verdict(life, rule, area, day - DAY, name):
        day -= DAY
    return day
