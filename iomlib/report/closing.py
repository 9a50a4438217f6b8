"""The headline, and what stands at the end of a report."""

import hashlib
from importlib.metadata import version
from itertools import chain

import pandas as pd

from iomlib.blocks import Chart, Sentence, Table
from iomlib.report.frames import Column, table
from iomlib.report.said import behind, shows
from iomlib.report.withholding import AWAY, EMPTY

Block = Table | Chart | Sentence
MOST = 5  # sentences of a headline: a committee reads no more
NAMES = {
    "recorded": "counts of recorded crime",
    "season": "counts of two whole years, or of the same quarter of last year",
    "mix": "offence groups",
    "rates": "population",
    "peers": "similar areas",
    "cost": "recorded crime of the whole quarter",
    "change": "monthly counts",
    "convictions": "convictions of prolific offenders",
    "caseload": "caseload counts",
    "size": "who is on the list",
    "leaving": "who may leave it",
    "reviews": "reviews of those on it",
    "candidates": "who could come",
    "actions": "actions that were agreed",
    "ages": "ages",
    "arrested": "arrests",
    "balance": "who is in custody",
    "contact": "lists of services",
    "listed": "who is on which list",
    "missed": "who is on the schemes",
    "over": "what the rule asks for",
    "predicted": "offending against a prediction",
}
# The table that a section's sentences are taken from. Who is on no scheme (`missed`) is told in a sentence alone.
SEE = {
    "recorded": "coverage",
    "season": "season",
    "mix": "mix",
    "rates": "rates",
    "peers": "peers",
    "cost": "cost_of_crime",
    "change": "rolling_change",
    "convictions": "ni30",
    "caseload": "overlaps",
    "size": "size",
    "leaving": "decisions",
    "reviews": "reviews",
    "candidates": "standing",
    "actions": "actions",
    "ages": "demographics",
    "arrested": "women_arrested",
    "balance": "balance",
    "contact": "overlap",
    "listed": "women_on_lists",
    "missed": "",
    "over": "over",
    "predicted": "predicted",
}
# Another table where the section stands beside one that only the page of that table has.
SEE_BESIDE = {
    ("size", "leaving"): "list_size",
    ("reviews", "leaving"): "decisions",
    ("candidates", "listed"): "women_selected",
}
_YEAR = "in the twelve months to"
# How the sentence begins that says what printed costs would be at other prices (`iomlib.report.words`).
REPRICED = "At official unit costs"


def headline(**said: list[str]) -> Sentence:
    """Put the three to five sentences together that a committee reads first.

    `said` gives the sentences of each section (`cost`, `change`, and so on, as in `NAMES`), the
    most important first. Every section has its turn before one has its second; what was not
    supplied is named, and so is what is withheld (`iomlib.report.withholding.AWAY`): the one is not the other.
    What is of nobody (`EMPTY`) is passed over. Each sentence names the table that it is taken from (`SEE`).

    Examples
    --------
    >>> headline(cost=["Costs rose."], change=[], convictions=["They fell."], caseload=["x"]).sentences[-1]
    'Not supplied for this quarter: monthly counts. Those sections say so.'
    """
    gaps = [NAMES[key] for key, sentences in said.items() if not sentences]
    few = [NAMES[key] for key, sentences in said.items() if sentences == AWAY]
    ranked = [
        (rank, place, sentence)
        for place, sentences in enumerate(said.values())
        for rank, sentence in enumerate(sentences)
        if sentences not in (AWAY, EMPTY)
    ]
    chosen = sorted(ranked)[: MOST - bool(gaps or few)]
    ordered = sorted(chosen, key=lambda item: (item[1], item[0]))
    sentences = [sentence for *_, sentence in ordered]
    figures, cites = (list(chain(*each)) for each in zip(*map(behind, said.values()), strict=True))
    figures = [made for made in figures if any(shows(sentence, made) for sentence in sentences)]
    see = [_see(list(said), place, sentence) for _, place, sentence in ordered]
    told = [f"Not supplied for this quarter: {', '.join(gaps)}."] if gaps else []
    told += [f"Withheld: {', '.join(few)}."] if few else []
    if told:
        sentences.append(" ".join([*told, "Those sections say so."]))
        see.append("")
    return Sentence(
        style="lead", sentences=sentences, see=see, disclosure="people", figures=figures, cites=cites
    )


def _see(sections: list[str], place: int, sentence: str) -> str:
    """Name the table that a sentence of a section is taken from."""
    name = sections[place]
    if name == "season" and _YEAR in sentence:
        return "rolling_year"
    if name == "cost" and sentence.startswith(REPRICED):
        return "cost_repriced"
    beside = (SEE_BESIDE[name, other] for other in sections if (name, other) in SEE_BESIDE)
    return next(beside, SEE.get(name, ""))


def unless_missing(block: Block) -> Block:
    """Show a block unless it says that nothing was supplied: for a part that few areas have.

    Examples
    --------
    >>> unless_missing(Sentence(style="missing", sentences=["No counts of needs were supplied."])).sentences
    []
    """
    if isinstance(block, Sentence) and block.style == "missing":
        return Sentence(sentences=[], disclosure="method")
    return block


def provenance(area: str, quarter: str, edition: str, given: dict[str, bytes]) -> Table:
    """List what this report was made from, so that another person can make it again.

    Parameters
    ----------
    given
        The files that the report was made from, by path, each with no more than the rows of the
        area up to the quarter (`tables.given`). Of each the page shows its sha256, first 16 characters.

    Examples
    --------
    >>> provenance("leeds", "2008-09-Q1", "public", {"data/crimes.csv": b"area\\n"}).rows[-1][0]
    'data/crimes.csv'
    """
    rows = {"Area": area, "Quarter": quarter, "Edition": edition, "iomlib": version("iomlib")}
    rows |= {name: hashlib.sha256(content).hexdigest()[:16] for name, content in given.items()}
    frame = pd.DataFrame({"value": pd.Series(rows, dtype="str")})
    return table(
        frame,
        [Column("value", "Value, or start of the sha256 of what was read")],
        id="provenance",
        caption="What this report was made from",
        index="Input",
        notes=[
            "Of tables with several areas, only the rows of this area up to this quarter were read, and the counts and "
            "populations of those that it is compared with."
        ],
        disclosure="method",
    )
