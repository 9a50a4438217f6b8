"""iomlib matches the made-up people, step by step: `python -m bench.chain FOLDER PEOPLE TREATED`."""

import json
import sys
from pathlib import Path

import numpy as np

from bench.clock import Clock, typical
from bench.people import CALIPER, RATIO, make, one_pass
from iomlib.metrics.balance import balance, balance_verdict
from iomlib.metrics.contrasts import weighted_difference
from iomlib.metrics.matching import match
from iomlib.metrics.people import matched_rows
from iomlib.metrics.propensity import propensity_model


def main(folder: Path, everybody: int, treated: int) -> None:
    """Match, and leave the pairs, the score and what it took in the folder."""
    people = make(everybody, treated)
    covariates = people.covariates
    passes = []
    clock = Clock()

    def measure_pass() -> None:
        """Between steps: what slows a step on a busy machine slows the passes beside it."""
        passes.append(typical(lambda: one_pass(covariates)))

    measure_pass()
    with clock.step("fit"):
        score = propensity_model(covariates, people.treated).log_odds
    measure_pass()
    with clock.step("match"):
        matches = match(people.treated, score, ratio=RATIO, caliper=CALIPER, exact=people.stratum)
    measure_pass()
    with clock.step("weights"):
        weights = matches.weights
    measure_pass()
    with clock.step("balance"):
        verdict = balance_verdict(balance(covariates, people.treated, weights))
    measure_pass()
    with clock.step("effect"):
        rows = matched_rows(matches.pairs)
        outcome = people.outcome.loc[rows.index]
        effect = weighted_difference(outcome, rows["treated"], rows["weight"], rows["cluster"])
    measure_pass()
    extra = clock.extra()
    matches.pairs[["treated", "control"]].to_csv(folder / "pairs.csv", index=False)
    np.save(folder / "score.npy", score.to_numpy())
    about = {
        "steps": clock.steps,
        "passes": passes,
        "extra_mb": extra,
        "input_mb": covariates.to_numpy().nbytes / 1024**2,
        "width": matches.width,
        "verdict": verdict._asdict(),
        "effect": [effect.value, effect.lower, effect.upper],
    }
    (folder / "result.json").write_text(json.dumps(about, default=float), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
