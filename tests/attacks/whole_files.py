"""One project with every file that iomlib reads from outside, whole, for the fuzzing of its readers."""

import csv
import io
import json
import shutil
import subprocess

import mappings
import police_files
import pyarrow as pa
import pyarrow.parquet as pq
import recorded
import records
import test_mps
import test_people_tables
import workbooks
from frame import ROOT, SAY, project, run_file
from PIL import Image
from sites import RULE, fail, put, report, site
from test_home_office import OLD, rows

from iomlib.blocks import Counts
from iomlib.build import revisions
from iomlib.build.approvals import approve
from iomlib.build.ledger import Ledger, Release
from iomlib.build.plan import UNRELEASED
from iomlib.build.reference import make_reference
from iomlib.build.release import APPROVALS
from iomlib.build.whole import whole_report
from iomlib.disclosure.attack import total_of
from iomlib.tables.bring_people import bring_people
from iomlib.tables.contracts import DATA
from iomlib.tables.recorded.bring import Asked, bring

KEYGEN = shutil.which("ssh-keygen")
AREA, QUARTER, LATE = "stockton-on-tees", "2018-19-Q3", "2012-13-Q2"
EDITION = "home-office-2019-20"
RUN = """title: A test
notebooks: [small, {small: [haringey: [2008-09-Q1]]}]
areas: [haringey, {peterborough: [2008-09-Q2]}]
quarters: {from: 2008-09-Q1, to: 2008-09-Q3}
skip: [{area: haringey, quarter: 2008-09-Q1, why: no return}]
data: ../../data
released: 2009-02-12
limits: {minutes: 3, memory_gb: 2.5}
settings: {}
"""
RELEASED = "title: A test\nnotebooks: [small]\nareas: [haringey]\nquarters: [2008-09-Q1]\ndata: ../../data\n"
RELEASED += "release: required\n"
PAPER = "purpose: To tell {area} of {quarter}.\nrecommendations:\n- Note it.\nnotebooks:\n  small:\n    legal: None.\n"
LOOK = 'committee: Us\nink: "#003300"\nlogo: l.svg\nlogo_alt: Us\nlanguage: cy\n'
DRAWN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><!-- a --><rect width="9" height="9"/></svg>'
)
KEPT_FOR = (
    "kinds:\n- {kind: people, of: data, files: ['people/*.csv'], until: 2020-01-31, source: Agreement 7}\n"
)
KEPT_FOR += "- {kind: scratch, of: scratch, days: 7, source: House rule}\n"
ADDS_UP = "adds_up:\n- {area: cleveland, parts: [haringey, peterborough]}\n"
PEOPLE_TABLES = {"people": test_people_tables.PEOPLE_CSV, "control_pool": test_people_tables.POOL_CSV}
PEOPLE_TABLES |= {"events": test_people_tables.EVENTS_CSV}
# Of these the demonstration has no rows.
OTHER_DATA = {
    "crimes_by_month.csv": "area,month,crimes,source,paragraph\nharingey,2011-04,9,A report,1\n",
    "managed_people.csv": "area,scheme,period_start,period_end,people,days,days_in_custody,source,paragraph,published,"
    "note\nharingey,ppo,2012-07-01,2012-09-30,9,90,,A report,1,yes,\n",
    "recorded_series.csv": f"area,series,why\n{AREA},police-uk,is complete\n",
}
STORE = "store/recorded_crime/police-uk"
OF_REPORT = "outputs/2008-09-Q1/haringey/small"


def make(folder):
    """Make a project with a file for every reader."""
    made = project(folder, small=[SAY])
    run_file(made).write_text(RUN, "utf-8")
    run_file(made, "released.yml").write_text(RELEASED, "utf-8")
    (made / "params" / "retention.yml").write_text(KEPT_FOR, "utf-8")
    rule = made / "params" / "disclosure.yml"
    rule.write_text(rule.read_text("utf-8").replace("adds_up: []", ADDS_UP), "utf-8")
    _look(made / "look")
    _data(made)
    records.written(made / "people")
    records.as_parquet(records.written(made / "parquet"))
    _imports(made / "imports")
    _store(made)
    _secrets(made)
    _outputs(made)
    return made


def _look(look):
    (look / "words").mkdir(parents=True)
    picture = io.BytesIO()
    Image.new("RGB", (9, 8)).save(picture, "PNG")
    for kind in ("jpeg", "pdf"):
        Image.new("RGB", (9, 8)).save(look / f"l.{kind}", kind.upper(), title="A picture", comment=b"of us")
    for name, content in {
        "branding.yml": LOOK.encode(),
        "l.svg": DRAWN,
        "l.png": picture.getvalue(),
        "committee_paper.yml": PAPER.encode(),
        "reference.docx": make_reference(),
        "words/cy.yml": (ROOT / "iomlib" / "templates" / "words" / "en-GB.yml").read_bytes(),
    }.items():
        (look / name).write_bytes(content)


def _data(made):
    """Write a few rows of each table, for a table of the demonstration has many."""
    shutil.rmtree(made / "data")
    (made / "data").mkdir()
    for contract in DATA:
        whole = ROOT / "data" / contract.path
        text = OTHER_DATA.get(contract.path) or _first(whole.read_text("utf-8"))
        (made / "data" / contract.path).write_text(text, "utf-8")
    (made / "cohort").mkdir()
    for name, text in PEOPLE_TABLES.items():
        (made / "cohort" / f"{name}.csv").write_text(text, "utf-8")
    with (made / "params" / "comparisons.csv").open("a", encoding="utf-8") as file:
        known = list(csv.DictReader(io.StringIO((ROOT / "params" / "comparisons.csv").read_text("utf-8"))))
        writer = csv.DictWriter(file, list(known[0]), lineterminator="\n")
        writer.writerows(csv.DictReader(io.StringIO(test_people_tables.PROTOCOLS)))
    for path in (made / "params" / "rules").glob("*.yml"):
        if path.stem not in ("ppo-matrix", "one-service-payment"):
            path.unlink()  # read alike


def _first(text):
    """Give the first rows of a table's first area, as rows of one that everything here is of."""
    header, *rows = csv.reader(io.StringIO(text))
    at = header.index("area")
    own = [row for row in rows if row[at] == rows[0][at]][:4]
    kept = [header, *([*row[:at], "haringey", *row[at + 1 :]] for row in own)]
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(kept)
    return target.getvalue()


def _imports(folder):
    recorded.lookup_file(folder)
    text = police_files.text_of([police_files.row(), police_files.row(kind="Burglary")])
    name = "2018-10-cleveland-street.csv"
    (folder / name).write_text(text, "utf-8")
    police_files.zipped(folder / "months.zip", {f"2018-10/{name}": text, "2018-10/a-outcomes.csv": "x"})
    police_files.answers(folder, [police_files.crime(1), police_files.crime(2)], ward="E09000014")
    for end in (".ods", ".xlsx", ".csv"):
        workbooks.write(folder / f"prc{end}", {"2018_19": rows({}, {"quarter": 2}, columns=OLD)})
        workbooks.write(folder / f"extract{end}", {"S": [mappings.HEADER, *mappings.ROWS]})
    mappings.written(folder / "mps.csv", test_mps.ROWS, header=test_mps.HEADER)
    mappings.mapping_file(folder)
    columns = zip(*mappings.ROWS, strict=True)
    pq.write_table(
        pa.table(dict(zip(mappings.HEADER, map(list, columns), strict=True))), folder / "extract.parquet"
    )
    (folder / "unknown.csv").write_text("A,B\n1,2\n")
    for name, kind in (("one.csv", "Burglary"), ("other.csv", "Robbery")):
        police_files.write(folder, name, [police_files.row(), police_files.row(kind=kind)])
    people = [line.split(",") for line in records.TABLES["nominals"].splitlines()]
    for end in (".ods", ".xlsx"):
        workbooks.write(folder / f"nominals{end}", {"S": people})


def _store(made):
    folder = made / "imports"
    (made / "store").mkdir()
    lookups = (folder / "lookup.csv",)
    bring(Asked([folder / "2018-10-cleveland-street.csv"], made / "store", made / "params", lookups))


def _secrets(made):
    """Put pseudonyms into a data folder, and keep their key apart."""
    (made / "secret").mkdir()
    bring_people([made / "people" / "nominals.csv"], made / "pseudonyms", made / "secret" / "key")
    (made / "params" / "approvers").mkdir()
    for name in APPROVERS if KEYGEN else ():
        new = [KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", made / "secret" / name]
        subprocess.run(new, check=True)
    public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF7u7ZbZ7yq1l2Jd8L7q0uB1n3Qx5j6yW8v9z0A1B2C3"
    keys = {name: made / "secret" / f"{name}.pub" for name in APPROVERS}
    said = [f"{name} {path.read_text('utf-8').strip() if KEYGEN else public}" for name, path in keys.items()]
    (made / "params" / "approvers" / "allowed_signers").write_text(
        "\n".join(["# who", *said]) + "\n", "utf-8"
    )


def _outputs(made):
    """Publish a report, revise it, have another fail and a third one wait with an approval."""
    output = made / "outputs"
    shown = [{"id": "crimes.theft", "name": "Thefts", "of": "quarter"}]
    put(output, report(quarter="2008-09-Q2"), 33, headlines=shown)
    for crimes in (30, 31):
        put(output, report(), crimes, headlines=shown)
        site(output, report())
    fail(output, report("peterborough"), "It failed.")
    site(output, report(), report("peterborough"))
    ledger = Ledger(output)
    ledger.enter(released("york"))
    ledger.save()
    revisions.sweep(output, "public", RULE)
    put(output / UNRELEASED, report(), rule=None)
    about = whole_report(made / OF_WAITING, output / UNRELEASED, "public")
    sum_of = about["files"]["2008-09-Q1/haringey/small.manifest.json"]
    folder = made / APPROVED
    folder.mkdir(parents=True)
    for name in APPROVERS if KEYGEN else ():
        approve(folder, "haringey/2008-09-Q1/small", sum_of, name, made / "secret" / name)


APPROVERS = ("Amina.Khan", "Ben.Okoro")
OF_WAITING = f"outputs/{UNRELEASED}/2008-09-Q1/haringey/small.manifest.json"
APPROVED = f"outputs/{UNRELEASED}/{APPROVALS}/2008-09-Q1/haringey/small"


def released(area, quarter="2008-09-Q1"):
    sums, cells = (
        [total_of("people", "community", "custody")],
        {"people": 40, "community": None, "custody": None},
    )
    counts = Counts(id="list", cells=cells, sums=sums).model_dump(mode="json")
    return Release(area, quarter, "small", 1, area, "{}", json.dumps([counts]))
