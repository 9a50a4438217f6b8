"""The lists that a group is on: a table, a chart of every combination, and the parts of a caseload."""

import math

import pandas as pd

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import Profile
from iomlib.disclosure.protect import hidden
from iomlib.metrics.membership import Period
from iomlib.report.chart_words import capital, extremes, numbers
from iomlib.report.crossing import Known
from iomlib.report.formats import write
from iomlib.report.frames import Column, figure, slug, sourced, table
from iomlib.report.lists import joined, list_name, period_words
from iomlib.report.overlap_shown import Overlap
from iomlib.report.said import saying
from iomlib.report.shares import if_ranged
from iomlib.report.upset import upset
from iomlib.report.withholding import published, rounding

INPUTS = "data/enrolments"
NOBODY = "Nobody is known to be in this group, so nothing can be said of the lists it is on."
SHARED = (
    "The {part} are among the {size}. The two groups share people, so their shares are not compared and no test of a "
    "difference is given."
)
_OTHERS = "Other combinations, drawn together"
_COLUMNS = [
    Column("group", "Of this group"),
    Column("people", "People", "count"),
    Column("share", "Share of the group", "share", bounds=("lower", "upper")),
    Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
]


def overlap_table(shown: Overlap, group: str, period: Period, part: str = "") -> Table | Sentence:
    """Show how many of a group were on each list, and on any and all of those named together.

    `shown` comes from `iomlib.report.overlap_shown.protect`; `group` names the group, and `part` the
    people within it who are shown below.
    """
    if not _anybody(shown):
        return _nothing(shown, group)
    rows = shown.counts.assign(group=_named(group, shown.size))
    ids = [_id(kind, lists) for kind, lists in zip(rows["kind"], rows["lists"], strict=True)]
    names = [_words(kind, lists) for kind, lists in zip(rows["kind"], rows["lists"], strict=True)]
    if _parted(shown):
        below = shown.part.assign(group=_named(part, shown.part_size))
        rows = pd.concat([_numbers_of(rows), _numbers_of(below)])
        ids += [f"part.{slug(str(name))}" for name in below.index]
        names += [list_name(str(name)) for name in below.index]
    made = table(
        rows.set_index(pd.Index(ids)),
        _COLUMNS,
        id="overlap",
        caption=f"Lists that {_lower(group)} were on",
        index="On this list",
        disclosure="people",
        notes=_notes(shown, period, part),
        labels=dict(zip(ids, names, strict=True)),
    )
    return sourced(saying(made, *_sizes(shown)), INPUTS)


def _sizes(shown: Overlap) -> list[Figure]:
    """Record how many people there are in the group, and in the part of it that is shown apart."""
    sizes = {"overlap.size": shown.size, "overlap.part_size": shown.part_size}
    return [figure(id, size, "number", places=0) for id, size in sizes.items() if not math.isnan(size)]


def _anybody(shown: Overlap) -> bool:
    return shown.size > 0 and not shown.too_few


def _parted(shown: Overlap) -> bool:
    return bool(len(shown.part)) and not math.isnan(shown.part_size) and not shown.part["withheld"].all()


def _numbers_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Give both groups the same columns, so that a table holds them."""
    made = rows if "share_band" in rows else rows.assign(share_band=None)
    return made.astype({"share_band": "object"})


def upset_chart(shown: Overlap, group: str, period: Period) -> Chart | Sentence:
    """Draw how many of a group were on each combination of lists and no other list; everybody once.

    `shown` comes from `iomlib.report.overlap_shown.protect`. In public, combinations that few people have are not
    drawn.
    """
    if not _anybody(shown):
        return _nothing(shown, group)
    lists = shown.counts[
        (shown.counts["kind"] == "list") & (shown.counts["people"].notna() | shown.counts["withheld"])
    ]
    if len(lists) < 2 or not len(shown.combinations):
        few = f"Withheld: combinations of lists would tell of fewer than {shown.rule.threshold} people."
        return Sentence(style="missing", sentences=[few] if len(lists) > 1 else [], disclosure="people")
    pairs = shown.combinations[["lists", "people"]].itertuples(index=False)
    bars = [(names, int(people)) for names, people in pairs]
    if len(bars) == 1 and not shown.rule.open:
        return _only_one(shown, *bars[0])
    others = 0 if math.isnan(shown.others) else int(shown.others)
    totals = {str(name): None if row["withheld"] else int(row["people"]) for name, row in lists.iterrows()}
    figures = [_figure(names, people) for names, people in bars]
    figures += [figure("overlap.only.others.people", others, "count")] if others else []
    made = Chart(
        id="overlap-combinations",
        caption=_finding(bars, shown.size),
        shows=f"Combinations of lists that {_lower(group)} were on, each person counted once, and people on each list, "
        f"{period_words(period)}",
        alt=_alt(shown, bars, totals),
        **numbers(_drawn(shown, bars, lists), [Column("people", "People", "count")], "Lists"),
        svg=upset(bars, others, {list_name(name): total for name, total in totals.items()}, list_name),
        disclosure="people",
        figures=figures,
        cites=["overlap.size"],
    )
    return sourced(made, INPUTS)


def _only_one(shown: Overlap, names: tuple[str, ...], people: int) -> Sentence:
    """Say in words what would be a chart of one bar."""
    said = f"{_finding([(names, people)], shown.size)}.{_not_drawn(shown)}"
    one = Sentence(sentences=[said], disclosure="people", figures=[_figure(names, people)])
    return sourced(one, INPUTS)


def _figure(names: tuple[str, ...], people: int) -> Figure:
    return figure(f"overlap.only.{slug('-'.join(names)) or 'none'}.people", people, "count")


def _finding(bars: list[tuple[tuple[str, ...], int]], size: float) -> str:
    """Name the combination that most people have, of those that are drawn."""
    names, people = max(bars, key=lambda bar: bar[1])
    said = f"{write(people, 'count')} of {write(size, 'count')} people were on {_combination(names)}"
    return f"{said}; no other combination that is drawn has more" if len(bars) > 1 else said


def _alt(shown: Overlap, bars: list[tuple[tuple[str, ...], int]], totals: dict[str, int | None]) -> str:
    told = [f"{write(people, 'count')} on {_combination(names)}" for names, people in bars]
    others = (
        [f"{write(shown.others, 'count')} on other combinations, drawn together"] if shown.others > 0 else []
    )
    sums = [
        f"{list_name(name)} {'withheld' if total is None else write(total, 'count')}"
        for name, total in totals.items()
    ]
    return (
        f"UpSet chart of {write(shown.size, 'count')} people by the lists they were on, each person counted once: "
        f"{'; '.join([*told, *others])}.{_not_drawn(shown)} On each list, alone or with others: {', '.join(sums)}."
        + extremes(
            pd.Series({capital(_combination(names)): people for names, people in bars}, dtype="float64"),
            "count",
        )
    )


def _not_drawn(shown: Overlap) -> str:
    """Say what a public chart leaves out, and how it rounds."""
    if shown.rule.open:
        return ""
    few = f" Combinations of fewer than {shown.rule.threshold} people, or that would tell of so few, are not drawn."
    return " ".join([few, *rounding(shown.rule)])


def _drawn(shown: Overlap, bars: list[tuple[tuple[str, ...], int]], lists: pd.DataFrame) -> pd.DataFrame:
    """List what the chart draws: combinations, the others together, and each list; withheld where its table is."""
    told = {capital(_combination(names)): float(people) for names, people in bars}
    others = {_OTHERS: float(shown.others)} if shown.others > 0 else {}
    rows = pd.DataFrame({"people": pd.Series(told | others)}).assign(withheld=False)
    named = [f"{list_name(str(name))}, alone or with others" for name in lists.index]
    return pd.concat([rows, lists[["people", "withheld"]].set_index(pd.Index(named))])


def links_table(parts: pd.DataFrame, caseload: str, other: str, rule: Profile) -> Table | Sentence:
    """Show what one list knows of the people of a caseload, in parts that add up to it.

    `parts` comes from `iomlib.metrics.membership.links`; `caseload` and `other` name the two.
    """
    counts, sums = links_known(parts)
    away = hidden(counts, sums, rule, [LINKED])
    size = counts[LINKED]
    if not size and rule.open:
        return Sentence(style="missing", sentences=[f"Nobody is known to be on this list: {caseload}."])
    if parts["people"].isna().any():
        said = f"No data: nobody was ever recorded on this list: {other}."
        return Sentence(style="missing", sentences=[said])
    gone = [name for name in parts.index if f"link {name}" in away or LINKED in away]
    if len(gone) == len(parts):
        said = f"Withheld: the parts of {caseload} would tell of fewer than {rule.threshold} people."
        return Sentence(style="missing", sentences=[said], disclosure="people")
    rows = published(parts, gone, rule, out_of="cohort_size")
    made = table(
        rows.assign(group=_named(caseload, rule.shown(size))),
        _COLUMNS,
        id="links",
        caption=f"{caseload}: what {other} knows of its people",
        index=f"On {other}",
        disclosure="people",
        notes=["Every person is in one part.", *if_ranged(rows, "Intervals: Wilson, 95%."), *rounding(rule)],
    )
    return sourced(made, INPUTS)


LINKED = "linked"  # the name of the count of a caseload


def links_known(parts: pd.DataFrame) -> Known:
    """Give counts and sums of the parts of a caseload, as for `iomlib.disclosure.protect.hidden`."""
    counts = {f"link {name}": float(people) for name, people in parts["people"].items()}
    return counts | {LINKED: float(parts["cohort_size"].iloc[0])}, [total_of(LINKED, *counts)]


def _nothing(shown: Overlap, group: str) -> Sentence:
    if shown.too_few:
        said = f"Withheld: {_lower(group)} are fewer than {shown.rule.threshold} people."
        return Sentence(style="missing", sentences=[said], disclosure="people")
    return Sentence(style="missing", sentences=[NOBODY])


def _notes(shown: Overlap, period: Period, part: str) -> list[str]:
    notes = [
        f"Period: {period_words(period)}. People count who were on a list on any day of it.",
        "One person may be on several lists, so the shares do not add up to 100%.",
        *if_ranged(shown.counts, "Intervals: Wilson, 95%."),
    ]
    if _parted(shown):
        sizes = {
            "part": f"{write(shown.part_size, 'count')} people {part}",
            "size": write(shown.size, "count"),
        }
        notes.append(SHARED.format(**sizes))
    elif not shown.rule.open:
        notes.append(f"Not shown apart: people {part}. They are too few for it.")
    notes += rounding(shown.rule)
    if shown.counts.loc[~shown.counts["withheld"], "people"].isna().any():
        notes.append("No data: nobody was ever recorded on that list.")
    return notes


def _id(kind: str, lists: tuple[str, ...]) -> str:
    return slug("-".join([*([] if kind == "list" else [kind]), *lists]))


def _words(kind: str, lists: tuple[str, ...]) -> str:
    if kind == "list":
        return list_name(lists[0])
    names = [list_name(name) for name in lists]
    return joined(names, "or") if kind == "any of" else f"{joined(names)}, all of them"


def _combination(names: tuple[str, ...]) -> str:
    return f"{joined(list_name(name) for name in names)} only" if names else "none of the lists"


def _named(group: str, size: float) -> str:
    return f"{capital(group)}, {write(size, 'count')} people"


def _lower(group: str) -> str:
    """Begin a name in the middle of a sentence, unless it is an acronym."""
    return group if group[1:2].isupper() else f"{group[:1].lower()}{group[1:]}"
