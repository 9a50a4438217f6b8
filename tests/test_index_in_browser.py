"""Index and report opened from the disk in a real browser, with no network to reach for."""

import shutil
import subprocess

import pytest
from bs4 import BeautifulSoup
from frame import demo

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine to open pages in")


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


def areas_shown(page):
    return [row["data-area"].split()[-1] for row in page.tbody.find_all("tr") if not row.has_attr("hidden")]


def reports_shown(page):
    cells = [
        cell for row in page.tbody.find_all("tr") if not row.has_attr("hidden") for cell in row.find_all("td")
    ]
    seen = [cell for cell in cells if not cell.has_attr("hidden")]
    return [
        d
        for cell in seen
        for d in cell.find_all("div", attrs={"data-quarter": True})
        if not d.has_attr("hidden")
    ]


def test_the_index_shows_every_report_and_its_filter(outputs, opened):
    page, said = opened(outputs / "index.html")
    assert said == []
    assert len(areas_shown(page)) == 12
    assert len(reports_shown(page)) == 33
    assert page.find(id="count").text == "33 reports"
    assert not page.form.has_attr("hidden"), "its script has run, so the filter can be used"


def test_a_search_in_the_address_shows_only_what_it_asks_for(outputs, opened):
    page, said = opened(outputs / "index.html", "#search=stockton")
    assert said == []
    assert areas_shown(page) == ["simulated-stockton", "stockton-on-tees"]
    assert page.find(id="count").text == "8 reports"


def test_a_quarter_in_the_address_hides_the_columns_of_the_others(outputs, opened):
    page, _ = opened(outputs / "index.html", "#quarter=2017-18-Q3")
    assert areas_shown(page) == ["cambridgeshire", "cleveland", "metropolitan"]
    heads = [
        head for head in page.thead.find_all("th", attrs={"data-column": True}) if not head.has_attr("hidden")
    ]
    assert [head["data-column"] for head in heads] == ["2017-18-Q3"]
    assert {div["data-quarter"] for div in reports_shown(page)} == {"2017-18-Q3"}


def test_a_search_for_nothing_that_is_there_says_so(outputs, opened):
    page, _ = opened(outputs / "index.html", "#search=%3Cscript%3Ealert(1)%3C/script%3E")
    assert areas_shown(page) == []
    assert page.find(id="count").text == "0 reports"
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
