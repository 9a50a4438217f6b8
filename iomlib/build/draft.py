"""A run file as it is read: what is right of it, and what is wrong in the words of the file."""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from iomlib.errors import ParameterError, nearest
from iomlib.params import Limits, RunFile, Skip
from iomlib.spelling import UNCLEAR, Place, named, read_yaml


class Draft(NamedTuple):
    """A run file with its problems, so that they are told together with what others find in it.

    ``run`` holds what is right; ``wrong`` names the keys where something was left out.
    """

    run: RunFile
    problems: list[str]
    wrong: frozenset[str]


def read_run(path: Path) -> RunFile:
    """Read a run file.

    Raises
    ------
    ParameterError
        Every key that is unknown, missing or of the wrong type, and every value that is not spelt
        plainly, in the words of the file.
    """
    draft = draft_run(path)
    if draft.problems:
        raise ParameterError(draft.problems)
    return draft.run


def draft_run(path: Path) -> Draft:
    """Read as much of a run file as is right. One that cannot be read at all is a ParameterError."""
    try:
        content, troubles = read_yaml(path)
    except OSError:
        raise ParameterError(f"{path.name}: no such run file. Run files are in params/reports.") from None
    problems = [f"{path.name}: {trouble.words}" for trouble in troubles]
    if not isinstance(content, dict):
        empty = f"{path.name}: holds no keys. A run file has {', '.join(_KEYS)}."
        raise ParameterError(problems or empty)
    wrong = {str(trouble.place[0]) for trouble in troubles if trouble.place}
    try:
        return Draft(RunFile.model_validate(content), problems, frozenset(wrong))
    except ValidationError as trouble:
        errors = trouble.errors()
    # What is not spelt plainly has been told, with its line.
    problems += [_problem(path.name, error) for error in errors if error["input"] is not UNCLEAR]
    wrong |= {str(error["loc"][0]) for error in errors}
    return Draft(_what_is_right(content, {_steps(error) for error in errors}), problems, frozenset(wrong))


# What stands for a key that is needed and not there, to read the others.
_STAND_IN: dict[str, Any] = {"title": "?", "notebooks": ["?"], "data": "?"}


def _what_is_right(content: dict[str, Any], wrong: set[Place]) -> RunFile:
    left = _without(content, (), wrong)
    try:
        run = RunFile.model_validate(_STAND_IN | left, context="draft")
    except ValidationError as more:  # nothing is left of a list, or a mapping lacks a key
        left = {key: left[key] for key in left.keys() - {error["loc"][0] for error in more.errors()}}
        run = RunFile.model_validate(_STAND_IN | left, context="draft")
    return run if "notebooks" in left else run.model_copy(update={"notebooks": []})


def _without(value: Any, place: Place, wrong: set[Place]) -> Any:
    if isinstance(value, list):
        kept = [n for n in range(len(value)) if (*place, n) not in wrong]
        return [_without(value[n], (*place, n), wrong) for n in kept]
    if not isinstance(value, dict):
        return value
    # A setting that is wrong is still one that was given.
    given = {key: UNCLEAR for key in value if (*place, key) in wrong and place == ("settings",)}
    right = [key for key in value if (*place, key) not in wrong]
    return {key: _without(value[key], (*place, key), wrong) for key in right} | given


_KEYS = list(RunFile.model_fields)
_NESTED = {
    "skip": list(Skip.model_fields),
    "quarters": ["from", "to"],
    "areas": ["from", "to"],
    "notebooks": ["from", "to"],
    "limits": list(Limits.model_fields),
}


def _steps(error: Any) -> Place:
    # The tags of alternatives stand in the location and mean nothing to a reader.
    return tuple(step for step in error["loc"] if step not in ("<mapping>", "<plain>"))


def _problem(name: str, error: Any) -> str:
    """Put one pydantic error into the analyst's words."""
    steps = _steps(error)
    known = _NESTED.get(str(steps[0]), _KEYS) if len(steps) > 1 else _KEYS
    key, value = named(steps), error["input"]
    found = value if isinstance(value, date) else repr(value)
    match error["type"]:
        case "extra_forbidden":
            return f"{name}: {key} is not a key of a run file. {nearest(str(steps[-1]), known)}"
        case "missing":
            return f"{name}: {key} is missing. Keys here: {', '.join(known)}."
        case "value_error":
            return f"{name}: {key}: {error['ctx']['error']}"
        case "literal_error":
            return f"{name}: {key}: {found} is not allowed. Allowed: {error['ctx']['expected']}."
        case "string_type":
            return f"{name}: {key}: {found} is not text. Put it in quotes if it is a name or a code."
    words = f"is not allowed: {error['msg'][0].lower()}{error['msg'][1:]}"
    if error["type"] == "bool_type":
        words = "is not true or false. Write true or false"
    if error["type"] == "date_type":
        words = "is not a date. Write it like 2009-02-12, without quotes"
    return f"{name}: {key}: {found} {words}."
