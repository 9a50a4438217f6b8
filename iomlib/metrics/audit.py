"""An audit of earlier papers: every typed claim held to arithmetic, and counted by paper."""

from string import ascii_uppercase

import pandas as pd

from iomlib.claims.check import check_all
from iomlib.claims.model import Finding

AGREES, DISAGREES, NOT_CHECKED = VERDICTS = ("agrees", "disagrees", "not checkable")


def audit(claims: pd.DataFrame) -> pd.DataFrame:
    """Hold every claim to the figures that it follows from.

    Parameters
    ----------
    claims
        One row a claim: ``id``, ``document``, ``quarter`` (in which it was printed), ``paragraph``, ``text``
        (the words), ``note`` and ``claim`` (what ``iomlib.claims`` checks), the earliest paper first.

    Returns
    -------
    One row a claim (index ``id``), in the same order: ``paper`` (a letter for each document, in the order in
    which they first stand there), ``document``, ``quarter``, ``paragraph``, ``text``, ``note``, ``verdict``
    (agrees, disagrees, not checkable), ``follows`` (what the other figures give; empty where nothing does) and
    ``why``. The count of people behind a percentage that is possible is not told: it may be small, and no paper
    prints it.

    Source
    ------
    docs/claims.md: what the printed digits allow, under both rules of rounding.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> from iomlib.claims.model import Claim
    >>> claim = Claim("a", "", "", "", "part", (read_number("25%"),), tuple(map(read_number, ("7", "12", "66"))))
    >>> row = {"id": "a", "document": "A paper", "quarter": "2007-08-Q3", "paragraph": "2", "text": "25%", "note": ""}
    >>> audit(pd.DataFrame([row | {"claim": claim}]))[["paper", "verdict", "follows"]].values.tolist()
    [['A', 'disagrees', '28.8%']]
    """
    found = check_all(claims["claim"])
    documents = list(dict.fromkeys(claims["document"]))
    kept = claims[["id", "document", "quarter", "paragraph", "text", "note"]].set_index("id")
    kept.insert(0, "paper", [_letters(documents.index(each)) for each in kept["document"]])
    told = {
        "verdict": [each.verdict for each in found],
        "follows": ["" if _is_possible(each) else each.recomputed for each in found],
        "why": [_possible(each) if _is_possible(each) else each.why for each in found],
    }
    return kept.assign(**{name: pd.Series(texts, kept.index, dtype="str") for name, texts in told.items()})


def by_paper(found: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts of each paper.

    Parameters
    ----------
    found
        Result of ``audit``.

    Returns
    -------
    One row a paper (index ``paper``), in their order: ``document``, ``quarter``, ``typed`` (all claims),
    ``checked`` (those with an answer), ``agrees``, ``disagrees`` and ``not_checked`` (counts).

    Examples
    --------
    >>> rows = {"paper": ["A", "A"], "document": "D", "quarter": "2007-08-Q3", "verdict": ["agrees", "disagrees"]}
    >>> by_paper(pd.DataFrame(rows))[["typed", "checked", "agrees"]].values.tolist()
    [[2, 2, 1]]
    """
    papers = found.drop_duplicates("paper").set_index("paper")[["document", "quarter"]]
    counts = {
        name: (found["verdict"] == verdict).groupby(found["paper"], sort=False).sum().astype("int64")
        for name, verdict in zip(("agrees", "disagrees", "not_checked"), VERDICTS, strict=True)
    }
    papers["typed"] = found.groupby("paper", sort=False).size()
    papers["checked"] = papers["typed"] - counts["not_checked"]
    return papers.assign(**counts)


def _is_possible(finding: Finding) -> bool:
    return finding.claim.kind == "possible" and finding.verdict == AGREES


def _possible(finding: Finding) -> str:
    printed = " and ".join(each.text for each in finding.claim.published)
    return f"Some whole number of {finding.claim.inputs[0].text} can be printed as {printed}."


def _letters(place: int) -> str:
    """Name a paper: A to Z, then AA, AB and so on."""
    more, last = divmod(place, len(ascii_uppercase))
    return (_letters(more - 1) if more else "") + ascii_uppercase[last]
