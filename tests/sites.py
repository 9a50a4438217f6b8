"""Publishes small reports without running a notebook, and writes the pages around them."""

import json
from datetime import date

import nbformat
from frame import ROOT, executed

from iomlib.blocks import Counts, Figure, Sentence
from iomlib.build.fingerprint import of_bytes
from iomlib.build.look import default_look
from iomlib.build.plan import Plan, Report
from iomlib.build.publish import publish, publish_failure
from iomlib.build.revisions import says
from iomlib.build.site import write_index
from iomlib.build.task import write_all
from iomlib.build.text import as_json
from iomlib.disclosure.profile import committee
from iomlib.params import RunFile
from iomlib.periods import Quarter

RULE = committee()


def report(area="haringey", quarter="2008-09-Q1", notebook="small", *, name="", edition="public"):
    shown = name or area.replace("-", " ").title()
    return Report(notebook, area, shown, Quarter.parse(quarter), edition, "A partnership", {})


def finished(folder, of, crimes=30, words="Crimes were counted.", **more):
    """Write what the process of a report leaves, with one figure that its sentence says."""
    figures = [Figure(id="crimes.theft", value=crimes, unit="count", places=0, text=f"{crimes:,}")]
    kind = more.get("disclosure", "crimes")
    lead = Sentence(style="lead", sentences=[f"{crimes:,} crimes.", words], disclosure=kind, figures=figures)
    about = of.about
    kept = [Counts(id="people", cells={"people": crimes})] if kind == "people" else []
    book = json.loads(nbformat.writes(executed("# Crimes", lead, *kept, **about)))
    for number, cell in enumerate(book["cells"]):
        cell["id"] = f"cell-{number}"  # nbformat's are random
    shown = [figure.model_dump(mode="json") for figure in figures]
    stem = of.notebook
    files = {
        f"{stem}.html": f"<h1>{crimes}</h1>{words}{more.get('template', '')}".encode(),
        f"{stem}.pdf": b"%PDF",
        f"{stem}.ipynb": as_json(book),
        f"{stem}.figures.json": as_json({"figures": shown}),
        f"tables/{stem}.csv": f"{crimes}\n".encode(),
    }
    sums = {"inputs": {"data/crimes.csv": of_bytes(str(crimes).encode())}, "library": "a"}
    sums |= {"words": of_bytes(words.encode())}
    told = {"heading": f"Crimes: {of.area_name}, {of.quarter.label}", "key_points": lead.sentences}
    told["headlines"] = more.get("headlines", [])
    outputs = {name: of_bytes(content) for name, content in files.items()}
    manifest = about | told | {"says": says(book), "sha256": {**sums, "outputs": outputs}}
    target = folder / f".building-{of.notebook}" / "done"
    write_all({**files, f"{stem}.manifest.json": as_json(manifest)}, target)
    return target


def put(output, of, crimes=30, rule=RULE, **more):
    """Publish a report."""
    publish(of, finished(output, of, crimes, **more), output, rule=rule)


def fail(output, of, *problems, rule=RULE):
    """Publish that a report could not be made."""
    publish_failure(of, [*problems] or ["it failed."], output, default_look(), rule)


def site(output, *reports, released=None, skip=(), title="A partnership", look=None):
    """Write the pages around what lies there, as a run does that asked for these reports."""
    asked = [{each.area: [each.quarter.id]} for each in reports] or [{"haringey": ["2008-09-Q1"]}]
    asked += [{entry["area"]: [entry["quarter"]]} for entry in skip]
    notebooks = sorted({each.notebook for each in reports}) or ["small"]
    day = date.fromisoformat(released) if released else None
    run = RunFile(title=title, notebooks=notebooks, areas=asked, data="data", skip=list(skip), released=day)
    edition = reports[0].edition if reports else "public"
    write_index(Plan(ROOT, ROOT / "data", run, list(reports)), output, edition, look or default_look())
    return output
