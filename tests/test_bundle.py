"""`iom bundle`: a release for an evaluator, whole, the same bytes each time, and nobody in it."""

import io
import json
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bundled import MADE_UP, PRINTED, bundled
from conftest import ROOT
from frame import DEMO, SAY, iom, once, project, read_json, run_file
from rocrate.rocrate import ROCrate

from iomlib.build import bundle as making
from iomlib.build.bundle import bundle
from iomlib.build.bundle_lock import running, running_of
from iomlib.build.bundle_zip import pack, refuse_names, unpack_checked, write_sums
from iomlib.build.fingerprint import of_bytes
from iomlib.commands.bundle import told
from iomlib.errors import DisclosureError, ParameterError, VerificationError

CANARY = "person-c0ffee0000c0ffee0000"  # as `iom import` writes a pseudonym
REAL = {
    "nominals": f"person,born,sex\n{CANARY},1980-02-29,male\n",
    "residence": f"person,area,start,end\n{CANARY},haringey,2007-01-01,\n",
}


def packed(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def everything(content):
    """Give all bytes of a bundle, those of packed files and of tables of people too."""
    for name, each in content.items():
        yield each
        if name.endswith((".docx", ".ods")):
            with zipfile.ZipFile(io.BytesIO(each)) as inner:
                yield from map(inner.read, inner.namelist())
        if name.endswith(".parquet"):
            yield str(pq.read_table(pa.BufferReader(each)).to_pydict()).encode()


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    return bundled(tmp_path_factory)


@pytest.fixture(scope="session")
def content(release):
    return packed(release / "one.zip")


@pytest.fixture(scope="session")
def crate(release, tmp_path_factory):
    place = tmp_path_factory.mktemp("crate")
    with zipfile.ZipFile(release / "one.zip") as file:
        file.extractall(place)
    return ROCrate(place)


def test_a_release_is_bundled_and_what_came_of_it_is_told(release):
    said = read_json(release / "told.json")
    assert said["code"] == 0, said["err"]
    assert said["out"].startswith("two.zip: 2 of 2 reports can be made again from it (")
    assert said["out"].endswith("Its README.md says what left and what did not.\n")
    assert sorted(path.name for path in release.iterdir() if path.is_file()) == [
        "one.zip",
        "told.json",
        "two.zip",
    ]


def test_the_same_release_gives_the_same_bytes(release):
    assert (release / "one.zip").read_bytes() == (release / "two.zip").read_bytes()


def test_every_file_has_the_date_and_the_rights_of_every_other(release):
    with zipfile.ZipFile(release / "one.zip") as file:
        entries = file.infolist()
    assert {(each.date_time, each.external_attr, each.create_system) for each in entries} == {
        ((1980, 1, 1, 0, 0, 0), 0o100644 << 16, 3)
    }
    names = [each.filename for each in entries]
    assert names == sorted(names) and len(names) == len(set(names))


def test_the_sums_are_those_of_all_files(content):
    lines = content["SHA256SUMS"].decode().splitlines()
    listed = {name: sha for sha, name in (line.split("  ", 1) for line in lines)}
    assert listed == {name: of_bytes(each) for name, each in content.items() if name != "SHA256SUMS"}


def test_the_reports_lie_there_as_they_were_published(release, content):
    for report in (PRINTED, MADE_UP):
        area, quarter = report.split("/")
        for path in sorted((release / "outputs" / quarter / area).rglob("*.*")):
            name = path.relative_to(release).as_posix()
            assert content[name] == path.read_bytes(), name


def test_the_code_the_notebooks_and_the_locks_lie_there(content):
    for name in (
        "iomlib/cli.py",
        "iomlib/templates/page.css",
        "pyproject.toml",
        "requirements.lock",
        "LICENSE",
    ):
        assert content[name] == (ROOT / name).read_bytes()
    notebooks = {name for name in content if name.startswith("notebooks/")}
    assert notebooks == {"notebooks/scrutiny_report.ipynb", "notebooks/reoffending_comparison.ipynb"}
    assert content["install.py"] == (ROOT / "iomlib" / "build" / "bundle_install.py").read_bytes()


def test_of_the_input_only_rows_that_a_report_was_given_lie_there(content):
    rows = content["data/crimes.csv"].decode().splitlines()
    assert {row.split(",")[0] for row in rows[1:]} == {"peterborough"}
    assert not [name for name in content if "recorded_crime" in name or "nominals" in name]
    assert content["data/people.csv"] == (ROOT / "data" / "people.csv").read_bytes()  # made anew, to the byte


def test_what_stays_at_home_is_not_there(content):
    refused = ("ledger", "_failed", "unreleased", "restricted", "approvers", "pseudonyms", "retention", "/.")
    reports = [name for name in content if not name.startswith(("iomlib/", "examples/"))]
    assert [name for name in reports for word in refused if word in name] == []


def test_the_run_file_asks_for_these_reports_and_names_no_other(content):
    text = content["params/reports/demo.yml"].decode()
    assert "peterborough" in text and "simulated-partnership" in text
    assert "haringey" not in text and "stockton" not in text
    assert "params/reports/review.yml" not in content


def test_the_readme_has_two_commands_and_says_what_left_and_what_did_not(content):
    text = content["README.md"].decode()
    block = text.split("```sh\n")[1].split("```")[0]
    assert block.splitlines() == ["python3 install.py", ".venv/bin/iom verify outputs"]
    assert "`data/people.csv`: people who are made up, or whose records are public" in text
    assert "the restricted edition, what waits to be released, failed reports" in text
    assert "`data/crimes.csv`: rows of official counts, or of what was printed before" in text
    assert "| Peterborough | 2011/12 Q3 (October to December 2011) | scrutiny_report | made again |" in text


def test_the_sources_of_all_figures_are_named(content):
    text = content["ATTRIBUTION.md"].decode()
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in text
    assert "Peterborough City Council, Strong and Supportive Communities Scrutiny Committee" in text


class TestTheCrate:
    def test_keeps_the_profile_and_has_the_day_of_the_release(self, crate):
        root = crate.root_dataset
        assert root["conformsTo"].id == "https://w3id.org/ro/wfrun/process/0.5"
        assert root["datePublished"] == "2011-12-31"
        assert next(each.id for each in root["license"]) == "LICENSE"

    def test_has_an_action_for_each_report_with_what_it_is_made_from_by_and_to(self, crate):
        actions = {each.id: each for each in crate.root_dataset["mentions"]}
        assert set(actions) == {f"#{PRINTED}/scrutiny_report", f"#{MADE_UP}/reoffending_comparison"}
        action = actions[f"#{MADE_UP}/reoffending_comparison"]
        assert [each.id for each in action["instrument"]] == [
            "#iomlib",
            "notebooks/reoffending_comparison.ipynb",
        ]
        given = [each.id for each in action["object"]]
        assert {
            "data/people.csv",
            "data/control_pool.csv",
            "data/events.csv",
            "params/disclosure.yml",
        } <= set(given)
        made = {each.id for each in action["result"]}
        folder = "outputs/2010-11-Q4/simulated-partnership"
        assert {f"{folder}/reoffending_comparison.{end}" for end in ("html", "pdf", "docx", "ipynb")} <= made
        words = {each["name"]: each["value"] for each in action["object"] if each.type == "PropertyValue"}
        assert words["area"] == "simulated-partnership" and words["quarter"] == "2010-11-Q4"

    def test_names_the_version_of_the_program(self, crate):
        tool = crate.dereference("#iomlib")
        assert tool.type == "SoftwareApplication" and tool["softwareVersion"] == "0.1.0"

    def test_lists_every_file_but_the_code_with_its_sum(self, crate, content):
        about = {"ro-crate-metadata.json", "SHA256SUMS"}
        whole = {name for name in content if not name.startswith(("iomlib/", "examples/"))} - about
        files = {each.id: each for each in crate.data_entities if "File" in each.type}
        assert set(files) == whole
        assert all(files[name]["sha256"] == of_bytes(content[name]) for name in whole)

    def test_every_thing_that_is_spoken_of_is_described(self, content):
        graph = json.loads(content["ro-crate-metadata.json"])["@graph"]
        known = {each["@id"] for each in graph}
        spoken = json.dumps(graph).split('{"@id": "')[1:]
        asked = {each.split('"', 1)[0] for each in spoken}
        assert {each for each in asked if each not in known} == {"https://w3id.org/ro/crate/1.1"}


def made(tmp_path, *, run=None, lock=True, **tables):
    """Make a project with one small notebook and what it has published, with tables of its own."""
    folder = project(tmp_path / "project", small=[SAY])
    if lock:
        shutil.copy(ROOT / "requirements.lock", folder)
    for name, text in tables.items():
        (folder / "data" / f"{name}.csv").write_text(text)
    done = iom("run", run_file(folder, **(run or {})), "--output", folder / "outputs", "--format", "html")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return once(tmp_path_factory, "bundled-small", made)


@pytest.fixture
def small(published, tmp_path):
    """Give a project of two areas with one small notebook, and what it has published."""
    return shutil.copytree(published / "project", tmp_path / "small")


@pytest.fixture(scope="module")
def with_real(tmp_path_factory):
    return once(tmp_path_factory, "bundled-real", lambda folder: made(folder, **REAL))


def again(folder, trouble=None):
    """Bundle what a project has published, and give what is said of it."""
    if trouble:
        with pytest.raises(trouble) as caught:
            bundle(folder / "outputs", folder / "release.zip")
        assert not (folder / "release.zip").exists()
        said = str(caught.value)
    else:
        said = "\n".join(told(bundle(folder / "outputs", folder / "release.zip")))
    assert not list(folder.glob("outputs/.building-*")) and not list(folder.glob(".new-*"))
    return said


class TestPeople:
    @pytest.fixture
    def real(self, with_real, tmp_path):
        """Give a project in which one of two areas has a person who is not made up."""
        return shutil.copytree(with_real / "project", tmp_path / "real")

    def test_a_report_on_real_people_leaves_only_as_it_was_published(self, real):
        said = again(real)
        assert (
            "haringey/2008-09-Q1/small: only as published: data/nominals.parquet: a table of people who are not "
            "made up by this project's own code; data/residence.parquet: a table of people" in said
        )
        found = packed(real / "release.zip")
        assert "outputs/2008-09-Q1/peterborough/small.html" in found
        assert "published/2008-09-Q1/haringey/small.html" in found and "published/index.html" in found
        assert not [name for name in found if name.startswith("outputs/2008-09-Q1/haringey")]
        # The pages around the others name nothing that is not there.
        of_outputs = json.loads(found["outputs/manifest.json"])
        assert [each["area_id"] for each in of_outputs["published"]] == ["peterborough", "simulated-stockton"]
        assert b"aringey" not in found["outputs/index.html"] and b"aringey" in found["published/index.html"]
        assert found["published/index.html"] == (real / "outputs" / "index.html").read_bytes()
        assert "were written for this bundle" in found["README.md"].decode()
        tables = [name for name in found if "nominals" in name or "residence" in name]
        assert all(name.startswith("data-stand-in/") for name in tables)
        assert "haringey" not in found["params/reports/small.yml"].decode()
        assert CANARY.encode() not in b"".join(everything(found))
        assert "**not reproducible outside the partnership**" in found["README.md"].decode()
        metadata = found["ro-crate-metadata.json"].decode()
        assert (
            "Not reproducible outside the partnership: data/nominals.parquet: a table of people" in metadata
        )

    def test_in_place_of_real_people_made_up_ones_are_shown_and_every_page_says_so(self, real):
        said = again(real)
        assert "simulated-stockton/2008-09-Q4/small: made on SIMULATED people, in place of real ones." in said
        found = packed(real / "release.zip")
        page = found["outputs/2008-09-Q4/simulated-stockton/small.html"].decode()
        assert "SIMULATED Stockton-on-Tees" in page.split("</title>")[0] and "<h1" in page
        assert "SIMULATED people in place of real ones" in found["params/reports/small-stand-in.yml"].decode()
        ids = pq.read_table(pa.BufferReader(found["data-stand-in/nominals.parquet"]))["person"].to_pylist()
        assert len(ids) == 4000 and all(each.startswith("simulated-") for each in ids)
        assert not [name for name in found if "identities" in name]
        text = " ".join(found["README.md"].decode().split())
        assert "a stand-in, never published" in text
        assert "It does not show that the published figures are right." in text
        assert (
            "SIMULATED: the same notebook on people who do not exist"
            in found["ro-crate-metadata.json"].decode()
        )

    def test_a_release_with_failures_leaves_them_at_home(self, small):
        place = small / "notebooks" / "small.ipynb"
        text = place.read_text("utf-8")
        place.write_text(text.replace("Sentence(", "1 / (area != 'haringey')\\nSentence("), "utf-8")
        run = small / "params" / "reports" / "small.yml"
        assert iom("run", run, "--output", small / "outputs", "--format", "html").returncode == 1
        assert again(small).startswith("release.zip: 1 of 1 reports")
        found = packed(small / "release.zip")
        assert not [name for name in found if "_failed" in name]
        assert b"aringey" not in found["outputs/index.html"] and b"aringey" in found["published/index.html"]

    def test_people_whom_the_simulation_does_not_make_are_real_whatever_they_are_called(self, tmp_path):
        tables = {name: text.replace(CANARY, "simulated-c0ffee0000") for name, text in REAL.items()}
        tables["residence"] = tables["residence"].replace("haringey", "simulated-stockton")
        folder = made(tmp_path, run={"areas": ["simulated-stockton"]}, **tables)
        shutil.copy(ROOT / "data" / "truth.json", folder / "data")  # says of which seed the people are
        said = again(folder)
        assert (
            "simulated-stockton/2008-09-Q1/small: only as published: data/nominals.parquet: a table of"
            in said
        )
        assert b"simulated-c0ffee0000" not in b"".join(everything(packed(folder / "release.zip")))

    def test_a_notebook_that_cannot_show_made_up_people_has_no_stand_in(self, real):
        place = real / "notebooks" / "small.ipynb"
        text = place.read_text("utf-8")
        place.write_text(text.replace("Sentence(", "1 / (area != 'simulated-stockton')\\nSentence("), "utf-8")
        run = real / "params" / "reports" / "small.yml"
        assert iom("run", run, "--output", real / "outputs", "--format", "html").returncode == 0
        said = again(real)
        assert "No stand-in of small: " in said and "ZeroDivisionError" in said
        assert "made on SIMULATED people" not in said
        found = packed(real / "release.zip")
        assert "so there is no stand-in:\n\n- small: " in found["README.md"].decode()
        assert not [name for name in found if "stand-in" in name]
        assert "params/reports/small-stand-in.yml" not in found

    def test_counts_that_nobody_has_marked_as_published_stay(self, tmp_path):
        text = (ROOT / "data" / "memberships.csv").read_text("utf-8")
        own = text.splitlines()[1].replace("stockton-on-tees", "haringey").replace(",yes,", ",no,")
        folder = made(tmp_path, run={"quarters": ["2009-10-Q1"]}, memberships=f"{text}{own}\n")
        assert "data/memberships.csv: 1 of 4 rows are not marked as published" in again(folder)
        assert "data/memberships.csv" not in packed(folder / "release.zip")

    def test_statements_of_papers_that_are_public_leave(self, tmp_path):
        """Their column `published` is what a paper says, and no "yes"."""
        only = ("--only", "haringey/2007-08-Q3")
        iom("run", DEMO, *only, "--output", tmp_path / "outputs", "--format", "html")
        done = iom("bundle", tmp_path / "outputs", tmp_path / "release.zip")
        assert "1 of 1 reports can be made again from it" in done.stdout, done.stderr
        assert "data/published_claims.csv" in packed(tmp_path / "release.zip")

    def test_a_release_of_which_nothing_can_be_made_again_is_refused(self, tmp_path):
        text = (ROOT / "data" / "memberships.csv").read_text("utf-8")
        own = text.splitlines()[1].replace("stockton-on-tees", "haringey").replace(",yes,", ",no,")
        run = {"quarters": ["2009-10-Q1"], "areas": ["haringey"]}
        said = again(made(tmp_path, run=run, memberships=f"{text}{own}\n"), DisclosureError)
        assert said.startswith("No report can be made again from what may leave, so there is no bundle.\n")
        assert (
            "haringey/2009-10-Q1/small: data/memberships.csv: 1 of 4 rows are not marked as published."
            in said
        )

    def test_an_id_that_stands_anywhere_in_it_stops_the_bundle(self, real):
        words = real / "params" / "words"
        words.mkdir(exist_ok=True)
        (words / "cy.yml").write_text(f"a: {{b: the sentence of {CANARY}}}\n")
        said = again(real, DisclosureError)
        assert "params/words/cy.yml: line 1: 1 pseudonym" in said and CANARY not in said

    def test_what_a_notebook_showed_when_it_was_tried_stops_the_bundle(self, small):
        path = small / "notebooks" / "small.ipynb"
        book = json.loads(path.read_text("utf-8"))
        book["cells"][-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "a name"}]
        path.write_text(json.dumps(book), "utf-8")
        assert iom("run", small / "params" / "reports" / "small.yml", "--format", "html").returncode == 0
        assert again(small, DisclosureError) == (
            "notebooks/small.ipynb: holds what its cells showed when it was tried, perhaps on real people. Clear the "
            "outputs, save it and run iom run, then bundle it."
        )

    def test_a_key_of_pseudonyms_stops_the_bundle(self, small):
        (small / "params" / "words").mkdir(exist_ok=True)
        (small / "params" / "words" / "key.yml").write_text("0f" * 32 + "\n")
        assert (
            "params/words/key.yml: looks like the key of pseudonyms. Keep it where only you can read it."
            in again(small, DisclosureError)
        )


class TestIsRefused:
    def test_a_folder_of_restricted_reports(self, small):
        restricted = small / "params" / "reports" / "small.yml"
        done = iom(
            "run", restricted, "--output", small / "outputs", "--edition", "restricted", "--format", "html"
        )
        assert done.returncode == 0
        with pytest.raises(DisclosureError, match="restricted: holds restricted reports"):
            bundle(small / "outputs" / "restricted", small / "x.zip")
        moved = shutil.copytree(small / "outputs" / "restricted", small / "papers")
        with pytest.raises(DisclosureError, match="papers: holds restricted reports"):
            bundle(moved, small / "x.zip")
        again(small)  # beside it the public edition leaves, and nothing of the restricted one
        assert not [
            name for name in packed(small / "release.zip") if "restricted" in name and "iomlib" not in name
        ]

    def test_reports_that_wait_to_be_released(self, small):
        (small / "outputs").rename(small / "unreleased")
        with pytest.raises(DisclosureError, match="unreleased: what lies there waits to be released"):
            bundle(small / "unreleased", small / "x.zip")

    def test_a_page_that_was_changed(self, small):
        page = small / "outputs" / "2008-09-Q1" / "haringey" / "small.html"
        page.write_text(page.read_text("utf-8").replace("well", "ill"), "utf-8")
        assert (
            "2008-09-Q1/haringey/small.manifest.json: its files are not those of its manifest. "
            "Make it again with iom run, then bundle it." in again(small, VerificationError)
        )

    def test_a_page_that_was_changed_with_its_manifest(self, small):
        folder = small / "outputs" / "2008-09-Q1" / "haringey"
        page, manifest = folder / "small.html", folder / "small.manifest.json"
        old = of_bytes(page.read_bytes())
        page.write_text(page.read_text("utf-8").replace("well", "ill"), "utf-8")
        manifest.write_text(manifest.read_text("utf-8").replace(old, of_bytes(page.read_bytes())), "utf-8")
        assert "haringey/2008-09-Q1/small: is not as manifest.json lists it." in again(
            small, VerificationError
        )

    def test_a_report_that_was_taken_away(self, small):
        shutil.rmtree(small / "outputs" / "2008-09-Q1" / "haringey")
        assert "haringey/2008-09-Q1/small: is not as manifest.json lists it." in again(
            small, VerificationError
        )

    def test_a_folder_without_the_list_of_its_reports(self, small):
        (small / "outputs" / "manifest.json").unlink()
        assert "manifest.json: is missing or cannot be read" in again(small, VerificationError)

    def test_a_report_that_would_come_out_differently_now(self, small):
        path = small / "params" / "treatment-ratio.yml"
        path.write_text(path.read_text("utf-8") + "# a note\n", "utf-8")
        assert (
            "haringey/2008-09-Q1/small: params/treatment-ratio.yml changed, so it would not come out again."
            in again(small, VerificationError)
        )

    def test_a_report_that_no_run_file_makes(self, small):
        run_file(small, title="Another title")
        assert "haringey/2008-09-Q1/small: no run file in params/reports makes it as it is." in again(
            small, ParameterError
        )

    def test_a_report_whose_run_file_cannot_be_read_now(self, small):
        (small / "params" / "rules" / "ni18.yml~").write_text("what an editor leaves")
        assert "rules/ni18.yml~: is no rule file. Rule files end in .yml." in again(small, ParameterError)

    def test_a_project_without_a_lock(self, tmp_path):
        folder = made(tmp_path, lock=False)
        said = again(folder, ParameterError)
        assert "requirements.lock: is not there, so nobody could install the same again." in said

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("x.tar", "x.tar: is not the name of a zip file. Let it end in .zip."),
            ("none/x.zip", "x.zip: there is no folder to put it in."),
            ("outputs/x.zip", "x.zip: lies in a folder that is read for it. Name another place."),
            ("data/x.zip", "x.zip: lies in a folder that is read for it. Name another place."),
        ],
    )
    def test_a_place_where_it_does_not_belong(self, small, name, said):
        with pytest.raises(ParameterError) as trouble:
            bundle(small / "outputs", small / name)
        assert str(trouble.value) == said

    def test_a_place_that_cannot_be_written_to_and_nothing_is_left_there(self, small):
        (small / "release.zip").mkdir()
        with pytest.raises(ParameterError) as trouble:
            bundle(small / "outputs", small / "release.zip")
        assert str(trouble.value) == (
            "release.zip: cannot be written there (Is a directory). Make room, or name another place."
        )
        assert not list(small.glob(".new-*"))

    def test_a_folder_that_is_not_there_is_empty_or_is_of_no_project(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "empty").mkdir()
        with pytest.raises(
            ParameterError, match=r"empty: no project around it. Call iom bundle in the folder"
        ):
            bundle(tmp_path / "empty", tmp_path / "x.zip")
        monkeypatch.chdir(ROOT)
        with pytest.raises(ParameterError, match=r"empty: holds no published report."):
            bundle(tmp_path / "empty", tmp_path / "x.zip")
        with pytest.raises(ParameterError, match=r"none: there is no such folder."):
            bundle(tmp_path / "none", tmp_path / "x.zip")
        assert not (tmp_path / "none").exists()


class TestTheFile:
    @pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\x", "a/./x"])
    def test_has_no_name_that_leads_out_of_its_folder(self, name):
        with pytest.raises(VerificationError, match=r"A name in the bundle leads out of its folder."):
            refuse_names([name])

    @pytest.mark.parametrize("name", ["a/nul", "a:b", "x" * 61, "/".join(["long"] * 40), "a./b"])
    def test_has_no_name_that_a_system_cannot_keep(self, name):
        with pytest.raises(
            VerificationError, match=r"cannot be the name of a file on every system. Rename it."
        ):
            refuse_names([name])

    def test_has_no_two_names_that_are_one_on_some_disks(self):
        with pytest.raises(VerificationError, match=r"A and a are one name on some disks. Rename one."):
            refuse_names(["A", "a"])

    def test_with_a_changed_a_missing_or_a_further_file_is_found_out(self, tmp_path):
        folder = tmp_path / "in"
        folder.mkdir()
        (folder / "a.txt").write_text("a")
        (folder / "b.txt").write_text("b")
        write_sums(folder)
        for harm in ((folder / "a.txt", "x"), (folder / "c.txt", "c")):
            harmed = shutil.copytree(folder, tmp_path / f"harmed-{harm[0].stem}")
            (harmed / harm[0].name).write_text(harm[1])
            pack(harmed, tmp_path / "x.zip")
            with pytest.raises(VerificationError, match=f"{harm[0].name}: is not as SHA256SUMS says."):
                unpack_checked(tmp_path / "x.zip", tmp_path / "out")
        (folder / "b.txt").unlink()
        pack(folder, tmp_path / "x.zip")
        with pytest.raises(VerificationError, match=r"b.txt: is not as SHA256SUMS says."):
            unpack_checked(tmp_path / "x.zip", tmp_path / "out")
        assert not (tmp_path / "out").exists()

    def test_that_leads_out_of_its_folder_is_not_unpacked(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
            file.writestr("../escaped", "x")
        with pytest.raises(VerificationError):
            unpack_checked(tmp_path / "x.zip", tmp_path / "deep" / "out")
        assert not (tmp_path / "deep" / "escaped").exists()


def test_a_lock_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "requirements.lock").write_bytes(b"\xff\xfen\x00")
    with pytest.raises(ParameterError) as refused:
        running_of(tmp_path / "requirements.lock")
    assert refused.value.problems == [
        "requirements.lock: is not text in UTF-8. Take it from git again: git checkout requirements.lock"
    ]


def test_the_running_part_of_the_lock_has_what_runs_and_not_what_tests():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    names = {line.split("==")[0] for line in running(lock).splitlines() if line[:1].isalnum()}
    assert {
        "papermill",
        "typst",
        "rocrate",
        "setuptools",
        "tinycss2",
    } <= names  # an extra asks for the last
    assert not {"pytest", "playwright", "ruff", "mypy", "lifelines"} & names
    assert {"colorama", "appnope"} <= names  # other systems'


def test_nothing_of_the_project_is_written_to_by_a_bundle(small):
    before = {path: path.stat().st_mtime_ns for path in Path(small).rglob("*") if path.is_file()}
    again(small)
    after = {path: path.stat().st_mtime_ns for path in Path(small).rglob("*") if path.is_file()}
    assert {path.name for path in before | after if before.get(path) != after.get(path)} <= {
        "release.zip",
        ".lock",
    }


def test_of_the_code_leaves_what_is_code_and_not_what_an_editor_leaves(small, tmp_path, monkeypatch):
    package = tmp_path / "own" / "iomlib"
    shutil.copytree(ROOT / "iomlib" / "templates", package / "templates")
    for name in ("cli.py", "cli.py~", ".cli.py.swp", ".hidden.py", ".env", "notes.txt", "build/cli.py.orig"):
        (package / name).parent.mkdir(exist_ok=True)
        (package / name).write_text(CANARY)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, package.parent)
    monkeypatch.setattr(making, "iomlib", SimpleNamespace(__file__=str(package / "__init__.py")))
    making._code(tmp_path / "packed", small, [], examples=False)
    own = {path.name for path in (tmp_path / "packed" / "iomlib").rglob("*") if path.is_file()}
    assert own == {
        "cli.py",
        *(path.name for path in (ROOT / "iomlib" / "templates").rglob("*") if path.is_file()),
    }
