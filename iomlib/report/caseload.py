"""Caseload and overlaps: who is on which list, as counts of people."""

import math

import pandas as pd

from iomlib.blocks import Disclosure, Figure, Sentence, Table
from iomlib.metrics.printed_lists import ARRESTS, list_problem
from iomlib.report.caseload_safe import OFTEN, Caseload
from iomlib.report.formats import REFUSED, about, write
from iomlib.report.frames import Column, figure, named_sources, row_of, slug, slugs, sourced, table
from iomlib.report.said import Said, saying
from iomlib.report.withholding import AWAY, rounding

PEOPLE = ("people", "women", "men", "adults", "young people")  # what a text may call those whom it counts
INPUTS = "data/memberships.csv"
NOTHING = "No caseload or membership counts were supplied for a period that covers this quarter."
NOT_PRINTED = "not printed"
PUBLIC = (
    "These figures are public already and stand here as they were printed, in the sources named below. A count that "
    "was not printed is not shown; a share and its interval are given where both counts were printed."
)
_COLUMNS = [
    Column("group", "Of this group"),
    Column("people", "People", "count"),
    Column("share", "Share of the group", "share", bounds=("lower", "upper")),
    Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
]


def overlap_table(shown: Caseload) -> Table | Sentence:
    """Show each group's share on each list, with its interval, as counted from records.

    `shown` comes from `iomlib.report.caseload_safe.protect`, here and below. Nothing is said where all is printed.
    """
    rows = shown.own
    if not len(rows):
        missing = [] if len(shown.printed) else [NOTHING]
        return Sentence(style="missing" if missing else "plain", sentences=missing, disclosure="method")
    sizes = [_size(row, shown) for _, row in rows.iterrows()]
    groups = [f"{cohort}, {size}" for cohort, size in zip(rows["cohort"], sizes, strict=True)]
    made = table(
        rows.assign(group=groups).set_index(pd.Index(_ids(rows))),
        _COLUMNS,
        id="overlaps",
        caption="People on each list",
        index="On this list",
        disclosure="people",
        notes=_notes(shown),
        labels=dict(zip(_ids(rows), rows["list"], strict=True)),
    )
    return sourced(saying(made, *_sizes("overlaps", rows.assign(cohort_size=rows["size"]))), INPUTS)


def _sizes(id: str, rows: pd.DataFrame) -> list[Figure]:
    """Record how many people each group has, where that may be told."""
    known = rows[rows["cohort_size"].notna()].drop_duplicates(["cohort", "cohort_size"])
    sizes = zip(slugs(known["cohort"]), known["cohort_size"], strict=True)
    return [figure(f"{id}.{cohort}.size", size, "number", places=0) for cohort, size in sizes]


def _ids(rows: pd.DataFrame) -> list[str]:
    # A list's name alone is not an id: two cohorts may be held against the same list.
    return [f"{slug(cohort)}.{slug(name)}" for cohort, name in zip(rows["cohort"], rows["list"], strict=True)]


def _size(row: "pd.Series[float]", shown: Caseload) -> str:
    size = row["size"]
    return "number withheld" if math.isnan(size) else f"{about(size, shown.rule)} people"


def _notes(shown: Caseload) -> list[str]:
    rows = shown.own
    notes = [f"Period: {_periods(rows)}. People count who were on a list at any time in it."]
    notes += ["Intervals: Wilson, 95%.", *rounding(shown.rule)]
    if rows["percent_printed"].notna().any():
        notes += [
            "Where the source prints only a percentage, the number of people is the only one that gives it."
        ]
    if rows.loc[~rows["withheld"], "people"].isna().any():
        notes += ["No data: the source prints a percentage that several counts could give."]
    return [*notes, *_said(rows), f"Sources: {named_sources(rows)}."]


def _said(rows: pd.DataFrame) -> list[str]:
    return sorted({f"Note: {note}." for note in rows["note"] if note})


def printed_overlap_table(shown: Caseload) -> Table | Sentence:
    """Show what published documents print of each group's share on each list, as they print it."""
    rows = shown.printed
    if not len(rows):
        return Sentence(sentences=[], disclosure="method")
    id = "overlaps_printed" if len(shown.own) else "overlaps"
    made = [
        _printed_row(f"{id}.{key}", row) for key, (_, row) in zip(_ids(rows), rows.iterrows(), strict=True)
    ]
    texts = pd.DataFrame([cells for cells, _ in made], columns=["group", "people", "share", "range"])
    shares = table(
        texts.set_index(pd.Index(slugs(_ids(rows)))),
        [Column(each.key, each.header, number=each.key != "group") for each in _COLUMNS],
        id=id,
        caption="People on each list, as published documents print them",
        index="On this list",
        disclosure="published",
        notes=[
            f"Period: {_periods(rows)}. People count who were on a list at any time in it.",
            PUBLIC,
            "Intervals: Wilson, 95%.",
            *_said(rows),
            f"Sources: {named_sources(rows)}.",
        ],
        labels=dict(zip(slugs(_ids(rows)), rows["list"], strict=True)),
    )
    figures = [*(each for _, found in made for each in found), *_sizes(id, rows)]
    return sourced(shares.model_copy(update={"figures": figures}), INPUTS)


def _printed_row(id: str, row: "pd.Series[float]") -> tuple[list[str], list[Figure]]:
    """Write what is printed of one list, and record it: a count with its share, or a percentage alone."""
    group = f"{row['cohort']}, {write(row['cohort_size'], 'count')} people"
    if not row["given"]:
        share = figure(f"{id}.printed", row["percent_printed"] / 100, "share", places=0, method="as printed")
        return [group, NOT_PRINTED, share.text, NOT_PRINTED], [share]
    people = figure(f"{id}.people", row["people"], "count", method="as printed")
    share = figure(
        f"{id}.share",
        row["share"],
        "share",
        bounds=(row["lower"], row["upper"]),
        confidence=row["confidence"],
        method=str(row["method"]),
    )
    value, limits = share.text.rstrip(")").split(" (")
    return [group, people.text, value, limits], [people, share]


def _periods(rows: pd.DataFrame) -> str:
    ends = sorted(set(zip(rows["period_start"], rows["period_end"], strict=True)))
    return "; ".join(f"{a.day} {a:%B %Y} to {b.day} {b:%B %Y}" for a, b in ends)


def frequency_sentence(shown: Caseload, frequencies: pd.DataFrame, told: pd.DataFrame) -> Sentence:
    """Say how arrests are spread over people; of a list that the text around it contradicts, only that.

    `frequencies` and `told` come from `tables.read_frequencies` and `tables.read_printed`. One
    person's number of arrests is never shown, and no share is taken from a list that is refused.
    """
    sentences: list[str] = []
    figures: list[Figure] = []
    kind: Disclosure = "published"  # of papers' own lists that are refused nothing is told but that
    for cohort, rows in frequencies.groupby("cohort", sort=True):
        # Of a list of nobody who was arrested often nothing is told: it says something of each of them.
        if cohort not in shown.arrests.index or not shown.arrests["people_at_least"][cohort]:
            continue
        total = row_of(shown.arrests, str(cohort))
        named = told[(told["name"] == cohort) & told["unit"].isin([*PEOPLE, ARRESTS])]
        text = dict(zip(named["unit"], named["value"], strict=True))
        problem = _problem(total, text, shown) if list_problem(rows, text) else ""
        if not problem or (rows["published"] != "yes").any():
            kind = "people"
        id = f"arrests.{slug(str(cohort))}"
        figures += [*_sums(id, total, refused=bool(problem)), *(_both(id, total, text) if problem else [])]
        said = problem or _told(total, shown)
        sentences.append(f"{cohort}, {_periods(rows)}: {said} ({named_sources(rows)}).")
    notes = rounding(shown.rule) if sentences else []
    made = Sentence(sentences=[*sentences, *notes], disclosure=kind, figures=figures)
    return sourced(made, "data/arrest_frequencies.csv")


def _problem(total: "pd.Series[float]", text: dict[str, float], shown: Caseload) -> str:
    """Say how the sums of a list differ from those that the text beside it prints."""
    sums = {name: total["arrests" if name == ARRESTS else "people"] for name in sorted(text, reverse=True)}
    ours = " and ".join(f"{about(count, shown.rule)} {name}" for name, count in sums.items())
    theirs = " and ".join(write(text[name], "count") for name in sums)
    return (
        f"the printed list is refused: it sums to {ours}, the text says {theirs}. No share is taken from it"
    )


def _both(id: str, total: "pd.Series[float]", text: dict[str, float]) -> list[Figure]:
    """Record what a list that is refused sums to, and what the text beside it says."""
    sums = {unit: total["arrests" if unit == ARRESTS else "people"] for unit in text}
    return [
        figure(f"{id}.{whose}.{slug(unit)}", count, "events", method=method)
        for whose, counts, method in (
            ("refused", sums, "sums of the list"),
            ("text", text, "as the text says"),
        )
        for unit, count in counts.items()
    ]


def _sums(id: str, total: "pd.Series[float]", *, refused: bool) -> list[Figure]:
    made = [figure(f"{id}.{key}", total[key], "count", method="sums of the list") for key in total.index]
    share = total["arrests_at_least"] / total["arrests"]
    made.append(figure(f"{id}.share_at_least", 100 * share, "percent", method="of the sums of the list"))
    nothing = {"value": None, "text": REFUSED}
    return [one.model_copy(update=nothing) if refused else one for one in made]


def _told(total: "pd.Series[float]", shown: Caseload) -> str:
    people, arrests, many, theirs = (
        about(total[key], shown.rule) for key in ("people", "arrests", "people_at_least", "arrests_at_least")
    )
    share = write(total["arrests_at_least"] / total["arrests"], "share")
    return (
        f"{many} of {people} people were arrested {OFTEN} times or more, and account for {theirs} of {arrests} arrests "
        f"({share})"
    )


def overlap_words(shown: Caseload) -> list[str]:
    """Word the shares for the headline: the first list of each group, then the others, as supplied."""
    own = [(row, _own_words(row, shown)) for _, row in shown.own.iterrows() if pd.notna(row["people"])]
    printed = [(row, _printed_words(row)) for _, row in shown.printed.iterrows()]
    known = [*own, *printed]
    if not known:
        return AWAY if len(shown.own) and shown.own["withheld"].any() else []
    first: dict[str, str] = {}
    for row, said in known:
        first.setdefault(str(row["cohort"]), said)
    rest = [said for _, said in known if said not in first.values()]
    id = "overlaps_printed" if own and printed else "overlaps"
    return Said([*first.values(), *rest], cites=[made.id for made in _sizes(id, shown.printed)])


def _when(row: "pd.Series[float]") -> str:
    return f"{row['cohort']}, {_periods(row.to_frame().T)}"


def _own_words(row: "pd.Series[float]", shown: Caseload) -> str:
    band = row.get("share_band")
    share = band if isinstance(band, str) else write(row["share"], "share")
    people = about(row["people"], shown.rule)
    return f"{_when(row)}: {people} of {_size(row, shown)} ({share}) under “{row['list']}”."


def _printed_words(row: "pd.Series[float]") -> str:
    whole = f"{write(row['cohort_size'], 'count')} people"
    if not row["given"]:
        return (
            f"{_when(row)}: {write(row['percent_printed'], 'percent', 0)} of {whole} under “{row['list']}”."
        )
    count, share = write(row["people"], "count"), write(row["share"], "share")
    return f"{_when(row)}: {count} of {whole} ({share}) under “{row['list']}”."
