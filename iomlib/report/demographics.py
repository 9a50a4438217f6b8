"""Ages and sexes of a group of people, as counts."""

import math
from collections.abc import Collection, Mapping

import pandas as pd

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.disclosure.protect import hidden
from iomlib.report.chart_words import extremes, holders, numbers
from iomlib.report.cohort_charts import bars
from iomlib.report.crossing import Known, rest_of
from iomlib.report.formats import write
from iomlib.report.frames import Column, figure, slug, sourced, table
from iomlib.report.said import Said, in_band
from iomlib.report.scheme import withheld_words
from iomlib.report.shares import if_ranged, share_words
from iomlib.report.withholding import AWAY, EMPTY, published, rounding

INPUTS = "data/nominals"
NOTHING = "Nobody is known to be in this group, so there is no age and no sex to show."
NOT_KNOWN = "not known"


def protect_demographics(rows: pd.DataFrame, rule: Profile) -> pd.DataFrame:
    """Take away the counts by which few people could be recognised, where nothing else on a page tells of the group.

    Parameters
    ----------
    rows
        What `iomlib.metrics.demographics.demographics` gave.
    rule
        What the edition may show, from `iomlib.disclosure.read.read_profile`.

    Returns
    -------
    The rows, with an index of their own and ``withheld``, without those of nobody that say nothing (``not known`` of
    0 people; in public, of few).

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> rows = {"characteristic": ["sex"] * 3, "group": ["female", "male", "not known"], "people": [13, 58, 0]}
    >>> table = pd.DataFrame(rows).assign(out_of=[71, 71, None], share=0.5, lower=0.4, upper=0.6)
    >>> shown = protect_demographics(table, committee())
    >>> shown["people"].tolist(), shown["share_band"].tolist()[1]
    ([15.0, 60.0], '80% to under 90%')
    """
    counts, sums = known(rows, rule)
    return shown(rows, hidden(counts, sums, rule, [ALL]), rule)


ALL = "selected"  # the name of the count of the whole group


def known(rows: pd.DataFrame, rule: Profile, never: int = 0) -> Known:
    """Name the counts of a group by age and by sex, and say how they add up.

    Parameters
    ----------
    rows
        What `iomlib.metrics.demographics.demographics` gave.
    rule
        What the edition may show. Where it is not known of few, mostly nobody, a reader takes the groups to make up
        all, and so do the sums.
    never
        An age under which nobody of the group can be, by what it is: a band below it tells of nobody.

    Returns
    -------
    Counts and sums, as for `iomlib.disclosure.protect.hidden`. A group that is not among the counts is not shown.
    """
    by_id = _by_id(rows, never)
    counts = {str(name): float(people) for name, people in by_id["people"].items()}
    counts[ALL] = float(by_id.loc[by_id["characteristic"] == "sex", "people"].sum(skipna=False))
    sums: list[Mapping[str, int]] = []
    for characteristic, part in by_id.groupby("characteristic", sort=False):
        names = [str(name) for name in part.index[part["group"] != NOT_KNOWN]]
        unknown = f"{characteristic}-{slug(NOT_KNOWN)}"
        if rule.small(counts[unknown]):
            names = _without_unknown(counts, names, unknown, rule)
            sums.append(total_of(ALL, *names))
        else:  # what is left is a group and those of whom it is not known
            sums += [rest_of(counts, ALL, *(name for name in names if name != last)) for last in names]
        sums += [rest_of(counts, ALL, name) for name in names]
    return counts, sums


def _without_unknown(counts: dict[str, float], names: list[str], unknown: str, rule: Profile) -> list[str]:
    """Count the few of whom it is not known with groups that are shown as the same number with them.

    Those who are left go to the largest, which is then not shown: it would be another number than the one recorded.
    """
    few = counts.pop(unknown)
    by_size = sorted(names, key=lambda name: -counts[name])
    for name in by_size:
        if not rule.small(counts[name]):
            more = min(few, rule.span(rule.shown(counts[name]))[1] - counts[name])
            counts[name], few = counts[name] + more, few - more
    if not few:
        return names
    counts[f"{UNSEEN}{by_size[0]}"] = counts.pop(by_size[0]) + few
    return [f"{UNSEEN}{name}" if name == by_size[0] else name for name in names]


def _by_id(rows: pd.DataFrame, never: int) -> pd.DataFrame:
    made = rows.set_index(
        pd.Index([f"{row.characteristic}-{slug(str(row.group))}" for row in rows.itertuples()])
    )
    below = [f"age-under-{first}" for first in range(never + 1)]
    return made[~made.index.isin(below)]


def shown(rows: pd.DataFrame, away: Collection[str], rule: Profile, never: int = 0) -> pd.DataFrame:
    """Give a group by age and by sex as an edition may show it; `away` names what is withheld, as `known` does."""
    if rule.open:
        safe = published(_by_id(rows, 0), (), rule)
        return safe[~((safe["group"] == NOT_KNOWN) & (safe["people"] == 0))]
    by_id = _by_id(rows, never)
    counts, _ = known(rows, rule, never)
    # Of all of them: of how many it is known would tell of how few it is not.
    of_all = by_id.assign(out_of=float("nan") if ALL in away else counts[ALL])
    safe = published(of_all, [name for name in by_id.index if name in away or name not in counts], rule)
    few = (safe["group"] == NOT_KNOWN) & safe["withheld"]  # mostly nobody, which is not said either
    return safe.assign(share_withheld=ALL in away)[~few]


def demographics_table(rows: pd.DataFrame, on: str, rule: Profile) -> Table | Sentence:
    """Show a group by age on a day and by sex.

    `rows` comes from `protect_demographics`, `on` is the day in words.
    """
    if not _anybody(rows):
        return Sentence(style="missing", sentences=[NOTHING])
    made = table(
        rows,
        [
            Column("people", "People", "count"),
            Column("share", "Share", "share", bounds=("lower", "upper")),
            Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
        ],
        id="demographics",
        caption=f"Age on {on}, and sex",
        index="Group",
        disclosure="people",
        notes=[
            f"Shares are of {'those of whom it is known' if rule.open else 'all of them'}.",
            *if_ranged(rows, "Intervals: Wilson, 95%, as if the people were drawn from many such."),
            *rounding(rule),
        ],
        labels=_labels(rows),
    )
    return sourced(made, INPUTS)


def _anybody(rows: pd.DataFrame) -> bool:
    return len(rows) > 0 and bool(rows["withheld"].any() or (rows["people"] > 0).any())


def _labels(rows: pd.DataFrame) -> dict[str, str]:
    said = zip(rows.index, rows["characteristic"], rows["group"], strict=True)
    return {str(id): f"{name.capitalize()}: {group}" for id, name, group in said}


def age_chart(rows: pd.DataFrame, on: str) -> Chart | Sentence:
    """Draw how many people there are of each age; bands that are withheld are not drawn."""
    if not len(rows):
        return Sentence(sentences=[])
    known = rows[(rows["characteristic"] == "age") & rows["people"].notna()]
    if not len(known) or not (known["people"] > 0).any():
        return Sentence(sentences=[])
    ages = pd.Series(known["people"].to_numpy("float64"), index=list(known["group"].astype("str")))
    told = ", ".join(
        f"{group} {write(people, 'count')}" for group, people in zip(known["group"], ages, strict=True)
    )
    banded = rows[rows["characteristic"] == "age"]
    banded = banded.set_index(banded["group"].astype("str"))
    lost = " Bands that are withheld are not drawn." if banded["withheld"].any() else ""
    return Chart(
        id="ages",
        caption=_finding(ages, lost),
        shows=f"People by age on {on}",
        alt=f"Bar chart of the number of people by age on {on}: {told}.{lost}{extremes(ages, 'count')}",
        **numbers(banded, [Column("people", "People", "count")], "Age"),
        svg=bars(ages, "People by age"),
        disclosure="people",
    )


def _finding(ages: "pd.Series[float]", lost: str) -> str:
    """Name the largest band of those that are shown, and every other that is as large."""
    known = ages.drop(NOT_KNOWN, errors="ignore")
    if not (known > 0).any():
        return f"The age of {write(ages.sum(), 'count')} people is not known"
    said = f"aged {holders(known, known.max())}: {write(known.max(), 'count')} people"
    shown = "Of the age groups that are shown, the" if lost else "The"
    if (known == known.max()).sum() > 1:
        return f"{shown} largest groups are {said} each"
    return f"{shown} largest is {said}" if lost else f"{shown} largest group is {said}"


def turning_sentence(people: float, age: int, months: int, rule: Profile) -> Sentence:
    """Say how many people reach an age in the months ahead; as a number, never who.

    `people` is that number as it may be shown, missing where it is withheld.
    """
    if math.isnan(people):
        said = withheld_words(f"How many of them turn {age} within {months} months", rule.threshold)
        return Sentence(sentences=[said], disclosure="people")
    who = "Nobody of them turns" if not people else f"{write(people, 'count')} of them turn"
    made = figure("turning.people", people, "number", places=0)
    said = f"{who} {age} within {months} months."
    return sourced(Sentence(sentences=[said], disclosure="people", figures=[made]), INPUTS)


def demographics_words(rows: pd.DataFrame) -> list[str]:
    """Word the sexes and the most frequent age for the headline."""
    if not len(rows):
        return []
    told = rows["share"].notna() | (rows["share_band"].notna() if "share_band" in rows else False)
    known = rows[told & (rows["people"] > 0)]
    men = known[(known["characteristic"] == "sex") & (known["group"] == "male")]
    ages = known[known["characteristic"] == "age"].sort_values("people", ascending=False, kind="stable")
    said = [f"{_share(row)} of those over the threshold are men" for _, row in men.iterrows()]
    said += [f"{_share(row)} are aged {row['group']}" for _, row in ages.iloc[:1].iterrows()]
    if said or rows["withheld"].any():
        whole = [_whole(str(name), row) for rows in (men, ages.iloc[:1]) for name, row in rows.iterrows()]
        return Said([f"{' and '.join(said)}."], whole) if said else AWAY
    return [] if rows["people"].any() else EMPTY


def _whole(id: str, row: "pd.Series[float]") -> Figure:
    """Record a share in whole percent, as the headline says it."""
    made = figure(f"demographics.{id}.whole_share", 100 * row["share"], "percent", places=0)
    return in_band(made, row.get("share_band"))


def _share(row: "pd.Series[float]") -> str:
    return share_words(dict(row), 0, limits=False)
