"""What the process that runs cells may not do: write elsewhere, use the network, take all the memory.

A seat belt against mistakes, not a prison for hostile code: `docs/engines.md` says what it does not see.
"""

import ctypes
import errno
import os
import random
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import iomlib
from iomlib.build import fingerprint
from iomlib.build.landlock import confine
from iomlib.errors import ReportError

FOR_KERNEL = "IOMLIB_KERNEL"  # the variable that tells `iomlib.build.kernel` what it may do
WRITES = "writes to a file outside its own folder. A report may read its input and show blocks, nothing else."
READS = (
    "reads a file outside its own folder. Put it into the data folder, where a change of it is noticed and "
    "makes the report out of date."
)
OUTSIDE = "asks for a file outside its own folder. A report may read its input and show blocks, nothing else."
NETWORK = "uses the network. Say network: true in the run file if it must."
EXITS = "calls exit or quit, which would leave the rest of the report out. Take the call away."

_OUR_FOLDERS = ("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_PATH")
_SYSTEM = (
    *("/usr/", "/lib/", "/lib32/", "/lib64/", "/bin/", "/sbin/", "/etc/", "/proc/", "/sys/"),
    *(
        "/dev/null/",
        "/dev/zero/",
        "/dev/full/",
        "/dev/random/",
        "/dev/urandom/",
        "/dev/tty/",
        "/dev/ptmx/",
        "/dev/pts/",
    ),
    *("/System/", "/Library/", "/private/etc/", "/private/var/db/"),
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_TERMINALS = ("/dev/ptmx", "/dev/pts/", "/dev/tty")  # `!command` in a cell runs on one
_LOOPBACK = ("127.0.0.1", "::1")
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of Linux
_RESERVE = 256 * 2**20  # bytes to say in that memory ran out


class Refused(ReportError, PermissionError):  # noqa: N818  the analyst reads the name
    """A cell did what a report may not do.

    Also a PermissionError, so that a library that can do without (a cache, say) goes on.
    """

    def __init__(self, problems: str) -> None:
        """Keep the sentence, and the number that PermissionError has."""
        super().__init__(problems)
        self.errno = errno.EACCES

    def __str__(self) -> str:
        """Say the sentence, also where a library has noted the file's name on the error."""
        return "\n".join(self.problems)


def guard(folder: Path, *, network: bool, memory_gb: float) -> None:
    """Hold this process, from now on and for good, to what a report may do.

    It may write below `folder` (temporary files go there too), use the network only where `network`
    says so, and use `memory_gb` gigabytes. It may read what it was given, which lies beside `folder`,
    and what belongs to the system or to Python: any other file could change without the run noticing.
    """
    own = os.path.realpath(folder)
    temporary = Path(own) / "tmp"
    temporary.mkdir(exist_ok=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
    sys.dont_write_bytecode = True
    _limit_memory(int(memory_gb * 2**30))
    readable = _readable(own)
    checks = _of_files(own, readable) | ({} if network else _of_network())
    confine(own, readable)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        check = checks.get(event)
        if check is not None:
            check(*arguments)

    sys.addaudithook(watch)


def _readable(own: str) -> tuple[str, ...]:
    """List what may be read: the report's input, Python with its packages, iomlib, the system."""
    packages = [place for place in sys.path if place.endswith(("site-packages", "dist-packages"))]
    ours = [os.environ[name] for name in _OUR_FOLDERS if name in os.environ]
    places = [str(Path(own).parent), str(Path(iomlib.__file__).parent), *packages, *ours]
    places += [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]
    places += [os.environ[name] for name in ("SystemRoot", "ProgramFiles") if name in os.environ]
    named = {form(place) for place in places for form in (os.path.abspath, os.path.realpath)}
    return (*(os.path.join(place, "") for place in sorted(named)), *_SYSTEM)  # noqa: PTH118


def _of_files(own: str, readable: tuple[str, ...]) -> dict[str, Callable[..., None]]:
    """Return the check of each event that opens or changes a file; `own` is the folder that may change."""
    inside = partial(_inside, os.path.join(own, ""))  # noqa: PTH118  plain text: it runs at every opening

    def both(source: Any, target: Any, source_directory: int = -1, target_directory: int = -1) -> None:
        inside(source, source_directory, follow=False)
        inside(target, target_directory, follow=False)

    def opened(path: Any, mode: str | None, flags: int) -> None:
        if flags & _WRITING:
            inside(path)
        elif not isinstance(path, int):
            _given(readable, os.fsdecode(path))

    return {
        "open": opened,
        "os.remove": lambda path, directory=-1: inside(path, directory, follow=False),
        "os.rmdir": lambda path, directory=-1: inside(path, directory, follow=False),
        "os.mkdir": lambda path, mode, directory=-1: inside(path, directory),
        "os.rename": both,
        "os.link": both,  # a second name for an input file would let its content be changed
        "os.symlink": lambda source, target, directory=-1: inside(target, directory, follow=False),
        "os.truncate": lambda path, length: inside(path),
        "os.chmod": lambda path, mode, directory=-1: inside(path, directory),
        "os.chown": lambda path, user, group, directory=-1: inside(path, directory),
        "os.utime": lambda path, times, ns, directory=-1: inside(path, directory),
        "os.setxattr": lambda path, *_: inside(path),
        "os.removexattr": lambda path, *_: inside(path),
        "sqlite3.connect": lambda base: None if _only_reads(os.fsdecode(base)) else inside(base),
    }


def _given(readable: tuple[str, ...], text: str) -> None:
    real = os.path.realpath(text)
    inside = (real + os.sep).startswith(readable) and not _of_others(real)
    if not inside and os.path.exists(text):  # noqa: PTH110  through a link of the system's, which has no path
        raise Refused(READS)


def _of_others(real: str) -> bool:
    """Say whether a path is of another process: its surroundings, its open files, its memory."""
    number = real.split("/")[2] if real.startswith("/proc/") else ""
    return number.isdecimal() and int(number) != os.getpid()


def _inside(own: str, path: Any, directory: int = -1, *, follow: bool = True) -> None:
    """Refuse a path outside `own`; `follow` where a link leads to what would change."""
    if isinstance(path, int):  # a file that is open already, so it was checked
        return
    text = os.fsdecode(path)
    if directory not in (-1, None):
        text = os.path.join(_place_of(directory), text)  # noqa: PTH118
    head, tail = os.path.split(text.rstrip(os.sep))
    real = os.path.realpath(text) if follow else os.path.join(os.path.realpath(head), tail)  # noqa: PTH118
    if not (real + os.sep).startswith(own) and not _is_device(text, real):
        raise Refused(WRITES)


def _place_of(directory: int) -> str:
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415  not on Windows

        return os.fsdecode(fcntl.fcntl(directory, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0"))
    return f"/proc/self/fd/{directory}"


def _is_device(text: str, real: str) -> bool:
    return text == os.devnull or real.startswith(_TERMINALS)


def _only_reads(base: str) -> bool:
    return base in ("", ":memory:") or (base.startswith("file:") and "mode=ro" in base)


def _of_network() -> dict[str, Callable[..., None]]:
    def address(socket: Any, target: Any) -> None:
        # Windows makes the pair of sockets that asyncio needs out of two on this machine.
        paired = os.name == "nt" and isinstance(target, tuple) and target[0] in _LOOPBACK
        if isinstance(target, tuple) and not paired:  # else a Unix socket, or none for a message that has one
            raise Refused(NETWORK)

    def name(*arguments: Any) -> None:
        raise Refused(NETWORK)

    by_address = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg")
    by_name = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
    return dict.fromkeys(by_address, address) | dict.fromkeys(by_name, name)


def leave_network() -> None:
    """Give this process a network of its own with nothing on it, where Linux lets us.

    This also holds commands that a cell starts and code in C, which the audit hook does not see. Not
    for a kernel, which speaks to us through this machine's network. Before `guard`, which would refuse.
    """
    if sys.platform != "linux":
        return
    if _leave(_NEW_NETWORK) or not hasattr(os, "fork"):
        return
    # Not as root: in a world of our own we may, where we keep our name, or no file could be made. Some
    # systems let us go there and do not let us keep it, so another process tries first.
    user, group = os.getuid(), os.getgid()
    scout = os.fork()
    if scout == 0:
        os._exit(0 if _leave(_NEW_USER | _NEW_NETWORK) and _keep_name(user, group) else 1)
    if os.waitpid(scout, 0)[1] == 0 and _leave(_NEW_USER | _NEW_NETWORK):
        _keep_name(user, group)


def _leave(what: int) -> bool:
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    return unshare is not None and unshare(what) == 0


def _keep_name(user: int, group: int) -> bool:
    names = {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}
    try:
        for name, content in names.items():
            Path("/proc/self", name).write_text(content)
    except OSError:
        return False
    return True


def _limit_memory(size: int) -> None:
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = size + _RESERVE if hard == resource.RLIM_INFINITY else min(size + _RESERVE, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (min(size, most), most))
    resource.setrlimit(
        resource.RLIMIT_CORE, (0, 0)
    )  # a copy of the memory of a process that died has people in it


def release_reserve() -> None:
    """Give back the memory that was kept to say that memory ran out."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def seed(parameters: dict[str, Any]) -> str:
    """Return where a report's random numbers begin: the same parameters, the same numbers."""
    return fingerprint.of_values(parameters)


def settle(shell: Any, beginning: str) -> None:
    """Make a shell of IPython ready for a report, the same way in both engines.

    Random numbers that nobody seeded begin at `beginning`; `exit` is an error and not the end; a
    cell that runs out of memory can still say so.
    """
    import numpy as np  # noqa: PLC0415  a kernel that is only asked for its name has no need of it

    def begin(*_: Any) -> None:  # not now: the start of a kernel draws numbers of its own
        shell.events.unregister("pre_run_cell", begin)
        random.seed(beginning)
        np.random.seed(list(bytes.fromhex(beginning)))

    shell.events.register("pre_run_cell", begin)
    exit_ = _exit()
    shell.user_ns.update(exit=exit_, quit=exit_)
    shell.user_ns_hidden.update(exit=exit_, quit=exit_)
    shell.set_custom_exc((MemoryError,), _tell_memory)


def _exit() -> Any:
    from IPython.core.autocall import IPyAutocall  # noqa: PLC0415  the audit hook alone has no need of it

    class Exit(IPyAutocall):
        """Called by IPython for a line that says `exit` and nothing else, too."""

        rewrite = False

        def __call__(self, *arguments: Any) -> None:
            raise ReportError(EXITS)

    return Exit()  # type: ignore[no-untyped-call]


def _tell_memory(shell: Any, kind: type, value: BaseException, trace: Any, tb_offset: Any = None) -> None:
    release_reserve()
    shell.showtraceback((kind, value, None), exception_only=True)
