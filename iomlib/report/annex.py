"""The annex for evaluators: what was decided beforehand, the score's formula, and what ties can do."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from iomlib.blocks import Heading, Sentence, Table
from iomlib.metrics.matching import Matches
from iomlib.metrics.propensity import PropensityModel
from iomlib.report.comparison import readable
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column, figure, slugs, sourced, table
from iomlib.report.sentences import INPUTS


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


def score_table(model: PropensityModel | None) -> Table | Sentence:
    """Print the formula of the score, so that anybody can work it out again."""
    if model is None:
        return Sentence(sentences=["Nobody was matched, so there is no score."])
    coefficients = pd.DataFrame({"coefficient": model.coefficients, "standard_error": model.standard_errors})
    names = ("Term", "Coefficient", "Standard error")
    rows = list(
        zip(coefficients.index, coefficients["coefficient"], coefficients["standard_error"], strict=True)
    )
    made = Table(
        id="score",
        caption="The score that people were matched on",
        columns=[Heading(text=name, number=place > 0) for place, name in enumerate(names)],
        rows=[
            [readable(str(name).strip("()")), _digits(value, 10), _digits(error, 3)]
            for name, value, error in rows
        ],
        notes=[
            "Score: each coefficient times the person's value, all added up, and the intercept with them. It is the "
            "logarithm of the odds of being on the scheme. The coefficients are rounded to ten digits before any score "
            "is worked out, so the score is this formula and nothing else.",
        ],
        disclosure="method",
        figures=[
            figure(f"score.{name}", value, "number", places=10, method="logistic regression").model_copy(
                update={"text": _digits(value, 10)}  # as the cell has it: digits, not places
            )
            for name, (_, value, _) in zip(slugs(str(row[0]) for row in rows), rows, strict=True)
        ],
    )
    return sourced(made, INPUTS)


def _digits(value: float, digits: int) -> str:
    return f"{value:.{digits}g}".replace("-", "−")


def support_table(support: pd.DataFrame, minimum: int) -> Table | Sentence:
    """Show who lies outside the range of the other group's scores; in a restricted edition the ranges too.

    `support` comes from `iomlib.metrics.balance.common_support`. The lowest and the highest score are
    one person's each, and with the formula tell what that person is like; how many people there were
    before matching, beside how many after it, tells a small loss.
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
    few = support[["below", "above"]].apply(lambda count: count.between(1, minimum - 1))
    made = table(
        support.assign(withheld=few.any(axis=1)),
        everything if minimum <= 1 else everything[3:],
        id="support",
        caption="Scores before matching",
        index="Group",
        disclosure="people",
        notes=["Withheld: too few people lie there."] if few.any(axis=None) else [],
        labels={"treated": "On the scheme", "control": "Pool"},
    )
    return sourced(made, INPUTS)


def ties_sentence(ties: pd.DataFrame, matches: Matches | None) -> Sentence:
    """Say how far the difference moves when people who are equally near are taken in another order.

    `ties` comes from `iomlib.metrics.ties.tie_range`, one row per order; `matches` has the caliper in
    units of the score.
    """
    if not len(ties) or ties["effect"].isna().all():
        return Sentence(sentences=[])
    low, high = float(ties["effect"].min()), float(ties["effect"].max())
    made = [
        figure(f"reoffending.ties.{name}", value, "points", places=2, method="matching repeated")
        for name, value in (("lowest", low), ("highest", high))
    ]
    said = [
        f"Some people are equally near. Matched {len(ties)} times, each time with those taken in another order, the "
        f"difference per 100 people lies between {interval(low, high, 'points', 2)}."
        if low < high
        else f"Matched {len(ties)} times, with people who are equally near taken in another order each time, the "
        f"difference is always {write(low, 'points', 2)} per 100 people. No choice among equals decides it."
    ]
    if matches is not None and matches.width is not None:
        said.append(
            f"Nobody was matched with a person further than {_digits(matches.width, 10)} away on the score."
        )
    return sourced(Sentence(sentences=said, disclosure="people", figures=made), INPUTS)
