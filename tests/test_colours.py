"""Contrast is what WCAG says it is, and every shade that is derived can be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.build.colours import contrast, luminance, mixed, readable

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
# Contrasts as the W3C prints them.
KNOWN = [
    ("#000000", "#ffffff", 21.0),
    ("#777777", "#ffffff", 4.48),
    ("#767676", "#ffffff", 4.54),
    ("#ff0000", "#ffffff", 4.0),
    ("#0000ff", "#ffffff", 8.59),
]


@pytest.mark.parametrize(("one", "other", "printed"), KNOWN)
def test_contrast_is_what_others_print(one, other, printed):
    assert contrast(one, other) == pytest.approx(printed, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_a_short_colour_is_the_long_one():
    assert luminance("#abc") == luminance("#AABBCC")


@given(COLOURS, COLOURS)
def test_contrast_is_from_1_to_21(one, other):
    assert 1 <= contrast(one, other) <= 21


@given(
    COLOURS, st.sampled_from(["#ffffff", "#101418", "#eef3f8", "#1b2127"]), st.sampled_from([3.0, 4.5, 7.0])
)
def test_every_shade_that_is_derived_can_be_read(colour, ground, wanted):
    assert contrast(readable(colour, ground, wanted), ground) >= wanted


@given(COLOURS)
def test_a_colour_that_can_be_read_stays_as_it_is(colour):
    if contrast(colour, "#ffffff") >= 4.5:
        assert readable(colour, "#ffffff") == colour
    else:
        assert readable(colour, "#ffffff") != colour


def test_the_nearest_shade_is_taken():
    shade = readable("#12436D", "#101418")
    assert 4.5 <= contrast(shade, "#101418") < 4.8


def test_a_mixture_has_its_ends():
    assert (mixed("#123", "#456", 0), mixed("#123", "#456", 1)) == ("#112233", "#445566")


@pytest.mark.parametrize("word", ["red", "#12", "#12345", "12436D", "#12436G", "", "#12436D;x", "#١٢٣"])
def test_what_is_no_colour_is_refused(word):
    with pytest.raises(ValueError, match=re.escape(f"{word!r} is not a colour. Write it as #12436D.")):
        luminance(word)


def test_a_contrast_that_no_shade_has_is_refused():
    with pytest.raises(ValueError, match="no shade of #777777 has a contrast of 22 on #ffffff"):
        readable("#777777", "#ffffff", 22)
