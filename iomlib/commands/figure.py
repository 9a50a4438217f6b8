"""`iom figure`: how a published figure was calculated."""

from pathlib import Path
from typing import Annotated

import typer

from iomlib.blocks import Edition
from iomlib.build.figure import find, listed, told

Id = Annotated[str, typer.Argument(metavar="ID", help="A figure's name, such as ni30.projection.")]
OfReport = Annotated[
    str,
    typer.Option(
        "--report", metavar="AREA[/QUARTER[/NOTEBOOK]]", help="Where it stands. Default: everywhere."
    ),
]
Output = Annotated[Path, typer.Option(metavar="DIR", help="The outputs folder.")]
OfEdition = Annotated[Edition, typer.Option("--edition", help="Of which edition.")]


def figure(
    id: Id, report: OfReport = "", output: Output = Path("outputs"), edition: OfEdition = "public"
) -> None:
    """Say how a published figure was calculated; where several reports have it, list them."""
    found = find(id, report, output.resolve(), edition)
    for line in told(found[0]) if len(found) == 1 else listed(found):
        typer.echo(line)
    if len(found) > 1:
        typer.echo(f"{len(found)} reports have {id}. Name one: iom figure {id} --report {found[0].key}")
