"""The judge tells a right page from a wrong one, and a clear reason from none."""

from types import SimpleNamespace

import pytest
from judge import CLEAR, HALF, RIGHT, SILENT, UNCLEAR, Truth, judge
from systems import Said

TRUTH = Truth({"cleveland": ("It is 12.",)}, r"\bcode\b")
QUIET, FAILED = Said(0, "1 of 1 published"), Said(1, "the code is wrong")


def verdict(tmp_path, words, said, truth=TRUTH):
    page = tmp_path / "page.html"
    page.write_text(f"<html><head><title>It is 12.</title></head><body><p>{words}</p></body></html>", "utf-8")
    return judge(truth, SimpleNamespace(page=lambda *_: None if words is None else page), tmp_path, said)


@pytest.mark.parametrize(
    ("words", "said", "wanted"),
    [
        ("It is 12.", QUIET, RIGHT),
        ("It is 10.", QUIET, SILENT),
        ("", QUIET, SILENT),
        ("It is 10.", Said(0, "warning: code is odd"), HALF),
        ("It is 10.", Said(0, "warning: something else"), SILENT),
        ("It is 10.", Said(1, ""), HALF),
        ("KeyError: 'x'", QUIET, HALF),
        (None, FAILED, CLEAR),
        (None, Said(0, FAILED.text), UNCLEAR),
        (None, Said(1, "it failed"), UNCLEAR),
        (None, Said(1, f"Traceback (most recent call last): {FAILED.text}"), UNCLEAR),
        (None, Said(None, FAILED.text), UNCLEAR),
        (None, Said(-9, FAILED.text), UNCLEAR),
    ],
)
def test_the_verdict_is_that_of_the_page_and_of_what_was_said(words, said, wanted, tmp_path):
    assert verdict(tmp_path, words, said) == wanted


def test_no_page_is_right_where_there_is_nothing_true_to_say(tmp_path):
    assert verdict(tmp_path, "It is 12.", QUIET, TRUTH._replace(pages={"cleveland": ()})) == SILENT


def test_the_worst_page_counts(tmp_path):
    two = TRUTH._replace(pages={"cleveland": ("It is 12.",), "metropolitan": ("It is 13.",)})
    assert verdict(tmp_path, "It is 12.", QUIET, two) == SILENT
