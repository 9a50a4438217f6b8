"""Revisions: kept whole where a reader is told other things, shown, and let go where the rule asks for it."""

import json
import shutil

import pytest
from bs4 import BeautifulSoup
from reported import figure
from reported import report as listed
from sites import RULE, fail, finished, put, report, site

from iomlib.build import publish as publishing
from iomlib.build.moved import moved
from iomlib.build.publish import publish
from iomlib.build.releases import read_log
from iomlib.disclosure.profile import OPEN

PLACE = "2008-09-Q1/haringey"
SHELF = f"_revisions/{PLACE}/small"
NEW = "Crimes were counted anew."


def kept(output):
    return sorted(
        path.parent.relative_to(output).as_posix() for path in output.glob("_revisions/*/*/*/*/*.html")
    )


def whats(output):
    return [
        (event.what, event.key.split("/")[0], event.version, event.date) for event in read_log(output).events
    ]


def text(path):
    return " ".join(BeautifulSoup(path.read_text("utf-8"), "html.parser").get_text(" ").split())


@pytest.fixture
def revised(tmp_path):
    """Publish 30 crimes, then 31, each with the site around them."""
    put(tmp_path, report(), 30)
    site(tmp_path, report(), released="2009-02-12")
    put(tmp_path, report(), 31)
    return site(tmp_path, report(), released="2009-05-14")


class TestARevision:
    def test_is_kept_whole_as_it_was_published(self, tmp_path):
        put(tmp_path, report(), 30)
        before = {path.name: path.read_bytes() for path in (tmp_path / PLACE).rglob("*") if path.is_file()}
        put(tmp_path, report(), 31)
        after = {
            path.name: path.read_bytes() for path in (tmp_path / SHELF / "1").rglob("*") if path.is_file()
        }
        assert after == before

    def test_is_numbered_from_1(self, tmp_path):
        for crimes in (30, 31, 32, 33):
            put(tmp_path, report(), crimes)
        assert kept(tmp_path) == [f"{SHELF}/{number}" for number in (1, 2, 3)]

    def test_is_made_by_words_alone(self, tmp_path):
        put(tmp_path, report())
        put(tmp_path, report(), words=NEW)
        assert kept(tmp_path) == [f"{SHELF}/1"]
        assert "its words have changed. No figure reads another way." in text(site(tmp_path) / "index.html")

    def test_is_not_made_by_another_template(self, tmp_path):
        put(tmp_path, report())
        put(tmp_path, report(), template="<p>a new footer</p>")
        assert kept(tmp_path) == []
        assert "footer" in (tmp_path / PLACE / "small.html").read_text("utf-8")

    def test_is_not_made_of_a_report_that_somebody_has_changed(self, tmp_path):
        put(tmp_path, report())
        (tmp_path / PLACE / "small.html").write_text("another page")
        put(tmp_path, report(), 31)
        assert kept(tmp_path) == []

    def test_is_not_kept_without_a_rule_for_counts_of_people(self, tmp_path):
        put(tmp_path, report())
        put(tmp_path, report(), 31, rule=None)
        assert kept(tmp_path) == []

    def test_is_kept_once_where_a_run_was_killed_before_it_published(self, tmp_path, monkeypatch):
        put(tmp_path, report())
        site(tmp_path)

        def killed(new, place):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(publishing, "swap", killed)
            with pytest.raises(KeyboardInterrupt):
                put(tmp_path, report(), 31)
        assert "30 crimes." in text(site(tmp_path) / "index.html")
        assert whats(tmp_path) == [("published", "haringey", 1, "2008-06-30")]
        assert "Version 1" not in text(tmp_path / "index.html")
        put(tmp_path, report(), 31)
        assert kept(tmp_path) == [f"{SHELF}/1"]
        assert whats(site(tmp_path))[1:] == [("revised", "haringey", 2, "2008-06-30")]

    def test_of_the_restricted_edition_lies_with_it(self, tmp_path):
        mine = report(edition="restricted")
        put(tmp_path, mine, 2, disclosure="people")
        put(tmp_path, mine, 3, disclosure="people")
        assert kept(tmp_path) == []
        assert kept(tmp_path / "restricted") == [f"{SHELF}/1"]
        site(tmp_path, mine)
        assert "Version 1" in text(tmp_path / "restricted" / "index.html")


class TestItIsShown:
    def test_on_the_index_with_the_number_of_figures_and_a_link_to_what_changed(self, revised):
        index = BeautifulSoup((revised / "index.html").read_text("utf-8"), "html.parser")
        said = index.find(class_="revised")
        assert "Revised: 1 figure reads another way than before." in said.text
        where = said.a["href"].removeprefix("releases.html#")
        notes = BeautifulSoup((revised / "releases.html").read_text("utf-8"), "html.parser")
        assert notes.find(id=where), "the link leads to the note"
        assert index.find("a", href=f"{SHELF}/1/small.html").text.startswith("Version 1")

    def test_in_the_notes_with_each_figure_and_why_it_moved(self, revised):
        notes = BeautifulSoup((revised / "releases.html").read_text("utf-8"), "html.parser")
        (row,) = notes.tbody.find_all("tr")
        assert [cell.text for cell in row.find_all(["th", "td"])] == ["crimes.theft", "30", "31"]
        assert "What has changed in between: data/crimes.csv." in notes.text
        assert notes.find("a", href=f"{SHELF}/1/small.html")

    def test_by_day_newest_first(self, revised):
        notes = BeautifulSoup((revised / "releases.html").read_text("utf-8"), "html.parser")
        assert [head.text for head in notes.find_all("h2")] == ["14 May 2009", "12 February 2009"]

    def test_in_the_manifest(self, revised):
        manifest = json.loads((revised / "manifest.json").read_text("utf-8"))
        (published,) = manifest["published"]
        assert (published["version"], published["released"], manifest["released"]) == (
            2,
            "2009-05-14",
            "2009-05-14",
        )
        (earlier,) = manifest["earlier"]
        assert (earlier["version"], earlier["folder"]) == (1, f"{SHELF}/1")

    def test_not_where_it_is_damaged(self, revised):
        (revised / SHELF / "1" / "small.html").write_text("another")
        site(revised)
        assert "Version 1" not in text(revised / "index.html")
        assert "The earlier version is not kept" in text(revised / "releases.html")

    def test_where_a_report_says_again_what_it_said_at_first(self, tmp_path):
        for crimes in (30, 31, 30):
            put(tmp_path, report(), crimes)
            site(tmp_path)
        assert [version for _, _, version, _ in whats(tmp_path)] == [1, 2, 3]
        told = text(tmp_path / "index.html")
        assert "Version 1" in told
        assert "Version 2" in told


def test_a_figure_that_moved_by_less_than_it_is_rounded_to_is_counted_and_not_listed(tmp_path):
    one, other = [figure(30.1, text="30"), figure(5, id="x")], [figure(30.2, text="30"), figure(6, id="x")]
    versions = [
        listed(tmp_path, area, "2008-09-Q1", figures, sha256={})
        for area, figures in (("one", one), ("other", other))
    ]
    assert moved(tmp_path, *versions) == {
        "figures": [{"id": "x", "before": "5", "now": "6"}],
        "beneath": 1,
        "why": [],
    }


class TestTheRuleForCountsOfPeople:
    def test_keeps_nothing_that_it_would_refuse_today(self, tmp_path):
        for people in (RULE.threshold - 1, 31):
            put(tmp_path, report(), people, disclosure="people")
        put(tmp_path, report(), 40, disclosure="people")
        assert kept(tmp_path) == []
        assert "40 crimes." in text(site(tmp_path) / "index.html")

    def test_keeps_versions_that_differ_by_what_is_rounded(self, tmp_path):
        for people in (30, 35, 40):
            put(tmp_path, report(), people, disclosure="people")
        assert kept(tmp_path) == [f"{SHELF}/1", f"{SHELF}/2"]

    def test_takes_away_what_it_refuses_since_it_was_changed(self, tmp_path):
        for people in (RULE.threshold - 1, 31):
            put(tmp_path, report(), people, rule=OPEN, disclosure="people")
        assert kept(tmp_path) == [f"{SHELF}/1"]
        site(tmp_path)  # reads params, where the threshold is 10
        assert kept(tmp_path) == []
        assert not (tmp_path / SHELF).exists()

    def test_is_looked_at_again_only_when_it_has_changed(self, tmp_path, monkeypatch):
        put(tmp_path, report(), 30)
        put(tmp_path, report(), 31)
        site(tmp_path)
        monkeypatch.setattr("iomlib.build.revisions.may_be_kept", lambda *_: False)
        site(tmp_path)
        assert kept(tmp_path) == [f"{SHELF}/1"]
        (tmp_path / "_revisions" / "checked.json").write_text('{"rule": 4}')
        site(tmp_path)
        assert kept(tmp_path) == []

    def test_a_version_that_is_deleted_by_hand_is_nowhere_any_more(self, revised):
        shutil.rmtree(revised / SHELF / "1")
        site(revised)
        for name in ("index.html", "feed.xml", "manifest.json", "releases.html"):
            assert SHELF not in (revised / name).read_text("utf-8")
        assert "The earlier version is not kept" in text(revised / "releases.html")
        assert read_log(revised).last["haringey/2008-09-Q1/small"].version == 2


class TestAReportThatFailsAfterwards:
    def test_is_withdrawn_and_its_last_version_kept(self, tmp_path):
        put(tmp_path, report())
        site(tmp_path)
        fail(tmp_path, report(), "row 3 is wrong.")
        site(tmp_path, report(), released="2009-05-14")
        assert not (tmp_path / PLACE).exists()
        assert kept(tmp_path) == [f"{SHELF}/1"]
        assert whats(tmp_path)[-1] == ("withdrawn", "haringey", 1, "2009-05-14")
        assert "Withdrawn. row 3 is wrong." in text(tmp_path / "releases.html")
        assert SHELF not in (tmp_path / "index.html").read_text("utf-8")

    def test_comes_back_as_a_revision_where_it_says_other_things(self, tmp_path):
        put(tmp_path, report())
        site(tmp_path)
        fail(tmp_path, report())
        site(tmp_path)
        put(tmp_path, report(), 31)
        site(tmp_path)
        assert [what[0] for what in whats(tmp_path)] == ["published", "withdrawn", "revised"]
        assert "30 31" in text(tmp_path / "releases.html")

    def test_comes_back_as_it_was_where_it_says_the_same(self, tmp_path):
        put(tmp_path, report())
        site(tmp_path)
        fail(tmp_path, report())
        site(tmp_path)
        put(tmp_path, report(), template="a new footer")
        site(tmp_path)
        assert kept(tmp_path) == []
        assert [what[0] for what in whats(tmp_path)] == ["published", "withdrawn", "returned"]

    def test_leaves_no_version_where_disclosure_control_refused_it(self, tmp_path):
        put(tmp_path, report())
        fail(tmp_path, report(), rule=None)
        assert kept(tmp_path) == []

    def test_counts_on_though_its_last_version_was_not_kept(self, tmp_path):
        put(tmp_path, report())
        site(tmp_path)
        fail(tmp_path, report(), rule=None)
        site(tmp_path)
        put(tmp_path, report(), 31)
        site(tmp_path)
        assert whats(tmp_path)[-1][0::2] == ("revised", 2)


def test_a_page_that_another_notebook_takes_away_is_kept_until_it_is_made_again(tmp_path):
    """Two notebooks share a folder of tables: one that is made from other input takes the page of the other away."""
    put(tmp_path, report(), 30)
    place = tmp_path / PLACE
    other = finished(tmp_path, report(notebook="two"), 31)
    (other / "tables" / "two.csv").rename(other / "tables" / "small.csv")
    manifest = json.loads((other / "two.manifest.json").read_text("utf-8"))
    outputs = manifest["sha256"]["outputs"]
    outputs["tables/small.csv"] = outputs.pop("tables/two.csv")
    (other / "two.manifest.json").write_text(json.dumps(manifest), "utf-8")
    publish(report(notebook="two"), other, tmp_path, waiting=["small"], rule=RULE)
    assert not (place / "small.html").exists()
    assert kept(tmp_path) == [f"{SHELF}/1"]


class TestTheLog:
    def test_grows_only_when_something_has_changed(self, revised):
        before = (revised / "releases.json").read_bytes()
        site(revised, report(), released="2010-01-01")
        assert (revised / "releases.json").read_bytes() == before

    @pytest.mark.parametrize(
        "content", [None, "", "{", "[]", '{"id": "x", "events": []}', '{"events": [{}]}']
    )
    def test_that_is_lost_or_damaged_is_made_again_with_the_dates_of_the_manifest(self, revised, content):
        before = whats(revised)
        assert [what[3] for what in before] == ["2009-02-12", "2009-05-14"]
        id = read_log(revised).id
        if content is None:
            (revised / "releases.json").unlink()
        else:
            (revised / "releases.json").write_text(content)
        site(revised, report(), released="2010-01-01")
        # The day of a version that was replaced stands nowhere else: the quarter's last day stands in.
        assert whats(revised) == [("published", "haringey", 1, "2008-06-30"), before[1]]
        assert read_log(revised).id == id

    def test_has_a_report_that_never_came_out_once(self, tmp_path):
        fail(tmp_path, report())
        site(tmp_path)
        site(tmp_path)
        assert whats(tmp_path) == [("failed", "haringey", 0, "2008-06-30")]
        put(tmp_path, report())
        assert whats(site(tmp_path))[1:] == [("published", "haringey", 1, "2008-06-30")]
