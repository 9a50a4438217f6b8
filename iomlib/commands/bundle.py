"""The command `iom bundle`."""

from pathlib import Path
from typing import Annotated

import typer

from iomlib.build.bundle import Bundled
from iomlib.build.bundle import bundle as make
from iomlib.build.whole import key_of

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder of published reports, such as outputs.")
]
File = Annotated[Path, typer.Argument(metavar="FILE.zip", help="The file to write.")]


def bundle(folder: Folder, file: File) -> None:
    """Pack public reports for an evaluator, with all that it takes to make them again."""
    for line in told(make(folder, file)):
        typer.echo(line)


def told(made: Bundled) -> list[str]:
    """Say what came of a bundle, line by line."""
    again, kept, instead = len(made.contents.own), made.contents.kept, made.contents.stand_in
    lines = [f"{key_of(each.about)}: only as published: {'; '.join(why)}." for each, why in kept]
    lines += [
        f"{key_of(each.about)}: made on SIMULATED people, in place of real ones." for each in instead.reports
    ]
    lines += [f"No stand-in of {each}" for each in instead.without]
    counted = f"{again} of {again + len(kept)} reports can be made again from it"
    size = f"{made.files:,} files, {made.bytes / 1e6:.1f} MB"
    return [*lines, f"{made.target.name}: {counted} ({size}). Its README.md says what left and what did not."]
