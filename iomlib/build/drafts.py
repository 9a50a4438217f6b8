"""Drafts of a data protection impact assessment and an appropriate policy document, filled from the manifests.

They say what the program knows, and in square brackets what only the controller can say. Nothing is made up.

Source: Article 35(7) of the UK GDPR; sections 42, 64 and 65 of, and paragraphs 38 to 41 of Schedule 1 to, the Data
Protection Act 2018.
"""

import re
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any, get_args

from iomlib.blocks import Edition
from iomlib.build.lock import refuse_links
from iomlib.build.plan import UNRELEASED, Plan
from iomlib.build.private import begin_private, make_private
from iomlib.build.releases import read_log
from iomlib.build.retention import read_retention
from iomlib.build.site import published_reports
from iomlib.build.swap import write
from iomlib.build.whole import edition_folder, name_of
from iomlib.disclosure.profile import Profile
from iomlib.disclosure.read import read_profile
from iomlib.errors import ParameterError

NAMES = ("dpia.md", "appropriate-policy-document.md")
NONE = "- none"


def write_drafts(plan: Plan, output: Path) -> list[Path]:
    """Write both drafts beside the restricted edition, and say where; earlier ones are replaced.

    Raises
    ------
    ParameterError
        Nothing was made yet, a link lies in the outputs folder, or a file of params that they quote is wrong.
    """
    refuse_links(output)
    reports = _reports(output)
    if not reports:
        raise ParameterError(f"--output {output.name}: holds no report to write of. Run iom run first.")
    said = _said(plan, output, reports)
    folder = begin_private(edition_folder(output, "restricted")) / "drafts"
    for name in NAMES:
        text = resources.files("iomlib.templates").joinpath(name).read_text("utf-8")
        write(folder / name, Template(text).substitute(said).encode())
    make_private(folder)
    return [folder / name for name in NAMES]


def _reports(output: Path) -> list[dict[str, Any]]:
    places = [(edition_folder(output, each), each) for each in get_args(Edition)]
    found = [(base, edition) for base, edition in [*places, (output / UNRELEASED, "public")] if base.is_dir()]
    return [report for base, edition in found for report in published_reports(base, edition)]


def _said(plan: Plan, output: Path, reports: list[dict[str, Any]]) -> dict[str, str]:
    inputs = {name for report in reports for name in report["sha256"]["inputs"] if name.startswith("data/")}
    people = {name for name in inputs if name.endswith(".parquet")}
    params = plan.root / "params"
    return {
        "title": _plain(plan.run.title),
        "reports": _listed(_report(report) for report in reports),
        "people": _listed(f"`{name}`, in {_times(name, reports)}" for name in sorted(people)),
        "other": ", ".join(f"`{name}`" for name in sorted(inputs - people)) or "none",
        "retention": _listed(
            f"{_plain(kind.kind)}: until {kind.until or f'{kind.days} days after the file was last written'} "
            f"({_plain(kind.source)})"
            for kind in read_retention(params)
        ).replace(NONE, "[To be written by the controller: there is no params/retention.yml.]"),
        "measures": _listed(_measures(read_profile(params), plan)),
        "approvals": _listed(_approvals(output)),
    }


def _listed(lines: Any) -> str:
    return "\n".join(f"- {line}" for line in dict.fromkeys(lines)) or NONE


def _report(report: dict[str, Any]) -> str:
    return f"{_plain(report['area'])}, {_plain(report['quarter'])}: {_plain(name_of(report))} ({report['edition']})"


def _times(name: str, reports: list[dict[str, Any]]) -> str:
    given = [report for report in reports if name in report["sha256"]["inputs"]]
    return f"{len(given)} {'report' if len(given) == 1 else 'reports'}"


def _plain(text: str) -> str:
    r"""Keep a name from acting as Markdown, and readable where the file is opened as plain text.

    Examples
    --------
    >>> print(_plain("2008/09 Q1 (April to June), 3 < 4"), _plain("1. *A*"))
    2008/09 Q1 (April to June), 3 \< 4 1\. \*A\*
    """
    safe = re.sub(r"([\\`*_{}\[\]<>#|~&!$^])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+=:.)])", r"\1\\\2", safe)


def _measures(rule: Profile, plan: Plan) -> list[str]:
    release = (
        "A public report is published only when two people have signed it (`iom release`)."
        if plan.run.release == "required"
        else "The run file does not ask for release: public reports are published as they are made."
    )
    network = (
        "The run file lets notebooks use the network." if plan.run.network else "Notebooks have no network."
    )
    return [
        f"In public, counts of people below {rule.threshold}, nobody included, are withheld, and so is a count that "
        f"leaves so few of its group; others are rounded to {rule.base}. Percentages stand on {rule.percent_from} "
        f"people or more, else a band of {rule.band} points takes their place. What is withheld stays unknown by at "
        f"least {rule.width} people (`params/disclosure.yml`, profile {rule.name}).",
        "Before a public report is published, each withheld count is tried to be worked out from this report, earlier "
        "ones and earlier versions together; where that succeeds, the report is refused.",
        "Every file of a report is searched for what identifies a person (`docs/people.md`); where something is found, "
        "the report is refused.",
        "The restricted edition is marked on every page, and its folder can be opened by its owner's account alone.",
        release,
        network,
    ]


def _approvals(output: Path) -> list[str]:
    log = read_log(output)
    return [
        f"{event.key}, version {event.version}: {each.by}, {each.at}"
        for event in (log.events if log else [])
        for each in event.approved
    ]
