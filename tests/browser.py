"""A real browser for the tests: Chromium as the system has it, driven by playwright, without a network."""

import os
import shutil
from contextlib import contextmanager
from functools import cache
from itertools import product
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
NOT_RUN = "no Chromium on this machine to open pages in"
needs_browser = pytest.mark.skipif(BROWSER is None, reason=NOT_RUN)

WIDTHS = (320, 768, 1280)  # a phone, and 400% zoom on a desk; a tablet; a desk
PAPER = (768,)  # A4 between its margins, nearly
HEIGHT = 900
SCHEMES = ("light", "dark")
MEDIA = ("screen", "print")

# The rules of WCAG 2.2 AA, and of the versions before it, which 2.2 takes over. That a target is large
# enough is one of them, but axe-core asks for it only by name.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
AXE = """async tags => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: tags},
    rules: {"target-size": {enabled: true}},
    resultTypes: ["violations", "incomplete"],
  });
  const reason = node => node.failureSummary.split("\\n").slice(1).map(line => line.trim()).join(" ");
  const told = (rules, why) => rules.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}${why(node)}`));
  return {
    passed: found.passes.length,
    wrong: told(found.violations, node => ": " + reason(node)),
    undecided: told(found.incomplete, () => ""),
  };
}"""


@contextmanager
def started():
    """Start the browser with a fresh profile, and end both."""
    from playwright.sync_api import sync_playwright

    options = [
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-dev-shm-usage",
    ]
    if os.geteuid() == 0:  # Chromium does not start its sandbox for root
        options.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=options)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(browser, width=1280, **settings):
    """Open a window, offline, with nothing in it; ``page.seen`` gathers what must not be."""
    context = browser.new_context(
        offline=True, viewport={"width": width, "height": HEIGHT}, color_scheme="light", **settings
    )
    try:
        page = context.new_page()
        page.seen = _watched(page)
        yield page
    finally:
        context.close()


@contextmanager
def opened(browser, path, fragment="", width=1280):
    """Open a file in a window of its own."""
    with window(browser, width) as page:
        page.goto(f"{path.as_uri()}{fragment}")
        yield page


def _watched(page):
    """List, as it happens, what is asked for beside the page itself, and all that it says or does."""
    seen = []

    def request(asked):
        # A link that is followed to another file is a new page, not a part of this one.
        whole = asked.is_navigation_request() and asked.frame == page.main_frame
        if not asked.url.startswith("data:") and not (whole and asked.url.startswith("file:")):
            seen.append(f"asked for {asked.url}")

    def dialog(shown):
        seen.append(f"opened a dialog: {shown.message}")
        shown.dismiss()

    page.on("request", request)
    page.on("dialog", dialog)
    page.on("console", lambda message: seen.append(f"said {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"stopped with {error}"))
    return seen


def states(page):
    """Show a page at each width, light and dark, and as it is printed in either; give the name of each."""
    for media, scheme in product(MEDIA, SCHEMES):
        page.emulate_media(media=media, color_scheme=scheme)
        for width in WIDTHS if media == "screen" else PAPER:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            yield f"{media}, {scheme}, {width} px"


@cache
def _axe_source():
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def axe(page):
    """Let axe-core look at a page as it is shown now.

    The browser itself runs it, not the page: so the policy of the page, which forbids scripts, stays on.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe_source())
    return page.evaluate(AXE, TAGS)


def pages_below(folder):
    """List every page of a folder of outputs."""
    return sorted(folder.rglob("*.html"))


def every(pages, part, parts):
    """Give one part of the pages, which are known only when the tests run."""
    mine = pages[part::parts]
    assert mine, f"{len(pages)} pages are too few for {parts} parts"
    return mine
