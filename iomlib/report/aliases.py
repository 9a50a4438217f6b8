"""Possible aliases: pairs for somebody to look at, in an edition for the partnership's staff only."""

from collections.abc import Mapping

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.disclosure.profile import OPEN, Profile
from iomlib.errors import ParameterError
from iomlib.metrics.aliases import possible_aliases
from iomlib.report.editions import people_shown
from iomlib.report.formats import write
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.said import saying

INPUTS = "data/identities"
NO_NAMES = "No names were supplied, so possible aliases were not looked for."
NOT_PUBLIC = "Possible aliases are not shown in a public edition."
NO_PAIRS = "No two people have names and dates of birth that are alike enough to list."


def alias_table(pairs: pd.DataFrame | None, rule: Profile) -> Table | Sentence:
    """Show the pairs of people who may be one, by pseudonym, without names and dates of birth.

    `pairs` comes from `iomlib.metrics.aliases.possible_aliases`; None where no names were supplied.
    """
    if not rule.open:
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
    return sourced(saying(made, figure("aliases.pairs", len(pairs), "number", places=0)), INPUTS)


def look_for_aliases(records: Mapping[str, pd.DataFrame], edition: str) -> Table | Sentence:
    """Look for possible aliases among the names that were supplied, and show the pairs.

    Parameters
    ----------
    records
        The tables of people, from `tables.read_records`.
    edition
        Only the restricted edition looks, and it alone is given names.

    Returns
    -------
    What `alias_table` gives; where the package that compares names is not installed, that.

    Examples
    --------
    >>> look_for_aliases({}, "public").sentences == [NOT_PUBLIC]
    True
    """
    if not people_shown(edition):
        return Sentence(style="missing", sentences=[NOT_PUBLIC])
    try:
        pairs = possible_aliases(records.get("identities"))
    except ParameterError as trouble:
        return Sentence(style="missing", sentences=[f"Not looked for. {trouble}"])
    return alias_table(pairs, OPEN)
