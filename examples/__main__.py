"""Writes what is made up for the demonstration: `python -m examples FOLDER`. Same files every time."""

import sys
from pathlib import Path

import pandas as pd

from examples.counts import counts
from examples.county import bring_in
from examples.rossi import rossi
from examples.simulated import simulated
from iomlib.simulate.partnership import USUAL
from iomlib.simulate.write import write_people

MARYLAND, SIMULATED = "maryland-experiment", "simulated-partnership"
SEED = 2009  # of the people of the simulated areas


def main(folder: Path) -> None:
    """Put both comparisons into the same three files, as an analyst would have them, and make the rest."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = zip(rossi(MARYLAND), simulated(SIMULATED), strict=True)
    for name, pair in zip(("people", "control_pool", "events"), tables, strict=True):
        both = pd.concat(pair, ignore_index=True).convert_dtypes()
        both.to_csv(folder / f"{name}.csv", index=False, date_format="%Y-%m-%d", lineterminator="\n")
    write_people(folder, people=USUAL, seed=SEED)
    for name, table in counts().items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    bring_in(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
