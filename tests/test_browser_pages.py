"""Every page of the demonstration, of areas with hostile names and of failures, as a browser shows it."""

from itertools import product

import pytest
from attacked import attacked
from browser import MEDIA, SCHEMES, axe, every, opened, pages_below, states, window
from frame import demo

PARTS = 8  # so that several workers share the pages


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    shown = demo(tmp_path_factory) / "outputs"
    return pages_below(shown) + pages_below(attacked(tmp_path_factory))


def named(path):
    return "/".join(path.parts[-3:])


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_at_any_width_light_or_dark_or_printed(chromium, pages, part):
    found = []
    for path in every(pages, part, PARTS):
        with opened(chromium, path) as page:
            found += [f"{named(path)}, {wrong}" for wrong in looked_at(page) + page.seen]
    assert not found, "\n".join(found)


def looked_at(page):
    """List what axe-core finds on a page in any of its states.

    Every rule runs in every state: with the page loaded once that costs a third of a second, and any of
    them can differ, for what is not shown is not looked at.
    """
    found, undecided = [], {}
    for state in states(page):
        seen = axe(page)
        assert seen["passed"] > 8, f"{state}: axe looked at next to nothing"
        found += [f"{state}: {wrong}" for wrong in seen["wrong"]]
        undecided.setdefault(state.rpartition(",")[0], []).append(set(seen["undecided"]))
    # The contrast of what is scrolled half out of sight is decided where there is room for it.
    for state, doubts in undecided.items():
        found += [f"{state}: undecided at every width: {doubt}" for doubt in set.intersection(*doubts)]
    return found


def over_all(chromium, pages, look, **settings):
    """Show every page in one window, which takes less than a window each, and list what a look at it finds."""
    with window(chromium, **settings) as page:
        found = []
        for path in pages:
            page.goto(path.as_uri())
            found += [f"{named(path)}: {wrong}" for wrong in look(page)]
        return found + page.seen


# What reaches beyond the right edge of the window, without a box of its own to be scrolled in.
BEYOND = """() => {
  const wide = document.scrollingElement, boxed = node => {
    for (let up = node.parentElement; up; up = up.parentElement)
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  if (wide.scrollWidth <= innerWidth) return [];
  const out = [...document.body.querySelectorAll("*")].filter(
    node => node.getBoundingClientRect().right > innerWidth + 0.5 && !boxed(node));
  return [`is ${wide.scrollWidth} px wide in ${innerWidth}: ` + [...new Set(
    out.map(node => `${node.localName}.${node.className || node.id}`))].slice(0, 6).join(", ")];
}"""
# Text that is cut off: it needs more room than its box has, and the box shows no more.
CUT = """() => [...document.body.querySelectorAll("*")].filter(node => {
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    const shut = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
    // What is one pixel large is for screen readers only.
    return shut && box.width > 1 && box.height > 1
      && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1);
  }).map(node => `cuts off ${node.localName}.${node.className}: ${node.textContent.trim().slice(0, 40)}`)"""


def test_no_page_scrolls_sideways_on_a_phone(chromium, pages):
    found = over_all(chromium, pages, lambda page: page.evaluate(BEYOND) + page.evaluate(CUT), width=320)
    assert not found, "\n".join(found)


def test_text_of_twice_the_size_still_fits_and_nothing_is_cut_off(chromium, pages):
    def look(page):
        page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        size = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
        # Text that does not grow with the reader's own setting would pass the rest.
        return page.evaluate(BEYOND) + page.evaluate(CUT) + ([] if size > 24 else ["its text does not grow"])

    found = over_all(chromium, pages, look, width=1280)
    assert not found, "\n".join(found)


def test_text_that_is_spaced_out_still_fits_and_nothing_is_cut_off(chromium, pages):
    # WCAG 1.4.12, as a reader's own style sheet would do it.
    wider = (
        "() => { for (const node of document.body.querySelectorAll('*')) Object.assign(node.style, {lineHeight: '1.5',"
        " letterSpacing: '0.12em', wordSpacing: '0.16em'}); }"
    )

    def look(page):
        page.evaluate(wider)
        return page.evaluate(BEYOND) + page.evaluate(CUT)

    found = over_all(chromium, pages, look, width=320)
    assert not found, "\n".join(found)


# A table on a phone: either it fits, or it lies in a box that a keyboard can scroll and that has a name.
TABLES = """() => [...document.querySelectorAll("table")].filter(
    table => table.checkVisibility() && table.getBoundingClientRect().width > 0).flatMap(table => {
  const wrong = [], named = table.caption ? table.caption.textContent.trim().slice(0, 40) : "without a caption";
  let box = table.parentElement;
  while (box && !["auto", "scroll"].includes(getComputedStyle(box).overflowX)) box = box.parentElement;
  if (table.getBoundingClientRect().right > innerWidth + 0.5) {
    if (!box) wrong.push("does not fit");
    else if (box.tabIndex !== 0) wrong.push("is in a box that no keyboard can scroll");
    else if (!box.ariaLabel && !document.getElementById(box.getAttribute("aria-labelledby")))
      wrong.push("is in a box without a name");
  }
  for (const cell of table.querySelectorAll("th, td")) {
    const size = parseFloat(getComputedStyle(cell).fontSize);
    if (cell.textContent.trim() && cell.checkVisibility() && size < 12) wrong.push(`has text of ${size} px`);
    // A header that each cell repeats beside itself is there for screen readers only, one pixel large.
    const shown = [cell, cell.parentElement.parentElement].every(box => box.getBoundingClientRect().width > 1);
    if (shown && cell.scrollWidth > cell.clientWidth + 1)
      wrong.push(`cuts off ${cell.textContent.trim().slice(0, 40)}`);
  }
  return [...new Set(wrong)].map(what => `table ${named}: ${what}`);
})"""


def test_tables_can_be_read_on_a_phone(chromium, pages):
    found = over_all(chromium, pages, lambda page: page.evaluate(TABLES), width=320)
    assert not found, "\n".join(found)


BRIGHT = """() => {
  const grounds = [document.body, document.documentElement].map(node => getComputedStyle(node).backgroundColor);
  const shown = grounds.find(ground => ground !== "rgba(0, 0, 0, 0)") || "rgb(255, 255, 255)";  // paper
  return shown.match(/[0-9.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
}"""


def test_pages_are_dark_for_who_wants_them_dark_and_white_on_paper(chromium, pages):
    def look(page):
        for media, scheme in product(MEDIA, SCHEMES):
            page.emulate_media(media=media, color_scheme=scheme)
            bright = page.evaluate(BRIGHT)
            dark = (media, scheme) == ("screen", "dark")
            if (bright > 0.25) if dark else (bright < 0.9):
                yield f"{media}, {scheme}: its ground is {bright:.0%} bright"

    found = over_all(chromium, pages, look)
    assert not found, "\n".join(found)


# What is pressed: 24 px at least each way, unless it stands within a sentence (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll("a[href], summary, button, input, select")].filter(node => {
    const box = node.getBoundingClientRect();
    if (!node.checkVisibility() || !box.width || box.right < 0) return false;
    const around = node.closest("p, li, dd, figcaption, caption");
    const within = around && node.localName === "a" && around.textContent.trim() !== node.textContent.trim();
    return !within && (box.width < 24 || box.height < 24);
  }).map(node => `${node.localName} of ${node.getBoundingClientRect().height.toFixed(1)} px: `
    + node.textContent.trim().slice(0, 40))"""


def test_what_is_pressed_is_large_enough_for_a_finger(chromium, pages):
    found = over_all(chromium, pages, lambda page: page.evaluate(SMALL), width=320)
    assert not found, "\n".join(found)


def test_every_page_has_one_title_its_language_and_a_way_past_its_head(chromium, pages):
    look = """() => [
      document.querySelectorAll("h1").length === 1 || "not one h1",
      document.documentElement.lang.startsWith("en") || "no language",
      document.title.length > 5 || "no title",
      document.querySelectorAll("main").length === 1 || "not one main",
    ].filter(one => one !== true)"""
    found = over_all(chromium, pages, lambda page: page.evaluate(look))
    assert not found, "\n".join(found)


def test_no_page_needs_a_script_to_be_read(chromium, pages):
    def look(page):
        whole = page.locator("main").inner_text()
        return [] if len(whole) > 60 else [f"shows only {whole!r} where scripts are off"]

    found = over_all(chromium, pages, look, java_script_enabled=False)
    assert not found, "\n".join(found)


def test_the_checks_of_this_file_find_what_is_wrong(chromium, tmp_path):
    path = tmp_path / "bad.html"
    path.write_text(
        "<!DOCTYPE html><title>x</title><main><p style='width: 500px; font-size: 10px'>wide</p>"
        "<div style='overflow: hidden; width: 40px; height: 9px'>aaaaaaaaaaaaaaaaaaaaa</div>"
        "<table style='width: 600px'><tr><td style='font-size: 9px'>1</table>"
        "<a href='#x'>x</a> <img src='data:,'></main>",
        "utf-8",
    )
    with opened(chromium, path, width=320) as page:
        wide, cut, tables = (page.evaluate(look) for look in (BEYOND, CUT, TABLES))
        small, seen = page.evaluate(SMALL), axe(page)
    assert len(wide) == 1 and "p." in wide[0]
    assert len(cut) == 1 and "div." in cut[0]
    assert tables == ["table without a caption: does not fit", "table without a caption: has text of 9 px"]
    assert len(small) == 1
    assert {wrong.split(":")[0] for wrong in seen["wrong"]} >= {"image-alt", "html-has-lang"}
