"""Actions that were agreed, the late ones first."""

from math import isnan
from typing import Any

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.periods import Quarter
from iomlib.report.formats import write
from iomlib.report.frames import Column, figure, named_sources, slug, sourced, table
from iomlib.report.said import Said

INPUTS = "data/actions.csv"
NO_ACTIONS = "No actions were recorded for this area up to this quarter."
LATE = (
    "Late: open, and due in a quarter before this one. Days count from the end of the quarter it was due in."
)
CARRIED = "A status stays as it was recorded until another is recorded."
_COLUMNS = [
    Column("owner", "Who answers for it"),
    Column("due", "Due"),
    Column("state", "Where it stands"),
    Column("late", "Days late"),
    Column("recorded", "Recorded"),
]
_COUNTED = {
    "late": "late",
    "open": "open and not yet due",
    "open, no due date": "open without a date by which they are due",
    "done this quarter": "done since the last quarter",
}


def actions_sentence(tracker: pd.DataFrame) -> Sentence:
    """Say how many actions are late, open and done.

    `tracker` comes from `iomlib.metrics.actions.action_tracker`.
    """
    if not len(tracker):
        return Sentence(style="missing", sentences=[NO_ACTIONS])
    counts = {state: int((tracker["state"] == state).sum()) for state in _COUNTED}
    said = [f"{write(counts[state], 'count')} {words}" for state, words in _COUNTED.items() if counts[state]]
    carried = int((tracker["carried"] & (tracker["status"] == "open")).sum())
    told = (
        [f"Actions: {'; '.join(said)}."]
        if said
        else ["No action is open, and none was done since the last quarter."]
    )
    if carried:
        told.append(
            f"Of those open, {write(carried, 'count')} had nothing recorded this quarter: their status is carried on."
        )
    figures = [
        figure(f"actions.{state.replace(', ', '-').replace(' ', '-')}", count, "count")
        for state, count in counts.items()
    ]
    figures += [figure("actions.carried", carried, "number", places=0)] if carried else []
    return sourced(Sentence(sentences=told, disclosure="method", figures=figures), INPUTS)


def actions_words(tracker: pd.DataFrame) -> list[str]:
    """Word the actions for the headline, and which is due next; nothing where none were supplied."""
    if not len(tracker):
        return []
    due = sorted(
        each for each in tracker.loc[tracker["state"] == "open", "due"] if isinstance(each, str) and each
    )
    said = [f"The next is due by the end of {Quarter.parse(due[0]).label}."] if due else []
    told = actions_sentence(tracker)
    events = [
        figure(made.id.replace("actions.", "actions.told."), made.value, "events")
        for made in told.figures
        if made.value
    ]
    return Said([*told.sentences[:1], *said], events)


def actions_table(tracker: pd.DataFrame, quarter: str) -> Table | Sentence:
    """Show every action that is open, or was closed in this quarter, the late ones first.

    `tracker` comes from `iomlib.metrics.actions.action_tracker` for the same `quarter`.
    """
    if not len(tracker):
        return Sentence(style="missing", sentences=[NO_ACTIONS])
    shown = tracker[(tracker["status"] == "open") | ~tracker["carried"]]
    closed = len(tracker) - len(shown)
    notes = [f"Closed in earlier quarters and not listed: {write(closed, 'count')}."] if closed else []
    if not len(shown):
        return Sentence(sentences=["No action is open, and none was closed in this quarter.", *notes])
    made = table(
        shown.assign(
            state=[_state(state) for state in shown["state"]],
            due=[_due(due, first) for due, first in zip(shown["due"], shown["first_due"], strict=True)],
            recorded=[_short(each) for each in shown["recorded"]],
            late=["" if isnan(days) else write(days, "days") for days in shown["days_late"]],
        ),
        [column for column in _COLUMNS if column.key != "late" or shown["days_late"].notna().any()],
        id="actions",
        caption=f"Actions at the end of {_short(quarter)}",
        index="What was agreed",
        disclosure="method",
        labels={str(name): str(words) for name, words in shown["recommendation"].items()},
        notes=[LATE, CARRIED, *notes, f"Sources: {named_sources(shown)}."],
    )
    days_late = shown["days_late"].dropna()
    late = [figure(f"actions.{slug(str(name))}.days_late", days, "days") for name, days in days_late.items()]
    late += [figure("actions.closed_before", closed, "number", places=0)] if closed else []
    return sourced(made.model_copy(update={"figures": late}), INPUTS)


def _state(state: str) -> str:
    return "done" if state.startswith("done") else state.removesuffix(", no due date")


def _due(due: Any, first: Any) -> str:
    said = _short(due) if isinstance(due, str) and due else "no date"
    return f"{said} (first {_short(first)})" if isinstance(first, str) and first else said


def _short(quarter: str) -> str:
    one = Quarter.parse(quarter)
    return f"{one.financial_year.replace('-', '/')} Q{one.number}"
