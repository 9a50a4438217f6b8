"""Who of a group was in contact with a service, and whose records may be somebody else's too: as numbers."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from iomlib.blocks import Sentence
from iomlib.errors import ParameterError
from iomlib.metrics.aliases import possible_aliases
from iomlib.report.editions import people_shown
from iomlib.report.formats import write
from iomlib.report.frames import figure, sourced
from iomlib.report.lists import joined, list_name
from iomlib.report.overlap import NOBODY
from iomlib.report.overlap_shown import Overlap
from iomlib.report.said import Said
from iomlib.report.scheme import withheld_words
from iomlib.report.shares import share_words
from iomlib.report.withholding import AWAY, EMPTY

INPUTS = "data/enrolments"
NOT_PUBLIC = "Possible aliases are looked for in the restricted edition only."
NO_NAMES = "No names were supplied, so nobody looked for aliases."


def contact_sentence(shown: Overlap, services: Sequence[str]) -> Sentence:
    """Say how many of a group were on any of some lists in the period, and how many on none.

    Parameters
    ----------
    shown
        What `iomlib.report.overlap_shown.protect` gave, with these lists among those counted together.
    services
        Ids of the lists.
    """
    rows = shown.counts[(shown.counts["kind"] == "any of") & (shown.counts["lists"] == tuple(services))]
    names = joined(map(list_name, services), "or")
    if shown.size == 0 or (math.isnan(shown.size) and not shown.too_few):
        return Sentence(style="missing", sentences=[NOBODY])
    if not len(rows) or (rows["people"].isna() & ~rows["withheld"]).any():
        return Sentence(style="missing", sentences=[f"It is not known who was on {names}."])
    row = rows.iloc[0]
    if row["withheld"]:
        said = withheld_words(f"How many of them were on none of {names}", shown.rule.threshold)
        return Sentence(sentences=[said], disclosure="people")
    made = figure("contact.none", shown.size - row["people"], "count")
    count, size = write(row["people"], "count"), write(shown.size, "count")
    said = (
        f"{count} of the {size} ({share_words(row)}) were in contact with {names} at some time in the year; "
        f"{made.text} with none of them."
    )
    told = Sentence(sentences=[said], disclosure="people", figures=[made], cites=["overlap.size"])
    return sourced(told, INPUTS)


def contact_words(shown: Overlap, services: Sequence[str]) -> list[str]:
    """Word the contact for the headline: with any of the services, or with those most of them were on."""
    told = contact_sentence(shown, services)
    if told.figures or shown.size == 0:
        return Said(told.sentences, cites=[each.id for each in told.figures]) if told.figures else EMPTY
    if shown.too_few:
        return AWAY
    lists = shown.counts[(shown.counts["kind"] == "list") & (shown.counts["people"] > 0)]
    most = lists.sort_values("people", ascending=False, kind="stable").head(3)
    said = [
        f"{write(row['people'], 'count')} on {list_name(str(name))} ({share_words(row, 0, limits=False)})"
        for name, row in most.iterrows()
    ]
    return [f"Of the {write(shown.size, 'count')}, some time in the year {'; '.join(said)}."] if said else []


def alias_sentence(records: Mapping[str, pd.DataFrame], people: "pd.Series[bool]", edition: str) -> Sentence:
    """Say how many of some people may also be in the records under another name; as a number, never who.

    Parameters
    ----------
    records
        The tables of people, from `tables.read_records`.
    people
        True or false by person.
    edition
        Only the restricted edition looks, and it alone is given names.

    Examples
    --------
    >>> alias_sentence({}, pd.Series(dtype=bool), "public").sentences == [NOT_PUBLIC]
    True
    """
    if not people_shown(edition):
        return Sentence(sentences=[NOT_PUBLIC])
    try:
        pairs = possible_aliases(records.get("identities"))
    except ParameterError as trouble:
        return Sentence(style="missing", sentences=[f"Not looked for. {trouble}"])
    if pairs is None or not len(people):
        return Sentence(style="missing", sentences=[NO_NAMES])
    alike = {*pairs["person_a"], *pairs["person_b"]}
    made = figure(
        "aliases.people", sum(bool(among) for who, among in people.items() if who in alike), "count"
    )
    said = (
        f"{made.text} of them have a name and a date of birth much like those of another person in the records. "
        "That may be an alias, or two people; somebody has to look. Nothing was merged."
    )
    return sourced(Sentence(sentences=[said], disclosure="people", figures=[made]), "data/identities")
