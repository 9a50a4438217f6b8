"""What the baseline level of RAP asks for."""

import re
from pathlib import PurePosixPath

from iomlib.build.rap.evidence import Evidence, ask, listed, met, not_met
from iomlib.build.rap.project import Project

_CLOSED = (".sas", ".sps", ".do", ".ado", ".egp", ".xlsm", ".xlsb", ".mdb", ".accdb")
_FENCE = re.compile(r"^\s*(?:```|~~~)[^\n]*\n(.*?)^\s*(?:```|~~~)", re.M | re.S)
_COMMAND = re.compile(
    r"^\s*[$>]?\s*((?:make|python3?|pip|iom|Rscript|conda|uv|poetry|docker|bash|sh|\./\S+)\b.*)$", re.M
)


def language(project: Project) -> Evidence:
    """Look for code in open languages, and for code that needs a licence."""
    kinds = sorted({PurePosixPath(name).suffix.lower() for name in project.code})
    closed = [name for name in project.files if PurePosixPath(name).suffix.lower() in _CLOSED]
    if closed:
        return not_met(f"this needs a licence to run: {listed(closed)}")
    return (
        met(f"code in {listed(kinds)}; nothing that needs a licence")
        if kinds
        else not_met("there is no code")
    )


def versions(project: Project) -> Evidence:
    """Look for git, and for code that is not in it."""
    if project.tracked is None:
        return not_met("the folder is not in git")
    if not project.git("log", "-1", "--format=%h"):
        return not_met("git has no commit yet")
    loose = [name for name in project.code if name not in project.tracked]
    return not_met(f"not in git: {listed(loose)}") if loose else met("git, with every file of code in it")


def readme(project: Project) -> Evidence:
    """Look for a README, and for commands in it."""
    pages = project.matching("readme.md", "readme.rst", "readme.txt", "readme")
    if not pages:
        return not_met("there is no `README` beside the code")
    blocks = "\n".join(_FENCE.findall(project.text(pages[0])))
    command = _COMMAND.search(blocks)
    if not command:
        return not_met(f"`{pages[0]}` shows no command that a user could type")
    return met(f"`{pages[0]}`, with commands such as `{command[1].partition('#')[0].strip()}`")


def reviewed(project: Project) -> Evidence:
    """Look for traces of review. Whether somebody looked is for a person to say."""
    traces = project.matching(
        "*codeowners", "*pull_request_template.md", "*review*notes*", "*code_review*", "*code-review*"
    )
    found = [f"files: {listed(traces)}"] if traces else []
    if project.git("log", "--merges", "-1", "--format=%h"):
        found.append("merges in the history")
    if project.git("log", "-1", "--format=%h", "--grep=^Reviewed-by:"):
        found.append("commits with Reviewed-by")
    if not found:
        return not_met("no trace: no merge, no Reviewed-by, no `CODEOWNERS`, no notes of a review")
    return ask(f"{', '.join(found)}, which do not tell who looked at what")


def published(project: Project) -> Evidence:
    """Look for a licence. Whether the public can read the code is for a person to say."""
    licences = project.matching("licence*", "license*", "copying*")
    if not licences:
        return not_met("no licence, so nobody may use the code")
    return ask(
        f"`{licences[0]}` allows it; whether it is public, and linked to what it made, is not in the files"
    )
