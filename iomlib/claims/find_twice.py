"""Finds what is printed twice: one quantity with two values, figures of an earlier paper, a label under its heading."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from iomlib.claims.clauses import Report, Sentence, amount, claim, rule, sentence_of, stems
from iomlib.claims.grid import grid_of
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number

_GROUP = r"of (?:the|this) (?:[a-z]+ )?(?P<group>cohort|group|sample|caseload|total)"
_NOW = (
    r"\b(?:current|currently|at the moment|at present|now|latest|to date|today|this (?:year|month"
    r"|quarter)|at the end of)\b"
)
_FEWEST = 5  # Equal figures in equal words that are no chance.
_ORDINAL = (
    r"(?:in|during|for|of|over) (?:the|this) <o(?P<order>\d+)> (?P<period>quarter|year|month|week)\b(?!['’]s)"
)
_OTHER_TIME = (
    r"\b(?:compar(?:ed|es|ing|ison)|against|than in|previous|earlier|last|up from|down from|since|after|following"
    r"|by contrast|while|whereas"
    r"|had been|from the|than the|on the|next|forthcoming|will|would|by the end|to the end|until)\b"
)
_COMPARED = r"\b(?:compared|against|previous|earlier|last|up from|down from|whereas|while|up to|over|under)\b"


def twice(report: Report, earlier: Sequence[Report]) -> Iterator[Claim]:
    """List claims about what is printed twice."""
    yield from _same_share(report)
    yield from _swapped(report)
    yield from _stale(report, earlier)
    yield from _order(report)
    yield from _implied(report)


# One share, twice.


def _same_share(report: Report) -> Iterator[Claim]:
    """Find "20% had been on a DRR" and "21% were on a DRR", of one group in one part of a report."""
    told: dict[tuple[str, frozenset[str]], tuple[Sentence, Number]] = {}
    for sentence in report.sentences:
        for said, share in _shares_of_group(sentence):
            key = (sentence.paragraph.number.split(".")[0], said)
            first = told.setdefault(key, (sentence, share))
            if (
                first[1] is not share
                and first[0].paragraph is not sentence.paragraph
                and _close(first[1], share)
            ):
                yield claim("same", sentence, [share], [("other", first[1])])


def _shares_of_group(sentence: Sentence) -> Iterator[tuple[frozenset[str], Number]]:
    group = rule(r"<p\d+>\)? " + _GROUP).search(sentence.marked)
    if group is None or rule(_COMPARED).search(sentence.marked):
        return
    marks = list(re.finditer(r"<p(\d+)>", sentence.marked))
    for place, mark in enumerate(marks):
        if mark.start() < group.start():
            continue
        end = marks[place + 1].start() if place + 1 < len(marks) else len(sentence.marked)
        said = re.split(r",|;|\.|\bwith\b|<[ytqx]", sentence.marked[mark.end() : end])[0]
        share = sentence.number(mark[1])
        words = stems(
            re.sub(r"(?i)cohort|group|sample|caseload|list|being|subject|point|some|and$", "", said)
        )
        acronym = re.findall(r"\b[A-Z]{2,}\b", said)
        if share.kind == "figure" and not share.hedge and (words or acronym):
            yield frozenset(words), share


def _close(one: Number, other: Number) -> bool:
    """Say whether two shares are near enough to be one, and not two that may well differ."""
    small, large = sorted((amount(one), amount(other)))
    return large <= small * Decimal("1.25") + 1


# Two digits changed round.


def _swapped(report: Report) -> Iterator[Claim]:
    """Find 6,318 reports and 6,381 reports: one count with two of its digits changed round, printed once only."""
    told: dict[str, list[tuple[Sentence, Number]]] = {}
    for sentence in report.sentences:
        for number in sentence.counts():
            digits = re.sub(r"\D", "", number.text)
            if len(digits) >= 4 and number.unit:
                told.setdefault(digits, []).append((sentence, number))
    for digits, places in told.items():
        for other in _changed_round(digits):
            if (
                other not in told
                or len(places) != 1
                or (len(told[other]) == 1 and told[other][0][0].place > places[0][0].place)
            ):
                continue
            (sentence, number), (_, against) = places[0], told[other][0]
            if stems(number.unit) == stems(against.unit) and not rule(r"\bfrom\b|\bto\b <|compared").search(
                sentence.marked
            ):
                yield claim("same", sentence, [number], [("other", against)])


def _changed_round(digits: str) -> Iterator[str]:
    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1]:
            yield digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]


# Figures of an earlier paper.


def _stale(report: Report, earlier: Sequence[Report]) -> Iterator[Claim]:
    """Find figures in the words of an earlier paper, that are said to be of now and have not moved."""
    for paper in earlier:
        old: dict[tuple[str, ...], Number | None] = {}
        for keys, _, number in _in_their_words(paper):
            # Words that stand there with two figures tell neither of them.
            old |= {key: None if key in old and old[key] != number else number for key in keys}
        run: list[tuple[Sentence, Number, Number]] = []
        missed = 0
        for keys, sentence, number in _in_their_words(report):
            if before := next((found for key in keys if (found := old.get(key))), None):
                run.append((sentence, number, before))
                missed = 0
            elif missed < 4:
                missed += 1
            else:
                yield from _of_run(report, run)
                run, missed = [], 0
        yield from _of_run(report, run)


def _of_run(report: Report, run: list[tuple[Sentence, Number, Number]]) -> Iterator[Claim]:
    same = [each for each in run if each[1].value == each[2].value]
    run = run[run.index(same[0]) : len(run) - run[::-1].index(same[-1])] if same else []
    if len(same) < _FEWEST or len(same) * 10 < len(run) * 7:
        return
    first = run[0][0]
    near = report.sentences[max(0, first.place - 2) : run[-1][0].place + 1]
    if any(rule(_NOW).search(sentence.marked) for sentence in near):
        yield claim("stale", first, [each[1] for each in same], [("earlier", each[2]) for each in same])


def _in_their_words(report: Report) -> Iterator[tuple[list[tuple[str, ...]], Sentence, Number]]:
    """Give each figure with the words of its sentence, and those at its sides wherever a line ends between them."""
    stream: list[str] = []
    figures: list[tuple[int, Sentence, Number]] = []
    for sentence in report.sentences:
        for word in re.findall(
            r"<[nmp]\d+>|[a-z]{2,}", re.sub(r"\(approx\w*\.?\)", "", sentence.marked).lower()
        ):
            if word[0] == "<" and sentence.number(word[2:-1]).kind == "figure":
                figures.append((len(stream), sentence, sentence.number(word[2:-1])))
            stream.append("#" if word[0] == "<" else word)
    for place, sentence, number in figures:
        mark = f"<\\w{sentence.numbers.index(number)}>"
        whole = re.sub(r"<\w\d+>", "#", re.sub(mark, "@", sentence.marked, count=1)).lower()
        keys = [tuple(stream[max(0, place - 4) : place + 2])]
        yield [tuple(whole.split()), *keys] if 4 < len(whole.split()) < 20 else keys, sentence, number


# Labels that slipped.


def _order(report: Report) -> Iterator[Claim]:
    for sentence in report.sentences:
        heading = re.search(
            r"(?i)\b(?:quarter|q) ?(\d)\b|\b(first|second|third|fourth) quarter\b", sentence.paragraph.heading
        )
        if heading is None:
            continue
        for match in rule(_ORDINAL).finditer(sentence.marked):
            head = sentence.marked[: match.start()]
            told = re.search(r"<[nmp]\d+>", head)
            if match["period"] == "quarter" and told and not rule(_OTHER_TIME).search(sentence.marked):
                words = f"{sentence.number(match['order']).text.lower()} quarter"
                yield claim(
                    "order", sentence, [], [], {"printed": words, "heading": sentence.paragraph.heading}
                )


# The base that a percentage and a count imply.

_REPRESENTS = (
    r"(?:reduction|fall|decrease|drop|cut)[^<>.;]{0,40}? of {p:share}(?:,| or)? ?(?:representing"
    r"|equating to|equivalent to|which (?:is|represents)|that is|meaning) (?:[a-z]+ ){0,3}?{n:count}"
    r" fewer(?P<what>(?: [a-z]+){1,4})"
)


def _implied(report: Report) -> Iterator[Claim]:
    """Hold "a reduction of 13.1%, representing 1,300 fewer" to the total of the table that counts the same."""
    for sentence in report.sentences:
        for match in rule(_REPRESENTS).finditer(sentence.marked):
            what = stems(match["what"]) | stems(sentence.marked[: match.end()])
            for paragraph in report.paragraphs:
                grid = grid_of(paragraph) if paragraph.rows else None
                if grid is None or paragraph.number.split(".")[0] != sentence.paragraph.number.split(".")[0]:
                    continue
                cells = [row[0] for row in grid.cells if row[0] is not None]
                if (
                    len(cells) == len(grid.cells)
                    and cells
                    and stems(grid.heads[0]) & what
                    and not cells[0].unit
                ):
                    total = sum((amount(each) for each in cells), Decimal(0))
                    after = sentence_of(paragraph, f"{total:,}").numbers[0]
                    share, count = sentence.number(match["share"]), sentence.number(match["count"])
                    yield claim("share_of", sentence, [share, count], [("base", after), ("after", after)])
