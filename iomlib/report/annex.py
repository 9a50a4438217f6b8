"""The annex for evaluators: what was decided beforehand, the score's formula, and what ties can do."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from iomlib.blocks import Heading, Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.metrics.matching import Matches
from iomlib.metrics.propensity import PropensityModel
from iomlib.report.alike_safe import Alike
from iomlib.report.coarse import PER_PERSON, nearest
from iomlib.report.comparison import readable
from iomlib.report.formats import WITHHELD, interval, write
from iomlib.report.frames import Column, figure, slugs, sourced, table
from iomlib.report.sentences import INPUTS
from iomlib.report.withholding import rounding


def protocol_table(choices: Mapping[str, object]) -> Table:
    """Show what was decided before anybody saw a result: one row a choice, as `comparisons.csv` has it."""
    rows = [[readable(name), _chosen(value)] for name, value in choices.items() if name != "source"]
    return Table(
        id="protocol",
        caption="What was decided before the comparison",
        columns=[Heading(text="Choice", number=False), Heading(text="Decided", number=False)],
        rows=rows,
        notes=[f"From params/comparisons.csv. Source: {choices['source']}."],
        disclosure="method",
    )


def _chosen(value: object) -> str:
    if isinstance(value, tuple):
        value = ", ".join(readable(name).lower() for name in value)
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return "none" if value in (None, "") else str(value)


def score_table(model: PropensityModel | None, shown: Alike, rule: Profile) -> Table | Sentence:
    """Print the formula of the score, so that anybody can work it out again.

    `shown` comes from `alike_safe.alike`. A public edition rounds the coefficients and gives no standard
    errors: with all digits they tell how many people have a characteristic.
    """
    if model is None:
        return Sentence(sentences=["Nobody was matched, so there is no score."])
    rows = _terms(model, shown, rule)
    if not rule.open and all(row[1] == WITHHELD for row in rows[1:]):
        return Sentence(
            sentences=[f"The score is withheld: a group has fewer than {rule.percent_from} people."]
        )
    names = ("Term", "Coefficient", "Standard error")[: len(rows[0])]
    made = Table(
        id="score",
        caption="The score that people were matched on",
        columns=[Heading(text=name, number=place > 0) for place, name in enumerate(names)],
        rows=rows,
        notes=[SCORE + (EXACT if rule.open else ROUNDED)],
        disclosure="method",
        figures=[
            figure(
                f"score.{name}",
                _read(text),
                "number",
                places=_DIGITS[rule.open],
                method="logistic regression",
            ).model_copy(update={"text": text})  # as the cell has it: digits, not places
            for name, (_, text, *_) in zip(
                slugs(shown.name(str(term)) for term in model.coefficients.index), rows, strict=True
            )
        ],
    )
    return sourced(made, INPUTS)


SCORE = (
    "Score: each coefficient times the person's value, all added up, and the intercept with them. It is the logarithm "
    "of the odds of being on the scheme. "
)
EXACT = (
    "The coefficients are rounded to ten digits before any score is worked out, so the score is this formula and "
    "nothing else."
)
ROUNDED = "Coefficients are shown to two digits; the restricted edition has the ten that the score is worked out with."
_DIGITS = {True: 10, False: 2}


def _terms(model: PropensityModel, shown: Alike, rule: Profile) -> list[list[str]]:
    """Write each term of the score with its coefficient, and its standard error where all may be seen."""
    rows = []
    for name, value in model.coefficients.items():
        text = WITHHELD if name in shown.named else _digits(value, _DIGITS[rule.open])
        error = [_digits(float(model.standard_errors[str(name)]), 3)] if rule.open else []
        rows.append([readable(shown.name(str(name)).strip("()")), text, *error])
    return rows


def _digits(value: float, digits: int) -> str:
    return f"{value:.{digits}g}".replace("-", "−")


def _read(text: str) -> float | None:
    return None if text == WITHHELD else float(text.replace("−", "-"))


def support_table(support: pd.DataFrame, rule: Profile) -> Table | Sentence:
    """Show who lies outside the range of the other group's scores; in a restricted edition the ranges too.

    `support` comes from `iomlib.report.groups_safe.protect`. The lowest and the highest score are
    one person's each, and with the formula tell what that person is like.
    """
    if not len(support):
        return Sentence(sentences=[])
    everything = [
        Column("people", "People", "count"),
        Column("lowest", "Lowest score", "number"),
        Column("highest", "Highest score", "number"),
        Column("below", "Below the other group's range", "count"),
        Column("above", "Above the other group's range", "count"),
    ]
    made = table(
        support,
        everything if rule.open else everything[3:],
        id="support",
        caption="Scores before matching",
        index="Group",
        disclosure="people",
        notes=rounding(rule),
        labels={"treated": "On the scheme", "control": "Pool"},
    )
    return sourced(made, INPUTS)


def ties_sentence(ties: pd.DataFrame, matches: Matches | None, rule: Profile) -> Sentence:
    """Say how far the difference moves when people who are equally near are taken in another order.

    `ties` comes from `iomlib.metrics.ties.tie_range`, one row per order; `matches` has the caliper in
    units of the score.
    """
    if not len(ties) or ties["effect"].isna().all():
        return Sentence(sentences=[])
    ends = (float(ties["effect"].min()), float(ties["effect"].max()))
    low, high = (nearest(end, PER_PERSON, rule) for end in ends)
    to = 2 if rule.open else 0
    made = [
        figure(f"reoffending.ties.{name}", value, "points", places=to, method="matching repeated")
        for name, value in (("lowest", low), ("highest", high))
    ]
    said = [
        f"Some people are equally near. Matched {len(ties)} times, each time with those taken in another order, the "
        f"difference per 100 people lies between {interval(low, high, 'points', to)}."
        if low < high
        else f"Matched {len(ties)} times, with people who are equally near taken in another order each time, the "
        f"difference is always {write(low, 'points', to)} per 100 people"
        f"{'. No choice among equals decides it' if ends[0] == ends[1] else ', to the nearest whole number'}."
    ]
    if matches is not None and matches.width is not None:
        said.append(
            f"Nobody was matched with a person further than {_digits(matches.width, _DIGITS[rule.open])} away on the "
            "score."
        )
        width = float(f"{matches.width:.{_DIGITS[rule.open]}g}")
        made.append(figure("score.caliper", width, "number").model_copy(update={"text": _digits(width, 10)}))
    return sourced(Sentence(sentences=said, disclosure="people", figures=made), INPUTS)
