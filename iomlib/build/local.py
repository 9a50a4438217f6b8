"""Has reports made on this machine: starts a workshop, hands it tasks and takes back what it made."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

from iomlib.build.place import end_family, environment
from iomlib.build.task import RESULT, Engine, Task, Waiting
from iomlib.build.text import as_json


@dataclass(frozen=True)
class Made:
    """What became of a task: finished files below DONE of its folder, or why there are none."""

    number: int
    folder: Path
    problems: list[str]
    kind: str = ""
    of_people: bool = False  # then no public page says what a cell said


class Workshop:
    """A process that makes reports; its tasks are folders below `scratch`."""

    def __init__(self, scratch: Path, jobs: int, engine: Engine) -> None:
        """Start it; it loads what reports need while the caller goes on."""
        self.scratch = scratch
        with (scratch / "workshop.txt").open("ab") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "iomlib.build.workshop", str(jobs), engine],
                env=environment(scratch),
                cwd=scratch,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=told,
            )
        self._to, self._from = cast(IO[bytes], self.process.stdin), cast(IO[bytes], self.process.stdout)

    def give(self, number: int, task: Task) -> None:
        """Hand it a task."""
        folder = self.scratch / f"report-{number}"
        shutil.rmtree(folder, ignore_errors=True)  # of a workshop that ended
        folder.mkdir()
        (folder / "task.json").write_bytes(as_json(task))
        with suppress(BrokenPipeError):  # it has ended; `take` says so
            self._to.write(os.fsencode(folder) + b"\n")
            self._to.flush()

    def take(self) -> Made | None:
        """Wait for the next report that has ended; None if the workshop itself has."""
        line = self._from.readline()
        if not line.endswith(b"\n"):
            return None
        answer = json.loads(line)
        folder = Path(answer["folder"])
        number = int(folder.name.removeprefix("report-"))
        if answer["why"]:
            return Made(number, folder, [answer["why"]])
        result = json.loads((folder / RESULT).read_text("utf-8"))
        return Made(number, folder, result["problems"], result["kind"])

    def close(self) -> None:
        """End it, and every report under way."""
        end_family(self.process.pid)
        for stream in (self._to, self._from):
            with suppress(OSError):
                stream.close()
        self.process.wait()


def make_here(tasks: Iterable[Waiting], scratch: Path, jobs: int, engine: Engine) -> Iterator[Made]:
    """Make tasks on this machine, `jobs` at a time, and yield each when it has ended.

    A task is put together only when its turn is near, so that memory does not grow with their
    number. A workshop that ends by itself is started a second time; ending again, it has failed.
    """
    waiting, given, ended = iter(tasks), dict[int, Callable[[], Task]](), 0
    workshop = Workshop(scratch, jobs, engine)
    try:
        while True:
            for number, task in islice(waiting, 2 * jobs - len(given)):
                given[number] = task
                workshop.give(number, task())
            if not given:
                return
            if made := workshop.take():
                ended = 0
                del given[made.number]
                yield made
                continue
            workshop.close()
            ended += 1
            if ended > 1:
                why = f"{ENDED}{_last_words(scratch)}"
                yield from (Made(number, scratch / f"report-{number}", [why]) for number in given)
                given.clear()
            workshop = Workshop(scratch, jobs, engine)
            for number, task in given.items():
                workshop.give(number, task())
    finally:
        workshop.close()


ENDED = "the process that makes reports ended twice: from outside, or because memory ran out. Run again."


def _last_words(scratch: Path) -> str:
    """Quote the kind of error that a workshop ended with, and not its message, which may be data."""
    lines = (scratch / "workshop.txt").read_text("utf-8", "replace").splitlines()
    found = [said[0] for line in lines if (said := re.match(r"[A-Za-z.]+(Error|Exception)\b", line))]
    return f" It said {found[-1]}." if found else ""
