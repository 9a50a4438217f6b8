"""The range that chance alone could give a cost of crime, by Monte Carlo."""

import math

import numpy as np
import pandas as pd

from iomlib.metrics.intervals import Estimate

SEED = 20120912  # the day of the committee whose table started this
DRAWS = 10_000
METHOD = "Monte Carlo over Poisson counts"


def interval_by_chance(
    counts: pd.DataFrame, seed: int = SEED, draws: int = DRAWS, confidence: float = 0.95
) -> Estimate:
    """Say how far a cost could lie from what the counts give, if crimes come by chance at a steady rate.

    For each count *n* the rate behind it is drawn: for the lower limit from the gamma distribution of *n*,
    for the upper from that and, once, from that of one crime more of the dearest kind. For a single line
    this is the exact Poisson interval; for a sum it is, if anything, too wide. What is below 0 is a
    correction and held fixed; unit costs are held for known.

    Parameters
    ----------
    counts
        One row per counted line: ``offence_group`` and ``offence_subgroup`` (which only say the order of
        the draws), ``crimes`` (count) and ``price`` (pounds; rows without are left out).
    seed, draws
        Of numpy's PCG64: the same seed gives the same interval, to the bit.

    Returns
    -------
    The cost (pounds) and its interval; missing where nothing is costed.

    Source
    ------
    The gamma method for weighted sums of Poisson counts, simulated; Garwood's limits for one count.

    Examples
    --------
    >>> counts = {"offence_group": "g", "offence_subgroup": ["theft"], "crimes": [100], "price": [1.0]}
    >>> [round(limit) for limit in interval_by_chance(pd.DataFrame(counts))[1:3]]
    [82, 121]
    """
    known = counts[counts["price"].notna()].sort_values(["offence_group", "offence_subgroup", "price"])
    if not len(known):
        return Estimate(math.nan, math.nan, math.nan, confidence, METHOD)
    price, crimes = (known[name].to_numpy(dtype="float64") for name in ("price", "crimes"))
    cost = math.fsum(price * crimes)
    random = np.random.Generator(np.random.PCG64(seed))
    rates = random.standard_gamma(np.maximum(crimes, 0.0), (draws, len(known)))
    # einsum adds in one order on every machine, which a matrix product of a library need not.
    sums = np.einsum("ij,j->i", rates, price) + math.fsum(price * np.minimum(crimes, 0.0))
    more = sums + price[crimes >= 0].max(initial=0.0) * random.standard_exponential(draws)
    tail = (1 - confidence) / 2
    lower, upper = (float(np.quantile(*pair)) for pair in ((sums, tail), (more, 1 - tail)))
    return Estimate(cost, min(lower, cost), max(upper, cost), confidence, METHOD)
