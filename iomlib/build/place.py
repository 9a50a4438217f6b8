"""Where reports are made, and how what was started there is ended."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

import psutil

import iomlib

KERNEL = "iomlib"
# All that a process of a report hears of its surroundings: what the system needs, and nothing that a
# cell could make a figure from.
_PASSED = {
    *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA"),
    *("PROGRAMDATA", "PROGRAMFILES", "NUMBER_OF_PROCESSORS", "VIRTUAL_ENV", "CONDA_PREFIX"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"),
}

# A process with two threads cannot be copied; pyarrow's allocator starts one as it is loaded.
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


def environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a report's process: no setting of Python or Jupyter changes a figure.

    A kernel of our own name starts this Python, whatever kernels the user has installed; start-up
    files of IPython and matplotlib are looked for in an empty folder.
    """
    kernel = scratch / "jupyter" / "kernels" / KERNEL
    kernel.mkdir(parents=True, exist_ok=True)
    start = [sys.executable, "-Xfrozen_modules=off", "-m", "iomlib.build.kernel"]
    # One history file for several kernels would be one lock for all of them.
    command = [*start, "-f", "{connection_file}", "--HistoryManager.hist_file=:memory:"]
    spec = {"argv": command, "display_name": KERNEL, "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), "utf-8")
    for name in ("ipython", "matplotlib"):  # here, because a guarded process may not
        (scratch / name).mkdir(exist_ok=True)
    own = {
        "JUPYTER_PATH": str(scratch / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(scratch / "jupyter"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "MPLCONFIGDIR": str(scratch / "matplotlib"),
        # A figure that a cell draws shows itself, and is refused; with another backend it would vanish.
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",
        **_ONE_THREAD,
        "TZ": "UTC",
        "PYTHONUTF8": "1",
    }
    # Python finds this iomlib, wherever it was started from, and no module beside it.
    root = Path(iomlib.__file__).parent.parent
    if not root.name.endswith("-packages"):
        own["PYTHONPATH"] = str(root)
    if sys.platform == "linux":
        own["LC_ALL"] = "C.UTF-8"
    return {**{name: value for name, value in os.environ.items() if name.upper() in _PASSED}, **own}


def end_family(number: int) -> None:
    """End a process and all that it started, its kernel too."""
    try:
        parent = psutil.Process(number)
        family = [*parent.children(recursive=True), parent]
    except psutil.Error:
        return
    for member in family:
        with suppress(psutil.Error):
            member.kill()
