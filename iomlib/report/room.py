"""Room on a scheme: what its list would be with more people on it, and who may leave it."""

import pandas as pd

from iomlib.blocks import Counts, Figure, Sentence, Table
from iomlib.metrics.capacity import LEAVE, would_leave
from iomlib.metrics.cohort import GUIDANCE
from iomlib.report.editions import ELSEWHERE, people_list
from iomlib.report.evidence_words import named
from iomlib.report.formats import WITHHELD, day, write
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.meeting_safe import Shown
from iomlib.report.said import saying
from iomlib.report.scheme import list_words
from iomlib.report.selection import INPUTS, no_list
from iomlib.report.withholding import rounding


def adding_table(shown: Shown, posts: pd.DataFrame, guidance: str) -> Table | Sentence:
    """Show the size of the list with those on it who are ranked first, and without those who may leave.

    Parameters
    ----------
    shown
        From `iomlib.report.meeting_safe.protect`.
    posts
        From `iomlib.metrics.capacity.cases_per_post`; without rows no post was supplied.
    guidance
        ``smaller`` or ``larger``: which numbers of the guidance of 2004 the area is held against.
    """
    if not shown.known:
        return no_list(shown)
    rows, span = _rows(shown, posts, guidance), " to ".join(map(str, GUIDANCE[guidance]))
    columns = [Column("people", "People on the list", "count"), Column("position", f"Against {span}")]
    columns += [Column("per_post", "People for each post", "number", places=1)] * bool(len(posts))
    columns += [Column("custody", "Of them in custody", number=True)] * shown.lists
    columns.append(Column("people_after_leaving", "People, without those who may leave", "count"))
    made = table(
        rows,
        columns,
        id="room",
        caption=f"The {list_words(shown.meeting.name)} with more people on it",
        index="With so many added",
        disclosure="people",
        notes=_notes(shown, guidance),
        labels={added: _added(shown, int(added)) for added in rows.index},
    )
    return sourced(saying(made, *_ties(shown)), f"{INPUTS}; data/staffing.csv")


def _ties(shown: Shown) -> list[Figure]:
    """Record how many people tie for the last of how many places, as the notes say it."""
    tied = _apart(shown)["tied"] if shown.lists else pd.Series(dtype="float64")
    return [
        figure(f"room.{added}.{name}", count, "number", places=0)
        for added, ties in tied[tied > 0].items()
        for name, count in (("tied", ties), ("places", added))
    ]


def record(shown: Shown) -> Counts:
    """Record how long the lists of `adding_table` would be: they follow from counts that are shown."""
    rows = _rows(shown, pd.DataFrame(), "larger") if shown.known else pd.DataFrame()
    cells = {
        f"{added}.{name}": None if row[f"{name}_withheld"] or pd.isna(row[name]) else float(row[name])
        for added, row in rows.iterrows()
        for name in ("people", "people_after_leaving")
    }
    return Counts(id="room", cells=cells)


def _rows(shown: Shown, posts: pd.DataFrame, guidance: str) -> pd.DataFrame:
    room = _apart(shown)
    away = [shown.withheld("listed", *(["selected.others"] if asked else [])) for asked in room.index]
    against = zip(away, room["people"], strict=True)
    custody = zip(room["in_custody_least"], room["in_custody_most"], strict=True)
    left = zip(away, room["people_after_leaving"].map(shown.rule.small), strict=True)  # of 40 less 35: 5
    rows = room.assign(
        people_withheld=away,
        people_after_leaving_withheld=[one or few or shown.withheld("leaving") for one, few in left],
        position=[WITHHELD if one else _against(count, *GUIDANCE[guidance]) for one, count in against],
        custody=[_from_to(*pair) for pair in custody],
        per_post=room["people"] / (posts["posts"].iloc[-1] if len(posts) else float("nan")),
        per_post_withheld=away,
    )
    return rows.set_index(room.index.astype(str))


def _apart(shown: Shown) -> pd.DataFrame:
    """Work the rows out from what is shown; leave out what adds nobody to the row before, where that may be told."""
    room, counts = shown.meeting.room, shown.counts
    if not shown.rule.open:
        least = [min(asked, counts["selected.others"]) if asked else 0.0 for asked in room.index]
        people = counts["listed"] + pd.Series(least, index=room.index)
        room = room.assign(added=least, people=people, people_after_leaving=people - counts["leaving"])
    return room if shown.withheld("selected.others") else room[~room["added"].duplicated()]


def _added(shown: Shown, asked: int) -> str:
    """Name a row; where there are fewer people than asked for, say so where their number may be shown."""
    if not asked:
        return "As it is"
    there = _apart(shown)["added"][asked]
    fewer = there < asked and not shown.withheld("selected.others")
    return f"The {asked} ranked first" + (f" (there are {write(there, 'count')})" if fewer else "")


def _against(people: float, least: int, most: int) -> str:
    if least <= people <= most:
        return "within"
    return (
        f"{write(least - people, 'count')} below"
        if people < least
        else f"{write(people - most, 'count')} above"
    )


def _from_to(least: float, most: float) -> str:
    return (
        write(least, "count")
        if least == most or pd.isna(least)
        else f"{write(least, 'count')} to {write(most, 'count')}"
    )


def _notes(shown: Shown, guidance: str) -> list[str]:
    notes = [
        f"{' to '.join(map(str, GUIDANCE[guidance]))} is what the guidance of 2004 suggests for {guidance} areas. "
        f"Who may leave: whom “{shown.meeting.rules.leaving.title}” says to {LEAVE}, if the meeting agrees.",
    ]
    tied = _apart(shown)["tied"]
    if shown.lists and tied.gt(0).any():
        said = "; ".join(
            f"{write(count, 'count')} for the last of {added}" for added, count in tied[tied > 0].items()
        )
        notes.append(
            f"People who tie for the last places, and whom the rule does not tell apart: {said}. So how many of those "
            "added are in custody is given from least to most."
        )
    return [*notes, *rounding(shown.rule)]


def leaving_table(shown: Shown) -> Table | Sentence:
    """List who may leave the list to make room, the longest due first."""
    if not shown.known:
        return Sentence(sentences=[])
    found, flags = would_leave(shown.meeting.flags), shown.meeting.flags
    if not shown.lists:
        made = shown.figure("leaving", "leaving.people")
        said = [f"People who may leave: {made.text}. {ELSEWHERE}"]
        return sourced(Sentence(sentences=said, disclosure="people", figures=[made]), INPUTS)
    if not len(found):
        return Sentence(sentences=[f"There is nobody on the list whom the rule says to {LEAVE}."])
    why = flags[~flags["open"].astype(bool) & flags["action"].str.startswith(LEAVE)]
    by_person = why.groupby("person", observed=True)["criterion"].agg(
        lambda names: ", ".join(named(name) for name in sorted(names))
    )
    rows = pd.DataFrame(
        {"since": [day(each) for each in found["since"]], "why": by_person[found.index].tolist()},
        index=found.index,
    )
    listed = people_list(
        rows,
        [Column("since", "Due since"), Column("why", "Criteria")],
        id="leaving",
        caption="Who may leave to make room",
        notes=[],
    )
    return sourced(listed, INPUTS)
