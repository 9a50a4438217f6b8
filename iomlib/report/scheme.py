"""Size and throughput of a scheme: how many people are on it, who came and went, and why."""

import math

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.metrics.cohort import GUIDANCE
from iomlib.report.formats import day, write
from iomlib.report.frames import Column, figure, named_sources, slugs, sourced, table
from iomlib.report.lists import list_name
from iomlib.report.said import Said
from iomlib.report.scheme_safe import Scheme
from iomlib.report.withholding import AWAY, rounding

INPUTS = "data/enrolments"
NOTHING = "No spells on the scheme's list were supplied for this area, so nobody is counted."
WITHOUT = "Not known without the spells on the scheme's list."
NO_POSTS = "No posts of this list were supplied for this quarter."
NO_ROW = "Reasons that are withheld have no row, whether there are any or not."
_AREAS = {"smaller": "smaller areas", "larger": "larger ones"}


def withheld_words(what: str, minimum: int) -> str:
    """Say in two sentences that something is withheld, and why.

    Examples
    --------
    >>> withheld_words("How many came back", 5)
    'How many came back is withheld. It, or a number that would follow from it, is of fewer than 5 people.'
    """
    return (
        f"{what} is withheld. It, or a number that would follow from it, is of fewer than {minimum} people."
    )


def withheld(what: str, rule: Profile) -> Sentence:
    """Say the same in the place of a table or a chart.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> withheld("How many came back", committee()).sentences[0][:35]
    'How many came back is withheld. It,'
    """
    return Sentence(sentences=[withheld_words(what, rule.threshold)], disclosure="people")


def size_table(shown: Scheme, id: str = "size") -> Table | Sentence:
    """Show how many people are on the list, and who came and went since the quarter before.

    `shown` comes from `iomlib.report.scheme_safe.protect`, here and below. Pages of one area that protect the same
    counts with different others withhold different ones, so each page has an `id` of its own for the table.
    """
    if not shown.known:
        return Sentence(style="missing", sentences=[NOTHING])
    before, now = (day(when) for when in (_day_before(shown), shown.as_at))
    made = table(
        shown.size,
        [Column("people", "People", "count")],
        id=id,
        caption=f"People on the {list_words(shown.name)}",
        index="Count",
        disclosure="people",
        notes=[
            "The list is counted in full, so there is no interval. Who joined and who left leads from one day to the "
            "other; somebody who left and came back within the quarter did neither.",
            guidance_words(shown),
            *rounding(shown.rule),
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
    return pd.Timestamp(shown.first) - pd.Timedelta(days=1)


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
    if not shown.known:
        return Sentence(style="missing", sentences=[WITHOUT])
    made = table(
        shown.flow,
        [Column("people", "People", "count")],
        id="throughput",
        caption=f"Who was ever on the {list_words(shown.name)}, and who came and went in twelve months",
        index="Count",
        disclosure="people",
        notes=[
            f"Twelve months: {day(shown.year)} to {day(shown.as_at)}. Ever: as far back as the "
            "records go. Spells that touch or overlap are one stay.",
            *rounding(shown.rule),
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
    if shown.flow["withheld"].all():
        few = withheld("How many were ever on the list, and came and went in twelve months,", shown.rule)
        return few.model_copy(update={"figures": sourced(made, INPUTS).figures})
    return sourced(made, INPUTS)


def reasons_table(shown: Scheme) -> Table | Sentence:
    """Show why people left in the last year."""
    if not shown.known:
        return Sentence(sentences=[])
    if not len(shown.reasons):
        return _no_reasons(shown.rule)
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
            *([] if shown.rule.open else [NO_ROW]),
            *rounding(shown.rule),
        ],
        labels=dict(zip(ids, (name[:1].upper() + name[1:] for name in names), strict=True)),
    )
    return sourced(made, INPUTS)


def _no_reasons(rule: Profile) -> Sentence:
    if not rule.open:  # that nobody left is withheld too
        return withheld("Why people left the list in the twelve months", rule)
    return Sentence(sentences=["Nobody left the list in the twelve months."], disclosure="people")


def staffing_table(
    shown: Scheme, posts: pd.DataFrame, staffing: pd.DataFrame, id: str = "staffing"
) -> Table | Sentence:
    """Show how many people there are on the list for each post that works with it; `id` as of `size_table`.

    `posts` comes from `iomlib.metrics.capacity.cases_per_post`, `staffing` from `tables.read_staffing`.
    """
    if not len(posts):
        return Sentence(style="missing", sentences=[NO_POSTS])
    rows = posts if shown.rule.open else _per_post(shown, posts)
    ids = slugs(str(name) for name in rows.index)
    made = table(
        rows.set_index(pd.Index(ids)),
        [
            Column("posts", "Posts", "number", places=1),
            Column("people_per_post", "People on the list for each post", "number", places=1),
            Column("in_community_per_post", "of these, not in custody", "number", places=1),
        ],
        id=id,
        caption="Posts and caseload",
        index="Role",
        disclosure="people",
        notes=[
            "Posts count as full time. No guidance says how many people there should be for a post.",
            *rounding(shown.rule),
            f"Source of posts: {named_sources(staffing)}.",
        ],
        labels=dict(zip(ids, (name[:1].upper() + name[1:] for name in map(str, rows.index)), strict=True)),
    )
    return sourced(made, f"{INPUTS}, data/custody, data/staffing.csv")


def _per_post(shown: Scheme, posts: pd.DataFrame) -> pd.DataFrame:
    """Divide the people who are shown by the posts, so that the ratio tells no more of them."""
    people, inside = shown.size["people"]["people"], shown.split["people"]["community"]
    whole = posts["posts"].mask(posts["posts"] == 0)
    return posts.assign(
        people_per_post=people / whole,
        in_community_per_post=inside / whole,
        people_per_post_withheld="people" in shown.away,
        in_community_per_post_withheld=bool({"people", "community"} & shown.away),
    )


def size_words(shown: Scheme) -> list[str]:
    """Word the size, and who came and went, for the headline; nothing where it is not known."""
    people = shown.size["people"]
    if math.isnan(people["people"]):
        return AWAY if shown.size["withheld"]["people"] else []
    count, name = write(people["people"], "count"), list_words(shown.name)
    ranges = ", ".join(f"{least} to {most}" for least, most in GUIDANCE.values())
    about = "" if shown.rule.open else "About "
    said = [
        f"{about}{count} people were on the {name} on {day(shown.as_at)}. That is {position(people['people'])} in the "
        f"guidance of 2004 ({ranges})."
    ]
    made: list[Figure] = []
    for when, moved in (("In twelve months", shown.flow["people"]), ("In the quarter", people)):
        if len(said) == 1 and not moved[["joined", "left"]].isna().any():
            joined, left = (
                write(moved[key], "count") if moved[key] else "nobody" for key in ("joined", "left")
            )
            said.append(f"{when} {about.lower()}{joined} joined the list and {about.lower()}{left} left it.")
            made = [figure(f"moved.{key}", moved[key], "number", places=0) for key in ("joined", "left")]
    return Said(said, made)
