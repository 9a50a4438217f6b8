"""Numbers in words that are no figures, by kind: dates, names, units, and what the input or a rule of ours says."""

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from iomlib.build.bound_sources import Sources

_MONTHS = "|".join(calendar.month_name[1:])
_COUNTED = "people|persons|women|men|crimes|offences|convictions|arrests|offenders|residents|households"
_YEAR = r"(?:19|20)\d\d"
_PLAIN = rf"\b(?![,/]\d)(?! (?:{_COUNTED}))"  # no thousand, no span of years, and nothing that it counts
_DAY = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS})(?: ({_YEAR}))?\b")
_SPAN = re.compile(rf"\b({_YEAR})/(\d\d)\b(?: Q[1-4]\b)?")
# Each kind once. A figure is none of these, and stays one if a digit of it is wrong only where the words stay true.
_KINDS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:{_MONTHS}) {_YEAR}\b",
        rf"\b(?:of|[Ii]n|since|by|year|Austin|Rubin|Spiegelhalter|to|from|until) {_YEAR}{_PLAIN}",
        r"\bQ[1-4]\b",
        r"\b(?:NI|National Indicator) (?:18|30|38)\b",
        r"(?:\b[Pp]er|(?:of |for )?every|of each) (?:100|1,000)(?= |[.,;:)]|$)",
        r"(?:each|every) £1\b|holds £1(?=,)",
        r"\bless than (?:0\.1|1)(?= to \d| from it| fewer| more)",  # the smallest number that is written
        r"\blevel [1-5] of 5\b",
        r"\b(?:[Tt]urns?|[Tt]urning|reach|under) 18\b",
    )
)
# Definitions that our own sentences state, word for word. A number here is a rule of the method, never a result.
DEFINITIONS = (
    # how many people a scheme should have: guidance of 2004
    "(15 to 20, 60 to 100)",
    "15 to 20 in smaller areas or 60 to 100 in larger ones",
    "60 to 100 is what the guidance of 2004 suggests",
    "15 to 20 is what the guidance of 2004 suggests",
    # scales, and where they begin and end
    "The score, 0 to 1,",
    "add up to 100%",
    "from 100%",
    "from 100 on the index date",
    "More than 100%: more than they are expected to commit",
    "1.00 is as predicted",
    "Gini coefficient is above 0",
    "A year is 365 days",
    # limits of tests and of what counts as alike
    "Differences of 0.1 standard deviations or less",
    "within 0.1",
    "ratios of variances from 0.5 to 2",
    "two-sided 5%",
    "one-sided 5%",
    "99.8% limits",
    "chance alone would put 95% (99.8%) of areas",
    "chance alone would put about one in 500",
    "winsorised at 10%",
    # how often chance was tried
    "10,000 draws, seed 20120912",
    "Matched 20 times",
    # what a median is
    "Half of those due have been so",
    "Half of the stays are shorter",
    "half are below it",
    "More than half of the people were still on the list",
    "Fewer than half of the people have left the list",
    "two people; somebody has to look",
    "No two people have names and dates of birth",
    "Half of the people or more had left the list",
    "less than half of a usual month",
    "a part below 0 is no part of a whole",
    # who is often arrested, and who are too few to compare
    "arrested 5 times or more, and account for",
    "fewer than 30 reoffenders",
    "standard deviations (0.10 is allowed)",
    "An end of an interval that is written 0 is near zero",
    "a quarter of the ceiling",
)


def without_kinds(text: str) -> str:
    """Hide dates, periods, indicators, units and levels; a date that no calendar has is not one.

    Examples
    --------
    >>> without_kinds("On 31 March 2009, in 2008/09 Q4, 12 of every 100; 31 June 2009")
    'On xx March xxxx, in xxxx/xx Qx, 12 of every xxx; 31 June 2009'
    """
    text = _DAY.sub(lambda found: _x(found[0]) if _is_day(found) else found[0].replace(" ", "\0"), text)
    text = _SPAN.sub(lambda found: _x(found[0]) if _follows(found) else found[0], text)
    for kind in _KINDS:
        text = kind.sub(lambda found: _x(found[0]), text)
    return text.replace("\0", " ")


def _x(text: str) -> str:
    return re.sub(r"\d", "x", text)


def _is_day(found: re.Match[str]) -> bool:
    try:
        date(int(found[3] or 2000), list(calendar.month_name).index(found[2]), int(found[1]))
    except ValueError:
        return False
    return True


def _follows(found: re.Match[str]) -> bool:
    return (int(found[1]) + 1) % 100 == int(found[2])


def without(text: str, phrases: Iterable[str]) -> str:
    """Hide the digits of phrases, wherever they stand as whole words."""
    for phrase in phrases:
        if phrase in text:
            whole = rf"(?<![\w.,]){re.escape(phrase)}(?!\w|[.,]\d)"
            text = re.sub(whole, lambda found: re.sub(r"\w", "x", found[0]), text)
    return text


def names(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """List names of rows and columns, and cells of words, of tables and charts that hold a digit; longest first."""
    found: set[str] = set()
    for block in blocks:
        if block["kind"] not in ("table", "chart"):
            continue
        words = [place for place, head in enumerate(block["columns"]) if place == 0 or not head["number"]]
        found.update(head["text"] for head in block["columns"])
        found.update(row[place] for row in block["rows"] for place in words)
    called = {
        name for name in map(without_kinds, found) if re.search(r"\d", name) and re.search(r"[A-Za-z]", name)
    }
    return sorted(called, key=lambda name: (-len(name), name))


class Known:
    """What a report says in numbers that are no figures."""

    def __init__(self, blocks: list[Mapping[str, Any]], declared: list[str], task: Mapping[str, Any]) -> None:
        """Take what the report shows, what its notebook declares, and what it was made from."""
        sure = {figure["confidence"] for block in blocks for figure in block["figures"]} - {None}
        self._confident = {f"{100 * each:g}" for each in sure} or {"95"}
        self._names = names(blocks)
        self._definitions = [*DEFINITIONS, *declared]
        self._sources = Sources(task["given"])
        rule, given = task["rule"], task["given"]
        rules = [content for name, content in given.items() if name.startswith("params/rules/")]
        self._allowed = {
            "rule": {str(rule[key]) for key in ("threshold", "base", "percent_from")},
            "parameter": {str(value) for value in task["parameters"].values()},
            "limit": {number for content in rules for number in re.findall(r"\d+", content)},
        }

    def hidden(self, words: str, block: Mapping[str, Any] | None) -> str:
        """Hide all that is no figure, from what is said most exactly to what is known by its kind."""
        if not _MAY_STATE.search(words):
            return words
        words = _CONFIDENCE.sub(self._sure, without(words, self._definitions))
        if block is None:
            return without_kinds(_LISTED.sub(lambda found: _x(found[0]), words))
        words = without(without_kinds(self._sources.without(words)), self._names)
        if block["kind"] == "chart":
            words = _without_labels(words, block)
        for kind, pattern in _DECLARED:
            words = pattern.sub(partial(self._if_allowed, kind), words)
        return _GONE.sub(lambda found: _of_gone(found, block), words)

    def _sure(self, found: re.Match[str]) -> str:
        number = next(each for each in found.groups() if each)
        return _x(found[0]) if number in self._confident else found[0]

    def _if_allowed(self, kind: str, found: re.Match[str]) -> str:
        return _x(found[0]) if found[1] in self._allowed[kind] else found[0]


_MAY_STATE = re.compile(
    r"\d|\b(?:half|third|fifth|sixth|tenth|quarter|one|two|three|four|five|six|seven|eight|nine|ten)", re.I
)
_LISTED = re.compile(r"^(?:#+ )?\s*\d+\. ", re.M)  # a numbered list, or a numbered heading
_CONFIDENCE = re.compile(
    r"\b(\d+(?:\.\d+)?)%(?= (?:intervals?|prediction|limits?|bands?)\b)"
    r"|\b[Ii]ntervals?\b[^.;()]*?\b(\d+(?:\.\d+)?)%|\bWilson, (\d+)%"
)
_DECLARED = (
    ("rule", re.compile(r"(?:rounded to the nearest|[Ff]ewer than|less than|needs?) (\d+)(?!\d|[.,]\d)")),
    ("parameter", re.compile(r"[Tt]he first (\d+) stand here")),
    ("parameter", re.compile(r"\b(\d+) times or more")),
    ("limit", re.compile(r"\b(?:[Tt]urns?|[Rr]each) (\d+) (?=in\b|soon\b|within\b)")),
    (
        "limit",
        re.compile(
            r"\b(\d+) (?:months?|points|days|years)(?= or (?:more|over)|[,;:.] ?| \(| up to| that| before| after|$)"
        ),
    ),
    ("limit", re.compile(r"(?:in the last|within|in the|over|the) (\d+) (?:months|years|days)\b")),
    ("limit", re.compile(r"\b(\d+) (?:points )?or (?:more|over)\b")),
)
_GONE = re.compile(r"(?<=Withheld, and so without a row: ).*")


def _of_gone(found: re.Match[str], block: Mapping[str, Any]) -> str:
    """Hide the numbers in the names of rows that are withheld: the ids of their figures have them too."""
    away = {
        digits
        for figure in block["figures"]
        if figure["value"] is None
        for digits in re.findall(r"\d+", figure["id"])
    }
    return re.sub(r"\d+", lambda digits: _x(digits[0]) if digits[0] in away else digits[0], found[0])


def _without_labels(words: str, chart: Mapping[str, Any]) -> str:
    """Hide the names of rows that are numbers, where a text of the chart names a row."""
    for row in chart["rows"]:
        if not re.search(r"[A-Za-z]", row[0]):
            named = rf"(?<=[.;] ){re.escape(row[0])}(?=: )|(?<=est: ){re.escape(row[0])}(?=,| and )"
            words = re.sub(named, lambda found: _x(found[0]), words)
    for found in reversed(list(_OTHERS.finditer(words))):
        alike = sum(found[2] in row[1:] for row in chart["rows"])
        if alike == int(found[1]) + 1:
            words = words[: found.start(1)] + _x(found[1]) + words[found.end(1) :]
    return words


_OTHERS = re.compile(r" and (\d+) others, (\S+) each")
