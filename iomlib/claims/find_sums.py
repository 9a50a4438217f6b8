"""Finds totals with their parts: in a sentence, in a list under an opening line, and over the quarters of a year."""

import re
from collections.abc import Iterator, Sequence

from iomlib.claims.check import check
from iomlib.claims.clauses import (
    Report,
    Sentence,
    amount,
    beside,
    claim,
    each_match,
    is_count,
    rule,
    sentence_of,
    stems,
)
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.readings import settled

# Words after which the parts of a total stand, all of them.
_WHOLLY = (
    r"made up of|makes up|composed of|comprising|comprised of|comprises|comprise|consisting of|consists of|consist of"
    r"|consisted of|comprised"
    r"|broken down (?:as follows|into|by [a-z]+)|broke down (?:as|into)|breaks? down (?:as follows|as|into)"
    r"|split (?:between|into|as follows)"
    r"|divided (?:between|into)|being|namely|as follows"
)
_PARTLY = r"spent on|went (?:on|to)|shared (?:between|among)|of (?:whom|which)|of these|of them|of those|including|with"
# Pairs of words that leave nobody out.
_EVERYBODY = (
    {"male", "female"}, {"men", "women"}, {"boy", "girl"}, {"man", "woman"}, {"adult", "child"}, {"adult", "youth"},
    {"adult", "juvenile"}, {"man", "women"},
)  # fmt: skip
_GIVES = (
    r"(?:gives?|giving|makes?|making|totals?|totalling|adds? up to|came to|comes? to|coming to"
    r"|brings? (?:the total|it) to"
    r"|amounts? to)"
)
_TOTAL = rf"{_GIVES}(?: us)? (?:a |an |the |in )?(?:grand |overall |combined )?(?:total(?: of)? )?<[nm](?P<total>\d+)>"
_AFTER_ALL = (
    rf"(?:,|;| –| -|:)? (?:which |that |these |this |and )?{_TOTAL}"
    r"|(?:,|:|;| -| –)? (?:or |which is )?(?:an? |the )?(?:overall |combined |grand )?total (?:of )?"
    r"<[nm](?P<total3>\d+)>"
    r"|(?:,|:|;| -| –)? (?:or )?<[nm](?P<total2>\d+)>(?: [a-z]+)? (?:in all|in total|altogether|overall)"
)
_THIS = rf"^(?:this|that|these|together,?|which|the total)(?: these| they)? {_TOTAL}"
# "The five areas (Norton 364, Aldham 234 and Brook 148) had 746 referrals."
_BRACKET_FIRST = (
    r"\((?P<list>[^()]{6,200})\)[^<>.;()]{0,40}? (?:had|have|recorded|saw|reported|dealt with|account"
    r" for|made) <[nm](?P<total>\d+)>"
)
_IN_ALL = (
    r"(?:[;:] ?|, )(?:and )?(?:in (?:total|all)|altogether|overall|together),? [^<>.;:]{0,40}?"
    r"<[nm](?P<total>\d+)>"
)
_OF_THEM = (
    r"^(?:of|among) (?:the |these|those|them|all )*(?:<n(?P<total>\d+)>)?(?P<called>[^<>.;:,()]{0,60}), "
)
# "They came from schools (310), ...", "Some 310 of these were about noise, ..."
_THEY = r"^(?:they|these) |^(?:some )?(?=<n\d+> of (?:these|them|those)\b)"
_ITEMS = r"(?:<[nm]\d+>[^<>]{0,60}?(?:,? and |, |,? plus )){1,}[^<>]{0,60}?<[nm]\d+>[^<>]{0,60}$"
_NEAR = 20  # A list in other words is one of parts if it misses its total by less than one in 20.


def sums(report: Report) -> Iterator[Claim]:
    """List claims that a number is the total of others."""
    for sentence in report.sentences:
        yield from _total_first(sentence)
        yield from _total_last(report, sentence)
        yield from _total_in_all(sentence)
        yield from _of_them(report, sentence)
    yield from _lists(report)
    yield from _quarters(report)


def _total_first(sentence: Sentence) -> Iterator[Claim]:
    """Find "8 children (5 males, 3 females)" and "1,406 incidents, made up of 402 fires, 351 ..."."""
    for number in sentence.numbers:
        if not (is_count(number) or number.unit == "£") or number.value is None:
            continue
        behind = _behind(sentence, number)
        opened = rule(
            rf"^(?P<noun>(?: (?:<[yqtox]\d+>|[^<>.;:(),]){{1,80}}?)??)(?:,? (?:and |that |which )?(?:were |was |are "
            rf"|is )?(?P<wholly>{_WHOLLY}):?-? "
            rf"|(?P<partly>,? (?:{_PARTLY})) |(?P<bracket>,? ?-?–? ?\()|(?P<colon> ?:-? ?))"
        ).match(behind)
        if opened is None:
            continue
        parts = _items(sentence, behind[opened.end() :], number, bracket=bool(opened["bracket"]))
        if len(parts) >= 2 and _all_of(sentence, number, parts, opened, behind):
            yield claim("sum", sentence, [number], [("part", each) for each in parts])


def _behind(sentence: Sentence, number: Number) -> str:
    order = sentence.numbers.index(number)
    found = re.search(rf"<\w{order}>", sentence.marked)
    return sentence.marked[found.end() :] if found else ""


def _items(sentence: Sentence, behind: str, total: Number, bracket: bool) -> list[Number]:
    """Give the numbers of a list: each with a few words, a comma or "and" between two of them."""
    kind = "m" if total.unit == "£" else "n"
    if bracket:
        behind = behind.split(")", maxsplit=1)[0]
    item = rf"(?:[^<>.;:(]{{0,60}}?)?\(?<{kind}(\d+)>\)?(?: ?\(<p\d+>\)| ?\([^<>)]*\))?"
    parts: list[Number] = []
    place = 0
    joint = r"[^<>.;,:()]{0,60}?(?:,? and |, |; ?|,? plus |,? with )"
    while found := re.compile(item if not parts else joint + item).match(behind, place):
        parts.append(sentence.number(found[1]))
        place = found.end()
    rest = behind[place:]
    # A list that goes on with what is no such number is not understood.
    return [] if re.match(r"[^<>.;()]{0,60}(?:,| and) [^<>.;()]{0,40}<[nm]", rest) else parts


def _all_of(
    sentence: Sentence, total: Number, parts: Sequence[Number], opened: re.Match[str], behind: str
) -> bool:
    """Say whether the parts are meant to be all of the total."""
    added, value = sum(amount(each) for each in parts), amount(total)
    if any(each.hedge in ("at least", "up to", "under") for each in (*parts, total)):
        return False
    if added == value:
        return True
    if opened["wholly"]:
        return value < 10 * added < 100 * value
    if any(amount(each) >= value for each in parts) or not value < 2 * added < 4 * value:
        return False
    words = {word.rstrip("s") for word in re.findall(r"[a-z]+", behind[opened.end() :][:160].lower())}
    everybody = any(pair <= words for pair in _EVERYBODY)
    near = abs(added - value) * _NEAR < value
    if opened["bracket"] or opened["colon"]:
        return everybody or len(parts) >= 3 or near
    return (everybody and abs(added - value) * 5 < value) or (len(parts) >= 3 and near)


def _total_last(report: Report, sentence: Sentence) -> Iterator[Claim]:
    """Find "402 fires, 351 special services and 653 false alarms, 1,406 in all"."""
    for match in rule(_AFTER_ALL).finditer(sentence.marked):
        total = sentence.number(match["total"] or match["total2"] or match["total3"])
        head = re.split(r"[.;:]", sentence.marked[: match.start()])[-1]
        yield from _of_head(sentence, total, sentence, head)
    for match in rule(_THIS).finditer(sentence.marked):
        for earlier in report.before(sentence, 1)[:1]:
            head = re.split(r"[;:]", earlier.marked.rstrip("."))[-1]
            yield from _of_head(sentence, sentence.number(match["total"]), earlier, head)
    for match in rule(_BRACKET_FIRST).finditer(sentence.marked):
        yield from _of_head(sentence, sentence.number(match["total"]), sentence, match["list"])


def _total_in_all(sentence: Sentence) -> Iterator[Claim]:
    """Find "Hollins had 204 referrals and Riverside 457; in total there were 661 referrals"."""
    for match in rule(_IN_ALL).finditer(sentence.marked):
        total = sentence.number(match["total"])
        head = sentence.marked[: match.start()].rpartition(";")[2].rpartition(":")[2]
        for made in _of_head(sentence, total, sentence, head):
            added, value = sum(amount(each) for each in _rest_of(sentence, head)), amount(total)
            if abs(added - value) * (3 if head.count("<") > 2 else 10) < value:
                yield made


def _rest_of(where: Sentence, head: str) -> list[Number]:
    return [where.number(each) for each in re.findall(r"<[nm](\d+)>", head)]


def _of_them(report: Report, sentence: Sentence) -> Iterator[Claim]:
    """Find "Officers closed 2,918 cases. Of the closed cases, 1,706 were .., 822 by .. and 390 by .."."""
    opened = rule(_OF_THEM).match(sentence.marked) or rule(_THEY).match(sentence.marked)
    if opened is None:
        return
    named = opened.groupdict()
    totals = [sentence.number(named["total"])] if named.get("total") else []
    totals = totals or _called(report, sentence, stems(named.get("called") or ""))
    made = []
    for total in totals:
        parts = _items(sentence, sentence.marked[opened.end() :], total, bracket=False)
        added, value = sum(amount(each) for each in parts), amount(total)
        near = abs(added - value) * _NEAR < value and all(amount(each) < value for each in parts)
        if added > value and rule(r"\b(?:have|had|need|needed|reported)\b").search(sentence.marked):
            continue  # One person may have more than one of what is listed.
        if (
            len(parts) >= 3
            and near
            and is_count(total)
            and not any(each.hedge not in ("", "about") for each in (*parts, total))
        ):
            made.append(claim("sum", sentence, [total], [("part", each) for each in parts]))
    yield from settled(made)


def _called(report: Report, sentence: Sentence, called: set[str]) -> list[Number]:
    """List the counts just before a sentence that are called so, or all where it only says "of these"."""
    found = []
    for each in report.before(sentence, 1)[:3]:
        for number in each.counts():
            if called <= stems(beside(each, number)):
                found.append(number)
    return found


def _of_head(sentence: Sentence, total: Number, where: Sentence, head: str) -> Iterator[Claim]:
    """Take the list that ends a piece of a sentence, if it is nothing but a list, for the parts of a total."""
    found = _rest_of(where, head)
    pounds = total.unit == "£"
    alike = all((each.unit == "£") == pounds and (pounds or is_count(each)) for each in (*found, total))
    if not alike or len(found) < 2 or not re.search(_ITEMS, head) or re.search(r"\bof\b <n|from <", head):
        return
    added, value = sum(amount(each) for each in found), amount(total)
    if value < 10 * added < 100 * value:
        yield claim("sum", sentence, [total], [("part", each) for each in found])


def _lists(report: Report) -> Iterator[Claim]:
    """Find the lines of a list under "The 52 reasons were:", one number each."""
    for place, paragraph in enumerate(report.paragraphs):
        if paragraph.rows is not None or not re.search(r":\s*-?$", paragraph.text):
            continue
        items = []
        for each in report.paragraphs[place + 1 : place + 16]:
            if each.rows is not None or each.number != paragraph.number or len(each.text) > 120:
                break
            found = [number for number in sentence_of(each, each.text).numbers if is_count(number)]
            if len(found) != 1:
                break
            items.append(found[0])
            if each.text.endswith("."):
                break
        opening = sentence_of(paragraph, paragraph.text)
        totals = opening.counts()
        if len(totals) != 1 or len(items) < 3:
            continue
        made = claim("sum", opening, totals, [("part", each) for each in items])
        if check(made).verdict == "agrees" or rule(rf"{_WHOLLY}|total|were|are").search(opening.marked):
            value, added = amount(totals[0]), sum(map(amount, items))
            if abs(added - value) * 5 < value:
                yield made


_QUARTERLY = r"{n:count}(?: [a-z]+){1,3} in the <o(?P<order>\d+)> quarter"
_SO_FAR = (
    r"(?:half[ -]year(?:ly)?(?: period| point| stage)?|after the <o\d+> quarter|so far|to date"
    r")[^<>.]{0,40}?(?:there (?:have|had) been|were"
    r"|was|is|totals?|stands? at|stood at|comes? to) (?:a total of )?{n:total}"
)
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def _quarters(report: Report) -> Iterator[Claim]:
    """Find "after the third quarter there have been 128", and the counts of the quarters before."""
    series: list[Number] = []
    part = ""
    for sentence in report.sentences:
        if sentence.paragraph.number.split(".")[0] != part:
            part, series = sentence.paragraph.number.split(".")[0], []
        for found in each_match(sentence, _SO_FAR):
            if len(series) >= 2:
                made = claim("sum", sentence, [found["total"]], [("part", each) for each in series])
                yield made
        for match in rule(_QUARTERLY).finditer(sentence.marked):
            order = _ORDER.get(sentence.number(match["order"]).text.lower(), 0)
            if order == 1:
                series = []
            series.append(sentence.number(match["count"]))
