"""Names of areas that are code, and pages that someone has put code into, opened in a real browser."""

import re

import pytest
from attacked import AREAS, attacked
from browser import opened, pages_below, window
from frame import demo


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    return attacked(tmp_path_factory)


# Whatever of a name has become an element, or hangs on one.
ALIVE = """() => [...document.querySelectorAll("*")].filter(node =>
  (node.localName === "script" && node.textContent.includes("alert")) || node.localName === "b"
  || node.getAttribute("src") === "x" || [...node.attributes].some(one => one.name.startsWith("on"))
).map(node => node.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("policy", [True, False], ids=["with its policy", "without its policy"])
def test_a_hostile_name_runs_nothing_and_asks_for_nothing_on_any_page(chromium, outputs, policy):
    # Without the policy nothing but our escaping stands between a name and the reader.
    pages, found = pages_below(outputs), []
    assert {"index.html", "small.html"} <= {path.name for path in pages}
    assert any("_failed" in path.parts for path in pages) and any(
        "restricted" in path.parts for path in pages
    )
    with window(chromium, bypass_csp=not policy) as page:
        for path in pages:
            page.goto(path.as_uri())
            page.wait_for_timeout(50)  # an error of a picture comes after the page
            found += [f"{path.relative_to(outputs)}: {what}" for what in page.evaluate(ALIVE) + page.seen]
            page.seen.clear()
    assert not found, "\n".join(found)


def test_a_hostile_name_is_there_to_be_read(chromium, outputs):
    with opened(chromium, outputs / "index.html") as page:
        text = page.locator("main").inner_text()
        assert [name for name in AREAS.values() if name not in text] == []
    for area, name in AREAS.items():
        with opened(chromium, outputs / "2008-09-Q1" / area / "small.html") as page:
            assert name in page.locator("h1").inner_text()
            assert name in page.locator("caption").first.inner_text()
            assert name in page.title()
    with opened(chromium, outputs / "_failed" / "2008-09-Q2" / "peterborough" / "small.html") as page:
        assert AREAS["peterborough"] in page.locator("h1").inner_text()


@pytest.mark.parametrize("search", AREAS.values(), ids=AREAS)
def test_a_search_for_a_hostile_name_finds_its_reports_and_runs_nothing(chromium, outputs, search):
    with opened(chromium, outputs / "index.html") as page:
        page.get_by_role("searchbox").fill(search)
        shown = page.get_by_role("heading", level=3).all_inner_texts()
        assert [heading for heading in shown if search in heading]
        assert page.evaluate(ALIVE) + page.seen == []


BAD = """<script>document.title = "taken"</script><img src="x" onerror="document.title = 'taken'">
<iframe src="https://example.org/"></iframe><link rel="stylesheet" href="https://example.org/x.css">
<form action="https://example.org/"><button>send</button></form><p style="background: url(https://example.org/y)">y</p>"""


def kinds(outputs):
    """Give one page of each kind: their policies are in their templates."""
    kept = {}
    for path in pages_below(outputs):
        kind = "failed" if "_failed" in path.parts else re.sub(r"\d+", "", path.stem)
        kept.setdefault(kind, path)
    return list(kept.values())


def test_the_policy_of_every_kind_of_page_stops_what_was_put_into_it(
    chromium, outputs, tmp_path_factory, tmp_path
):
    pages = kinds(demo(tmp_path_factory) / "outputs") + kinds(outputs)
    assert len(pages) > 8
    for number, path in enumerate(pages):
        text = path.read_text("utf-8")
        assert "</main>" in text
        bad = tmp_path / f"{number}.html"
        bad.write_text(text.replace("</main>", f"{BAD}</main>"), "utf-8")
        with window(chromium) as page:
            ends = {}
            page.on("requestfailed", lambda asked, ends=ends: ends.update({asked.url: asked.failure}))
            page.goto(bad.as_uri())
            page.wait_for_timeout(50)
            assert page.title() != "taken", path
            # Chromium tells of a request before it looks at the policy, and why it was never sent.
            asked = {word.removeprefix("asked for ") for word in page.seen if word.startswith("asked for")}
            assert {ends.get(address) for address in asked} <= {"csp"}, (path, ends)
            stopped = sum("Content Security Policy" in word for word in page.seen)
            assert stopped >= 5, f"{path}: only {stopped} things stopped: {page.seen}"


def test_what_was_put_into_a_page_would_run_without_its_policy(chromium, outputs, tmp_path):
    path = tmp_path / "bad.html"
    text = (outputs / "2008-09-Q1" / "haringey" / "small.html").read_text("utf-8")
    path.write_text(text.replace("</main>", f"{BAD}</main>"), "utf-8")
    with window(chromium, bypass_csp=True) as page:
        page.goto(path.as_uri())
        page.wait_for_timeout(50)
        assert page.title() == "taken"
        assert {word for word in page.seen if word.startswith("asked for")} >= {
            "asked for https://example.org/x.css",
            "asked for https://example.org/y",
        }
