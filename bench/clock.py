"""Takes the time and the memory of steps within one process. Needs the standard library only."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")


def memory(what: str) -> float:
    """Give MB of this process: ``VmRSS`` now, ``VmHWM`` the most since the last reset."""
    lines = STATUS.read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024  # kB to MB


class Clock:
    """Steps by name, each with its seconds; and the memory that they take beyond what was there before."""

    def __init__(self) -> None:
        """Count memory from here."""
        self.steps: dict[str, dict[str, float]] = {}
        RESET.write_text("5", "utf-8")
        self.before = memory("VmRSS")

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Take the time of what is inside."""
        wall, processor = time.perf_counter(), time.process_time()
        yield
        took = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
        peak = memory("VmHWM")
        self.steps[name] = took | {"runner_mb": peak, "largest_mb": peak}

    def extra(self) -> float:
        """Give MB at the peak, less those before the first step."""
        return memory("VmHWM") - self.before


def typical(work: Callable[[], Any], times: int = 5) -> float:
    """Give the median processor seconds of a piece of work."""
    took = []
    for _ in range(times):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return median(took)
