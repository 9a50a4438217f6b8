"""A page on the claims of one table or report, made like any other report: by the project's own notebook."""

import csv
import shutil
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from iomlib.build.plan import plan_run
from iomlib.build.project import project_around
from iomlib.build.run import How, Outcome, run_plan
from iomlib.build.scanner_patterns import shapes_in
from iomlib.claims.model import Claim
from iomlib.claims.written import written
from iomlib.errors import ParameterError
from iomlib.periods import Quarter
from iomlib.tables.contracts_claims import ClaimRow

NOTEBOOK = "published_figures"
_TITLE = "Printed figures held to arithmetic"
_NO_NUMBER = "not numbered"
_LEFT_OUT = "The words are left out: they may say who somebody is."


def find_project(start: Path) -> Path:
    """Find the project whose notebook makes the page: a folder, or the nearest around it.

    Raises
    ------
    ParameterError
        There is none.
    """
    found = project_around(start)
    if found and (found / "notebooks" / f"{NOTEBOOK}.ipynb").is_file():
        return found
    raise ParameterError(
        f"--output: a page is made by notebooks/{NOTEBOOK}.ipynb of a project, and there is no project here. Run the "
        "command in one, or leave --output out."
    )


def table_of(claims: Iterable[Claim], area: str, quarter: str) -> bytes:
    """Write claims that were found in a report as a table of claims."""
    found = list(claims)
    texts = _may_be_shown([" ".join(claim.text.split()) for claim in found])
    rows = [
        dict.fromkeys(ClaimRow.model_fields, "")
        | {"id": f"claim-{number}", "area": area, "quarter": quarter}
        | written(claim)
        | {"text": text, "paragraph": claim.paragraph or _NO_NUMBER}
        for number, (claim, text) in enumerate(zip(found, texts, strict=True), 1)
    ]
    text = StringIO()
    writer = csv.DictWriter(text, [*ClaimRow.model_fields], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _may_be_shown(texts: list[str]) -> list[str]:
    """Leave out texts that identify: all are looked through as one, for two letters may be one family."""
    whole = "\n".join(texts)
    lines = {whole.count("\n", 0, place) for _, place, _ in shapes_in(whole)}
    return [_LEFT_OUT if number in lines else text for number, text in enumerate(texts)]


def make_page(
    table: bytes, where: Sequence[tuple[str, str]], project: Path, output: Path, how: How
) -> list[Outcome]:
    """Make the page of each area, as at the last quarter in which a paper of it was printed.

    The project's notebook and params are used, and of its data nothing.
    """
    last: dict[str, str] = {}
    for area, quarter in where:
        last[area] = max(last.get(area, quarter), quarter, key=lambda each: Quarter.parse(each).end)
    with TemporaryDirectory(prefix="iom-claims-") as folder:
        scratch = Path(folder)
        _lay_out(scratch, project, table)
        run = scratch / "params" / "reports" / "claims.yml"
        cells = "".join(f"      - {area}: [{quarter}]\n" for area, quarter in sorted(last.items()))
        run.write_text(
            f"title: {_TITLE}\nnotebooks:\n  - {NOTEBOOK}:\n{cells}data: ../../data\nedition: public\n",
            "utf-8",
        )
        return run_plan(plan_run(run), output.resolve(), how, lambda _: None)


def _lay_out(scratch: Path, project: Path, table: bytes) -> None:
    for name in ("notebooks", "data"):
        (scratch / name).mkdir()
    shutil.copy2(project / "notebooks" / f"{NOTEBOOK}.ipynb", scratch / "notebooks")
    shutil.copytree(project / "params", scratch / "params", ignore=shutil.ignore_patterns("reports"))
    (scratch / "params" / "reports").mkdir()
    (scratch / "data" / ClaimRow.path).write_bytes(table)
    if (lock := project / "requirements.lock").is_file():
        shutil.copy2(lock, scratch)
