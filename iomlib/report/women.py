"""Women on the lists and among those arrested: counts, and in a restricted edition the list itself."""

import math

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.report.formats import about, write
from iomlib.report.frames import Column, figure, row_of, sourced, table
from iomlib.report.said import saying
from iomlib.report.scheme import list_words
from iomlib.report.withholding import AWAY, rounding
from iomlib.report.women_safe import ALL, MANY, UNKNOWN, Women, protect

__all__ = [
    "arrested_table",
    "arrested_words",
    "candidates_table",
    "candidates_words",
    "listed_words",
    "lists_table",
    "most_table",
    "protect",
]
LISTS, ARRESTS = "data/nominals, data/enrolments", "data/nominals, data/arrests, data/enrolments"
NOTHING = "No spells on lists were supplied, so no woman is counted on one."
NO_ARRESTS = "No arrests were supplied, so no woman is counted as arrested."
ELSEWHERE = "Who they are stands in the restricted edition only."


def lists_table(shown: Women) -> Table | Sentence:
    """Show the women on each list. `shown` comes from `iomlib.report.women_safe.protect`, here and below."""
    rows = shown.lists
    there = rows[rows["people"].notna() | rows["people_withheld"]]
    if not len(there):
        return Sentence(style="missing", sentences=[NOTHING], disclosure="method")
    lost = [list_words(str(name)) for name in rows.index.difference(there.index)]
    made = table(
        there,
        _columns("Women", "Of people on the list"),
        id="women_on_lists",
        caption="Women on each list on the last day of the quarter",
        index="List",
        disclosure="people",
        notes=[
            "Of people whose sex is known. Intervals: Wilson, 95%. Lists overlap.",
            *([f"Not supplied: {', '.join(lost)}."] if lost else []),
            *rounding(shown.rule),
        ],
        labels={str(name): list_words(str(name)) for name in there.index},
    )
    return sourced(made, LISTS)


def _columns(people: str, whole: str) -> list[Column]:
    return [
        Column("people", people, "count"),
        Column("out_of", whole, "count"),
        Column("share", "Share", "share", bounds=("lower", "upper")),
        Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
    ]


def arrested_table(shown: Women, often: int) -> Table | Sentence:
    """Show the women arrested over the years, and which lists they are on."""
    rows = shown.arrested
    if _unknown(row_of(rows, ALL)):
        return Sentence(style="missing", sentences=[NO_ARRESTS], disclosure="method")
    there = rows[rows["people"].notna() | rows["people_withheld"]].drop(index=UNKNOWN, errors="ignore")
    made = table(
        there,
        [
            Column("people", "Women", "count"),
            Column("arrests", "Their arrests", "events"),
            *_columns("", "Out of")[1:],
        ],
        id="women_arrested",
        caption="Women arrested in the five years to the end of the quarter",
        index="Group",
        disclosure="people",
        notes=[
            "Arrests in the area for any offence, whatever came of them. The first share is of all who were arrested "
            "and whose sex is known; the others are of the women arrested. Intervals: Wilson, 95%.",
            *_sex_not_known(row_of(rows, UNKNOWN), shown.rule),
            *rounding(shown.rule),
            *(["Arrests are rounded in the same way."] if not shown.rule.open else []),
        ],
        labels=_labels(rows, often),
    )
    unknown = row_of(rows, UNKNOWN)["people"]
    left = [figure("women_arrested.sex_not_known", unknown, "number", places=0)] if unknown > 0 else []
    return sourced(saying(made, *left), ARRESTS)


def _unknown(row: "pd.Series[float]") -> bool:
    return math.isnan(row["people"]) and not row["people_withheld"]


def _labels(rows: pd.DataFrame, often: int) -> dict[str, str]:
    lists = [str(name) for name in rows.index if name not in (ALL, MANY, UNKNOWN)]
    labels = {name: f"of these, on the {list_words(name)} now" for name in lists}
    return labels | {ALL: "Women arrested", MANY: f"of these, {often} times or more"}


def _sex_not_known(row: "pd.Series[float]", rule: Profile) -> list[str]:
    if not row["people"] > 0:
        return []
    people = "1 person who was" if row["people"] == 1 else f"{about(row['people'], rule)} people who were"
    return [f"Not counted: {people} arrested and whose sex is not known."]


def most_table(rows: pd.DataFrame, edition: str) -> Table | Sentence:
    """List the women arrested most often, by pseudonym; only a restricted edition lists people.

    `rows` comes from `iomlib.metrics.women.most_arrested`.
    """
    if edition != "restricted":
        return Sentence(sentences=[ELSEWHERE], disclosure="method")
    if not len(rows):
        return Sentence(style="missing", sentences=[NO_ARRESTS], disclosure="method")
    lists = [str(name) for name in rows.columns.drop(["arrests", "rank", "tied"])]
    ids = [str(place) for place in range(1, len(rows) + 1)]
    made = table(
        rows.set_index(pd.Index(ids)).assign(on=_on(rows, lists)),
        [
            Column("rank", "Rank", "count"),
            Column("arrests", "Arrests", "events"),
            Column("on", "On which lists now"),
        ],
        id="most_arrested",
        caption="Women arrested most often in the five years",
        index="Person",
        disclosure="people",
        notes=["Women with as many arrests share a rank; all who share the last one are listed."],
        labels=dict(zip(ids, map(str, rows.index), strict=True)),
    )
    return sourced(made, ARRESTS)


def _on(rows: pd.DataFrame, lists: list[str]) -> list[str]:
    known = [name for name in lists if rows[name].notna().all()]
    found = [
        [name.upper() if len(name) <= 4 else name for name in known if row[name]]
        for _, row in rows.iterrows()
    ]
    return [", ".join(names) or "none" for names in found]


def candidates_table(shown: Women, title: str) -> Table | Sentence:
    """Show how many women a rule selects, and how many of them are on no scheme; `title` is the rule's."""
    rows = shown.selected
    if any(_unknown(row) for _, row in rows.iterrows()):
        unknown = "It is not known which women the rule selects."
        return Sentence(style="missing", sentences=[unknown], disclosure="method")
    made = table(
        rows,
        _columns("Women", "Of people selected"),
        id="women_selected",
        caption=f"Women whom the rule selects: {title}",
        index="Group",
        disclosure="people",
        notes=["Of people whose sex is known. Intervals: Wilson, 95%.", *rounding(shown.rule)],
        labels={"selected": "Selected by the rule", "missed": "of these, on no scheme"},
    )
    return sourced(made, f"{ARRESTS}, params/rules")


def arrested_words(shown: Women, often: int) -> list[str]:
    """Word the women arrested for the headline."""
    one, more = row_of(shown.arrested, ALL), row_of(shown.arrested, MANY)
    if math.isnan(one["people"]):
        return AWAY if one["people_withheld"] else []
    women, times = (about(one[key], shown.rule) for key in ("people", "arrests"))
    said = f"{women} women were arrested in five years"
    said += "" if math.isnan(one["arrests"]) else f", {times} times in all"
    share = _share(one)
    told = [f"{said}; they are {share} of the people arrested." if share else f"{said}."]
    if not math.isnan(more["people"]):
        told.append(
            f"{about(more['people'], shown.rule)} of these women were arrested {often} times or more."
        )
    return [sentence[0].upper() + sentence[1:] for sentence in told]


def _share(row: "pd.Series[float]") -> str:
    """Write a share, or the band in its place; nothing where it is withheld."""
    if not math.isnan(row["share"]):
        return write(row["share"], "share")
    band = row.get("share_band")
    return band if isinstance(band, str) else ""


def listed_words(shown: Women) -> list[str]:
    """Word the women on the lists for the headline."""
    rows, rule = shown.lists, shown.rule
    told = [
        f"{about(row['people'], rule)} of the {write(row['out_of'], 'count')} people on the {list_words(str(name))} "
        f"({_share(row)})"
        for name, row in rows[rows["people"].notna() & rows["out_of"].notna()].iterrows()
    ]
    return [f"Women are {'; '.join(told)}."] if told else (AWAY if rows["people_withheld"].any() else [])


def candidates_words(shown: Women, title: str) -> list[str]:
    """Word the women whom a rule selects for the headline."""
    chosen, missed = (row_of(shown.selected, name) for name in ("selected", "missed"))
    if math.isnan(chosen["people"]) or math.isnan(chosen["out_of"]):
        return [] if _unknown(chosen) else AWAY
    many = missed["people"]
    away = "" if math.isnan(many) else f"; {about(many, shown.rule)} of these women are on no scheme"
    count, whole = (about(chosen[key], shown.rule) for key in ("people", "out_of"))
    said = f"{count} of {whole} people selected by the rule “{title}” are women{away}."
    return [said[0].upper() + said[1:]]
