"""Makes reports in processes of their own, forked from one that has loaded everything they need.

`python -m iomlib.build.workshop JOBS ENGINE` reads folders with a `task.json` from stdin, one a
line, and answers on stdout, one line of JSON a report. At the end of stdin it ends, and with it
all reports under way: whoever started it has gone.
"""

import ctypes
import gc
import importlib
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TextIO

import nbformat
import psutil

from iomlib.build import engine, pdf
from iomlib.build.child import make
from iomlib.build.definitions import definitions
from iomlib.build.html import report_template
from iomlib.build.place import end_family
from iomlib.build.task import MORE_MEMORY, MORE_TIME, RESULT, Engine

EMPTY = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
_DEATH_SIGNAL, _SUBREAPER = 1, 36  # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER of Linux
KILL = getattr(signal, "SIGKILL", 9)
PAUSE = 0.5  # seconds between two looks at time and memory
GIGABYTE = 2**30


@dataclass
class Running:
    """A report under way."""

    folder: Path
    notebook: str
    process: Any
    limits: dict[str, float]
    until: float
    stopped: str = ""


def main(jobs: int, asked: Engine) -> None:
    """Make the reports that stdin names."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us hears it, and ends us
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # nothing that a library prints is taken for an answer
    fork = sys.platform == "linux" and _warmed()
    if fork:  # all our children are reports then: any other is a stray of one
        _tell_linux(_SUBREAPER, 1)
    context = multiprocessing.get_context("fork" if fork else "spawn")
    serve(_source(fork), answers, jobs, context, asked if fork else "kernel")


def _warmed() -> bool:
    """Load what reports need; say whether this process may then be copied: it must have one thread."""
    engine.warm()
    for load in (report_template, pdf.fonts, pdf.known_signs, definitions):
        load()
    importlib.import_module("python_calamine")  # reads finished workbooks back; starts no thread
    nbformat.reads(EMPTY, as_version=4)  # compiles the schema of notebooks
    for readers in ("read_params", "read_persons", "read_evidence", "read_cohort"):  # which load the others
        importlib.import_module(f"iomlib.tables.{readers}")
    importlib.import_module("iomlib.report.warm").warm()  # by name: build imports nothing of report
    gc.collect()
    gc.freeze()  # what is loaded stays shared between the copies
    return len(list(Path("/proc/self/task").iterdir())) == 1


def _source(fork: bool) -> Any:
    """Return what `wait` can wait for: stdin itself, or a pipe fed by a thread where no fork forbids one."""
    if fork:
        return sys.stdin.fileno()
    reader, writer = multiprocessing.Pipe(duplex=False)
    threading.Thread(target=_pump, args=(writer,), daemon=True).start()
    return reader


def _pump(writer: Connection) -> None:
    while content := os.read(sys.stdin.fileno(), 65536):
        writer.send_bytes(content)
    writer.close()


def _read(source: Any) -> bytes:
    if isinstance(source, int):
        return os.read(source, 65536)
    try:
        return bytes(source.recv_bytes())
    except EOFError:
        return b""


def serve(source: Any, answers: TextIO, jobs: int, context: Any, engine: Engine) -> None:
    """Start reports, `jobs` at a time, hold them to their limits, and answer as each ends."""
    waiting: deque[Path] = deque()
    running: list[Running] = []
    rest, looked = b"", 0.0
    while True:
        while waiting and len(running) < jobs:
            running.append(_start(waiting.popleft(), context, engine))
        pause = PAUSE if running else None
        ready = wait([source, *(each.process.sentinel for each in running)], pause)
        if source in ready:
            content = _read(source)
            if not content:
                break
            *lines, rest = (rest + content).split(b"\n")
            waiting.extend(Path(os.fsdecode(line)) for line in lines)
        if time.monotonic() - looked > PAUSE:
            _hold(running)
            looked = time.monotonic()
        for each in [each for each in running if not each.process.is_alive()]:
            running.remove(each)
            each.process.join()
            if context.get_start_method() == "fork":
                _end_strays(each.process.pid, {other.process.pid for other in running})
            answers.write(json.dumps({"folder": str(each.folder), "why": _why(each)}) + "\n")
    for each in running:
        end_family(each.process.pid)


def _start(folder: Path, context: Any, engine: Engine) -> Running:
    task = json.loads((folder / "task.json").read_text("utf-8"))
    limits, notebook = task["limits"], f"{task['about']['notebook']}.ipynb"
    process = context.Process(target=_child, args=(folder, engine))
    process.start()
    return Running(folder, notebook, process, limits, time.monotonic() + 60 * limits["minutes"])


def _child(folder: Path, engine: Engine) -> None:
    _end_with_parent()
    if hasattr(os, "setsid"):
        os.setsid()  # what a cell starts is of this group, and is ended with it
    os.chdir(folder)
    nothing, log = os.open(os.devnull, os.O_RDONLY), os.open("log.txt", os.O_CREAT | os.O_WRONLY)
    for target, number in ((0, nothing), (1, log), (2, log)):
        os.dup2(number, target)
    make(folder, engine)
    os._exit(0)  # a thread that a cell has left going does not hold a finished report up


def _end_with_parent() -> None:
    """Have the system end this process with the workshop, also where that was killed, be it before this was asked."""
    _tell_linux(_DEATH_SIGNAL, KILL)
    workshop = multiprocessing.parent_process()
    if workshop and os.getppid() != workshop.pid:
        os._exit(1)


def _tell_linux(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)


def _end_strays(ended: int, running: set[int]) -> None:
    """End what a report started and left: its group, and what has been adopted since."""
    with suppress(OSError):  # there is nothing left
        os.killpg(ended, KILL)
    for number in _children() - running:
        end_family(number)
        with suppress(ChildProcessError):
            os.waitpid(number, 0)


def _children() -> set[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(map(int, listed.read_text().split())) if listed.exists() else set()


def _hold(running: list[Running]) -> None:
    for each in running:
        minutes, gigabytes = each.limits["minutes"], each.limits["memory_gb"]
        if time.monotonic() > each.until:
            each.stopped = f"took longer than {minutes:g} minutes and was stopped. {MORE_TIME}"
        elif _memory(each.process.pid) > gigabytes * GIGABYTE:
            each.stopped = f"used more than {gigabytes:g} GB of memory and was stopped. {MORE_MEMORY}"
        if each.stopped:
            end_family(each.process.pid)


def _why(ended: Running) -> str:
    code = ended.process.exitcode
    told = ended.stopped
    if not told and code == -KILL:
        told = "its process was killed by the system, most often because memory ran out."
    elif not told and (code != 0 or not (ended.folder / RESULT).is_file()):
        told = f"its process ended with code {code} and left no result."
    return told and f"{ended.notebook}: {told}"


def _memory(number: int) -> int:
    with suppress(psutil.Error):
        process = psutil.Process(number)
        return sum(_resident(each) for each in [process, *process.children(recursive=True)])
    return 0


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


if __name__ == "__main__":
    main(int(sys.argv[1]), "kernel" if sys.argv[2] == "kernel" else "fork")
