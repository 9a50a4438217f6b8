"""What the next meeting decides: whom the rules say to look at, why, since when, and for how long it has been due."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.metrics.timeliness import review_timeliness
from iomlib.report.editions import ELSEWHERE, people_list
from iomlib.report.evidence_words import evidence_words, named, readable
from iomlib.report.formats import day, write
from iomlib.report.frames import Column, figure, slug, sourced, table
from iomlib.report.meeting_safe import Shown
from iomlib.report.said import Said, saying
from iomlib.report.scheme import list_words, withheld, withheld_words
from iomlib.report.selection import INPUTS, no_list
from iomlib.report.shares import share_words
from iomlib.report.withholding import published, rounding
from iomlib.rules import Criterion, Rule, words

NAMED = 10  # people of whom something is not known: so many stand there by their ids


def decisions_table(shown: Shown) -> Table | Sentence:
    """Show what there is to decide: each action of the rules, why, and for how many people.

    `shown` comes from `iomlib.report.meeting_safe.protect`, here and below.
    """
    if not shown.known:
        return no_list(shown)
    meeting = shown.meeting
    rows = [*_decisions(shown, meeting.rules.leaving, meeting.flags, "flag")]
    if meeting.rules.returning:
        rows += _decisions(shown, meeting.rules.returning, meeting.back, "back")
    rows.append(_coming(shown))
    frame = pd.DataFrame(rows).set_index("id")
    columns = [Column("why", "Because"), Column("people", "People", "count")]
    columns += [Column("open", "Not known (people)", "count")] * bool((frame["open"] > 0).any())
    columns += [Column("longest", "Longest overdue (days)", number=True)] * shown.lists
    made = table(
        frame,
        columns,
        id="decisions",
        caption="What there is to decide, and for how many people",
        index="Decision",
        disclosure="people",
        notes=[
            "Somebody may be counted in several rows. The words are those of the rules, with the thresholds applied.",
            *rounding(shown.rule),
        ],
        labels=dict(zip(frame.index, frame["action"], strict=True)),
    )
    return sourced(made, INPUTS)


def _decisions(shown: Shown, rule: Rule, flags: pd.DataFrame, kind: str) -> Iterable[dict[str, Any]]:
    longest = flags.groupby("criterion", observed=True)["days_overdue"].max().dropna()
    for each in rule.criteria:
        if each.then:
            name = f"{kind}.{each.id}"
            yield {
                "id": f"{kind}-{each.id}",
                "action": _capital(each.then),
                "why": words(each),
                "people": shown.counts.get(name, 0.0),
                "people_withheld": shown.withheld(name),
                "open": shown.counts.get(f"{name}?", 0.0),
                "open_withheld": shown.withheld(f"{name}?"),
                "longest": write(longest[each.id], "days") if each.id in longest else "",
            }


def _coming(shown: Shown) -> dict[str, Any]:
    return {
        "id": "coming",
        "action": f"Consider for the {list_words(shown.meeting.name)}",
        "why": f"Meets “{shown.meeting.assessed.rule.title}” and is not on the list",
        "people": shown.counts["selected.others"],
        "people_withheld": shown.withheld("selected.others"),
        "open": shown.counts["open.others"],
        "open_withheld": shown.withheld("open.others"),
        "longest": "",
    }


def review_table(shown: Shown) -> Table | Sentence:
    """List the people on the scheme's list who give cause to act, each with what was found and since when."""
    nobody = "Nobody on the list gives cause to act by the rule."
    return _listed(shown, shown.meeting.rules.leaving, shown.meeting.flags, ("review", "Review list", nobody))


def back_table(shown: Shown) -> Table | Sentence:
    """List the people to consider again before they are released; nothing where no rule asks for it."""
    rule = shown.meeting.rules.returning
    if rule is None:
        return Sentence(sentences=[])
    nobody = "Nobody who has left the list gives cause to consider them again."
    return _listed(shown, rule, shown.meeting.back, ("back", "To consider again before release", nobody))


def _listed(shown: Shown, rule: Rule, flags: pd.DataFrame, words: tuple[str, str, str]) -> Table | Sentence:
    id, caption, nobody = words
    if not shown.known:
        return no_list(shown)
    if not shown.lists:
        return Sentence(sentences=[ELSEWHERE])
    unknown = flags["open"].astype(bool)
    kept, gaps = flags[~unknown], _gaps(flags[unknown])
    if not len(kept):
        told = Sentence(sentences=[nobody, *gaps], disclosure="people", figures=_open(id, flags[unknown]))
        return sourced(told, INPUTS)
    by_id = {each.id: each for each in rule.criteria}
    urgent = kept.groupby("person", observed=True)["days_overdue"].transform("max")
    ordered = kept.assign(urgent=urgent).sort_values(
        ["urgent", "person", "days_overdue", "criterion"], ascending=[False, True, False, True]
    )
    rows = pd.DataFrame([_flag(row, by_id[row["criterion"]]) for row in ordered.to_dict("records")])
    if rule.review:
        rows["found"] = _last_reviews(shown, rows["found"], ordered)
    made = people_list(
        rows.set_index(pd.Index(ordered["person"])),
        _COLUMNS,
        id=id,
        caption=f"{caption}: {rule.title}",
        notes=["The longest overdue stand first; all that is due of one person stands together.", *gaps],
    )
    return sourced(saying(made, *_open(id, flags[unknown])), INPUTS)


_COLUMNS = [
    Column("action", "What to decide"),
    Column("criterion", "Criterion"),
    Column("found", "What was found"),
    Column("since", "Due since"),
    Column("days", "Days overdue", "days"),
]


def _last_reviews(shown: Shown, found: "pd.Series[str]", flags: pd.DataFrame) -> list[str]:
    """Say of a review that is due when the last one was."""
    last, due = shown.meeting.reviewed["last_review"], shown.meeting.rules.leaving.review
    told = []
    for said, person, criterion in zip(found, flags["person"], flags["criterion"], strict=True):
        when = last.get(person) if criterion == due else None
        told.append(
            said if criterion != due else "never reviewed" if pd.isna(when) else f"last reviewed {day(when)}"
        )
    return told


def _gaps(flags: pd.DataFrame) -> list[str]:
    """Say of whom it is not known whether they meet a criterion: by their ids where they are few, else how many."""
    told = []
    for (criterion, action), rows in flags.groupby(["criterion", "action"], observed=True):
        people = sorted(map(str, rows["person"].unique()))
        who = ", ".join(people) if len(people) <= NAMED else f"{len(people)} people"
        told.append(f"Not known, for want of evidence, whether to {action} ({named(str(criterion))}): {who}.")
    return told


def _open(id: str, flags: pd.DataFrame) -> list[Figure]:
    """Record of how many people it is not known, where they are too many to name."""
    counts = flags.groupby("criterion", observed=True)["person"].nunique()
    many = counts[counts > NAMED].items()
    return [figure(f"{id}.open.{slug(str(name))}", count, "number", places=0) for name, count in many]


def _flag(row: dict[Any, Any], criterion: Criterion) -> dict[str, Any]:
    return {
        "action": _capital(str(row["action"])),
        "criterion": readable(str(row["criterion"])),
        "found": evidence_words(criterion, row["value"], row["first"], row["last"]),
        "since": day(row["since"]),
        "days": row["days_overdue"],
    }


def timeliness_sentence(shown: Shown) -> Sentence:
    """Say how many of those on the list were reviewed in time; nothing where the rule asks for no review."""
    rule = shown.meeting.rules.leaving
    if not shown.known or "reviewed" not in shown.counts:
        return Sentence(sentences=[])
    months = rule.criterion(rule.review or "").months
    count, size = shown.figure("reviewed", "reviews.in_time"), shown.figure("listed", "reviews.listed")
    if shown.withheld("reviewed", "listed"):
        return withheld(f"How many were reviewed in the last {months} months", shown.rule)
    found = review_timeliness(shown.meeting.reviewed)
    if pd.isna(found["value"].iloc[0]):
        said = f"How many were reviewed in the last {months} months is not known."
        return Sentence(sentences=[said], disclosure="people")
    pair = found.iloc[[0]].rename(columns={"value": "share"}).assign(people=count.value, out_of=size.value)
    (row,) = published(pair, (), shown.rule).to_dict("records")
    figures = [count, size]
    if not isinstance(row.get("share_band"), str):
        limits = {"bounds": (row["lower"], row["upper"]), "confidence": row["confidence"]}
        figures.append(figure("reviews.share", row["share"], "share", method=str(row["method"]), **limits))
    method = "" if isinstance(row.get("share_band"), str) else f", {row['method']}"
    said = (
        f"{count.text} of the {size.text} people on the list were reviewed in the last {months} months "
        f"({share_words(row)}{method})."
    )
    return sourced(Sentence(sentences=[said], disclosure="people", figures=figures), INPUTS)


_SOME = "some counts are withheld"


def leaving_words(shown: Shown) -> list[str]:
    """Word for the headline what the rules say to decide about those on the list, but for reviews."""
    if not shown.known:
        return []
    rule, name = shown.meeting.rules.leaving, list_words(shown.meeting.name)
    if not shown.counts["listed"]:
        return [f"Nobody is on the {name}, so there is nobody to look at under “{rule.title}”."]
    said = _told(shown, [each for each in rule.criteria if each.id != rule.review], "flag")
    told = [f"Under “{rule.title}”, for people on the {name}: {said}."]
    returning = shown.meeting.rules.returning
    back = _told(shown, returning.criteria, "back") if returning else ""
    if said == _SOME:  # nothing else is told
        told = [
            f"For how many people on the {name} there is something to decide under “{rule.title}” is withheld: they "
            "are few, or all but a few."
        ]
    back = "" if back == _SOME else back
    return [*told, *([f"For people who have left it, before release: {back}."] if back else [])]


def _told(shown: Shown, criteria: Iterable[Criterion], kind: str) -> str:
    parts, small = [], False
    for each in criteria:
        name = f"{kind}.{each.id}"
        small |= shown.withheld(name)
        if each.then and shown.counts.get(name, 0) > 0:
            parts.append(f"{each.then} ({named(each.id)}) {write(shown.counts[name], 'count')}")
    more = [_SOME] * small
    return "; ".join([*parts, *more]) or "nothing to decide"


def review_words(shown: Shown) -> list[str]:
    """Word for the headline for how many people a review is overdue; nothing where the rule asks for none."""
    rule = shown.meeting.rules.leaving
    name = f"flag.{rule.review}"
    if not shown.known or name not in shown.counts:
        return []
    if not shown.counts["listed"]:
        return ["No review is due: nobody is on the list."]
    if shown.withheld(name, "listed"):
        return [withheld_words("For how many people on the list a review is overdue", shown.rule.threshold)]
    if shown.counts.get(f"{name}?", 0) > 0 and not shown.counts[name]:
        return ["It is not known for how many people on the list a review is overdue."]
    late, size = (write(shown.counts[each], "count") for each in (name, "listed"))
    mine = shown.meeting.flags["criterion"] == rule.review
    longest = shown.meeting.flags.loc[mine, "days_overdue"].max()
    more = f"; the longest for {write(longest, 'count')} days" if shown.lists and longest > 0 else ""
    made = [figure("review.longest", longest, "days")] if more else []
    return Said(
        [f"A review is overdue for {late} of the {size} people on the list{more}."],
        made,
        ["list_size.people.people"],
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
