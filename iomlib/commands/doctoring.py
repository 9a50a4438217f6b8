"""`iom doctor`: what a machine lacks, and how far a project is on the Levels of RAP."""

from collections.abc import Iterable
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from iomlib.build.doctor import examine, told
from iomlib.build.rap.score import score
from iomlib.build.rap.score import told as rap_told
from iomlib.errors import ParameterError

Folder = Annotated[
    Path, typer.Argument(metavar="[DIR]", help="The project that --rap scores. Default: this one.")
]
Rap = Annotated[bool, typer.Option("--rap", help="Score a project against the Levels of RAP instead.")]
Json = Annotated[bool, typer.Option("--json", help="For a program: what was found, as JSON.")]


def doctor(folder: Folder = Path(), rap: Rap = False, json: Json = False) -> None:
    """Say what this machine lacks, and the command that mends each. Exit code 2 where no report can be made."""
    if not folder.is_dir():
        raise ParameterError(f"iom doctor: there is no folder {folder.name}.")
    if rap:
        scored = score(folder)
        _tell([each._asdict() for each in scored], rap_told(scored), as_json=json)
        return
    found = examine(folder)
    _tell([each._asdict() for each in found], told(found), as_json=json)
    raise typer.Exit(2 if any(each.state == "needed" for each in found) else 0)


def _tell(content: list[dict[str, str]], lines: Iterable[str], *, as_json: bool) -> None:
    for line in [dumps(content, indent=1)] if as_json else lines:
        typer.echo(line)
