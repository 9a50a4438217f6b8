"""The pages around the reports: a list that needs no script, what failed, what is missing, and the statement."""

import json
import re
import shutil
import uuid

import pytest
from bs4 import BeautifulSoup
from hostile import NAMES
from sites import fail, put, report, site

from iomlib.build.look import default_look
from iomlib.build.releases import Log
from iomlib.build.statement import statement
from iomlib.build.swap import copy
from iomlib.periods import Quarter

Q1, Q2, Q4 = "2008-09-Q1", "2008-09-Q2", "2008-09-Q4"


def page(output, name="index.html"):
    return BeautifulSoup((output / name).read_text("utf-8"), "html.parser")


def words(tag):
    return " ".join(tag.get_text(" ").split())


def seen(tag):
    """Give the words that a reader sees: without those that only a screen reader says."""
    for hidden in tag.find_all(class_="unseen"):
        hidden.extract()
    return words(tag)


@pytest.fixture
def three(tmp_path):
    made = [report("peterborough"), report("haringey"), report("haringey", Q2)]
    for each in made:
        put(tmp_path, each)
    return site(tmp_path, *made)


class TestTheIndex:
    def test_lists_quarters_from_the_newest_and_areas_by_name(self, three):
        index = page(three)
        assert [words(head) for head in index.find_all("h2")] == [
            Quarter(2008, 2).label,
            Quarter(2008, 1).label,
        ]
        assert [seen(head) for head in index.find_all("h3")] == [
            "Haringey: Crimes",
            "Haringey: Crimes",
            "Peterborough: Crimes",
        ]

    def test_has_its_areas_by_name_also_where_their_ids_have_another_order(self, tmp_path):
        for each in (report("haringey"), report("peterborough", name="Able")):
            put(tmp_path, each)
        index = page(site(tmp_path))
        choices = [words(choice) for choice in index.find(id="area").find_all("option")]
        assert choices == ["All areas", "Able", "Haringey"]
        assert [seen(head) for head in index.find_all("h3")] == ["Able: Crimes", "Haringey: Crimes"]

    def test_says_the_first_key_point_and_folds_all_of_them(self, three):
        item = page(three).find("li", attrs={"data-area": "peterborough"})
        assert words(item.find("p", class_="point")) == "30 crimes."
        assert [words(point) for point in item.details.find_all("li")] == [
            "30 crimes.",
            "Crimes were counted.",
        ]

    def test_links_to_every_format_and_to_nothing_that_is_missing(self, three):
        links = [link["href"] for link in page(three).find_all("a") if not link["href"].startswith("#")]
        assert {f"{Q1}/peterborough/small.html", f"{Q1}/peterborough/small.pdf"} <= set(links)
        assert {"releases.html", "accessibility.html", "feed.xml"} <= set(links)
        assert [link for link in links if not (three / link).is_file()] == []

    def test_gives_every_link_of_the_list_a_name_of_its_own(self, three):
        names = [words(link) for link in page(three).find(id="reports").find_all("a")]
        assert len(names) == len(set(names)) == 9

    def test_has_its_count_where_a_screen_reader_hears_it_and_its_filter_only_with_the_script(self, three):
        index = page(three)
        assert words(index.find(attrs={"role": "status"})) == "3 reports"
        assert index.form.has_attr("hidden")
        assert len(index.find_all("script")) == 1

    def test_links_to_an_overview_where_there_is_one(self, three, monkeypatch):
        monkeypatch.setattr("iomlib.build.site.write_overviews", lambda *_: [])
        assert page(three).find("a", href=re.compile("^overview/")) is None
        (three / "overview").mkdir()
        (three / "overview" / f"{Q1}.html").write_text("")
        site(three)
        (link,) = page(three).find_all("a", href=re.compile("^overview/"))
        assert link["href"] == f"overview/{Q1}.html"

    def test_says_of_a_report_without_a_heading_in_its_manifest_what_its_notebook_is(self, tmp_path):
        put(tmp_path, report())
        path = tmp_path / Q1 / "haringey" / "small.manifest.json"
        about = json.loads(path.read_text("utf-8"))
        path.write_text(
            json.dumps({key: about[key] for key in about if key not in ("heading", "key_points")})
        )
        assert seen(page(site(tmp_path)).h3) == "Haringey: Small"

    def test_has_a_committee_and_a_logo_where_the_look_has(self, tmp_path):
        look = default_look().model_copy(
            update={"committee": "Scrutiny & Co", "logo": "data:image/png;base64,", "logo_alt": "A crest"}
        )
        index = page(site(tmp_path, look=look))
        assert words(index.header) == "Scrutiny & Co"
        assert index.header.img["alt"] == "A crest"

    @pytest.mark.parametrize("edition", ["public", "restricted"])
    def test_has_a_title_whose_signs_are_those_of_the_run_file(self, tmp_path, edition):
        put(tmp_path, mine := report(edition=edition))
        folder = site(tmp_path, mine, title="Hull's <safer> R&D") / edition.replace("public", "")
        for name in ("index.html", "releases.html", "accessibility.html"):
            assert page(folder, name).title.text.removesuffix(" - OFFICIAL-SENSITIVE") == words(
                page(folder, name).h1
            )
            assert "Hull's <safer> R&D" in page(folder, name).title.text

    def test_is_marked_where_it_is_restricted_and_shows_nothing_public(self, tmp_path):
        put(tmp_path, report())
        put(tmp_path, mine := report("peterborough", edition="restricted"))
        site(tmp_path, mine)
        for name in ("index.html", "releases.html", "accessibility.html"):
            own = page(tmp_path / "restricted", name)
            assert own.title.text.endswith("OFFICIAL-SENSITIVE")
            assert "Haringey" not in own.text
        assert not (tmp_path / "index.html").exists()


@pytest.mark.parametrize(
    "name", ["releases.html", "accessibility.html", f"_failed/{Q1}/peterborough/small.html"]
)
def test_a_page_without_a_report_has_a_link_that_skips_to_none(tmp_path, name):
    fail(tmp_path, report("peterborough"))
    skip = page(site(tmp_path), name).body.a
    assert skip.text == "Skip to main content"
    assert page(tmp_path, name).main["id"] == skip["href"].removeprefix("#")


class TestWhatIsMissing:
    def test_a_failure_stands_at_the_top_with_its_reason(self, tmp_path):
        put(tmp_path, report())
        fail(tmp_path, report("peterborough"), "crimes.csv: row 3 is <b>wrong</b>.")
        index = page(site(tmp_path))
        box = index.find(class_="failed")
        assert words(box.h2) == "1 report is missing"
        assert box.a["href"] == f"_failed/{Q1}/peterborough/small.html"
        assert "crimes.csv: row 3 is <b>wrong</b>." in words(box)
        assert box.sourceline < index.form.sourceline

    def test_a_quarter_between_two_that_nobody_asked_for_is_named(self, tmp_path):
        for quarter in (Q1, Q4):
            put(tmp_path, report(quarter=quarter))
        (gap,) = page(site(tmp_path)).find(class_="gaps").find_all("li")
        assert words(gap) == (
            "Haringey, Crimes: no report from 2008/09 Q2 (July to September 2008) to "
            "2008/09 Q3 (October to December 2008) (2 quarters). Nobody asked for them."
        )

    def test_a_quarter_that_the_run_file_skips_has_its_reason(self, tmp_path):
        for quarter in (Q1, "2008-09-Q3"):
            put(tmp_path, report(quarter=quarter))
        skip = [{"area": "haringey", "quarter": Q2, "why": "no return was <received>"}]
        (gap,) = page(site(tmp_path, report(), skip=skip)).find(class_="gaps").find_all("li")
        assert words(gap).endswith(
            "no report for 2008/09 Q2 (July to September 2008). Left out: no return was <received>"
        )

    def test_quarters_in_a_row_with_other_reasons_are_told_apart(self, tmp_path):
        for quarter in (Q1, Q4):
            put(tmp_path, report(quarter=quarter))
        skip = [{"area": "haringey", "quarter": Q2, "why": "no return"}]
        told = [
            words(gap) for gap in page(site(tmp_path, report(), skip=skip)).find(class_="gaps").find_all("li")
        ]
        assert [gap.partition(". ")[2] for gap in told] == ["Left out: no return", "Nobody asked for it."]

    def test_an_area_that_was_only_skipped_is_named_too(self, tmp_path):
        put(tmp_path, report())
        skip = [{"area": "peterborough", "quarter": Q2, "why": "no return"}]
        (gap,) = page(site(tmp_path, report(), skip=skip)).find(class_="gaps").find_all("li")
        assert words(gap).startswith("Peterborough, Small: no report for 2008/09 Q2")

    def test_nothing_is_said_of_gaps_where_there_are_none(self, three):
        assert page(three).find(class_="gaps") is None


@pytest.mark.parametrize(
    "name", [*NAMES, '"><img src=x onerror=alert(1)>', "../../etc", "javascript:alert(1)"]
)
def test_a_hostile_name_is_only_text_on_every_page(tmp_path, name):
    put(tmp_path, report(name=name), words=name)
    put(tmp_path, report(name=name), 31, words=name)
    fail(tmp_path, report("peterborough", name=name), name)
    site(tmp_path, title=name)
    for path in ("index.html", "releases.html", "accessibility.html"):
        made = page(tmp_path, path)
        assert len(made.find_all("script")) == (path == "index.html")
        assert made.find_all("img") == []
        assert [tag for tag in made.find_all(True) if any(key.startswith("on") for key in tag.attrs)] == []
        links = [link["href"] for link in made.find_all("a", href=True)]
        assert [link for link in links if re.match(r"(\w+:|/|\.\.)", link)] == []
    assert " ".join(name.split()) in words(page(tmp_path).find(id="reports"))


class TestTheStatement:
    def test_counts_what_was_published_by_format(self, three):
        said = words(page(three, "accessibility.html").main)
        assert "HTML (3): the page has one title" in said
        assert "PDF (3): tagged" in said
        assert "Word (" not in said
        assert "3 reports passed." in said

    def test_names_earlier_versions_where_there_are_any(self, three):
        words_of = "They may lack what later pages have."
        assert words_of not in words(page(three, "accessibility.html").main)
        put(three, report(), 31)
        assert words_of in words(page(site(three), "accessibility.html").main)

    def test_never_says_fully_compliant_or_that_somebody_audited_it(self, three):
        said = words(page(three, "accessibility.html").main)
        assert "partially compliant with the Web Content Accessibility Guidelines version 2.2 AA" in said
        assert "Nobody has audited them by hand." in said
        assert "fully compliant" not in said

    def test_has_the_contact_of_the_look_or_says_that_there_is_none(self, three):
        assert "has not said yet whom to contact" in words(page(three, "accessibility.html").main)
        look = default_look().model_copy(update={"contact": "clerk@council.example"})
        site(three, look=look)
        said = words(page(three, "accessibility.html").main)
        assert "clerk@council.example" in said
        assert "has not said" not in said

    @pytest.mark.parametrize(
        "part",
        ["Enforcement procedure", "Compliance status", "Feedback and contact information", "EASS", "2018"],
    )
    def test_has_the_parts_of_the_model_statement(self, three, part):
        assert part in words(page(three, "accessibility.html").main)

    def test_is_of_the_day_of_the_last_release_and_of_no_clock(self, three):
        assert "published up to 30 September 2008" in words(page(three, "accessibility.html").main)


def test_the_same_reports_give_the_same_bytes_in_any_order(tmp_path):
    made = [report("peterborough"), report("haringey"), report("haringey", Q2)]
    for folder, order in (("one", made), ("two", made[::-1])):
        for each in order:
            put(tmp_path / folder, each)
        site(tmp_path / folder, *order)
    names = (
        "index.html",
        "releases.html",
        "releases.json",
        "feed.xml",
        "accessibility.html",
        "manifest.json",
    )
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_second_run_that_finds_nothing_new_writes_the_same(three):
    before = {path: path.read_bytes() for path in three.iterdir() if path.is_file()}
    site(three, report("peterborough"), report("haringey"), report("haringey", Q2))
    assert {path: path.read_bytes() for path in three.iterdir() if path.is_file()} == before


def test_a_thousand_reports_are_listed(tmp_path):
    put(tmp_path, report())
    place = tmp_path / Q1 / "haringey"
    about = json.loads((place / "small.manifest.json").read_text("utf-8"))
    for number in range(999):
        quarter = Quarter(2010 + number // 100, 1)
        other = tmp_path / quarter.id / f"area-{number % 100}"
        copy(
            [path for path in place.rglob("*") if path.is_file() and "manifest" not in path.name],
            place,
            other,
        )
        own = {"area_id": other.name, "area": other.name, "quarter_id": quarter.id, "quarter": quarter.label}
        (other / "small.manifest.json").write_text(json.dumps(about | own), "utf-8")
    site(tmp_path)
    assert words(page(tmp_path).find(id="count")) == "1000 reports"


DAMAGED = {
    "a report": f"{Q1}/haringey/small.manifest.json",
    "an earlier version": f"_revisions/{Q1}/haringey/small/1/small.manifest.json",
    "a failure": f"_failed/{Q1}/stockton-on-tees/small.json",
}


@pytest.mark.parametrize("what", DAMAGED)
@pytest.mark.parametrize(
    ("key", "value"),
    [
        *[(key, None) for key in ("area", "area_id", "quarter", "quarter_id", "notebook", "date")],
        *[("area", 5), ("quarter_id", "2008-13-Q9"), ("key_points", 5), ("says", []), ("date", "soon")],
        *[("heading", {}), ("problems", [])],
    ],
)
def test_what_was_changed_by_hand_keeps_no_other_report_from_the_index(tmp_path, what, key, value):
    put(tmp_path, report())
    site(tmp_path, report())
    put(tmp_path, report(), crimes=60)
    put(tmp_path, report("peterborough"))
    fail(tmp_path, report("stockton-on-tees"))
    path = tmp_path / DAMAGED[what]
    about = json.loads(path.read_text("utf-8")) | {key: value}
    if value is None:
        del about[key]
    path.write_text(json.dumps(about), "utf-8")
    site(tmp_path, report())
    listed = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    there = {
        "a report": listed["published"],
        "an earlier version": listed["earlier"],
        "a failure": listed["failed"],
    }
    assert "peterborough" in [each["area_id"] for each in listed["published"]]
    assert len(there[what]) == (1 if what == "a report" else 0)


def test_brackets_without_end_in_a_manifest_keep_no_other_report_from_the_index(tmp_path):
    for area in ("haringey", "peterborough"):
        put(tmp_path, report(area))
    fail(tmp_path, report("stockton-on-tees"))
    for name in ("a report", "a failure"):
        (tmp_path / DAMAGED[name]).write_text("[" * 100_000, "utf-8")
    site(tmp_path, report())
    listed = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert [each["area_id"] for each in listed["published"]] == ["peterborough"]
    assert listed["failed"] == []


def test_a_copy_of_a_folder_is_not_another_report(tmp_path):
    put(tmp_path, report())
    for place in ("2010-copy/haringey", f"{Q1}/haringey copy", f"{Q2}/haringey"):
        shutil.copytree(tmp_path / Q1 / "haringey", tmp_path / place)
    site(tmp_path, report())
    listed = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert [each["folder"] if "folder" in each else each["area_id"] for each in listed["published"]] == [
        "haringey"
    ]


class TestTheStatementOfPagesByQuarto:
    def test_claims_neither_pdf_a_nor_pages_without_scripts(self):
        files = {"files": {"a.html": "", "a.pdf": "", "a.docx": ""}}
        own, other = files | {"sha256": {"quarto": None}}, files | {"sha256": {"quarto": "1.10.18"}}
        log = Log(id=uuid.UUID(int=0))
        said = {
            name: " ".join(statement({"published": reports, "kept": {}}, log, default_look())["formats"])
            for name, reports in {"own": [own], "other": [other], "both": [own, own, other]}.items()
        }
        assert "PDF/A-2a" in said["own"]
        assert "Quarto" not in said["own"]
        assert "PDF/A-2a" not in said["other"]
        assert "or run" not in said["other"]
        assert "HTML (2)" in said["both"]
        assert "HTML written by Quarto (1)" in said["both"]
