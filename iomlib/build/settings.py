"""The settings of a run file, held against what its notebooks declare."""

import json
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from iomlib import tables
from iomlib.build.declared import KINDS, Parameter, declared_parameters, is_name, shown
from iomlib.build.headlines import headlines
from iomlib.build.shows import definitions, shows
from iomlib.errors import ParameterError, nearest
from iomlib.spelling import UNCLEAR

# Where a notebook finds its input, seen from the folder it runs in: the same words in
# JupyterLab (notebooks/) and in a run, so that no path of a machine gets into a report.
FOLDERS = {"data": "../data", "params": "../params"}
# What a report gives every notebook, so that no setting can.
GIVEN = frozenset({"area", "quarter", "edition", *FOLDERS})
_YES_NO = {"yes", "no", "on", "off", "y", "n", "true", "false"}


Declared = dict[str, dict[str, Parameter]]  # what each notebook declares


def settings_of(settings: dict[str, Any], notebook: Path) -> dict[str, Any]:
    """Give the settings that a notebook declares: those of a run file may be for several notebooks."""
    declared = declared_parameters(notebook)
    return {key: value for key, value in settings.items() if key in declared}


def setting_problems(
    settings: dict[str, Any], name: str, notebooks: dict[Path, dict[str, list[str]]], *, whole: bool
) -> list[str]:
    """Say what is wrong with the settings of a run file for its notebooks: every problem.

    ``name`` is the run file's. ``notebooks`` has for each of them what the run gives in its reports under
    the names of GIVEN. Unless they are the ``whole`` of the run, a setting may be for another one.
    """
    declared, problems = Declared(), list[str]()
    for notebook in notebooks:
        try:
            found = declared_parameters(notebook)
            content = json.loads(notebook.read_text("utf-8"))
            shows(content, notebook.name)
            headlines(content, notebook.name)
            definitions(content, notebook.name)
            declared[notebook.name] = found
        except ParameterError as trouble:
            problems += trouble.problems
    if declared and whole:
        problems += _of_none(settings, name, declared)
    for notebook, given in notebooks.items():
        if notebook.name in declared:
            problems += _of_one(settings, name, notebook.name, declared[notebook.name], given)
    return problems


def _of_none(settings: dict[str, Any], name: str, declared: Declared) -> list[str]:
    """Refuse the settings that the run itself gives, and those that no notebook declares."""
    known = {key for names in declared.values() for key in names}
    return [
        f"{name}: settings: {key} is given by the run file itself and cannot be set."
        if key in GIVEN
        else _unknown(name, key, declared)
        for key in settings
        if key in GIVEN or key not in known
    ]


def _of_one(
    settings: dict[str, Any], name: str, notebook: str, declared: dict[str, Parameter], given: dict[str, Any]
) -> list[str]:
    problems = [_unknown(name, key, {notebook: declared}) for key in sorted(GIVEN) if key not in declared] + [
        f"{name}: settings: {key} is missing; {notebook} declares it."
        for key in declared
        if key not in GIVEN and key not in settings
    ]
    offered = {key: [value] for key, value in settings.items() if key not in GIVEN} | given
    for key in declared.keys() & offered.keys():
        wrong = (value for value in offered[key] if value is not UNCLEAR and not declared[key].allows(value))
        for value in islice(wrong, 1):  # one area will do, of hundreds
            where = name if key in GIVEN else f"{name}: settings"
            problems.append(f"{where}: {_refusal(value, declared[key], notebook)}")
    return problems


def _unknown(name: str, key: str, declared: Declared) -> str:
    if key not in GIVEN and not is_name(key):
        return f"{name}: settings: {key[:40]!r} cannot be the name of a parameter: letters, digits and _."
    names = sorted({other for each in declared.values() for other in each})
    near = nearest(key, [other for other in names if other not in GIVEN])
    meant = f" {near}" if near.startswith("Did you mean") else ""
    whose = "Its" if len(declared) == 1 else "Their"
    notebooks = " or ".join(sorted(declared))
    return f"{name}: {key} is not a parameter of {notebooks}.{meant} {whose} parameters: {', '.join(names)}."


def _refusal(value: object, parameter: Parameter, notebook: str) -> str:
    """Say what was found, what is taken, and what to write where that is plain."""
    kind = "" if value is None or parameter.is_of_type(value) else f", {KINDS[type(value)]}"
    such = "" if parameter.choices or parameter.bounds or parameter.default is None else parameter.default
    example = f", such as {shown(such)}" if such != "" else ""
    found = f"{parameter.name} is {shown(value)}{kind}; {notebook} takes {parameter.words}{example}."
    return f"{found} {_hint(value, parameter)}".rstrip()


def _hint(value: object, parameter: Parameter) -> str:
    if isinstance(value, date) and str in parameter.kinds:
        return "Put it in quotes if it is a text."
    if not isinstance(value, str):
        return ""
    if bool in parameter.kinds and value.casefold() in _YES_NO:
        return "Write true or false."
    if date in parameter.kinds:
        return "Write a date like 2008-04-01, without quotes."
    near = nearest(value, [choice for choice in parameter.choices if isinstance(choice, str)])
    return near if near.startswith("Did you mean") else ""


def price_problems(settings: dict[str, Any], name: str, params: Path) -> list[str]:
    """A price list or a price year that nobody has cannot wait for a notebook to find out."""
    problems = []
    for key, allowed in priced(params).items():
        value = settings.get(key)
        if isinstance(value, str) and value not in allowed:
            problems.append(
                f"{name}: settings: {key} {value} does not exist. {nearest(value, allowed[-12:])}"
            )
    return problems


def priced(params: Path) -> dict[str, list[str]]:
    """List the price lists and the price years that a setting may name."""
    return {"unit_costs": tables.editions(params), "price_year": tables.price_years(params)}
