"""A command on printed reports: `iom claims`."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, get_args

import typer

from iomlib.claims.check import check_all
from iomlib.claims.model import Finding, Verdict
from iomlib.claims.told import quoted
from iomlib.commands.claims_read import read_claims
from iomlib.errors import one_line

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
Json = Annotated[bool, typer.Option("--json", help="Everything, for a program to read.")]

_WRONG = 5  # Verification found a difference.
_QUOTED = 160  # Letters of a quote on a line.
_TOLD = {"agrees": "agree", "disagrees": "disagree", "not checkable": "cannot be checked"}


def claims(file: FilePath, earlier: Earlier = None, every: All = False, as_json: Json = False) -> None:
    """Hold the figures of a printed report to arithmetic, and say which do not follow."""
    findings = check_all(read_claims(file, earlier or []))
    if as_json:
        typer.echo(json.dumps(_as_json(findings), indent=2, ensure_ascii=False))
    else:
        for each in findings:
            if every or each.verdict == "disagrees":
                typer.echo(_line(each, every=every))
        typer.echo(_counted(findings))
    raise typer.Exit(_WRONG if any(each.verdict == "disagrees" for each in findings) else 0)


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
