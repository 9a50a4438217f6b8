"""What every kind of page shows alike: whose it is, and to whom it may be passed on."""

import re

import pytest
from bs4 import BeautifulSoup
from frame import SAY, project, run_file
from reported import figure
from reported import report as listed

from iomlib.build.headlines import read_figures
from iomlib.build.local import Made
from iomlib.build.look import default_look
from iomlib.build.overview import write_overviews
from iomlib.build.plan import Report, plan_run
from iomlib.build.publish import publish_failure
from iomlib.build.run import How, run_plan
from iomlib.build.templates import templates
from iomlib.periods import Quarter

OWN = {
    "logo": "data:image/png;base64,eA==",
    "logo_alt": "A castle",
    "committee": "Safer York",
    "footer": "Ours alone",
    "ink": "#004400",
}
REUSE = "may be reused"


def failed(folder, look, edition):
    report = Report("one", "york", "York", Quarter(2008, 1), edition, "A test", {})
    publish_failure(report, ["it failed."], folder, look)


def overview(folder, look, edition):
    reports = [listed(folder, area, "2008-09-Q1", [figure(9, 8, 10)]) for area in ("york", "hull")]
    figures = read_figures(folder, reports)
    write_overviews(folder, reports, figures, {"title": "A test", "edition": edition}, look)


@pytest.fixture(params=[failed, overview])
def made(request, tmp_path):
    def write(edition="public", **own):
        look = default_look().model_copy(update=own)
        request.param(tmp_path, look, edition)
        (path,) = tmp_path.rglob("one.html" if request.param is failed else "overview/*.html")
        return BeautifulSoup(path.read_text("utf-8"), "html.parser")

    return write


def test_a_page_shows_logo_committee_colour_and_footer_of_the_partnership(made):
    page = made(**OWN)
    assert (page.header.img["src"], page.header.img["alt"]) == (OWN["logo"], "A castle")
    assert "Safer York" in page.header.text
    assert page.footer.text.strip() == "Ours alone"
    assert OWN["ink"] in page.style.text
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "img-src data:" in policy, "the logo would not be shown"


def test_a_run_that_makes_no_report_gives_its_pages_the_look_that_it_began_with(tmp_path, monkeypatch):
    """Nothing was run, and the branding is spoiled before the pages are written."""

    def ended(tasks, scratch, jobs, engine):
        yield from (Made(number, scratch / f"report-{number}", ["it ended."]) for number, _ in tasks)

    folder = project(tmp_path, small=[SAY])
    branding = folder / "params" / "branding.yml"
    branding.write_text('committee: Safer York\nfooter: Ours alone\nink: "#004400"\n', "utf-8")
    monkeypatch.setattr("iomlib.build.run.make_here", ended)
    plan, output = plan_run(run_file(folder, areas=["haringey"])), folder / "outputs"
    how = How(jobs=1, formats=["html"])
    (outcome,) = run_plan(plan, output, how, lambda _: branding.write_text("ink: none\n", "utf-8") and None)
    assert outcome.problems == ["it ended."]
    for name in (
        "_failed/2008-09-Q1/haringey/small.html",
        "index.html",
        "releases.html",
        "accessibility.html",
    ):
        page = BeautifulSoup((output / name).read_text("utf-8"), "html.parser")
        assert "Safer York" in page.header.text
        assert "Ours alone" in page.footer.text
        assert OWN["ink"] in page.style.text


def test_a_page_without_a_brand_has_no_empty_place_for_one(made):
    page = made()
    assert page.header.img is None
    assert page.find(class_="committee") is None


def test_a_restricted_page_says_so_in_its_title(made):
    page = made(edition="restricted")
    assert page.title.text == f"{page.h1.text} - OFFICIAL-SENSITIVE"


def test_a_restricted_page_never_says_that_it_may_be_reused(made):
    restricted = made(edition="restricted").footer.text
    assert REUSE not in restricted
    assert "not to be passed on" in restricted


def test_a_public_page_says_that_it_may_be_reused(made):
    assert REUSE in made().footer.text


def test_no_template_says_so_of_a_restricted_page():
    """Each place that gives leave to reuse asks for the edition first."""
    loader = templates().loader
    said = [
        (name, loader.get_source(templates(), name)[0])
        for name in loader.list_templates()
        if name.endswith(".html.j2")
    ]
    places = [(name, line) for name, text in said for line in text.splitlines() if '"page.footer"' in line]
    assert len(places) >= 4
    assert all('"page.footer_restricted" if' in line for _, line in places), places
    assert re.search("not to be passed on", default_look().say("page.footer_restricted"))
