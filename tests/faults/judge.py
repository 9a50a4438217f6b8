"""Says how a fault ended: the page that was published, held against what the fault's set-up knows is true."""

import re
from typing import NamedTuple

from systems import words_of

RIGHT = "right report"
CLEAR = "no report, clear reason"
UNCLEAR = "no report, no clear reason"
HALF = "half silent"
SILENT = "silently wrong"
VERDICTS = (RIGHT, CLEAR, UNCLEAR, HALF, SILENT)  # from best to worst


class Truth(NamedTuple):
    """What the pages of a fault may say, and what a clear reason has to name where there is none.

    ``pages`` has for each area the sentences of which a right page says one; where there are none, no
    page can be right.
    """

    pages: dict[str, tuple[str, ...]]
    reason: str


def judge(truth, system, folder, said):
    """Give the worst verdict over the areas of a fault."""
    found = [_of_area(truth, area, system.page(folder, area), said) for area in truth.pages]
    return max(found, key=VERDICTS.index)


def _of_area(truth, area, page, said):
    if page is None:
        return CLEAR if is_clear(truth.reason, said) else UNCLEAR
    text = words_of(page)
    if any(sentence in text for sentence in truth.pages[area]):
        return RIGHT
    # A warning counts if it is about the fault, or if the page itself shows that something went wrong.
    warned = said.code != 0 or re.search(truth.reason, said.text, re.I) or re.search("Error|Traceback", text)
    return HALF if warned else SILENT


def is_clear(reason, said):
    """Tell a clear reason from none: it ends, says that it failed, names the culprit, and no traceback hides that."""
    ended = said.code is not None and said.code > 0
    return ended and "Traceback" not in said.text and re.search(reason, said.text, re.I) is not None
