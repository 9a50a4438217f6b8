"""The Levels of RAP, item by item, and how a project stands on each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from iomlib.build.rap import baseline, gold, silver
from iomlib.build.rap.evidence import Evidence, Verdict
from iomlib.build.rap.project import Project, look_at

Level = Literal["baseline", "silver", "gold"]
SOURCE = (
    "NHS RAP Community of Practice, Levels of RAP (github.com/NHSDigital/rap-community-of-practice, "
    "docs/introduction_to_RAP/levels_of_RAP.md at 975cf3c, read in November 2026)"
)


class Item(NamedTuple):
    """One thing that a level asks for, in our words, and what looks for it."""

    level: Level
    asks: str
    look: Callable[[Project], Evidence]


ITEMS = (
    Item("baseline", "Written in an open-source language", baseline.language),
    Item("baseline", "Code under version control", baseline.versions),
    Item("baseline", "A `README` with the steps to reproduce", baseline.readme),
    Item("baseline", "Code reviewed by a peer", baseline.reviewed),
    Item("baseline", "Code published in the open, linked with the publication", baseline.published),
    Item("silver", "Outputs made by code, with hardly any work by hand", silver.automatic),
    Item("silver", "Documentation: guidance, structure, method, docstrings", silver.documented),
    Item("silver", "A standard layout of folders", silver.layout),
    Item("silver", "Functions or classes that are used again", silver.reusable),
    Item("silver", "An agreed coding standard", silver.standard),
    Item("silver", "Tests: unit tests, back tests", silver.tested),
    Item("silver", "Dependencies named", silver.dependencies),
    Item("silver", "Logs written by the pipeline", silver.logged),
    Item("silver", "Tidy data", silver.tidy),
    Item("gold", "A package", gold.packaged),
    Item("gold", "Tests run by continuous integration", gold.integration),
    Item("gold", "Runs started by events or on a schedule", gold.scheduled),
    Item("gold", "Changes signposted", gold.signposted),
)


class Scored(NamedTuple):
    """An item, how the project stands on it, and what was found."""

    level: Level
    asks: str
    verdict: Verdict
    found: str


class Reached(NamedTuple):
    """The level for certain, and the one that holds if a person confirms what no machine can tell."""

    certain: Level | None
    confirmed: Level | None
    to_confirm: list[str]


def score(root: Path) -> list[Scored]:
    """Score a project on every item."""
    project = look_at(root)
    found = [(item, item.look(project)) for item in ITEMS]
    return [Scored(item.level, item.asks, each.verdict, each.found) for item, each in found]


def reached(scored: list[Scored]) -> Reached:
    """Say which level a project has: the highest of which, and of those below, every item is met."""
    confirmed = _highest(scored, {"met", "ask a person"})
    levels: list[Level] = ["baseline", "silver", "gold"]
    up_to = levels[: levels.index(confirmed) + 1] if confirmed else []
    to_confirm = [each.asks for each in scored if each.level in up_to and each.verdict == "ask a person"]
    return Reached(_highest(scored, {"met"}), confirmed, to_confirm)


def _highest(scored: list[Scored], enough: set[Verdict]) -> Level | None:
    highest: Level | None = None
    for level in ("baseline", "silver", "gold"):
        if any(each.verdict not in enough for each in scored if each.level == level):
            break
        highest = level
    return highest


def told(scored: list[Scored]) -> Iterator[str]:
    """Say how a project stands, a line an item, then the level."""
    for level in dict.fromkeys(each.level for each in scored):
        yield level.upper()
        for each in scored:
            if each.level == level:
                yield f"  {each.verdict:14}{each.asks}: {each.found}"
    yield level_told(reached(scored))
    yield f"Source of the items: {SOURCE}."


def level_told(level: Reached) -> str:
    """Say the level in a sentence.

    Examples
    --------
    >>> level_told(Reached(None, "silver", ["Code reviewed by a peer"]))
    'Level reached: none for certain. Silver, if a person confirms: Code reviewed by a peer.'
    """
    sure = f"Level reached: {level.certain or 'none'}"
    if level.confirmed == level.certain:
        return f"{sure}."
    higher, open_items = str(level.confirmed).capitalize(), "; ".join(level.to_confirm)
    return f"{sure} for certain. {higher}, if a person confirms: {open_items}."
