"""Approvals of a report: what an approver signs with a key of SSH, and whether two people have signed it.

An approval names the sha256 of the report's manifest, which names that of every file: of a report that has changed
since, nobody has approved anything. Signatures are made and checked by `ssh-keygen -Y` (OpenSSH 8.2 or later).
"""

import json
import os
import re
import stat
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Collection
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from iomlib.build.swap import write
from iomlib.build.text import as_json
from iomlib.errors import ParameterError, nearest

NAMESPACE = "iomlib-release"
WANTED = 2  # people who have to approve
SIGNERS, REVOKED = "approvers/allowed_signers", "approvers/revoked"
NAME = r"[A-Za-z][A-Za-z.'-]{1,63}"
_SIGNATURE = ".sig"
_SIGNER = re.compile(rf"({NAME})\s+(?:(\S.*)\s+)?((?:sk-)?(?:ssh|ecdsa)-\S+)\s+([A-Za-z0-9+/=]+)(?:\s.*)?")
_BY_KEY = re.compile(r"key (SHA256:\S+)")


class Approval(BaseModel):
    """What an approver signs; `report` is its key, `manifest` the sha256 of its manifest, `time` in UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: Literal["I have read this report and approve that it is published."]
    report: str
    manifest: str = Field(pattern=r"^[0-9a-f]{64}$")
    approver: str = Field(pattern=rf"^{NAME}$")
    time: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")


class Approved(NamedTuple):
    """An approval that holds: by whom, when, and with which key."""

    by: str
    at: str
    key: str


def approve(folder: Path, report: str, manifest: str, name: str, key: Path) -> Path:
    """Write what is approved into a folder, sign it, and say where; an earlier approval of this name is replaced.

    Raises
    ------
    ParameterError
        The name is none that can stand in the log, or ssh-keygen cannot sign with this key.
    """
    if not re.fullmatch(NAME, name):
        raise ParameterError(
            f"--approve {name}: is no name for the log of releases, which is public. Letters, full stops and hyphens, "
            "such as Amina.Khan."
        )
    # To the microsecond: one who approves anew gives another approval, however soon.
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    says = "I have read this report and approve that it is published."
    content = as_json(
        Approval(says=says, report=report, manifest=manifest, approver=name, time=now).model_dump()
    )
    signed = _keygen(["-Y", "sign", "-f", str(key), "-n", NAMESPACE], content)
    if signed.returncode != 0 or not signed.stdout.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        raise ParameterError(f"--key {key.name}: ssh-keygen did not sign with it. {_last(signed.stderr)}")
    path = folder / f"{name}.json"
    write(path.with_name(path.name + _SIGNATURE), signed.stdout)
    write(path, content)
    return path


def approvals(
    folder: Path, report: str, manifest: str, params: Path, spent: Collection[Approved] = ()
) -> tuple[list[Approved], list[str]]:
    """Give the approvals of a report that hold, one a person and key, and why it may not be released yet.

    No problem is told where two people have approved: what else lies there does not count. An approval is ``spent``
    with what was withdrawn or revised since: where the same report is made again, who approved it may think otherwise.

    Raises
    ------
    ParameterError
        The list of approvers is missing or is not one, or ssh-keygen is not there.
    """
    signers, found, problems = read_signers(params), list[Approved](), list[str]()
    for path in sorted(folder.glob("*.json")):
        try:
            approved = _checked(path, report, manifest, params, signers)
            if approved in spent:
                raise ValueError("was for a release that has been withdrawn or revised since. Approve again.")
            found.append(approved)
        except ValueError as trouble:
            problems.append(f"{path.name}: {trouble}")
    if len(pair := _apart(found)) >= WANTED:
        return pair, []
    problems += _alike(found)
    return pair, [*problems, f"{len(pair)} of {WANTED} people have approved it."]


def doubt(path: Path, report: str, manifest: str, params: Path) -> str:
    """Say why an approval would not hold here; nothing where it holds, or this machine has no list of approvers."""
    if not (params / SIGNERS).exists():
        return ""
    try:
        _checked(path, report, manifest, params, read_signers(params))
    except ValueError as trouble:
        return str(trouble)
    return ""


def _apart(found: list[Approved]) -> list[Approved]:
    """Leave one approval of each person and of each key."""
    kept: list[Approved] = []
    for each in found:
        if not any(each.key == other.key or _person(each) == _person(other) for other in kept):
            kept.append(each)
    return kept


def _person(approved: Approved) -> str:
    return re.sub("[.'-]", "", approved.by).casefold()


def _alike(found: list[Approved]) -> list[str]:
    problems = []
    for number, each in enumerate(found):
        for other in found[:number]:
            if _person(each) == _person(other):
                problems.append(f"{each.by} has approved it twice. The second approval is another person's.")
            elif each.key == other.key:
                problems.append(
                    f"{other.by} and {each.by} have signed with one key. Each needs a key of their own."
                )
    return problems


class Signer(NamedTuple):
    """A line of the list of approvers: a name, what limits its key, and the key's fingerprint."""

    name: str
    limits: str
    key: str


def read_signers(params: Path) -> list[Signer]:
    """Read who may approve, with which keys.

    Raises
    ------
    ParameterError
        The file is missing, others may write it, or a line of it could stand for more than one person.
    """
    _refuse_open(params)
    try:
        lines = (params / SIGNERS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ParameterError(
            f"{SIGNERS}: is not in params, or cannot be read. It has a line for each approver: name, key type and key."
        ) from None
    found, problems = list[Signer](), list[str]()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        read = _SIGNER.fullmatch(line.strip())
        key = _fingerprint(read[4]) if read else ""
        if read is None or not key or "cert-authority" in (read[2] or ""):
            problems.append(
                f"{SIGNERS}: line {number} does not name one person and one key. Allowed: a name of letters, full "
                "stops and hyphens, then options (no cert-authority), key type and key."
            )
            continue
        found.append(Signer(read[1], read[2] or "", key))
    if problems:
        raise ParameterError(problems)
    return found


def _refuse_open(params: Path) -> None:
    """Refuse a list that every account of this machine may change: who can change it can approve."""
    for name in (SIGNERS, REVOKED, Path(SIGNERS).parent.as_posix()):
        path = params / name
        if os.name == "posix" and path.exists() and path.stat().st_mode & stat.S_IWOTH:
            raise ParameterError(
                f"{name}: every account of this machine may write it, and so approve. Take that right away (chmod o-w)."
            )


def _fingerprint(key: str) -> str:
    """Name a key as ssh-keygen does; nothing for what is none."""
    try:
        digest = sha256(b64decode(key + "=" * (-len(key) % 4))).digest()
    except ValueError:
        return ""
    return "SHA256:" + b64encode(digest).decode().rstrip("=")


def _checked(path: Path, report: str, manifest: str, params: Path, signers: list[Signer]) -> Approved:
    """Read an approval; ValueError says why it does not hold."""
    try:
        content = path.read_bytes()
        approval = Approval.model_validate(json.loads(content))
    except (OSError, ValidationError, ValueError, RecursionError):
        raise ValueError("cannot be read as an approval. Approve again.") from None
    if approval.report != report:
        raise ValueError(f"approves {approval.report}, and not this report.")
    if approval.manifest != manifest:
        raise ValueError("the report has changed since it was approved. Read it and approve again.")
    names = sorted({signer.name for signer in signers})
    if approval.approver not in names:
        told = nearest(approval.approver, names)
        raise ValueError(f"{approval.approver} is not in {SIGNERS}. {told}")
    key = _signed_by(path, content)
    own = [signer.name for signer in signers if signer.key == key]
    if approval.approver not in own:
        whose = f"the key of {own[0]}" if own else f"a key that is not in {SIGNERS}"
        raise ValueError(f"is signed with {whose}, and not with one of {approval.approver}.")
    _hold(path, content, approval.approver, params)
    return Approved(approval.approver, approval.time, key)


def _signed_by(path: Path, content: bytes) -> str:
    """Say with which key exactly this text was signed."""
    signature = path.with_name(path.name + _SIGNATURE)
    if not signature.is_file():
        raise ValueError(f"its signature {signature.name} is not there.")
    done = _keygen(["-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(signature)], content)
    found = _BY_KEY.search(done.stdout.decode("utf-8", "replace"))
    if done.returncode != 0 or found is None:
        raise ValueError("its signature is not one of this text for a release. Approve again.")
    return found[1]


def _hold(path: Path, content: bytes, name: str, params: Path) -> None:
    """Have ssh-keygen say whether the key may sign today, and say in words why it may not."""
    signature = str(path.with_name(path.name + _SIGNATURE))
    asked = ["-Y", "verify", "-f", str(params / SIGNERS), "-I", name, "-n", NAMESPACE, "-s", signature]
    if os.path.lexists(params / REVOKED):  # a link to nowhere is no leave
        if _keygen([*asked, "-r", str(params / REVOKED)], content).returncode == 0:
            return
        if _keygen(asked, content).returncode == 0:
            raise ValueError(f"the key of {name} is revoked (params/{REVOKED}).")
    if _keygen(asked, content).returncode != 0:
        raise ValueError(
            f"the key of {name} may not sign today: see valid-after, valid-before and namespaces in {SIGNERS}."
        )


def _keygen(arguments: list[str], content: bytes) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(["ssh-keygen", *arguments], input=content, capture_output=True, check=False)
    except OSError:
        raise ParameterError("ssh-keygen is not on this machine. Install OpenSSH (8.2 or later).") from None


def _last(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].rstrip(".\r") + "." if lines else "It did not say why."
