"""The name of the code that a report is made with: a commit, or the fingerprint where nobody keeps commits."""

from functools import cache
from pathlib import Path

import iomlib
from iomlib.build.fingerprint import of_iomlib
from iomlib.build.git import ask_git

# What figures and pages come from. A commit of anything else, such as docs, makes no report out of date.
_OF_REPORTS = ("iomlib", "notebooks")


@cache
def commit() -> str:
    """Name the last commit that changed iomlib or a notebook; without git, the start of the code's sha256."""
    return commit_in(Path(iomlib.__file__).parent.parent) or f"sha256 {of_iomlib()['code'][:12]}"


def commit_in(place: Path) -> str:
    """Name the last commit of the code in a place; nothing where git knows of none."""
    last = ask_git(place, "log", "-1", "--format=%H", "--", *_OF_REPORTS) or ""
    changed = last and ask_git(place, "status", "--porcelain", "--", *_OF_REPORTS)
    return f"{last} with changes" if changed else last
