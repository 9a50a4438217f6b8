"""Makes up people to be matched: the same for the same numbers, in every process. Needs numpy and pandas only.

Nobody is real. Ten covariates as floats, of which four are continuous, so that no two scores are equal;
twelve strata to be matched within; a treatment that goes to those with a worse record; an outcome that
depends on the record, and a little on the treatment.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

STRATA = 12
RATIO = 10
CALIPER = 0.2
COVARIATES = {  # and what each adds to the log odds of being treated, in its standard deviations
    "age": -0.3,
    "age_at_first_offence": -0.2,
    "months_since_last_offence": -0.4,
    "risk_score": 0.5,
    "prior_offences": 0.3,
    "prison_spells": 0.2,
    "male": 0.1,
    "unemployed": 0.2,
    "drug_need": 0.3,
    "no_fixed_home": 0.1,
}


class People(NamedTuple):
    """Those who may be matched, by id: covariates, the stratum of each, treatment and outcome."""

    covariates: pd.DataFrame
    stratum: "pd.Series[int]"
    treated: "pd.Series[int]"
    outcome: "pd.Series[int]"


def make(everybody: int, treated: int) -> People:
    """Make up people, of whom so many are treated."""
    chance = np.random.default_rng([everybody, treated])
    index = pd.Index(np.arange(1_000_000, 1_000_000 + everybody), name="id")
    # One column after another in memory, as pandas keeps them, and no second copy.
    columns = np.empty((len(COVARIATES), everybody))
    columns[0] = 18 + chance.gamma(2.0, 8.0, everybody)
    columns[1] = 10 + (columns[0] - 10) * chance.beta(2, 3, everybody)
    columns[2] = chance.exponential(14, everybody)
    columns[3] = chance.normal(0, 1, everybody)
    columns[4] = chance.poisson(np.exp(1 + 0.4 * columns[3]))
    columns[5] = chance.poisson(0.2 * columns[4])
    for place, share in zip(range(6, 10), (0.85, 0.6, 0.3, 0.15), strict=True):
        columns[place] = chance.random(everybody) < share
    log_odds = np.zeros(everybody)
    for column, weight in zip(columns, COVARIATES.values(), strict=True):
        log_odds += weight / column.std() * (column - column.mean())
    flags = np.zeros(everybody, dtype=np.int64)
    # The largest of log odds with Gumbel noise: so many drawn without replacement, by their odds.
    flags[np.argpartition(-(log_odds + chance.gumbel(size=everybody)), treated)[:treated]] = 1
    risk = 1 / (1 + np.exp(1 - 0.5 * log_odds))
    again = chance.random(everybody) < risk - 0.05 * flags
    return People(
        pd.DataFrame(columns.T, index=index, columns=list(COVARIATES), copy=False),
        pd.Series(chance.integers(0, STRATA, everybody), index=index, name="stratum"),
        pd.Series(flags, index=index, name="treated"),
        pd.Series(again.astype(np.int64), index=index, name="outcome"),
    )


def one_pass(covariates: pd.DataFrame) -> float:
    """Read every covariate once: the least that any method must do."""
    return float(sum(covariates[name].to_numpy().sum() for name in covariates))
