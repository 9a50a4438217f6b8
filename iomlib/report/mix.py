"""Which offences recorded crime is made of, how the mix has changed, and anti-social behaviour apart from it."""

import pandas as pd

from iomlib.blocks import Chart, Sentence, Table
from iomlib.metrics.season import Coverage
from iomlib.report.chart_words import extremes, numbers
from iomlib.report.charts import paired_bars
from iomlib.report.coverage import NOTHING, RECORDED, supplied, why_not
from iomlib.report.formats import write
from iomlib.report.frames import Column, sourced, table
from iomlib.report.lists import joined
from iomlib.report.season import change_columns, percent
from iomlib.report.withholding import EMPTY

NO_INTERVAL = (
    "A share has no interval: it is of all that was recorded in the quarter and no sample of it. The count that it "
    "rests on varies by chance, which the interval of the change shows."
)
NO_YEAR_AGO = (
    "The same quarter of last year was not supplied as a whole, so there is nothing to compare the mix with."
)
_PARTLY = [
    "Not every month of this quarter was supplied as a whole: its count is of a part, and no change is stated."
]
_DIFFERS = "What is reported as anti-social behaviour, and counted so, differs between police forces."


def mix_table(mix: pd.DataFrame, found: Coverage) -> Table | Sentence:
    """Show each offence group's count and share, and its change since the same quarter of last year.

    `mix` comes from `iomlib.metrics.mix.offence_mix`.
    """
    if not mix["crimes"].notna().any():
        return Sentence(style="missing", sentences=[NOTHING], disclosure="method")
    compared = mix["before"].notna().any()
    beside = ", beside the same quarter of last year" if compared else ""
    gap = why_not(found) or NO_YEAR_AGO
    made = table(
        percent(mix),
        [
            Column("crimes", "Crimes", "count"),
            Column("share", "Share", "share"),
            *(_compared() if compared else []),
        ],
        id="mix",
        caption=f"Recorded crime by offence group, {supplied(found)}{beside}",
        index="Offence group",
        disclosure="crimes",
        notes=[*_notes(mix), NO_INTERVAL, *([] if compared else [gap])],
    )
    return sourced(made, RECORDED)


def _compared() -> list[Column]:
    return [
        Column("share_before", "Share last year", "share"),
        Column("share_change", "Change of share (points)", "share_points"),
        *change_columns("", "")[3:],
    ]


def mix_chart(mix: pd.DataFrame, found: Coverage | None = None) -> Chart | Sentence:
    """Draw the shares of this quarter beside those of a year ago; nothing where there is no such pair.

    `found`, which `iomlib.metrics.season.coverage` gave, names the months of the quarter.
    """
    known = mix[mix["share"].notna() & mix["share_before"].notna()]
    if not len(known):
        return Sentence(sentences=[], disclosure="method")
    words = [
        f"{group} {write(now, 'share')} this quarter and {write(before, 'share')} a year ago"
        for group, now, before in zip(known.index, known["share"], known["share_before"], strict=True)
    ]
    when = f" ({supplied(found)})" if found else ""
    top = known.iloc[0]
    now, before = write(top["share"], "share"), write(top["share_before"], "share")
    said = extremes(known["share"], "share", what=" this quarter")
    said += extremes(known["share_before"], "share", what=" a year ago")
    columns = [Column("share", "This quarter", "share"), Column("share_before", "A year ago", "share")]
    return Chart(
        id="mix_chart",
        caption=f"{top.name}: {now} of the crimes recorded this quarter, and {before} a year ago",
        shows=f"Percent of all recorded crime, this quarter{when} and the same quarter of last year",
        alt="Bar chart of the mix of offences: " + "; ".join(words) + "." + said,
        **numbers(known, columns, "Offence group"),
        svg=paired_bars(known, {"share": "this quarter", "share_before": "a year ago"}),
        disclosure="crimes",
    )


def incident_table(incidents: pd.DataFrame) -> Table | Sentence:
    """Show anti-social behaviour apart: it is no crime and is added to none.

    `incidents` comes from `iomlib.metrics.mix.incidents`.
    """
    if not len(incidents):
        return Sentence(
            style="missing",
            sentences=["No counts of anti-social behaviour were supplied."],
            disclosure="method",
        )
    made = table(
        percent(incidents).set_index(pd.Index(["asb"])),
        [
            Column("incidents", "This quarter", "count"),
            change_columns("Same quarter last year", "")[0],
            *change_columns("", "")[2:],
        ],
        id="incidents",
        caption="Anti-social behaviour: incidents, which are not crimes and are in no count of crime here",
        index="Incidents",
        labels={"asb": "Anti-social behaviour"},
        disclosure="crimes",
        notes=[*(_PARTLY if incidents["after"].isna().any() else []), _DIFFERS],
    )
    return sourced(made, RECORDED)


def mix_words(mix: pd.DataFrame) -> list[str]:
    """Word the largest group for the headline, and the one whose count changed most beyond chance."""
    known = mix[mix["share"].notna()]
    if not len(known):
        return EMPTY if mix["crimes"].notna().any() else []
    top = known.iloc[0]
    said = [f"The largest group, {top.name}, has {write(top['share'], 'share')} of the crimes recorded."]
    sure = mix[(mix["lower"] > 1) | (mix["upper"] < 1)]
    if len(sure):
        row = sure.sort_values("change", key=abs, ascending=False, kind="stable").iloc[0]
        way = "more" if row["change"] > 0 else "fewer"
        size, share = write(abs(row["change"]), "count"), write(abs(row["change_percent"]), "percent")
        said.append(
            f"The largest change is in {row.name}: {size} ({share}) {way} than in the same quarter last year."
        )
    return said


def _notes(mix: pd.DataFrame) -> list[str]:
    new = [str(group) for group in mix.index[~mix["in_series"] & mix["named"]]]
    lost = [str(group) for group in mix.index[~mix["named"]]]
    below = [str(group) for group in mix.index[mix["crimes"] < 0]]
    notes = [
        f"{group}: the recording changed. The category was not in use in one of the two quarters, so its counts are "
        "not compared, and some of its crimes stand under another name there."
        for group in new
    ]
    notes += [
        f"{group}: in no row of one of the two quarters, and too often in the other for chance. The category may have "
        "begun, ended or been renamed, so it is no fall to 0, no rise from 0, and not compared."
        for group in lost
    ]
    notes += [f"{group}: corrections of earlier counts outnumber new crimes." for group in below]
    return notes if mix["share"].notna().any() else [*notes, *_no_shares(mix)]


def _no_shares(mix: pd.DataFrame) -> list[str]:
    """Say why no group has a share of the whole."""
    unknown = [str(group) for group in mix.index[mix["crimes"].isna() & mix["in_series"]]]
    if unknown:
        which = joined(unknown)
        return [f"No shares: a count of {which} was withheld or is missing, so the whole is not known."]
    return ["No shares: a part below 0 is no part of a whole."] if (mix["crimes"] < 0).any() else []
