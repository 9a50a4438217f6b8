"""Sentences on whether a scheme pays, worded from the same numbers as the tables."""

import math

import pandas as pd

from iomlib.blocks import Figure, Sentence
from iomlib.metrics.break_even import MIX
from iomlib.metrics.intervals import Estimate
from iomlib.report.formats import Kind, about_pounds, day, interval, write
from iomlib.report.frames import figure, named_sources, slug, sourced
from iomlib.report.lists import joined
from iomlib.report.sentences import DESIGNS
from iomlib.report.value import EFFECTS, FEW
from iomlib.report.value_safe import Worth

PRINTED = "data/printed_figures.csv"
EFFECT_AWAY = (
    "The ratio of benefit to cost is withheld: it rests on a comparison of people that was not published, so a page "
    "that is open to all shows none of its estimates."
)


def break_even_sentence(worth: Worth | None) -> Sentence:
    """Say how many offences would cover the cost, one for how many people, and how many are expected.

    `worth` comes from `iomlib.report.value_safe.protect`, here and below.
    """
    if worth is None or worth.few or not len(worth.value.covers) or not worth.value.cost.pounds > 0:
        return Sentence(sentences=[])
    first = worth.value.covers.iloc[0]
    one = "offence" if first["offences"] == 1 else "offences"
    alike = f"proven {one} {_when(worth)} like those of its people"
    if worth.value.covers.index[0] != MIX:
        alike = f"{one} of {str(worth.value.covers.index[0]).lower()} {_when(worth)}"
    cost = about_pounds(worth.value.cost.pounds)
    said = [
        f"The scheme covers its cost of {cost} if it prevents {write(first['offences'], 'count')} {alike}"
        f"{_each(worth, first)}; {_expected(worth, first)}"
    ]
    said += _alone(worth)
    how = "as compared or predicted"
    figures = [
        figure("value.expected", worth.value.expected, "number", places=1, method=how),
        figure("value.expected_whole", worth.value.expected, "number", places=0, method=how),
        *_for_each(worth),
        *_days(worth),
    ]
    made = Sentence(sentences=said, disclosure="money", figures=figures, cites=["scheme_cost.counted"])
    return sourced(made, EFFECTS)


def _for_each(worth: Worth) -> list[Figure]:
    """Record what is said of each person managed, in the first rows and those after."""
    said = " ".join([_each(worth, worth.value.covers.iloc[0]), *_alone(worth)])
    each = {slug(str(name)): many for name, many in worth.value.covers["for_each"].items()}
    fewer = [
        figure(f"value.people_for_each.{name}", 1 / many, "number", places=1)
        for name, many in each.items()
        if 0 < many <= 1
    ]
    more = [
        figure(f"value.for_each_person.{name}", many, "number", places=1)
        for name, many in each.items()
        if many > 1
    ]
    return [
        *(one for one in fewer if f"one for every {one.text} " in said),
        *(one for one in more if f", {one.text} for each person" in said),
    ]


def _alone(worth: Worth) -> list[str]:
    """Say the same of the offence that costs most in all of those that have a row; of the cheapest without a mix."""
    mix = worth.value.mix.offences
    if not len(worth.value.covers.index[1:]):
        return []
    if worth.value.covers.index[0] != MIX:
        name, row = str(worth.value.covers.index[-1]), worth.value.covers.iloc[-1]
        return [
            f"That is the dearest; of {name.lower()}, the cheapest, it would take {write(row['offences'], 'count')}"
            f"{_each(worth, row)}. What these people were convicted of "
            f"{'is of few people, and withheld' if worth.mix_away else 'was not supplied'}."
        ]
    cost = (mix["offences"] * mix["unit_cost"]).reindex(worth.value.covers.index[1:])
    name = str(cost.idxmax())
    row = worth.value.covers.T[name]
    return [
        f"If all of them were {name.lower()}, it would take {write(row['offences'], 'count')}{_each(worth, row)}."
    ]


def _when(worth: Worth) -> str:
    days = _days(worth)
    return f"in these {days[0].text} days" if days else "a year"


def _days(worth: Worth) -> list[Figure]:
    """Record how many days the scheme is looked at, where they are no year."""
    days = (worth.value.last - worth.value.first).days + 1
    return [] if days in (365, 366) else [figure("value.days", days, "number", places=0)]


def _each(worth: Worth, row: "pd.Series[float]") -> str:
    if worth.people_away or math.isnan(row["for_each"]):
        return ""
    if row["for_each"] > 1:
        return f", {write(row['for_each'], 'number', 1)} for each person managed"
    return f", one for every {write(1 / row['for_each'], 'number', 1)} people managed"


def _expected(worth: Worth, row: "pd.Series[float]") -> str:
    expected = worth.value.expected
    if math.isnan(expected):
        why = (
            "withheld, because the comparison was not published"
            if worth.effect_away
            else "not known (no data)"
        )
        return f"how many the cohort would commit without the scheme is {why}."
    said = f"the cohort is expected to commit {write(expected, 'count')}"
    if math.isnan(row["share_of_expected"]):
        return f"{said} of all kinds, and how many of these is not known (no data)."
    if row["share_of_expected"] > 1:
        return f"{said}, so this cannot be reached by these offences alone."
    return f"{said}, so that is {write(row['share_of_expected'], 'share')} of them."


def ratio_sentence(worth: Worth | None) -> Sentence:
    """Give the ratio of benefit to cost with its interval, or say why there is none."""
    if worth is None:
        return Sentence(sentences=[])
    if worth.few:
        return Sentence(style="missing", sentences=[FEW], disclosure="people")
    value = worth.value
    if worth.effect_away:
        return Sentence(style="missing", sentences=[EFFECT_AWAY], disclosure="people")
    if why := _reasons(worth):
        return Sentence(sentences=[f"No ratio of benefit to cost is given: {why}."], disclosure="method")
    found, prevented = value.ratio, value.prevented
    estimate = {"confidence": found.confidence, "method": found.method}
    figures = [
        figure("value.ratio", found.value, "pounds", places=2, bounds=found[1:3], **estimate),  # type: ignore[arg-type]
        figure("value.prevented", prevented.value, "number", places=1, bounds=prevented[1:3], **estimate),  # type: ignore[arg-type]
        figure(
            "value.unit_cost", value.unit.pounds, "pounds", method="proven offences, without a multiplier"
        ),
    ]
    effect = value.judged.effect
    assert effect is not None  # noqa: S101  without one there are reasons
    figures += [
        figure(
            "value.compared_people", effect.people, "number", places=0, method="as the comparison prints it"
        ),
        figure("value.compared_months", effect.followup_months, "number", places=0),
    ]
    return sourced(Sentence(sentences=_ratio_words(worth), disclosure="money", figures=figures), EFFECTS)


def _ratio_words(worth: Worth) -> list[str]:
    value, effect = worth.value, worth.value.judged.effect
    assert effect is not None  # noqa: S101  without one there are reasons
    said = [
        *_found(worth),
        _verdict(value.ratio),
        f"That rests on a comparison of {write(effect.people, 'count')} people of the scheme over "
        f"{effect.followup_months} months{_until(worth)} ({_source(worth)}). {DESIGNS[effect.level]}",
    ]
    if value.ratio.upper > 0:
        said.append("It is the worth put on harm that did not happen. Most of it is nobody's budget.")
    if value.judged.reasons:
        said.append(f"Not used, of another comparison: {joined(value.judged.reasons)}.")
    return said


def _found(worth: Worth) -> list[str]:
    """Say what was found to be prevented, or, where there were more reoffences and not fewer, that there were."""
    value = worth.value
    each = f"proven reoffences {{}}{_when(worth)}, at {write(value.unit.pounds, 'pounds')} each"
    if value.prevented.value >= 0:
        return [
            f"For each £1 that it costs, the scheme is found to bring {_with_range(value.ratio)} of "
            f"crime that does not happen. That is {_with_interval(value.prevented, 'number', 1)} "
            f"{each.format('prevented ')}."
        ]
    more, dearer = (
        found._replace(value=-found.value, lower=-found.upper, upper=-found.lower)
        for found in (value.prevented, value.ratio)
    )
    return [
        f"More reoffences were found, and not fewer: {_with_interval(more, 'number', 1)} more {each.format('')}. "
        f"For each £1 that the scheme costs, that is {_with_range(dearer)} of crime on top of its "
        "cost, and no benefit."
    ]


def _until(worth: Worth) -> str:
    """Say when the people compared were followed: an old comparison may not hold for those of today."""
    row = worth.value.judged.row
    ends = worth.value.effects["period_end"].iloc[row] if row is not None else None
    if ends is None or pd.isna(ends):
        return ""
    said = f", to {day(ends)}"
    begun = pd.Timestamp(worth.value.first)
    return (
        f"{said}, before the period of this cost: whether it holds for it is not known"
        if ends < begun
        else said
    )


def _with_interval(found: Estimate, kind: Kind, places: int) -> str:
    sure = f"{write(found.confidence, 'share', 0)} interval"
    return f"{write(found.value, kind, places)} ({sure} {interval(found.lower, found.upper, kind, places)})"


def _with_range(ratio: Estimate) -> str:
    """Say of what the range is made: of two, so that more than the confidence of one lies in it."""
    ends = interval(ratio.lower, ratio.upper, "pounds", 2)
    sure = write(ratio.confidence, "share", 0)
    return (
        f"{write(ratio.value, 'pounds', 2)} ({ends}: the comparison's {sure} interval, at the least and at the most "
        "that the scheme may cost)"
    )


def _verdict(ratio: Estimate) -> str:
    if ratio.lower > 1:
        return "The whole range lies above £1: by this comparison the scheme covers its cost."
    below = (
        " It reaches below £0: there may have been more reoffences and not fewer."
        if ratio.lower < 0 < ratio.upper
        else ""
    )
    if ratio.upper < 1:
        what = "£0, and so below £1" if ratio.upper <= 0 else "£1"
        return f"The whole range lies below {what}: by this comparison the scheme does not cover its cost.{below}"
    return f"The range holds £1, so it cannot be told whether the scheme covers its cost.{below}"


def _source(worth: Worth) -> str:
    number = worth.value.judged.row
    return named_sources(worth.value.effects.iloc[[number]]) if number is not None else ""


def _reasons(worth: Worth) -> str:
    """Say everything that a ratio lacks; nothing where it has all."""
    value = worth.value
    lacks = [] if value.judged.effect is not None else list(value.judged.reasons)
    if math.isnan(value.cost.pounds):
        lacks.append("no additional running cost was supplied")
    elif not value.cost.lower > 0:
        lacks.append("the scheme may cost nothing at all")
    if math.isnan(value.who.days):
        lacks.append("how long people were managed was not supplied")
    elif not value.who.days:
        lacks.append("nobody was managed in this period")
    if math.isnan(value.unit.pounds):
        why = "is of few people, and withheld" if worth.mix_away else "was not supplied, or has no price"
        lacks.append(f"what these people were convicted of {why}")
    return "; ".join(lacks)


def prison_sentence(told: pd.DataFrame, id: str) -> Sentence:
    """Say what the area's paper prints a year in prison to cost, and that it is in no sum.

    Parameters
    ----------
    told
        Printed figures of the area (`tables.read_printed`).
    id
        That of the figure.
    """
    rows = told[told["id"] == id]
    if not len(rows):
        return Sentence(sentences=[])
    made = figure("value.printed_prison_year", rows["value"].iloc[0], "pounds", method="as printed")
    said = (
        f"The paper prints that a year in prison costs more than {made.text} ({named_sources(rows)}), without a price "
        "year or a source. It is in no sum here: what police, courts and prisons cost is part of the unit costs "
        "already, so it would be counted twice."
    )
    return sourced(Sentence(sentences=[said], disclosure="published", figures=[made]), PRINTED)
