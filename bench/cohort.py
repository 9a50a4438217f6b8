"""iomlib reviews made-up people, step by step: `python -m bench.cohort FOLDER PEOPLE`.

The tables are those of `iom simulate`, about twenty events a person.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path

import pandas as pd

from bench.clock import Clock, memory
from iomlib.metrics import capacity, cohort, concentration, custody, review, selection, throughput, women
from iomlib.metrics.evidence import Evidence, gather
from iomlib.periods import Quarter
from iomlib.rules import Rule, read_rule
from iomlib.tables import read_records

ROOT = Path(__file__).parent.parent
AREA, LIST, QUARTER = "simulated-borough", "ppo", Quarter(2011, 4)
RULES = ("ppo-matrix", "high-crime-causers", "ppo-de-selection", "ppo-re-selection")


def main(folder: Path, people: int) -> None:
    """Read, review, and leave what it took in the folder."""
    rules = {name: read_rule(ROOT / "params", name, QUARTER.end) for name in RULES}
    clock = Clock()
    with clock.step("read"):
        records = read_records(folder / "data", AREA, QUARTER.id)
    with clock.step("gather"):
        evidence = gather(records, QUARTER.end)
    records.clear()
    with clock.step("review"):
        listed = whole_review(evidence, rules)
    with clock.step("scheme"):
        scheme(evidence)
    rows = {name: len(table) for name, table in evidence.tables.items()}
    about = {"steps": clock.steps, "peak_mb": memory("VmHWM"), "rows": rows, "flags": len(listed)}
    (folder / f"result-{people}.json").write_text(json.dumps(about), "utf-8")


def whole_review(evidence: Evidence, rules: dict[str, Rule]) -> pd.DataFrame:
    """Do what the quarterly review does: rank everybody, list who should leave or come back, and weigh it."""
    ranking = selection.assess(evidence, rules["ppo-matrix"], AREA)
    causers = selection.assess(evidence, rules["high-crime-causers"], AREA)
    listed = review.review_list(evidence, rules["ppo-de-selection"], AREA)
    review.review_list(evidence, rules["ppo-re-selection"], AREA)
    selection.missed(causers, evidence, [LIST])
    on = cohort.on_list(evidence, LIST, AREA, evidence.as_at)
    capacity.adding(evidence, on, ranking.people, listed)
    return listed


def scheme(evidence: Evidence) -> None:
    """Do what the page on the scheme does: size, balance, comings and goings, concentration."""
    days = QUARTER.start - timedelta(days=1), QUARTER.end
    cohort.list_size(evidence, LIST, AREA, QUARTER.start, "larger")
    custody.balance(evidence, cohort.on_list(evidence, LIST, AREA, QUARTER.end), QUARTER.end)
    custody.balance_change(evidence, LIST, AREA, days)
    throughput.throughput(evidence, LIST, AREA, QUARTER.start)
    throughput.re_entry(evidence, LIST, AREA)
    arrests = women.arrests_of(evidence, AREA, 12)
    concentration.gini(concentration.frequencies(arrests))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
