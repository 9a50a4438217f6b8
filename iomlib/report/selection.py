"""Who meets a rule of selection, as counts: on the scheme's list and not on it, and under other thresholds."""

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.report.evidence_words import readable
from iomlib.report.frames import Column, sourced, table
from iomlib.report.lists import list_name
from iomlib.report.meeting_safe import ANSWERS, Shown, own_row
from iomlib.report.scheme import list_words, withheld_words
from iomlib.report.withholding import rounding

INPUTS = "data, tables of people; params/rules"
_ANSWERS = {"selected": "Meet the rule", "open": "Undecided: evidence is missing", "no": "Do not meet it"}
_STEPS = (
    "What other thresholds would give stands in the restricted edition: from one to the next a few people are lost, "
    "whom rounded counts do not hide."
)
_COUNTED = {
    "selected": "Would be selected (people)",
    "apart": "Counted apart (people)",
    "open": "Undecided (people)",
}


def no_list(shown: Shown) -> Sentence:
    """Say that it is not known who is on the list, so that nothing can be said of who is not."""
    name = list_words(shown.meeting.name)
    said = f"Nobody was ever on the {name} in what was supplied, so it is not known who is on it."
    return Sentence(style="missing", sentences=[said])


def standing_table(shown: Shown) -> Table | Sentence:
    """Show how many people meet the rule of selection, on the list and not on it.

    `shown` comes from `iomlib.report.meeting_safe.protect`, here and below.
    """
    if not shown.known:
        return no_list(shown)
    names = {answer: [f"{answer}.{who}" for who in ("listed", "others")] for answer in ANSWERS}
    rows = pd.DataFrame.from_dict(
        {answer: [shown.counts[name] for name in pair] for answer, pair in names.items()},
        orient="index",
        columns=["listed", "others"],
    )
    for at, column in enumerate(("listed", "others")):
        rows[f"{column}_withheld"] = [shown.withheld(pair[at]) for pair in names.values()]
    made = table(
        rows,
        [
            Column("listed", "On the list (people)", "count"),
            Column("others", "Not on the list (people)", "count"),
        ],
        id="standing",
        caption=f"How people stand under the rule: {shown.meeting.assessed.rule.title}",
        index="Answer",
        disclosure="people",
        notes=[
            "Everybody of whom the partnership knows anything in the area is counted.",
            *rounding(shown.rule),
        ],
        labels=_ANSWERS,
    )
    return sourced(made, INPUTS)


def candidate_words(shown: Shown) -> list[str]:
    """Word for the headline how many people could come; nothing where it is not known who is on the list."""
    if not shown.known:
        return []
    rule, name = shown.meeting.assessed.rule, list_words(shown.meeting.name)
    if shown.withheld("selected.others"):
        return [
            withheld_words(
                f"How many people meet “{rule.title}” and are not on the {name}", shown.rule.threshold
            )
        ]
    ready, undecided = (shown.figure(f"{answer}.others", "") for answer in ("selected", "open"))
    said = f"{ready.text} people who are not on the {name} meet “{rule.title}”"
    if undecided.value:
        said += f"; of {undecided.text} more it cannot be told, because evidence is missing"
    return [f"{said}."]


def missed_sentence(shown: Shown) -> Sentence:
    """Count the people who meet the rule and are on no list at all, and name the lists that were looked at."""
    if not shown.known:
        return no_list(shown)
    made = shown.figure("missed", "missed.people")
    said = [
        f"People who meet “{shown.meeting.assessed.rule.title}” and are on no list: {made.text}.",
        f"Lists looked at, of any area: {'; '.join(map(list_name, shown.meeting.lists))}.",
    ]
    return sourced(Sentence(sentences=said, disclosure="people", figures=[made]), INPUTS)


def grid_table(shown: Shown) -> Table | Sentence:
    """Show how many people other thresholds would select; nothing where the rule names none to try."""
    tried, rule = shown.meeting.tried, shown.meeting.assessed.rule
    if not len(tried):
        return Sentence(sentences=[])
    if not shown.rule.open:
        return Sentence(sentences=[_STEPS])
    names, own = list(rule.grid), own_row(shown.meeting)
    counted = ["selected"] + ["apart"] * bool(rule.apart) + ["open"] * bool(tried["open"].any())
    ids = ["-".join(_number(value).replace(".", "_") for value in key) for key in tried[names].to_numpy()]
    rows = tried.assign(
        mark=["the rule as it is" if row == own else "" for row in range(len(tried))],
        **{name: [_number(value) for value in tried[name]] for name in names},
    ).set_index(pd.Index(ids))
    made = table(
        rows,
        [
            *(Column(name, _threshold_words(shown, name)) for name in names[1:]),
            *(Column(name, _COUNTED[name], "count") for name in counted),
            Column("mark", "Which is"),
        ],
        id="thresholds",
        caption=f"People whom other thresholds would select: {rule.title}",
        index=_threshold_words(shown, names[0]),
        disclosure="people",
        labels=dict(zip(ids, rows[names[0]], strict=True)),
    )
    return sourced(made, INPUTS)


def _number(value: float) -> str:
    return f"{value:.10g}"


def _threshold_words(shown: Shown, name: str) -> str:
    way = shown.meeting.assessed.rule.criterion(name).threshold[0].replace("_", " ")
    return f"{readable(name)}: {way}"
