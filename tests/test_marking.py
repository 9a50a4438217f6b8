"""Each page of a restricted edition says OFFICIAL-SENSITIVE, also each that a browser prints."""

import pypdfium2
import pytest
from browser import needs_browser, started
from frame import full
from reported import CRIMES
from sites import fail, put, report, site

from iomlib.build.document import read_document
from iomlib.build.html import to_html

MARK = "OFFICIAL-SENSITIVE: not for publication"
HEADLINES = [CRIMES | {"id": "crimes.theft"}]
KINDS = {"index.html", "releases.html", "accessibility.html", "2008-09-Q1.html", "other.html", "small.html"}


@pytest.fixture(scope="module")
def browser():
    with started() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Write every kind of page of both editions, and say which is whose."""
    folder = tmp_path_factory.mktemp("both")
    for edition in ("public", "restricted"):
        for area in ("haringey", "peterborough"):
            put(folder, report(area, edition=edition), headlines=HEADLINES)
        fail(folder, report(notebook="other", edition=edition))
        site(folder, report(edition=edition))
        base = folder / "restricted" if edition == "restricted" else folder
        for path in base.glob("2008-09-Q1/*/small.html"):
            path.write_text(to_html(read_document(full(edition=edition))), "utf-8")
    return {path: "restricted" in path.relative_to(folder).parts for path in sorted(folder.rglob("*.html"))}


@needs_browser
@pytest.mark.parametrize("restricted", [True, False], ids=["restricted", "public"])
def test_each_printed_page_is_marked_in_a_restricted_edition_alone(browser, pages, restricted):
    own = [path for path, of in pages.items() if of == restricted]
    assert {path.name for path in own} == KINDS
    sheets = 0
    for path in own:
        page = browser.new_page()
        page.goto(path.as_uri())
        # Narrow paper, so that there are several pages.
        printed = pypdfium2.PdfDocument(page.pdf(width="120mm", height="90mm"))
        texts = [sheet.get_textpage().get_text_range().replace("\ufffe", "-") for sheet in printed]
        sheets += len(texts)
        assert [number for number, text in enumerate(texts, 1) if (MARK in text) != restricted] == [], (
            path.name
        )
        page.close()
    assert sheets > len(own)
