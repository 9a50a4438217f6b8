"""The secret key of pseudonyms: a file away from data, outputs and the code, readable by its owner alone."""

import hmac
import json
import os
import secrets
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from iomlib.errors import ParameterError

FINGERPRINT = "pseudonyms.json"  # in the data folder: of which key its pseudonyms are
_BYTES = 32
_KEEP = "Keep it where only you can read it, such as your own folder of settings."


def read_key(path: Path, data: Path) -> bytes:
    """Read the key, or make it if the data folder has no pseudonyms yet.

    Raises
    ------
    ParameterError
        The file can be read by others, lies in data, outputs or a checkout of git, is no key, is not the one of the
        data folder's pseudonyms, or is missing where there are some.
    """
    _refuse_place(path, data)
    known = _fingerprint(data)
    if not path.exists() and not path.is_symlink():
        if known:
            raise ParameterError(
                f"--key {path.name}: is not there, and {data.name} holds pseudonyms made with it. Say with --key where "
                "the key lies, or bring it back: with another one the same people would be others."
            )
        _make(path)
    key = _read(path)
    if known and not hmac.compare_digest(known.encode("utf-8", "replace"), fingerprint(key).encode()):
        raise ParameterError(
            f"--key {path.name}: is not the key of the pseudonyms in {data.name}. Use that one, or import everything "
            "into a folder of its own."
        )
    return key


def fingerprint(key: bytes) -> str:
    """Say which key it is, without telling it.

    Examples
    --------
    >>> len(fingerprint(b"0" * 32))
    16
    """
    return hmac.new(key, b"fingerprint", sha256).hexdigest()[:16]


def keep_fingerprint(key: bytes, data: Path) -> None:
    """Note in the data folder of which key its pseudonyms are."""
    content = {"key": fingerprint(key)}
    (data / FINGERPRINT).write_text(json.dumps(content) + "\n", "utf-8", newline="")


def _fingerprint(data: Path) -> str:
    path = data / FINGERPRINT
    if not path.is_file():
        return ""
    try:
        return str(json.loads(path.read_text("utf-8"))["key"])
    except (ValueError, KeyError, TypeError):
        raise ParameterError(
            f"{FINGERPRINT}: cannot be read. Bring back the one that `iom import` wrote."
        ) from None


def _refuse_place(path: Path, data: Path) -> None:
    place = Path(os.path.abspath(path))  # noqa: PTH100  a link to elsewhere lies here as well
    for each in {place, path.resolve()}:
        if each.is_relative_to(data.resolve()) or each.is_relative_to(Path(os.path.abspath(data))):  # noqa: PTH100
            where = f"in {data.name}, with the data"
        elif any((above / "manifest.json").is_file() for above in each.parents):
            where = "among published reports"
        elif any((above / ".git").exists() for above in each.parents):
            where = "in a checkout of git"
        else:
            continue
        raise ParameterError(f"--key {path.name}: lies {where}. {_KEEP}")


def _make(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(_BYTES).encode() + b"\n")
    except OSError as trouble:
        raise ParameterError(
            f"--key {path.name}: cannot be made there ({trouble.strerror}). Name another place."
        ) from None


def _read(path: Path) -> bytes:
    key = b""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise ParameterError(f"--key {path.name}: is not a file.")
        if os.name == "posix" and mode & 0o077:
            raise ParameterError(f"--key {path.name}: others can read it. Type chmod 600 and its name.")
        with suppress(ValueError):
            key = bytes.fromhex(path.read_text("ascii").strip())
    except OSError as trouble:
        raise ParameterError(f"--key {path.name}: cannot be read ({trouble.strerror}).") from None
    if len(key) != _BYTES:
        raise ParameterError(
            f"--key {path.name}: is not a key of iomlib, which is {2 * _BYTES} digits from 0 to f."
        )
    return key
