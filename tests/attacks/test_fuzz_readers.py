"""Every reader, given files with a few bytes changed: an analyst reads sentences, whatever the file holds.

A failure names the reader and how its chance was seeded, so that the same file comes again. Another number of files
for each reader is asked for with IOMLIB_FUZZ.
"""

import io
import json
import os
import random
import shutil

import mappings
import police_files
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import recorded
import records
import test_mps
import workbooks
from frame import ROOT, SAY, project, run_file
from mutants import mutant, packed_mutant
from PIL import Image
from tally import tally
from test_home_office import OLD, rows

from iomlib import tables
from iomlib.build.branding import read_look
from iomlib.build.declared import declared_parameters
from iomlib.build.plan import plan_run
from iomlib.build.publish import publish_failure
from iomlib.build.reference import make_reference
from iomlib.build.site import write_index
from iomlib.errors import DataError, IomError
from iomlib.params import read_payment_rule, read_treatment_ratio
from iomlib.rules import check_rules
from iomlib.tables.recorded.bring import Asked, bring

TRIES = int(os.environ.get("IOMLIB_FUZZ", "10"))  # files for each reader
PACKED = (".zip", ".ods", ".xlsx", ".docx")
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
PAPER = "purpose: To tell {area} of {quarter}.\nrecommendations:\n- Note it.\nnotebooks:\n  small:\n    legal: None.\n"
LOOK = 'committee: Us\nink: "#003300"\nlogo: l.svg\nlogo_alt: Us\nlanguage: cy\n'
DRAWN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><!-- a --><rect width="9" height="9"/></svg>'
)
AREA, QUARTER = "stockton-on-tees", "2018-19-Q3"
# Of each kind that is read in the same way, the one with most in it.
PARAMS = [
    "areas.csv",
    "peers.csv",
    "comparisons.csv",
    "unit_costs/home-office-2019-20.csv",
    "names/offences.csv",
]
RULES = ["rules/ppo-matrix.yml", "rules/one-service-payment.yml", "disclosure.yml", "treatment-ratio.yml"]
DATA = ["crimes.csv", "memberships.csv", "published_comparisons.csv"]
PEOPLE = ["nominals", "arrests", "custody", "identities"]
LOOKS = ["branding.yml", "l.svg", "l.png", "words/cy.yml", "reference.docx", "committee_paper.yml"]
IMPORTED = [
    "lookup.csv",
    "2018-10-cleveland-street.csv",
    "months.zip",
    "prc.ods",
    "prc.xlsx",
    "prc.csv",
    "mps.csv",
]
IMPORTED += ["extract.ods", "extract.xlsx", "extract.csv", "extract.parquet", "extract.yml", "unknown.csv"]
IMPORTED += ["crime_month_2018_06_area_E09000014_0.json"]
KEPT = ["files.json", "seal.json", "partial.json", "months.parquet", f"area={AREA}/2018-19.parquet"]
OUTPUTS = ["manifest.json", "releases.json", "_failed/2008-09-Q2/haringey/small.json"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project, with a file for every reader."""
    folder = project(tmp_path_factory.mktemp("fuzz") / "p", small=[SAY])
    run_file(folder).write_text(RUN, "utf-8")
    _look(folder)
    records.written(folder / "people")
    records.as_parquet(records.written(folder / "parquet"))
    _imports(folder / "imports")
    street = folder / "imports" / "2018-10-cleveland-street.csv"
    (folder / "store").mkdir()
    bring(Asked([street], folder / "store", folder / "params", (folder / "imports" / "lookup.csv",)))
    plan = plan_run(folder / "params" / "reports" / "small.yml")
    publish_failure(plan.reports[0], ["It failed."], folder / "outputs", read_look(ROOT / "params"))
    write_index(plan, folder / "outputs", "public", read_look(ROOT / "params"))
    return folder


def _look(folder):
    look = folder / "look"
    (look / "words").mkdir(parents=True)
    picture = io.BytesIO()
    Image.new("RGB", (9, 8)).save(picture, "PNG")
    for name, content in {
        "branding.yml": LOOK.encode(),
        "l.svg": DRAWN,
        "l.png": picture.getvalue(),
        "committee_paper.yml": PAPER.encode(),
        "reference.docx": make_reference(),
        "words/cy.yml": (ROOT / "iomlib" / "templates" / "words" / "en-GB.yml").read_bytes(),
    }.items():
        (look / name).write_bytes(content)


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


def told(problems):
    if problems:
        raise DataError(problems)


def together(*reads):
    """Run readers one after another, and raise what all of them refuse; a list is of problems too."""
    problems = []
    for read in reads:
        try:
            found = read()
            problems += found if isinstance(found, list) else []
        except IomError as trouble:
            problems += trouble.problems
    told(problems)


def into_store(made, path):
    into = made / "into"
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    folder = made / "imports"
    mapped = folder / "extract.yml" if path.stem == "extract" else None
    given = {"lookup.csv": "2018-10-cleveland-street.csv", "extract.yml": "extract.csv"}.get(
        path.name, path.name
    )
    bring(Asked([folder / given], into, made / "params", (folder / "lookup.csv",), mapped))


def of_store(made):
    store = made / "store"
    told(tables.check_folder(store))
    for read in (tables.read_recorded, tables.supply_of, tables.read_recorded_sources):
        read(store, AREA, QUARTER)


def kept_so(made):
    """Read the store as a run does that does not check it: by the rows of an area, and by its sources."""
    store = made / "store"
    for read in (tables.read_recorded, tables.supply_of, tables.read_recorded_sources):
        read(store, AREA, QUARTER)


def look_of(made, path):
    own = LOOK.replace("l.svg", "l.png") if path.suffix == ".png" else None
    branding = made / "look" / "branding.yml"
    whole = branding.read_bytes()
    if own:
        branding.write_text(own, "utf-8")
    try:
        read_look(made / "look")
    finally:
        if own:
            branding.write_bytes(whole)


def index_of(made):
    plan = plan_run(made / "params" / "reports" / "small.yml")
    copy = made / "outputs-copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(made / "outputs", copy)
    write_index(plan, copy, "public", read_look(ROOT / "params"))


def notebook_of(made):
    declared_parameters(made / "notebooks" / "small.ipynb")
    plan_run(made / "params" / "reports" / "small.yml")


def rules_of(made):
    params = made / "params"
    together(
        lambda: check_rules(params),
        lambda: read_payment_rule(params),
        lambda: read_treatment_ratio(params),
        lambda: plan_run(params / "reports" / "small.yml"),
    )


READERS = {
    "params/reports/small.yml": lambda made, path: plan_run(path),
    "notebooks/small.ipynb": lambda made, path: notebook_of(made),
    **{f"params/{name}": lambda made, path: told(tables.check_params(made / "params")) for name in PARAMS},
    **{f"params/{name}": lambda made, path: rules_of(made) for name in RULES},
    **{f"data/{name}": lambda made, path: told(tables.check_folder(made / "data")) for name in DATA},
    **{f"people/{name}.csv": lambda made, path: told(tables.check_folder(path.parent)) for name in PEOPLE},
    **{
        f"parquet/{name}.parquet": lambda made, path: told(tables.check_folder(path.parent))
        for name in PEOPLE[:3]
    },
    **{f"look/{name}": look_of for name in LOOKS},
    **{f"imports/{name}": into_store for name in IMPORTED},
    **{f"store/recorded_crime/police-uk/{name}": lambda made, path: of_store(made) for name in KEPT},
    "store/recorded_crime/police-uk/partial.json ": lambda made, path: kept_so(made),
    f"store/recorded_crime/police-uk/area={AREA}/2018-19.parquet ": lambda made, path: kept_so(made),
    **{f"outputs/{name}": lambda made, path: index_of(made) for name in OUTPUTS},
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_refuses_in_sentences_or_reads(made, name):
    path = made / name.strip()
    whole = path.read_bytes()
    broke = []
    try:
        for number in range(TRIES):
            seed = f"{name} {number}"
            chance = random.Random(seed)  # noqa: S311  no secret
            inside = path.suffix in PACKED and chance.random() < 0.6
            path.write_bytes((packed_mutant if inside else mutant)(whole, chance))
            if found := refusal(made, path, READERS[name]):
                broke.append(f"random.Random({seed!r}): {found}")
    finally:
        path.write_bytes(whole)
    tally("files with a few bytes changed", TRIES, len(broke))
    assert broke == []


def refusal(made, path, read):
    """Say what an analyst would see that is no sentence."""
    try:
        read(made, path)
    except IomError as trouble:
        strange = [problem for problem in trouble.problems if "\n" in problem or "\x1b" in problem]
        return f"not one line: {strange[0]!r}" if strange else ""
    except BaseException as trouble:
        if isinstance(trouble, KeyboardInterrupt):
            raise
        return f"{type(trouble).__name__}: {trouble}"
    return ""


@pytest.mark.parametrize("name", [name for name in READERS if name != "imports/unknown.csv"])
def test_the_files_are_read_while_they_are_whole(made, name):
    path = made / name.strip()
    READERS[name](made, path)


def test_a_message_of_json_that_is_no_report_is_passed_over(made):
    page = made / "outputs" / "manifest.json"
    whole = page.read_bytes()
    for content in (
        b"[]",
        b"null",
        b"3",
        b'"x"',
        b"{}",
        b"[" * 100_000,
        b'{"published": 3}',
        json.dumps("x").encode(),
    ):
        page.write_bytes(content)
        index_of(made)
        assert json.loads((made / "outputs-copy" / "manifest.json").read_bytes())["published"] == []
    page.write_bytes(whole)
