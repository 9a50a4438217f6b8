"""Community and custody: how a scheme's list is divided, against the national shares and the quarter before."""

import math
from typing import Any

import pandas as pd

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.metrics.custody import LONG, PRINTED
from iomlib.report.chart_words import capital, extremes, numbers
from iomlib.report.cohort_charts import shares_and_marks
from iomlib.report.formats import day, interval, write
from iomlib.report.frames import Column, figure, row_of, sourced, table
from iomlib.report.said import in_band, saying
from iomlib.report.scheme import WITHOUT, list_words, withheld_words
from iomlib.report.scheme_safe import Scheme
from iomlib.report.withholding import AWAY, rounding

INPUTS = "data/enrolments, data/custody"
NOTHING = "No spells in custody were supplied, so nobody is said to be in custody or not."
NATIONAL = "of all PPOs in England and Wales in June 2008"
LABELS = {
    "community": "In the community",
    "custody": "In custody",
    "sentenced": "Serving a sentence",
    "under-12": f"of these, under {LONG} months",
    "over-12": f"of these, {LONG} months or more",
    "over-12-of-all": f"Serving {LONG} months or more, of everybody",
    "not-known": "In custody, on remand or sentence not known",
}
_SENTENCE = {
    "sentenced": "The share serving a sentence",
    "under-12": f"Of those serving a sentence, the share with under {LONG} months",
}
_WHAT = {"custody": "in custody", "over-12-of-all": f"serving {LONG} months or more"}


def _there(shown: Scheme) -> bool:
    custody = shown.split.T["custody"]
    return shown.known and bool(custody["withheld"] or not math.isnan(custody["people"]))


def balance_table(shown: Scheme) -> Table | Sentence:
    """Show how the list is divided between community and custody, and by length of sentence.

    `shown` comes from `iomlib.report.scheme_safe.protect`, here and below.
    """
    if not _there(shown):
        return Sentence(style="missing", sentences=[NOTHING if shown.known else WITHOUT])
    split = shown.split
    made = table(
        split.assign(national=_national(split), against=[_against(row) for _, row in split.iterrows()]),
        [
            Column("people", "People", "count"),
            Column("out_of", "Out of", "count"),
            Column("share", "Share", "share", bounds=("lower", "upper")),
            Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
            Column("national", "National share, June 2008"),
            Column("against", "What the interval says"),
        ],
        id="balance",
        caption=f"The {list_words(shown.name)} on {day(shown.as_at)}, in the community and in custody",
        index="Group",
        disclosure="people",
        notes=_notes(shown),
        labels=LABELS,
    )
    return sourced(saying(made, *_printed(split)), INPUTS)


def _printed(split: pd.DataFrame) -> list[Figure]:
    """Record the national shares, which stand beside ours and in the headline."""
    known = split["printed"].dropna()
    return [
        figure(
            f"balance.{name}.national", share, "share", places=0, method="as the guidance of 2009 prints it"
        )
        for name, share in known.items()
    ]


def _national(split: pd.DataFrame) -> list[str]:
    return ["" if math.isnan(share) else write(share, "share", 0) for share in split["printed"]]


def _against(row: "pd.Series[float]") -> str:
    """Say what the interval makes of the national share: it is a statement about the interval."""
    if row["withheld"] or pd.isna(row["includes_printed"]):
        return ""
    if row["includes_printed"]:
        return "holds the national share"
    return f"lies {'above' if row['lowest'] > row['printed'] else 'below'} the national share"


def _notes(shown: Scheme) -> list[str]:
    unknown = not shown.rule.open or shown.split["people"]["not-known"] > 0
    gap = (
        "Where a sentence is not known, the last column allows for every length that it may have. "
        if unknown
        else ""
    )
    return [
        f"National shares: {NATIONAL}, as the guidance of 2009 prints them. They are of PPOs, and of one month; an "
        "interval that holds one shows no difference, and does not show that there is none.",
        f"{gap}Intervals: Wilson, 95%, as if the people were drawn from many such.",
        *rounding(shown.rule),
    ]


_DRAWN = [
    Column("share", "Share", "share"),
    Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
    Column("national", "National share, June 2008"),
]


def _finding(rows: pd.DataFrame) -> str:
    """Say which intervals do not hold the national share; one that does shows no difference, and not that none is."""
    said = []
    for side in ("above", "below"):
        names = [LABELS[str(name)] for name, row in rows.iterrows() if f"lies {side}" in _against(row)]
        if names:
            said.append(
                f"{side} the national share of June 2008: {'; '.join(name.lower() for name in names)}"
            )
    if not said:
        return f"The intervals of all {len(rows)} shares hold the national shares of June 2008"
    return ". ".join(map(capital, said))


def balance_chart(shown: Scheme) -> Chart | Sentence:
    """Draw the shares with their intervals, and the national ones beside them."""
    if not _there(shown):
        return Sentence(sentences=[])
    rows = shown.split.loc[[name for name in LABELS if name in PRINTED]]
    rows = rows[~rows["withheld"].astype(bool) & rows["share"].notna()]
    if len(rows) < 2:  # one point is no picture, and stands in the table
        return Sentence(sentences=[])
    drawn = rows.rename(index={"under-12": f"Sentence under {LONG} months,\nof those serving one"})
    drawn = drawn.rename(index={"over-12": f"Sentence of {LONG} months or more,\nof those serving one"})
    drawn = drawn.rename(index={"over-12-of-all": f"Sentence of {LONG} months or more,\nof everybody"})
    told = "; ".join(
        f"{LABELS[str(name)]} {write(row['share'], 'share')} ({interval(row['lower'], row['upper'], 'share')}), "
        f"nationally {write(row['printed'], 'share', 0)}"
        for name, row in rows.iterrows()
    )
    made = Chart(
        id="balance_chart",
        caption=_finding(rows),
        shows=f"Percent of people on {day(shown.as_at)}, with 95% intervals, beside "
        "the national shares of June 2008",
        alt=f"Chart of shares of people with 95% intervals, and national shares as diamonds. {told}."
        + extremes(rows["share"].rename(index=LABELS), "share"),
        **numbers(rows.assign(national=_national(rows)), _DRAWN, "Group", LABELS),
        svg=shares_and_marks(drawn.rename(index=LABELS), "Percent of people", "national"),
        disclosure="people",
    )
    every = figure("balance_chart.shares", len(rows), "number", places=0)
    return saying(made, every) if " all " in made.caption else made


def change_sentence(shown: Scheme) -> Sentence:
    """Say how the shares changed since the quarter before, with the interval and its method."""
    if not _there(shown):
        return Sentence(sentences=[])
    if shown.moved["out_of_before"].eq(0).all():  # in public that of nobody is withheld
        return Sentence(sentences=["Nobody was on the list a quarter before, so there is no change to show."])
    if shown.moved["withheld"].all():
        what = "How the shares in custody changed since the quarter before"
        return Sentence(sentences=[withheld_words(what, shown.rule.threshold)], disclosure="people")
    made = [_change(shown, str(name), row) for name, row in shown.moved.iterrows()]
    said, figures = [words for words, _ in made], [each for _, some in made for each in some]
    if any(each.method for each in figures):
        twice = "; most people are counted on both days" if shown.rule.open else ""
        said.append(f"Method: {shown.moved['method'].iloc[0]}{twice}.")
    return sourced(Sentence(sentences=said, disclosure="people", figures=figures), INPUTS)


def _change(shown: Scheme, name: str, row: "pd.Series[Any]") -> tuple[str, list[Figure]]:
    """Word one change, with its figures where there are any."""
    what = f"The share of the list {_WHAT[name]}"
    if row["withheld"]:
        return withheld_words(f"{what}: its change since the quarter before", shown.rule.threshold), []
    if not math.isnan(row["change"]):
        made = figure(
            f"balance_change.{name}",
            row["change"],
            "points",
            bounds=(row["lower"], row["upper"]),
            confidence=row["confidence"],
            method=row["method"],
        )
        return f"{what} was {_from_to(row)}.", [made, *_ends(name, row)]
    before, now = (_roughly(row, end) for end in ("_before", ""))
    if not shown.rule.open and before and now:
        return f"{what} was {before} a quarter before and is {now}.", _ends(name, row)
    return f"{what}: its change since the quarter before is not known.", []


def _ends(name: str, row: "pd.Series[Any]") -> list[Figure]:
    """Record the share of a quarter before, and that of now."""
    ends = {"before": "_before", "now": ""}
    return [
        in_band(
            figure(f"balance_change.{name}.{when}", row[f"share{end}"], "share"), row.get(f"share_band{end}")
        )
        for when, end in ends.items()
    ]


def _roughly(row: "pd.Series[Any]", end: str) -> str:
    """Write a share of which there may be no change: a percentage, or between what it lies."""
    band = row.get(f"share_band{end}")
    share = row[f"share{end}"]
    return band if isinstance(band, str) else "" if math.isnan(share) else write(share, "share")


def _from_to(row: "pd.Series[float]") -> str:
    clear = row["lower"] > 0 or row["upper"] < 0
    limits = interval(row["lower"], row["upper"], "points")
    return (
        f"{write(row['share_before'], 'share')} a quarter before and is {write(row['share'], 'share')}: "
        f"{write(row['change'], 'points')} percentage points (95% interval {limits}), "
        f"{'a change beyond chance' if clear else 'no clear change'}"
    )


def balance_words(shown: Scheme) -> list[str]:
    """Word the balance for the headline; nothing where it is not known or may not be shown."""
    row = shown.split.T["custody"]
    if not _there(shown) or row["withheld"]:
        return AWAY if shown.known and row["withheld"] else []
    people, out_of = (write(row[key], "count") for key in ("people", "out_of"))
    if math.isnan(row["share"]) and "share_band" not in row:  # of nobody
        return []
    if math.isnan(row["share"]):  # of too few for a percentage
        return [f"{people} of the {out_of} people on the list, {row['share_band']}, were in custody."]
    said = [
        f"{people} of the {out_of} people on the list ({write(row['share'], 'share')}; 95% interval "
        f"{interval(row['lower'], row['upper'], 'share')}) were in custody."
    ]
    for name, what in _SENTENCE.items():
        each = row_of(shown.split, name)
        if _against(each):
            said.append(
                f"{what} is {write(each['share'], 'share')}; its interval {_against(each)} of June 2008 "
                f"({write(each['printed'], 'share', 0)})."
            )
    return said
