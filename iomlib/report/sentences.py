"""What a comparison may be called in words: worded from its claim, and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import pandas as pd

from iomlib.blocks import Figure, Sentence
from iomlib.disclosure.profile import OPEN, Profile
from iomlib.metrics.claims import NOBODY, Claim
from iomlib.metrics.intervals import wilson
from iomlib.report.alike_safe import unlike_figures
from iomlib.report.coarse import places, smallest
from iomlib.report.formats import WITHHELD, interval, write
from iomlib.report.frames import figure, sourced

INPUTS = "data/people, data/control_pool, data/events, params/comparisons.csv"
PRIMARY = "rate"  # the row of the results that the claim is about
_DATA = {
    "simulated": [
        "SIMULATED: these people are made up, and so is the scheme. Nothing here is about anybody, or about any area."
    ],
    "public research data": [
        "These are public research data from another country and time, shown as an example of the method."
    ],
}
DESIGNS = {
    0: (
        "Only printed numbers are at hand. How the groups came about, and how alike they were, cannot be checked from "
        "them, so this report gives no level on the Maryland scale."
    ),
    1: "Only what happened afterwards is known, of people on the scheme alone (level 1 of 5 on the Maryland scale).",
    2: "The same people are shown before and after (level 2 of 5 on the Maryland scale).",
    3: (
        "The comparison group was taken as it came (level 3 of 5 on the Maryland scale): the two groups may have "
        "differed from the start, and by as much as they do now."
    ),
    4: (
        "The groups were matched on what the records hold (level 4 of 5 on the Maryland scale). What the records do "
        "not hold, such as a wish to change, may still differ between them and account for some or all of a difference."
    ),
    5: (
        "Chance decided who was on the scheme (level 5 of 5 on the Maryland scale), so the groups differ by chance "
        "alone; the interval allows for that."
    ),
}


@dataclass(frozen=True)
class Words:
    """What the people, their outcome and the time are called on one report.

    Examples
    --------
    >>> Words("proven reoffence", 12).had
    'had a proven reoffence within 12 months'
    """

    outcome: str
    months: int

    @property
    def one(self) -> str:
        """Name one outcome with its article."""
        return f"{'an' if self.outcome[0] in 'aeiou' else 'a'} {self.outcome}"

    @property
    def had(self) -> str:
        """Say what those people did who did what the rate counts."""
        return f"had {self.one} within {self.months} months"


def power(detectable: float, sizes: pd.DataFrame) -> Sentence:
    """Say, before any result, how small a difference groups of this size could show."""
    if not len(sizes) or not sizes["people"]["comparison"] > 0:
        return Sentence(sentences=[])
    scheme, comparison = (write(sizes["people"][side], "count") for side in ("scheme", "comparison"))
    groups = f"Before the result: {scheme} people on the scheme are compared with {comparison} others."
    least = figure("reoffending.detectable", detectable, "per100", method="80% power, two-sided 5%")
    could = "How small a difference groups of this size could show is not known."
    if detectable < 1:
        small = f"A true difference of less than {least.text} of every 100 people"
        could = f"{small} would often go unseen in groups of this size."
    elif not isnan(detectable):  # more than all of them
        could = "Groups of this size would often show no difference at all, however large it is."
    said, of = [f"{groups} {could}"], ["groups.scheme.people", "groups.comparison.people"]
    return sourced(Sentence(sentences=said, disclosure="people", figures=[least], cites=of), INPUTS)


def answer(
    found: Claim, results: pd.DataFrame, sizes: pd.DataFrame, words: Words, rule: Profile = OPEN
) -> Sentence:
    """Say in one line what came out, and how many people that is.

    Parameters
    ----------
    found
        What `iomlib.metrics.claims.claim` gave: the only source of *fewer* and *more*.
    results
        What `iomlib.metrics.evaluation.results` gave, through `groups_safe.protect`: the claim is about row ``rate``.
        Without rows it is said that there is nobody to compare; printed numbers have an answer of their own.
    sizes, rule
        What `iomlib.metrics.evaluation.group_sizes` gave, through `groups_safe.protect`, and what that went by.
    """
    if not len(results):
        return _alone(found, sizes, words, rule)
    row, people = results.T[PRIMARY], float(sizes["people"]["scheme"])
    numbers = _numbers(found, row, people, words, rule)
    said = [_verdict(found, row, words, rule), *numbers]
    figures = [made for made in _figures(row, people, rule) if numbers or made.value is None]
    if row.get("withheld", False):
        figures = [made if made.value is not None else _withheld(made) for made in figures]
    figures += unlike_figures(found)
    return sourced(Sentence(style="lead", sentences=said, disclosure="people", figures=figures), INPUTS)


def _withheld(made: Figure) -> Figure:
    return made.model_copy(update={"confidence": None, "text": WITHHELD})


def _alone(found: Claim, sizes: pd.DataFrame, words: Words, rule: Profile) -> Sentence:
    """Say what is known of people on the scheme whom nobody is compared with; nothing without people."""
    if found.level == 0:
        return Sentence(sentences=[])
    said = [_verdict(found, pd.Series(dtype="float64"), words, rule)]
    if not len(sizes):
        return Sentence(style="lead", sentences=said, disclosure="people")
    people, again = (float(sizes[name]["scheme"]) for name in ("people", "reoffenders"))
    figures = list[Figure]()
    if people >= max(rule.percent_from, 1) and not isnan(again):
        rate, to = wilson(min(again, people), people), places(rule)
        figures = [
            figure("reoffending.people", people, "count"),
            figure(
                "reoffending.scheme",
                rate.value,
                "per100",
                places=to,
                bounds=rate[1:3],
                confidence=rate.confidence,
                method=rate.method,
            ),
        ]
        said.append(
            f"Of every 100 people on the scheme {write(rate.value, 'per100', to)} {words.had} "
            f"(95% interval {interval(rate.lower, rate.upper, 'per100', to)}); {write(people, 'count')} were analysed."
        )
    return sourced(Sentence(style="lead", sentences=said, disclosure="people", figures=figures), INPUTS)


def nobody(found: Claim) -> Sentence:
    """Say that there is nobody to say anything of.

    Examples
    --------
    >>> nobody(Claim("too few to tell", 4, (NOBODY,))).sentences
    ['Nothing can be said of what the scheme does: nobody is left to compare.']
    """
    said = [f"Nothing can be said of what the scheme does: {'; '.join(found.reasons)}."]
    return Sentence(style="lead", sentences=said)


def caution(found: Claim) -> Sentence:
    """Say above a table of results that nothing is claimed from it; nothing where something is.

    Examples
    --------
    >>> caution(Claim("not comparable", 4, ("they differ in age",))).sentences
    ['Nothing is claimed from the numbers below: they differ in age.']
    """
    if found.verdict not in ("not comparable", "too few to tell"):
        return Sentence(sentences=[])
    said = [f"Nothing is claimed from the numbers below: {'; '.join(found.reasons)}."]
    return Sentence(sentences=said, cites=[made.id for made in unlike_figures(found)])


def first_of(*sentences: Sentence) -> Sentence:
    """Give the first that says anything.

    Examples
    --------
    >>> first_of(Sentence(sentences=[]), Sentence(sentences=["Yes."])).sentences
    ['Yes.']
    """
    return next((made for made in sentences if made.sentences), Sentence(sentences=[]))


def _verdict(found: Claim, row: "pd.Series[float]", words: Words, rule: Profile) -> str:
    to = places(rule)
    if found.verdict in ("fewer", "more", "no clear difference") and isnan(row["value"]):
        return "How many people had the outcome, or did not, is withheld, and with it the answer: they are too few."
    if found.verdict in ("fewer", "more"):
        low, high = sorted(abs(row[bound]) for bound in ("lower", "upper"))
        size = f"{_from_zero(abs(row['value']), to)} {found.verdict} of every 100"
        return (
            f"{found.verdict.capitalize()} people on the scheme {words.had} than in the comparison group: {size} "
            f"(95% interval {_from_zero(low, to)} to {write(high, 'per100', to)} {found.verdict})."
        )
    if found.verdict == "no clear difference":
        fewer, more = (_side(row[bound], side, to) for bound, side in (("lower", "fewer"), ("upper", "more")))
        return (
            "There is no clear difference between the people on the scheme and the comparison group in how many "
            f"{words.had}: it lies between {fewer} and {more} of every 100 on the scheme."
        )
    why = "; ".join(found.reasons)
    if found.verdict == "too few to tell":
        return f"There are too few people to tell whether more or fewer on the scheme {words.had} ({why})."
    if found.verdict == "not comparable":
        return f"The groups are not comparable, so nothing is said of the difference between them: {why}."
    return f"Nothing can be said of what the scheme does: {why}."


def _from_zero(bound: float, to: int) -> str:
    """Write a bound that is not zero so that it does not look like it."""
    return write(bound, "per100", to) if bound >= 0.5 * 10 ** -(to + 2) else f"less than {smallest(to)}"


def _side(bound: float, side: str, to: int) -> str:
    """Write an end of an interval that holds zero; a rounded end may be written 0 that is not."""
    if bound == 0 and to:
        return f"0.0 {side}"
    return f"{_from_zero(abs(bound), to)} {side}"


def _numbers(found: Claim, row: "pd.Series[float]", people: float, words: Words, rule: Profile) -> list[str]:
    if found.verdict in ("not comparable", "no claim") or isnan(row["scheme"]):
        return []
    scheme, comparison = (write(row[side], "per100", places(rule)) for side in ("scheme", "comparison"))
    said = (
        f"Of every 100 people on the scheme {scheme} {words.had}, of every 100 in the comparison group {comparison}. "
        f"{write(people, 'count')} people on the scheme were analysed."
    )
    if found.verdict not in ("fewer", "more"):
        return [said]
    low, high = sorted(_of(people, abs(row[bound]), rule) for bound in ("lower", "upper"))
    number = write(_of(people, abs(row["value"]), rule), "count")
    least = write(low, "count") if low >= 0.5 else f"less than {rule.base}"
    return [
        said,
        f"Among them that is about {number} people {found.verdict} ({least} to {write(high, 'count')}).",
    ]


def _figures(row: "pd.Series[float]", people: float, rule: Profile) -> list[Figure]:
    bounds, method = (row["lower"], row["upper"]), str(row["method"])
    value, *fewer = (_of(people, row[name], rule) for name in ("value", "lower", "upper"))
    confidence, to = float(row["confidence"]), places(rule)
    return [
        figure("reoffending.people", people, "count"),
        figure("reoffending.scheme", row["scheme"], "per100", places=to),
        figure("reoffending.comparison", row["comparison"], "per100", places=to),
        figure(
            "reoffending.difference",
            row["value"],
            "points",
            places=to,
            bounds=bounds,
            confidence=confidence,
            method=method,
        ),
        figure(
            "reoffending.difference_people",
            value,
            "signed",
            places=0,
            bounds=(fewer[0], fewer[1]),
            confidence=confidence,
            method=method,
        ),
    ]


def _of(people: float, rate: float, rule: Profile) -> float:
    """Say how many of some people a difference is; from a rounded one a rounded number follows."""
    return people * rate if rule.open or isnan(people * rate) else rule.shown(people * rate)


def limits(found: Claim, matched_on: Sequence[str], data_is: str = "real") -> Sentence:
    """Say what the design allows, and what cannot be said whatever the numbers are.

    `matched_on` names what the groups were compared on; `data_is` is what the protocol says the people are.
    """
    if NOBODY in found.reasons:
        return Sentence(
            sentences=["Nobody is compared here, so nothing is said of the scheme.", *_DATA.get(data_is, [])]
        )
    said = [DESIGNS[found.level], *_DATA.get(data_is, [])]
    if found.level == 4 and len(matched_on):
        said.append(f"Matched on: {', '.join(name.replace('_', ' ') for name in matched_on)}.")
    if found.level > 2:
        said.append(
            "Nobody can tell from this which people did better or worse than they would have. Nor does it tell if "
            "another area, another year or another mix of people would show the same."
        )
        said.append(
            "Only offences that came to notice in the time allowed are counted; others are not known."
        )
    return Sentence(sentences=said)
