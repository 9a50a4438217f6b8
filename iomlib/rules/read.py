"""Rule files, read and checked: all that is wrong with any of them is told at once, with its line."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from iomlib.errors import ParameterError, nearest
from iomlib.rules.check import rule_troubles
from iomlib.rules.lines import line_of, read_lines
from iomlib.rules.model import Rule, Valid, shape_of
from iomlib.rules.told import trouble_of
from iomlib.spelling import UNCLEAR, Trouble, named, read_yaml

FOLDER = "rules"


class _File(NamedTuple):
    """A rule file as it was read: its rule, if it is one and nothing is wrong with it."""

    name: str
    rule: Rule | None
    problems: tuple[str, ...]


def read_rule(params: str | Path, name: str, day: date) -> Rule:
    """Read the rule of an id that holds on a day.

    Parameters
    ----------
    params
        The folder of parameters, with ``rules/*.yml``.
    name
        The ``id`` of a rule. Several files may have it, each for its own time.

    Raises
    ------
    ParameterError
        No file has the id, none of them holds on the day, or something is wrong with one of them.

    Examples
    --------
    >>> from datetime import date
    >>> read_rule("params", "high-crime-causers", date(2009, 3, 31)).status
    'as printed'
    """
    rules = _rules(params, name)
    if held := _held(rules, day):
        return held
    raise ParameterError(_none(params, name, day, rules))


def find_rule(params: str | Path, name: str, day: date) -> Rule | None:
    """Read the rule of an id that holds on a day, or None where its files hold on other days only.

    Parameters
    ----------
    params, name, day
        As for ``read_rule``.

    Raises
    ------
    ParameterError
        No file has the id, or something is wrong with one of them.

    Examples
    --------
    >>> from datetime import date
    >>> find_rule("params", "ppo-re-selection", date(2009, 3, 31)) is None
    True
    """
    rules = _rules(params, name)
    if not rules:
        raise ParameterError(_none(params, name, day, rules))
    return _held(rules, day)


def _held(rules: list[Rule], day: date) -> Rule | None:
    for rule in rules:
        if rule.valid.first <= day and (rule.valid.last is None or day <= rule.valid.last):
            return rule
    return None


def _rules(params: str | Path, name: str) -> list[Rule]:
    # A file that does not hold the id anywhere is not that rule's, and need not be read as YAML.
    files = [_read(path, path.read_bytes()) for path in _paths(params) if name.encode() in path.read_bytes()]
    found = [file for file in files if file.rule is None or file.rule.id == name]
    if problems := [*(problem for file in found for problem in file.problems), *_overlaps(params, found)]:
        raise ParameterError(problems)
    return [file.rule for file in found if file.rule is not None]


def check_rules(params: str | Path) -> list[str]:
    """Say all that is wrong with the files in ``params/rules``, each with its file and its line.

    A folder without rules has nothing wrong with it.

    Examples
    --------
    >>> check_rules("params")
    []
    """
    files = [_read(path, path.read_bytes()) for path in _paths(params)]
    problems = [problem for file in files for problem in file.problems]
    folder = Path(params) / FOLDER
    strange = [
        path.name for path in folder.glob("*") if path.suffix != ".yml" and not path.name.startswith(".")
    ]
    problems += [f"{FOLDER}/{name}: is no rule file. Rule files end in .yml." for name in strange]
    return problems + list(_overlaps(params, files))


def _paths(params: str | Path) -> list[Path]:
    return sorted((Path(params) / FOLDER).glob("*.yml"))


@lru_cache(maxsize=256)
def _read(path: Path, content: bytes) -> _File:
    """Read one file; its bytes are there so that a changed file is read again."""
    name = f"{FOLDER}/{path.name}"
    raw, troubles = read_yaml(path)
    problems = [f"{name}: {trouble.words}" for trouble in troubles]
    if not isinstance(raw, dict):
        empty = f"{name}: line 1: holds no keys. A rule has {', '.join(Rule.model_fields)}."
        return _File(name, None, tuple(problems or [empty]))
    rule, shape = None, shape_of(raw)
    try:
        made = shape.model_validate(raw)
        rule = made if isinstance(made, Rule) else None
        wrong: list[Trouble] = []
    except ValidationError as trouble:
        wrong = [trouble_of(error, shape) for error in trouble.errors() if error["input"] is not UNCLEAR]
    if shape is Rule:
        wrong += rule_troubles(raw)
    lines = read_lines(path) if wrong else {}
    problems += [f"{name}: line {line_of(lines, each.place)}: {_said(each)}" for each in wrong]
    return _File(name, None if problems else rule, tuple(problems))


def _said(trouble: Trouble) -> str:
    where = named(trouble.place)
    return f"{where}: {trouble.words}" if where else trouble.words


def _overlaps(params: str | Path, files: list[_File]) -> Iterator[str]:
    by_id: dict[str, list[tuple[Valid, str]]] = {}
    for file in files:
        if file.rule is not None:
            by_id.setdefault(file.rule.id, []).append((file.rule.valid, file.name))
    for name, found in by_id.items():
        ordered = sorted(found, key=lambda each: (each[0].first, each[1]))
        for (before, earlier), (after, later) in combinations(ordered, 2):
            if before.last is None or after.first <= before.last:
                line = line_of(read_lines(Path(params) / later), ("valid",))
                ends = f"to {before.last}" if before.last else "without an end"
                yield (
                    f"{later}: line {line}: valid: {name} holds from {after.first}, and by {earlier} from "
                    f"{before.first} {ends}. Two files of one id follow each other."
                )


def _none(params: str | Path, name: str, day: date, rules: list[Rule]) -> str:
    if not rules:
        known = sorted(
            {file.rule.id for path in _paths(params) if (file := _read(path, path.read_bytes())).rule}
        )
        return f"{FOLDER}: no rule is called {name}. {nearest(name, known)}"
    held = ", ".join(
        f"{rule.valid.first} to {rule.valid.last or 'today'}"
        for rule in sorted(rules, key=lambda rule: rule.valid.first)
    )
    return f"{FOLDER}: {name} does not hold on {day}. Its files hold from {held}."
