"""Asks git of a folder, and nothing that the folder's own settings would have git start."""

import subprocess
from pathlib import Path

# Without these the settings of a stranger's folder name programs that git runs, and a question writes to its index.
_NOTHING_RUN = ("--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false")
_AS_IT_IS = ("-c", "safe.directory=*", "-c", "core.quotepath=off")


def ask_git(place: Path, *words: str) -> str | None:
    """Give what git says; None where it is not there, knows nothing of this place, or does not answer."""
    command = ["git", *_NOTHING_RUN, *_AS_IT_IS, "-C", str(place), *words]
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.rstrip()
