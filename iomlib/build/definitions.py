"""What each figure of a report means: its formula in words, and the function that works it out, with its line."""

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from ruamel.yaml import YAML

METRICS = "iomlib.metrics"
FILE = "definitions.yml"


class Definition(NamedTuple):
    """One entry of the file: ids of figures as docs/method.md writes them, and how those are worked out."""

    figures: tuple[str, ...]
    formula: str
    function: str
    section: str
    version: int
    since: str


@cache
def definitions() -> tuple[Definition, ...]:
    """Read all definitions, once a process: a process that copies itself does it first.

    Examples
    --------
    >>> definitions()[0].function
    'costs.cost_of_crime'
    """
    text = resources.files("iomlib.templates").joinpath(FILE).read_text("utf-8")
    read = YAML(typ="safe", pure=True).load(text)
    return tuple(
        Definition(**{**each, "figures": tuple(each["figures"]), "since": each["since"].isoformat()})
        for each in read
    )


def fits(pattern: str, id: str) -> bool:
    """Say whether an id is one of those that a pattern means.

    Examples
    --------
    >>> fits("ni30.<quarter>.projection", "ni30.2008-09-Q1.projection")
    True
    >>> fits("cost_of_crime.<group>.crimes", "cost_of_crime.crimes")
    False
    """
    return _compiled(pattern).fullmatch(id) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    quoted = re.escape(pattern).replace("<quarter>", r"\d{4}-\d{2}-Q[1-4]")
    return re.compile(re.sub("<[a-z]+>", "[A-Za-z0-9_-]+", quoted))


@cache
def definition_of(id: str) -> tuple[str, Definition] | None:
    """Find the pattern and the definition of a figure; an id in full is meant before one with a placeholder.

    Examples
    --------
    >>> definition_of("ni30.ceiling")[1].function
    'indicators.ni30_ceiling'
    >>> definition_of("a.figure.of.your.own") is None
    True
    """
    there = [(pattern, each) for each in definitions() for pattern in each.figures]
    whole = [found for found in there if found[0] == id]
    return next(iter(whole or [found for found in there if fits(found[0], id)]), None)


@cache
def line_of(function: str) -> int:
    """Give the line in which a function of `iomlib.metrics` begins, in the code that runs; 0 where there is none.

    Examples
    --------
    >>> line_of("costs.cost_of_crime") > 1, line_of("costs.nothing")
    (True, 0)
    """
    module, _, name = function.partition(".")
    text = resources.files(METRICS).joinpath(f"{module}.py").read_text("utf-8")
    found = re.search(rf"^def {re.escape(name)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 0
