"""What an edition may show of people, decided in one place, and what every page of made-up people says."""

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.report.frames import Column, table

SIMULATED = "SIMULATED"  # how the names of areas of made-up people begin
ELSEWHERE = "Who they are stands in the restricted edition, which is for the partnership's own staff."


def people_shown(edition: str) -> bool:
    """Say whether an edition may list people: the restricted one, and no other word.

    Examples
    --------
    >>> people_shown("restricted"), people_shown("public"), people_shown("Restricted")
    (True, False, False)
    """
    return edition == "restricted"


def people_list(  # noqa: PLR0913
    rows: pd.DataFrame,
    columns: list[Column],
    *,
    id: str,
    caption: str,
    notes: list[str],
    index: str = "Person",
) -> Table:
    """Show one row a person, by pseudonym, or a household. Only for an edition in which people are shown.

    Parameters
    ----------
    rows
        The index holds the ids. They are shown, and are in no id of a figure: those have the number of the row.

    Examples
    --------
    >>> rows = pd.DataFrame({"days": [9.0]}, index=["simulated-0001"])
    >>> made = people_list(rows, [Column("days", "Days overdue", "days")], id="late", caption="Late", notes=[])
    >>> made.rows, made.figures[0].id
    ([['simulated-0001', '9']], 'late.1.days')
    """
    ids = [str(number) for number in range(1, len(rows) + 1)]
    return table(
        rows.set_index(pd.Index(ids)),
        columns,
        id=id,
        caption=caption,
        index=index,
        disclosure="people",
        notes=notes,
        labels=dict(zip(ids, map(str, rows.index), strict=True)),
    )


def made_up(name: str) -> Sentence:
    """Say of an area whose people are made up that they are; nothing of another area.

    Parameters
    ----------
    name
        The name of the area in params/areas.csv. It begins SIMULATED where nobody is real.

    Examples
    --------
    >>> made_up("SIMULATED Stockton-on-Tees").sentences[0][:40]
    'SIMULATED: these people are made up by a'
    >>> made_up("Stockton-on-Tees").sentences
    []
    """
    if not name.startswith(SIMULATED):
        return Sentence(sentences=[], disclosure="method")
    said = (
        f"{SIMULATED}: these people are made up by a program, and so is all that they do. Nothing here is about "
        "anybody, or about any place."
    )
    return Sentence(sentences=[said], disclosure="method")


def made_up_crimes(name: str) -> Sentence:
    """Say of an area whose crimes are made up that they are; nothing of another area.

    Examples
    --------
    >>> made_up_crimes("SIMULATED Northmoor").sentences[0][:47]
    'SIMULATED: this place and its crimes are made u'
    >>> made_up_crimes("Cleveland").sentences
    []
    """
    if not name.startswith(SIMULATED):
        return Sentence(sentences=[], disclosure="method")
    said = (
        f"{SIMULATED}: this place and its crimes are made up by a program, and so are the areas it is compared with. "
        "Nothing here happened to anybody, anywhere."
    )
    return Sentence(sentences=[said], disclosure="method")
