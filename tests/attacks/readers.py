"""Every file that iomlib reads from outside, whole, in one project; and for each what reads it.

`READERS` is what is fuzzed. That nothing is missing from it is held by `test_fuzz_readers.py`, which finds in the
code itself what reads files.
"""

import contextlib
import io
import json
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

from frame import ROOT
from sites import RULE, put, report, site
from whole_files import (
    APPROVED,
    AREA,
    EDITION,
    KEYGEN,
    LATE,
    LOOK,
    OF_REPORT,
    OF_WAITING,
    PEOPLE_TABLES,
    QUARTER,
    STORE,
    released,
)

from iomlib import cli, rules, tables
from iomlib.build import revisions, scanner
from iomlib.build.approvals import read_signers
from iomlib.build.branding import read_look
from iomlib.build.fingerprint import of_file
from iomlib.build.ledger import FILE, Ledger
from iomlib.build.ledger_attack import recoverable
from iomlib.build.plan import plan_run
from iomlib.disclosure.read import read_groups, read_profile
from iomlib.errors import DataError, IomError
from iomlib.params import read_payment_rule, read_treatment_ratio
from iomlib.tables.bring_people import bring_people
from iomlib.tables.contracts import DATA
from iomlib.tables.contracts_records import RECORDS
from iomlib.tables.identifiers import Asked as Words
from iomlib.tables.identifiers import read_identifiers
from iomlib.tables.key import read_key
from iomlib.tables.recorded.bring import Asked, bring


def told(problems):
    if problems:
        raise DataError(problems)


def together(*reads):
    """Run readers one after another, and raise what all of them refuse; a list is of problems too."""
    problems = []
    for read in reads:
        try:
            found = read()
            problems += [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
        except IomError as trouble:
            problems += trouble.problems
    told(problems)


def iom(*arguments):
    """Run `iom` in this process as its user does; what it says is refused as a whole if it ends with a code."""
    said, before = io.StringIO(), sys.argv
    sys.argv = ["iom", *map(str, arguments)]
    code = 0
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            cli.main()
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        sys.argv = before
    raise Said(code, said.getvalue())


class Said(IomError):  # noqa: N818  no trouble where it has ended well
    """What a command has said and how it has ended, as it stands on the terminal."""

    def __init__(self, code, text):
        super().__init__("")
        self.code, self.problems = code, text.splitlines()


def fresh(made, name):
    into = made / name
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    return into


def into_store(made, path):
    folder = made / "imports"
    mapped = folder / "extract.yml" if path.stem == "extract" else None
    given = {"lookup.csv": "2018-10-cleveland-street.csv", "extract.yml": "extract.csv"}.get(
        path.name, path.name
    )
    bring(Asked([folder / given], fresh(made, "into"), made / "params", (folder / "lookup.csv",), mapped))


def people_in(made, path):
    bring_people([path], fresh(made, "people-into"), made / "secret" / "new-key", replace=True)


def of_figures(made, path):
    """Read a table of figures as a check does, and as notebooks do."""
    data, params, area = made / "data", made / "params", "haringey"
    reads = {
        "crimes.csv": ["read_crimes", "read_recorded", "read_recorded_sources", "supply_of", "read_apart"],
        "crimes_by_month.csv": ["read_crimes_by_month"],
        "indicator_counts.csv": ["read_convictions"],
        "targets.csv": ["read_target"],
        "memberships.csv": ["read_memberships"],
        "arrest_frequencies.csv": ["read_frequencies"],
        "printed_figures.csv": ["read_printed"],
        "actions.csv": ["read_actions"],
        "staffing.csv": ["read_staffing"],
        "service_counts.csv": ["read_service_counts"],
        "predicted_offending.csv": ["read_predicted"],
        "published_comparisons.csv": ["read_published_comparisons"],
        "published_claims.csv": ["read_claims"],
    }.get(path.name, [])
    of_scheme = {
        "scheme_costs.csv": "read_scheme_costs",
        "managed_people.csv": "read_managed",
        "effects.csv": "read_effects",
    }
    asked = [lambda read=read: getattr(tables, read)(data, area, LATE) for read in reads]
    if path.name in of_scheme:
        asked += [lambda: getattr(tables, of_scheme[path.name])(data, area, LATE, "ppo")]
    if path.name == "population.csv":
        asked += [
            lambda: tables.read_population(data, area),
            lambda: tables.read_group_population(data, params, area),
        ]
    if path.name == "crimes.csv":
        asked += [lambda: tables.read_group(data, params, area, LATE)]
    if path.name == "recorded_series.csv":
        shutil.copy(path, made / "store")
        asked += [lambda: tables.read_recorded(made / "store", AREA, QUARTER)]
    together(lambda: tables.check_folder(data), *asked)


def of_params(made, path):
    """Read a table of params as a check does, and as notebooks do."""
    params = made / "params"
    editions = {
        "unit_costs/": [tables.read_unit_costs, tables.read_subgroup_costs],
        "proven_offences.csv": [tables.read_proven_costs, tables.read_other_proven_costs],
    }
    name = path.relative_to(params).as_posix()
    asked = [
        lambda read=read: read(params, EDITION)
        for of, found in editions.items()
        if of in name
        for read in found
    ]
    whole = {
        "areas.csv": [
            tables.area_names,
            tables.read_areas,
            lambda params: tables.read_area(params, "haringey"),
        ],
        "peers.csv": [lambda params: tables.read_peers(params, "simulated-northmoor"), _areas_read],
        "comparisons.csv": [
            lambda params: tables.read_comparison(params, "haringey"),
            lambda params: tables.read_protocol(params, "maryland-experiment"),
        ],
        "unit_costs/group_mix.csv": [tables.read_group_mix],
        f"unit_costs/{EDITION}.csv": [tables.editions, tables.read_editions],
        "deflators/gdp-2025-06.csv": [tables.price_years, tables.read_deflator],
        "harm/cambridge-2026.csv": [tables.read_harm],
    }.get(name, [])
    together(
        lambda: tables.check_params(params), *asked, *(lambda read=read: [read(params)][:0] for read in whole)
    )


def _areas_read(params):
    tables.areas_read(params, ["simulated-northmoor"])  # a run asks before it checks


def of_cohort(made, path):
    data, params = made / "cohort", made / "params"
    together(
        lambda: tables.check_folder(data, params),
        lambda: tables.read_people(data, "haringey", LATE),
        lambda: tables.read_control_pool(data, "haringey", LATE),
        lambda: tables.read_events(data, "haringey", LATE),
        lambda: [_given(data, params)],
    )


def of_records(made, path):
    data, params = path.parent, made / "params"
    together(
        lambda: tables.check_folder(data),
        lambda: tables.read_records(data, "haringey", LATE),
        lambda: [_given(data, params)],
    )


def _given(data, params):
    """Give a report its rows, as a run does that has found nothing wrong."""
    wrong = tables.check_params(params) if data.name == "cohort" else []  # others leave params whole
    if not wrong and not tables.check_folder(data, params):
        found = tables.given(tables.read_folders(data, params), "haringey", LATE)
        aside = fresh(data.parent, "given")
        for name, content in found.items():
            (aside / Path(name).name).write_bytes(content)
        people = {each.name: each for each in sorted(aside.glob("*.parquet"))}
        read_identifiers(people, Words({"simulated-1"}, {"ann other"}, {date(1980, 2, 29)}))


def of_store(made, path):
    store = made / "store"
    told(tables.check_folder(store))
    kept_so(made, path)


def kept_so(made, path):
    """Read the store as a run does that does not check it: by the rows of an area, and by its sources."""
    for read in (tables.read_recorded, tables.supply_of, tables.read_recorded_sources, tables.read_apart):
        read(made / "store", AREA, QUARTER)


def more_into_store(made, path):
    """Import once more into a store that is broken."""
    into = fresh(made, "again") / "store"
    shutil.copytree(made / "store", into)
    folder = made / "imports"
    given = [folder / "crime_month_2018_06_area_E09000014_0.json", folder / "2018-10-cleveland-street.csv"]
    lookups = (folder / "lookup.csv",)
    together(
        *(lambda each=each: [*bring(Asked([each], into, made / "params", lookups)), ""][:0] for each in given)
    )


def look_of(made, path):
    branding = made / "look" / "branding.yml"
    whole = branding.read_bytes()
    if path.suffix == ".png":
        branding.write_text(LOOK.replace("l.svg", "l.png"), "utf-8")
    try:
        read_look(made / "look")
    finally:
        if path.suffix == ".png":
            branding.write_bytes(whole)


def copied(made, path):
    """Copy the outputs; where a file of a report was changed, its manifest says that it is so: a hand did it."""
    outputs = made / "outputs"
    if path.is_relative_to(outputs):
        return into_outputs(made, path.relative_to(made).as_posix(), path.read_bytes())
    return into_outputs(made, f"{OF_REPORT}.ipynb", (made / f"{OF_REPORT}.ipynb").read_bytes())


def into_outputs(made, name, content):
    """Copy the outputs with one file of another content, and its sum in the manifest of its report."""
    copy = made / "outputs-copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(made / "outputs", copy)
    inner = copy / Path(name).relative_to("outputs")
    inner.write_bytes(content)
    for manifest in inner.parent.glob("*.manifest.json"):
        if inner != manifest and inner.name.partition(".")[0] == manifest.name.partition(".")[0]:
            about = json.loads(manifest.read_text("utf-8"))
            about["sha256"]["outputs"][inner.name] = of_file(inner)
            manifest.write_text(json.dumps(about), "utf-8")
    return copy


def index_of(made, path):
    copy = copied(made, path)
    together(
        lambda: site(copy, report()) and None,
        lambda: _entered(copy),
        lambda: revisions.sweep(copy, "public", RULE),
        lambda: (
            revisions.differs(copy / "2008-09-Q1/haringey/small.ipynb", made / f"{OF_REPORT}.ipynb") and None
        ),
        lambda: revisions.keep(report(), "small", copy, RULE) and None,
    )


def _entered(copy):
    ledger = Ledger(copy)
    problems = recoverable(
        released("haringey", "2008-09-Q2"), ledger.releases(), RULE, [("york", ["a", "haringey"])]
    )
    ledger.enter(released("haringey", "2008-09-Q2"))
    ledger.save()
    return problems


def scanned(made, path):
    told(scanner.search({path.name: path.read_bytes()}, "public"))


def rules_of(made, path):
    params = made / "params"
    together(
        lambda: rules.check_rules(params),
        lambda: rules.read_rule(params, "ppo-matrix", date(2009, 1, 1)) and None,
        lambda: rules.find_rule(params, "ppo-matrix", date(2009, 1, 1)) and None,
        lambda: read_payment_rule(params) and None,
        lambda: read_treatment_ratio(params) and None,
        lambda: read_profile(params) and None,
        lambda: [str(each) for each in read_groups(params)][:0],
        lambda: plan_run(params / "reports" / "small.yml") and None,
    )


def command(name, *more, run="small.yml"):
    """Run a command of `iom` on a run file, with outputs that nobody needs again."""

    def read(made, path):
        output = (
            ("--output", copied(made, made / OF_WAITING))
            if more or name in ("run", "drafts", "release")
            else ()
        )
        iom(name, made / "params" / "reports" / run, *more, *output)

    return read


def swept(made, path):
    """Sweep a copy of the tables of people."""
    folder = fresh(made, "swept")
    shutil.copytree(made / "people", folder / "people")
    iom("sweep", "--data", folder, "--output", folder / "outputs", "--params", made / "params")


def snapshot(made, path):
    """Copy what a run reads aside, before anything of it is checked."""
    plan_run(made / "params" / "reports" / "small.yml").snapshot(fresh(made, "snapshot"))


def beside(made, path):
    """Publish another notebook beside a report."""
    put(copied(made, path), report(notebook="other"), 30)


def against(made, path):
    """Import two files of one month that say different things."""
    folder = made / "imports"
    files = [folder / "one.csv", folder / "other.csv"]
    bring(Asked(files, fresh(made, "into"), made / "params", (folder / "lookup.csv",)))


def imported(*names):
    def read(made, path):
        folder = made / "imports"
        more = ("--into", fresh(made, "cli"), "--params", made / "params", "--lookup", folder / "lookup.csv")
        iom("import", *(made / name for name in names), *more, "--key", made / "secret" / "new-key")

    return read


class Reader(NamedTuple):
    """A file of the project, what reads it, and whether its cells may stand in no message."""

    file: str
    read: object
    people: bool = False


def _readers():
    run = "params/reports/small.yml"
    yield Reader(run, lambda made, path: plan_run(path))
    yield Reader("notebooks/small.ipynb", lambda made, path: plan_run(made / run))
    for name in ("check", "list", "drafts"):
        yield Reader(f"{run} (iom {name})", command(name))
    yield Reader(f"{run} (iom run)", command("run", "--explain"))
    yield Reader("notebooks/small.ipynb (iom check)", command("check"))
    yield Reader("notebooks/small.ipynb (iom run)", command("run", "--explain"))
    yield Reader("data/crimes.csv (iom run)", command("run", "--explain"))
    yield Reader("params/peers.csv (iom run)", command("run", "--explain"))
    yield Reader("params/peers.csv (snapshot)", snapshot)
    yield Reader("params/retention.yml (iom sweep)", swept)
    yield Reader("params/retention.yml (iom drafts)", command("drafts"))
    for name in sorted(
        each.relative_to(ROOT / "params").as_posix() for each in (ROOT / "params").rglob("*.csv")
    ):
        if not name.startswith("unit_costs/home-office") or EDITION in name:
            yield Reader(f"params/{name}", of_params)
    for name in (
        "rules/ppo-matrix.yml",
        "rules/one-service-payment.yml",
        "disclosure.yml",
        "treatment-ratio.yml",
    ):
        yield Reader(f"params/{name}", rules_of)
    for contract in DATA:
        yield Reader(f"data/{contract.path}", of_figures)
    for name in PEOPLE_TABLES:
        yield Reader(f"cohort/{name}.csv", of_cohort, people=True)
    yield Reader("params/comparisons.csv (of people)", of_cohort)
    for table in RECORDS:
        yield Reader(f"people/{table.name}.csv", of_records, people=True)
    for name in ("nominals", "custody", "enrolments", "assessments", "identities"):  # all kinds of column
        yield Reader(f"people/{name}.csv (import)", people_in, people=True)
        yield Reader(f"parquet/{name}.parquet", of_records, people=True)
    yield Reader("people/nominals.csv (iom import)", imported("people/nominals.csv"), people=True)
    for name in ("branding.yml", "l.svg", "l.png", "words/cy.yml", "reference.docx", "committee_paper.yml"):
        yield Reader(f"look/{name}", look_of)
    yield from _of_imports()
    for name in ("files.json", "seal.json", "partial.json", "months.parquet", f"area={AREA}/2018-19.parquet"):
        yield Reader(f"{STORE}/{name}", of_store)
        yield Reader(f"{STORE}/{name} (unchecked)", kept_so)
        yield Reader(f"{STORE}/{name} (import)", more_into_store)
    yield Reader("secret/key", lambda made, path: read_key(path, made / "pseudonyms") and None)
    yield Reader(
        "pseudonyms/pseudonyms.json", lambda made, path: read_key(made / "secret" / "key", path.parent)
    )
    yield from _of_outputs()


def _of_imports():
    street = "2018-10-cleveland-street.csv"
    for name in ("lookup.csv", street, "months.zip", "crime_month_2018_06_area_E09000014_0.json", "mps.csv"):
        yield Reader(f"imports/{name}", into_store)
    for end in ("ods", "xlsx", "csv"):
        yield Reader(f"imports/prc.{end}", into_store)
        yield Reader(f"imports/extract.{end}", into_store)
    for name in ("extract.parquet", "extract.yml", "unknown.csv"):
        yield Reader(f"imports/{name}", into_store)
    yield Reader("imports/other.csv (against)", against)
    for end in ("ods", "xlsx"):
        yield Reader(f"imports/nominals.{end}", people_in, people=True)
    for name in (street, "unknown.csv", "prc.ods"):
        yield Reader(f"imports/{name} (iom import)", imported(f"imports/{name}"))


def _of_outputs():
    kept = "outputs/_revisions/2008-09-Q1/haringey/small/1"
    for name in (
        "outputs/manifest.json",
        "outputs/releases.json",
        f"outputs/{FILE}",
        f"{OF_REPORT}.manifest.json",
    ):
        yield Reader(name, index_of)
    for name in (
        f"{OF_REPORT}.ipynb",
        f"{OF_REPORT}.figures.json",
        "outputs/_failed/2008-09-Q1/peterborough/small.json",
    ):
        yield Reader(name, index_of)
    for name in (
        f"{kept}/small.manifest.json",
        f"{kept}/small.figures.json",
        "outputs/_revisions/checked.json",
    ):
        yield Reader(name, index_of)
    for name in (f"{OF_REPORT}.ipynb", f"{OF_REPORT}.manifest.json"):
        yield Reader(f"{name} (scanner)", scanned)
    for name in (
        "look/reference.docx",
        "look/l.png",
        "look/l.svg",
        "look/l.jpeg",
        "look/l.pdf",
        "imports/prc.ods",
    ):
        yield Reader(f"{name} (scanner)", scanned)
    yield Reader(
        "params/approvers/allowed_signers", lambda made, path: read_signers(made / "params") and None
    )
    if KEYGEN:
        release = command("release", run="released.yml")
        yield Reader("params/approvers/allowed_signers (iom release)", release)
        yield Reader(f"{APPROVED}/Amina.Khan.json", release)
        yield Reader(f"{APPROVED}/Amina.Khan.json.sig", release)
        yield Reader(f"{OF_WAITING} (iom release)", release)
        yield Reader("outputs/ledger.sqlite (iom release)", release)


READERS = {f"{reader.file}": reader for reader in _readers()}


def file_of(made, name):
    return made / name.partition(" (")[0]
