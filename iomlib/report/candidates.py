"""Lists of people who could come onto a list, for the restricted edition: in order, with their reasons."""

import math
from collections.abc import Iterable

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.metrics.demographics import turning
from iomlib.metrics.lists import lists_of
from iomlib.metrics.meeting import Meeting
from iomlib.metrics.selection import Assessment, reasons
from iomlib.report.criteria import gaps
from iomlib.report.editions import ELSEWHERE, people_list
from iomlib.report.evidence_words import CONDITIONS, named, readable, reason, short_words
from iomlib.report.frames import Column, figure, sourced
from iomlib.report.lists import joined, list_name
from iomlib.report.meeting_safe import AHEAD, Shown
from iomlib.report.said import saying
from iomlib.report.selection import INPUTS, no_list
from iomlib.rules import Rule

NO_LIST = "none"


def candidates_table(shown: Shown, most: int = 10) -> Table | Sentence:
    """List the people ranked first who are not on the list: rank, ties, points, and why, with the evidence.

    Parameters
    ----------
    shown
        From `iomlib.report.meeting_safe.protect`. Only the restricted edition lists people.
    most
        How many to list.
    """
    if not shown.known:
        return no_list(shown)
    people = shown.meeting.assessed.people
    away = ~shown.meeting.listed.reindex(people.index).to_numpy(bool)
    ready = people[people["selected"].fillna(value=False).to_numpy(bool) & away]
    words = f"Who could come: ranked first by “{shown.meeting.assessed.rule.title}”, and not on the list"
    nobody = "Nobody who is not on the list meets the rule."
    return _ranked(shown.meeting, ready, most, ("candidates", words, nobody)) if shown.lists else _not_here()


def missed_table(shown: Shown, most: int = 10) -> Table | Sentence:
    """List the people who meet the rule and are on no list at all, those ranked first before the others.

    The arguments are those of `candidates_table`.
    """
    if not shown.known:
        return Sentence(sentences=[], disclosure="method")
    found = any(shown.counts[f"selected.{who}"] for who in ("listed", "others"))
    words = (
        "missed",
        "Nobody's caseload: they meet the rule and are on no list",
        "Everybody who meets the rule is on a list." if found else "Nobody is known to meet the rule.",
    )
    return _ranked(shown.meeting, shown.meeting.missing, most, words) if shown.lists else _not_here()


def _missing(said: str) -> Sentence:
    return Sentence(style="missing", sentences=[said], disclosure="method")


def _not_here() -> Sentence:
    return Sentence(sentences=[ELSEWHERE], disclosure="method")


def _ranked(
    meeting: Meeting, people: pd.DataFrame, most: int, words: tuple[str, str, str]
) -> Table | Sentence:
    id, caption, nobody = words
    if not len(people):
        return Sentence(sentences=[nobody], disclosure="method")
    ordered = people.rename_axis("person").reset_index().sort_values(["rank", "person"], kind="stable")
    shown = ordered.head(most).set_index("person")
    rows = shown.assign(
        order=[_rank(each["rank"], each["tied"]) for _, each in shown.iterrows()],
        lists=_lists(meeting, shown.index),
        why=_reasons(meeting.assessed, shown.index),
    )
    columns = [
        Column("order", "Rank"),
        *_points(meeting.assessed.rule, shown),
        *[Column("lists", "On other lists")] * bool((rows["lists"] != NO_LIST).any()),
        Column("why", "Why: what was found, and from when to when"),
    ]
    made = people_list(rows, columns, id=id, caption=caption, notes=_notes(meeting.assessed, shown, ordered))
    told = {"all": len(ordered), "shown": len(shown), "sharing": _cut(shown, ordered)}
    figures = [figure(f"{id}.{name}", count, "number", places=0) for name, count in told.items()]
    return sourced(saying(made, *figures), INPUTS)


def _cut(shown: pd.DataFrame, ordered: pd.DataFrame) -> int:
    """Count those who share the last rank that is shown, and are not shown."""
    last = shown["rank"].iloc[-1]
    return int((ordered["rank"] == last).sum() - (shown["rank"] == last).sum())


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


def _lists(meeting: Meeting, people: Iterable[str]) -> list[str]:
    found = lists_of(meeting.evidence, people)
    by_person = found.groupby("person")["list"].agg(lambda names: joined(map(list_name, names)))
    return [by_person.get(person, NO_LIST) for person in people]


def _reasons(assessment: Assessment, people: "pd.Index[str]") -> list[str]:
    found = reasons(assessment, people)
    by_id = {each.id: each for each in assessment.rule.criteria}
    told: dict[str, list[str]] = {str(person): [] for person in people}
    for row in found.to_dict("records"):
        criterion = by_id[str(row["criterion"])]
        if pd.isna(row["met"]):
            told[str(row["person"])].append(f"{readable(criterion.id)}: not known")
        elif criterion.measure not in CONDITIONS:
            told[str(row["person"])].append(reason(criterion, row["value"], row["first"], row["last"]))
    return ["; ".join(said) for said in told.values()]


def _notes(assessment: Assessment, shown: pd.DataFrame, ordered: pd.DataFrame) -> list[str]:
    rule, notes = assessment.rule, []
    if len(ordered) > len(shown):
        notes.append(f"{len(ordered)} people in all; the first {len(shown)} stand here.")
    last = shown["rank"].iloc[-1]
    cut = _cut(shown, ordered)
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
    notes.append("What each criterion asks for stands under “How it was decided”.")
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


def turning_table(shown: Shown) -> Table | Sentence:
    """Say who meets the rule but for their age, and reaches it in the year that follows, and in which month.

    `shown` comes from `iomlib.report.meeting_safe.protect`. The public edition has the counts alone.
    """
    assessment = shown.meeting.assessed
    apart = assessment.rule.criterion(assessment.rule.apart) if assessment.rule.apart else None
    if apart is None or apart.measure != "age":
        return _missing("The rule counts nobody apart for their age.")
    lost = gaps(shown.meeting.evidence, assessment.rule)
    if "nominals" in lost:
        return _missing("Nobody's age was supplied, so nobody can be called too young.")
    age = math.ceil(apart.threshold[1])
    young, coming = (shown.figure(name, f"turning.{name}") for name in ("apart", "turning"))
    said = (
        f"People who meet all that the rule asks but “{short_words(apart)}”: {young.text}. Of them reach {age} in the "
        f"{AHEAD} months after the quarter: {coming.text}."
    )
    if lost:
        said += f" There may be more: {', '.join(map(named, lost))} not supplied."
    found = turning(shown.meeting.evidence, assessment.people["apart"], age, AHEAD).dropna()
    if not shown.lists or not len(found):
        return sourced(Sentence(sentences=[said], disclosure="people", figures=[young, coming]), INPUTS)
    made = people_list(
        # A report is given the month of birth, so the day that it has is the first of it, whoever was born when.
        pd.DataFrame({"month": [f"{each:%B %Y}" for each in found["day"]]}, index=found.index),
        [Column("month", f"Turns {age} in")],
        id="turning",
        caption=f"Who turns {age} soon and meets all else that the rule asks",
        notes=[said],
    )
    return sourced(made.model_copy(update={"figures": [young, coming]}), INPUTS)
