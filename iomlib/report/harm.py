"""Harm of crime: another answer to which crimes weigh most, in days of custody and not in pounds."""

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.metrics.costs import uncosted_share
from iomlib.report.cost_notes import wholes
from iomlib.report.formats import NO_DATA, write
from iomlib.report.frames import Column, figure, slug, sourced, table

_SHARES = ("crime_share", "harm_share")
_INPUTS = "data/crimes.csv, params/harm"


def harm_table(weighed: pd.DataFrame, weights: pd.DataFrame) -> Table | Sentence:
    """Show each group's share of harm beside its share of crimes.

    `weighed` comes from `iomlib.metrics.harm.harm_of_crime`, `weights` from `tables.read_harm`.
    """
    known = weighed[weighed["harm"].notna()]
    if not len(known):
        return Sentence(sentences=[], disclosure="method")
    sums = _sums(weighed, known, weights)
    made = table(
        known.sort_values("harm", ascending=False, kind="stable").assign(method=sums[0].method),
        [
            Column("crimes", "Crimes", "count"),
            Column("harm", "Harm (days)", "days"),
            Column("crime_share", "Share of crimes", "share"),
            Column("harm_share", "Share of harm", "share"),
        ],
        id="harm",
        caption="Partial: harm of recorded crime, in days of custody that a first offence would start from",
        index="Offence group",
        disclosure="crimes",
        notes=_notes(weighed, weights, sums[2].text),
        total=["All that has a weight", *(made.text for made in sums[:2]), *wholes(known, *_SHARES)],
    )
    rest = weighed[weighed["harm"].isna()]["crimes"].items()
    lost = [figure(f"harm.unweighted.{slug(str(name))}", crimes, "count") for name, crimes in rest]
    return sourced(made.model_copy(update={"figures": [*sums, *made.figures, *lost]}), _INPUTS)


def _sums(weighed: pd.DataFrame, known: pd.DataFrame, weights: pd.DataFrame) -> list[Figure]:
    method = f"recorded crimes times the median weight, {weights['source'].iloc[0]}"
    lost = uncosted_share(weighed.rename(columns={"harm": "cost"}))
    return [
        figure("harm.crimes", known["crimes"].sum(), "count", method=method),
        figure("harm.harm", known["harm"].sum(), "days", method=method),
        figure("harm.unweighted_share", lost, "share", method=method),
    ]


def _notes(weighed: pd.DataFrame, weights: pd.DataFrame, share: str) -> list[str]:
    rest = weighed[weighed["harm"].isna()]
    listed = ", ".join(f"{name} ({write(crimes, 'count')})" for name, crimes in rest["crimes"].items())
    of_all = "" if share == NO_DATA else f"; {share} of crimes"
    lost = f"Without a weight, and in no figure here: {listed}{of_all}." if len(rest) else ""
    return [
        *([lost] if lost else []),
        "The weight of a subgroup is the median over its offences, not the mean: a few grave offences under a "
        "common name would pull the mean far up. How many of each were recorded is not known, so neither is exact.",
        *_lent(weights),
        f"Weights: {weights['source'].iloc[0]}. They are seen in that collection only.",
    ]


def _lent(weights: pd.DataFrame) -> list[str]:
    """Say which subgroups have the weight of something wider."""
    lent = weights[weights["basis"] == "APPROX"].groupby("note", sort=False)
    listed = "; ".join(f"{', '.join(map(str, rows.index))} ({note})" for note, rows in lent)
    return [f"Weights that nearly fit: {listed}."] if listed else []
