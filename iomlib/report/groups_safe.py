"""What an edition may say of two groups of people: their counts first, and only from these what came of them."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Chart, Counts, Sentence, Table
from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import Profile
from iomlib.disclosure.protect import hidden
from iomlib.metrics.evaluation import Compared, group_sizes, support
from iomlib.report.attrition_safe import Told, merge_small_steps, named, of_steps, shown_steps
from iomlib.report.crossing import rest_of
from iomlib.report.differences_safe import measures
from iomlib.report.withholding import record, shown_as

AMONG = ("custody", "most_severe")  # measures that count people among those who had the outcome


class Safe(NamedTuple):
    """A comparison as an edition may show it.

    ``sizes``, ``steps``, ``pool_steps`` and ``support`` hold counts of people as they are shown; a column
    ``<name>_withheld`` is true where one may not be. ``results`` holds the measures. ``enough`` says whether both
    groups are so large that what was worked out from their outcomes may be shown.
    """

    rule: Profile
    sizes: pd.DataFrame
    steps: pd.DataFrame
    pool_steps: pd.DataFrame
    support: pd.DataFrame
    results: pd.DataFrame
    enough: bool
    record: Counts


def protect(compared: Compared, results: pd.DataFrame, rule: Profile, quarter: str) -> Safe:
    """Choose what a page may say of a comparison, with all its counts of people looked at together.

    Parameters
    ----------
    compared, results
        What `iomlib.metrics.evaluation.compare` and `results` gave.
    rule
        From `iomlib.disclosure.read.read_profile`; an open one shows everything as it is.
    quarter
        To whose end the records reach: other versions of the report count the same people.

    Returns
    -------
    Counts that are rounded, or withheld with all that they could be worked out from; rates from the rounded counts;
    differences in whole people per 100.

    Source
    ------
    `params/disclosure.yml`.
    """
    sizes, score = group_sizes(compared), support(compared)
    counts, sums, keep = dict[str, float](), list[Mapping[str, int]](), list[str]()
    pool = "comparison" if compared.model is None else "pool"
    merged = {
        "scheme": merge_small_steps(compared.steps, rule),
        "pool": merge_small_steps(compared.pool_steps, rule),
    }
    for more, told, first in (
        of_steps(compared.steps, merged["scheme"], "scheme", "scheme"),
        of_steps(compared.pool_steps, merged["pool"], "pool", pool),
        of_groups(sizes, results),
        _of_support(score, _matched_from(compared.steps), pool),
        _unused(compared, sizes),
    ):
        counts, sums, keep = counts | more, [*sums, *told], [*keep, *first]
    away = hidden(counts, sums, rule, keep=sorted(keep, key=_importance))
    shown = _rounded(sizes, away, rule)
    enough = rule.open or _enough(sizes, away, rule)
    return Safe(
        rule,
        sizes=shown,
        steps=shown_steps(merged["scheme"], "scheme", "scheme", away, rule),
        pool_steps=shown_steps(merged["pool"], "pool", pool, away, rule),
        support=_shown_support(score, away, rule),
        results=measures(results, compared, rule, _gone(results, away) if enough else results.index),
        enough=enough,
        record=record("comparison", counts, sums, away, rule, named(counts, merged, quarter)),
    )


def _importance(name: str) -> tuple[bool, str]:
    return "." in name, name  # how many are compared comes before how many of them had the outcome


def of_groups(sizes: pd.DataFrame, results: pd.DataFrame) -> Told:
    """Count who had the outcome and who did not, and among the former who had a worse one.

    Parameters
    ----------
    sizes, results
        What `iomlib.metrics.evaluation.group_sizes` and `results` gave.

    Returns
    -------
    Counts by name, what they add up to, and which of them a page needs most.
    """
    counts, sums, keep = dict[str, float](), list[Mapping[str, int]](), list[str]()
    for side, people, again in _sides(sizes):
        counts |= {side: people, f"{side}.again": again, f"_{side}.free": people - again}
        sums.append(total_of(side, f"{side}.again", f"_{side}.free"))
        keep += [side, f"{side}.again"]
        for name in _among(results):
            some = float(results[f"{side}_people"][name])
            counts |= {f"{side}.{name}": some, f"_{side}.{name}.none": again - some}
            sums.append(total_of(f"{side}.again", f"{side}.{name}", f"_{side}.{name}.none"))
    return counts, sums, keep


def _sides(sizes: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    """Give each group in which there is anybody."""
    for side, row in sizes.iterrows():
        if row["people"]:
            yield str(side), float(row["people"]), float(row["reoffenders"])


def _among(results: pd.DataFrame) -> list[str]:
    return [name for name in AMONG if name in results.index and not results["unknown"][name]]


def _matched_from(steps: pd.DataFrame) -> str:
    """Name the count of those whom a similar person is looked for: all who are left before the last step."""
    return f"scheme.{len(steps) - 2}.stay"


def _of_support(score: pd.DataFrame, scheme: str, pool: str) -> Told:
    counts, sums = dict[str, float](), list[Mapping[str, int]]()
    for side, row in score.iterrows():
        total = scheme if side == "treated" else pool
        parts = [f"support.{side}.below", f"_support.{side}.inside", f"support.{side}.above"]
        counts |= dict(zip(parts, row[["below", "inside", "above"]].astype("float64"), strict=True))
        counts[f"_support.{side}"] = float(row["people"])
        sums.append(total_of(f"_support.{side}", *parts))
        sums += [rest_of(counts, f"_support.{side}", name) for name in parts[::2]]
        for name in (total, f"_{total}"):  # shown, or put together with another step
            sums.append({name: 1, f"_support.{side}": -1})
    return counts, sums, []


def _unused(compared: Compared, sizes: pd.DataFrame) -> Told:
    """Count who of the pool is matched with nobody."""
    if compared.model is None or not len(sizes) or not sizes["people"]["comparison"]:
        return {}, [], []
    rest = float(compared.pool_steps["remaining"].iloc[-1] - sizes["people"]["comparison"])
    return {"_pool.unused": rest}, [total_of("pool", "comparison", "_pool.unused")], []


def _rounded(sizes: pd.DataFrame, away: Collection[str], rule: Profile) -> pd.DataFrame:
    if not len(sizes):
        return sizes
    gone = {"people": "", "reoffenders": ".again", "effective": ""}
    safe = pd.DataFrame(index=sizes.index)
    for column, end in gone.items():
        marks = [f"{side}{end}" in away for side in sizes.index]
        shown = [
            shown_as(count, rule, withheld=mark) for mark, count in zip(marks, sizes[column], strict=True)
        ]
        safe[column] = sizes[column] if rule.open else shown
        safe[f"{column}_withheld"] = marks
    return safe


def _enough(sizes: pd.DataFrame, away: Collection[str], rule: Profile) -> bool:
    """Say whether all groups have people enough for a percentage, and enough with the outcome and without it."""
    return all(
        rule.shown(people) >= rule.percent_from
        and not rule.small(min(again, people - again))
        and side not in away
        and f"{side}.again" not in away
        for side, people, again in _sides(sizes)
    )


def _gone(results: pd.DataFrame, away: Collection[str]) -> set[str]:
    return {
        name for name in _among(results) if any(f"{side}.{name}" in away for side in ("scheme", "comparison"))
    }


def _shown_support(score: pd.DataFrame, away: Collection[str], rule: Profile) -> pd.DataFrame:
    safe = score.copy()
    for column in ("below", "above") if len(score) else ():
        gone = [f"support.{side}.{column}" in away for side in score.index]
        counts = zip(score[column], gone, strict=True)
        safe[column] = [shown_as(count, rule, withheld=mark) for count, mark in counts]
        safe[f"{column}_withheld"] = gone
    return (
        safe if rule.open else safe.drop(columns=["people", "lowest", "highest", "inside"], errors="ignore")
    )


def few_words(rule: Profile) -> str:
    """Say why a number that rests on the outcomes of both groups is withheld.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> few_words(committee())
    'Withheld: a group has fewer than 100 people, or fewer than 10 who had the outcome, or who did not.'
    """
    return (
        f"Withheld: a group has fewer than {rule.percent_from} people, or fewer than {rule.threshold} who had the "
        "outcome, or who did not."
    )


def guarded(block: Table | Chart | Sentence, safe: Safe) -> Table | Chart | Sentence:
    """Show a block made of both groups' outcomes, unless the groups are too small for it.

    Rates, curves and ratios of a small group give its counts away as surely as the counts do.

    Parameters
    ----------
    block
        What is to be shown; one that says nothing goes on saying nothing.
    safe
        What `protect` gave.
    """
    silent = isinstance(block, Sentence) and not block.sentences
    if safe.enough or silent or not len(safe.sizes):
        return block
    return Sentence(style="missing", sentences=[few_words(safe.rule)], disclosure="people")
