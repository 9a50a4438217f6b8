"""Reads from `params/disclosure.yml` what an edition may say of people."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from iomlib.disclosure.profile import OPEN, Profile
from iomlib.errors import ParameterError, nearest
from iomlib.spelling import load_yaml

FILE = "disclosure.yml"
LEAST = 5  # no smaller threshold is taken: counts of four people and fewer tell of people
_NEEDS = {"threshold": LEAST, "base": 1, "percent_from": LEAST, "band": 1, "width": LEAST}
_EDITIONS = ("public", "restricted")
_KEYS = ("description", "metadata", "profiles", "adds_up")
_FORM = "It needs profiles, a name, a date, and values under it."


def read_profile(params: str | Path, edition: str = "public", name: str = "committee") -> Profile:
    """Read what an edition may say of people: the profile as last set, or all of it in a restricted edition.

    Raises
    ------
    ParameterError
        The file is missing or does not hold the profile, a number is missing or too small. The edition is neither
        public nor restricted: another word would pass for one in which all may be shown.

    Examples
    --------
    >>> read_profile("params").threshold, read_profile("params", "restricted").open
    (10, True)
    """
    if edition not in _EDITIONS:
        raise ParameterError(f"edition: {edition} is no edition. {nearest(edition, [*_EDITIONS])}")
    profiles = _profiles(Path(params) / FILE)
    if name not in profiles:
        raise ParameterError(f"{FILE}: has no profile {name}. {nearest(name, sorted(map(str, profiles)))}")
    history = profiles[name]
    if not isinstance(history, dict) or not history or any(type(day) is not date for day in history):
        raise ParameterError(f"{FILE}: profile {name} has no values under a date, as 2026-11-23.")
    latest = history[max(history)]
    if problems := _problems(name, latest):
        raise ParameterError(problems)
    return Profile(name, **latest) if edition == "public" else OPEN


def _profiles(path: Path) -> dict[str, Any]:
    profiles = _read(path).get("profiles")
    if not isinstance(profiles, dict):
        raise ParameterError(f"{FILE}: has no profiles. {_FORM}")
    return dict(profiles)


def _read(path: Path) -> dict[str, Any]:
    try:
        read = load_yaml(path)
    except FileNotFoundError:
        raise ParameterError(f"{FILE}: is missing. Without it nothing is published.") from None
    except (OSError, ValueError, TypeError) as trouble:
        why = str(trouble) if type(trouble) is ValueError else "cannot be read."
        raise ParameterError(f"{FILE}: {why} {_FORM}") from None
    if not isinstance(read, dict):
        raise ParameterError(f"{FILE}: cannot be read. {_FORM}")
    if strange := sorted({str(key) for key in read} - {*_KEYS}):  # a misspelt adds_up would protect nothing
        raise ParameterError(f"{FILE}: {key} is not a key of it. {nearest(key, [*_KEYS])}" for key in strange)
    return read


def _problems(name: str, latest: Any) -> list[str]:
    if not isinstance(latest, dict) or set(latest) - {"withhold"} != set(_NEEDS):
        strange = sorted(map(str, set(latest) - {*_NEEDS, "withhold"})) if isinstance(latest, dict) else []
        found = "".join(f" {key} is none of them." for key in strange)
        return [f"{FILE}: profile {name} needs {', '.join(_NEEDS)}, and nothing else but withhold.{found}"]
    also = latest.get("withhold", [])
    if not isinstance(also, list) or not all(isinstance(each, str) for each in also):
        return [
            f"{FILE}: profile {name}: withhold is a list of names of counts, as a refused report says them."
        ]
    wrong = [key for key, least in _NEEDS.items() if type(latest[key]) is not int or latest[key] < least]
    problems = [
        f"{FILE}: profile {name}: {key} is {latest[key]!r}. It is a whole number, {_NEEDS[key]} or more."
        for key in wrong
    ]
    # Else a count that may be shown would be rounded to one that may not.
    if not problems and latest["threshold"] % latest["base"]:
        problems.append(
            f"{FILE}: profile {name}: base is {latest['base']}, and the threshold, {latest['threshold']}, is no "
            "multiple of it."
        )
    return problems


def read_groups(params: str | Path) -> list[tuple[str, list[str]]]:
    """Read which areas others make up together, by every geography: a reader may add up what their reports show.

    Returns
    -------
    Each area with those that make it up, as ``adds_up`` names them; none where the file has no such list.

    Raises
    ------
    ParameterError
        ``adds_up`` is not a list of areas, each with its parts.

    Examples
    --------
    >>> read_groups("params")
    []
    """
    asked = _read(Path(params) / FILE).get("adds_up") or []
    if not isinstance(asked, list) or not all(map(_adds_up, asked)):
        raise ParameterError(
            f"{FILE}: adds_up is a list. Each entry has area, and parts: the areas that make it up, two or more."
        )
    return [(each["area"], each["parts"]) for each in asked]


def check_groups(areas: Iterable[str], params: Path) -> None:
    """Refuse an area that adds up with others and is none: a misspelt one would be held against nothing.

    Raises
    ------
    ParameterError
        An area of ``adds_up`` is not one of these areas.
    """
    known, groups = list(areas), read_groups(params)
    if strange := {each for total, parts in groups for each in (total, *parts)} - {*known}:
        raise ParameterError(
            f"{FILE}: adds_up: area {each} is not in params/areas.csv. {nearest(each, known)}"
            for each in sorted(strange)
        )


def _adds_up(entry: Any) -> bool:
    if not isinstance(entry, dict) or set(entry) != {"area", "parts"} or not isinstance(entry["parts"], list):
        return False
    return len(entry["parts"]) > 1 and all(isinstance(each, str) for each in [entry["area"], *entry["parts"]])
