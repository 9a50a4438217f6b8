"""From the index to how a figure was calculated, and back, by the keyboard alone."""

import pytest
from browser import opened
from frame import demo

METHOD, EACH = "How this was calculated", "Each figure by its name"

# What has the focus: its words, where it leads, if it stands out, and if it is in sight.
FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const label = node.labels?.[0] || document.getElementById(node.getAttribute("aria-labelledby")) || node;
  return {
    words: (node.ariaLabel || label.textContent).replace(/\\s+/g, " ").trim(),
    kind: node.localName,
    href: node.getAttribute("href") || "",
    ringed: ringed || style.boxShadow !== "none",
    seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0
      && box.left < innerWidth,
  };
}"""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    return demo(tmp_path_factory) / "outputs"


def press(page, key="Tab"):
    """Press a key, and look at what then has the focus."""
    page.keyboard.press(key)
    page.wait_for_timeout(20)  # a page that scrolls smoothly would still be on its way
    return page.evaluate(FOCUS)


def tab_to(page, wanted, most=150):
    """Press Tab until something wanted has the focus; each stop on the way must be seen to have it."""
    for _ in range(most):
        stop = press(page)
        if stop is None:
            continue  # once around: the next is the first
        assert stop["seen"], f"the focus is out of sight on {stop}"
        assert stop["ringed"], f"the focus is not shown on {stop}"
        if wanted(stop):
            return stop
    raise AssertionError(f"not reached in {most} steps; the last was {stop}")


def test_from_the_index_to_a_figures_method_and_back(chromium, outputs):
    with opened(chromium, outputs / "index.html") as page:
        tab_to(page, lambda stop: stop["kind"] == "input")
        page.keyboard.type("stockton-on-tees")
        link = tab_to(
            page, lambda stop: stop["href"].endswith("2008-09-Q2/stockton-on-tees/scrutiny_report.html")
        )
        assert "Stockton-on-Tees" in link["words"], "a link says which report it opens"
        page.keyboard.press("Enter")
        page.wait_for_url("**/2008-09-Q2/stockton-on-tees/scrutiny_report.html")
        to_method(page)
        page.go_back()
        while not page.url.split("#")[0].endswith("index.html"):
            page.go_back()
        assert tab_to(page, lambda stop: stop["kind"] == "a")
        assert page.seen == []


def to_method(page):
    """Go by the keyboard from a figure to how it was calculated, open the code, and go back to the figure."""
    tab_to(page, lambda stop: stop["words"].startswith(METHOD) and stop["kind"] == "summary")
    page.keyboard.press("Enter")
    tab_to(page, lambda stop: stop["words"].startswith(EACH) and stop["href"].startswith("#"))
    told = followed(page)
    assert "Method" in told, "the link leads to the method"
    tab_to(page, lambda stop: stop["kind"] == "a" and "code" in stop["words"].lower())
    followed(page)
    tab_to(page, lambda stop: stop["kind"] == "summary")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.parentElement.querySelector('pre').checkVisibility()")
    page.keyboard.press("Enter")
    tab_to(page, lambda stop: stop["words"].startswith("Back to"))
    followed(page)


def followed(page):
    """Follow the link that has the focus within its page; give the words of what it leads to, which is in sight."""
    href = page.evaluate("() => document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_timeout(50)
    assert page.url.endswith(href)
    place = page.evaluate(
        """id => {
          const node = document.getElementById(id), box = node.getBoundingClientRect();
          return {top: box.top, words: node.innerText, height: innerHeight};
        }""",
        href.removeprefix("#"),
    )
    assert -1 <= place["top"] < place["height"], f"what {href} leads to is out of sight"
    return place["words"]


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "2008-09-Q2/stockton-on-tees/scrutiny_report.html",
        "2017-18-Q4/cleveland/crime_profile.html",
    ],
)
def test_the_first_stop_is_a_link_past_the_head_of_the_page(chromium, outputs, name):
    with opened(chromium, outputs / name) as page:
        first = press(page)
        assert first["words"].startswith("Skip to") and first["seen"] and first["ringed"]
        page.keyboard.press("Enter")
        assert page.url.endswith(first["href"])
        target = page.locator(first["href"])
        assert target.bounding_box()["y"] < page.viewport_size["height"]
        press(page)
        assert page.evaluate(
            "href => document.querySelector(href).contains(document.activeElement)", first["href"]
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_stop_of_a_report_is_in_sight_in_order_and_stands_out(chromium, outputs, width, scheme):
    path = outputs / "2017-18-Q4" / "cleveland" / "crime_profile.html"
    order = "() => [...document.querySelectorAll('*')].indexOf(document.activeElement)"
    with opened(chromium, path, width=width) as page:
        page.emulate_media(color_scheme=scheme)
        last, stops = -1, 0
        while (stop := press(page)) is not None and (now := page.evaluate(order)) > last:
            assert stop["seen"] and stop["ringed"], stop
            last, stops = now, stops + 1
        assert stops > 5
        assert stop is None or stop["words"].startswith("Skip to"), "once around, and nothing out of order"


def test_what_can_be_scrolled_can_be_scrolled_by_the_keyboard(chromium, outputs):
    with opened(chromium, outputs / "index.html", width=320) as page:
        wide = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter(node => node.scrollWidth > node.clientWidth + 1
                && ["auto", "scroll"].includes(getComputedStyle(node).overflowX) && node.checkVisibility()
              ).map(node => [node.localName, node.tabIndex, node.getAttribute("role")])"""
        )
        assert [one for one in wide if one[1] != 0 or one[2] != "region"] == []
