"""Commands on what was made: `iom release`, `iom sweep`, `iom drafts`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from iomlib.build.drafts import write_drafts
from iomlib.build.plan import plan_run
from iomlib.build.release import Ended, approve_all, doubts, release_all
from iomlib.build.retention import NAME
from iomlib.build.sweep import LOG, due, sweep_files
from iomlib.errors import ParameterError, ReportError

RunPath = Annotated[
    Path, typer.Argument(metavar="RUN.yml", help="A run file, such as params/reports/demo.yml.")
]
Only = Annotated[list[str] | None, typer.Option(metavar="AREA/QUARTER", help="Only this report. Repeatable.")]
Output = Annotated[Path | None, typer.Option(metavar="DIR", help="Default: outputs.")]
Approve = Annotated[str, typer.Option(metavar="NAME", help="Sign an approval of this name; release nothing.")]
Data = Annotated[Path, typer.Option(metavar="DIR", help="The data folder.")]
Swept = Annotated[Path, typer.Option(metavar="DIR", help="The outputs folder.")]
Params = Annotated[Path, typer.Option(metavar="DIR", help="The params folder, for retention.yml.")]
Today = Annotated[
    datetime | None,
    typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Sweep as on this day. Default: today."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would go; remove nothing.")]
Key = Annotated[Path | None, typer.Option(metavar="FILE", help="The SSH key to sign with.")]


def release(
    run_file: RunPath, approve: Approve = "", key: Key = None, only: Only = None, output: Output = None
) -> None:
    """Approve reports that wait, or publish those that two people have approved."""
    plan = plan_run(run_file, only or [])
    target = output or plan.root / "outputs"
    if bool(approve) != bool(key):
        raise ParameterError(
            "--approve NAME and --key FILE belong together: who approves, and the key that signs it."
        )
    if key:
        signed = approve_all(plan, target, approve, key)
        unsure = doubts(plan, target, approve)
        for report in signed:
            if report not in unsure:
                typer.echo(f"{report}: approved by {approve}.")
        if unsure:
            raise ParameterError(
                f"{report}: signed, but it does not count: {why}" for report, why in unsure.items()
            )
        return
    ended = release_all(plan, target)
    for each in ended:
        _tell(each)
    released = sum(not each.problems for each in ended)
    typer.echo(f"{released} of {len(ended)} reports released. Open {target / 'index.html'}")
    raise typer.Exit(0 if released == len(ended) else 1)


def _tell(ended: Ended) -> None:
    for problem in ended.problems:
        typer.echo(f"{ended.key}: {problem}", err=True)
    if not ended.problems:
        names = " and ".join(each.by for each in ended.approved)
        typer.echo(f"{ended.key}: released, approved by {names}.")
    for name in ended.gone:
        typer.echo(
            f"{ended.key}: {name} was taken away, for it made another table of the same name. Release it too."
        )


def drafts(run_file: RunPath, output: Output = None) -> None:
    """Write drafts of a data protection impact assessment and an appropriate policy document."""
    plan = plan_run(run_file)
    for path in write_drafts(plan, output or plan.root / "outputs"):
        typer.echo(path)


def sweep(
    data: Data = Path("data"),
    output: Swept = Path("outputs"),
    params: Params = Path("params"),
    today: Today = None,
    dry_run: DryRun = False,
) -> None:
    """Remove input and scratch past the day until which params/retention.yml lets it be kept, and log it."""
    day = today.date() if today else datetime.now(UTC).date()
    if not data.is_dir():
        raise ParameterError(f"--data {data.name}: there is no such folder.")
    files = due(data, output, params, day)
    for each in files:
        typer.echo(f"{each.name}: {each.kind.kind}, kept until {each.until} ({each.kind.source})")
    if dry_run or not files:
        typer.echo(f"{_files(len(files))} would be removed." if files else _nothing(params))
        return
    kept = sweep_files(files, output, day)
    typer.echo(f"{_files(len(files) - len(kept))} removed. The log is {output / 'restricted' / LOG}")
    if kept:
        raise ReportError(kept)


def _nothing(params: Path) -> str:
    if (params / NAME).exists():
        return "Nothing is past its day."
    return (
        f"Nothing is removed: there is no {params / NAME}, which says how long files are kept. docs/release.md has "
        "one."
    )


def _files(count: int) -> str:
    return f"{count} {'file' if count == 1 else 'files'}"
