"""How the counts of a page on people over a threshold belong together, its tables and its chart."""

from collections.abc import Mapping

import pandas as pd

from iomlib.metrics.over import Over
from iomlib.report.withholding import total_of

OPEN = "undecided"
CHARTED = ("charted", "charted many")  # what the chart tells, whatever the tables withhold


def page_sums(
    people: "pd.Series[float]", *of_selected: "pd.Series[float]"
) -> tuple[Mapping[str, float], list[dict[str, int]]]:
    """Name the counts of the page, and say how they add up.

    Parameters
    ----------
    people, of_selected
        The column ``people`` of ``rows``, and of ``tests``, ``potential`` and ``missed``, of an `Over`.

    Returns
    -------
    Counts and sums, as for `iomlib.report.withholding.hidden`.
    """
    tests, potential, missed = of_selected
    counts = dict(people) | dict(tests) | dict(potential) | dict(missed)
    sums = [total_of("over", "selected", "apart"), total_of("selected", *tests.index)]
    wholes = [("selected", "many"), ("counted", "over"), ("selected", "cohort"), ("selected", "missed")]
    for whole, part in [*wholes, ("selected", "part"), ("cohort", "part")]:
        rest = counts[whole] - counts[part]
        if rest >= 0:  # nothing follows where the one is no part of the other
            counts[f"_{whole} without {part}"] = rest
            sums.append(total_of(whole, part, f"_{whole} without {part}"))
    return counts, sums


def open_sums(over: Over) -> tuple[Mapping[str, float], list[dict[str, int]]]:
    """Name the people of whom a gap in evidence decides, and what is left of those with as many arrests.

    Parameters
    ----------
    over
        All that is counted.

    Returns
    -------
    Counts and sums, as for `iomlib.report.withholding.hidden`.
    """
    counts = {OPEN: float(over.assessment.people["selected"].isna().sum())}
    rest = over.rows["people"]["counted"] - over.rows["people"]["over"] - counts[OPEN]
    if not rest >= 0:  # some of them have fewer, or it is not known who has how many
        return counts, []
    return counts | {"_neither": rest}, [total_of("counted", "over", OPEN, "_neither")]


def charted_sums(over: Over, minimum: int) -> tuple[Mapping[str, float], list[dict[str, int]]]:
    """Name what the chart of all people by number of arrests tells: how many of any age are over each threshold.

    Parameters
    ----------
    over
        All that is counted.
    minimum
        The smallest count that the edition may show; the chart does not tell of fewer.

    Returns
    -------
    Counts and sums, as for `iomlib.report.withholding.hidden`. The counts are there whatever the tables withhold.
    """
    met = over.assessment.criteria[over.many]["met"].fillna(value=False).astype("bool")
    told = dict(zip(CHARTED, (over.rows["people"]["counted"], float(met.sum())), strict=True))
    counts = {name: people for name, people in told.items() if people >= minimum}
    sums = [total_of("charted", "counted")] * ("charted" in counts)
    if "charted many" in counts:
        counts["_charted without many"] = counts["charted many"] - over.rows["people"]["many"]
        sums.append(total_of("charted many", "many", "_charted without many"))
    return counts, sums
