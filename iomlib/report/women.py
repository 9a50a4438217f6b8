"""Women on the lists and among those arrested: counts, and in a restricted edition the list itself."""

import math

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.report.formats import write
from iomlib.report.frames import Column, row_of, sourced, table
from iomlib.report.scheme import list_words, notes_of
from iomlib.report.withholding import hidden, total_of, withhold

LISTS, ARRESTS = "data/nominals, data/enrolments", "data/nominals, data/arrests, data/enrolments"
NOTHING = "No spells on lists were supplied, so no woman is counted on one."
NO_ARRESTS = "No arrests were supplied, so no woman is counted as arrested."
ELSEWHERE = "Who they are stands in the restricted edition only."
_SHARE = ("people", "out_of", "share", "lower", "upper")
_FIXED = ("arrested", "often-arrested", "sex-not-known")


def protect_lists(rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Take away the counts of women on lists by which few women, or few men, could be recognised.

    Parameters
    ----------
    rows
        What `iomlib.metrics.women.women_on_lists` gave.
    minimum
        The smallest count that the edition may show; 1 keeps all.

    Examples
    --------
    >>> table = pd.DataFrame({"people": [3.0, 389.0], "out_of": [42.0, 1243.0], "not_known": 0.0}, index=["ppo", "drr"])
    >>> protect_lists(table.assign(share=0.1, lower=0.1, upper=0.1), 5)["withheld"].tolist()
    [True, False]
    """
    away = []
    for name, row in rows.iterrows():
        counts = {"women": row["people"], "all": row["out_of"], "_men": row["out_of"] - row["people"]}
        few = hidden(counts, [total_of("all", "women", "_men")], minimum, keep=["all"])
        away += [str(name)] * bool(few or 0 < row["not_known"] < minimum)
    return withhold(rows, away, (*_SHARE, "not_known"))


def lists_table(rows: pd.DataFrame, minimum: int) -> Table | Sentence:
    """Show the women on each list. `rows` comes from `protect_lists`."""
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


def protect_arrested(rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Take away the counts of women arrested by which few women could be recognised, with their arrests.

    Parameters
    ----------
    rows
        What `iomlib.metrics.women.women_arrested` gave.
    minimum
        The smallest count that the edition may show; 1 keeps all.

    Examples
    --------
    >>> table = pd.DataFrame({"people": [300.0, 298.0, 0.0], "arrests": 400.0, "out_of": [900.0, 300.0, None]})
    >>> table = table.set_index(pd.Index(["arrested", "often-arrested", "sex-not-known"]))
    >>> protect_arrested(table.assign(share=0.1, lower=0.1, upper=0.1), 5)["withheld"].tolist()
    [False, True, False]
    """
    people = rows["people"].astype("float64")
    counts = dict(people) | {"everybody": row_of(rows, "arrested")["out_of"]}
    counts["_men"] = counts["everybody"] - people["arrested"]
    sums = [total_of("everybody", "arrested", "_men")]
    for name in rows.index.drop(["arrested", "sex-not-known"]):
        counts[f"_not {name}"] = people["arrested"] - people[name]
        sums.append(total_of("arrested", name, f"_not {name}"))
    away = hidden(counts, sums, minimum, keep=["arrested", "everybody"])
    if {"arrested", "everybody"} & away:  # of whom all the others are a share
        away |= set(rows.index)
    return withhold(rows, away, (*_SHARE, "arrests"))


def arrested_table(rows: pd.DataFrame, often: int, minimum: int) -> Table | Sentence:
    """Show the women arrested over the years, and which lists they are on. `rows` comes from `protect_arrested`."""
    arrested = row_of(rows, "arrested")
    if math.isnan(arrested["people"]) and not arrested["withheld"]:
        return Sentence(style="missing", sentences=[NO_ARRESTS])
    lists = [str(name) for name in rows.index if name not in _FIXED]
    there = rows[rows["people"].notna() | rows["withheld"].astype(bool)]
    labels = {name: f"of these, on the {list_words(name)} now" for name in lists}
    labels |= {"arrested": "Women arrested", "often-arrested": f"of these, {often} times or more"}
    made = table(
        there,
        [
            Column("people", "Women", "count"),
            Column("arrests", "Their arrests", "count"),
            Column("out_of", "Of", "count"),
            Column("share", "Share", "share", bounds=("lower", "upper")),
            Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
        ],
        id="women_arrested",
        caption="Women arrested in the five years to the end of the quarter",
        index="Women",
        disclosure="people",
        notes=[
            "Arrests, whatever came of them, for any offence, in the area. The first share is of everybody arrested "
            "whose sex is known, the others are of the women arrested. Intervals: Wilson, 95%.",
            *notes_of(there, minimum),
        ],
        labels=labels | {"sex-not-known": "People arrested whose sex is not known"},
    )
    return sourced(made, ARRESTS)


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


def candidates_table(rows: pd.DataFrame, title: str, minimum: int) -> Table | Sentence:
    """Show how many women a rule selects, and how many of them are on no scheme.

    `rows` comes from `iomlib.metrics.threshold.women_selected`, `title` is the rule's.
    """
    women, everybody = rows["people"], rows["out_of"]
    if women.isna().any():
        return Sentence(style="missing", sentences=["It is not known which women the rule selects."])
    counts = {
        f"{of} {name}": each[name]
        for of, each in (("women", women), ("all", everybody))
        for name in rows.index
    }
    sums = []
    for name in rows.index:
        counts[f"_men {name}"] = everybody[name] - women[name]
        sums.append(total_of(f"all {name}", f"women {name}", f"_men {name}"))
    for of in ("women", "all"):
        counts[f"_{of} on a scheme"] = counts[f"{of} selected"] - counts[f"{of} missed"]
        sums.append(total_of(f"{of} selected", f"{of} missed", f"_{of} on a scheme"))
    away = hidden(counts, sums, minimum, keep=["all selected", "women selected"])
    few = [name for name in rows.index if {f"women {name}", f"all {name}"} & away]
    safe = withhold(rows, few, _SHARE)
    made = table(
        safe,
        _columns("Women", "Of people selected"),
        id="women_selected",
        caption=f"Women whom the rule selects: {title}",
        index="People",
        disclosure="people",
        notes=["Of people whose sex is known. Intervals: Wilson, 95%.", *notes_of(safe, minimum)],
        labels={"selected": "Selected by the rule", "missed": "Selected, and on no scheme"},
    )
    return sourced(made, f"{ARRESTS}, params/rules")


def women_words(lists: pd.DataFrame, arrested: pd.DataFrame, often: int) -> list[str]:
    """Word the women arrested, and those on lists, for the headline."""
    said = []
    one, more = row_of(arrested, "arrested"), row_of(arrested, "often-arrested")
    if not math.isnan(one["people"]):
        people, arrests = (write(one[key], "count") for key in ("people", "arrests"))
        said.append(
            f"{people} women were arrested {arrests} times in five years; they are {write(one['share'], 'share')} of "
            "the people arrested."
        )
    if not math.isnan(more["people"]):
        said.append(f"{write(more['people'], 'count')} women were arrested {often} times or more.")
    known = lists[lists["people"].notna()]
    told = [
        f"{write(row['people'], 'count')} of {write(row['out_of'], 'count')} on the {list_words(str(name))}"
        for name, row in known.iterrows()
    ]
    if told:
        said.append(f"Women are {'; '.join(told)}.")
    return said
