"""`iom doctor`: what a machine lacks, and how far a project is on the Levels of RAP."""

from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from iomlib.build.doctor import examine, told

Folder = Annotated[
    Path, typer.Argument(metavar="[DIR]", help="The project that --rap scores. Default: this one.")
]
Json = Annotated[bool, typer.Option("--json", help="For a program: what was found, as JSON.")]


def doctor(folder: Folder = Path(), json: Json = False) -> None:
    """Say what this machine lacks, and the command that mends each. Exit code 2 where no report can be made."""
    found = examine(folder)
    for line in [dumps([each._asdict() for each in found], indent=1)] if json else told(found):
        typer.echo(line)
    raise typer.Exit(2 if any(each.state == "needed" for each in found) else 0)
