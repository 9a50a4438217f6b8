"""`iom verify`: the evaluator's command. Words in, exit code out, as in `iomlib.cli`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from iomlib.build.verify import find_project, verify_folder
from iomlib.build.verify_found import Verified, as_data, lines, some
from iomlib.errors import ParameterError

Outputs = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder of published reports, such as outputs.")
]
Only = Annotated[
    list[str] | None,
    typer.Option(metavar="AREA/QUARTER", help="Make only this report again. Repeatable."),
]
Project = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="The project. Default: the one around the outputs, or around this folder."
    ),
]
FiguresOnly = Annotated[
    bool,
    typer.Option(
        "--figures-only",
        help="On another platform: numbers may differ by a billionth (relative 1e-9), all else of a figure is equal, "
        "and other files are only held to their manifests.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for a program.")]


def verify(
    folder: Outputs,
    only: Only = None,
    project: Project = None,
    figures_only: FiguresOnly = False,
    json_: Json = False,
) -> None:
    """Make every published report again, compare all files and figures, and say the cause of each difference."""
    if not folder.is_dir():
        raise ParameterError(
            f"{folder.name}: no such folder. Name the folder of published reports, such as outputs."
        )
    root = find_project(folder, project)
    bar = Progress(console=Console(stderr=True), disable=not sys.stderr.isatty())
    with bar:
        task = bar.add_task("made again", total=None)
        verified = verify_folder(
            folder, root, only or [], lambda _: bar.advance(task), figures_only=figures_only
        )
    if json_:
        typer.echo(json.dumps(as_data(verified), indent=1))
    else:
        for line in (*lines(verified.differences), *verified.notes, closing(verified, figures_only)):
            typer.echo(line)
    raise typer.Exit(5 if verified.differences else 0)


# What a report is made from, and not what was published of it.
_BEFORE = ("input", "code", "lock", "packages", "parameters")


def closing(verified: Verified, figures_only: bool) -> str:
    """Say in one line what a verification came to."""
    ended = f"{some(len(verified.differences), 'difference')} in {some(verified.reports, 'report')}"
    if all(each.kind in _BEFORE and not each.effect for each in verified.differences):
        ended += "; what they are made from differs, and no file and no figure of them"
    told = ended if verified.differences else f"{some(verified.made, 'report')} verified"
    if not verified.differences and verified.made < verified.reports:
        told += f" of {verified.reports:,}; the files of the others are those of their manifests"
    if figures_only:
        told += (
            f": {some(verified.figures, 'figure')} within 1e-9. Not compared with what is made here: pages, PDF, Word, "
            "notebooks, tables, and the pages around the reports"
        )
    heads = "".join(f" Head of the log ({name}): {head}." for name, head in verified.heads.items())
    return f"{told}.{heads}"
