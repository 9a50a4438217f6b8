"""Who meets a rule of selection, as counts: on a list and not on it, and under other thresholds."""

import math
from collections.abc import Iterable, Sequence

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.metrics.selection import Assessment
from iomlib.report.evidence_words import readable
from iomlib.report.formats import write
from iomlib.report.frames import Column, sourced, table
from iomlib.report.withheld import Mask, apart_withheld, count_figure, few, parts_withheld, small_note

INPUTS = "data, tables of people; params/rules"
NO_LIST = "Who is on the list was not supplied, so those who are not on it cannot be told from those who are."
_ANSWERS = {"selected": "Meet the rule", "open": "Undecided: evidence is missing", "no": "Do not meet it"}
_COUNTED = {
    "selected": "Would be selected (people)",
    "apart": "Counted apart (people)",
    "open": "Undecided (people)",
}


def standing(assessment: Assessment, listed: "pd.Series[bool]", minimum: int) -> pd.DataFrame:
    """Count who meets a rule, who does not and of whom it is not known, of those on a list and of all others.

    Parameters
    ----------
    assessment
        From `iomlib.metrics.selection.assess`.
    listed
        Who is on the list, from `iomlib.metrics.cohort.on_list`; missing where that is not known.
    minimum
        The smallest count that the edition may show; 1 keeps all.

    Returns
    -------
    One row per answer (``selected``, ``open``, ``no``): ``listed`` and ``others`` (counts, missing where it is not
    known who is on the list), and for each of them ``listed_withheld`` and ``others_withheld``.
    """
    on = listed.reindex(assessment.people.index).astype("boolean")
    rows = {
        answer: [math.nan, math.nan] if on.isna().any() else [(mask & on).sum(), (mask & ~on).sum()]
        for answer, mask in _answers(assessment).items()
    }
    counts = pd.DataFrame.from_dict(rows, orient="index", columns=["listed", "others"], dtype="float64")
    return counts.join(parts_withheld(counts, minimum).add_suffix("_withheld"))


def _answers(assessment: Assessment) -> dict[str, "pd.Series[bool]"]:
    selected = assessment.people["selected"].astype("boolean")
    return {
        "selected": selected.fillna(value=False),
        "open": selected.isna(),
        "no": ~selected.fillna(value=True),
    }


def standing_table(counts: pd.DataFrame, assessment: Assessment, minimum: int) -> Table | Sentence:
    """Show how many people meet a rule, on the list and not on it; `counts` comes from `standing`."""
    if not_listed(counts):
        return Sentence(style="missing", sentences=[NO_LIST])
    made = table(
        counts,
        [
            Column("listed", "On the list (people)", "count"),
            Column("others", "Not on the list (people)", "count"),
        ],
        id="standing",
        caption=f"How people stand under the rule: {assessment.rule.title}",
        index="Answer",
        disclosure="people",
        notes=[
            "Everybody of whom anything is known in the area is counted.",
            *small_note(bool(counts.filter(like="_withheld").to_numpy().any()), minimum),
        ],
        labels=_ANSWERS,
    )
    return sourced(made, INPUTS)


def not_listed(counts: pd.DataFrame) -> bool:
    """Say whether it is not known who is on the list; `counts` comes from `standing`.

    Examples
    --------
    >>> not_listed(pd.DataFrame({"others": [1.0, float("nan")]}))
    True
    """
    return bool(counts["others"].isna().any())


def candidate_words(counts: pd.DataFrame, assessment: Assessment, minimum: int) -> list[str]:
    """Word for the headline how many people could come; nothing where it is not known who is on the list."""
    if not_listed(counts):
        return []
    ready, undecided = counts.T["selected"], counts.T["open"]
    title = assessment.rule.title
    if ready["others_withheld"]:
        return [f"How many people meet the rule ({title}) and are not on the list is withheld: they are few."]
    said = f"{write(ready['others'], 'count')} people who are not on the list meet the rule ({title})"
    if undecided["others"] and not undecided["others_withheld"]:
        said += (
            f"; of {write(undecided['others'], 'count')} more it cannot be told, because evidence is missing"
        )
    return [f"{said}."]


def missed_sentence(
    missing: pd.DataFrame, counts: pd.DataFrame, lists: Sequence[str], minimum: int
) -> Sentence:
    """Count the people who meet the rule and are on no list at all, and name the lists that were looked at.

    Parameters
    ----------
    missing
        From `iomlib.metrics.selection.missed`.
    counts
        From `standing`.
    lists
        Ids of the lists that were looked at.
    minimum
        The smallest count that the edition may show.
    """
    if not_listed(counts):
        return Sentence(style="missing", sentences=[NO_LIST])
    ready = counts.T["selected"]
    hidden = bool(ready["others_withheld"]) or apart_withheld([len(missing)], minimum, [ready["others"]])[0]
    made = count_figure("missed.people", len(missing), hidden)
    said = [
        f"People who meet the rule and are on no list: {made.text}.",
        f"Lists looked at, of any area: {', '.join(lists)}.",
    ]
    return sourced(Sentence(sentences=said, disclosure="people", figures=[made]), INPUTS)


def grid_table(tried: pd.DataFrame, assessment: Assessment, minimum: int) -> Table | Sentence:
    """Show how many people other thresholds would select.

    Parameters
    ----------
    tried
        From `iomlib.metrics.selection.grid`.
    assessment
        What the rule selects as it is.
    minimum
        The smallest count that the edition may show. Counts that differ from another by fewer are withheld.
    """
    rule, names = assessment.rule, list(assessment.rule.grid)
    if not len(tried):
        return Sentence(sentences=[])
    keys = tried[names].to_numpy()
    own = (keys == [rule.criterion(name).threshold[1] for name in names]).all(axis=1)
    counted = ["selected"] + ["apart"] * bool(rule.apart) + ["open"] * bool(tried["open"].any())
    rows = tried.assign(
        mark=["the rule as it is" if each else "" for each in own],
        **{name: [_number(value) for value in tried[name]] for name in names},
        **{f"{column}_withheld": _hidden(tried[column], own, assessment, minimum) for column in counted},
    )
    rows = rows.set_index(pd.Index([_row_id(key) for key in keys]))
    made = table(
        rows,
        [
            *(Column(name, _threshold_words(assessment, name)) for name in names[1:]),
            *(Column(name, _COUNTED[name], "count") for name in counted),
            Column("mark", "Which is"),
        ],
        id="thresholds",
        caption=f"People whom other thresholds would select: {rule.title}",
        index=_threshold_words(assessment, names[0]),
        disclosure="people",
        notes=small_note(bool(rows.filter(like="_withheld").to_numpy().any()), minimum),
        labels=dict(zip(rows.index, rows[names[0]], strict=True)),
    )
    return sourced(made, INPUTS)


def _hidden(counts: "pd.Series[int]", own: Mask, assessment: Assessment, minimum: int) -> list[bool]:
    """Hold the counts of other thresholds against those of the rule as it is, which the page shows elsewhere."""
    answers, column = _answers(assessment), str(counts.name)
    now = {
        name: float(answers[name].sum()) if name in answers else float(assessment.people[name].sum())
        for name in ("selected", "open", "apart", "no")
    }
    known = [now["apart"], now["no"]] if column == "apart" else [now[column]]
    others = apart_withheld(
        [count for count, mine in zip(counts, own, strict=True) if not mine], minimum, known
    )
    rest = iter(others)
    return [few(now[column], minimum) if mine else next(rest) for mine in own]


def _row_id(key: Iterable[float]) -> str:
    return "-".join(_number(value).replace(".", "_") for value in key)


def _number(value: float) -> str:
    return f"{value:.10g}"


def _threshold_words(assessment: Assessment, name: str) -> str:
    way = assessment.rule.criterion(name).threshold[0].replace("_", " ")
    return f"{readable(name)}: {way}"
