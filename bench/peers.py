"""One rival matches the made-up people: `PYTHON -m bench.peers FOLDER NAME PEOPLE TREATED GIGABYTES`.

Runs in the rival's own Python, so it may import nothing of iomlib. Each is called as its documentation
says, given whatever it can take of: ten to one, no control twice, caliper 0.2, within strata.
"""

import json
import logging
import resource
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.clock import Clock
from bench.people import CALIPER, COVARIATES, RATIO, People, make

Pairs = dict[str, Any]


def pymatchit(library: Any, people: People, clock: Clock) -> Pairs:
    """Match with pymatchit-causal, which follows R MatchIt."""
    data = people.covariates.assign(stratum=people.stratum, treated=people.treated, outcome=people.outcome)
    options: dict[str, Any] = {"ratio": RATIO, "caliper": CALIPER, "exact": ["stratum"]}
    with clock.step("fit and match"):
        matched = library.MatchIt(data, distance="glm", link="linear.logit", **options)
        matched.fit("treated ~ " + " + ".join(COVARIATES))
        pairs = matched.matches()
    with clock.step("balance"):
        matched.summary(print_output=False)
    with clock.step("effect"):
        rows = matched.matched_data
        model = library.core.smf.wls("outcome ~ treated", rows, weights=rows["weights"])
        effect = model.fit(cov_type="cluster", cov_kwds={"groups": rows["subclass"].astype(int)})
    frame = {"treated": pairs["treated_index"], "control": pairs["control_index"]}
    return {"pairs": frame, "effect": [effect.params["treated"], effect.bse["treated"]]}


def pysmatch(library: Any, people: People, clock: Clock) -> Pairs:
    """Match with pysmatch: no strata; the caliper is one of scores, here 0.2 of their standard deviation."""
    logging.disable(logging.INFO)
    data = people.covariates.assign(record_id=people.covariates.index)
    with clock.step("fit and match"):
        matcher = library.Matcher(data[people.treated == 1], data[people.treated == 0], yvar="treated")
        matcher.fit_scores(balance=True)
        matcher.predict_scores()
        width = CALIPER * matcher.data["scores"].std()
        matcher.match(threshold=width, nmatches=RATIO, method="min", replacement=False)
    half = len(matcher.matched_data) // 2
    ids = matcher.matched_data["record_id"].to_numpy()
    odds = matcher.data["scores"] / (1 - matcher.data["scores"])
    pairs = {"pairs": {"treated": ids[:half], "control": ids[half:]}}
    return pairs | {"own_gaps": _gaps(pairs, np.log(odds).set_axis(matcher.data["record_id"]))}


def psmpy(library: Any, people: People, clock: Clock) -> Pairs:
    """Match with psmpy: neither strata nor, at ten to one, a caliper."""
    data = people.covariates.assign(
        id=people.covariates.index, treated=people.treated, outcome=people.outcome
    )
    with clock.step("fit and match"):
        matcher = library.PsmPy(data, treatment="treated", indx="id", exclude=[], target="outcome")
        matcher.logistic_ps(balance=True)
        matcher.kdtree_matched_12n(matcher="propensity_logit", how_many=RATIO)
    table = matcher.matched_ids
    controls = table.drop(columns="id").to_numpy()
    treated = np.repeat(table["id"].to_numpy(), RATIO)
    # The ids were found round by round, and are printed as if person by person.
    meant = controls.ravel().reshape(RATIO, len(table)).T
    pairs = {
        "pairs": {"treated": treated, "control": controls.ravel()},
        "meant": {"treated": treated, "control": meant.ravel()},
    }
    gaps = _gaps(pairs, matcher.predicted_data.set_index("id")["propensity_logit"])
    return pairs | {"own_gaps": gaps, "outcome_in_score": "outcome" in matcher.xvars}


def _gaps(pairs: Pairs, score: "pd.Series[float]") -> dict[str, float]:
    """Give the mean distance of those matched by the rival's own log odds."""
    return {
        called: float(
            np.abs(score.loc[ids["treated"]].to_numpy() - score.loc[ids["control"]].to_numpy()).mean()
        )
        for called, ids in pairs.items()
    }


PEERS: dict[str, tuple[str, Callable[[Any, People, Clock], Pairs]]] = {
    "pymatchit-causal": ("pymatchit", pymatchit),
    "pysmatch": ("pysmatch.Matcher", pysmatch),
    "psmpy": ("psmpy", psmpy),
}


def main(folder: Path, name: str, everybody: int, treated: int, memory_gb: float) -> int:
    """Match, and leave the pairs and what it took in the folder."""
    warnings.simplefilter("ignore")
    most = int(memory_gb * 1024**3)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    module, match = PEERS[name]
    library = import_module(module)
    people = make(everybody, treated)
    clock = Clock()
    try:
        found = match(library, people, clock)
    except MemoryError:
        sys.stderr.write(f"needs more than {memory_gb:g} GB\n")
        return 1
    for kind in ("pairs", "meant"):
        if kind in found:
            pd.DataFrame(found.pop(kind)).astype(np.int64).to_csv(folder / f"{kind}.csv", index=False)
    about = {"name": name, "version": version(name), "steps": clock.steps, "extra_mb": clock.extra()}
    (folder / "result.json").write_text(json.dumps(about | found), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])))
