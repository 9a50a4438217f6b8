"""Papermill, and everything that keeps it from bringing something of this machine into a report.

The only file that knows papermill: another engine would replace this one.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.models import Parameter
from papermill.translators import PythonTranslator, papermill_translators

from iomlib.blocks import MIME
from iomlib.build.declared import parameters_of
from iomlib.build.values import as_code, decode
from iomlib.errors import MARK, DataError, DisclosureError, IomError, ParameterError, ReportError

KERNEL = "iomlib"
# Ours: their messages are written for the analyst and hold no personal data.
OURS: dict[str, type[IomError]] = {
    kind.__name__: kind for kind in (DataError, ParameterError, DisclosureError, ReportError)
}


class _Translator(PythonTranslator):  # type: ignore[misc]  # papermill has no types
    """Writes the cell of parameters: papermill's own makes a text of a date."""

    @classmethod
    def codify(cls, parameters: dict[str, Any], comment: str = "") -> str:
        return as_code(decode(parameters))

    @classmethod
    def inspect(cls, parameters_cell: NotebookNode) -> list[Parameter]:
        # papermill reads lines, not Python: it would warn of types, and of names that it missed.
        return [Parameter(name, "None", "", "") for name in parameters_of(parameters_cell["source"])[0]]


for _name in (KERNEL, "python"):
    papermill_translators.register(_name, _Translator)


def environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a report's process: nothing of the user's own set-up changes a figure.

    A kernel of our own name starts this Python, whatever kernels the user has installed; start-up
    files of IPython and matplotlib are looked for in an empty folder.
    """
    kernel = scratch / "jupyter" / "kernels" / KERNEL
    kernel.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    # One history file for several kernels would be one lock for all of them.
    command.append("--HistoryManager.hist_file=:memory:")
    spec = {"argv": command, "display_name": KERNEL, "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), "utf-8")
    own = {
        "JUPYTER_PATH": str(scratch / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(scratch / "jupyter"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "MPLCONFIGDIR": str(scratch / "matplotlib"),
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "TZ": "UTC",
        "PYTHONUTF8": "1",
    }
    return {**os.environ, **own}


def execute(notebook: Path, parameters: dict[str, Any], folder: Path) -> Any:
    """Run a notebook from top to bottom in `folder` and return it, executed.

    `parameters` are as `values.encode` writes them: papermill keeps them in the notebook, as JSON.

    Raises
    ------
    IomError
        The notebook stopped: the cell and the reason, without anything that could be personal data.
    """
    try:
        return papermill.execute_notebook(
            str(notebook),
            None,
            parameters=parameters,
            cwd=str(folder),
            kernel_name=KERNEL,
            progress_bar=False,
            log_output=False,
            language="python",  # a notebook may be silent about it
        )
    except PapermillExecutionError as trouble:
        raise _trouble(trouble, notebook.name) from None
    except (DeadKernelError, CellTimeoutError, RuntimeError, TimeoutError) as trouble:
        words = f"its kernel did not start, died or hung ({type(trouble).__name__})"
        raise ReportError(f"{notebook.name}: {words}.") from None


def _trouble(trouble: PapermillExecutionError, name: str) -> IomError:
    # papermill has put its own cell behind the parameters, which is not in the analyst's notebook.
    where = f"{name}: cell {trouble.cell_index} stopped with {trouble.ename}"
    lines = trouble.traceback
    if trouble.ename in OURS and lines and all(line.startswith(MARK) for line in lines):
        return OURS[trouble.ename](f"{where}: {line.removeprefix(MARK)}" for line in lines)
    # A message such as KeyError's repeats what was in the data, so it is not passed on.
    return ReportError(f"{where}. Open the notebook in JupyterLab with the same parameters to see why.")


def normalise(executed: Any, about: dict[str, str]) -> Any:
    """Leave in an executed notebook only what belongs to the report.

    No time stamps, paths, random ids, HTML or hidden data: two runs give the same bytes, and what
    is published is what was checked.
    """
    cells = []
    for number, cell in enumerate(_without_defaults(executed.cells), 1):
        clean = NotebookNode({**cell, "id": f"cell-{number}", "metadata": _tags(cell)})
        if cell.cell_type == "code":
            clean.outputs = [_only_blocks(output) for output in cell.outputs]
        cells.append(clean)
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"iomlib": about, "kernelspec": kernelspec, "language_info": {"name": "python"}}
    return NotebookNode(cells=cells, metadata=metadata, nbformat=4, nbformat_minor=5)


def _without_defaults(cells: list[Any]) -> list[Any]:
    """Put papermill's parameters in the place of the defaults, which the report did not use."""
    injected = any("injected-parameters" in cell.metadata.get("tags", []) for cell in cells)
    return [cell for cell in cells if not (injected and "parameters" in cell.metadata.get("tags", []))]


def _tags(cell: Any) -> dict[str, Any]:
    tags = [tag.removeprefix("injected-") for tag in cell.metadata.get("tags", [])]
    return {"tags": tags} if tags else {}


def _only_blocks(output: Any) -> Any:
    if "data" not in output or MIME not in output.data:
        return output  # the document refuses it, and says what it was
    kept = {kind: output.data[kind] for kind in (MIME, "text/markdown") if kind in output.data}
    return NotebookNode({**output, "data": kept, "metadata": {}})
