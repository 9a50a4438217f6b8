"""What a crime profile is made of: how much of the quarter was supplied, of whom, and what is kept apart."""

from typing import Any

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.metrics.season import QUARTERS, Coverage, quarter_period
from iomlib.periods import Quarter
from iomlib.report.cost_notes import OGL
from iomlib.report.formats import day, write
from iomlib.report.frames import Block, Column, figure, slugs, sourced, table
from iomlib.report.lists import joined
from iomlib.report.said import Said
from iomlib.report.withholding import EMPTY

RECORDED = "data/recorded_crime, data/crimes.csv"
NOTHING = "No counts of recorded crime were supplied for this quarter."
WITHHELD = (
    "A count of {} was withheld or is missing, so nobody knows how many crimes there were in all. No change, rate or "
    "cost is worked out: without that count it would be too small."
)
_NUMBERS = ("no", "one", "two", "three")
_QUARTER = pd.Timedelta(days=92)
_OF_THE_FORCE = {"no location", "unassigned", "not a territory"}
_APART = {
    "no location": "No place given, so they belong to no area here",
    "other force": "Recorded by another police force",
    "railway": "Recorded by the railway police",
    "unassigned": "Of the force, given to none of its areas",
    "not a territory": "Of a body that polices no area",
}


def supplied(found: Coverage) -> str:
    """Say how much of a quarter was supplied: the label of every page.

    Examples
    --------
    >>> supplied(Coverage("M", ("April 2018", "May 2018"), ("June 2018",), ()))
    'two of three months (April 2018 and May 2018; June 2018 was not supplied)'
    """
    if not found.given:
        return "no count of all crimes" if found.withheld else "nothing"
    if found.step == QUARTERS:
        return "the whole quarter, as one count"
    months = "all three months" if found.complete else f"{_NUMBERS[len(found.given)]} of three months"
    if found.absent:
        return f"{months} ({joined(found.given)}; {_absent(found)})"
    return f"{months}, of which {joined(found.partial)} may be in part" if found.partial else months


def _absent(found: Coverage) -> str:
    """Say of each month that is not there whether nothing came of it, or all but a count."""
    lost = tuple(name for name in found.absent if name not in found.withheld)
    verb = "was" if len(lost) == 1 else "were"
    parts = [f"{joined(lost)} {verb} not supplied"] if lost else []
    parts += [f"of {joined(found.withheld)} a count was withheld or is missing"] if found.withheld else []
    return "; ".join(parts)


def why_not(found: Coverage) -> str:
    """Say why nothing is compared with or worked out from a quarter; blank where it is there as a whole.

    Examples
    --------
    >>> why_not(Coverage("M", ("May 2018",), ("April 2018", "June 2018"), ()))[:49]
    'Only one of three months of this quarter was supp'
    """
    if not found.given:
        return WITHHELD.format(joined(found.withheld)) if found.withheld else NOTHING
    if found.absent:
        count = len(found.given)
        verb = "was" if count == 1 else "were"
        whole = " as a whole" if found.withheld else ""
        return (
            f"Only {_NUMBERS[count]} of three months of this quarter {verb} supplied{whole} ({joined(found.given)}). "
            "From a part of a quarter no change, rate or cost is worked out."
        )
    if found.partial:
        return (
            f"{joined(found.partial)} may have been supplied in part: crime is far below the months beside it and "
            "anti-social behaviour is not. No change, rate or cost is worked out from it, because a gap in the "
            "supply would read as a fall."
        )
    return ""


def not_worked_out(found: Coverage) -> str:
    """Say so in a section that needs a whole quarter; blank where there is one.

    Examples
    --------
    >>> not_worked_out(Coverage("M", ("May 2018",), ("April 2018", "June 2018"), ()))
    'Not worked out: only one of three months of this quarter was supplied.'
    """
    if found.whole:
        return ""
    if not found.given:
        return why_not(found)
    if found.partial and not found.absent:
        return f"Not worked out: {joined(found.partial)} may have been supplied in part."
    verb = "was" if len(found.given) == 1 else "were"
    whole = " as a whole" if found.withheld else ""
    return f"Not worked out: only {_NUMBERS[len(found.given)]} of three months of this quarter {verb} supplied{whole}."


def whole_only(block: Block, found: Coverage) -> Block | Sentence:
    """Show a block only where the quarter is there as a whole, and else say why not.

    Examples
    --------
    >>> whole_only(Sentence(sentences=["All is well."]), Coverage("M", (), (), ())).style
    'missing'
    """
    reason = not_worked_out(found)
    return Sentence(style="missing", sentences=[reason], disclosure="method") if reason else block


def whole_words(said: list[str], found: Coverage) -> list[str]:
    """Pass sentences on to the headline only where the quarter is there as a whole; else nothing is said or missed.

    Examples
    --------
    >>> whole_words(["It came to £5."], Coverage("M", (), (), ()))
    ['nobody']
    """
    return said if found.whole else EMPTY


def coverage_table(
    name: str, recorded: pd.DataFrame, found: Coverage, quarter: str, census: dict[str, Any] | None
) -> Table:
    """Show what the page is of: area, quarter, how much of it was supplied, by which series, for how many people."""
    series = joined(sorted(set(recorded["series"].astype("str")))) if len(recorded) else "none"
    step = "quarter" if found.step == QUARTERS else "month"
    people = "no data"
    if census is not None:
        counts = [write(float(census[kind]), "count") for kind in ("persons", "households")]
        people = f"{counts[0]} people in {counts[1]} households on {day(census['census_date'])}"
    rows = {
        "Area": name,
        "Quarter": Quarter.parse(quarter).label,
        "Supplied": supplied(found),
        "Source of the counts": f"{series}, by {step}" if found.given else series,
        "Population": people,
    }
    frame = pd.DataFrame({"value": pd.Series(rows, dtype="str")})
    notes = [] if found.whole else [why_not(found), *_too_long(recorded, series)]
    made = table(
        frame,
        [Column("value", "What it is")],
        id="coverage",
        caption=f"What this page is of: {supplied(found)}",
        index="Of the page",
        notes=[*notes, *(f"Population: {census['source']}." for _ in [0] if census is not None)],
        disclosure="method",
    )
    return sourced(made, RECORDED)


def _too_long(recorded: pd.DataFrame, series: str) -> list[str]:
    if not len(recorded) or (recorded["period_end"] - recorded["period_start"] <= _QUARTER).any():
        return []
    return [
        f"The counts of {series} are of periods longer than a quarter, so none of them can be shown here."
    ]


def recorded_words(name: str, quarters: pd.DataFrame, found: Coverage, quarter: str) -> list[str]:
    """Word for the headline how many crimes were recorded, and how much of the quarter they are of."""
    if not found.given:
        return [why_not(found)] if found.withheld else []
    crimes = float(quarters["supplied"].reindex([quarter_period(quarter)]).iloc[0])
    made = figure("recorded.crimes", crimes, "events").model_copy(update={"inputs": RECORDED})
    count = made.text
    when = Quarter.parse(quarter).label
    label = supplied(found)
    if found.absent:
        part = f"{label[0].upper()}{label[1:]}: {count} crimes were recorded in them in {name}."
        return Said([part, why_not(found)], [made])
    if found.partial:
        part = f"{count} crimes were supplied for {name} in {when}: {supplied(found)}."
        return Said([part, why_not(found)], [made])
    return Said([f"{count} crimes were recorded in {name} in {when}."], [made])


def apart_table(apart: pd.DataFrame) -> Table | Sentence:
    """Show what was kept apart and is in no count of this page.

    `apart` comes from `iomlib.metrics.mix.kept_apart`.
    """
    if not len(apart):
        return Sentence(sentences=["No rows of this quarter were kept apart."], disclosure="method")
    ids = slugs(map(str, apart.index))
    made = table(
        apart.assign(what=apart.index.map(_APART)).set_index(pd.Index(ids)),
        [
            Column("crimes", "Crimes", "count"),
            Column("incidents", "Anti-social behaviour", "count"),
            Column("what", "Why they are not counted here"),
        ],
        id="apart",
        caption="What this page leaves out: rows that are kept apart",
        index="Kept apart",
        labels={id: str(name).capitalize() for id, name in zip(ids, apart.index, strict=True)},
        disclosure="crimes",
        notes=_apart_notes(set(map(str, apart.index))),
    )
    return sourced(made, RECORDED)


def _apart_notes(places: set[str]) -> list[str]:
    whole, here = sorted(places & _OF_THE_FORCE), places - _OF_THE_FORCE
    said = []
    if whole:
        said.append(
            f"Of the force that recorded them and not of this area alone: {joined(whole)}. Some of them "
            "happened here; nobody can say how many."
        )
    return (
        [*said, "What the railway police or another force recorded happened in this area."] if here else said
    )


def sources_table(sources: pd.DataFrame, recorded: pd.DataFrame) -> Table | Sentence:
    """List the files that the counts come from, or the documents where they were typed in.

    `sources` comes from `tables.read_recorded_sources`.
    """
    if not len(recorded):
        return Sentence(style="missing", sentences=[NOTHING], disclosure="method")
    if not len(sources):
        documents = sorted(set(recorded["source"].astype("str")))
        return Sentence(sentences=[f"Counts: {'; '.join(documents)}.", OGL], disclosure="method")
    groups = sources.reset_index().groupby("title")["name"]
    shown = pd.DataFrame({"files": groups.count(), "first": groups.min(), "last": groups.max()})
    made = table(
        shown,
        [Column("files", "Files", "count"), Column("first", "First by name"), Column("last", "Last by name")],
        id="sources",
        caption="Files that the counts of recorded crime come from",
        index="What they are",
        disclosure="method",
        notes=[OGL] if any("Open Government" in title for title in shown.index) else [],
    )
    return sourced(made, RECORDED)
