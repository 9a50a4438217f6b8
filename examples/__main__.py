"""Writes the people of the demonstration: `python -m examples FOLDER`. Same files every time."""

import sys
from pathlib import Path

import pandas as pd

from examples.rossi import rossi
from examples.simulated import simulated

MARYLAND, SIMULATED = "maryland-experiment", "simulated-partnership"


def main(folder: Path) -> None:
    """Put both examples into the same three files, as an analyst would have them."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = zip(rossi(MARYLAND), simulated(SIMULATED), strict=True)
    for name, pair in zip(("people", "control_pool", "events"), tables, strict=True):
        both = pd.concat(pair, ignore_index=True).convert_dtypes()
        both.to_csv(folder / f"{name}.csv", index=False, date_format="%Y-%m-%d", lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
