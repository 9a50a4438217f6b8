"""What is read of a page that Quarto made, and what in it is refused."""

import base64

import pytest

from iomlib.build.quarto_page import Page
from iomlib.build.quarto_project import POLICY

SHEET = base64.b64encode(b"@import url(https://example.org/a.css);").decode()


def read(body, policy=POLICY):
    page = Page()
    page.feed(
        f'<html><head><meta http-equiv="Content-Security-Policy" content="{policy}"></head>{body}</html>'
    )
    page.close()
    return page


@pytest.mark.parametrize(
    "body",
    [
        '<script src="data:application/javascript;base64,MQ=="></script>',
        '<script>var address = "https://example.org";</script>',
        '<link rel="stylesheet" href="data:text/css,a%7B%7D">',
        "<style>a{b:url( \"data:image/svg+xml,x\" )} c{d:url(#e)} @import url('data:text/css,x');</style>",
        '<p>See <a href="https://example.org/paper">the paper</a>.</p>',
        '<svg role="img" aria-label="A line."><use xlink:href="#a"/></svg>',
        '<div class="cell-output cell-output-display cell-output-markdown">30</div>',
    ],
)
def test_what_a_page_holds_itself_is_no_problem(body):
    assert read(body).problems == []


@pytest.mark.parametrize(
    ("body", "tag"),
    [
        ('<script src="https://example.org/require.js"></script>', "script"),
        ('<script src="//example.org/require.js"></script>', "script"),
        ('<link rel="stylesheet" href="libs/a.css">', "link"),
        (f'<link rel="stylesheet" href="data:text/css;base64,{SHEET}">', "link"),
        ('<img alt="x" src="pictures/a.svg">', "img"),
        ('<img alt="x" srcset="https://example.org/a.png 2x">', "img"),
        ('<svg><image href="https://example.org/a.png"/></svg>', "image"),
        ("<style>@import 'https://example.org/a.css';</style>", "style"),
        ("<style>a{b:url(https://example.org/a.png)}</style>", "style"),
        ('<p style="background:url(//example.org/a.png)">x</p>', "p"),
    ],
)
def test_what_a_page_would_load_from_outside_is_a_problem(body, tag):
    assert read(body).problems == [f"{tag} has an address outside the page."]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<iframe srcdoc="x"></iframe>', "it holds a iframe element."),
        ('<a href="javascript:alert(1)">x</a>', "a has code in its address."),
        ('<meta http-equiv="refresh" content="0; url=https://example.org">', "it holds a meta element."),
        (
            '<div class="cell-output-error">KeyError</div>',
            "it shows an error, a warning or what a cell printed.",
        ),
        ('<div class="cell-output-stderr">W</div>', "it shows an error, a warning or what a cell printed."),
    ],
)
def test_what_no_page_may_hold_is_a_problem(body, problem):
    assert read(body).problems == [problem]


def test_a_page_without_our_policy_is_a_problem():
    assert read("", "default-src *").problems == ["it does not forbid addresses outside the page."]


def test_words_are_read_where_a_reader_sees_them():
    page = read(
        "<script>no</script><style>no</style><h1 class='title'>A <em>b</em></h1><svg><title>no</title></svg><p>c</p>"
    )
    assert (page.text, page.headings, page.titles) == ("A bc", ["A b"], [])


def test_tables_are_read_by_cell():
    rows = "<tr><th>a</th><th></th></tr><tr><td><p>b <em>c</em></p></td><td>1</td></tr>"
    assert read(f"<table><caption>d</caption>{rows}</table>").tables == [[["a", ""], ["b c", "1"]]]
