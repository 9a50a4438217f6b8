"""Where a project is: the nearest folder with notebooks and params."""

from pathlib import Path

from iomlib.errors import ParameterError


def is_project(folder: Path) -> bool:
    """Say whether reports can be made in a folder."""
    return (folder / "notebooks").is_dir() and (folder / "params").is_dir()


def project_around(*places: Path) -> Path | None:
    """Find the project that a folder belongs to, of several folders the first that has one; none where none has."""
    around = (folder for place in places for folder in (place.resolve(), *place.resolve().parents))
    return next(filter(is_project, around), None)


def find_root(run_path: Path) -> Path:
    """Find the project that a run file belongs to.

    Raises
    ------
    ParameterError
        There is none.
    """
    if root := project_around(run_path.resolve().parent):
        return root
    raise ParameterError(
        f"{run_path.name}: no project around it. Keep run files in params/reports of a folder "
        "that has notebooks and params."
    )
