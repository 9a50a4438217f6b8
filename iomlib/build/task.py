"""What a task is: all that a process needs to make one report, here or on another machine."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

Engine = Literal["fork", "kernel"]
Task = dict[str, Any]  # what `run.task_of` puts together; it travels as JSON
Waiting = tuple[int, Callable[[], Task]]  # its number, and how to put it together when its turn is near

SCRATCH = ".building-"  # how the folders begin that a run works in, beside what is published
PEOPLE = "people"  # in it: files of people, by their sha256, from which each report gets a copy
# In a report's folder: its input beside the folder in which it runs, which alone it may write to.
RUN = "run"
DONE, RESULT = f"{RUN}/done", f"{RUN}/result.json"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # what a full disk, or a quota, says
MORE_MEMORY = "The run file sets the limit (limits: memory_gb)."
MORE_TIME = "The run file sets the limit (limits: minutes)."


def write_all(files: dict[str, bytes], target: Path) -> None:
    """Write files below a folder, which holds nothing else afterwards."""
    shutil.rmtree(target, ignore_errors=True)
    for path, content in files.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
