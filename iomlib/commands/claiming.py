"""A command on printed reports: `iom claims`."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, get_args

import typer

from iomlib.build.claims_page import find_project, make_page, table_of
from iomlib.build.run import How, default_jobs, worst
from iomlib.claims.check import check_all
from iomlib.claims.model import Claim, Finding, Verdict
from iomlib.claims.told import quoted
from iomlib.commands.claims_read import TABLE, read_claims
from iomlib.errors import ParameterError, one_line
from iomlib.periods import Quarter
from iomlib.tables.contracts_claims import ClaimRow
from iomlib.tables.lookup import read_rows

FilePath = Annotated[
    Path, typer.Argument(metavar="FILE", help="A table of claims (.csv), or a report: .txt, .docx or .pdf.")
]
Earlier = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE", help="An earlier report of the same kind, for figures not renewed. Repeatable."
    ),
]
All = Annotated[bool, typer.Option("--all", help="Also what agrees, and what cannot be checked and why.")]
Output = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Make a page of it too, as HTML, PDF and Word, in a project's folder."),
]
Of = Annotated[
    str,
    typer.Option(
        metavar="AREA/QUARTER", help="Of a report: its area, and the quarter in which it was printed."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Everything, for a program to read.")]

_WRONG = 5  # Verification found a difference.
_QUOTED = 160  # Letters of a quote on a line.
_TOLD = {"agrees": "agree", "disagrees": "disagree", "not checkable": "cannot be checked"}


def claims(  # noqa: PLR0913, PLR0917  what a page needs beside
    file: FilePath,
    earlier: Earlier = None,
    every: All = False,
    as_json: Json = False,
    output: Output = None,
    of: Of = "",
) -> None:
    """Hold the figures of a printed report to arithmetic, and say which do not follow."""
    project, place = _asked(file, output, of)
    found = read_claims(file, earlier or [])
    findings = check_all(found)
    if as_json:
        typer.echo(json.dumps(_as_json(findings), indent=2, ensure_ascii=False))
    else:
        for each in findings:
            if every or each.verdict == "disagrees":
                typer.echo(_line(each, every=every))
        typer.echo(_counted(findings))
    code = _WRONG if any(each.verdict == "disagrees" for each in findings) else 0
    if output and project and found:
        code = _page(file, found, place, project, output) or code
    raise typer.Exit(code)


def _asked(file: Path, output: Path | None, of: str) -> tuple[Path | None, tuple[str, str] | None]:
    """Say where a page is made and of what, and refuse what does not go together before anything is read."""
    is_table = file.suffix.lower() == TABLE
    if of and (is_table or not output):
        raise ParameterError(
            "--of: is for the page of a report, with --output. A table has area and quarter."
        )
    if not output:
        return None, None
    project = find_project(Path.cwd())
    if is_table:
        return project, None
    area, slash, quarter = of.partition("/")
    if not slash:
        raise ParameterError(
            "--output: a page is of an area and a quarter, and a report says neither. Add --of AREA/QUARTER, such as "
            "--of haringey/2007-08-Q3."
        )
    return project, (area, Quarter.parse(quarter).id)


def _page(file: Path, found: list[Claim], place: tuple[str, str] | None, project: Path, output: Path) -> int:
    where = [place] if place else [(row.area, row.quarter) for row in read_rows(file, ClaimRow)]
    table = table_of(found, *place) if place else file.read_bytes()
    outcomes = make_page(table, where, project, output, How(default_jobs(), ["html", "pdf", "docx"]))
    for each in outcomes:
        for problem in each.problems:
            typer.echo(f"{each.report.key}: {problem}", err=True)
    typer.echo(f"Open {output / 'index.html'}", err=True)
    return worst(outcomes)


def _line(finding: Finding, *, every: bool) -> str:
    claim = finding.claim
    text = claim.text if len(claim.text) <= _QUOTED else f"{claim.text[:_QUOTED].rsplit(' ', 1)[0]} ..."
    verdict = f"{finding.verdict}: " if every else ""
    place = ", ".join(each for each in (claim.document, claim.paragraph) if each)
    return one_line(f'{verdict}{place}: "{text}": {finding.why}')


def _counted(findings: list[Finding]) -> str:
    count = Counter(each.verdict for each in findings)
    if not findings:
        return "No claim in numbers was found, so nothing was checked."
    told = ", ".join(f"{count[verdict]:,} {_TOLD[verdict]}" for verdict in get_args(Verdict))
    return f"{len(findings):,} {'claim' if len(findings) == 1 else 'claims'}: {told}."


def _as_json(findings: list[Finding]) -> dict[str, object]:
    count = Counter(each.verdict for each in findings)
    return {
        "counts": {verdict: count[verdict] for verdict in get_args(Verdict)},
        "findings": [
            {
                "id": each.claim.id,
                "document": each.claim.document,
                "paragraph": each.claim.paragraph,
                "text": each.claim.text,
                "kind": each.claim.kind,
                "published": [quoted(printed) for printed in each.claim.published],
                "inputs": [{"name": printed.name, "text": quoted(printed)} for printed in each.claim.inputs],
                "words": dict(each.claim.words),
                "verdict": each.verdict,
                "recomputed": each.recomputed,
                "why": each.why,
            }
            for each in findings
        ],
    }
