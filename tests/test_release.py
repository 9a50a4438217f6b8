"""A report that has to be released is published when two people have approved exactly it, and not before."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from frame import ROOT, SAY, iom, project, read_json, run_file
from sites import put, report, site

from iomlib.build.approvals import NAMESPACE, WANTED, approve, read_signers
from iomlib.build.control import control_of
from iomlib.build.local import Made
from iomlib.build.look import default_look
from iomlib.build.plan import UNRELEASED, Plan
from iomlib.build.release import APPROVALS, approve_all, release_all
from iomlib.build.run import _put_aside
from iomlib.errors import ParameterError
from iomlib.params import RunFile

KEYGEN = shutil.which("ssh-keygen")
pytestmark = pytest.mark.skipif(KEYGEN is None, reason="no ssh-keygen on this machine to sign approvals with")
REPORT = report()
KEY = "haringey/2008-09-Q1/small"
AMINA, BEN, CARA = "Amina.Khan", "Ben.Okoro", "Cara.Lloyd"
ONE = "1 of 2 people have approved it."


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Make a key for each approver, and one that nobody knows."""
    folder = tmp_path_factory.mktemp("keys")
    for name in (AMINA, BEN, CARA, "second", "stranger"):
        made = [KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / name]
        subprocess.run(made, check=True)
    return folder


@pytest.fixture
def root(tmp_path, keys):
    """Give a project whose approvers are three people with a key each."""
    shutil.copytree(ROOT / "params", tmp_path / "project" / "params")
    trust(tmp_path / "project", *((name, "", keys / name) for name in (AMINA, BEN, CARA)))
    return tmp_path / "project"


def trust(root, *lines):
    path = root / "params" / "approvers" / "allowed_signers"
    path.parent.mkdir(exist_ok=True)
    said = [f"{name} {limits} {(public(key))}".replace("  ", " ") for name, limits, key in lines]
    path.write_text("\n".join(["# who may approve", *said]) + "\n", "utf-8")


def public(key):
    return key.with_name(key.name + ".pub").read_text("utf-8").strip()


@pytest.fixture
def output(tmp_path):
    """Have a report waiting, with its pages around it."""
    made = tmp_path / "outputs"
    put(made / UNRELEASED, REPORT, rule=None)
    return made


def plan(root, *reports, **changes):
    run = RunFile(
        title="A partnership", notebooks=["small"], areas=["haringey"], data="data", release="required"
    )
    return Plan(root, root / "data", run.model_copy(update=changes), list(reports) or [REPORT])


def refused(root, output):
    """Try to release the report that waits, and say why it was not."""
    (ended,) = release_all(plan(root), output)
    assert not (output / "2008-09-Q1").exists()
    return ended.problems


def approvals(output):
    return output / UNRELEASED / APPROVALS / "2008-09-Q1" / "haringey" / "small"


def test_two_people_with_a_key_each_release_a_report(root, output, keys):
    before = {
        path.name: path.read_bytes()
        for path in (output / UNRELEASED / "2008-09-Q1" / "haringey").glob("small.*")
    }
    for name in (AMINA, BEN):
        assert approve_all(plan(root), output, name, keys / name) == [KEY]
    (ended,) = release_all(plan(root), output)
    assert (ended.problems, [each.by for each in ended.approved]) == ([], [AMINA, BEN])
    released = output / "2008-09-Q1" / "haringey"
    assert {path.name: path.read_bytes() for path in released.glob("small.*")} == before
    assert not (output / UNRELEASED / "2008-09-Q1").exists()
    assert [each["area_id"] for each in read_json(output / "manifest.json")["published"]] == ["haringey"]
    assert read_json(output / UNRELEASED / "manifest.json")["published"] == []


def test_a_release_says_in_its_log_and_its_notes_who_approved_it_and_when(root, output, keys):
    for name in (AMINA, BEN):
        approve_all(plan(root), output, name, keys / name)
    release_all(plan(root), output)
    (event,) = read_json(output / "releases.json")["events"]
    assert [each["by"] for each in event["approved"]] == [AMINA, BEN]
    signed = json.loads((approvals(output) / f"{AMINA}.json").read_text("utf-8"))
    assert event["approved"][0]["at"] == signed["time"]
    assert event["approved"][0]["key"] == read_signers(root / "params")[0].key
    notes = (output / "releases.html").read_text("utf-8")
    assert f"Approved for release by {AMINA} (" in notes and f"; {BEN} (" in notes


def test_what_waits_is_named_in_no_public_file(root, output, keys):
    secret = report("peterborough", "2011-12-Q3", name="Waitingham")
    put(output / UNRELEASED, secret, 987_654, words="It waits.", rule=None)
    site(output / UNRELEASED, secret)
    for name in (AMINA, BEN):
        approve_all(plan(root), output, name, keys / name)
    put(output / UNRELEASED, secret, 876_543, words="It waits.", rule=None)
    first, second = release_all(plan(root, REPORT, secret), output)
    assert first.problems == [] and second.problems != []
    files = [path for path in output.rglob("*") if path.is_file()]
    told = b"".join(path.read_bytes() for path in files if UNRELEASED not in path.relative_to(output).parts)
    secrets = (
        b"Waitingham",
        b"2011-12-Q3",
        b"2011/12",
        b"987,654",
        b"876,543",
        b"876543",
        b"It waits",
        b"peterborough",
    )
    assert [words for words in (*secrets, UNRELEASED.encode()) if words in told] == []
    assert b"Crimes were counted." in told


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of files")
def test_nobody_else_may_look_at_what_waits_and_everybody_at_what_is_released(root, output, keys):
    before = os.umask(0o022)
    try:
        for name in (AMINA, BEN):
            approve_all(plan(root), output, name, keys / name)
        paths = [output / UNRELEASED, *(output / UNRELEASED).rglob("*")]
        assert {(path.is_dir(), path.stat().st_mode & 0o777) for path in paths} == {
            (True, 0o700),
            (False, 0o600),
        }
        release_all(plan(root), output)
    finally:
        os.umask(before)
    assert (output / "2008-09-Q1" / "haringey").stat().st_mode & 0o777 == 0o755
    assert (output / "2008-09-Q1" / "haringey" / "small.html").stat().st_mode & 0o777 == 0o644
    assert (output / UNRELEASED).stat().st_mode & 0o777 == 0o700


class TestAReportIsNotReleased:
    def test_without_an_approval(self, root, output):
        assert refused(root, output) == ["0 of 2 people have approved it."]

    def test_with_one(self, root, output, keys):
        approve_all(plan(root), output, AMINA, keys / AMINA)
        assert refused(root, output) == [ONE]

    def test_where_one_person_approves_twice(self, root, output, keys):
        trust(root, (AMINA, "", keys / AMINA), (AMINA.lower(), "", keys / "second"))
        approve_all(plan(root), output, AMINA, keys / AMINA)
        approve_all(plan(root), output, AMINA.lower(), keys / "second")
        said = "amina.khan has approved it twice. The second approval is another person's."
        assert refused(root, output) == [said, ONE]

    def test_where_one_person_signs_with_two_keys(self, root, output, keys):
        trust(root, (AMINA, "", keys / AMINA), (AMINA, "", keys / "second"))
        approve_all(plan(root), output, AMINA, keys / AMINA)
        for end in (".json", ".json.sig"):
            (approvals(output) / f"{AMINA}{end}").rename(approvals(output) / f"first{end}")
        approve_all(plan(root), output, AMINA, keys / "second")
        said = f"{AMINA} has approved it twice. The second approval is another person's."
        assert refused(root, output) == [said, ONE]

    def test_where_two_names_sign_with_one_key(self, root, output, keys):
        trust(root, (AMINA, "", keys / AMINA), (BEN, "", keys / AMINA))
        for name in (AMINA, BEN):
            approve_all(plan(root), output, name, keys / AMINA)
        said = f"{AMINA} and {BEN} have signed with one key. Each needs a key of their own."
        assert refused(root, output) == [said, ONE]

    def test_with_a_key_that_nobody_knows(self, root, output, keys):
        approve_all(plan(root), output, AMINA, keys / AMINA)
        approve_all(plan(root), output, BEN, keys / "stranger")
        said = f"is signed with a key that is not in approvers/allowed_signers, and not with one of {BEN}."
        assert refused(root, output) == [f"{BEN}.json: {said}", ONE]

    def test_with_the_key_of_somebody_else(self, root, output, keys):
        approve_all(plan(root), output, AMINA, keys / AMINA)
        approve_all(plan(root), output, BEN, keys / CARA)
        said = f"{BEN}.json: is signed with the key of {CARA}, and not with one of {BEN}."
        assert refused(root, output) == [said, ONE]

    def test_by_somebody_who_is_no_approver(self, root, output, keys):
        approve_all(plan(root), output, AMINA, keys / AMINA)
        approve_all(plan(root), output, "Ben.Okorro", keys / BEN)
        said = f"Ben.Okorro.json: Ben.Okorro is not in approvers/allowed_signers. Did you mean {BEN}?"
        assert refused(root, output) == [said, ONE]

    @pytest.mark.parametrize(
        "limits", ['valid-before="20200101"', 'valid-after="20990101"', 'namespaces="git"'], ids=str
    )
    def test_with_a_key_that_is_not_valid_now(self, root, output, keys, limits):
        trust(root, (AMINA, "", keys / AMINA), (BEN, limits, keys / BEN))
        for name in (AMINA, BEN):
            approve_all(plan(root), output, name, keys / name)
        said = (
            "may not sign today: see valid-after, valid-before and namespaces in approvers/allowed_signers."
        )
        assert refused(root, output) == [f"{BEN}.json: the key of {BEN} {said}", ONE]

    def test_with_a_key_that_is_revoked(self, root, output, keys):
        for name in (AMINA, BEN):
            approve_all(plan(root), output, name, keys / name)
        (root / "params" / "approvers" / "revoked").write_text(public(keys / BEN) + "\n", "utf-8")
        said = f"{BEN}.json: the key of {BEN} is revoked (params/approvers/revoked)."
        assert refused(root, output) == [said, ONE]

    def test_that_has_changed_since(self, root, output, keys):
        approve_all(plan(root), output, AMINA, keys / AMINA)
        put(output / UNRELEASED, REPORT, 31, rule=None)
        approve_all(plan(root), output, BEN, keys / BEN)
        said = f"{AMINA}.json: the report has changed since it was approved. Read it and approve again."
        assert refused(root, output) == [said, ONE]

    def test_with_an_approval_of_another_report(self, root, output, keys):
        other = report("peterborough")
        put(output / UNRELEASED, other, rule=None)
        approve_all(plan(root, REPORT), output, AMINA, keys / AMINA)
        approve_all(plan(root, other), output, BEN, keys / BEN)
        theirs = output / UNRELEASED / APPROVALS / "2008-09-Q1" / "peterborough" / "small"
        for path in theirs.iterdir():
            shutil.copy(path, approvals(output))
        said = f"{BEN}.json: approves peterborough/2008-09-Q1/small, and not this report."
        assert refused(root, output) == [said, ONE]

    def test_whose_approval_was_written_anew_below_its_signature(self, root, output, keys):
        for name in (AMINA, BEN):
            approve_all(plan(root), output, name, keys / name)
        path = approvals(output) / f"{BEN}.json"
        path.write_text(path.read_text("utf-8").replace('"time": "2', '"time": "3'), "utf-8")
        said = f"{BEN}.json: its signature is not one of this text for a release. Approve again."
        assert refused(root, output) == [said, ONE]

    def test_whose_approval_was_signed_for_something_else(self, root, output, keys):
        for name in (AMINA, BEN):
            approve_all(plan(root), output, name, keys / name)
        path = approvals(output) / f"{BEN}.json"
        signed = subprocess.run(
            [KEYGEN, "-Y", "sign", "-f", keys / BEN, "-n", "file"],
            input=path.read_bytes(),
            capture_output=True,
            check=True,
        )
        path.with_name(path.name + ".sig").write_bytes(signed.stdout)
        said = f"{BEN}.json: its signature is not one of this text for a release. Approve again."
        assert refused(root, output) == [said, ONE]

    def test_whose_signature_is_gone(self, root, output, keys):
        for name in (AMINA, BEN):
            approve_all(plan(root), output, name, keys / name)
        (approvals(output) / f"{BEN}.json.sig").unlink()
        assert refused(root, output) == [f"{BEN}.json: its signature {BEN}.json.sig is not there.", ONE]

    def test_with_an_approval_that_is_none(self, root, output, keys):
        approve_all(plan(root), output, AMINA, keys / AMINA)
        (approvals(output) / "b.json").write_text('{"approver": "Ben"}', "utf-8")
        assert refused(root, output) == ["b.json: cannot be read as an approval. Approve again.", ONE]

    def test_that_is_damaged(self, root, output, keys):
        for name in (AMINA, BEN):
            approve_all(plan(root), output, name, keys / name)
        (output / UNRELEASED / "2008-09-Q1" / "haringey" / "small.html").write_text("other", "utf-8")
        with pytest.raises(ParameterError, match="none of these reports waits to be released"):
            release_all(plan(root), output)
        assert not (output / "2008-09-Q1").exists()


class TestAnApprovalIsSpent:
    """It was for one release: the same report may be made again after it was withdrawn, and is not released unasked."""

    def released(self, root, output, keys, crimes):
        put(output / UNRELEASED, REPORT, crimes, rule=None)
        for name in (AMINA, BEN):
            approve_all(plan(root), output, name, keys / name)
        assert [each.problems for each in release_all(plan(root), output)] == [[]]

    def again(self, root, output):
        put(output / UNRELEASED, REPORT, rule=None)
        return release_all(plan(root), output)[0].problems

    def test_by_what_was_withdrawn_since(self, root, output, keys):
        self.released(root, output, keys, 30)
        shutil.rmtree(output / "2008-09-Q1")
        site(output)
        spent = "was for a release that has been withdrawn or revised since. Approve again."
        said = [f"{name}.json: {spent}" for name in (AMINA, BEN)]
        assert self.again(root, output) == [*said, "0 of 2 people have approved it."]
        assert not (output / "2008-09-Q1").exists()
        self.released(root, output, keys, 30)

    def test_by_what_was_revised_since(self, root, output, keys):
        self.released(root, output, keys, 30)
        shutil.copytree(approvals(output), output.parent / "old")
        self.released(root, output, keys, 31)
        shutil.copytree(output.parent / "old", approvals(output), dirs_exist_ok=True)
        assert self.again(root, output)[-1] == "0 of 2 people have approved it."

    def test_but_not_by_the_same_report_made_again(self, root, output, keys):
        self.released(root, output, keys, 30)
        assert self.again(root, output) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of files")
@pytest.mark.parametrize("name", ["allowed_signers", "revoked", "."])
def test_a_list_of_approvers_that_everybody_may_write_is_refused(root, output, keys, name):
    for approver in (AMINA, BEN):
        approve_all(plan(root), output, approver, keys / approver)
    path = root / "params" / "approvers" / name
    path.touch()
    path.chmod(0o777 if path.is_dir() else 0o666)
    with pytest.raises(ParameterError, match="every account of this machine may write it, and so approve"):
        release_all(plan(root), output)
    assert not (output / "2008-09-Q1").exists()


def test_a_list_of_revoked_keys_that_leads_nowhere_is_no_leave(root, output, keys):
    for approver in (AMINA, BEN):
        approve_all(plan(root), output, approver, keys / approver)
    (root / "params" / "approvers" / "revoked").symlink_to("gone")
    assert refused(root, output)[-1] == "0 of 2 people have approved it."


def test_one_person_by_two_spellings_is_one(root, output, keys):
    trust(root, (AMINA, "", keys / AMINA), ("Amina-khan", "", keys / "second"))
    for name, key in ((AMINA, AMINA), ("Amina-khan", "second")):
        approve_all(plan(root), output, name, keys / key)
    assert refused(root, output)[-1] == ONE


@pytest.mark.parametrize("where", [".", UNRELEASED, "2008-09-Q1"])
def test_a_link_among_the_outputs_stops_a_release(root, output, keys, tmp_path, where):
    for name in (AMINA, BEN):
        approve_all(plan(root), output, name, keys / name)
    (tmp_path / "else").mkdir()
    (output / where / "linked").parent.mkdir(exist_ok=True)
    (output / where / "linked").symlink_to(tmp_path / "else", target_is_directory=True)
    for act in (
        lambda: release_all(plan(root), output),
        lambda: approve_all(plan(root), output, AMINA, keys / AMINA),
    ):
        with pytest.raises(ParameterError, match="linked is a link, which may lead out of the folder"):
            act()
    assert not list((tmp_path / "else").iterdir())


def test_a_third_approval_that_does_not_hold_keeps_no_report_back(root, output, keys):
    for name, key in ((AMINA, AMINA), (BEN, BEN), (CARA, "stranger")):
        approve_all(plan(root), output, name, keys / key)
    (ended,) = release_all(plan(root), output)
    assert (ended.problems, len(ended.approved)) == ([], WANTED)


class TestAreRefused:
    def test_run_files_whose_reports_need_no_release(self, root, output):
        with pytest.raises(ParameterError, match=r"^the run file does not say release: required"):
            release_all(plan(root, release="free"), output)

    def test_keys_that_are_not_there(self, root, output, tmp_path):
        with pytest.raises(ParameterError, match=r"^--key none: ssh-keygen did not sign with it\. "):
            approve_all(plan(root), output, AMINA, tmp_path / "none")

    @pytest.mark.parametrize("name", ["../out", "a@b.example", "A", "-n", "two words"])
    def test_names_that_cannot_stand_in_a_public_log(self, tmp_path, keys, name):
        with pytest.raises(ParameterError, match="is no name for the log of releases"):
            approve(tmp_path, KEY, "0" * 64, name, keys / AMINA)
        assert list(tmp_path.iterdir()) == []

    def test_projects_without_approvers(self, root, output):
        shutil.rmtree(root / "params" / "approvers")
        with pytest.raises(ParameterError, match=r"^approvers/allowed_signers: is not in params"):
            release_all(plan(root), output)

    @pytest.mark.parametrize("line", ["* {}", "Amina,Ben {}", "Amina cert-authority {}", "Amina", "A.* {}"])
    def test_lines_that_could_stand_for_more_than_one_person(self, root, output, keys, line):
        path = root / "params" / "approvers" / "allowed_signers"
        path.write_text(line.format(public(keys / AMINA)) + "\n", "utf-8")
        with pytest.raises(ParameterError, match="line 1 does not name one person and one key"):
            release_all(plan(root), output)

    def test_machines_without_ssh_keygen(self, root, output, keys, monkeypatch):
        monkeypatch.setenv("PATH", "")
        with pytest.raises(ParameterError, match=r"^ssh-keygen is not on this machine"):
            approve_all(plan(root), output, AMINA, keys / AMINA)


def test_releases_are_signed_for_nothing_else():
    assert NAMESPACE == "iomlib-release"


class TestARunWhoseReportsHaveToBeReleased:
    """`iom` as a user meets it: made, approved, released, up to date, made again from other words."""

    def test_puts_them_where_they_wait_until_two_have_approved(self, tmp_path, keys):
        made = project(tmp_path, small=[SAY])
        trust(made, (AMINA, "", keys / AMINA), (BEN, "", keys / BEN))
        path = run_file(made, areas=["haringey"], release="required")
        html, outputs = ("--format", "html", "--jobs", "1"), made / "outputs"
        done = iom("run", path, *html)
        assert (done.returncode, sorted(each.name for each in outputs.glob("[!.]*"))) == (0, [UNRELEASED])
        assert done.stderr == "1/1 haringey/2008-09-Q1 made, and waits\n"
        said = "1 of 1 reports made; what is not released waits. Open "
        assert done.stdout == f"{said}{outputs / UNRELEASED / 'index.html'}\n"
        assert "Not released: these reports wait" in (outputs / UNRELEASED / "index.html").read_text("utf-8")
        alone = iom("release", path)
        assert (alone.returncode, alone.stderr) == (1, f"{KEY}: 0 of 2 people have approved it.\n")
        assert alone.stdout.startswith("0 of 1 reports released.")
        assert "belong together" in iom("release", path, "--approve", AMINA).stderr
        wrong = iom("release", path, "--approve", AMINA, "--key", keys / BEN)
        assert (wrong.returncode, wrong.stdout) == (2, "")
        said = f"{KEY}: signed, but it does not count: is signed with the key of {BEN}, and not with one of {AMINA}.\n"
        assert wrong.stderr == said
        for name in (AMINA, BEN):
            signed = iom("release", path, "--approve", name, "--key", keys / name)
            assert (signed.returncode, signed.stdout) == (0, f"{KEY}: approved by {name}.\n")
        released = iom("release", path)
        assert released.stdout.splitlines() == [
            f"{KEY}: released, approved by {AMINA} and {BEN}.",
            f"1 of 1 reports released. Open {outputs / 'index.html'}",
        ]
        assert (outputs / "2008-09-Q1" / "haringey" / "small.html").is_file()
        assert iom("run", path, *html, "--explain").stdout.startswith(f"{KEY} up to date\n")

    def test_withdraws_what_was_released_where_disclosure_control_refuses_it_now(self, tmp_path):
        put(tmp_path, REPORT)
        shown = control_of(ROOT / "params", tmp_path), default_look()
        for kind, there in (("ReportError", True), ("DisclosureError", False)):
            _put_aside(REPORT, Made(0, tmp_path, ["it failed."], kind), tmp_path, set(), shown)
            assert (tmp_path / "2008-09-Q1").exists() == there
        assert (tmp_path / UNRELEASED / "_failed" / "2008-09-Q1" / "haringey" / "small.html").is_file()


def test_a_folder_of_outputs_is_not_called_as_the_one_of_what_waits(tmp_path):
    made = project(tmp_path, small=[SAY])
    done = iom("run", run_file(made), "--output", tmp_path / UNRELEASED)
    assert done.returncode == 2
    assert "--output unreleased: reports that wait to be released have a folder of this name" in done.stderr


def test_a_plan_says_where_each_edition_is_put(root, output):
    waiting = plan(root)
    assert waiting.place(output, "public") == output / UNRELEASED
    assert waiting.place(output, "restricted") == output
    assert plan(root, release="free").place(output, "public") == output
    assert waiting.lies(output, REPORT) == output / UNRELEASED
    shutil.rmtree(output / UNRELEASED)
    assert waiting.lies(output, REPORT) == output
    assert waiting.lies(output, replace(REPORT, edition="restricted")) == Path(output)
