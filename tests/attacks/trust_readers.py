"""What reads the files that an evaluator holds against each other: published reports, claims, a project.

`READERS` has these beside those of `readers.py`.
"""

import json
import shutil
from datetime import date
from pathlib import Path

import readers
from claimed import as_pdf, as_word
from frame import ROOT
from readers import Reader, copied, fresh, into_outputs, iom, together
from sites import RULE, report
from whole_files import AREA, LATE, OF_REPORT, QUARTER

from iomlib import tables
from iomlib.build import earlier
from iomlib.build.bundle import _code
from iomlib.build.bundle_inputs import Remade
from iomlib.build.verify_causes import causes
from iomlib.build.verify_figures import moved_figures

CLAIMS = ("asb.txt", "asb.docx", "asb.pdf", "published_claims.csv")
RUN = "params/reports/small.yml"


def with_claims(made):
    """Put into a project reports with claims, a lock, and a file that says how figures were made."""
    folder = made / "claims"
    folder.mkdir()
    text = (ROOT / "tests" / "claims_texts" / "asb.txt").read_text("utf-8")
    (folder / "asb.txt").write_text(text, "utf-8")
    as_word(folder / "asb.txt", folder / "asb.docx")
    as_pdf(folder / "asb.txt", folder / "asb.pdf")
    shutil.copy(made / "data" / "published_claims.csv", folder)
    lock = (ROOT / "requirements.lock").read_text("utf-8").splitlines(keepends=True)
    (made / "requirements.lock").write_text("".join(lock[:60]), "utf-8")
    (made / "people" / "truth.json").write_text('{"seed": 1, "people": {"a": 20, "b": 20}}\n', "utf-8")
    shown = json.loads((made / f"{OF_REPORT}.figures.json").read_text("utf-8"))
    (made / "how").mkdir()
    (made / "how" / "small.figures.json").write_text(json.dumps(shown | {"how": HOW}), "utf-8")


HOW = {
    "commit": "abc",
    "definitions": [
        {
            "figures": ["crimes.<group>"],
            "formula": "crimes of a group",
            "function": "iomlib.metrics.crimes.by_group",
            "line": 9,
            "section": "Crimes",
            "version": 1,
            "since": "2026-01-31",
        }
    ],
    "as_at": {"data/crimes.csv": "2008-06-30"},
    "earlier": [{"version": 1, "figures": {"crimes.theft": "30"}, "why": ["words"]}],
}


def claims_of(made, path):
    """Hold a report to arithmetic, alone and against an earlier one."""
    before = () if path.suffix == ".csv" else ("--earlier", made / "claims" / "asb.txt")
    iom("claims", path, *before, "--all")


def verified(made, path):
    """Verify a copy of the outputs; the manifest of them all names a run file, as one that a run wrote does."""
    copy = _of_a_run(made, path)
    iom("verify", copy, "--project", made)


def _of_a_run(made, path):
    """Copy the outputs; the manifest of them all names a run file where it is whole."""
    copy = copied(made, path)
    if path.name != "manifest.json":
        listed = copy / "manifest.json"
        about = json.loads(listed.read_text("utf-8"))
        listed.write_text(json.dumps(about | {"run": RUN}), "utf-8")
    return copy


def moved(made, path):
    """Compare a file of figures with one made again."""
    moved_figures(path, made / f"{OF_REPORT}.figures.json")


def bundled(made, path):
    iom("bundle", copied(made, path), made / "bundle.zip")


def figure(made, path):
    iom("figure", "crimes.theft", "--output", copied(made, path), "--report", "haringey/2008-09-Q1")


def figure_with_how(made, path):
    """Ask for a figure whose file says how it was calculated; its manifest has the sum of it, changed or not."""
    copy = into_outputs(made, f"{OF_REPORT}.figures.json", path.read_bytes())
    iom("figure", "crimes.theft", "--output", copy, "--report", "haringey/2008-09-Q1")


def locked(made, path):
    """Read a lock as a bundle and the causes of a difference do."""
    folder = fresh(made, "code")
    together(
        lambda: _code(folder, made, ["small"], examples=False),
        lambda: causes({"needed": "1"}, {"needed": "2"}, path) and None,
    )


def examined(made, path):
    iom("doctor", made)


def scored(made, path):
    """Score a part of the project: all of it takes seconds."""
    folder = fresh(made, "scored")
    for name in ("notebooks/small.ipynb", "data/crimes.csv"):
        (folder / name).parent.mkdir()
        shutil.copy(made / name, folder / name)
    iom("doctor", folder, "--rap")


def new_area(made, path):
    """Begin an area in a copy of the project."""
    folder = fresh(made, "new")
    shutil.copytree(made / "params", folder / "params")
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "scrutiny_report.ipynb", folder / "notebooks")
    iom("new", "safer-anytown", "--name", "Safer Anytown", "--into", folder)


def made_anew(made, path):
    """Make up people again by what is said of those that were made up."""
    Remade(made, path.parent, fresh(made, "anew"))._by_seed()


def before(made, path):
    earlier.versions(report(), copied(made, path), RULE)


def dated(made, path):
    """Ask of what time the rows of a report's files are, once nothing is wrong with them."""
    together(lambda: tables.check_folder(path.parent, made / "params"))
    found = tables.given(tables.read_folders(path.parent, made / "params"), "haringey", LATE)
    for name, content in found.items():
        if name.endswith(".csv"):
            tables.as_at(name, content.decode(), date(2013, 3, 31))


def dated_store(made, path):
    """Ask of what time the recorded crimes of a report are, once nothing is wrong with them."""
    store = made / "store"
    together(lambda: tables.check_folder(store))
    found = tables.given(tables.read_folders(store, made / "params"), AREA, QUARTER)
    into = fresh(made, "dated")
    for name in (each for each in found if each.endswith(".parquet")):
        (into / Path(name).name).write_bytes(found[name])
        tables.as_at(name, into / Path(name).name, date(2018, 12, 31))


def _readers():
    for name in CLAIMS:
        yield Reader(f"claims/{name} (iom claims)", claims_of)
    kept = "outputs/_revisions/2008-09-Q1/haringey/small/1/small.manifest.json"
    of_site = (
        "manifest.json",
        "releases.json",
        "ledger.sqlite",
        "_failed/2008-09-Q1/peterborough/small.json",
    )
    of_site = [f"outputs/{name}" for name in of_site]
    of_report = [f"{OF_REPORT}.{end}" for end in ("manifest.json", "figures.json", "ipynb")]
    for name in (*of_site, *of_report, kept):
        yield Reader(f"{name} (iom verify)", verified)
    for name in (*of_site[:2], *of_report):
        yield Reader(f"{name} (iom bundle)", bundled)
    for name in of_report[:2]:
        yield Reader(f"{name} (iom figure)", figure)
    yield Reader(f"{OF_REPORT}.figures.json (compared)", moved)
    yield Reader(f"{OF_REPORT}.ipynb (earlier)", before)
    yield Reader("how/small.figures.json (iom figure)", figure_with_how)
    yield Reader("requirements.lock", locked)
    yield Reader("requirements.lock (iom doctor)", examined)
    for name in ("notebooks/small.ipynb", "data/crimes.csv"):
        yield Reader(f"{name} (iom doctor --rap)", scored)
    yield Reader(f"{RUN} (iom bundle)", bundled)
    yield Reader("params/areas.csv (iom new)", new_area)
    yield Reader("people/truth.json", made_anew)
    yield Reader("data/crimes.csv (dated)", dated)
    yield Reader("store/recorded_crime/police-uk/months.parquet (dated)", dated_store)


READERS = readers.READERS | {reader.file: reader for reader in _readers()}
