"""One comparison from end to end: groups made alike, what came of each, and how sure the difference is."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from iomlib.errors import DataError
from iomlib.metrics.alike import apart, how_unlike
from iomlib.metrics.attrition import attrition
from iomlib.metrics.balance import balance, common_support, effective_sample_size
from iomlib.metrics.claims import NOBODY, Claim, claim, design_level
from iomlib.metrics.contrasts import weighted_difference
from iomlib.metrics.gathering import NO_STEPS, Gathered, with_the_rest
from iomlib.metrics.intervals import Estimate, newcombe
from iomlib.metrics.matching import Matches, match
from iomlib.metrics.people import matched_rows
from iomlib.metrics.planning import holm, minimum_detectable_difference
from iomlib.metrics.propensity import PropensityModel, propensity_model
from iomlib.metrics.robust import missing_test

PRIMARY = "rate"
PRINTED = "published"  # a design without people
BEFORE_AFTER = "before and after"  # a pool then only shows how unlike people are
SIDES = ("scheme", "comparison")
OF_REOFFENDERS = ("per_reoffender", "days_to_first")


class Compared(NamedTuple):
    """Two groups, made as alike as the design makes them.

    ``treated`` (True is on the scheme), ``weights`` (how much each person counts; 0 is not compared),
    ``pairs`` (id of the person on the scheme whom each is matched with; None without matching),
    ``covariates``, ``exact`` and ``outcomes`` have one row per person; ``steps`` and ``pool_steps``
    count people from submitted to analysed; ``balance`` has one row per covariate; ``model`` and
    ``matches`` are None without matching. Where there is nobody to compare with, ``design`` is
    before and after, whatever was planned.
    """

    design: str
    treated: "pd.Series[bool]"
    weights: "pd.Series[float]"
    pairs: "pd.Series[Any] | None"
    covariates: pd.DataFrame
    exact: pd.DataFrame | None
    outcomes: pd.DataFrame
    steps: pd.DataFrame
    pool_steps: pd.DataFrame
    balance: pd.DataFrame
    model: PropensityModel | None
    matches: Matches | None


def compare(gathered: Gathered, design: str, ratio: int | None = 1, caliper: float | None = None) -> Compared:
    """Make the groups as alike as the design allows.

    ``matched`` pairs each person on the scheme with up to ``ratio`` others whose log odds of being on
    the scheme are nearest, within ``caliper`` standard deviations. The other designs take everyone.

    Parameters
    ----------
    gathered
        What `iomlib.metrics.gathering.gather` gave.
    design
        As for `iomlib.metrics.claims.design_level`.

    Examples
    --------
    >>> from iomlib.metrics.gathering import gather, no_events
    >>> day = pd.to_datetime(["2009-06-01", "2009-06-02"])
    >>> people = pd.DataFrame({"index_date": day, "in_records": True, "age": [30, 40]}, index=["a", "b"])
    >>> pool = pd.DataFrame({"index_date": day, "age": [32, 38]}, index=["c", "d"])
    >>> compared = compare(gather(people, pool, no_events(), "2011-12-Q1"), "randomised")
    >>> compared.weights.tolist(), compared.steps["remaining"].tolist()[-1]
    ([1.0, 1.0, 1.0, 1.0], 2)
    """
    treated, steps = gathered.treated, dict(gathered.steps)
    if design == PRINTED and len(treated):
        raise DataError("comparisons.csv: design published, but there are people. Say how they are compared.")
    # A design without a comparison group has none, even where a pool is at hand for other areas.
    two = treated.any() and not treated.all() and (design == PRINTED or design_level(design) > 2)
    model = matches = pairs = None
    weights = pd.Series(1.0 if two else 0.0, index=treated.index).mask(treated, 1.0)
    if design == "matched" and two:
        model = propensity_model(gathered.covariates, treated)
        matches = match(treated, model.log_odds, ratio=ratio or 1, caliper=caliper, exact=gathered.exact)
        weights = matches.weights
        pairs = matched_rows(matches.pairs)["cluster"] if len(matches.pairs) else None
        steps["a similar person found to compare with"] = _found(gathered, matches)
    return Compared(
        design=design if two or not treated.any() else BEFORE_AFTER,
        weights=weights,
        pairs=pairs,
        steps=attrition(steps) if steps else NO_STEPS,
        balance=_balance(gathered, weights),
        model=model,
        matches=matches,
        **{name: value for name, value in gathered._asdict().items() if name != "steps"},
    )


def _balance(gathered: Gathered, weights: "pd.Series[float]") -> pd.DataFrame:
    if not both_sides(gathered.treated, weights) or gathered.covariates.empty:
        return pd.DataFrame()
    return balance(with_the_rest(gathered.covariates), gathered.treated, weights)


def both_sides(treated: "pd.Series[bool]", weights: "pd.Series[float]") -> bool:
    """Say whether anybody with a weight is there on either side.

    Examples
    --------
    >>> both_sides(pd.Series([True, False]), pd.Series([1.0, 0.0]))
    False
    """
    return bool((weights[treated] > 0).any() and (weights[~treated] > 0).any())


def _found(gathered: Gathered, matches: Matches) -> "pd.Series[bool]":
    submitted = next(iter(gathered.steps.values())).index
    lost_before = ~submitted.isin(gathered.treated.index)
    return pd.Series(lost_before | submitted.isin(matches.pairs["treated"]), index=submitted)


def results(compared: Compared) -> pd.DataFrame:
    """Say what came of both groups, and how sure the difference is, one measure a row.

    Returns
    -------
    One row per measure of `outcome_columns`: ``scheme`` and ``comparison`` (weighted means, per
    person or in days), ``value`` (their difference), ``lower``, ``upper``, ``confidence``,
    ``method``, ``p``, ``p_holm`` (adjusted for the measures beside the rate), ``scheme_people`` and
    ``comparison_people`` (those in whom the measure is above 0) and ``unknown`` (people of whom the
    measure is not known; then it is missing).

    Examples
    --------
    >>> from iomlib.metrics.gathering import gather, no_events
    >>> day = pd.to_datetime(["2009-06-01", "2009-06-02"])
    >>> people = pd.DataFrame({"index_date": day, "in_records": True, "age": [30, 40]}, index=["a", "b"])
    >>> pool = pd.DataFrame({"index_date": day, "age": [32, 38]}, index=["c", "d"])
    >>> compared = compare(gather(people, pool, no_events(), "2011-12-Q1"), "randomised")
    >>> results(compared).loc["rate", ["scheme", "comparison", "value"]].tolist()
    [0.0, 0.0, 0.0]
    """
    if not both_sides(compared.treated, compared.weights):
        return pd.DataFrame()
    columns = outcome_columns(compared.outcomes)
    rows = {name: _row(compared, name, column) for name, column in columns.items()}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")
    secondary = table["p"].drop(PRIMARY).dropna()
    return table.assign(p_holm=holm(secondary).reindex(table.index))


def _row(compared: Compared, name: Any, column: "pd.Series[float]") -> dict[str, Any]:
    kept = compared.weights > 0
    if name in OF_REOFFENDERS:
        kept &= column.notna()
    unknown = int((kept & column.isna()).sum())
    groups = [kept & compared.treated, kept & ~compared.treated]
    means = [_mean(column[group], compared.weights[group]) for group in groups]
    behind = {
        f"{side}_people": int((column[group] > 0).sum()) for side, group in zip(SIDES, groups, strict=True)
    }
    if unknown or not all(group.any() for group in groups):
        nothing = missing_test(np.nan, 0.95, "not known of everybody")
        return behind | {"scheme": np.nan, "comparison": np.nan, **nothing._asdict(), "unknown": unknown}
    test = weighted_difference(column[kept], *sets_of(compared, kept))
    row = behind | {"scheme": means[0], "comparison": means[1], **test._asdict(), "unknown": 0}
    if name == PRIMARY and compared.pairs is None:
        counts = [number for group in groups for number in (column[group].sum(), int(group.sum()))]
        # No p: of another method it might not agree with the interval, which decides.
        row |= newcombe(*counts)._asdict() | {"p": np.nan}
    return row


def sets_of(
    compared: Compared, kept: "pd.Series[bool]"
) -> "tuple[pd.Series[float], pd.Series[float], pd.Series[Any] | None]":
    """Give side (1 on the scheme), weight and matched set of some people, as contrasts take them.

    Examples
    --------
    >>> from iomlib.metrics.gathering import NOBODY
    >>> compared = compare(NOBODY, "published")
    >>> [len(column) for column in sets_of(compared, compared.weights > 0)[:2]]
    [0, 0]
    """
    pairs = None if compared.pairs is None else compared.pairs.reindex(kept.index)[kept]
    return compared.treated[kept].astype("float64"), compared.weights[kept], pairs


def _mean(values: "pd.Series[float]", weights: "pd.Series[float]") -> float:
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total else float("nan")


def group_sizes(compared: Compared) -> pd.DataFrame:
    """Count the people compared, those among them who reoffended, and how many people they weigh.

    Returns
    -------
    Rows ``scheme`` and ``comparison``: ``people``, ``reoffenders`` (counts) and ``effective``
    (effective sample size, Kish). No row without people.
    """
    if not len(compared.treated):
        return pd.DataFrame()
    kept = compared.weights > 0
    groups = {"scheme": kept & compared.treated, "comparison": kept & ~compared.treated}
    rows = {
        name: {
            "people": int(group.sum()),
            "reoffenders": int((compared.outcomes["reoffended"][group] == 1).sum()),
            "effective": effective_sample_size(compared.weights[group]),
        }
        for name, group in groups.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def detectable(sizes: pd.DataFrame, table: pd.DataFrame) -> float:
    """Give the least true difference in the rate that groups of this size show in 4 of 5 studies.

    It is worked out from the comparison group's rate and the sizes, not from the difference found.
    Missing where that rate is not known, or nobody in the group reoffended, or everybody did.

    Parameters
    ----------
    sizes, table
        What `group_sizes` and `results` gave, as they are or as an edition may show them.
    """
    rate = float(table["comparison"][PRIMARY]) if len(table) else np.nan
    if not 0 < rate < 1:
        return np.nan
    worth = sizes["effective"]
    return float(minimum_detectable_difference(rate, worth["scheme"], worth["comparison"]))


def support(compared: Compared) -> pd.DataFrame:
    """Give the range of the score in each group, before matching; no row without a score."""
    if compared.model is None:
        return pd.DataFrame()
    return common_support(compared.model.log_odds, compared.treated)


def judge(compared: Compared, table: pd.DataFrame) -> Claim:
    """Decide what may be claimed of the rate.

    Differences between groups that chance made (a randomised design) are shown and do not block.
    """
    if not len(table):
        if compared.design == PRINTED:
            return Claim("no claim", 0, ("only printed numbers are at hand",))
        level = design_level(compared.design)
        return Claim("no claim" if level < 3 else "too few to tell", level, (_nobody(compared),))
    row, sizes = table.T[PRIMARY], group_sizes(compared)
    found = Estimate(*(row[key] for key in Estimate._fields))
    by_lot = compared.design == "randomised"
    unlike = apart(compared.balance, compared.treated, by_lot=by_lot)
    expected = float(row["comparison"]) * float(sizes["people"]["scheme"])
    made = claim(found, compared.design, tuple(sizes["reoffenders"]), unlike, expected)
    return made._replace(unlike=how_unlike(compared.balance, by_lot=by_lot)) if unlike else made


def _nobody(compared: Compared) -> str:
    if not compared.treated.any():
        return NOBODY
    if compared.matches is None:
        return "there is no comparison group"
    return "nobody in the pool is like anybody on the scheme"


def outcome_columns(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Make one number per person and measure; missing where the measure is not about that person.

    ``rate``, ``frequency`` (reoffences), ``days_free`` (days to the first reoffence, at most the
    follow-up: it does not condition on reoffending), ``custody``, ``most_severe``, and of reoffenders
    only ``per_reoffender`` and ``days_to_first``.

    Examples
    --------
    >>> one = {"reoffended": [1.0, 0.0], "reoffences": [2.0, 0.0], "days_to_first": [90.0, None],
    ...     "days_followed": [365.0, 365.0], "most_severe": [2.0, None], "custodial": [0.0, 0.0]}
    >>> outcome_columns(pd.DataFrame(one))["days_free"].tolist()
    [90.0, 365.0]
    """
    again = outcomes["reoffended"] == 1
    tier = outcomes["most_severe"]
    severe = (tier == 1).astype("float64").mask(again & tier.isna())
    return pd.DataFrame(
        {
            PRIMARY: outcomes["reoffended"],
            "frequency": outcomes["reoffences"],
            "days_free": outcomes["days_to_first"].fillna(outcomes["days_followed"]),
            "custody": outcomes["custodial"],
            "most_severe": severe,
            "per_reoffender": outcomes["reoffences"].where(again),
            "days_to_first": outcomes["days_to_first"],
        }
    )
