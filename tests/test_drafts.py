"""Drafts for data protection say what the manifests know, and leave to the controller what only they can say."""

import re
import shutil

import pytest
from frame import ROOT
from sites import put, report

from iomlib.build.drafts import NAMES, write_drafts
from iomlib.build.plan import UNRELEASED, Plan
from iomlib.build.releases import Event, Log, write_log
from iomlib.errors import ParameterError
from iomlib.params import RunFile


def plan(root=ROOT, **changes):
    run = RunFile(title="A *bold* partnership", notebooks=["small"], areas=["haringey"], data="data")
    return Plan(root, root / "data", run.model_copy(update=changes), [report()])


def texts(output, root=ROOT, **changes):
    """Give both drafts as a reader sees them: without the signs that keep a text from acting as markup."""
    paths = write_drafts(plan(root, **changes), output)
    return [re.sub(r"\\(.)", r"\1", path.read_text("utf-8")) for path in paths]


@pytest.fixture
def output(tmp_path):
    """Publish a report of both editions, and have one waiting."""
    made = tmp_path / "outputs"
    put(made, report())
    put(made, report(edition="restricted"))
    put(made / UNRELEASED, report("peterborough"), rule=None)
    return made


def test_they_lie_with_the_restricted_edition_where_nobody_else_may_look(output):
    paths = write_drafts(plan(), output)
    assert [path.relative_to(output).as_posix() for path in paths] == [
        f"restricted/drafts/{name}" for name in NAMES
    ]
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def test_an_assessment_lists_the_reports_and_their_input(output):
    assessment, _ = texts(output)
    assert "- Haringey, 2008/09 Q1 (April to June 2008): Crimes (public)" in assessment
    assert "- Haringey, 2008/09 Q1 (April to June 2008): Crimes (restricted)" in assessment
    assert "- Peterborough, 2008/09 Q1 (April to June 2008): Crimes (public)" in assessment
    assert "Other data that they were made from: `data/crimes.csv`." in assessment
    assert "Tables of people that they were made from:\n\n- none\n" in assessment


def test_a_table_of_people_is_named_with_the_reports_that_were_given_it(output, monkeypatch):
    monkeypatch.setattr(
        "iomlib.build.drafts.published_reports",
        lambda base, edition: [
            {
                "area": "A",
                "quarter": "Q",
                "notebook": "n",
                "edition": edition,
                "sha256": {"inputs": {name: edition}},
            }
            for name in ("data/arrests.parquet", "params/areas.csv")
        ],
    )
    assessment, policy = texts(output)
    for text in (assessment, policy):
        assert "- `data/arrests.parquet`, in 3 reports" in text
        assert "params/areas.csv" not in text


def test_names_are_as_a_reader_of_plain_text_expects_them(output):
    for path in write_drafts(plan(), output):
        text = path.read_text("utf-8")
        assert "A \\*bold\\* partnership" in text and "\\(" not in text and "\\/" not in text


def test_they_say_by_which_rule_people_are_protected(output):
    for text in texts(output):
        assert "counts of people below 10, nobody included, are withheld" in text
        assert "others are rounded to 5" in text


def test_they_say_whether_reports_are_signed_and_by_whom(output):
    assert "The run file does not ask for release" in texts(output)[0]
    signed = {"by": "Amina.Khan", "at": "2026-11-23T10:00:00Z", "key": "SHA256:x"}
    about = {"area": "Haringey", "quarter": "Q", "name": "Crimes", "date": "2026-11-23"}
    event = Event(what="published", key="haringey/2008-09-Q1/small", version=1, approved=[signed], **about)
    write_log(output, Log(id="00000000-0000-0000-0000-000000000000", events=[event]))
    assessment, _ = texts(output, release="required")
    assert "only when two people have signed it" in assessment
    assert "- haringey/2008-09-Q1/small, version 1: Amina.Khan, 2026-11-23T10:00:00Z" in assessment


def test_they_quote_how_long_files_are_kept_or_say_that_nobody_has_said(output, tmp_path):
    missing = "[To be written by the controller: there is no params/retention.yml.]"
    assert all(missing in text for text in texts(output))
    shutil.copytree(ROOT / "params", tmp_path / "project" / "params")
    (tmp_path / "project" / "params" / "retention.yml").write_text(
        "kinds:\n  - {kind: people, of: data, files: ['*.csv'], days: 30, source: 'Agreement, 7'}\n", "utf-8"
    )
    for text in texts(output, tmp_path / "project"):
        assert "- people: until 30 days after the file was last written (Agreement, 7)" in text
        assert missing not in text


def test_what_only_the_controller_can_say_is_left_to_them(output):
    assessment, policy = texts(output)
    for words in ("Lawful basis", "Purposes", "Controller"):
        (line,) = re.findall(rf"^(?:- )?{words}[^\n]*:[^\n]*$", assessment, re.M)
        assert line.endswith("[To be written by the controller.]")
    assert "- Lawful basis: [To be written by the controller.]" in policy
    assert assessment.count("[To be written by") >= 15


def test_a_title_acts_as_no_markup_in_them(output):
    paths = write_drafts(plan(), output)
    assert all(r"A \*bold\* partnership" in path.read_text("utf-8") for path in paths)


def test_without_a_report_there_is_nothing_to_write_of(tmp_path):
    with pytest.raises(ParameterError, match="holds no report to write of"):
        write_drafts(plan(), tmp_path)
