"""Writes environment.yml from pyproject.toml: `python -m iomlib.build.conda > environment.yml`."""

import tomllib
from pathlib import Path

from iomlib.build.quarto import OLDEST


def environment(pyproject: str) -> str:
    """Return the conda environment: Python and Quarto from conda, everything else from the locks.

    Examples
    --------
    >>> "python>=3.11" in environment('project = {name = "x", requires-python = ">=3.11"}')
    True
    """
    project = tomllib.loads(pyproject)["project"]
    return f"""# Generated from pyproject.toml by `make lock`; a test holds the two together.
# conda env create -f environment.yml && conda activate {project["name"]}
# pip install --no-deps --no-build-isolation --editable .
name: {project["name"]}
channels: [conda-forge, nodefaults]
dependencies:
  - python{project["requires-python"]}
  - quarto>={OLDEST[0]}.{OLDEST[1]}
  - pip
  - pip:
      - -r requirements.lock
      - -r requirements-lab.lock
"""


if __name__ == "__main__":
    print(environment(Path("pyproject.toml").read_text("utf-8")), end="")  # noqa: T201
