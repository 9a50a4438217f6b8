"""Caseload and overlaps: who is on which list, as counts of people."""

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.metrics.caseload import frequency_summary
from iomlib.metrics.printed_lists import ARRESTS, list_problem
from iomlib.report.formats import REFUSED, write
from iomlib.report.frames import Column, figure, named_sources, slug, sourced, table

PEOPLE = ("people", "women", "men", "adults", "young people")  # what a text may call those whom it counts
NOTHING = "No caseload or membership counts were supplied for a period that covers this quarter."


def overlap_table(overlaps: pd.DataFrame, minimum: int) -> Table | Sentence:
    """Show each cohort's share on each list, with its interval.

    `overlaps` comes from `iomlib.metrics.caseload.overlaps`, through `disclosure.protect`.
    """
    if not len(overlaps):
        return Sentence(style="missing", sentences=[NOTHING])
    # A list's name alone is not an id: two cohorts may be held against the same list.
    pairs = list(zip(overlaps["cohort"], overlaps["list"], strict=True))
    ids = [f"{slug(cohort)}.{slug(name)}" for cohort, name in pairs]
    made = table(
        overlaps.assign(group=_groups(overlaps)).set_index(pd.Index(ids)),
        [
            Column("group", "Of this group"),
            Column("people", "People", "count"),
            Column("share", "Share of the group", "share", bounds=("lower", "upper")),
            Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
        ],
        id="overlaps",
        caption="People on each list",
        index="On this list",
        disclosure="people",
        notes=_notes(overlaps, minimum),
        labels=dict(zip(ids, overlaps["list"], strict=True)),
    )
    return sourced(made, "data/memberships.csv")


def _notes(overlaps: pd.DataFrame, minimum: int) -> list[str]:
    notes = [f"Period: {_periods(overlaps)}. People count who were on a list at any time in it."]
    notes += ["Intervals: Wilson, 95%."]
    if overlaps["withheld"].any():
        notes += [f"Withheld: the count, or what it leaves of its group, is under {minimum} people."]
    if overlaps["percent_printed"].notna().any():
        notes += [
            "Where the source prints only a percentage, the number of people is the only one that gives it."
        ]
    if overlaps.loc[~overlaps["withheld"], "people"].isna().any():
        notes += ["No data: the source prints a percentage that several counts could give."]
    notes += sorted({f"Note: {note}." for note in overlaps["note"] if note})
    return [*notes, f"Sources: {named_sources(overlaps)}."]


def _periods(rows: pd.DataFrame) -> str:
    ends = sorted(set(zip(rows["period_start"], rows["period_end"], strict=True)))
    return "; ".join(f"{a.day} {a:%B %Y} to {b.day} {b:%B %Y}" for a, b in ends)


def frequency_sentence(frequencies: pd.DataFrame, told: pd.DataFrame, minimum: int) -> Sentence:
    """Say how arrests are spread over people; of a list that the text around it contradicts, only that.

    `frequencies` and `told` come from `tables.read_frequencies` and `tables.read_printed`. One
    person's number of arrests is never shown, and no share is taken from a list that is refused.
    """
    sentences: list[str] = []
    figures: list[Figure] = []
    for cohort, rows in frequencies.groupby("cohort", sort=True):
        total = frequency_summary(rows)
        counts = pd.Series(
            [total["people"], total["people_at_least"], total["people"] - total["people_at_least"]]
        )
        # Without a minimum a list of nobody who was arrested often says nothing either.
        if not total["people_at_least"] or counts.between(1, minimum - 1).any():
            continue
        named = told[(told["name"] == cohort) & told["unit"].isin([*PEOPLE, ARRESTS])]
        problem = list_problem(rows, dict(zip(named["unit"], named["value"], strict=True)))
        made = _sums(f"arrests.{slug(str(cohort))}", total, refused=bool(problem))
        figures += made.values()
        sentences.append(
            f"{cohort}, {_periods(rows)}: {_told(made, total, problem)} ({named_sources(rows)})."
        )
    told_all = Sentence(sentences=sentences, disclosure="people", figures=figures)
    return sourced(told_all, "data/arrest_frequencies.csv")


def _sums(id: str, total: "pd.Series[float]", *, refused: bool) -> dict[str, Figure]:
    keys = ("people", "arrests", "people_at_least", "arrests_at_least")
    made = {
        key: figure(f"{id}.{key}", total[key], "count", method="sums of the printed list") for key in keys
    }
    nothing = {"value": None, "text": REFUSED}
    return {key: one.model_copy(update=nothing) for key, one in made.items()} if refused else made


def _told(made: dict[str, Figure], total: "pd.Series[float]", problem: str) -> str:
    if problem:
        return f"the printed list is refused: it {problem}. No share is taken from it"
    share = write(total["arrests_at_least"] / total["arrests"], "share")
    return (
        f"{made['people_at_least'].text} of {made['people'].text} people were arrested 5 times or more, and account "
        f"for {made['arrests_at_least'].text} of {made['arrests'].text} arrests ({share})"
    )


def overlap_words(overlaps: pd.DataFrame) -> list[str]:
    """Word the shares for the headline: the first list of each group, then the others, as supplied."""
    known = overlaps[overlaps["share"].notna()] if len(overlaps) else overlaps
    first = known.drop_duplicates("cohort") if len(known) else known
    rows = pd.concat([first, known.drop(first.index)])
    return [
        f"{row['cohort']}, {_periods(rows.loc[[place]])}: {write(row['people'], 'count')} of "
        f"{write(row['cohort_size'], 'count')} people ({write(row['share'], 'share')}) under “{row['list']}”."
        for place, row in rows.iterrows()
    ]


def _groups(overlaps: pd.DataFrame) -> list[str]:
    pairs = zip(overlaps["cohort"], overlaps["cohort_size"], strict=True)
    return [f"{cohort}, {write(size, 'count')} people" for cohort, size in pairs]
