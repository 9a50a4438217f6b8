"""Women on the lists and among those arrested: counts, and in a restricted edition the list itself."""

import math

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.report.formats import write
from iomlib.report.frames import Column, row_of, sourced, table
from iomlib.report.scheme import list_words, notes_of
from iomlib.report.withholding import AWAY, hidden, total_of, withhold

LISTS, ARRESTS = "data/nominals, data/enrolments", "data/nominals, data/arrests, data/enrolments"
NOTHING = "No spells on lists were supplied, so no woman is counted on one."
NO_ARRESTS = "No arrests were supplied, so no woman is counted as arrested."
ELSEWHERE = "Who they are stands in the restricted edition only."
_SHARE = ("people", "out_of", "share", "lower", "upper")
_FIXED = ("arrested", "often-arrested", "sex-not-known")


def protect_women(
    lists: pd.DataFrame, arrested: pd.DataFrame, minimum: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take away the counts by which few women, or few of the others, could be recognised.

    Both tables are looked at together: women on a list, less those of them who were arrested, are women
    who were not.

    Parameters
    ----------
    lists, arrested
        What `women_on_lists` and `women_arrested` of `iomlib.metrics.women` gave, of the same lists.
    minimum
        The smallest count that the edition may show; 1 keeps all.

    Returns
    -------
    Both, with ``withheld``; what is withheld is missing.

    Examples
    --------
    >>> some = {"share": 0.1, "lower": 0.1, "upper": 0.1, "not_known": 0.0}
    >>> lists = pd.DataFrame({"people": [148.0], "out_of": [870.0], **some}, index=["probation"])
    >>> counts = {"people": [474.0, 145.0, 0.0], "out_of": [1887.0, 474.0, None], "arrests": 9.0}
    >>> arrested = pd.DataFrame(counts | some, index=["arrested", "probation", "sex-not-known"])
    >>> [table["withheld"].tolist() for table in protect_women(lists, arrested, 5)]
    [[False], [False, True, False]]
    """
    counts = {str(name): float(people) for name, people in arrested["people"].items()}
    counts |= {"everybody": row_of(arrested, "arrested")["out_of"]}
    parts = [("everybody", "arrested")]
    parts += [("arrested", str(name)) for name in arrested.index.drop(["arrested", "sex-not-known"])]
    for name, row in lists.iterrows():
        counts |= {f"on {name}": row["people"], f"all {name}": row["out_of"]}
        parts += [(f"all {name}", f"on {name}"), (f"on {name}", str(name))]
    sums = []
    for whole, part in parts:
        counts[f"_{whole} without {part}"] = counts[whole] - counts[part]
        sums.append(total_of(whole, part, f"_{whole} without {part}"))
    keep = ["arrested", "everybody", *(f"{of} {name}" for of in ("all", "on") for name in lists.index)]
    away = hidden(counts, sums, minimum, keep)
    if {"arrested", "everybody"} & away:  # of whom all the others are a share
        away |= set(map(str, arrested.index))
    unknown = lists["not_known"].between(1, minimum - 1)  # they are the list less those whose sex is known
    few = [name for name in lists.index if {f"on {name}", f"all {name}"} & away or unknown[name]]
    return withhold(lists, few, (*_SHARE, "not_known")), withhold(arrested, away, (*_SHARE, "arrests"))


def lists_table(rows: pd.DataFrame, minimum: int) -> Table | Sentence:
    """Show the women on each list. `rows` comes from `protect_women`."""
    there = rows[rows["people"].notna() | rows["withheld"].astype(bool)]
    if not len(there):
        return Sentence(style="missing", sentences=[NOTHING])
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
            *notes_of(there, minimum),
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


def arrested_table(rows: pd.DataFrame, often: int, minimum: int) -> Table | Sentence:
    """Show the women arrested over the years, and which lists they are on. `rows` comes from `protect_women`."""
    arrested = row_of(rows, "arrested")
    if math.isnan(arrested["people"]) and not arrested["withheld"]:
        return Sentence(style="missing", sentences=[NO_ARRESTS])
    there = rows[rows["people"].notna() | rows["withheld"].astype(bool)].drop(
        index="sex-not-known", errors="ignore"
    )
    made = table(
        there,
        [
            Column("people", "Women", "count"),
            Column("arrests", "Their arrests", "count"),
            Column("out_of", "Out of", "count"),
            Column("share", "Share", "share", bounds=("lower", "upper")),
            Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
        ],
        id="women_arrested",
        caption="Women arrested in the five years to the end of the quarter",
        index="Group",
        disclosure="people",
        notes=[
            "Arrests in the area for any offence, whatever came of them. The first share is of all who were arrested "
            "and whose sex is known; the others are of the women arrested. Intervals: Wilson, 95%.",
            *_unknown(row_of(rows, "sex-not-known")),
            *notes_of(there, minimum),
        ],
        labels=_labels(rows, often),
    )
    return sourced(made, ARRESTS)


def _labels(rows: pd.DataFrame, often: int) -> dict[str, str]:
    lists = [str(name) for name in rows.index if name not in _FIXED]
    labels = {name: f"of these, on the {list_words(name)} now" for name in lists}
    return labels | {"arrested": "Women arrested", "often-arrested": f"of these, {often} times or more"}


def _unknown(row: "pd.Series[float]") -> list[str]:
    if not row["people"] > 0:
        return []
    people = "1 person who was" if row["people"] == 1 else f"{write(row['people'], 'count')} people who were"
    return [f"Not counted: {people} arrested and whose sex is not known."]


def most_table(rows: pd.DataFrame, edition: str) -> Table | Sentence:
    """List the women arrested most often, by pseudonym; only a restricted edition lists people.

    `rows` comes from `iomlib.metrics.women.most_arrested`.
    """
    if edition != "restricted":
        return Sentence(sentences=[ELSEWHERE])
    if not len(rows):
        return Sentence(style="missing", sentences=[NO_ARRESTS])
    lists = [str(name) for name in rows.columns.drop(["arrests", "rank", "tied"])]
    ids = [str(place) for place in range(1, len(rows) + 1)]
    made = table(
        rows.set_index(pd.Index(ids)).assign(on=_on(rows, lists)),
        [
            Column("rank", "Rank", "count"),
            Column("arrests", "Arrests", "count"),
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


def protect_candidates(rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Take away the counts of women whom a rule selects by which few people could be recognised.

    Parameters
    ----------
    rows
        What `iomlib.metrics.threshold.women_selected` gave.
    minimum
        The smallest count that the edition may show; 1 keeps all.

    Examples
    --------
    >>> table = pd.DataFrame({"people": [9.0, 7.0], "out_of": [73.0, 59.0]}, index=["selected", "missed"])
    >>> protect_candidates(table.assign(share=0.1, lower=0.1, upper=0.1), 5)["withheld"].to_dict()
    {'selected': False, 'missed': True}
    """
    women, everybody = rows["people"], rows["out_of"]
    counts = {
        f"{of} {name}": each[name]
        for of, each in (("women", women), ("all", everybody))
        for name in rows.index
    }
    sums = []
    for name in rows.index:
        counts[f"_men {name}"] = everybody[name] - women[name]
        sums.append(total_of(f"all {name}", f"women {name}", f"_men {name}"))
    for of in ("women", "all", "_men"):
        counts[f"_{of} on a scheme"] = counts[f"{of} selected"] - counts[f"{of} missed"]
        sums.append(total_of(f"{of} selected", f"{of} missed", f"_{of} on a scheme"))
    away = hidden(counts, sums, minimum, keep=["all selected", "women selected"])
    return withhold(rows, [name for name in rows.index if {f"women {name}", f"all {name}"} & away], _SHARE)


def candidates_table(rows: pd.DataFrame, title: str, minimum: int) -> Table | Sentence:
    """Show how many women a rule selects, and how many of them are on no scheme.

    `rows` comes from `protect_candidates`, `title` is the rule's.
    """
    if (rows["people"].isna() & ~rows["withheld"].astype(bool)).any():
        return Sentence(style="missing", sentences=["It is not known which women the rule selects."])
    made = table(
        rows,
        _columns("Women", "Of people selected"),
        id="women_selected",
        caption=f"Women whom the rule selects: {title}",
        index="Group",
        disclosure="people",
        notes=["Of people whose sex is known. Intervals: Wilson, 95%.", *notes_of(rows, minimum)],
        labels={"selected": "Selected by the rule", "missed": "of these, on no scheme"},
    )
    return sourced(made, f"{ARRESTS}, params/rules")


def arrested_words(rows: pd.DataFrame, often: int) -> list[str]:
    """Word the women arrested for the headline. `rows` comes from `protect_women`."""
    one, more = row_of(rows, "arrested"), row_of(rows, "often-arrested")
    if math.isnan(one["people"]):
        return AWAY if one["withheld"] else []
    people, arrests = (write(one[key], "count") for key in ("people", "arrests"))
    share = write(one["share"], "share")
    said = [
        f"{people} women were arrested in five years, {arrests} times in all; they are {share} of the people arrested."
    ]
    if not math.isnan(more["people"]):
        said.append(
            f"{write(more['people'], 'count')} of the {people} women arrested were arrested {often} times or more."
        )
    return said


def listed_words(rows: pd.DataFrame) -> list[str]:
    """Word the women on the lists for the headline. `rows` comes from `protect_women`."""
    told = [
        f"{write(row['people'], 'count')} of the {write(row['out_of'], 'count')} people on the {list_words(str(name))} "
        f"({write(row['share'], 'share')})"
        for name, row in rows[rows["people"].notna()].iterrows()
    ]
    return [f"Women are {'; '.join(told)}."] if told else (AWAY if rows["withheld"].any() else [])


def candidates_words(rows: pd.DataFrame, title: str) -> list[str]:
    """Word the women whom a rule selects for the headline. `rows` comes from `protect_candidates`."""
    chosen, missed = (row_of(rows, name) for name in ("selected", "missed"))
    if math.isnan(chosen["people"]):
        return AWAY if chosen["withheld"] else []
    away = (
        ""
        if math.isnan(missed["people"])
        else f"; {write(missed['people'], 'count')} of these women are on no scheme"
    )
    count, whole = (write(chosen[key], "count") for key in ("people", "out_of"))
    return [f"{count} of the {whole} people selected by the rule “{title}” are women{away}."]
