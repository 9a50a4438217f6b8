"""What the workshop does with a report, alone: load, draw, fork, execute. Run as `workshop.py SCRATCH`.

`SCRATCH/jobs.json` lists what to execute; each job has a folder with `executed.ipynb` or `told.json` in it.
"""

import json
import os
import shutil
import sys
from pathlib import Path

import nbformat


def warmed():
    """Load what reports need, draw with pyplot, and say what is left behind in the parent."""
    import matplotlib.pyplot as plt
    from IPython.core.interactiveshell import InteractiveShell

    from iomlib.build.engine import warm
    from iomlib.report.charts import draw

    main = sys.modules["__main__"]
    warm()
    draw(lambda axes: axes.plot([0, 1]), height=2)
    plt.close(plt.figure())
    tasks = Path("/proc/self/task")
    return {
        "threads": len(list(tasks.iterdir())) if tasks.exists() else 1,
        "pyplot": "matplotlib.pyplot" in sys.modules,
        "shell": InteractiveShell.initialized(),
        "main": sys.modules["__main__"] is main,
    }


def run(job):
    """Execute one notebook in this process, which ends with it."""
    import papermill.execute

    from iomlib.build import execute
    from iomlib.errors import IomError

    folder = Path(job["folder"])
    notebook = Path(shutil.copy(job["notebook"], folder))  # a report has a copy of its own, where it may read
    if job.get("whole"):  # go on after an error, as `raises-exception` allows, and keep all outputs
        papermill.execute.raise_for_execution_errors = lambda *_: None
        execute._refuse_unfinished = lambda *_: None
    options = {key: job[key] for key in ("engine", "network", "memory_gb") if key in job}
    try:
        done = execute.execute(notebook, job["parameters"], folder, **options)
    except IomError as trouble:
        (folder / "told.json").write_text(json.dumps([type(trouble).__name__, trouble.problems]))
    else:
        (folder / "executed.ipynb").write_text(nbformat.writes(done), "utf-8")


def main(scratch):
    """Fork a child for each job, one after another."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    about = {**warmed(), "codes": []}
    for job in json.loads((scratch / "jobs.json").read_text()):
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            try:
                os.chdir(job["folder"])
                run(job)
                os._exit(0)
            finally:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
        about["codes"].append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    (scratch / "about.json").write_text(json.dumps(about))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
