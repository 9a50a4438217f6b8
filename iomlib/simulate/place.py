"""The folder into which a simulation goes: new or empty, and filled in one step."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from iomlib.errors import ParameterError
from iomlib.simulate.partnership import EXACT
from iomlib.simulate.printed import BOROUGH
from iomlib.simulate.write import TRUTH, Written, write_people


def simulate_into(folder: Path, *, people: int, seed: int, tell: Callable[[int], None]) -> str:
    """Write a simulated population into a folder, and say in a sentence or two what was written.

    The tables are made beside the folder and moved to it when all are there: a run that is broken off
    leaves nothing behind. Nothing is ever written over.

    Raises
    ------
    ParameterError
        The folder is not empty, or is a file, or there is no folder to put it in, or it cannot be written there.
    """
    _check(folder)
    try:
        written = _filled(folder, people, seed, tell)
    except OSError as trouble:
        raise ParameterError(
            f"{folder}: cannot be written: {trouble.strerror or 'the disk refused'}. Nothing was left there. Name a "
            "folder that you may write to, on a disk with room."
        ) from trouble
    return _sentence(written, folder, seed)


def _filled(folder: Path, people: int, seed: int, tell: Callable[[int], None]) -> Written:
    with tempfile.TemporaryDirectory(prefix=".simulated-", dir=folder.absolute().parent) as beside:
        made = Path(beside) / "made"
        made.mkdir()
        written = write_people(made, people=people, seed=seed, tell=tell)
        _check(folder)
        if folder.exists():
            for path in sorted(made.iterdir()):
                path.rename(folder / path.name)
        else:
            made.rename(folder)
    return written


def _check(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ParameterError(f"{folder}: is a file. Name a new or empty folder.")
    if folder.exists() and any(folder.iterdir()):
        raise ParameterError(
            f"{folder}: is not empty, and nothing is written over. Name a new or empty folder."
        )
    if not folder.absolute().parent.is_dir():
        raise ParameterError(f"{folder}: there is no folder {folder.parent} to put it in. Make that first.")


def _sentence(written: Written, folder: Path, seed: int) -> str:
    areas = ", ".join(f"{area} {count:,}" for area, count in written.areas.items())
    crowd = "1 person" if written.people == 1 else f"{written.people:,} people"
    told = f"SIMULATED: {crowd} and {written.events:,} events written to {folder} (seed {seed}): "
    if written.people < EXACT:
        why = f"Fewer than {EXACT:,} people: all live in {BOROUGH}, with shares like the printed ones."
        return f"{told}{areas}. {why} From {EXACT:,} on the printed figures come out exactly."
    return f"{told}{areas}. {TRUTH} says which printed figures come out, and who was planted."
