"""Possible aliases: pairs for somebody to look at, in an edition for the partnership's staff only."""

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.report.formats import write
from iomlib.report.frames import Column, sourced, table

INPUTS = "data/identities"
NO_NAMES = "No names were supplied, so possible aliases were not looked for."
NOT_PUBLIC = "Possible aliases are not shown in a public edition."
NO_PAIRS = "No two people have names and dates of birth that are alike enough to list."


def alias_table(pairs: pd.DataFrame | None, minimum: int) -> Table | Sentence:
    """Show the pairs of people who may be one, by pseudonym, without names and dates of birth.

    `pairs` comes from `iomlib.metrics.aliases.possible_aliases`; None where no names were supplied.
    """
    if minimum > 1:
        return Sentence(style="missing", sentences=[NOT_PUBLIC])
    if pairs is None or not len(pairs):
        return Sentence(style="missing", sentences=[NO_NAMES if pairs is None else NO_PAIRS])
    ids = [f"{number:03d}" for number in range(1, len(pairs) + 1)]
    made = table(
        pairs.set_index(pd.Index(ids)),
        [
            Column("person_a", "One person"),
            Column("person_b", "The other"),
            Column("alike", "What is alike"),
            Column("score", "Score", "number"),
        ],
        id="aliases",
        caption=f"Possible aliases: {write(len(pairs), 'count')} pairs to look at",
        index="Pair",
        disclosure="people",
        notes=[
            "Nothing was merged: everybody is counted as the records have them. Somebody has to look at them.",
            "The score, 0 to 1, puts pairs in order by fixed weights. It is not the chance that they are one person.",
            "Brothers, sisters and twins, and people with common names, are alike too.",
        ],
        labels={id: str(int(id)) for id in ids},
    )
    return sourced(made, INPUTS)
