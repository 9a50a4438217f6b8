"""Who is over the threshold of a rule: people, their arrests, their drug tests, and who is on no scheme."""

import math

from iomlib.blocks import Figure, Sentence, Table
from iomlib.metrics.days import window
from iomlib.metrics.threshold import MONTHS, decided
from iomlib.report.formats import WITHHELD, day, write
from iomlib.report.frames import Column, figure, row_of, sourced, table
from iomlib.report.meaning import meaning
from iomlib.report.said import Said, in_band, saying
from iomlib.report.scheme import list_words, withheld_words
from iomlib.report.shares import if_ranged, share_words
from iomlib.report.threshold_shown import Threshold
from iomlib.report.withholding import AWAY, EMPTY, rounding
from iomlib.rules import words

INPUTS = "data/nominals, data/arrests, data/drug_tests, params/rules"
NOTHING = "What the rule asks for was not supplied, so nobody is said to be over its threshold."
NOBODY = "Nobody is known to be over the threshold."
NO_TESTS = "No drug tests were supplied."
NO_LISTS = "No spells on lists were supplied, so nobody is said to be on no scheme."


def unless_unknown(shown: Threshold, block: Sentence) -> Sentence:
    """Show a sentence on people whom the rule finds, unless what it asks for was not supplied."""
    return block if _there(shown) else Sentence(style="missing", sentences=[NOTHING])


def _there(shown: Threshold) -> bool:
    return bool(shown.rows["withheld"].any() or shown.rows["people"].notna().any())


def _words(shown: Threshold, name: str) -> str:
    return words(shown.over.assessment.rule.criterion(name))


def _apart(shown: Threshold) -> str:
    """Say who is counted apart: who misses only one criterion, which is mostly their age."""
    criterion = shown.over.assessment.rule.criterion(str(shown.over.assessment.rule.apart))
    way, value = criterion.threshold
    young = criterion.measure == "age" and way == "at_least"
    return f"under {value:g}" if young else f"who miss only “{words(criterion)}”"


def _period(shown: Threshold) -> str:
    first, last = window(shown.over.assessment.on, MONTHS)
    return f"{day(first)} to {day(last)}"


def _all(shown: Threshold) -> str:
    count = shown.rows["all_arrests"].iloc[0]
    return write(count, "count") if not math.isnan(count) else WITHHELD


def over_table(shown: Threshold) -> Table | Sentence:
    """Show how many people are over the threshold, those counted apart, and their share of all arrests.

    `shown` comes from `iomlib.report.causers_safe.protect`, here and below.
    """
    if not _there(shown):
        return Sentence(style="missing", sentences=[NOTHING])
    made = table(
        shown.rows,
        [
            Column("people", "People", "count"),
            Column("arrests", "Their arrests", "events"),
            Column("share", "Share of all such arrests", "share"),
        ],
        id="over",
        caption=f"People over the threshold, {_period(shown)}",
        index="Group",
        disclosure="people",
        notes=[
            *meaning(shown.over.assessment.rule),
            f"All such arrests in the area: {_all(shown)}. They are arrests for the offences that the rule names, "
            "whatever came of them. An arrest is not a crime: some crimes have several arrests, some arrests no crime, "
            "and most crimes no arrest. All are counted, so there is no interval.",
            *_unsure(shown),
            *rounding(shown.rule),
        ],
        labels=_labels(shown),
    )
    everything = [
        figure("over.all_arrests", count, "events") for count in shown.rows["all_arrests"].head(1).dropna()
    ]
    return sourced(saying(made, *everything, *_undecided(shown)), INPUTS)


def _undecided(shown: Threshold) -> list[Figure]:
    return [figure("over.undecided", shown.undecided, "number", places=0)] if shown.undecided > 0 else []


def often_words(shown: Threshold) -> str:
    """Name those of them who are over the higher threshold, in the rule's own words, after a number of people."""
    return f"with {_words(shown, shown.over.many)}"


def _labels(shown: Threshold) -> dict[str, str]:
    apart = shown.over.assessment.rule.apart
    return {
        "counted": f"Everybody with {_words(shown, shown.over.counted)}",
        "over": "Over the threshold of the rule, of any age",
        "apart": f"of these, {_apart(shown)}: counted apart" if apart else "of these, counted apart",
        "selected": f"Over the threshold{f', {_words(shown, apart)}' if apart else ''}",
        "many": f"of these, {_words(shown, shown.over.many)}",
    }


def drug_tests_table(shown: Threshold) -> Table | Sentence:
    """Show how many of the selected people were drug tested, and with what result."""
    if not _there(shown):
        return Sentence(sentences=[])
    if shown.tests["people"].isna().all() and not shown.tests["withheld"].any():
        return Sentence(style="missing", sentences=[NO_TESTS])
    if shown.tests["withheld"].all() and not shown.rule.open:
        few = withheld_words("How many of them were tested, and with what result,", shown.rule.threshold)
        return Sentence(sentences=[few], disclosure="people")
    made = table(
        shown.tests,
        _columns("Share of the group"),
        id="tests",
        caption=f"Drug tests of those over the threshold, {_period(shown)}",
        index="Drug test",
        disclosure="people",
        notes=[
            "Somebody who was not tested may have been tested under another name: see possible aliases.",
            *if_ranged(shown.tests, "Intervals: Wilson, 95%, as if the people were drawn from many such."),
            *rounding(shown.rule),
        ],
        labels={
            "positive": "At least one positive",
            "negative": "Tested, and never positive",
            "not-tested": "Not tested",
        },
    )
    return sourced(made, "data/drug_tests")


def _columns(share: str) -> list[Column]:
    return [
        Column("people", "People", "count"),
        Column("share", share, "share", bounds=("lower", "upper")),
        Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
    ]


def potential_sentence(shown: Threshold, part: str) -> Sentence:
    """Say how many of them would be in the cohort of an indicator for the year that follows; `part` says how found."""
    row, whole = (row_of(shown.potential, name) for name in ("part", "cohort"))
    said, figures = [], []
    for name, each, how in (("part", row, f"by {part} alone"), ("cohort", whole, "by any of its ways")):
        if each["withheld"]:
            said.append(withheld_words(f"How many of them would be found {how}", shown.rule.threshold))
        elif not math.isnan(each["people"]):
            made = figure(f"potential.{name}", each["people"], "count")
            share = figure(
                f"potential.{name}_share",
                each["share"],
                "share",
                bounds=(each["lower"], each["upper"]),
                confidence=each["confidence"],
                method=str(each["method"]),
            )
            figures += [made, in_band(share, each.get("share_band"))]
            of = write(each["out_of"], "count")
            said.append(f"{made.text} of the {of} ({share_words(each)}) would be found {how}.")
    if not said:
        return Sentence(style="missing", sentences=["It is not known who would be in that cohort."])
    if shown.rows["people"]["selected"] == 0:
        return Sentence(sentences=[NOBODY], disclosure="people")
    told = Sentence(sentences=said, disclosure="people", figures=figures, cites=_ALL)
    return sourced(told, INPUTS)


_ALL = ["over.selected.people"]  # of whom everybody told of is one


def missed_sentence(shown: Threshold) -> Sentence:
    """Say how many of the selected people are on no scheme on the last day; as a number, never who."""
    row, names = row_of(shown.missed, "missed"), ", ".join(list_words(name) for name in shown.over.lists)
    if row["withheld"]:
        said = [
            withheld_words(f"How many of them are on none of these lists ({names})", shown.rule.threshold)
        ]
        return Sentence(sentences=said, disclosure="people")
    if math.isnan(row["people"]):
        why = NO_LISTS if _there(shown) and decided(shown.over.assessment) else NOTHING
        return Sentence(style="missing", sentences=[why])
    if row["out_of"] == 0:
        return Sentence(sentences=[NOBODY], disclosure="people")
    made = figure("missed.people", row["people"], "count")
    share = f"{made.text} of the {write(row['out_of'], 'count')} ({share_words(row, limits=False)})"
    said = [f"{share} were on none of these lists on {day(shown.over.assessment.on)}: {names}."]
    part = in_band(figure("missed.share", row["share"], "share"), row.get("share_band"))
    told = Sentence(sentences=said, disclosure="people", figures=[made, part], cites=_ALL)
    return sourced(told, "data/enrolments, params/rules")


def undecided(shown: Threshold) -> str:
    """Say as the end of a sentence of how many people it cannot be told; nothing where it can of everybody."""
    if not shown.undecided > 0:
        return ""
    return f"; of {write(shown.undecided, 'count')} more it cannot be told, because evidence is missing"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _unsure(shown: Threshold) -> list[str]:
    if math.isnan(shown.undecided):
        return ["How many more cannot be told of, because evidence is missing, is withheld."]
    return [f"{_capital(undecided(shown).removeprefix('; '))}."] if undecided(shown) else []


def over_words(shown: Threshold) -> list[str]:
    """Word who is over the threshold, and their share of all arrests, for the headline."""
    people = shown.rows["people"]
    if math.isnan(people["selected"]):
        return AWAY if shown.rows["withheld"]["selected"] else []
    rule = shown.over.assessment.rule
    young = (
        f"; {write(people['apart'], 'count')} more {_apart(shown)} are counted apart"
        if rule.apart and not math.isnan(people["apart"])
        else ""
    )
    count, last = write(people["selected"], "count"), day(shown.over.assessment.on)
    who = f"{count} person was" if people["selected"] == 1 else f"{count} people were"
    said = [
        f"{who} over the threshold of the rule “{rule.title}” in the year to {last}{young}{undecided(shown)}."
    ]
    return [*said, *_arrests_words(shown)]


def _arrests_words(shown: Threshold) -> list[str]:
    """Word their share of all arrests; nothing where they are nobody, or their arrests are withheld."""
    row, many = (row_of(shown.rows, name) for name in ("selected", "many"))
    if not row["people"] or math.isnan(row["arrests"]):
        return []
    arrests = write(row["arrests"], "count")
    if math.isnan(row["share"]):
        return [f"They account for {arrests} arrests. These are arrests, not crimes."]
    more = (
        f"; {write(many['arrests'], 'count')} of them are of the {write(many['people'], 'count')} people with "
        f"{_words(shown, shown.over.many)}"
        if not math.isnan(many["people"])
        else ""
    )
    return [
        f"The {write(row['people'], 'count')} people over the threshold account for {arrests} of {_all(shown)} arrests "
        f"for the offences that the rule counts "
        f"({write(row['share'], 'share')}){more}. These are arrests, not crimes."
    ]


def missed_words(shown: Threshold) -> list[str]:
    """Word for the headline how many of them are on no scheme; nothing where that is not known."""
    told = missed_sentence(shown)
    if row_of(shown.missed, "missed")["withheld"]:
        return AWAY
    nobody = EMPTY if shown.rows["people"]["selected"] == 0 else []
    return (
        Said(told.sentences, cites=[*_ALL, *(each.id for each in told.figures)]) if told.figures else nobody
    )
