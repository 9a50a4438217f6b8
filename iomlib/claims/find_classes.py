"""Finds distributions, how many people had how many events, and the totals that are told of them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from iomlib.claims.clauses import Report, Sentence, amount, claim
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.readings import settled

_CLASS = re.compile(r"(?<![\d.])(\d+) ?(?:\((\d+)\))?")
_CLASSES = re.compile(r"(?:\d+ ?\(\d+\)[,; ]*){3,}")
# "none (92), one (24), three or more (27)", and "none was 92, with one 24, and with three or more 27".
_ITEM = re.compile(r"(?:<[nt]\d+>|\bnone|\bnil)[a-z -]{0,20}(?:\(|was |were |: ?)?<n(\d+)>\)?")


def classes(report: Report) -> Iterator[Claim]:
    """Find "17(3), 16(4)", the numbers of people by their number of events, and the totals told before it."""
    lists: list[list[int]] = []
    for place, paragraph in enumerate(report.paragraphs):
        if (
            paragraph.rows is None
            and 5 < len(paragraph.text) < 2_000
            and re.fullmatch(r"[\d(),;\s]+", paragraph.text)
        ):
            if lists and lists[-1][-1] == place - 1:
                lists[-1].append(place)
            else:
                lists.append([place])
    for places in lists:
        text = " ".join(report.paragraphs[place].text for place in places)
        if _CLASSES.search(text):
            yield from _distribution(report, places[0], text)
    yield from _named_classes(report)


def _distribution(report: Report, place: int, text: str) -> Iterator[Claim]:
    pairs = [(int(value), int(count or 1)) for value, count in _CLASS.findall(text)]
    if len(pairs) < 4:
        return
    # The last may be turned round: "2805(1)" after "2(573)" are 2,805 with one.
    if pairs[-1][0] > 10 * pairs[-2][0] and pairs[-1][1] < pairs[-2][0]:
        pairs[-1] = (pairs[-1][1], pairs[-1][0])
    words = ", ".join(f"{value}({count})" for value, count in pairs)
    opening = [each for each in report.sentences if 0 < place - each.paragraph.place <= 3]
    people, events = sum(count for _, count in pairs), sum(value * count for value, count in pairs)
    for sentence in opening:
        found = []
        for about in (people, events):
            near = [each for each in sentence.counts() if abs(amount(each) - about) * 5 < about]
            if near and near[0] not in found:
                found.append(near[0])
        if len(found) == 2:
            made = claim("classes", sentence, found, [], {"distribution": words})
            named = [
                each._replace(name=name)
                for each, name in zip(made.published, ("people", "events"), strict=True)
            ]
            yield replace(made, published=tuple(named))
            return


def _named_classes(report: Report) -> Iterator[Claim]:
    """Find "none (92), one (24), two (17), three or more (27)" and the number that they should add up to."""
    for sentence in report.sentences:
        counts = _named(sentence)
        if len(counts) < 3:
            continue
        added = sum(map(amount, counts))
        head = [each for each in sentence.counts() if each.start < counts[0].start and each.kind == "figure"]
        before = [each for one in report.before(sentence, 0)[:1] for each in one.counts()]
        totals = [each for each in (head or before) if max(map(amount, counts)) < amount(each) < 2 * added]
        made = [claim("sum", sentence, [each], [("part", one) for one in counts]) for each in totals]
        yield from settled(made)


def _named(sentence: Sentence) -> list[Number]:
    """Give the counts behind "none", "one", "two" and "three or more": all classes, as the first and last say."""
    items = list(_ITEM.finditer(sentence.marked))
    if (
        len(items) < 3
        or not re.search(r"(?i)\b(?:none|nil)\b", sentence.marked)
        or "or more" not in sentence.marked
    ):
        return []
    return [sentence.number(each[1]) for each in items]
