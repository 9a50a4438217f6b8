"""Actions that were agreed: where each stands at a quarter, and which are late."""

import pandas as pd

from iomlib.periods import Quarter

OPEN = "open"
# What a meeting looks at, in this order.
STATES = ("late", "open", "open, no due date", "done this quarter", "done before", "dropped")


def action_tracker(actions: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """Say where each action stands at the end of a quarter, the late ones first.

    An action keeps the status of its latest row up to the quarter: what nobody reports on is carried
    on as it was. It is late where it is open and was due in a quarter before.

    Parameters
    ----------
    actions
        One row per action and quarter in which something was recorded: ``action`` (id), ``quarter``,
        ``recommendation``, ``owner`` (a role), ``due`` (quarter, may be missing), ``status`` (open,
        done, dropped), ``source``, ``paragraph``. All of one area.
    quarter
        Financial quarter of the report.

    Returns
    -------
    One row per action (index) that was recorded by then: ``recommendation``, ``owner``, ``due``,
    ``first_due`` (where it was once another, else missing), ``status``, ``recorded`` (quarter of that
    status), ``carried`` (nothing was recorded in this quarter), ``state`` (late; open; open, no due
    date; done this quarter; done before; dropped), ``quarters_late``, ``days_late`` (from the last day
    of the quarter it was due in to the last of this; both missing unless late), ``source``,
    ``paragraph``. The latest first among the late, then by when they are due, then by id.

    Raises
    ------
    ValueError
        An action has two rows of one quarter.
    ParameterError
        A quarter is misspelt.

    Source
    ------
    Recommendations of the Safer Stockton Partnership's Offender Management Update and of Peterborough's
    scrutiny committee (12 September 2012, item 5, section 2), which name no day by which anything is
    to be done.

    Examples
    --------
    >>> rows = {"action": ["a", "a", "b"], "quarter": ["2008-09-Q1", "2008-09-Q3", "2008-09-Q1"]}
    >>> rows |= {"recommendation": "Review", "owner": "Manager", "due": "2008-09-Q2", "source": "s", "paragraph": "1"}
    >>> tracker = action_tracker(pd.DataFrame(rows | {"status": ["open", "done", "open"]}), "2008-09-Q3")
    >>> tracker[["state", "quarters_late", "days_late"]].values.tolist()
    [['late', 1.0, 92.0], ['done this quarter', nan, nan]]
    """
    now = Quarter.parse(quarter)
    rows = actions.assign(_when=[_number(Quarter.parse(each)) for each in actions["quarter"]])
    rows = rows[rows["_when"] <= _number(now)].sort_values(["action", "_when"], kind="stable")
    if rows.duplicated(["action", "_when"]).any():
        twice = rows[rows.duplicated(["action", "_when"])].iloc[0]
        raise ValueError(f"action {twice['action']} has two rows of {twice['quarter']}. Keep one.")
    latest = rows.groupby("action", sort=True).tail(1).set_index("action")
    made = latest[["recommendation", "owner", "due", "status"]].copy()
    first = rows.dropna(subset="due").groupby("action")["due"].first().reindex(made.index)
    made.insert(3, "first_due", first.where(first != made["due"]))
    made["recorded"] = latest["quarter"]
    made["carried"] = latest["_when"] < _number(now)
    due = [None if pd.isna(each) or not each else Quarter.parse(each) for each in made["due"]]
    made["state"] = _states(made, due, now)
    late = (made["state"] == STATES[0]).tolist()
    pairs = list(zip(due, late, strict=True))
    made["quarters_late"] = [
        _number(now) - _number(each) if is_late and each else None for each, is_late in pairs
    ]
    made["days_late"] = [(now.end - each.end).days if is_late and each else None for each, is_late in pairs]
    made = made.astype({"quarters_late": "float64", "days_late": "float64"})
    return _ordered(made.join(latest[["source", "paragraph"]]), due)


def _states(made: pd.DataFrame, due: list[Quarter | None], now: Quarter) -> list[str]:
    late, still, undated, this_quarter, before, dropped = STATES
    told = []
    for status, carried, each in zip(made["status"], made["carried"], due, strict=True):
        if status != OPEN:
            told.append(dropped if status == "dropped" else before if carried else this_quarter)
        else:
            told.append(undated if each is None else late if each < now else still)
    return told


def _ordered(made: pd.DataFrame, due: list[Quarter | None]) -> pd.DataFrame:
    """Put the states in their order; within one what was due first, then the ids in theirs."""
    places = pd.DataFrame(
        {
            "state": [STATES.index(state) for state in made["state"]],
            "due": [float("inf") if each is None else _number(each) for each in due],
            "id": made.index.astype("str"),
        },
        index=made.index,
    )
    return made.loc[places.sort_values(["state", "due", "id"]).index]


def _number(quarter: Quarter) -> int:
    return 4 * quarter.year + quarter.number
