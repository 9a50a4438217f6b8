"""Seconds and memory of a command with everything that it starts.

    python -m bench.measure RESULT.json COMMAND...

Linux adds the time of a process to its parent when the parent waits for it. A process whose parent is
gone would be lost that way, and Chromium leaves such ones; so this process takes in orphans
(`PR_SET_CHILD_SUBREAPER`) and waits for them too. `tests/test_bench.py` holds it to that.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

SET_CHILD_SUBREAPER = 36
PATIENCE = 5.0  # seconds that what a command leaves behind may still run; its time counts
PAUSE = 0.05


def measured(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> dict[str, Any]:
    """Run a command in a folder and give seconds, processor seconds, memory, exit code and what it said."""
    result = folder / ".measured.json"
    wrapper = [sys.executable, "-m", "bench.measure", str(result), *command]
    root = Path(__file__).parent.parent
    own = {**os.environ, **(environment or {}), "PYTHONPATH": str(root), "COLUMNS": "200"}
    done = subprocess.run(wrapper, cwd=folder, env=own, capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(result.read_text("utf-8"))
    result.unlink()
    return found | {"out": done.stdout, "err": done.stderr}


def main(result: str, command: list[str]) -> None:
    """Run the command, wait for all that comes of it, and write what it took."""
    if ctypes.CDLL(None, use_errno=True).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "this system does not hand orphans to us")
    began = time.monotonic()
    process = subprocess.Popen(command)
    peak = _watch(process)
    wall = time.monotonic() - began
    _gather()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {
        "code": process.returncode,
        "wall": wall,
        "processor": used.ru_utime + used.ru_stime,
        "runner_mb": peak / 1024,  # kB to MB
        "largest_mb": used.ru_maxrss / 1024,
    }
    Path(result).write_text(json.dumps(found), "utf-8")


def _watch(process: subprocess.Popen[bytes]) -> int:
    """Wait for a command; give the most memory that its first process ever had, in kB."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, _high_water(process.pid))
        time.sleep(PAUSE)
    return peak


def _high_water(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def _gather() -> None:
    """Wait for orphans, and end those that would never end."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not ended:
            if time.monotonic() > until:
                for orphan in psutil.Process().children(recursive=True):
                    orphan.kill()
            time.sleep(PAUSE)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
