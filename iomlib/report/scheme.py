"""Size and throughput of a scheme: how many people are on it, who came and went, and why."""

import math

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.metrics.cohort import GUIDANCE
from iomlib.report.formats import day, write
from iomlib.report.frames import Column, named_sources, slugs, sourced, table
from iomlib.report.lists import list_name
from iomlib.report.scheme_safe import Scheme
from iomlib.report.withholding import AWAY

INPUTS = "data/enrolments"
NOTHING = "No spells on the scheme's list were supplied for this area, so nobody is counted."
WITHOUT = "Not known without the spells on the scheme's list."
NO_POSTS = "No posts of this list were supplied for this quarter."
_AREAS = {"smaller": "smaller areas", "larger": "larger ones"}


def few_words(minimum: int) -> str:
    """Say why a number is not on the page.

    Examples
    --------
    >>> few_words(5)
    'Withheld: the number, or one that would follow from it, is of fewer than 5 people.'
    """
    return f"Withheld: the number, or one that would follow from it, is of fewer than {minimum} people."


def withheld_words(what: str, minimum: int) -> str:
    """Say in one sentence that something is withheld, and why.

    Examples
    --------
    >>> withheld_words("How many came back", 5)
    'How many came back is withheld: it, or a number that would follow from it, is of fewer than 5 people.'
    """
    return (
        f"{what} is withheld: it, or a number that would follow from it, is of fewer than {minimum} people."
    )


def notes_of(rows: pd.DataFrame, minimum: int) -> list[str]:
    """Explain what is withheld, if anything is.

    Examples
    --------
    >>> notes_of(pd.DataFrame({"withheld": [False]}), 5)
    []
    """
    return [few_words(minimum)] if rows["withheld"].any() else []


def known(shown: Scheme) -> bool:
    """Say whether it is known who is on the list."""
    return not math.isnan(shown.counts.size["people"].iloc[0])


def size_table(shown: Scheme) -> Table | Sentence:
    """Show how many people are on the list, and who came and went since the quarter before.

    `shown` comes from `iomlib.report.scheme_safe.protect`, here and below.
    """
    if not known(shown):
        return Sentence(style="missing", sentences=[NOTHING])
    before, now = (day(when) for when in (_day_before(shown), shown.counts.as_at))
    made = table(
        shown.size,
        [Column("people", "People", "count")],
        id="size",
        caption=f"People on the {list_words(shown.counts.name)}",
        index="Count",
        disclosure="people",
        notes=[
            "The list is counted in full, so there is no interval. Who joined and who left leads from one day to the "
            "other; somebody who left and came back within the quarter did neither.",
            guidance_words(shown),
            *notes_of(shown.size, shown.minimum),
        ],
        labels={
            "people": f"On the list on {now}",
            "people_before": f"On the list on {before}",
            "joined": "Joined in the quarter",
            "returned": "of these, had been on it before",
            "left": "Left in the quarter",
        },
    )
    return sourced(made, INPUTS)


def _day_before(shown: Scheme) -> pd.Timestamp:
    return pd.Timestamp(shown.counts.first) - pd.Timedelta(days=1)


def list_words(name: str) -> str:
    """Name a list in a sentence.

    Examples
    --------
    >>> list_words("ppo"), list_words("one-service")
    ('PPO list', 'One Service list')
    """
    return f"{list_name(name)} list"


def guidance_words(shown: Scheme) -> str:
    """Hold the size against the guidance of 2004, which does not say which areas are the smaller ones."""
    ranges = " or ".join(f"{least} to {most} in {_AREAS[name]}" for name, (least, most) in GUIDANCE.items())
    said = f"The guidance of 2004 suggests {ranges}; it does not say which an area is."
    people = shown.size["people"]["people"]
    return said if math.isnan(people) else f"{said} This list is {position(people)}."


def position(people: float) -> str:
    """Say where a number of people stands to the two ranges of the guidance of 2004.

    Examples
    --------
    >>> position(42)
    'above the range for smaller areas and below that for larger ones'
    >>> position(60), position(9)
    ('within the range for larger areas', 'below both ranges')
    """
    (least, most), (large, largest) = GUIDANCE["smaller"], GUIDANCE["larger"]
    if people < least or people > largest:
        return f"{'below' if people < least else 'above'} both ranges"
    if most < people < large:
        return "above the range for smaller areas and below that for larger ones"
    return f"within the range for {'smaller' if people <= most else 'larger'} areas"


def flow_table(shown: Scheme) -> Table | Sentence:
    """Show how many people were ever on the list, and who came and went in the last year."""
    if not known(shown):
        return Sentence(style="missing", sentences=[WITHOUT])
    made = table(
        shown.flow,
        [Column("people", "People", "count")],
        id="throughput",
        caption=f"Who was ever on the {list_words(shown.counts.name)}, and who came and went in twelve months",
        index="Count",
        disclosure="people",
        notes=[
            f"Twelve months: {day(shown.counts.year)} to {day(shown.counts.as_at)}. Ever: as far back as the "
            "records go. Spells that touch or overlap are one stay.",
            *notes_of(shown.flow, shown.minimum),
        ],
        labels={
            "ever": "Ever on the list",
            "gone": "No longer on it",
            "came_back": "On it more than once",
            "joined": "Joined in the twelve months",
            "returned": "of these, had been on it before",
            "left": "Left in the twelve months",
        },
    )
    return sourced(made, INPUTS)


def reasons_table(shown: Scheme) -> Table | Sentence:
    """Show why people left in the last year."""
    if not known(shown):
        return Sentence(sentences=[])
    if not len(shown.reasons):
        return Sentence(sentences=["Nobody left the list in the twelve months."])
    if shown.reasons["withheld"].all():
        return Sentence(
            sentences=[f"The reasons are withheld: some of them are of fewer than {shown.minimum} people."],
            disclosure="people",
        )
    names = [str(name) for name in shown.reasons.index]
    ids = slugs(names)
    made = table(
        shown.reasons.set_index(pd.Index(ids)),
        [
            Column("people", "People", "count"),
            Column("share", "Share of those who left", "share", bounds=("lower", "upper")),
            Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
        ],
        id="reasons",
        caption="Why people left the list in the twelve months",
        index="Reason recorded",
        disclosure="people",
        notes=[
            "The reason of a person's last stay, as it was recorded. Intervals: Wilson, 95%.",
            *notes_of(shown.reasons, shown.minimum),
        ],
        labels=dict(zip(ids, (name[:1].upper() + name[1:] for name in names), strict=True)),
    )
    return sourced(made, INPUTS)


def staffing_table(shown: Scheme, posts: pd.DataFrame, staffing: pd.DataFrame) -> Table | Sentence:
    """Show how many people there are on the list for each post that works with it.

    `posts` comes from `iomlib.metrics.capacity.cases_per_post`, `staffing` from `tables.read_staffing`.
    """
    if not len(posts):
        return Sentence(style="missing", sentences=[NO_POSTS])
    away = {
        "people_per_post": bool(shown.size["withheld"]["people"]),
        "in_community_per_post": bool(shown.split["withheld"]["community"]),
    }
    rows = posts.assign(**{name: posts[name] * math.nan for name, few in away.items() if few})
    ids = slugs(str(name) for name in rows.index)
    made = table(
        rows.set_index(pd.Index(ids)),
        [
            Column("posts", "Posts", "number", places=1),
            Column("people_per_post", "People on the list for each post", "number", places=1),
            Column("in_community_per_post", "of these, not in custody", "number", places=1),
        ],
        id="staffing",
        caption="Posts and caseload",
        index="Role",
        disclosure="people",
        notes=[
            "Posts count as full time. No guidance says how many people there should be for a post.",
            *notes_of(shown.size.iloc[:1], shown.minimum),
            f"Source of posts: {named_sources(staffing)}.",
        ],
        labels=dict(zip(ids, (name[:1].upper() + name[1:] for name in map(str, rows.index)), strict=True)),
    )
    return sourced(made, f"{INPUTS}, data/custody, data/staffing.csv")


def size_words(shown: Scheme) -> list[str]:
    """Word the size, and who came and went, for the headline; nothing where it is not known."""
    people = shown.size["people"]
    if math.isnan(people["people"]):
        return AWAY if shown.size["withheld"]["people"] else []
    count, name = write(people["people"], "count"), list_words(shown.counts.name)
    ranges = ", ".join(f"{least} to {most}" for least, most in GUIDANCE.values())
    said = [
        f"{count} people were on the {name} on {day(shown.counts.as_at)}. That is {position(people['people'])} in the "
        f"guidance of 2004 ({ranges})."
    ]
    for when, moved in (("In twelve months", shown.flow["people"]), ("In the quarter", people)):
        if len(said) == 1 and not moved[["joined", "left"]].isna().any():
            joined, left = (
                write(moved[key], "count") if moved[key] else "nobody" for key in ("joined", "left")
            )
            said.append(f"{when} {joined} joined the list and {left} left it.")
    return said
