"""`iom new`: the first steps of an analyst with data of their own."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from iomlib.build.begin import Asked, begin

AreaId = Annotated[str, typer.Argument(metavar="AREA", help="An id, such as safer-anytown.")]
Name = Annotated[str, typer.Option(metavar="NAME", help="As readers see it. Default: made from the id.")]
Code = Annotated[str, typer.Option(metavar="CODE", help="The ONS code of the area, where it has one.")]
InQuarter = Annotated[str, typer.Option(metavar="QUARTER", help="Default: the last that has ended.")]
Into = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="A project, or a new folder to make one in. Default: the one here."),
]


def new(area: AreaId, name: Name = "", code: Code = "", quarter: InQuarter = "", into: Into = None) -> None:
    """Make a run file and a folder of empty tables for an area of your own; make a project where none is."""
    here = Path.cwd()
    made = begin(Asked(area, name, code, quarter, into), here, datetime.now(UTC).date())
    for line in made.told:
        typer.echo(line)
    run_file = (
        Path(os.path.relpath(made.run_file, here)).as_posix() if _near(made.run_file, here) else made.run_file
    )
    typer.echo("Fill in the tables that you have. Then:")
    typer.echo(f"  iom check {run_file}")
    typer.echo(f"  iom run {run_file}")


def _near(path: Path, here: Path) -> bool:
    return path.anchor == here.anchor  # on Windows another drive has no way from here
