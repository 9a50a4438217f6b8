"""Index and report opened from the disk in a real browser, with no network to reach for."""

import subprocess

import pytest
from browser import BROWSER, needs_browser
from bs4 import BeautifulSoup
from frame import demo

pytestmark = needs_browser


@pytest.fixture(scope="session")
def outputs(tmp_path_factory):
    return demo(tmp_path_factory) / "outputs"


@pytest.fixture
def opened(tmp_path):
    """Open a page and give what the browser has made of it, and what it complained of."""

    def dump(path, fragment=""):
        command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        command += ["--no-first-run", "--disable-dev-shm-usage", "--enable-logging=stderr", "--v=0"]
        # Whatever is asked for, no name is found: a page that needs the network shows it here.
        command += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'profile'}"]
        command += ["--dump-dom", f"{path.as_uri()}{fragment}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        return BeautifulSoup(done.stdout, "html.parser"), said

    return dump


def shown(page):
    """Give the reports that are not hidden, as area, quarter and notebook."""
    sections = [each for each in page.find(id="reports").find_all("section") if not each.has_attr("hidden")]
    items = [each for section in sections for each in section.find_all("li", attrs={"data-notebook": True})]
    seen = [each for each in items if not each.has_attr("hidden")]
    return [tuple(each[f"data-{name}"] for name in ("area", "quarter", "notebook")) for each in seen]


def test_the_index_shows_every_report_and_its_filter(outputs, opened):
    page, said = opened(outputs / "index.html")
    assert said == []
    assert len(shown(page)) == 36
    assert len({area for area, _, _ in shown(page)}) == 12
    assert page.find(id="count").text == "36 reports"
    assert not page.form.has_attr("hidden"), "its script has run, so the filter can be used"


def test_a_search_in_the_address_shows_only_what_it_asks_for(outputs, opened):
    page, said = opened(outputs / "index.html", "#search=stockton")
    assert said == []
    assert {"simulated-stockton", "stockton-on-tees"} <= {area for area, _, _ in shown(page)}
    texts = [item.text.lower() for item in page.find_all("li", attrs={"data-notebook": True})]
    assert len(shown(page)) == sum("stockton" in text for text in texts) < 36


def test_a_search_looks_into_key_points_that_are_folded(outputs, opened):
    words = "people+were+on+the+PPO+list"
    page, _ = opened(outputs / "index.html", f"#search={words}")
    assert ("simulated-stockton", "2008-09-Q4", "cohort_review") in shown(page)
    assert len(shown(page)) < 10


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [("area", "cleveland", 0), ("quarter", "2017-18-Q3", 1), ("notebook", "crime_profile", 2)],
)
def test_a_choice_in_the_address_hides_all_others(outputs, opened, name, value, place):
    page, _ = opened(outputs / "index.html", f"#{name}={value}")
    assert {report[place] for report in shown(page)} == {value}
    assert page.find(id="count").text == f"{len(shown(page))} reports"


def test_choices_and_words_hold_together(outputs, opened):
    page, _ = opened(
        outputs / "index.html", "#area=cleveland&quarter=2017-18-Q4&notebook=crime_profile&search=crimes"
    )
    assert shown(page) == [("cleveland", "2017-18-Q4", "crime_profile")]
    assert page.find(id="count").text == "1 report"


def test_a_search_for_nothing_that_is_there_says_so(outputs, opened):
    page, _ = opened(outputs / "index.html", "#search=%3Cscript%3Ealert(1)%3C/script%3E")
    assert shown(page) == []
    assert page.find(id="count").text == "No report fits. Take a word away, or show all."
    assert len(page.find_all("script")) == 1


def test_a_report_opens_without_a_network_and_without_a_complaint(outputs, opened):
    folder = outputs / "2008-09-Q2" / "stockton-on-tees"
    page, said = opened(folder / "scrutiny_report.html")
    assert said == []
    assert page.h1.text.endswith("2008/09 Q2 (July to September 2008)")
    assert page.find_all("img")
    assert page.find_all("script") == []


def test_the_policy_of_a_report_stops_what_should_never_be_there(outputs, opened, tmp_path):
    html = (outputs / "2008-09-Q2" / "stockton-on-tees" / "scrutiny_report.html").read_text("utf-8")
    bad = '<script>document.title = "taken"</script><img src="https://example.org/x.png" onerror="document.title=1">'
    path = tmp_path / "bad.html"
    path.write_text(html.replace("</main>", f"{bad}</main>"), "utf-8")
    page, said = opened(path)
    assert page.title.text == page.h1.text
    assert any("Content Security Policy" in line for line in said)
