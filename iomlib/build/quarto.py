"""Finds Quarto and has it render a project: one render at a time, with a limit, and nothing of this machine.

What it says is read line by line: it names the file that it is at, and ends at the first that it cannot render.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from iomlib.build.place import end_family, environment
from iomlib.errors import ParameterError
from iomlib.params import RunFile

OLDEST = (1, 9)  # the first that writes PDF/UA
ADVICE = "Install Quarto 1.9 or later (quarto.org), or take renderer: quarto out of the run file."
# Every page is dated the same day inside: what else is rendered with it may not show in its bytes.
EPOCH = "946684800"  # 1 January 2000
OUT = "finished"
_PATIENCE = 60  # seconds in which it has to say its version
_AT = re.compile(r"\[\s*\d+/\d+\]\s+(\S+)")
_TROUBLE = re.compile(r"\[?(?:ERROR|Error|error)\]?:?\s+(.+)")
_WARNING = re.compile(r"(?:\[WARNING\]|\(W\)|WARN(?:ING)?)[:\s]\s*(.+)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_QUOTED = 200  # signs of what Quarto says that a message repeats


@dataclass(frozen=True)
class Quarto:
    """A Quarto that was found, and what it says its version is."""

    program: str
    version: str


@dataclass(frozen=True)
class Told:
    """What a render said: how it ended (None: it was stopped), and its errors and warnings by file."""

    code: int | None
    errors: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)


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
    command = [program, "--version"]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


def render(quarto: Quarto, project: Path, seconds: float) -> Told:
    """Render every file of a project; the pages lie in its folder OUT afterwards.

    No `--quiet`, which hides errors, and no `--output`, which takes no path.
    """
    surroundings = project.with_name(f"{project.name}-surroundings")
    own = {"SOURCE_DATE_EPOCH": EPOCH, "QUARTO_PYTHON": sys.executable, "NO_COLOR": "1"}
    surroundings.mkdir(exist_ok=True)
    log = surroundings / "said.txt"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [quarto.program, "render", "."],
            cwd=project,
            env=environment(surroundings) | own,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            code: int | None = process.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:  # also after Ctrl-C: it has started programs of its own
            end_family(process.pid)
            process.wait()
    return read_log(log.read_text("utf-8", "replace"), code)


def read_log(text: str, code: int | None) -> Told:
    r"""Read what Quarto said; what it says before it names a file stands under "".

    Examples
    --------
    >>> read_log("[1/2] a.ipynb\nERROR: no\n[2/2] b.ipynb\nWARNING: odd", 1).errors
    {'a': 'no'}
    """
    errors, warnings, at = dict[str, str](), dict[str, list[str]](), ""
    for line in _COLOUR.sub("", text).splitlines():
        if found := _AT.match(line.strip()):
            at = Path(found[1]).stem
        elif found := _TROUBLE.match(line.strip()):
            errors[at] = found[1][:_QUOTED]
        elif found := _WARNING.match(line.strip()):
            warnings.setdefault(at, []).append(found[1][:_QUOTED])
    return Told(code, errors, warnings)
