"""`iom`: words in, exit code out, nothing else."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from iomlib.blocks import Edition, Editions
from iomlib.build.fresh import Step
from iomlib.build.plan import Plan, Report, check_data, check_people, plan_run
from iomlib.build.quarto import quarto_for
from iomlib.build.run import How, Outcome, default_jobs, run_plan, worst
from iomlib.build.run import explain as explain_run
from iomlib.build.schema import refresh_schema
from iomlib.build.site import not_asked
from iomlib.build.source import at_hand
from iomlib.build.task import Engine
from iomlib.build.whole import edition_folder
from iomlib.commands import COMMANDS
from iomlib.errors import IomError, ParameterError

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
for command in COMMANDS:
    app.command()(command)
FORMATS = ("html", "pdf", "docx")
DOES = {"execute": "to execute", "render": "to render", "none": "up to date"}
RunPath = Annotated[
    Path, typer.Argument(metavar="RUN.yml", help="A run file, such as params/reports/demo.yml.")
]


Only = Annotated[list[str] | None, typer.Option(metavar="AREA/QUARTER", help="Only this report. Repeatable.")]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Reports made at the same time. Default: one a processor.")
]
WhichEdition = Annotated[
    Editions | None, typer.Option(help="public, restricted or both; default: the run file's.")
]
Format = Annotated[str, typer.Option(help="html, pdf, docx; several with commas.")]
Output = Annotated[Path | None, typer.Option(metavar="DIR", help="Default: outputs.")]
WithEngine = Annotated[Engine, typer.Option(help="How cells are run: fork, or an ordinary Jupyter kernel.")]
Cluster = Annotated[
    str, typer.Option(metavar="ADDRESS", help="A dask scheduler, tcp://..., or local to start one here.")
]
Force = Annotated[bool, typer.Option("--force", help="Make every report, also what is up to date.")]
People = Annotated[int, typer.Option(min=1, max=10_000_000, metavar="N", help="People to make up.")]
Seed = Annotated[int, typer.Option(min=0, metavar="S", help="The same seed makes the same people.")]
NewFolder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")]
Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...", help="Files, zip archives or folders of recorded crime; or tables of people."
    ),
]
Mapping = Annotated[
    Path | None, typer.Option(metavar="M.yml", help="Says what each column is, for any other table.")
]
Lookup = Annotated[
    list[Path] | None,
    typer.Option(metavar="L.csv", help="ONS lookup of authorities, partnerships and forces. Repeatable."),
]
Into = Annotated[Path, typer.Option(metavar="DIR", help="The data folder that it is added to.")]
Params = Annotated[Path, typer.Option(metavar="DIR", help="The params folder, for areas and names.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Take the place of files that cover nothing but the same.")
]
Key = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        envvar="IOMLIB_KEY",
        help="The key of pseudonyms; made on first use in your folder of settings.",
    ),
]
Explain = Annotated[bool, typer.Option("--explain", help="Say what would be made and why; make nothing.")]


@app.callback()
def _iom() -> None:
    """Reproducible scrutiny reports for community safety partnerships."""


@app.command()
def run(  # noqa: PLR0913, PLR0917  the options that DESIGN.md lists
    run_file: RunPath,
    only: Only = None,
    jobs: Jobs = None,
    edition: WhichEdition = None,
    format: Format = "html,pdf,docx",
    output: Output = None,
    engine: WithEngine = "fork",
    cluster: Cluster = "",
    force: Force = False,
    explain: Explain = False,
) -> None:
    """Make the reports of a run file that are out of date, and publish them."""
    _end_as_with_ctrl_c()
    how = How(
        jobs=jobs or default_jobs(), formats=_formats(format), engine=engine, force=force, cluster=cluster
    )
    plan = plan_run(run_file, only or [], edition)
    target = output or plan.root / "outputs"
    if explain:
        _tell_steps(explain_run(plan, target, how))
        return
    with _progress(plan.reports, plan.waits) as told:
        outcomes = run_plan(plan, target, how, told)
    _tell_editions(outcomes, plan, target)
    raise typer.Exit(worst(outcomes))


def _tell_editions(outcomes: list[Outcome], plan: Plan, target: Path) -> None:
    for edition in sorted({outcome.report.edition for outcome in outcomes}):
        base = edition_folder(plan.place(target, edition), edition)
        done = "made; what is not released waits" if plan.waits(edition) else "published"
        _tell_outcomes(
            [each for each in outcomes if each.report.edition == edition], done, base / "index.html"
        )
        if others := not_asked(base):
            lie = "lies" if others == 1 else "lie"
            typer.echo(f"{others} more {lie} there from other runs; not looked at.")


def _named(report: Report) -> str:
    return report.key + _mark(report)


def _in_full(report: Report) -> str:
    return f"{report.key}/{report.notebook}{_mark(report)}"


def _mark(report: Report) -> str:
    return " (restricted)" if report.edition == "restricted" else ""


def _tell_outcomes(outcomes: list[Outcome], done: str, index: Path) -> None:
    failed = [outcome for outcome in outcomes if outcome.problems]
    for outcome in sorted(failed, key=lambda outcome: outcome.report.key):
        for problem in outcome.problems:
            typer.echo(f"{_named(outcome.report)}: {problem}", err=True)
    for outcome in sorted(outcomes, key=lambda outcome: outcome.report.key):
        for name in outcome.gone:
            why = "was taken away, for it was made from other input. Run its run file again."
            typer.echo(f"{_named(outcome.report)}: {name} {why}")
    fresh = sum(outcome.fresh for outcome in outcomes)
    words = f" {fresh} {'was' if fresh == 1 else 'were'} up to date." if fresh else ""
    typer.echo(f"{len(outcomes) - len(failed)} of {len(outcomes)} reports {done}.{words} Open {index}")


def _tell_steps(steps: list[Step]) -> None:
    for each in steps:
        why = f": {'; '.join(each.why)}" if each.why else ""
        typer.echo(f"{_in_full(each.report)} {DOES[each.work]}{why}")
    count = sum(each.work != "none" for each in steps)
    typer.echo(f"{count} of {len(steps)} would be made.")


@app.command()
def check(run_file: RunPath) -> None:
    """Check parameters and input of a run file; start no notebook. Renews the schema that editors read."""
    refresh_schema(run_file)
    plan = plan_run(run_file)
    quarto_for(plan.run)
    with at_hand(plan) as here:
        check_data(here)
        check_people(here)
    count = len(plan.reports)
    typer.echo(f"{run_file.name}: {count} {'report' if count == 1 else 'reports'}, nothing wrong.")


@app.command(name="list")
def list_reports(run_file: RunPath) -> None:
    """List the ids that --only takes, one a line."""
    for key in dict.fromkeys(report.key for report in plan_run(run_file).reports):
        typer.echo(key)


@app.command()
def simulate(folder: NewFolder, people: People = 5000, seed: Seed = 1) -> None:
    """Write a made-up population with known truth, from 4,000 people on with the printed figures exactly."""
    from iomlib.simulate.place import simulate_into  # noqa: PLC0415  numpy and pyarrow, only here

    _end_as_with_ctrl_c()
    bar = Progress(console=Console(stderr=True), disable=not sys.stderr.isatty())
    task = bar.add_task("people", total=people)

    def tell(done: int) -> None:
        bar.update(task, completed=done)
        if bar.disable:
            typer.echo(f"{done:,} of {people:,} people", err=True)

    with bar:
        told = simulate_into(folder, people=people, seed=seed, tell=tell)
    typer.echo(told)


@app.command(name="import")
def import_crime(  # noqa: PLR0913, PLR0917  the options that DESIGN.md lists
    files: Files,
    mapping: Mapping = None,
    lookup: Lookup = None,
    into: Into = Path("data"),
    params: Params = Path("params"),
    replace: Replace = False,
    key: Key = None,
) -> None:
    """Read files of recorded crime, whatever their layout, or tables of people under pseudonyms, into a data folder."""
    from iomlib.tables.bring_people import are_people  # noqa: PLC0415  pyarrow, only here
    from iomlib.tables.recorded.bring import Asked, UnknownFileError, bring  # noqa: PLC0415  pyarrow, only here

    _end_as_with_ctrl_c()
    if are_people(files):
        _import_people(files, into, key or Path(typer.get_app_dir("iomlib")) / "key", replace=replace)
        return
    asked = Asked(files, into, params, tuple(lookup or ()), mapping, replace)
    try:
        lines = bring(asked, lambda told: typer.echo(told, err=True))
    except UnknownFileError as trouble:
        typer.echo(trouble.draft, nl=False)  # a first mapping file, ready to be kept with >
        raise
    for line in lines:
        typer.echo(line)


def _end_as_with_ctrl_c() -> None:
    """Clear up behind a run that is asked to end, or whose terminal is gone."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)


def _import_people(files: list[Path], into: Path, key: Path, *, replace: bool) -> None:
    from iomlib.tables.bring_people import bring_people  # noqa: PLC0415  pyarrow, only here

    is_new = not key.exists()
    for line in bring_people(files, into, key, replace=replace):
        typer.echo(line)
    if is_new:
        typer.echo(f"A new key was made, {key.name}. Keep a copy in a safe place: it cannot be made again.")


class _progress:  # noqa: N801  reads as the word it is
    """A bar on a terminal, a plain line a report elsewhere; both on stderr."""

    def __init__(self, reports: list[Report], waits: Callable[[Edition], bool]) -> None:
        self.total, self.done, self.waits = len(reports), 0, waits
        self.several = len({report.notebook for report in reports}) > 1
        self.bar = Progress(console=Console(stderr=True), disable=not sys.stderr.isatty())
        self.task = self.bar.add_task("reports", total=self.total)

    def __enter__(self) -> Callable[[Outcome], None]:
        self.bar.start()
        return self._tell

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def _tell(self, outcome: Outcome) -> None:
        self.done += 1
        self.bar.advance(self.task)
        if self.bar.disable and not outcome.fresh:
            made = "made, and waits" if self.waits(outcome.report.edition) else "published"
            state = "failed" if outcome.problems else made
            name = _in_full(outcome.report) if self.several else _named(outcome.report)
            typer.echo(f"{self.done}/{self.total} {name} {state}", err=True)


def _formats(text: str) -> list[str]:
    asked = [name.strip() for name in text.split(",")]
    unknown = [
        f"--format {name}: not a format. Allowed: {', '.join(FORMATS)}."
        for name in asked
        if name not in FORMATS
    ]
    if unknown:
        raise ParameterError(unknown)
    return [name for name in FORMATS if name in asked]


def main() -> None:
    """Run a command; trouble that the analyst can mend is told in sentences, without a traceback."""
    try:
        app()
    except IomError as trouble:
        for problem in trouble.problems:
            print(problem, file=sys.stderr)  # noqa: T201  the command line's own voice
        sys.exit(trouble.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
