"""Earlier papers held to arithmetic: what agrees, what does not follow, and what could not be checked."""

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.metrics.audit import AGREES, DISAGREES, NOT_CHECKED
from iomlib.periods import Quarter
from iomlib.report.formats import write
from iomlib.report.frames import Column, figure, sourced, table

INPUTS = "data/published_claims.csv"
NOTHING = "No statement of this area's papers was typed in up to this quarter, so nothing was checked."
FAIR = (
    "A statement that agrees may still be wrong, and one that does not follow may be a slip of typing: this page "
    "says what goes together, not why."
)
_COUNTS = {
    "typed": "Statements",
    "agrees": "Agree",
    "disagrees": "Do not follow",
    "not_checked": "Not checked",
}


def key_points(name: str, papers: pd.DataFrame) -> Sentence:
    """Say how many statements of how many papers were looked at, and what came out.

    `papers` comes from `iomlib.metrics.audit.by_paper`, `name` is the area's.
    """
    if not len(papers):
        nothing = Sentence(style="missing", sentences=[NOTHING], disclosure="method", figures=_totals(papers))
        return sourced(nothing, INPUTS)
    sums = papers[list(_COUNTS)].sum()
    typed, agree, differ, rest = (int(sums[key]) for key in _COUNTS)
    of_papers = _many(len(papers), "earlier paper", "earlier papers")
    said = [
        f"{_many(typed, 'statement', 'statements')} of {of_papers} of {name} "
        f"{'was' if typed == 1 else 'were'} held to the other figures that are printed.",
        f"{write(agree, 'count')} {'agrees' if agree == 1 else 'agree'} with them, within what rounding allows.",
        f"{write(differ, 'count')} {'does' if differ == 1 else 'do'} not follow from them.",
        f"{write(rest, 'count')} could not be checked, mostly because a figure that is needed is not printed.",
        FAIR,
    ]
    see = ["papers", "agreements", "disagreements", "unchecked", ""]
    kept = [
        (words, to) for words, to, count in zip(said, see, (1, agree, differ, rest, 1), strict=True) if count
    ]
    made = Sentence(
        style="lead",
        sentences=[words for words, _ in kept],
        see=[to for _, to in kept],
        disclosure="method",
        figures=_totals(papers),
    )
    return sourced(made, INPUTS)


def papers_table(papers: pd.DataFrame) -> Table | Sentence:
    """Count the verdicts of each paper."""
    if not len(papers):
        return Sentence(sentences=[])
    ids = [letter.lower() for letter in papers.index]
    sums = papers[list(_COUNTS)].sum()
    made = table(
        papers.set_index(pd.Index(ids)).assign(when=[_short(quarter) for quarter in papers["quarter"]]),
        [Column("when", "Printed in"), *(Column(key, header, "count") for key, header in _COUNTS.items())],
        id="papers",
        caption="The papers, and what came out of each",
        index="Paper",
        disclosure="method",
        labels={
            id: f"{letter}: {row['document']}"
            for id, (letter, row) in zip(ids, papers.iterrows(), strict=True)
        },
        total=["All", "", *(write(count, "count") for count in sums)] if len(papers) > 1 else None,
    )
    return sourced(made, INPUTS)


def disagreements_table(found: pd.DataFrame) -> Table | Sentence:
    """Show what is printed, what follows from the other figures, and why, paper by paper.

    `found` comes from `iomlib.metrics.audit.audit`, here and below.
    """
    rows = found[found["verdict"] == DISAGREES]
    if not len(rows):
        told = ["Every statement that could be checked agrees with the other figures."] if len(found) else []
        return Sentence(sentences=told)
    columns = {"printed": "Printed", "follows": "What follows", "reason": "Why"}
    return _listed(rows, columns, "disagreements", "Statements that do not follow from the other figures")


def unchecked_table(found: pd.DataFrame) -> Table | Sentence:
    """Show what could not be checked, and which figure it would take."""
    rows = found[found["verdict"] == NOT_CHECKED]
    if not len(rows):
        return Sentence(
            sentences=["All statements that were typed in could be checked."] if len(found) else []
        )
    return _listed(
        rows, {"printed": "Printed", "reason": "Why not"}, "unchecked", "Statements that could not be checked"
    )


def agreements_table(found: pd.DataFrame) -> Table | Sentence:
    """Show every statement that agrees, with what was worked out again."""
    rows = found[found["verdict"] == AGREES]
    if not len(rows):
        return Sentence(sentences=["No statement agrees with the other figures."] if len(found) else [])
    columns = {"printed": "Printed", "reason": "Worked out again"}
    return _listed(rows, columns, "agreements", "Statements that agree with the other figures")


def _listed(rows: pd.DataFrame, columns: dict[str, str], id: str, caption: str) -> Table:
    told = rows.assign(
        printed=rows["text"],
        reason=[_reason(why, note) for why, note in zip(rows["why"], rows["note"], strict=True)],
    )
    places = [
        f"{paper}, {paragraph}" for paper, paragraph in zip(rows["paper"], rows["paragraph"], strict=True)
    ]
    papers = rows.drop_duplicates("paper")
    named = [f"{paper}: {name}" for paper, name in zip(papers["paper"], papers["document"], strict=True)]
    return table(
        told,
        [Column(key, header) for key, header in columns.items()],
        id=id,
        caption=caption,
        index="Paper, paragraph",
        disclosure="published",
        labels=dict(zip(map(str, rows.index), places, strict=True)),
        notes=[f"Sources: {'; '.join(named)}."],
    )


def _short(quarter: str) -> str:
    one = Quarter.parse(quarter)
    return f"{one.financial_year.replace('-', '/')} Q{one.number}"


def _reason(why: str, note: str) -> str:
    return f"{why} {note[0].upper()}{note[1:]}{'' if note.endswith('.') else '.'}" if note else why


def _totals(papers: pd.DataFrame) -> list[Figure]:
    counts = {"papers": len(papers)} | {key: papers[key].sum() for key in (*_COUNTS, "checked")}
    known = {key: count if len(papers) else None for key, count in counts.items()}
    return [figure(f"audit.{key}", count, "count", method="counted") for key, count in known.items()]


def _many(count: int, one: str, many: str) -> str:
    return f"{write(count, 'count')} {one if count == 1 else many}"
