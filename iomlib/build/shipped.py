"""Where the notebooks and params are that a new project begins with: beside the code, or brought by the wheel."""

import shutil
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import iomlib
from iomlib.errors import ParameterError

SHARE = (
    "share",
    "iomlib",
)  # pyproject.toml puts them there, and the wheel's list of files says where that is
_NOT_BEGUN_WITH = ("params/reports/",)  # what the demonstration asks for


def shipped() -> dict[str, Path]:
    """Give the files of a new project by their names in it.

    Examples
    --------
    >>> found = shipped()
    >>> "notebooks/scrutiny_report.ipynb" in found, "params/reports/demo.yml" in found
    (True, False)
    """
    found = _beside_the_code() or _of_the_wheel()
    if not any(name.startswith("notebooks/") for name in found):
        raise ParameterError(
            "iom new: this installation of iomlib has brought no notebooks. Clone the project and work in it."
        )
    return {name: path for name, path in sorted(found.items()) if not name.startswith(_NOT_BEGUN_WITH)}


def _beside_the_code() -> dict[str, Path]:
    root = Path(iomlib.__file__).parents[1]
    if not (root / "pyproject.toml").is_file():  # a wheel, or somebody else's folder
        return {}
    kinds = (
        "notebooks/*.ipynb",
        "params/**/*.yml",
        "params/**/*.csv",
        "params/**/*.json",
        "requirements.lock",
    )
    return {path.relative_to(root).as_posix(): path for kind in kinds for path in root.glob(kind)}


def _of_the_wheel() -> dict[str, Path]:
    try:
        listed = files("iomlib") or []
    except PackageNotFoundError:
        return {}
    found = {}
    for each in listed:
        parts = each.parts
        place = next((n for n in range(len(parts)) if parts[n : n + 2] == SHARE), None)
        if place is not None:
            found["/".join(parts[place + 2 :])] = Path(str(each.locate()))
    return found


def copy_shipped(target: Path) -> None:
    """Write the files of a new project into a folder that is not there, or empty."""
    for name, path in shipped().items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)
