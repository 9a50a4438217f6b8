"""Lists of people who could come onto a list, for the restricted edition: in order, with their reasons."""

import math
from collections.abc import Iterable

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.metrics.demographics import turning
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.lists import lists_of
from iomlib.metrics.selection import Assessment, reasons
from iomlib.report.editions import ELSEWHERE, people_shown
from iomlib.report.evidence_words import CONDITIONS, day_words, reason, short_words
from iomlib.report.frames import Column, sourced, table
from iomlib.report.selection import INPUTS, NO_LIST
from iomlib.report.withheld import apart_withheld, count_figure, few
from iomlib.rules import Rule


def candidates_table(
    assessment: Assessment, evidence: Evidence, listed: "pd.Series[bool]", edition: str, most: int = 10
) -> Table | Sentence:
    """List the people ranked first who are not on the list: rank, ties, points, and why, with the evidence.

    Parameters
    ----------
    assessment
        From `iomlib.metrics.selection.assess`.
    evidence
        What the rule was applied to.
    listed
        Who is on the list, from `iomlib.metrics.cohort.on_list`; missing where that is not known.
    edition
        Only the restricted edition lists people.
    most
        How many to list.
    """
    if listed.isna().any():
        return Sentence(style="missing", sentences=[NO_LIST])
    if not people_shown(edition):
        return Sentence(sentences=[ELSEWHERE])
    people = assessment.people
    away = ~listed.reindex(people.index).to_numpy(bool)
    ready = people[people["selected"].fillna(value=False).to_numpy(bool) & away]
    words = f"Who could come: ranked first by {assessment.rule.title}, and not on the list"
    nobody = "Nobody who is not on the list meets the rule."
    return _ranked(assessment, evidence, ready, most, ("candidates", words, nobody))


def missed_table(
    missing: pd.DataFrame, assessment: Assessment, evidence: Evidence, edition: str, most: int = 10
) -> Table | Sentence:
    """List the people who meet the rule and are on no list at all, those ranked first before the others.

    `missing` comes from `iomlib.metrics.selection.missed`; the other arguments are those of `candidates_table`.
    """
    if len(missing) and missing["open"].any():
        return Sentence(style="missing", sentences=[NO_LIST])
    if not people_shown(edition):
        return Sentence(sentences=[ELSEWHERE])
    words, nobody = (
        "Nobody's caseload: they meet the rule and are on no list",
        "Everybody who meets the rule is on a list.",
    )
    return _ranked(assessment, evidence, missing, most, ("missed", words, nobody))


def _ranked(
    assessment: Assessment, evidence: Evidence, people: pd.DataFrame, most: int, words: tuple[str, str, str]
) -> Table | Sentence:
    id, caption, nobody = words
    if not len(people):
        return Sentence(sentences=[nobody])
    ordered = people.rename_axis("person").reset_index().sort_values(["rank", "person"], kind="stable")
    shown = ordered.head(most).set_index("person")
    rows = shown.assign(
        order=[_rank(each["rank"], each["tied"]) for _, each in shown.iterrows()],
        lists=_lists(evidence, shown.index),
        why=_reasons(assessment, shown.index),
    )
    made = table(
        rows.set_index(pd.Index([str(at) for at in range(1, len(rows) + 1)])),
        [
            Column("order", "Rank"),
            *_points(assessment.rule, shown),
            Column("lists", "On other lists"),
            Column("why", "Why: criterion, what was found, from when to when"),
        ],
        id=id,
        caption=caption,
        index="Person",
        disclosure="people",
        notes=_notes(assessment, shown, ordered),
        labels={str(at): str(person) for at, person in enumerate(rows.index, 1)},
    )
    return sourced(made, INPUTS)


def _points(rule: Rule, shown: pd.DataFrame) -> list[Column]:
    if not any(each.points for each in rule.criteria):
        return []
    places = int(bool((shown[["points", "points_open"]] % 1).to_numpy().any()))
    columns = [Column("points", "Points", "number", places=places)]
    if shown["points_open"].any():
        columns.append(Column("points_open", "Further points possible", "number", places=places))
    return columns


def _rank(rank: float, tied: float) -> str:
    if pd.isna(rank):
        return "none"
    others = int(tied) - 1
    return f"{rank:.0f}" if others < 1 else f"{rank:.0f}, with {others} other{'' if others == 1 else 's'}"


def _lists(evidence: Evidence, people: Iterable[str]) -> list[str]:
    by_person = lists_of(evidence, people).groupby("person")["list"].agg(", ".join)
    return [by_person.get(person, "none") for person in people]


def _reasons(assessment: Assessment, people: "pd.Index[str]") -> list[str]:
    found = reasons(assessment, people)
    by_id = {each.id: each for each in assessment.rule.criteria}
    told: dict[str, list[str]] = {str(person): [] for person in people}
    for row in found.to_dict("records"):
        criterion = by_id[str(row["criterion"])]
        if pd.isna(row["met"]):
            told[str(row["person"])].append(f"not known: {short_words(criterion)}")
        elif criterion.measure not in CONDITIONS:
            told[str(row["person"])].append(reason(criterion, row["value"], row["first"], row["last"]))
    return ["; ".join(said) for said in told.values()]


def _notes(assessment: Assessment, shown: pd.DataFrame, ordered: pd.DataFrame) -> list[str]:
    rule, notes = assessment.rule, []
    if len(ordered) > len(shown):
        notes.append(f"{len(ordered)} people in all; the first {len(shown)} stand here.")
    last = shown["rank"].iloc[-1]
    cut = int((ordered["rank"] == last).sum() - (shown["rank"] == last).sum())
    if pd.isna(last):
        notes.append("The rule gives no order to all of them: they stand in the order of their ids.")
    elif cut:
        share = f"{cut} more share{'s' if cut == 1 else ''}"
        notes.append(
            f"{share} the last rank listed: by the rule nothing tells them from those who stand here."
        )
    elif (shown["tied"] > 1).any():
        notes.append(
            "People who share a rank stand in the order of their ids: the rule does not tell them apart."
        )
    conditions = [
        short_words(each)
        for each in rule.criteria
        if each.measure in CONDITIONS and _all(assessment, each.id, shown)
    ]
    if conditions:
        notes.append(f"Everybody here also meets: {'; '.join(conditions)}.")
    if "points_open" in shown and shown["points_open"].any():
        notes.append("Further points possible: what evidence that is missing could add, at most.")
    return notes


def _all(assessment: Assessment, name: str, shown: pd.DataFrame) -> bool:
    return bool(assessment.criteria[name].loc[shown.index, "met"].fillna(value=False).all())


def turning_table(
    assessment: Assessment, evidence: Evidence, edition: str, minimum: int, months: int = 12
) -> Table | Sentence:
    """Say who meets the rule but for their age, and reaches it in the months that follow, and when.

    Parameters
    ----------
    assessment, evidence, edition
        As for `candidates_table`.
    minimum
        The smallest count that the edition may show.
    months
        How far ahead to look.
    """
    rule = assessment.rule
    apart = rule.criterion(rule.apart) if rule.apart else None
    if apart is None or apart.measure != "age":
        return Sentence(style="missing", sentences=["The rule counts nobody apart for their age."])
    age, young = math.ceil(apart.threshold[1]), assessment.people["apart"]
    found = turning(evidence, young, age, months)
    coming = found[found["day"].notna()]
    hidden = few(young.sum(), minimum), apart_withheld([len(coming)], minimum, [young.sum()])[0]
    counts = [
        count_figure(f"turning.{name}", count, mark)
        for name, count, mark in zip(("young", "coming"), (young.sum(), len(coming)), hidden, strict=True)
    ]
    said = (
        f"People who meet all that the rule asks but “{short_words(apart)}”: {counts[0].text}. Of them reach {age} in "
        f"the {months} months after the quarter: {counts[1].text}."
    )
    if not people_shown(edition) or not len(coming):
        return sourced(Sentence(sentences=[said], disclosure="people", figures=counts), INPUTS)
    return _turning(coming, age, said).model_copy(update={"figures": counts})


def _turning(coming: pd.DataFrame, age: int, said: str) -> Table:
    ids = [str(at) for at in range(1, len(coming) + 1)]
    return table(
        pd.DataFrame({"day": [day_words(day) for day in coming["day"]]}, index=ids),
        [Column("day", f"Turns {age} on")],
        id="turning",
        caption=f"Who turns {age} soon and meets all else that the rule asks",
        index="Person",
        disclosure="people",
        notes=[said],
        labels=dict(zip(ids, map(str, coming.index), strict=True)),
    )
