"""An ordinary kernel, held to what a report may do: `python -m iomlib.build.kernel -f CONNECTION_FILE`."""

import json
import os
import sys
from pathlib import Path

from ipykernel.kernelapp import IPKernelApp
from matplotlib import font_manager  # noqa: F401  notes this machine's fonts, while it may still write

from iomlib.build.guard import FOR_KERNEL, guard, settle


def main() -> None:
    """Start ipykernel as its own launcher does, and hold it before the first cell comes."""
    limits = json.loads(os.environ.pop(FOR_KERNEL))
    if Path(sys.path[0]).resolve() == Path.cwd():  # a module beside the notebook is not one of ours
        del sys.path[
            0
        ]  # python -P would say the same, and ipykernel would then find nothing beside the cells either
    app = IPKernelApp.instance()
    app.initialize(sys.argv[1:])
    del sys.argv[1:]
    settle(app.shell, limits["beginning"])
    guard(Path(limits["folder"]), network=limits["network"], memory_gb=limits["memory_gb"])
    app.start()


if __name__ == "__main__":
    main()
