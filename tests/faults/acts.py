"""What is done to a system at work: started twice, disturbed, starved of memory or disk, killed."""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from setting import ONE
from systems import Limits, Said

HANGS = 25  # seconds after which a run with a hung cell counts as hanging; its limit is 3


def once(system, folder):
    """Run, and that is all."""
    return system.run(folder)


FIRST_RUNS = {}  # what each system published in a first run of the same notebook on the same data


def twice(change):
    """Run, change something, and run again; what the second run said counts."""

    def act(system, folder):
        first_run(system, folder)
        change(folder)
        return system.run(folder)

    return act


def first_run(system, folder):
    """Run once; faults that begin alike share what came out, as if the project had been copied afterwards."""
    key = (system.name, *(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()))
    outputs = folder / system.outputs
    if key not in FIRST_RUNS:
        said = system.run(folder)
        assert said.code == 0, said.text
        FIRST_RUNS[key] = Path(tempfile.mkdtemp(prefix="first-run-")) / "outputs"
        atexit.register(shutil.rmtree, FIRST_RUNS[key].parent, ignore_errors=True)
        shutil.copytree(outputs, FIRST_RUNS[key])
    else:
        shutil.copytree(FIRST_RUNS[key], outputs, copy_function=shutil.copy)  # dated now, as after a run
    time.sleep(0.02)  # what is changed next is newer, on any file system


def disturbed(change, *, again):
    """Change something when a cell of the notebook says that it has begun, and perhaps run again."""

    def act(system, folder):
        running = system.start(folder)
        until(lambda: any(folder.rglob("began")), running)
        change(folder)
        said = running.wait()
        return system.run(folder) if again else said

    return act


def at_once(*, cwd="", outputs=None):
    """Start a run for each of two areas at the same moment."""

    def act(system, folder):
        first = system.start(folder, "first", output=outputs and f"{outputs}-first")
        second = system.start(folder, "second", cwd=cwd, output=outputs and f"{outputs}-second")
        said = [first.wait(), second.wait()]
        codes = [one.code for one in said]
        return Said(None if None in codes else max(codes), "".join(one.text for one in said))

    return act


def with_little_memory(system, folder):
    """Run where no process may ask for more than 2 GB, a stand-in for a small machine; ours limits itself to 1."""
    return system.run(folder, limits=Limits() if system.name == "iomlib" else Limits(memory=2 * 1024**3))


def until_it_hangs(system, folder):
    """Run, but wait only so long."""
    return system.run(folder, limit=HANGS)


def handed_to_the_renderer(system, folder):
    """Render an executed notebook that is not whole, and put the page where the judge looks for it."""
    said = system.render(folder / "small.ipynb")
    made = folder / "small.html"
    if made.exists():
        where = folder / system.published(ONE)
        where.parent.mkdir(parents=True)
        made.rename(where)
    # nbconvert shows a traceback whatever goes wrong: what it says last is what a reader looks at.
    return Said(said.code, said.text.rstrip().rpartition("\n")[2])


def until(condition, running, seconds=60):
    """Wait for something to become true while a system runs."""
    for _ in range(seconds * 50):
        if condition():
            return
        assert running.process.poll() is None, running.wait().text
        time.sleep(0.02)
    raise AssertionError("it never happened")


# Disks

REAL = "a disk of its own"


@contextmanager
def disk(folder, size, *, read_only=False):
    """Put a small disk of its own below a folder, or say that this machine does not let us.

    Gives the limits that stand in for it: none where there is a disk.
    """
    folder.mkdir(exist_ok=True)
    options = f"size={size}" + (",ro" if read_only else "")
    # Permission bits do not bind the superuser, so a folder that cannot be written to is a disk too.
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and not subprocess.run(command, capture_output=True, check=False).returncode
    if not mounted and read_only:
        folder.chmod(0o555)
    try:
        yield Limits() if mounted or read_only else Limits(file=min(size, 8192))
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        else:
            folder.chmod(0o755)


@cache
def kind_of_disk():
    """Say whether this machine lets us have a small disk; the names of the tests and the table pass it on."""
    with tempfile.TemporaryDirectory() as folder, disk(Path(folder) / "disk", 65536) as limits:
        return REAL if limits == Limits() else "stand-in: no file above 8 kB"


def on_a_full_disk(size):
    """Run with outputs on a disk that has room for so many bytes."""

    def act(system, folder):
        with disk(folder / system.outputs, size) as limits:
            said = system.run(folder, limits=limits)
            _keep(folder / system.outputs, folder / "kept")
        (folder / system.outputs).rmdir()
        (folder / "kept").rename(folder / system.outputs)
        return said

    return act


def where_nothing_can_be_written(system, folder):
    """Run with outputs in a folder that cannot be written to."""
    with disk(folder / system.outputs, 65536, read_only=True):
        return system.run(folder)


def _keep(source, target):
    """Copy what is on a disk before it goes, without what hides behind a dot."""
    target.mkdir()
    for path in sorted(source.rglob("*")):
        place = path.relative_to(source)
        if path.is_dir() or any(part.startswith(".") for part in place.parts):
            continue
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        (target / place).write_bytes(path.read_bytes())
