"""Cells of a notebook run inside this process: a papermill engine without sockets, threads or files.

The shell, the display machinery and the handling of each message are ipykernel's and nbclient's own,
so that what comes out is what a kernel would have given; only the way of the messages is shorter.
`docs/engines.md` lists what differs.
"""

import asyncio
import codecs
import contextvars
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from traitlets import Type
from traitlets.config import Config

from iomlib.build import guard

ENGINE = "iomlib"
# Said to nobody: while cells run, stderr is theirs.
_LOG = logging.getLogger("iomlib.engine")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False
_CHUNK = 1 << 20
# What the first cells of a notebook load: the shell, its commonest commands, tracebacks, figures.
_LATE = (
    *("sqlite3", "bdb", "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger"),
    *("IPython.core.magics.execution", "IPython.core.magics.pylab", "IPython.core.oinspect"),
    *("matplotlib_inline.backend_inline", "matplotlib.backends.backend_agg", "numpy", "PIL.JpegImagePlugin"),
    *("stack_data", "pygments.formatters.terminal256"),
    "matplotlib.font_manager",  # it notes this machine's fonts in a file, which a guarded process may not
)


class _Session(Session):
    """Hands each message to a function of this process."""

    hear: Callable[[dict[str, Any]], None]

    def send(  # noqa: PLR0913, PLR0917  as in Session
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> dict[str, Any]:
        given = isinstance(msg_or_type, dict)
        message: dict[str, Any] = (
            msg_or_type if given else self.msg(msg_or_type, content, parent, header, metadata)
        )
        # Through JSON and back, as on the wire: a tuple becomes a list, and nothing is shared with a cell.
        sent = self.unpack(self.pack(message["content"]))
        self.hear({**message, "content": sent, "buffers": list(buffers or [])})
        return message


class _NoThread(IOPubThread):
    """What OutStream asks of the thread that sends; there is none."""

    def __init__(self) -> None:
        self.thread = None  # type: ignore[assignment]
        self.io_loop = None  # type: ignore[assignment]

    def schedule(self, f: Callable[[], None]) -> None:
        f()


class _Stream(OutStream):
    """sys.stdout or sys.stderr of the cells, with what subprocesses and C write to the same descriptor.

    The descriptor leads into a file, which is read before each write of Python's own, so that the
    order of the lines is kept. A kernel has a pipe and a thread there.
    """

    def __init__(self, session: Session, name: str, descriptor: int) -> None:
        super().__init__(session, _NoThread(), name, watchfd=False)  # type: ignore[no-untyped-call]
        self._descriptor, self._taken = descriptor, 0
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  open as long as the cells run
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._original_stdstream_copy = os.dup(descriptor)
        os.dup2(self._file.fileno(), descriptor)

    def write(self, string: str) -> int:
        if (
            isinstance(string, str) and not string.isprintable()
        ):  # else quick: half a character is not printable
            string = string.encode("utf-8", "replace").decode()
        if os.getpid() != self._master_pid:  # a process that a cell forked: its memory is not ours
            os.write(self._descriptor, string.encode("utf-8", "replace"))
            return len(string)
        self._take()
        super().write(string)
        return len(string)

    def _schedule_flush(self) -> None:
        """Leave it to the end of the cell, and to each display: that is where order matters."""

    def _flush(self) -> None:
        if os.getpid() == self._master_pid:
            self._take()
            super()._flush()  # type: ignore[no-untyped-call]

    def _take(self) -> None:
        file = self._file.fileno()
        while os.fstat(file).st_size > self._taken:
            data = os.pread(file, _CHUNK, self._taken)
            self._taken += len(data)
            super().write(self._decoder.decode(data))

    def give_back(self) -> None:
        """Let the descriptor lead where it led before."""
        os.dup2(self._original_stdstream_copy, self._descriptor)


class _Profile(ProfileDir):
    """A profile of IPython without folders: nothing of it is kept."""

    def check_dirs(self) -> None:
        pass


class _Kernel(IPythonKernel):
    """ipykernel's own kernel, asked directly."""

    _execute_sleep = 0.0  # there is no socket to wait for
    debugger_class = Type(object)  # nobody sets a break point in a report

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits in a queue."""


class _WithoutDebugger(ModuleType):
    _is_debugpy_available = False


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Runs each cell where it is, and lets nbclient's own code make the outputs."""

    def execute(self, **kwargs: Any) -> Any:
        """Run all cells, up to the first that fails; papermill looks for the failure itself."""
        self.reset_execution_trackers()
        session = _Session(key=b"")
        session.hear = self._hear
        with asyncio.Runner() as runner, _streams(session):
            self._loop = runner.get_loop()
            self._kernel = _start(session, self._beginning)
            self._context = contextvars.copy_context()  # one for all cells, as in a kernel
            self.papermill_execute_cells()
            self._loop.run_until_complete(asyncio.sleep(0))
        self.nb.metadata["language_info"] = self._kernel.language_info
        self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: Any, cell_index: int, **kwargs: Any) -> Any:
        """Run one cell; raise CellExecutionError where it failed."""
        if cell.cell_type != "code" or not cell.source.strip():
            return cell
        task = self._loop.create_task(self._run(cell, cell_index), context=self._context)
        try:
            self._loop.run_until_complete(task)
        except SystemExit:  # from a callback of the loop; in a cell's own code it is an error output
            raise DeadKernelError("Kernel died") from None
        return cell

    async def _run(self, cell: Any, index: int) -> None:
        content = {"code": cell.source, "store_history": True, "allow_stdin": False}
        request = self._kernel.session.msg("execute_request", content)
        self._now = request["header"]["msg_id"], cell, index
        cell.outputs = []
        self.clear_before_next_output = False
        self._kernel.set_parent([], request)
        await self._kernel.execute_request(None, [], request)
        self.code_cells_executed += 1
        await self._check_raise_for_error(cell, index, self._reply)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["msg_type"] == "execute_reply":
            self._reply = message
            return
        about, cell, index = self._now
        if message["parent_header"].get("msg_id") == about:  # else of a cell that has ended
            self.process_message(message, cell, index)


@contextmanager
def _streams(session: Session) -> Iterator[None]:
    before = sys.stdout, sys.stderr
    for stream in before:
        stream.flush()
    ours = _Stream(session, "stdout", 1), _Stream(session, "stderr", 2)
    sys.stdout, sys.stderr = ours
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        for stream in ours:
            stream.give_back()


def _start(session: Session, beginning: str) -> Any:
    """Make the kernel and its shell: `__main__` is theirs from now on."""
    if InteractiveShell.initialized():  # it would keep the names of the notebook before
        raise AssertionError("one process runs one notebook")
    # 1.5 MB of modules and a warning on stderr; said to be absent as where debugpy is not installed.
    sys.modules.setdefault("ipykernel.debugger", _WithoutDebugger("ipykernel.debugger"))
    app = IPKernelApp.instance()  # magics ask it for the kernel; it is never started
    app.kernel = kernel = _Kernel.instance(
        parent=app,
        session=session,
        log=_LOG,
        user_ns=None,  # let the shell make a module of its own
        profile_dir=_Profile(location=tempfile.gettempdir()),
        shell_channel_thread=SimpleNamespace(parent_thread=None),
        config=Config({"HistoryManager": {"hist_file": ":memory:"}}),  # no file, no thread
    )
    del sys.argv[1:]  # what this process was told is not the notebook's; a kernel does the same
    app.init_path()  # modules beside the notebook
    app.init_pdb()
    _show_figures(kernel.shell)
    guard.settle(kernel.shell, beginning)
    return kernel


def _show_figures(shell: Any) -> None:
    """Tell matplotlib of the shell, where pyplot was imported before there was one.

    Without this, figures vanish without a word: pyplot looks for a shell only when it is imported.
    """
    if "matplotlib.pyplot" in sys.modules:
        from matplotlib_inline.backend_inline import configure_inline_support  # noqa: PLC0415

        configure_inline_support.current_backend = "unset"  # type: ignore[attr-defined]
        shell.enable_matplotlib("inline")


class _InProcess(Engine):  # type: ignore[misc]
    """What papermill calls."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Run the notebook that `nb_man` holds; `beginning` is the seed of its random numbers."""
        client = _Client(nb_man, record_timing=False, log=_LOG)
        client._beginning = kwargs["beginning"]
        return client.execute()


def warm() -> None:
    """Load, before a fork, what the first notebook would load, and tell papermill of ENGINE.

    Leaves no thread, loop or shell behind. Papermill is not told by an entry point: one that cannot
    be imported breaks even `papermill --version`.
    """
    for name in _LATE:
        import_module(name)
    papermill_engines.register(ENGINE, _InProcess)
