"""Papermill, and everything that keeps it from bringing something of this machine into a report.

Besides `engine.py` the only file that knows papermill.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import papermill
import zmq
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.models import Parameter
from papermill.translators import PythonTranslator, papermill_translators

from iomlib.blocks import MIME
from iomlib.build.declared import parameters_of
from iomlib.build.engine import ENGINE, warm
from iomlib.build.guard import (
    FOR_KERNEL,
    NETWORK,
    OUTSIDE,
    READS,
    WRITES,
    guard,
    leave_network,
    release_reserve,
    seed,
)
from iomlib.build.place import KERNEL
from iomlib.build.task import Engine
from iomlib.build.values import as_code, decode
from iomlib.errors import MARK, DataError, DisclosureError, IomError, ParameterError, ReportError

# Ours: their messages are written for the analyst and hold no personal data.
OURS: dict[str, type[IomError]] = {
    kind.__name__: kind for kind in (DataError, ParameterError, DisclosureError, ReportError)
}


# Of libraries and of Python. A class that a notebook makes may be called as a person is.
_ERROR = re.compile(r"[A-Z][A-Za-z]{0,40}(Error|Exception|Warning|Interrupt|Exit|Iteration)")


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


def execute(  # noqa: PLR0913  what a run file can say of a report
    notebook: Path,
    parameters: dict[str, Any],
    folder: Path,
    *,
    engine: Engine = "fork",
    network: bool = False,
    memory_gb: float = 4,
) -> Any:
    """Run a notebook from top to bottom in `folder` and return it, executed.

    `parameters` are as `values.encode` writes them: papermill keeps them in the notebook, as JSON.
    With `fork` the cells run in this process, which from then on is held to what a report may do and
    can run no other notebook; with `kernel` they run in a kernel that is held in the same way.

    Raises
    ------
    IomError
        The notebook stopped: the cell and the reason, without anything that could be personal data.
    """
    beginning = seed(parameters)
    limits = {"folder": str(folder), "network": network, "memory_gb": memory_gb}
    papermill_engine = {}
    if engine == "fork":
        warm()
        if not network:
            leave_network()
        guard(folder, network=network, memory_gb=memory_gb)
        papermill_engine = {"engine_name": ENGINE, "beginning": beginning}
    os.environ[FOR_KERNEL] = json.dumps(limits | {"beginning": beginning})
    try:
        executed = _run(notebook, parameters, folder, papermill_engine)
    except PapermillExecutionError as trouble:
        raise _trouble(trouble, notebook.name, memory_gb) from None
    except (DeadKernelError, CellTimeoutError) as trouble:
        raise ReportError(f"{notebook.name}: its kernel died or hung ({type(trouble).__name__}).") from None
    except MemoryError:  # none was left even to say so in the cell
        release_reserve()
        raise ReportError(f"{notebook.name}: {_memory(memory_gb)}") from None
    _refuse_unfinished(executed, notebook.name)
    return executed


def _run(notebook: Path, parameters: dict[str, Any], folder: Path, engine: dict[str, str]) -> Any:
    for last in (False, True):
        try:
            return papermill.execute_notebook(
                str(notebook).replace("{", "{{").replace("}", "}}"),  # papermill fills parameters in
                None,
                parameters=parameters,
                cwd=str(folder),
                kernel_name=KERNEL,
                progress_bar=False,
                log_output=False,
                language="python",  # a notebook may be silent about it
                autosave_cell_every=0,
                **engine,
            )
        except (DeadKernelError, CellTimeoutError):  # in a cell: the same would happen again
            raise
        except (RuntimeError, TimeoutError, zmq.ZMQError) as trouble:
            # Before the first cell: a port was taken by another process, or the machine is very busy.
            if last or engine:
                words = f"its kernel did not start ({type(trouble).__name__}). Run it again"
                raise ReportError(f"{notebook.name}: {words}.") from None
    raise AssertionError("the second time returns or raises")


def _trouble(trouble: PapermillExecutionError, name: str, memory_gb: float) -> IomError:
    # papermill has put its own cell behind the parameters, which is not in the analyst's notebook.
    cell = f"{name}: cell {trouble.cell_index}"
    for refusal in (WRITES, READS, NETWORK):  # also where a library has put it into an error of its own
        if refusal in trouble.evalue:
            return ReportError(f"{cell} {refusal}")
    lines = trouble.traceback
    if trouble.ename in OURS and lines and all(line.startswith(MARK) for line in lines):
        said = (line.removeprefix(MARK) for line in lines)
        return OURS[trouble.ename](f"{cell} stopped with {trouble.ename}: {line}" for line in said)
    if "ermission denied" in trouble.evalue:  # of the system, to a library in C
        return ReportError(f"{cell} {OUTSIDE}")
    if trouble.ename.endswith("MemoryError"):  # numpy has one of its own
        return ReportError(f"{cell}: {_memory(memory_gb)}")
    # A message such as KeyError's repeats what was in the data, so it is not passed on.
    why = "Open the notebook in JupyterLab with the same parameters to see why."
    return ReportError(f"{cell} stopped with {kind_of(trouble.ename)}. {why}")


def kind_of(name: str) -> str:
    """Give the name of an error, unless it is none that a library would have.

    Examples
    --------
    >>> kind_of("KeyError"), kind_of("zz2003/0062845E")
    ('KeyError', 'an error')
    """
    return name if _ERROR.fullmatch(name) else "an error"


def _memory(memory_gb: float) -> str:
    allowed = f"{memory_gb:g} GB that the run file allows (limits: memory_gb)"
    return f"out of memory: it needed more than the {allowed}."


def _refuse_unfinished(executed: Any, name: str) -> None:
    """Refuse a notebook that papermill calls complete: sys.exit(0) leaves the rest of it out."""
    for number, cell in enumerate(executed.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise ReportError(f"{name}: cell {number} stopped with {kind_of(output.ename)}.")


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
