"""What an edition may show of people, decided in one place, and what every page of made-up people says."""

from iomlib.blocks import Sentence

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
        return Sentence(sentences=[])
    said = (
        f"{SIMULATED}: these people are made up by a program, and so is all that they do. Nothing here is about "
        "anybody, or about any place."
    )
    return Sentence(sentences=[said])
