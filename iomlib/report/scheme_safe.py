"""What an edition shows of a scheme: all counts of people on its page are looked at together, then rounded."""

import math
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Counts as Counted
from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.disclosure.protect import hidden
from iomlib.metrics.custody import held_against
from iomlib.metrics.intervals import newcombe
from iomlib.metrics.scheme import Counts
from iomlib.report.formats import half_up
from iomlib.report.scheme_sums import REASON, System, linked, of_list, together
from iomlib.report.withholding import published, record

# The counts that a row tells of: where one of them is withheld, so is the row.
_SPLIT_NEEDS = {
    "community": {"community", "people"},
    "custody": {"custody", "people"},
    "sentenced": {"sentenced", "people"},
    "under-12": {"under-12", "sentenced", "people"},
    "over-12": {"over-12", "sentenced", "people"},
    "over-12-of-all": {"over-12", "people"},
    "not-known": {"not-known", "custody", "people"},
}
_MOVED_NEEDS = {
    "custody": {"custody", "custody.before", "people", "people_before"},
    "over-12-of-all": {"over-12", "over-12.before", "people", "people_before"},
}
_HELD = ("lowest", "highest")
_OF_TWO = ("change", "lower", "upper", "on_both_days", "entered", "left")
# Withheld only where nothing else will do, the most important first: what the page is about.
KEEP = (
    *("people", "community", "custody", "people_before", "ever", "left.year", "joined.year", "over-12"),
    *("review.reviewed", "review.due", "cohort", "sentenced", "joined", "left", "gone", "selected.others"),
)
APART = "Newcombe hybrid score, as if other people were counted on the two days"


class Scheme(NamedTuple):
    """What an edition may show of a list; every table has a column ``withheld`` and has lost what is.

    ``size`` (of the quarter) and ``flow`` (of the year) have one row a count and the column ``people``:
    people, people_before, joined, returned, left; ever, gone, came_back, joined, returned, left. ``reasons``,
    ``split``, ``moved``, ``times``, ``returns`` and ``lasted`` are those of `iomlib.metrics.scheme.Counts`, in a public
    edition from rounded counts; ``stays`` and ``absent`` its curves, which only an open edition has. ``away``: names
    of what is withheld of the whole page. ``record``: the block for the executed notebook that build attacks.
    """

    name: str
    as_at: date
    first: date
    year: date
    rule: Profile
    known: bool
    away: frozenset[str]
    size: pd.DataFrame
    flow: pd.DataFrame
    reasons: pd.DataFrame
    split: pd.DataFrame
    moved: pd.DataFrame
    times: pd.DataFrame
    returns: pd.DataFrame
    lasted: pd.DataFrame
    stays: pd.DataFrame
    absent: pd.DataFrame
    record: Counted


def protect(counts: Counts, rule: Profile, *parts: System) -> Scheme:
    """Take away the counts of a page by which few people could be recognised, and round the others.

    Also what they could be worked out from: the rest of a group, and what came and went between two totals (see
    `iomlib.disclosure.protect.hidden`).

    Parameters
    ----------
    counts
        What `iomlib.metrics.scheme.scheme_counts` gave.
    rule
        From `read_profile`; an open one keeps all as it is.
    parts
        Other counts of people on the same page, such as `iomlib.report.timeliness.counted` gives them.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.disclosure.profile import committee
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.metrics.scheme import scheme_counts
    >>> names = [f"p{number}" for number in range(42)]
    >>> people = pd.DataFrame({"person": names, "born": pd.NaT, "sex": None})
    >>> spells = pd.DataFrame({"person": names, "area": "x", "list": "ppo", "reason": None, "end": pd.NaT})
    >>> spells["start"] = pd.to_datetime(["2009-02-01"] * 2 + ["2008-01-01"] * 40)
    >>> evidence = gather({"nominals": people, "enrolments": spells}, date(2009, 3, 31))
    >>> shown = protect(scheme_counts(evidence, "ppo", "x", date(2009, 1, 1)), committee())
    >>> shown.size["people"].to_dict()
    {'people': 40.0, 'people_before': 40.0, 'joined': nan, 'returned': nan, 'left': nan}
    """
    system = linked(together(of_list(counts), *parts), rule)
    away = hidden(system.counts, system.sums, rule, KEEP)
    told = _without_names(system, away)
    of_year = {name.removesuffix(".year") for name in away if name.endswith(".year")}
    return Scheme(
        *(counts.name, counts.as_at, counts.first, counts.year, rule),
        known=not math.isnan(counts.size["people"].iloc[0]),
        away=away,
        size=_column(counts.size, ("people", "people_before", "joined", "returned", "left"), away, rule),
        flow=_column(
            counts.flow,
            ("ever", "gone", "came_back", "joined", "returned", "left"),
            of_year | (away & {"ever", "gone", "came_back"}),
            rule,
        ),
        reasons=_reasons(counts.reasons, away, rule),
        split=_split(counts.split, away, rule),
        moved=_moved(counts.moved, away, rule),
        times=_times(counts.times, away, rule),
        returns=_by_months(counts.returns, ("back", "left"), away, rule),
        lasted=_by_months(counts.lasted, ("lasted", "begun"), away, rule),
        stays=counts.stays if rule.open else counts.stays.iloc[:0],
        absent=counts.away if rule.open else counts.away.iloc[:0],
        record=record(f"scheme-{counts.name}", told.counts, told.sums, away, rule, told.same),
    )


def _column(rows: pd.DataFrame, names: tuple[str, ...], away: Collection[str], rule: Profile) -> pd.DataFrame:
    """Turn a row of counts into one row a count."""
    column = rows.iloc[0][list(names)].astype("float64").to_frame("people")
    return published(column, away, rule, out_of=None)


def _reasons(rows: pd.DataFrame, away: frozenset[str], rule: Profile) -> pd.DataFrame:
    """Keep the reasons that may be shown: that anybody had another is a count of few people too."""
    gone = [name for name in rows.index if "left.year" in away or f"{REASON}{name}" in away]
    safe = published(rows, gone, rule)
    safe = safe[~safe["withheld"]]
    return safe if rule.open else safe.sort_index().sort_values("people", ascending=False, kind="stable")


def _without_names(system: System, away: frozenset[str]) -> System:
    """Put reasons that are withheld together, so that the record does not say which there are."""
    gone = {name for name in away if name.startswith(REASON)}
    if not gone:
        return system
    others = f"{UNSEEN}other reasons"
    left = {
        name for name in system.counts if name in gone or name.removeprefix("_left.year without ") in gone
    }
    counts = {name: count for name, count in system.counts.items() if name not in left}
    counts[others] = sum(system.counts[name] for name in gone)
    shown = [name for name in counts if name.startswith(REASON)]
    sums = [total for total in system.sums if not left & set(total)]
    return System(counts, [*sums, total_of("left.year", *shown, others)], system.same)


def _split(rows: pd.DataFrame, away: frozenset[str], rule: Profile) -> pd.DataFrame:
    """Give the balance; what its intervals say of printed shares allows for every sentence that is not shown."""
    gone = [row for row, need in _SPLIT_NEEDS.items() if need & away]
    safe = published(rows, gone, rule, also=_HELD)
    if rule.open:
        return safe
    people = safe["people"].fillna(0)
    apart = people["not-known"]
    if safe["withheld"]["not-known"]:
        sentenced = max(people["sentenced"], people["under-12"] + people["over-12-of-all"])
        apart = max(people["custody"] - sentenced, 0)
    enough = safe["share"].notna()
    held = held_against(safe.assign(people=safe["people"].where(enough)), apart)
    return safe.assign(**{name: held[name] for name in (*_HELD, "includes_printed")})


def _moved(rows: pd.DataFrame, away: frozenset[str], rule: Profile) -> pd.DataFrame:
    """Give the change of the balance; in public from rounded counts, so that nothing is told of who was there twice."""
    gone = [row for row, need in _MOVED_NEEDS.items() if need & away]
    if rule.open:
        return rows.assign(withheld=False)
    rows = rows.loc[
        ["custody"]
    ]  # whether a sentence is known of everybody is not told, and so no change of lengths
    before, now = (_pair(rows, end, gone, rule) for end in ("_before", ""))
    safe = rows.drop(columns=[*_OF_TWO]).assign(method=APART, withheld=now["withheld"])
    for end, shown in (("_before", before), ("", now)):
        names = [f"{name}{end}" for name in ("people", "out_of", "share", "share_band")]
        safe[names] = shown[["people", "out_of", "share", "share_band"]]
    pairs = zip(now["people"], now["out_of"], before["people"], before["out_of"], strict=True)
    told = (now["share"] * before["share"]).notna()
    found = [
        newcombe(*pair)[:3] if known else (math.nan,) * 3 for pair, known in zip(pairs, told, strict=True)
    ]
    return safe.assign(**{name: [each[at] for each in found] for at, name in enumerate(_OF_TWO[:3])})


def _pair(rows: pd.DataFrame, end: str, gone: list[str], rule: Profile) -> pd.DataFrame:
    pair = {"people": rows[f"people{end}"], "out_of": rows[f"out_of{end}"], "share": math.nan}
    return published(pd.DataFrame(pair), gone, rule)


def _times(rows: pd.DataFrame, away: frozenset[str], rule: Profile) -> pd.DataFrame:
    """Give times in whole months, of stays that are shown."""
    gone = [name for name, count in (("current", "people"), ("ended", "ended")) if count in away]
    months = ["mean_months", "median_months"]
    safe = published(rows.drop(columns="people"), gone, rule, "number", None, months)
    if not rule.open:
        safe[months] = safe[months].map(
            lambda value: value if math.isnan(value) else float(half_up(value, 0))
        )
    return safe


def _by_months(
    rows: pd.DataFrame, names: tuple[str, str], away: frozenset[str], rule: Profile
) -> pd.DataFrame:
    gone = [months for months in rows.index if {f"{name}.{months}" for name in names} & away]
    return published(rows, gone, rule)
