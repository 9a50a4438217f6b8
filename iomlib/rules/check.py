"""What a rule file says that its types alone allow: names of nothing, thresholds that are none, bands that fall."""

from collections.abc import Iterator
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any, TypeGuard

from pydantic import ValidationError

from iomlib.errors import nearest
from iomlib.rules.model import REVIEWS, THRESHOLDS, Criterion
from iomlib.rules.tables import COUNTS, MEASURES, OF_HOUSEHOLDS, TABLES
from iomlib.rules.words import wording_problem
from iomlib.spelling import Place, Trouble

_COUNTS = "it is a count, 0 or more. Ask for another number."


def rule_troubles(content: dict[str, Any]) -> Iterator[Trouble]:
    """Say all that is wrong with the meaning of a rule, of as much of it as has the right shape."""
    criteria = content.get("criteria")
    found = list(enumerate(criteria if isinstance(criteria, list) else []))
    for number, raw in found:
        try:
            criterion = Criterion.model_validate(raw)
        except ValidationError:
            continue  # told with its type
        for step, words in _of_criterion(criterion, content.get("kind")):
            yield Trouble(("criteria", number, *step), words)
    ids = [(number, raw["id"]) for number, raw in found if isinstance(raw, dict) and _is_id(raw.get("id"))]
    yield from _twice(ids)
    yield from _references(content, [raw for _, raw in found], [name for _, name in ids])
    yield from _of_rule(content)


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str)


def _twice(ids: list[tuple[int, str]]) -> Iterator[Trouble]:
    first: dict[str, int] = {}
    for number, name in ids:
        if name in first:
            words = f"{name} is the id of criteria.{first[name] + 1} too. Give each criterion its own."
            yield Trouble(("criteria", number, "id"), words)
        first.setdefault(name, number)


def _of_criterion(criterion: Criterion, kind: object) -> Iterator[tuple[Place, str]]:
    yield from _thresholds(criterion)
    measure = MEASURES.get(criterion.measure)
    if measure is None:
        yield (
            ("measure",),
            f"{criterion.measure} cannot be measured. {nearest(criterion.measure, [*MEASURES])}",
        )
    known = [name for name in criterion.evidence if name in TABLES]
    for number, name in enumerate(criterion.evidence):
        if name not in TABLES:
            yield ("evidence", number), f"{name} is not a table of people. {nearest(name, [*TABLES])}"
        elif measure and name not in measure.tables:
            yield ("evidence", number), _cannot(criterion.measure, name, measure.tables)
        elif (kind == "households") != (name in OF_HOUSEHOLDS):
            of = f"households take {', '.join(OF_HOUSEHOLDS)}, and no other kind does"
            yield ("evidence", number), f"{name} is no evidence for the kind {kind}: {of}."
    if measure and len(criterion.evidence) > 1 and not measure.several:
        yield ("evidence",), f"{criterion.measure} is taken from one table. Name one."
    if measure and criterion.months and not measure.window:
        yield ("months",), f"{criterion.measure} has no window of months. Delete it."
    yield from _columns(criterion, known)
    yield from _idle(criterion)
    if words := wording_problem(criterion):
        yield ("text",), words


def _cannot(measure: str, name: str, tables: tuple[str, ...]) -> str:
    return f"{measure} cannot be taken from {name}. It is taken from: {', '.join(tables)}."


def _thresholds(criterion: Criterion) -> Iterator[tuple[Place, str]]:
    given = [way for way in (*THRESHOLDS, "points") if getattr(criterion, way) is not None]
    if not given:
        yield (), f"has no threshold. Give one of {', '.join(THRESHOLDS)}, or points."
    elif len(given) > 1:
        yield (given[1],), f"has two thresholds, {' and '.join(given)}. Keep one."
    bands = criterion.points or []
    for number, (low, high) in enumerate(pairwise(bands), 1):
        if high.at_least <= low.at_least or high.points <= low.points:
            words = (
                f"{high.points:g} points from {high.at_least:g} after {low.points:g} from {low.at_least:g}"
            )
            yield ("points", number), f"the bands do not rise: {words}. A higher value has more points."


def _idle(criterion: Criterion) -> Iterator[tuple[Place, str]]:
    """Find a threshold on a count that everybody meets, or nobody."""
    way, value = criterion.threshold if _has_threshold(criterion) else ("", 0.0)
    if criterion.measure in COUNTS and way in ("at_least", "under") and value <= 0:
        yield (way,), f"{value:g} is met by {'everybody' if way == 'at_least' else 'nobody'}: {_COUNTS}"
    if criterion.measure in COUNTS and way in ("more_than", "at_most") and value < 0:
        yield (way,), f"{value:g} is met by {'everybody' if way == 'more_than' else 'nobody'}: {_COUNTS}"


def _has_threshold(criterion: Criterion) -> bool:
    return any(getattr(criterion, way) is not None for way in THRESHOLDS)


def _columns(criterion: Criterion, known: list[str]) -> Iterator[tuple[Place, str]]:
    columns = {column: values for name in known for column, values in TABLES[name].columns.items()}
    for column, values in criterion.where.items():
        if known and column not in columns:
            words = f"{column} is no column of {' or '.join(known)}. {nearest(column, [*columns])}"
            yield ("where", column), words
        for number, value in enumerate(values):
            if columns.get(column) and value not in columns[column]:
                words = f"{value} is not a value of {column}. {nearest(value, [*columns[column]])}"
                yield ("where", column, number), words
            if column in columns and value != (spelt := _as_in_tables(column, value)):
                yield (
                    ("where", column, number),
                    f"{value} is in no table, for they hold it as {spelt}. Write that.",
                )
    if criterion.here and known and "area" not in columns:
        yield ("here",), f"{' and '.join(known)} do not say in which area. Delete it."


def _as_in_tables(column: str, value: str) -> str:
    """Write a value as a table may hold it: offences in lower case, ids with hyphens."""
    one = " ".join(value.split())
    return {"reason": one, "offence": one.lower()}.get(
        column, one.lower().replace(" ", "-").replace("_", "-")
    )


def _references(content: dict[str, Any], criteria: list[Any], ids: list[str]) -> Iterator[Trouble]:
    """Find the ids that no criterion has, and criteria that wait for each other."""
    named = [(("select", *place), name) for place, name in _ids_in(content.get("select"))]
    named += [((key,), content.get(key)) for key in ("apart", "review")]
    named += [(("rank_by", n), name) for n, name in enumerate(_listed(content.get("rank_by")))]
    grid = content.get("grid")
    named += [(("grid", name), name) for name in (grid if isinstance(grid, dict) else {})]
    for number, raw in enumerate(criteria):
        for key in ("unless", "needs"):
            within = _listed(raw.get(key)) if isinstance(raw, dict) else []
            named += [(("criteria", number, key, n), name) for n, name in enumerate(within)]
    for place, name in named:
        if _is_id(name) and name not in ids:
            yield Trouble(place, f"{name} is not a criterion of this rule. {nearest(name, ids)}")
    yield from _circles(criteria)
    banded = {raw["id"] for raw in criteria if isinstance(raw, dict) and "points" in raw and "id" in raw}
    for name in grid if isinstance(grid, dict) else {}:
        if name in banded:
            yield Trouble(
                ("grid", name), f"{name} has points, and a grid varies one threshold. Take another one."
            )


def _circles(criteria: list[Any]) -> Iterator[Trouble]:
    waits = {
        raw["id"]: {*_listed(raw.get("unless")), *_listed(raw.get("needs"))}
        for raw in criteria
        if isinstance(raw, dict) and _is_id(raw.get("id"))
    }
    try:
        tuple(TopologicalSorter(waits).static_order())
    except CycleError as circle:
        names = sorted({str(name) for name in circle.args[1]})
        words = f"{', '.join(names)}: each needs the others, or is there unless they are. Undo the circle."
        yield Trouble(("criteria",), words)


def _listed(value: object) -> list[Any]:
    return [each for each in value if _is_id(each)] if isinstance(value, list) else []


def _ids_in(node: object, place: Place = ()) -> Iterator[tuple[Place, object]]:
    if isinstance(node, str):
        yield place, node
    elif isinstance(node, dict):
        for key in ("all", "any", "of"):
            inner = node.get(key)
            for number, each in enumerate(inner if isinstance(inner, list) else []):
                yield from _ids_in(each, (*place, key, number))


def _groups(node: object, place: Place = ("select",)) -> Iterator[tuple[Place, dict[str, Any]]]:
    if isinstance(node, dict):
        yield place, node
        for key in ("all", "any", "of"):
            inner = node.get(key)
            for number, each in enumerate(inner if isinstance(inner, list) else []):
                yield from _groups(each, (*place, key, number))


def _of_rule(content: dict[str, Any]) -> Iterator[Trouble]:
    for place, group in _groups(content.get("select")):
        words, key = _wrong_group(group)
        if words:
            yield Trouble((*place, *key), words)
    yield from _of_kind(content, content.get("kind"))
    if content.get("status") == "as printed" and not content.get("paragraph"):
        yield Trouble(
            (), "paragraph is missing. What is as printed has one; otherwise status is local or unverified."
        )
    valid = content.get("valid")
    first, last = (valid.get(key) if isinstance(valid, dict) else None for key in ("from", "to"))
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield Trouble(("valid",), f"to {last} is before from {first}. Swap the two, or mend one.")


def _wrong_group(group: dict[str, Any]) -> tuple[str, Place]:
    """Say what is wrong with a group of criteria, and under which key; keys that are unknown are told elsewhere."""
    given = [key for key in ("all", "any", "points", "of") if key in group]
    if len(given) != 1 or ("of" in group) != ("at_least" in group):
        return "is one of: all, any, points, or at_least with of.", ()
    least, of = group.get("at_least"), group.get("of")
    if isinstance(of, list) and isinstance(least, int) and least > len(of):
        return f"{least} of {len(of)} cannot be met. Ask for fewer.", ("at_least",)
    return "", ()


def _of_kind(content: dict[str, Any], kind: object) -> Iterator[Trouble]:
    if kind in REVIEWS:
        if not content.get("list"):
            yield Trouble((), f"list is missing. A rule of the kind {kind} says whose list it is about.")
        criteria = content.get("criteria")
        found = criteria if isinstance(criteria, list) else []
        if not any(isinstance(raw, dict) and raw.get("then") for raw in found):
            yield Trouble(
                ("criteria",), "none has then, the action where it is met, so nothing would be listed."
            )
    elif content.get("select") is None and kind in ("selection", "households", "cohort"):
        yield Trouble((), "select is missing. It says which criteria select: all, any, or at_least with of.")
