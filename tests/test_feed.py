"""The Atom feed, held against what RFC 4287 asks for."""

import re
import uuid
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hostile import NAMES
from sites import fail, put, report, site

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T00:00:00Z")


def read(output):
    return ElementTree.parse(output / "feed.xml").getroot()  # noqa: S314  our own file


def entries(output):
    return read(output).findall(f"{ATOM}entry")


def said(element, name):
    (found,) = element.findall(f"{ATOM}{name}")
    return found.text


def hrefs(element, kind="text/html"):
    links = element.findall(f"{ATOM}link")
    return [link.get("href") for link in links if link.get("rel") == "alternate" and link.get("type") == kind]


@pytest.fixture
def two(tmp_path):
    """One report in two versions, and another."""
    put(tmp_path, report(), 30)
    put(tmp_path, report("peterborough"), 40)
    site(tmp_path, released="2009-02-12")
    put(tmp_path, report(), 31)
    return site(tmp_path, released="2009-05-14")


def test_the_feed_and_each_entry_have_what_the_standard_requires(two):
    root = read(two)
    assert root.tag == f"{ATOM}feed"
    assert root.find(f"{ATOM}author/{ATOM}name").text == "A partnership"
    for element in (root, *entries(two)):
        assert uuid.UUID(said(element, "id").removeprefix("urn:uuid:"))
        assert said(element, "title").strip()
        assert MOMENT.fullmatch(said(element, "updated"))
        assert len(hrefs(element)) == 1
    assert said(root, "updated") == max(said(entry, "updated") for entry in entries(two))


def test_each_version_is_an_entry_with_an_id_of_its_own_and_the_newest_comes_first(two):
    assert [said(entry, "updated")[:10] for entry in entries(two)] == [
        "2009-05-14",
        "2009-02-12",
        "2009-02-12",
    ]
    ids = [said(element, "id") for element in (read(two), *entries(two))]
    assert len(ids) == len(set(ids)) == 4
    assert said(entries(two)[0], "summary").startswith(
        "Revised: 1 figure reads another way than before. 31 crimes."
    )


def test_an_entry_of_an_earlier_version_says_so_and_leads_to_it(two):
    (old,) = [entry for entry in entries(two) if "no longer current" in said(entry, "title")]
    assert hrefs(old) == ["_revisions/2008-09-Q1/haringey/small/1/small.html"]


def test_every_link_leads_to_a_file_beside_the_feed(two):
    links = [link.get("href") for link in read(two).iter(f"{ATOM}link")]
    assert [link for link in links if not (two / unquote(link)).is_file()] == []
    assert not any(re.match(r"\w+:|/", link) for link in links)


def test_ids_stay_when_the_title_changes_and_the_log_is_kept(two):
    before = [said(entry, "id") for entry in entries(two)]
    site(two, title="Another title")
    assert [said(entry, "id") for entry in entries(two)] == before


def test_the_entry_of_a_withdrawn_report_is_no_longer_current(tmp_path):
    put(tmp_path, report())
    site(tmp_path)
    fail(tmp_path, report())
    (entry,) = entries(site(tmp_path))
    assert said(entry, "title").endswith("(version 1, no longer current)")


@pytest.mark.parametrize(
    ("edition", "title"), [("public", "A partnership"), ("restricted", "A partnership - OFFICIAL-SENSITIVE")]
)
def test_the_feed_of_the_restricted_edition_says_so_in_its_title(tmp_path, edition, title):
    mine = report(edition=edition)
    put(tmp_path, mine)
    folder = site(tmp_path, mine) / ("restricted" if edition == "restricted" else "")
    assert said(read(folder), "title") == title


def test_a_feed_without_a_report_is_a_feed(tmp_path):
    fail(tmp_path, report())
    root = read(site(tmp_path, report()))
    assert said(root, "updated") == "2008-06-30T00:00:00Z"
    assert entries(tmp_path) == []


@pytest.mark.parametrize("name", [*NAMES, "\x0b\x00", "]]>", '"><img src=x onerror=alert(1)>'])
def test_a_hostile_name_leaves_the_feed_well_formed(tmp_path, name):
    put(tmp_path, report(name=name), words=name)
    title = name if name.isprintable() or name in NAMES else "A title"  # of others, a run file's is refused
    (entry,) = entries(site(tmp_path, title=title))
    shown = name.replace("\x0b", "\ufffd").replace("\x00", "\ufffd")
    assert " ".join(shown.split()) in " ".join(said(entry, "title").split())
