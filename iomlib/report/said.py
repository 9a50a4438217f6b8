"""What the words of a block say in numbers: figures recorded with it, or named where they stand elsewhere."""

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from iomlib.blocks import Chart, Figure, Sentence, Table

Block = TypeVar("Block", Table, Chart, Sentence, Table | Sentence)


class Said(list[str]):
    """Sentences for a headline, with the figures that they show and the ids of those that they repeat.

    Examples
    --------
    >>> Said(["30 crimes were recorded."], cites=["cost_of_crime.crimes"]) == ["30 crimes were recorded."]
    True
    """

    def __init__(
        self, sentences: Iterable[str], figures: Iterable[Figure] = (), cites: Iterable[str] = ()
    ) -> None:
        """Keep sentences as a list of them is kept."""
        super().__init__(sentences)
        self.figures, self.cites = list(figures), list(cites)


def behind(said: Any) -> tuple[list[Figure], list[str]]:
    """Give the figures behind sentences, and the ids of those that they repeat; a plain list has neither."""
    return (said.figures, said.cites) if isinstance(said, Said) else ([], [])


def shows(sentence: str, made: Figure) -> bool:
    """Say whether a sentence shows a figure: the number that its text begins with.

    Examples
    --------
    >>> from iomlib.report.frames import figure
    >>> shows("In twelve months 12 joined.", figure("joined", 12, "number", places=0))
    True
    """
    number = re.escape(made.text.split(" (")[0])
    return re.search(rf"(?<![\d.,]){number}(?!\d|[.,]\d)", sentence) is not None


def p_figure(made: Figure) -> Figure:
    """Show of a p-value that is smaller than what is written that it is: it is never 0.

    Examples
    --------
    >>> from iomlib.report.frames import figure
    >>> [p_figure(figure("p", p, "number", places=4)).text for p in (0.0173, 3e-9)]
    ['0.0173', '< 0.0001']
    """
    tiny = made.value is not None and made.value < 0.0001
    return made.model_copy(update={"text": "< 0.0001"}) if tiny else made


def in_band(made: Figure, band: object) -> Figure:
    """Show a band in the place of a percentage, where there is one.

    Examples
    --------
    >>> from iomlib.report.frames import figure
    >>> in_band(figure("share", 0.8219, "share"), "80% to under 90%").text
    '80% to under 90%'
    """
    gone = {"value": None, "lower": None, "upper": None, "confidence": None, "text": band}
    return made.model_copy(update=gone) if isinstance(band, str) else made


def saying(block: Block, *figures: Figure, cites: Iterable[str] = ()) -> Block:
    """Record with a block what its caption, notes or sentences say besides its own numbers.

    Parameters
    ----------
    figures
        That stand nowhere else.
    cites
        Ids of figures that another block of the page has; where the page has none of that name, nothing is cited.

    Examples
    --------
    >>> from iomlib.report.frames import figure
    >>> noted = saying(Sentence(sentences=["3 pairs"]), figure("pairs", 3, "number", places=0), cites=["size.people"])
    >>> [made.text for made in noted.figures], noted.cites
    (['3'], ['size.people'])
    """
    update = {"figures": [*block.figures, *figures], "cites": [*block.cites, *cites]}
    return block.model_copy(update=update)
