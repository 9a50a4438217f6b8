"""The two ways to make reports that a fault is tried on: `iom run`, and a loop around papermill.

A system is started in a folder of a project that `setting.py` has written, and is looked at from outside:
what it said, its exit code, and the pages it leaves.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil
from bs4 import BeautifulSoup
from frame import ROOT

LIMIT = 120  # seconds after which a system that hangs is stopped, and has no result
QUARTER = "2017-18-Q1"
PLAIN = Path(__file__).parent / "plain.sh"


class Said(NamedTuple):
    """How a system ended: its exit code (None if it had to be stopped) and all that it said or logged."""

    code: int | None
    text: str


class Limits(NamedTuple):
    """What the machine gives: memory that a process may ask for, and the largest file it may write."""

    memory: int | None = None
    file: int | None = None

    def around(self, command):
        """Put the limits before a command, in the words of a shell: kilobytes, and blocks of 512 bytes."""
        words = [f"ulimit -v {self.memory // 1024};"] if self.memory else []
        words += [f"ulimit -f {self.file // 512};"] if self.file else []
        return ["sh", "-c", " ".join([*words, 'exec "$@"']), "sh", *command] if words else command


NONE = Limits()


class Running(NamedTuple):
    """A system at work."""

    process: subprocess.Popen
    heard: Path

    def wait(self, limit=LIMIT):
        """Wait for the end, or put one to what never ends; give what was said."""
        with suppress(subprocess.TimeoutExpired):
            return Said(self.process.wait(limit), self.heard.read_text("utf-8", "replace"))
        end(family(self.process))
        self.process.wait()
        return Said(None, self.heard.read_text("utf-8", "replace") + f"(stopped after {limit} seconds)\n")


def family(process):
    """List a process that we started and everything that it has started."""
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    return []


def end(processes):
    """Kill processes that we started."""
    for member in processes:
        with suppress(psutil.NoSuchProcess):
            member.send_signal(signal.SIGKILL)


def _start(command, folder, cwd, limits):
    heard = folder / f"said-{time.monotonic_ns()}.txt"
    places = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    own = {"PYTHONPATH": places, "PATH": tools, "COLUMNS": "200", "NO_COLOR": "1"}
    with heard.open("wb") as file:
        process = subprocess.Popen(
            limits.around(command),
            cwd=cwd,
            env=os.environ | own,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Running(process, heard)


class Ours:
    """`iom run`."""

    name = "iomlib"
    outputs = "outputs"
    extra = ("--format", "html", "--jobs", "2")

    def start(self, folder, run="small", *, cwd="", output=None, limits=NONE):
        """Start the run file of that name; where `output` is named, every path is relative to `cwd`."""
        place = folder / cwd
        path, target = folder / "params" / "reports" / f"{run}.yml", folder / (output or self.outputs)
        if output:
            path, target = os.path.relpath(path, place), os.path.relpath(target, place)
        command = [sys.executable, "-m", "iomlib", "run", str(path), *self.extra, "--output", str(target)]
        return _start(command, folder, place, limits)

    def run(self, folder, run="small", *, limit=LIMIT, **how):
        return self.start(folder, run, **how).wait(limit)

    def page(self, folder, area):
        """Find the page of an area, in whichever folder of outputs it is."""
        found = sorted(folder.glob(f"{self.outputs}*/{QUARTER}/{area}/small.html"))
        return found[0] if found else None

    def published(self, area):
        """Give the place of a page in a project."""
        return f"{self.outputs}/{QUARTER}/{area}/small.html"

    def render(self, notebook):
        """Hand an executed notebook to the renderer."""
        command = ["jupyter", "nbconvert", "--to", "iom-html", notebook.name]
        return _start(command, notebook.parent, notebook.parent, NONE).wait()


class Plain:
    """papermill and nbconvert in a shell loop; `plain.sh` says what it takes care of."""

    name = "the loop"
    outputs = "pages"

    def start(self, folder, run="small", *, cwd="", output=None, limits=NONE):
        """Start the loop over the list of that name, always in the folder of the project."""
        return _start(["sh", str(PLAIN), f"plain/{run}.txt"], folder, folder, limits)

    def run(self, folder, run="small", *, limit=LIMIT, **how):
        """Run the loop to its end; its log is part of what it said."""
        said = self.start(folder, run, **how).wait(limit)
        log = folder / self.outputs / "log.txt"
        return Said(said.code, said.text + (log.read_text("utf-8", "replace") if log.exists() else ""))

    def page(self, folder, area):
        path = folder / self.published(area)
        return path if path.exists() else None

    def published(self, area):
        return f"{self.outputs}/small-{area}-{QUARTER}.html"

    def render(self, notebook):
        command = ["jupyter", "nbconvert", "--to", "html", notebook.name]
        return _start(command, notebook.parent, notebook.parent, NONE).wait()


def words_of(page):
    """Read the words of a page as a reader sees them."""
    body = BeautifulSoup(page.read_text("utf-8", "replace"), "html.parser").body
    return body.get_text(" ", strip=True) if body else ""


OURS, LOOP = Ours(), Plain()
