"""The tables of a comparison: who was compared, how alike they are, and what came of both groups."""

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.report.disclosure import FEW, few_people, merge_small_steps
from iomlib.report.frames import Column, slugs, sourced, table
from iomlib.report.sentences import INPUTS, Words

NOTHING = (
    "No people were supplied for this comparison. Printed numbers, where there are any, are shown below."
)
_BOUNDS = ("lower", "upper")
_PER_HUNDRED = ("rate", "frequency", "custody", "most_severe", "per_reoffender")
_IN_DAYS = ("days_free", "days_to_first")


def attrition_table(steps: pd.DataFrame, minimum: int, group: str = "scheme") -> Table | Sentence:
    """Show who was submitted, who is analysed, and where the others were lost.

    `steps` comes from `iomlib.metrics.attrition.attrition`. A step that would show a few people
    only is put together with the next.
    """
    if not len(steps):
        return Sentence(style="missing", sentences=[NOTHING])
    safe = merge_small_steps(steps, minimum)
    ids = [str(number) for number in range(len(safe))]
    made = table(
        safe.set_index(pd.Index(ids)),
        [Column("left", "People lost here", "count"), Column("remaining", "People left", "count")],
        id=f"attrition_{group}",
        caption={
            "scheme": "From the people submitted to those analysed",
            "pool": "From the people in the pool to those who could be compared with",
        }[group],
        index="Only people",
        disclosure="people",
        notes=["Each person is lost once, at the first step that they do not meet."],
        labels=dict(zip(ids, safe["step"], strict=True)),
    )
    return sourced(made, INPUTS)


def groups_table(sizes: pd.DataFrame, minimum: int, words: Words) -> Table | Sentence:
    """Show how many people are compared, and how many of them had the outcome.

    `sizes` comes from `iomlib.metrics.evaluation.group_sizes`.
    """
    if not len(sizes):
        return Sentence(sentences=[])
    sizes = sizes[sizes["people"] > 0]
    if not len(sizes):  # nobody was matched
        return Sentence(sentences=[])
    few = few_people(sizes, minimum)
    made = table(
        sizes.assign(withheld=few),
        [
            Column("people", "People", "count"),
            Column("reoffenders", f"With at least one {words.outcome}", "count"),
            Column("effective", "Worth as many people of equal weight", "number", places=1),
        ],
        id="groups",
        caption="The two groups",
        index="Group",
        disclosure="people",
        notes=[FEW] if few.any() else [],
        labels={"scheme": "On the scheme", "comparison": "Comparison group"},
    )
    return sourced(made, INPUTS)


def balance_table(balance: pd.DataFrame, limit: float = 0.1) -> Table | Sentence:
    """Show how far the groups were apart in each characteristic, before matching and after.

    `balance` comes from `iomlib.metrics.balance.balance`.
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
            f"Differences of {limit:g} standard deviations or less either way count as balanced (Austin 2009); ratios "
            "of variances from 0.5 to 2 (Rubin 2001). A yes-or-no characteristic has no ratio of variances.",
        ],
        labels=dict(zip(ids, map(readable, balance.index), strict=True)),
    )
    return sourced(made, INPUTS)


def readable(name: str) -> str:
    """Write the name of a column as words.

    Examples
    --------
    >>> readable("prior_offences"), readable("sex: male")
    ('Prior offences', 'Sex: male')
    """
    words = str(name).replace("_", " ")
    return words[:1].upper() + words[1:]


def results_table(results: pd.DataFrame, words: Words) -> Table | Sentence:
    """Show what came of both groups per 100 people, and the difference with its interval.

    `results` comes from `iomlib.metrics.evaluation.results`, through `disclosure.protect_results`.
    """
    return _results(results, words, _PER_HUNDRED)


def days_table(results: pd.DataFrame, words: Words) -> Table | Sentence:
    """Show how long it took, in days: of everybody, and of those only who had the outcome."""
    return _results(results, words, _IN_DAYS)


def _results(results: pd.DataFrame, words: Words, measures: tuple[str, ...]) -> Table | Sentence:
    if not len(results):
        return Sentence(sentences=[])
    safe = results.loc[list(measures)]
    days = measures == _IN_DAYS
    plain, apart = ("days", "difference") if days else ("per100", "points")
    unit = "days" if days else "per 100"
    made = table(
        safe,
        [
            Column("scheme", f"On the scheme, {unit}", plain),  # type: ignore[arg-type]
            Column("comparison", f"Comparison group, {unit}", plain),  # type: ignore[arg-type]
            Column("value", f"Difference, {unit}", apart, bounds=_BOUNDS),  # type: ignore[arg-type]
            Column("range", "95% interval of the difference", apart, bounds=_BOUNDS, show_interval=True),  # type: ignore[arg-type]
            Column("p_shown", "p, adjusted for several measures"),
        ],
        id="days" if days else "results",
        caption=f"Days to the first {words.outcome}"
        if days
        else f"What came of both groups: {words.outcome}s",
        index="Measure",
        disclosure="people",
        notes=_notes(safe, words),
        labels=_labels(words),
    )
    return sourced(made, INPUTS)


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


def _notes(safe: pd.DataFrame, words: Words) -> list[str]:
    labels, notes = _labels(words), ["Differences are worked out before anything is rounded."]
    for method, rows in safe[safe["value"].notna()].groupby("method", sort=False):
        notes.append(f"Method of {_listed([labels[str(name)] for name in rows.index])}: {method}.")
    of_some = [labels[name] for name in ("per_reoffender", "days_to_first") if name in safe.index]
    notes.append(
        f"“{of_some[0]}” looks only at people with the outcome, and the scheme may change who they are. A difference "
        "there is no sign of what the scheme does."
    )
    for name, row in safe[safe["unknown"] > 0].iterrows():
        notes.append(f"No data on “{labels[str(name)]}”: it is not known of {row['unknown_shown']} people.")
    if safe["withheld"].any():
        notes.append(FEW)
    return notes


def _listed(names: list[str]) -> str:
    return "; ".join(f"“{name}”" for name in names)
