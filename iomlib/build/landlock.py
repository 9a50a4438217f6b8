"""Linux's own way (Landlock, from 5.19) to keep a process, and all that it starts, from files that are not its own.

What the audit hook of `guard.py` does not see is held here by the system: libraries in C, commands, a folder that was
opened before. Listing folders and starting programs is let be. Elsewhere nothing is done, and the audit hook is all.
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from contextlib import suppress

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # numbers of system calls, the same on every processor
_VERSION, _BENEATH, _NO_NEW_RIGHTS = 1, 1, 38
_WRITE_FILE, _READ_FILE = 1 << 1, 1 << 2
_REMOVE_FILE, _MAKE_REG = 1 << 5, 1 << 8
_CHANGING = _WRITE_FILE | sum(
    1 << bit for bit in range(4, 14)
)  # remove, make of every kind, move between folders
_TRUNCATE, _TRUNCATE_FROM = 1 << 14, 3
_LEAST = 2  # before, nothing could be moved from one folder to another
_DEVICES = (
    "null",
    "zero",
    "full",
    "random",
    "urandom",
    "tty",
    "ptmx",
    "pts",
)  # `!command` in a cell runs on one
# Locks of multiprocessing are files there. What Python itself reads there is refused by the audit hook.
_LOCKS = "/dev/shm"  # noqa: S108  of the system, not ours


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled", ctypes.c_uint64),)


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def confine(own: str, readable: Iterable[str]) -> bool:
    """Hold this thread, and all that it starts, to its own folder and what it may read; say whether that was done."""
    if not is_there():
        return False
    call = _system_call()
    version = _version(call)
    handled = _CHANGING | _READ_FILE | (_TRUNCATE if version >= _TRUNCATE_FROM else 0)
    about = _Ruleset(handled)
    rules = call(_CREATE, ctypes.byref(about), ctypes.c_size_t(ctypes.sizeof(about)), 0)
    if rules < 0:
        return False
    try:
        allowed = dict.fromkeys(readable, _READ_FILE)
        allowed |= {f"/dev/{name}": handled & ~_CHANGING | _WRITE_FILE for name in _DEVICES}
        allowed |= {
            _LOCKS: handled & (_TRUNCATE | _READ_FILE | _WRITE_FILE | _MAKE_REG | _REMOVE_FILE),
            own: handled,
        }
        for place, rights in allowed.items():
            _allow(call, rules, place, rights)
        ctypes.CDLL(None).prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
        return bool(call(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def is_there() -> bool:
    """Say whether this system can hold processes to their files, without holding this one."""
    return sys.platform == "linux" and _version(_system_call()) >= _LEAST


def _system_call() -> "ctypes._NamedFuncPointer":
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    return call


def _version(call: "ctypes._NamedFuncPointer") -> int:
    return int(call(_CREATE, None, ctypes.c_size_t(0), _VERSION))


def _allow(call: "ctypes._NamedFuncPointer", rules: int, place: str, rights: int) -> None:
    with suppress(OSError):  # what is not there needs no rule
        found = os.open(place, os.O_PATH | os.O_CLOEXEC)
        try:
            if not os.path.isdir(place):  # noqa: PTH112  of a file nothing else can be allowed
                rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE
            rule = _Beneath(rights, found)
            call(_ADD, rules, _BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(found)
