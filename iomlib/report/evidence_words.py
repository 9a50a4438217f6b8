"""What is known of a person and a criterion, in words: how many, from when to when. For restricted lists only."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from iomlib.report.formats import day, write
from iomlib.rules import Criterion, words

NOT_KNOWN = "not known"
# What people are, not what they did: everybody who is listed shares these, so they are said once.
CONDITIONS = ("age", "lives_here")
ACRONYMS = {"asb": "ASB", "drr": "DRR", "mappa": "MAPPA", "oasys": "OASys", "ogrs": "OGRS", "ppo": "PPO"}


def named(name: str) -> str:
    """Write an id as words within a sentence.

    Examples
    --------
    >>> named("stopped-offending"), named("crime-or-asb"), named("drug_tests")
    ('stopped offending', 'crime or ASB', 'drug tests')
    """
    return " ".join(ACRONYMS.get(word, word) for word in re.split("[-_]", name))


def readable(name: str) -> str:
    """Write an id as words at the beginning of a line.

    Examples
    --------
    >>> readable("stopped-offending"), readable("ogrs")
    ('Stopped offending', 'OGRS')
    """
    plain = named(name)
    return plain[:1].upper() + plain[1:]


def days_words(first: Any, last: Any) -> str:
    """Write from when to when.

    Examples
    --------
    >>> days_words(pd.Timestamp("2009-03-01"), pd.Timestamp("2009-03-01"))
    '1 March 2009'
    >>> days_words(pd.Timestamp("2009-03-01"), pd.NaT)
    'since 1 March 2009'
    """
    if pd.isna(first):
        return "" if pd.isna(last) else day(last)
    if pd.isna(last):
        return f"since {day(first)}"
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def short_words(criterion: Criterion) -> str:
    """Give the words of a criterion without its bands of points, where it has any.

    Examples
    --------
    >>> asked = {"evidence": ["arrests"], "measure": "rows", "months": 12, "points": [{"at_least": 1, "points": 2}]}
    >>> short_words(Criterion(id="arrests", text="arrests in the last {months:months}: {points}", **asked))
    'arrests in the last 12 months'
    """
    bare = criterion.text.replace("{points}", "").rstrip(" :,")
    return words(criterion.model_copy(update={"text": bare}))


def evidence_words(criterion: Criterion, value: float, first: Any, last: Any) -> str:
    """Say what was found of one person: the count or the time, and the days of it.

    Parameters
    ----------
    criterion
        What is asked.
    value, first, last
        What `iomlib.metrics.selection.assess` found: missing where it is not known.

    Examples
    --------
    >>> tests = Criterion(id="tests", text="x", evidence=["drug_tests"], measure="rows", at_least=1)
    >>> evidence_words(tests, 3, pd.Timestamp("2008-05-02"), pd.Timestamp("2009-03-01"))
    '3, 2 May 2008 to 1 March 2009'
    >>> evidence_words(tests, 0, pd.NaT, pd.NaT), evidence_words(tests, float("nan"), pd.NaT, pd.NaT)
    ('none', 'not known')
    """
    if pd.isna(value):
        return NOT_KNOWN
    when = days_words(first, last)
    if not value and criterion.measure in ("rows", "ended"):
        return f"none in {criterion.months} months" if criterion.months else "none"
    return _WORDS[criterion.measure](value, when, "" if pd.isna(last) else day(last)).strip(", ")


def reason(criterion: Criterion, value: float, first: Any, last: Any) -> str:
    """Say which criterion a person meets, by its short name, and by what.

    Examples
    --------
    >>> age = Criterion(id="adult", text="{at_least} or over", evidence=["nominals"], measure="age", at_least=18)
    >>> reason(age, 25, pd.Timestamp("1984-01-01"), pd.Timestamp("1984-01-01"))
    'Adult: 25 years old'
    """
    return f"{readable(criterion.id)}: {evidence_words(criterion, value, first, last)}"


def _months(value: float) -> str:
    # Full months: 23.9 are not 24, which a rule may ask for.
    return f"{write(value // 1, 'count')} full month{'' if value // 1 == 1 else 's'}"


def _counted(value: float, when: str, _: str) -> str:
    return f"{write(value, 'count')}, {when}"


def _there(value: float, when: str, _: str) -> str:
    return when or "yes" if value else "no"


_Writer = Callable[[float, str, str], str]
_WORDS: dict[str, _Writer] = {
    "rows": _counted,
    "ended": _counted,
    "live": _there,
    "lives_here": lambda value, when, last: (
        f"lives here {when}"
        if value
        else f"does not live here, left {last}"
        if last
        else "does not live here"
    ),
    "latest": lambda value, _, last: f"score {value:.10g}, {last}",
    # The days of an age are those of birth, which a list of people does not need.
    "age": lambda value, *_: f"{write(value, 'count')} years old",
    "months_since": lambda value, _, last: f"{_months(value)}, last {last}",
    "months_on": lambda value, when, _: f"{_months(value)}, {when}",
    "months_inside": lambda value, when, _: f"{_months(value)} inside, {when}",
    "months_to_release": lambda _, __, last: f"release due {last}",
    "sentence": lambda value, when, _: f"{value:.10g} months, {when}",
}
