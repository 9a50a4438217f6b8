"""Families: by pseudonym for the partnership's staff, by size for the public, and never a tree."""

from itertools import pairwise
from math import isinf, isnan

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.metrics.families import families_by_size
from iomlib.report.formats import WITHHELD, write
from iomlib.report.frames import Column, figure, slug, slugs, sourced, table
from iomlib.report.withholding import rounding

INPUTS = "data/families"
NO_FAMILIES = "No families were supplied for this area."
NO_TREE = "Who is related to whom is not recorded here and not shown."
FIRST_OF_BANDS = (2, 3, 5, 10, 20, 50)  # known people from which a band of a public table begins
_MOST = 10**9


def families_table(rollup: pd.DataFrame, rule: Profile) -> Table | Sentence:
    """Show families: one row each in an edition for staff, and in public their number by size only.

    `rollup` comes from `iomlib.metrics.families.family_rollup`. In public, sizes that few families have stand
    together with those next to them.
    """
    if not len(rollup):
        return Sentence(style="missing", sentences=[NO_FAMILIES])
    return _each(rollup) if rule.open else _by_size(rollup, rule)


def _each(rollup: pd.DataFrame) -> Table:
    ids = slugs(str(name) for name in rollup.index)
    made = table(
        rollup.set_axis(pd.Index(ids)),
        [
            Column("people", "People known", "count"),
            Column("women", "Women", "count"),
            Column("men", "Men", "count"),
            Column("under_18", "Under 18", "count"),
            Column("convicted", "With convictions", "count"),
            Column("list_ever", "On the list, ever", "count"),
            Column("list_now", "On the list now", "count"),
        ],
        id="families",
        caption="Families, by what is known of their people",
        index="Family",
        disclosure="people",
        notes=[NO_TREE, *_not_known(rollup)],
        labels=dict(zip(ids, map(str, rollup.index), strict=True)),
    )
    return sourced(made, INPUTS)


def _not_known(rollup: pd.DataFrame) -> list[str]:
    words = {"sex_not_known": "Sex not known", "age_not_known": "Age not known"}
    counts = {name: rollup[name].sum() for name in words}
    return [f"{words[name]}: {write(count, 'count')} people." for name, count in counts.items() if count]


def _by_size(rollup: pd.DataFrame, rule: Profile) -> Table | Sentence:
    rows = _banded(families_by_size(rollup), rule)
    if not len(rows):
        said = f"Withheld: fewer than {rule.threshold} families are known."
        return Sentence(style="missing", sentences=[said], disclosure="people")
    made = table(
        rows,
        [Column("families", "Families", "count"), Column("people_shown", "People in them")],
        id="families",
        caption="Families by the number of people known of them",
        index="People known",
        disclosure="people",
        notes=[
            NO_TREE,
            f"Sizes of fewer than {rule.threshold} families stand with the next. A person may be in two families.",
            "Families are rounded, and people worked out from them. Withheld: people of several sizes together, from "
            "which the number of families of one could be worked out.",
            *rounding(rule),
        ],
    )
    people = [
        figure(f"families.{slug(str(name))}.people", count, "count") for name, count in rows["people"].items()
    ]
    shown = [one if one.value is not None else one.model_copy(update={"text": WITHHELD}) for one in people]
    return sourced(made.model_copy(update={"figures": [*made.figures, *shown]}), INPUTS)


def _banded(sizes: pd.DataFrame, rule: Profile) -> pd.DataFrame:
    """Add up families by band of size, each with enough of them; ``people`` of bands of one size only."""
    bands: list[list[int]] = []  # first and last size that the band may hold, families
    for first, after in pairwise((1, *FIRST_OF_BANDS, _MOST)):
        # Also one of nobody: a band that is left out would say that there is no family of that size.
        inside = sizes[(sizes.index >= first) & (sizes.index < after)]
        bands.append([first, after - 1, int(inside["families"].sum())])
    minimum = rule.threshold
    while len(bands) > 1 and min(band[2] for band in bands) < minimum:
        place = max(next(n for n in reversed(range(len(bands))) if bands[n][2] < minimum), 1)
        one, other = bands[place - 1], bands.pop(place)
        bands[place - 1] = [one[0], other[1], one[2] + other[2]]
    kept = [[*band[:2], rule.shown(band[2])] for band in bands if band[2] >= minimum]
    rows = pd.DataFrame(kept, columns=["first", "last", "families"], dtype="float64")
    rows.loc[rows.index[-1:], "last"] = float("inf")
    rows["people"] = (rows["first"] * rows["families"]).where(rows["first"] == rows["last"])
    shown = [WITHHELD if isnan(count) else write(count, "count") for count in rows["people"]]
    names = [_band(first, last) for first, last in rows[["first", "last"]].itertuples(index=False)]
    return rows.assign(people_shown=shown).set_axis(pd.Index(names, dtype="str"))


def _band(first: float, last: float) -> str:
    if first == last:
        return f"{first:.0f}"
    return f"{first:.0f} or more" if isinf(last) else f"{first:.0f} to {last:.0f}"
