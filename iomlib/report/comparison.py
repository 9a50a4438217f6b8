"""The tables of a comparison: who was compared, how alike they are, and what came of both groups."""

from dataclasses import replace
from math import isnan

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.report.alike_safe import LIMIT
from iomlib.report.coarse import DAYS, IN_DAYS, places
from iomlib.report.frames import Column, figure, slugs, sourced, table
from iomlib.report.groups_safe import few_words
from iomlib.report.said import saying
from iomlib.report.sentences import INPUTS, Words
from iomlib.report.withholding import rounding

NOTHING = (
    "No people were supplied for this comparison. Printed numbers, where there are any, are shown below."
)
_BOUNDS = ("lower", "upper")
_PER_HUNDRED = ("rate", "frequency", "custody", "most_severe", "per_reoffender")


def attrition_table(steps: pd.DataFrame, rule: Profile, group: str = "scheme") -> Table | Sentence:
    """Show who was submitted, who is analysed, and where the others were lost.

    `steps` comes from `iomlib.report.groups_safe.protect`, where a step that would show a few people only is put
    together with the next.
    """
    if not len(steps):
        return Sentence(style="missing", sentences=[NOTHING])
    ids = [str(number) for number in range(len(steps))]
    made = table(
        steps.set_index(pd.Index(ids)),
        [Column("left", "People lost here", "count"), Column("remaining", "People left", "count")],
        id=f"attrition_{group}",
        caption={
            "scheme": "From the people submitted to those analysed",
            "pool": "From the people in the pool to those who could be compared with",
        }[group],
        index="Only people",
        disclosure="people",
        notes=["Each person is lost once, at the first step that they do not meet.", *rounding(rule)],
        labels=dict(zip(ids, steps["step"], strict=True)),
    )
    return sourced(made if rule.open or len(steps) == 1 else _from_all(made), INPUTS)


def _from_all(made: Table) -> Table:
    """Leave blank, beside counts that are withheld, who was lost before the first step: there is no such step."""
    (first, _, *rest), *rows = made.rows
    return made.model_copy(update={"rows": [[first, "", *rest], *rows], "figures": made.figures[1:]})


def groups_table(sizes: pd.DataFrame, rule: Profile, words: Words) -> Table | Sentence:
    """Show how many people are compared, and how many of them had the outcome.

    `sizes` comes from `iomlib.report.groups_safe.protect`.
    """
    if len(sizes):
        sizes = sizes[(sizes["people"] > 0) | sizes["people_withheld"]]
    if not len(sizes):  # nobody was supplied, or matched
        return Sentence(sentences=[])
    made = table(
        sizes,
        [
            Column("people", "People", "count"),
            Column("reoffenders", f"With at least one {words.outcome}", "count"),
            Column("effective", "Worth as many people of equal weight", "number", places=places(rule)),
        ],
        id="groups",
        caption="The two groups",
        index="Group",
        disclosure="people",
        notes=rounding(rule),
        labels={"scheme": "On the scheme", "comparison": "Comparison group"},
    )
    return sourced(made, INPUTS)


def balance_table(balance: pd.DataFrame, rule: Profile) -> Table | Sentence:
    """Show how far the groups were apart in each characteristic, before matching and after.

    `balance` comes from `iomlib.metrics.balance.balance`, through `alike_safe.alike`.
    """
    if not len(balance):
        return Sentence(
            style="missing", sentences=["There are no two groups here that could be more or less alike."]
        )
    ids = slugs(str(name) for name in balance.index)
    made = table(
        balance.set_index(pd.Index(ids)),
        [
            Column("smd_before", "Difference before, in standard deviations", "deviations"),
            Column("smd_after", "Difference after, in standard deviations", "deviations"),
            Column("var_ratio_after", "Ratio of variances after", "number"),
            Column("ks_after", "Largest distance of the distributions after", "number"),
        ],
        id="balance",
        caption="How alike the groups are",
        index="Characteristic",
        disclosure="people",
        notes=[
            f"Differences of {LIMIT:g} standard deviations or less either way count as balanced (Austin 2009); ratios "
            "of variances from 0.5 to 2 (Rubin 2001). Where the answer is yes or no, there is no such ratio"
            f"{'' if rule.open else '; the distance of its distributions is withheld'}.",
            *_unlike(balance, rule),
        ],
        labels=dict(zip(ids, map(readable, balance.index), strict=True)),
    )
    return sourced(made, INPUTS)


def _unlike(balance: pd.DataFrame, rule: Profile) -> list[str]:
    if rule.open or not balance["withheld"].any():
        return []
    return [
        f"Withheld: a group has fewer than {rule.percent_from} people, or all but fewer than {rule.threshold} of it "
        "are the same in this."
    ]


def readable(name: str) -> str:
    """Write the name of a column as words.

    Examples
    --------
    >>> readable("prior_offences"), readable("sex: male")
    ('Prior offences', 'Sex: male')
    """
    words = str(name).replace("_", " ")
    return words[:1].upper() + words[1:]


def results_table(results: pd.DataFrame, words: Words, rule: Profile) -> Table | Sentence:
    """Show what came of both groups per 100 people, and the difference with its interval.

    `results` comes from `iomlib.metrics.evaluation.results`, through `groups_safe.protect`.
    """
    plain, apart = Column("", "", "per100", places(rule)), Column("", "", "points", places(rule))
    return _results(results, words, rule, _PER_HUNDRED, (plain, apart))


def days_table(results: pd.DataFrame, words: Words, rule: Profile) -> Table | Sentence:
    """Show how long it took, in days: of everybody, and of those only who had the outcome."""
    return _results(results, words, rule, IN_DAYS, (Column("", "", "days"), Column("", "", "difference")))


def _results(
    results: pd.DataFrame,
    words: Words,
    rule: Profile,
    measures: tuple[str, ...],
    kinds: tuple[Column, Column],
) -> Table | Sentence:
    if not len(results):
        return Sentence(sentences=[])
    safe, days = results.loc[list(measures)], measures == IN_DAYS
    made = table(
        safe,
        _columns("days" if days else "per 100", *kinds),
        id="days" if days else "results",
        caption=f"Days to the first {words.outcome}"
        if days
        else f"What came of both groups: {words.outcome}s",
        index="Measure",
        disclosure="people",
        notes=_notes(safe, words, rule),
        labels=_labels(words),
    )
    return sourced(saying(made, *_unknown(made.id, safe)), INPUTS)


def _unknown(id: str, safe: pd.DataFrame) -> list[Figure]:
    """Record of how many people an outcome is not known."""
    rows = safe[(safe["unknown"] > 0) & ~safe["withheld"]]
    made = []
    for name, row in rows.iterrows():
        said = str(row["unknown_shown"])
        count = float("".join(filter(str.isdigit, said)) or "nan")  # as it is shown, never as it is
        if not isnan(count):
            told = figure(f"{id}.{name}.unknown", count, "number", places=0)
            made.append(told.model_copy(update={"text": said}))
    return made


def _columns(unit: str, plain: Column, apart: Column) -> list[Column]:
    interval = "95% interval of the difference"
    return [
        replace(plain, key="scheme", header=f"On the scheme, {unit}"),
        replace(plain, key="comparison", header=f"Comparison group, {unit}"),
        replace(apart, key="value", header=f"Difference, {unit}", bounds=_BOUNDS),
        replace(apart, key="range", header=interval, bounds=_BOUNDS, show_interval=True),
        Column("p_shown", "p, adjusted for several measures"),
    ]


def _labels(words: Words) -> dict[str, str]:
    outcome, plural = words.outcome, f"{words.outcome}s"
    return {
        "rate": f"People with at least one {outcome}",
        "frequency": f"Number of {plural}",
        "custody": "People sent to custody for one",
        "most_severe": "People with one in the most severe tier",
        "per_reoffender": f"Number of {plural}, of those with any",
        "days_free": f"Days without one in the {words.months} months, everybody",
        "days_to_first": "Days to the first, of those with any",
    }


def _notes(safe: pd.DataFrame, words: Words, rule: Profile) -> list[str]:
    labels, notes = _labels(words), [_rounded(rule, "days_free" in safe.index)]
    for method, rows in safe[safe["value"].notna()].groupby("method", sort=False):
        notes.append(f"Method of {_listed([labels[str(name)] for name in rows.index])}: {method}.")
    of_some = [labels[name] for name in ("per_reoffender", "days_to_first") if name in safe.index]
    notes.append(
        f"“{of_some[0]}” looks only at people with the outcome, and the scheme may change who they are. A difference "
        "there is no sign of what the scheme does."
    )
    for name, row in safe[(safe["unknown"] > 0) & ~safe["withheld"]].iterrows():
        notes.append(f"No data on “{labels[str(name)]}”: it is not known of {row['unknown_shown']}.")
    if safe["withheld"].any():
        notes.append(f"{few_words(rule)[:-1]}; or all in it had the same.")
    return notes


def _rounded(rule: Profile, days: bool) -> str:
    """Say what was rounded, and when."""
    if rule.open:
        return "Differences are worked out before anything is rounded."
    if days:
        return (
            f"Days are rounded to the nearest {DAYS:g}, and differences are those of the days as they are shown. Those "
            "of everybody follow from the rounded counts."
        )
    return (
        "Rates are worked out from rounded counts, and differences from the rates. Only the first is worked out before "
        "anything is rounded, unless it would tell a count. An end of an interval that is written 0 is near zero, on "
        "one side or the other."
    )


def _listed(names: list[str]) -> str:
    return "; ".join(f"“{name}”" for name in names)
