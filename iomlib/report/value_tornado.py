"""Which input of a scheme's value matters most: a table, a picture and a sentence."""

import pandas as pd

from iomlib.blocks import Chart, Sentence, Table
from iomlib.metrics.swings import (
    ANTICIPATION,
    COST,
    CUSTODY,
    EDITION,
    IN_KIND,
    PEOPLE,
    PREVENTED,
    UNPRICED,
    WITHOUT,
)
from iomlib.report.chart_words import extremes, numbers
from iomlib.report.cost_range import edition_name
from iomlib.report.formats import Kind, write
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.lists import joined
from iomlib.report.said import saying
from iomlib.report.value import EFFECTS, NOT_COSTED, price_notes
from iomlib.report.value_charts import tornado_bars
from iomlib.report.value_safe import Worth

UNITS_IN_WORDS: dict[Kind, str] = {"pounds": "pounds", "number": "offences"}
LABELS = {
    COST: "Cost of the scheme: the least, and the most",
    IN_KIND: "Help in kind: left out, or counted too",
    EDITION: "Edition of the unit costs: the cheapest, and the dearest",
    ANTICIPATION: "What is spent before a crime: taken off its price, or counted",
    UNPRICED: "Offences without a price: bring nothing, or as much as the others",
    CUSTODY: "Days in custody: left out, or counted",
    PEOPLE: "Who counts: years managed, or each person for the whole period",
    PREVENTED: "Offences prevented: the ends of the comparison's interval",
}


def tornado_sentence(worth: Worth | None) -> Sentence:
    """Say in one sentence which input matters most."""
    if worth is None or worth.few or not len(worth.value.swings):
        return Sentence(sentences=[])
    kind, name = result(worth)
    what, ends, low, high = _top(worth)
    verb = "goes" if kind == "pounds" else "go"
    said = (
        f"What matters most: {what} ({ends}). Between the two, the {name[0].lower()}{name[1:]} "
        f"{verb} from {low} to {high}, with all else as it is."
    )
    first = str(worth.value.swings.index[0])
    return Sentence(
        sentences=[said],
        disclosure="money",
        cites=[f"value_sensitivity.{first}.{end}" for end in ("at_low", "at_high")],
    )


def _top(worth: Worth) -> tuple[str, str, str, str]:
    """Name the input that matters most and its ends, and write the results between which it moves."""
    top, kind = worth.value.swings.iloc[0], result(worth)[0]
    what, _, ends = LABELS[str(worth.value.swings.index[0])].partition(": ")
    low, high = (write(value, kind, 2) for value in sorted((top["at_low"], top["at_high"])))
    return f"{what[0].lower()}{what[1:]}", ends, low, high


def tornado_table(worth: Worth | None) -> Table | Sentence:
    """Show what comes out with each input at its least and its most, what matters most first."""
    if worth is None or worth.few or not len(worth.value.swings):
        return Sentence(sentences=[])
    kind, name = result(worth)
    made = table(
        worth.value.swings,
        [*_ends(kind), Column("swing", "Difference", kind, places=2)],
        id="value_sensitivity",
        caption=f"Which input matters most: {name[0].lower()}{name[1:]}",
        index="Input, the others as they are",
        disclosure="money",
        notes=[*_swing_notes(worth), *price_notes(worth)],
        labels=LABELS,
    )
    as_it_is = figure("value_sensitivity.central", worth.value.swings["central"].iloc[0], kind, places=2)
    return sourced(saying(made, as_it_is, cites=NOT_COSTED), EFFECTS)


def _swing_notes(worth: Worth) -> list[str]:
    said = [f"As it is: {write(worth.value.swings['central'].iloc[0], result(worth)[0], 2)}."]
    others = sorted(edition_name(name) for name in worth.value.others if name != WITHOUT)
    if EDITION in worth.value.swings.index:
        said.append(
            f"Other editions that price all these offences, brought to the same prices: {joined(others)}."
        )
    return said


def tornado_chart(worth: Worth | None) -> Chart | Sentence:
    """Draw the same, the longest bar on top."""
    if worth is None or worth.few or not len(worth.value.swings):
        return Sentence(sentences=[])
    kind, name = result(worth)
    rows = worth.value.swings.rename(index=LABELS)
    said = "; ".join(
        f"{label}: {write(low, kind, 2)} to {write(high, kind, 2)}"
        for label, low, high in zip(rows.index, rows["at_low"], rows["at_high"], strict=True)
    )
    even = 1.0 if worth.value.judged.effect is not None else None
    ends = pd.concat([rows["at_low"], rows["at_high"]])
    short = rows.rename(index=lambda label: label.partition(":")[0])
    made = Chart(
        id="value_sensitivity_chart",
        caption=_finding(worth),
        shows=f"{name} with each input at its least and at its most, the others as they are, in {UNITS_IN_WORDS[kind]}",
        alt=f"Bar chart, the longest bar first. {said}.{extremes(ends, kind, 2)}",
        **numbers(worth.value.swings, _ends(kind), "Input, the others as they are", LABELS),
        svg=tornado_bars(short, kind, even),
        disclosure="money",
    )
    return sourced(made, EFFECTS)


def _finding(worth: Worth) -> str:
    """Say which input matters most, and between what it moves the result."""
    kind, name = result(worth)
    what, _, low, high = _top(worth)
    return (
        f"{name} {'depends' if kind == 'pounds' else 'depend'} most on this input: {what} ({low} to {high})"
    )


def _ends(kind: Kind) -> list[Column]:
    return [
        Column("at_low", "Input at its least", kind, places=2),
        Column("at_high", "Input at its most", kind, places=2),
    ]


def result(worth: Worth) -> tuple[Kind, str]:
    """Say what the inputs move, and in what it is written."""
    if worth.value.judged.effect is None:
        return "number", "Offences to prevent for each year managed"
    return "pounds", "Benefit for each £1 of cost"
