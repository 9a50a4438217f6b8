"""The pages of the site as a reader uses them: keyboard, small screens, dark colours, an address that can be shared."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import needs_browser
from sites import fail, put, report, site

pytestmark = needs_browser
HOSTILE = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
PAGES = ("index.html", "releases.html", "accessibility.html")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A site with a gap, a failure, a revision and a hostile name."""
    output = tmp_path_factory.mktemp("site")
    for area, quarter in (
        ("haringey", "2008-09-Q1"),
        ("haringey", "2008-09-Q4"),
        ("cleveland", "2008-09-Q4"),
    ):
        put(output, report(area, quarter))
    put(output, report("haringey", "2008-09-Q4"), 31)
    put(output, report("hostile", name=HOSTILE), words="Nothing about " + "W" * 200)
    fail(output, report("peterborough"), "crimes.csv: row 3 is wrong.")
    return site(output)


@pytest.fixture
def look_at(chromium, made):
    """Open a page of the site; what it asks for beside itself, or complains of, fails the test."""
    contexts, wrong = [], []

    def opened(name="index.html", width=768, **how):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, **how))
        page = contexts[-1].new_page()
        page.on(
            "request", lambda asked: wrong.append(asked.url) if not asked.url.startswith("file:") else None
        )
        page.on("console", lambda said: wrong.append(said.text))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto(f"{made.as_uri()}/{name}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_that_axe_finds_and_never_scrolls_sideways(look_at, name, width, scheme):
    page = look_at(name, width, color_scheme=scheme, bypass_csp=True)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_the_list_is_whole_and_there_is_no_filter(look_at):
    page = look_at(java_script_enabled=False)
    assert page.locator("#reports h3:visible").count() == 4
    assert page.locator("form:visible").count() == 0


def test_a_keyboard_alone_finds_a_report_and_opens_it(look_at):
    page = look_at()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the reports"
    while page.evaluate("document.activeElement.id") != "search":
        page.keyboard.press("Tab")
    page.keyboard.type("cleveland")
    assert page.locator("#count").text_content() == "1 report"
    while "Cleveland: Crimes" not in page.evaluate("document.activeElement.textContent"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2008-09-Q4/cleveland/small.html")


def test_what_was_chosen_stands_in_the_address_and_shows_the_same_elsewhere(look_at):
    page = look_at()
    page.locator("#area").select_option("haringey")
    page.locator("#search").fill("31 crimes")
    address = page.evaluate("location.href")
    assert address.endswith("index.html#search=31+crimes&area=haringey")
    other = look_at(f"index.html#{address.partition('#')[2]}")
    for each in (page, other):
        assert each.locator("#reports h3:visible").count() == 1
        assert each.locator("#area").input_value() == "haringey"


def test_show_all_takes_every_choice_back(look_at):
    page = look_at("index.html#search=cleveland")
    assert page.locator("#reports h3:visible").count() == 1
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("document.getElementById('count').textContent === '4 reports'")
    assert page.locator("#reports h3:visible").count() == 4
    assert page.evaluate("location.hash") == ""


def test_the_link_of_a_revision_leads_to_its_figures(look_at):
    page = look_at()
    page.locator(".revised a").click()
    page.wait_for_url("**/releases.html#**")
    note = page.locator(":target")
    assert note.count() == 1
    assert note.locator("tbody tr").text_content().strip() == "crimes.theft3031"


def test_on_paper_there_is_no_filter_and_every_key_point(look_at):
    page = look_at()
    page.emulate_media(media="print")
    assert page.locator("form:visible").count() == 0
    assert page.locator("details li").first.is_visible()
