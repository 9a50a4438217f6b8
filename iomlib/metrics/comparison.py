"""Two groups' counts or published means side by side: differences and ratios with their doubt."""

import math

import numpy as np
from scipy.stats import fisher_exact, ttest_ind_from_stats
from scipy.stats import t as student
from scipy.stats.contingency import odds_ratio, relative_risk

from iomlib.metrics.intervals import Estimate, check_count
from iomlib.metrics.robust import Test, missing_test, normal_test

_MISSING = math.nan


def wald_difference(
    count_1: float, total_1: float, count_2: float, total_2: float, confidence: float = 0.95
) -> Test:
    """Give the difference of two proportions as the Justice Data Lab printed it.

    For small groups ``newcombe`` holds better: this interval is too short, and may leave -1 to 1.

    Parameters
    ----------
    count_1, total_1, count_2, total_2
        People with the characteristic and people in all, in two groups that share nobody.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Difference of proportions, the first less the second. No limits and no p where a group has nobody
    with the characteristic, or only such people; missing where a total is 0.

    Source
    ------
    Its published intervals come out with this formula (Justice Data Lab, 2013 to 2015).

    Examples
    --------
    >>> estimate = wald_difference(22, 72, 4250, 10000)
    >>> [round(number, 6) for number in estimate[:3]], round(estimate.p, 6)
    ([-0.119444, -0.226286, -0.012603], 0.02844)
    """
    shares = _shares(count_1, total_1, count_2, total_2)
    found = missing_test(shares[0] - shares[1], confidence, "Wald, unpooled")
    if not all(0 < share < 1 for share in shares):
        return found
    variance = shares[0] * (1 - shares[0]) / total_1 + shares[1] * (1 - shares[1]) / total_2
    return normal_test(found, math.sqrt(variance))


def risk_ratio(
    count_1: float, total_1: float, count_2: float, total_2: float, confidence: float = 0.95
) -> Estimate:
    """Give the ratio of two proportions, the first over the second.

    Parameters
    ----------
    count_1, total_1, count_2, total_2, confidence
        As for ``wald_difference``.

    Returns
    -------
    Ratio; 1 is no difference. No limits where a count is 0: the logarithm has no error then. No
    value either where the second count is 0.

    Source
    ------
    Katz, Baptista, Azen and Pike 1978.

    Examples
    --------
    >>> [round(number, 3) for number in risk_ratio(22, 72, 4250, 10000)[:3]]
    [0.719, 0.507, 1.019]
    """
    shares = _shares(count_1, total_1, count_2, total_2)
    value = shares[0] / shares[1] if shares[1] else _MISSING
    found = missing_test(value, confidence, "log-normal risk ratio (Katz)")
    if not (count_1 and count_2):
        return Estimate(*found[:5])
    result = relative_risk(int(count_1), int(total_1), int(count_2), int(total_2))
    limits = result.confidence_interval(confidence)
    return Estimate(found.value, float(limits.low), float(limits.high), confidence, found.method)


def odds_ratio_exact(
    count_1: float, total_1: float, count_2: float, total_2: float, confidence: float = 0.95
) -> Test:
    """Give the ratio of two odds with Fisher's exact test, which holds for the smallest groups.

    Parameters
    ----------
    count_1, total_1, count_2, total_2, confidence
        As for ``wald_difference``.

    Returns
    -------
    Ratio (conditional maximum likelihood); 0 or infinite where a count allows no other. Missing
    where nobody in either group has the characteristic, or everybody, or a group is empty.

    Source
    ------
    Fisher 1922; Cornfield 1956 for the limits.

    Examples
    --------
    >>> round(odds_ratio_exact(6, 30, 8, 43).p, 6)
    1.0
    """
    _shares(count_1, total_1, count_2, total_2)
    found = missing_test(_MISSING, confidence, "exact conditional odds ratio (Fisher)")
    rest = [total_1 - count_1, total_2 - count_2]
    table = np.array([[count_1, rest[0]], [count_2, rest[1]]], dtype="int64")
    if 0 in (*table.sum(axis=0), *table.sum(axis=1)):
        return found
    result = odds_ratio(table)
    limits = result.confidence_interval(confidence)
    p = float(fisher_exact(table).pvalue)
    return found._replace(
        value=float(result.statistic), lower=float(limits.low), upper=float(limits.high), p=p
    )


def welch_from_summary(
    first: tuple[float, float, float], second: tuple[float, float, float], confidence: float = 0.95
) -> Test:
    """Give the difference of two means from what is published of them, the first less the second.

    Parameters
    ----------
    first, second
        Mean, standard deviation and number of people of each group.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Difference in the unit of the means. No limits where a group has fewer than two people or
    neither varies.

    Source
    ------
    Welch 1947; the Justice Data Lab's workbooks give the figures it starts from.

    Examples
    --------
    >>> round(welch_from_summary((1.42, 2.05, 1000), (1.55, 2.15, 10000)).p, 6)
    0.057222
    """
    for name, (_, deviation, people) in {"first": first, "second": second}.items():
        check_count(f"number of people of the {name}", people)
        if not 0 <= deviation < math.inf:
            raise ValueError(f"standard deviation of the {name} is {deviation:g}. It is 0 or more.")
    found = missing_test(first[0] - second[0], confidence, "Welch's t")
    if min(first[2], second[2]) < 2 or not (first[1] or second[1]):
        return found
    parts = [deviation**2 / people for _, deviation, people in (first, second)]
    small = sum(part**2 / (group[2] - 1) for part, group in zip(parts, (first, second), strict=True))
    half = float(student.isf((1 - confidence) / 2, sum(parts) ** 2 / small)) * math.sqrt(sum(parts))
    p = float(ttest_ind_from_stats(*first, *second, equal_var=False).pvalue)
    return found._replace(lower=found.value - half, upper=found.value + half, p=p)


def relative_reduction(
    first: float, second: float, errors: tuple[float, float] | None = None, confidence: float = 0.95
) -> Estimate:
    """Say by how many percent the first rate is below the second, as the Peterborough bond was measured.

    Parameters
    ----------
    first, second
        Mean number of reconvictions of the treated and of their comparison group.
    errors
        Standard errors of the two means, where they are known.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Percent of the second; more than 0 is a reduction. No limits without errors; missing where the
    second is 0.

    Source
    ------
    Ministry of Justice, 2014 (8.4%: 142 against 155 per 100). Limits: delta method on the logarithm.

    Examples
    --------
    >>> round(relative_reduction(142, 155).value, 1)
    8.4
    """
    check_rates(first=first, second=second)
    method = "relative reduction (delta method on the logarithm)"
    found = missing_test(100 * (1 - first / second) if second else _MISSING, confidence, method)
    if errors is None or not (first and second):
        return Estimate(*found[:5])
    check_rates(error_of_first=errors[0], error_of_second=errors[1])
    return percent_less(found, math.hypot(errors[0] / first, errors[1] / second))


def percent_less(found: Test, error: float) -> Estimate:
    """Give a reduction in percent its limits, which are even on the logarithm of the ratio.

    Examples
    --------
    >>> round(percent_less(missing_test(8.0, 0.95, "ours"), 0.05).lower, 1)
    -1.5
    """
    limits = normal_test(found._replace(value=math.log(1 - found.value / 100)), error)
    lower, upper = (100 * (1 - math.exp(limit)) for limit in (limits.upper, limits.lower))
    return Estimate(found.value, lower, upper, found.confidence, found.method)


def check_rates(**rates: float) -> None:
    """Refuse what cannot be a rate or its error, and say which value that was.

    Examples
    --------
    >>> check_rates(first=1.42)
    """
    for name, rate in rates.items():
        if not 0 <= rate < math.inf:
            raise ValueError(f"{name} is {rate:g}. A rate is a number, 0 or more.")


def _shares(count_1: float, total_1: float, count_2: float, total_2: float) -> tuple[float, float]:
    shares = []
    for group, count, total in (("1", count_1, total_1), ("2", count_2, total_2)):
        check_count(f"count_{group}", count)
        check_count(f"total_{group}", total)
        if count > total:
            raise ValueError(f"count_{group} is {count:.12g} of a total of {total:.12g}. It cannot be more.")
        shares.append(count / total if total else _MISSING)
    return shares[0], shares[1]
