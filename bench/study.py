"""Does the comparison find the truth? Made-up cohorts of known effect, matched and claimed as a report does it.

``python -m bench.study`` takes twenty minutes of one processor, writes bench/study.json, and puts its tables between
the marks in docs/method.md. Every repeat has its number as its seed, so anyone gets the same tables.
"""

import argparse
import json
import math
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from iomlib.errors import DataError
from iomlib.metrics.balance import balance, balance_verdict
from iomlib.metrics.claims import claim
from iomlib.metrics.contrasts import doubly_robust, frequency_ratio, weighted_difference
from iomlib.metrics.intervals import rate_ratio_exact
from iomlib.metrics.matching import match
from iomlib.metrics.people import matched_rows
from iomlib.metrics.propensity import propensity_model
from iomlib.metrics.reoffending import reoffences
from iomlib.simulate import COVARIATES, Population, comparison_population

ROOT = Path(__file__).parent.parent
RESULTS, PAGE = ROOT / "bench" / "study.json", ROOT / "docs" / "method.md"
START, END = "<!-- study -->", "<!-- /study -->"
RATIOS = (1, 5, 10)
CALIPER = 0.2
NAMES = list(COVARIATES)


class Scenario(NamedTuple):
    """A kind of cohort: the true effect, and how many people were submitted and stand in the pool."""

    effect: float
    submitted: int = 400
    pool: int = 6000


SCENARIOS = {
    "no effect": Scenario(0.0),
    "5 points fewer": Scenario(-0.05),
    "10 points fewer": Scenario(-0.1),
    "10 points more": Scenario(0.1),
    "no effect, 60 people": Scenario(0.0, 60, 2000),
    "10 points fewer, 60 people": Scenario(-0.1, 60, 2000),
}


class Analysed(NamedTuple):
    """Who can be analysed: covariates, outcomes, and who was on the scheme. People are numbers here."""

    covariates: pd.DataFrame
    outcomes: pd.DataFrame
    treated: "pd.Series[float]"
    ids: "pd.Index[Any]"


def analysed(made_up: Population) -> Analysed:
    """Leave out who is not found, not mature, or short of a covariate."""
    found = made_up.people[made_up.people["in_records"]]
    everybody = pd.concat([found.drop(columns="in_records"), made_up.control_pool])
    outcomes = reoffences(everybody, made_up.events, as_at=made_up.as_at)
    kept = outcomes["mature"] & everybody[NAMES].notna().all(axis=1)
    covariates, outcomes = everybody.loc[kept, NAMES], outcomes[kept]
    treated = pd.Series(covariates.index.isin(found.index).astype(float))
    numbered = [table.reset_index(drop=True) for table in (covariates, outcomes)]
    return Analysed(numbered[0], numbered[1], treated, covariates.index)


def repeat(scenario: Scenario, seed: int) -> list[dict[str, Any]]:
    """Make one cohort up and analyse it, once for each number of controls.

    Where no model can be fitted (in 60 people there may be no woman) the report is refused.
    """
    made_up = comparison_population(
        seed=seed, submitted=scenario.submitted, pool=scenario.pool, effect=scenario.effect
    )
    data = analysed(made_up)
    rates = data.outcomes.groupby(data.treated)["reoffended"].mean()
    common = {"seed": seed, "effect": scenario.effect, "unmatched difference": rates[1] - rates[0]}
    try:
        log_odds = propensity_model(data.covariates, data.treated).log_odds
    except DataError:
        return [{**common, "ratio": ratio, "verdict": "refused"} for ratio in RATIOS]
    return [{**common, "ratio": ratio, **_compared(made_up, data, log_odds, ratio)} for ratio in RATIOS]


def _compared(
    made_up: Population, data: Analysed, log_odds: "pd.Series[float]", ratio: int
) -> dict[str, Any]:
    pairs = match(data.treated, log_odds, ratio=ratio, caliper=CALIPER).pairs
    rows = matched_rows(pairs)
    of = (rows["treated"], rows["weight"], rows["cluster"])
    outcomes, covariates = data.outcomes.loc[rows.index], data.covariates.loc[rows.index]
    again = outcomes["reoffended"]
    alike = balance_verdict(balance(covariates, *of[:2]))
    difference = weighted_difference(again, *of)
    adjusted = doubly_robust(again, covariates, *of)
    frequency = frequency_ratio(outcomes["reoffences"], of[0], outcomes["days_at_risk"] / 365, *of[1:])
    reoffenders = again.groupby(of[0]).sum()
    apart = None if alike.verdict == "balanced" else f"{alike.worst} differs"
    controls = of[0] == 0
    rate = float((of[1][controls] * again[controls]).sum() / of[1][controls].sum())
    expected = rate * int((of[0] == 1).sum())
    claimed = claim(difference, "matched", (reoffenders[1], reoffenders[0]), apart, expected)
    on_scheme = rows.index[of[0] == 1]
    return {
        "truth": made_up.truth.of(data.ids[on_scheme]),
        **{f"difference {name}": getattr(difference, name) for name in ("value", "lower", "upper")},
        **{f"adjusted {name}": getattr(adjusted, name) for name in ("value", "lower", "upper")},
        "true frequency ratio": made_up.truth.frequency_ratio,
        **{f"frequency {name}": getattr(frequency, name) for name in ("value", "lower", "upper")},
        "verdict": claimed.verdict,
        "people": len(on_scheme),
        "controls": len(rows) - len(on_scheme),
        **_before_and_after(covariates["offences_last_year"], outcomes["reoffences"], of[0], of[1]),
    }


def _before_and_after(
    before: "pd.Series[float]",
    after: "pd.Series[float]",
    treated: "pd.Series[int]",
    weight: "pd.Series[float]",
) -> dict[str, Any]:
    """Compare the year before with the year after, of the people on the scheme and of those matched to them."""
    on = treated == 1
    naive = rate_ratio_exact(after[on].sum(), 1, before[on].sum(), 1)
    means = {
        name: (weight[group] * column[group]).sum() / weight[group].sum()
        for name, column, group in [
            *(("before", before, on), ("after", after, on)),
            *(("before, comparison", before, ~on), ("after, comparison", after, ~on)),
        ]
    }
    none = claim(naive, "before and after", (math.inf, math.inf))
    return {**means, "a fall is claimed": naive.upper < 1, "verdict before and after": none.verdict}


def run(repeats: int, jobs: int = 1, names: Iterable[str] = SCENARIOS) -> dict[str, pd.DataFrame]:
    """Give each scenario's repeats, one row per repeat and number of controls."""
    if jobs == 1:
        return {name: _table(map(partial(repeat, SCENARIOS[name]), range(repeats))) for name in names}
    # Started afresh: a forked child can hang where a library has already used threads.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as workers:
        return {
            name: _table(workers.map(partial(repeat, SCENARIOS[name]), range(repeats), chunksize=25))
            for name in names
        }


def _table(repeats: Iterable[list[dict[str, Any]]]) -> pd.DataFrame:
    return pd.DataFrame([row for rows in repeats for row in rows])


def accuracy(rows: pd.DataFrame, estimate: str = "difference", truth: str = "truth") -> dict[str, float]:
    """Sum up how far an estimate is from the truth, and how often its interval holds it, where there is one."""
    rows = rows.dropna(subset=[f"{estimate} {end}" for end in ("value", "lower", "upper")])
    error = rows[f"{estimate} value"] - rows[truth]
    held = (rows[f"{estimate} lower"] <= rows[truth]) & (rows[truth] <= rows[f"{estimate} upper"])
    return {
        "bias": float(error.mean()),
        "bias_error": float(error.std() / math.sqrt(len(rows))),
        "spread": float(error.std()),
        "stated_error": float((rows[f"{estimate} upper"] - rows[f"{estimate} lower"]).mean() / 3.92),
        "coverage": float(held.mean()),
        "coverage_error": _error(float(held.mean()), len(rows)),
    }


def claims(rows: pd.DataFrame) -> dict[str, float]:
    """Sum up what was claimed: rightly, wrongly, without ground, or not at all."""
    verdict = rows["verdict"]
    made = verdict.isin(["fewer", "more"])
    without_ground = made & (rows["difference lower"] <= 0) & (rows["difference upper"] >= 0)
    right = verdict == ("fewer" if rows["effect"].iloc[0] < 0 else "more")
    none = rows["effect"].iloc[0] == 0
    return {
        "claimed": float(made.mean()),
        "claimed_error": _error(float(made.mean()), len(rows)),
        "wrongly_claimed": float((made & (none | ~right)).mean()),
        "without_ground": float(without_ground.mean()),
        "rightly_claimed": math.nan if none else float(right.mean()),
        "not_comparable": float((verdict == "not comparable").mean()),
        "too_few": float((verdict == "too few to tell").mean()),
        "refused": float((verdict == "refused").mean()),
    }


def _error(share: float, repeats: int) -> float:
    return math.sqrt(share * (1 - share) / repeats)


def summary(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Give one row per scenario and number of controls."""
    rows = []
    for name, table in found.items():
        for ratio, part in table.groupby("ratio"):
            means = part[["people", "controls", "unmatched difference"]].mean().to_dict()
            said = {"scenario": name, "ratio": ratio, "repeats": len(part), **means}
            adjusted = {f"adjusted_{k}": v for k, v in accuracy(part, "adjusted").items()}
            frequency = accuracy(part, "frequency", "true frequency ratio")
            more = {f"frequency_{k}": v for k, v in frequency.items()}
            rows.append({**said, **accuracy(part), **claims(part), **adjusted, **more})
    return pd.DataFrame(rows)


def regression_to_the_mean(rows: pd.DataFrame) -> dict[str, float]:
    """Sum up the year before and the year after of a cohort chosen for a bad year."""
    means = rows[["before", "after", "before, comparison", "after, comparison"]].mean()
    return {
        "before": float(means["before"]),
        "after": float(means["after"]),
        "fall": float(1 - means["after"] / means["before"]),
        "comparison_fall": float(1 - means["after, comparison"] / means["before, comparison"]),
        "falls_claimed_by_the_interval": float(rows["a fall is claimed"].mean()),
        "falls_claimed_by_the_wording": float((rows["verdict before and after"] != "no claim").mean()),
    }


def words(table: pd.DataFrame, regression: dict[str, float]) -> str:
    """Write both tables, in points of a percentage."""
    heads = [
        *("scenario", "controls each", "people", "bias, points", "interval holds the truth"),
        *("wrongly claimed", "rightly claimed", "not comparable", "too few", "refused", "unmatched, points"),
    ]
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1)]
    for row in table.to_dict("records"):
        lines.append(
            [
                *(row["scenario"], f"1 to {row['ratio']}", f"{row['people']:.0f}"),
                f"{100 * row['bias']:+.2f} ± {196 * row['bias_error']:.2f}",
                f"{row['coverage']:.1%} ± {1.96 * row['coverage_error']:.1%}",
                *(f"{row['wrongly_claimed']:.1%}", _percent(row["rightly_claimed"])),
                *(f"{row[share]:.1%}" for share in ("not_comparable", "too_few", "refused")),
                f"{100 * row['unmatched difference']:+.1f}",
            ]
        )
    told = (
        f"A cohort chosen for a bad year, without any effect: {regression['before']:.2f} proven offences a person "
        f"in the year before, {regression['after']:.2f} in the year after, a fall of {regression['fall']:.0%}. "
        f"Their matched comparison people, for whom nothing was done, fell by {regression['comparison_fall']:.0%}: "
        f"regression to the mean alone. The interval of the change lies below none in "
        f"{regression['falls_claimed_by_the_interval']:.0%} of repeats; the wording claims a fall in "
        f"{regression['falls_claimed_by_the_wording']:.0%}."
    )
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + f"\n\n{told}"


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{share:.1%}"


def put(text: str) -> None:
    """Put the tables between the marks of the page, once it has them."""
    page = PAGE.read_text("utf-8")
    if START in page:
        before, rest = page.split(START)
        PAGE.write_text(f"{before}{START}\n\n{text}\n\n{END}{rest.split(END)[1]}", "utf-8")


def write(found: dict[str, pd.DataFrame]) -> str:
    """Keep what was found, and put it on the page."""
    table, null = summary(found), found["no effect"]
    regression = regression_to_the_mean(null[null["ratio"] == RATIOS[-1]])
    text = words(table, regression)
    rows = json.loads(table.round(6).to_json(orient="records"))
    results = {"repeats": len(null) // len(RATIOS), "scenarios": rows}
    results |= {"regression_to_the_mean": regression, "text": text}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    put(text)
    return text


def main() -> None:
    """Run the study."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repeats", type=int, default=1000)
    options.add_argument("--jobs", type=int, default=2)
    asked = options.parse_args()
    print(write(run(asked.repeats, asked.jobs)))  # noqa: T201  what was asked for


if __name__ == "__main__":
    main()
