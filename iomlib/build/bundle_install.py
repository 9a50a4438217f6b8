"""Installs what makes these reports into .venv beside this file: `python3 install.py`. Needs Python 3.11 or newer.

It is part of iomlib, and lies in a bundle as install.py: it imports nothing but Python's own library.
"""

import subprocess
import sys
import venv
from pathlib import Path

LOCK = "requirements-run.lock"
_OLDEST = (3, 11)


def install(here: Path) -> str:
    """Make the environment, with exactly the packages of the lock, and say what to type next."""
    place = here / ".venv"
    venv.create(place, clear=True, with_pip=True)
    folder = place / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [
        str(folder / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
    ]
    subprocess.run([*pip, "--require-hashes", "-r", str(here / LOCK)], check=True)
    subprocess.run([*pip, "--no-build-isolation", "--editable", str(here)], check=True)
    return f"Installed. Now type: {(folder / 'iom').relative_to(here)} verify outputs"


def main() -> int:
    """Install, or say in words what is missing."""
    if sys.version_info < _OLDEST:
        print(f"Python {'.'.join(map(str, _OLDEST))} or newer is needed; this is {sys.version.split()[0]}.")  # noqa: T201
        return 2
    print("Installing into .venv: a minute or two, and about a gigabyte of disk.", flush=True)  # noqa: T201
    try:
        print(install(Path(__file__).resolve().parent))  # noqa: T201
    except (subprocess.CalledProcessError, OSError):
        told = (
            "The packages could not be installed. Is the Python package index reachable, or a proxy needed? "
        )
        print(told + "On Debian or Ubuntu a virtual environment needs: apt install python3-venv")  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
