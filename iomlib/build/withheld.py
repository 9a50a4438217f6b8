"""What a public report withholds of people: attacked once more, without the truth, and put on record."""

import math
from dataclasses import asdict
from statistics import NormalDist
from typing import Any

from iomlib.blocks import Chart, Counts, Figure, Sentence, Table
from iomlib.build.document import Document
from iomlib.build.withheld_shown import unexplained
from iomlib.build.withheld_words import away
from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.errors import DisclosureError

_NEAR = 0.01
_UNRECORDED = (
    "shows counts of people and does not record how they add up, so nobody can try to work out what is withheld. "
    "End a cell with withholding.record (docs/disclosure.md)."
)


def audit(document: Document, rule: Profile) -> dict[str, Any]:
    """Hold a public report against the rule for people, and try to work out what it withholds.

    Returns
    -------
    For its manifest: ``profile``, the rule; ``tables``, by id the kind of each table and chart and how many of its
    counts of people are shown and withheld; ``attacked``, by set of counts how many people the narrowest of those
    withheld may differ by (None: any number). Empty for a restricted report.

    Raises
    ------
    DisclosureError
        A count of people is not one that the rule gives, one that is withheld can be worked out, or the page shows
        what its notebook did not record.
    """
    if document.restricted:
        return {}
    blocks = [part for part in document.parts if isinstance(part, Table | Chart | Sentence)]
    people = [figure for block in blocks if block.disclosure == "people" for figure in block.figures]
    problems = [problem for figure in people for problem in _problems(figure, rule)]
    problems += [problem for counts in document.counts for problem in _attack(counts, rule)]
    if (
        not problems
        and not rule.open
        and not document.counts
        and any(figure.unit == "count" for figure in people)
    ):
        problems = [f"{document.notebook}: {_UNRECORDED}"]
    if not problems and not rule.open:
        problems = unexplained(document, rule)
    if problems:
        raise DisclosureError(problems)
    shown = [block for block in blocks if isinstance(block, Table | Chart)]
    return {
        "profile": asdict(rule),
        "tables": {block.id: _told(block) for block in shown},
        "attacked": {counts.id: _withheld(counts) for counts in document.counts},
    }


def _problems(figure: Figure, rule: Profile) -> list[str]:
    """Say what is wrong with a figure of people: the last line of defence, after `iomlib.report`."""
    if figure.value is None:
        return []
    end = "Withhold or round it (iomlib.report.withholding), or make the restricted edition."
    if figure.unit == "count" and figure.lower is None:
        if rule.small(figure.value):
            return [f"{figure.id} is a count of fewer than {rule.threshold} people. {end}"]
        if rule.shown(figure.value) != figure.value:
            return [f"{figure.id} is a count of people that is not rounded to {rule.base}. {end}"]
    if figure.unit.startswith("share") and figure.confidence and figure.lower is not None:
        behind = people_behind(figure.value, figure.lower, figure.upper or 0.0, figure.confidence)
        if behind and (behind[0] < rule.percent_from or any(rule.shown(each) != each for each in behind)):
            return [
                f"{figure.id} is a percentage whose interval tells of how few people it is. Work it out from rounded "
                f"counts of {rule.percent_from} people or more (iomlib.report.withholding.published)."
            ]
    return []


def people_behind(share: float, lower: float, upper: float, confidence: float) -> list[int]:
    """Work out of how many people a share is, and how many have it, from its Wilson interval.

    Both its ends solve (share - end)² = z² end (1 - end) / people. Another interval gives no whole numbers.

    Examples
    --------
    >>> people_behind(0.5, 0.4038315303659956, 0.5961684696340044, 0.95)
    [100, 50]
    """
    end = lower if share - lower > upper - share else upper
    if math.isclose(end, share):
        return []
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    people = z**2 * end * (1 - end) / (share - end) ** 2
    counts = [people, share * people]
    whole = all(abs(count - round(count)) < _NEAR for count in counts)
    return [round(count) for count in counts] if whole else []


def _attack(counts: Counts, rule: Profile) -> list[str]:
    from iomlib.disclosure.attack import narrowed  # noqa: PLC0415  scipy, only for counts of people

    known = [shown for shown in counts.cells.values() if shown is not None]
    if any(rule.small(shown) or rule.shown(shown) != shown for shown in known):
        return [
            f"{counts.id}: a count is recorded that is not one that the rule gives. Use withholding.record."
        ]
    try:
        found = narrowed(counts.cells, counts.sums, rule, backwards=False)
        found = found or narrowed(counts.cells, counts.sums, rule)
    except ValueError:
        return [f"{counts.id}: what is recorded of its counts does not add up. Its sums are wrong."]
    return [
        f"{counts.id}: {name.removeprefix(UNSEEN)} can be worked out to less than {rule.width} people from what is "
        "shown. Give the sum it follows from to iomlib.disclosure.protect.hidden."
        for name in found
    ]


def _withheld(counts: Counts) -> dict[str, int]:
    printed = [shown for name, shown in counts.cells.items() if not name.startswith(UNSEEN)]
    gone = sum(shown is None for shown in printed)
    return {"shown": len(printed) - gone, "withheld": gone, "narrowed": 0}


def _told(block: Table | Chart) -> dict[str, Any]:
    counts = [figure for figure in block.figures if figure.unit == "count"]
    gone = sum(map(away, counts))
    if block.disclosure != "people":
        return {"kind": block.disclosure}
    return {"kind": block.disclosure, "shown": len(counts) - gone, "withheld": gone}
