"""Finds Quarto and has it render a project: one render at a time, with a limit, and nothing of this machine.

What it says is read line by line: it names the file that it is at, and ends at the first that it cannot render.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import Any

from iomlib.build.place import end_family, environment
from iomlib.errors import ParameterError
from iomlib.params import RunFile

OLDEST = (1, 9)  # the first that writes PDF/UA
ADVICE = f"Install Quarto {OLDEST[0]}.{OLDEST[1]} or later (quarto.org), or take renderer: quarto out of the run file."
# Every page is dated the same day inside: what else is rendered with it may not show in its bytes.
EPOCH = "946684800"  # 1 January 2000
OUT = "finished"
MOST_SAID = 10_000_000  # bytes: a render of a thousand reports says less than one million
_PATIENCE = 60  # seconds in which it has to say its version
_LOOK = 0.2  # seconds after which it is looked at again
_AT = re.compile(r"\[\s*\d+/\d+\]\s+(\S+)")
_TROUBLE = re.compile(r"\[?(?:ERROR|Error|error)\]?:?\s+(.+)")
_WARNING = re.compile(r"(?:\[WARNING\]|\(W\)|WARN(?:ING)?)[:\s]\s*(.+)")
# Colours, and every other sign that would act on a terminal or a page; those that end a line stay.
_ACTS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_QUOTED = 200  # signs of what Quarto says that a message repeats


@dataclass(frozen=True)
class Quarto:
    """A Quarto that was found, and what it says its version is."""

    program: str
    version: str


@dataclass(frozen=True)
class Told:
    """What a render said: how it ended (None: it was stopped), and its errors and warnings by file.

    `flooded`: it was stopped because it would not stop talking.
    """

    code: int | None
    errors: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)
    flooded: bool = False


def quarto_for(run: RunFile) -> Quarto | None:
    """Find the Quarto that a run file asks for, or none for one that does not; raises as `find_quarto` does."""
    return find_quarto() if run.renderer == "quarto" else None


def find_quarto() -> Quarto:
    """Find the Quarto on the PATH and ask it for its version.

    Raises
    ------
    ParameterError
        There is none, it does not say its version, or it is too old for PDF/UA.
    """
    program = shutil.which("quarto")
    if program is None:
        raise ParameterError(f"renderer: quarto: no quarto is on the PATH. {ADVICE}")
    version = _version(program)
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if not numbers:
        found = version[:40] or "nothing"
        raise ParameterError(
            f"renderer: quarto: quarto --version says {found!r}, which is no version. {ADVICE}"
        )
    if (int(numbers[1]), int(numbers[2])) < OLDEST:
        raise ParameterError(f"renderer: quarto: the quarto on the PATH is {version}. {ADVICE}")
    return Quarto(program, version)


def _version(program: str) -> str:
    code, said, _ = _ended([program, "--version"], _PATIENCE, stderr=subprocess.DEVNULL)
    return said.strip() if code == 0 else ""


def render(quarto: Quarto, project: Path, seconds: float) -> Told:
    """Render every file of a project; the pages lie in its folder OUT afterwards.

    No `--quiet`, which hides errors, and no `--output`, which takes no path.
    """
    surroundings = project.with_name(f"{project.name}-surroundings")
    own = {"SOURCE_DATE_EPOCH": EPOCH, "QUARTO_PYTHON": sys.executable, "NO_COLOR": "1"}
    surroundings.mkdir(exist_ok=True)
    command, around = [quarto.program, "render", "."], environment(surroundings) | own
    code, said, flooded = _ended(command, seconds, stderr=subprocess.STDOUT, cwd=project, env=around)
    # Where it was at work is nobody's business on a page that says why a report is missing.
    return replace(read_log(said.replace(f"{project}{os.sep}", ""), code), flooded=flooded)


def _ended(command: list[str], seconds: float, **how: Any) -> tuple[int | None, str, bool]:
    """Run a program to its end: its exit code (None: it was stopped), what it said, and if that was too much.

    What it says goes to a file without a name, which no program can take away or fill for ever.
    """
    until = monotonic() + seconds
    with TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, start_new_session=True, **how
            )
        except OSError as trouble:  # it was there a moment ago
            return 127, f"ERROR: it cannot be started ({trouble.strerror}).", False
        code, flooded = None, False
        try:
            while code is None and not flooded and monotonic() < until:
                with suppress(subprocess.TimeoutExpired):
                    code = process.wait(_LOOK)
                flooded = os.fstat(said.fileno()).st_size > MOST_SAID
        finally:  # also after Ctrl-C: it has started programs of its own
            _end(process)
        said.seek(0)
        return None if flooded else code, said.read(MOST_SAID).decode("utf-8", "replace"), flooded


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program and all that it started, also what outlived it."""
    if process.poll() is None:
        end_family(process.pid)
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def read_log(text: str, code: int | None) -> Told:
    r"""Read what Quarto said; what it says before it names a file stands under "".

    Examples
    --------
    >>> read_log("[1/2] a.ipynb\nERROR: no\n[2/2] b.ipynb\nWARNING: odd", 1).errors
    {'a': 'no'}
    """
    errors, warnings, at = dict[str, str](), dict[str, list[str]](), ""
    for line in _ACTS.sub("", text).splitlines():
        if found := _AT.match(line.strip()):
            at = Path(found[1]).stem
        elif found := _TROUBLE.match(line.strip()):
            errors[at] = found[1][:_QUOTED]
        elif found := _WARNING.match(line.strip()):
            warnings.setdefault(at, []).append(found[1][:_QUOTED])
    return Told(code, errors, warnings)
