"""A number is rounded once, half up, from the unrounded value, and written the way a committee reads it."""

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.report.formats import NO_DATA, PLACES, UNITS, about_pounds, half_up, interval, write

KINDS = sorted(PLACES)
# Fifteen digits: as many as a float keeps of any decimal number.
DIGITS = st.integers(-(10**15) + 1, 10**15 - 1)
NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)


def read_back(text):
    """Read a written number as a reader would."""
    sign = -1 if text.startswith("−") else 1
    return sign * Decimal(text.strip("+−£%").lstrip("£").replace(",", ""))


@given(DIGITS, st.integers(0, 9), st.integers(0, 6))
def test_half_up_is_what_a_pupil_does_with_the_digits(digits, scale, places):
    value = Fraction(digits, 10**scale)
    # Away from zero at a half: add half a unit of the last place to the size, cut off the rest.
    size = math.floor(abs(value) * 10**places + Fraction(1, 2))
    expected = Fraction(size, 10**places) * (1 if digits >= 0 else -1)
    assert Fraction(half_up(float(f"{digits}e-{scale}"), places)) == expected


@given(NUMBERS, st.integers(-3, 6))
def test_half_up_agrees_with_decimal(value, places):
    expected = Decimal(repr(value)).quantize(Decimal(f"1e{-places}"), rounding=ROUND_HALF_UP)
    assert half_up(value, places) == expected


@given(NUMBERS, st.integers(0, 6))
def test_rounding_is_symmetric_and_moves_a_number_by_at_most_half_a_unit(value, places):
    assert half_up(-value, places) == -half_up(value, places)
    assert 2 * abs(half_up(value, places) - Decimal(repr(value))) <= Decimal(1).scaleb(-places)


@given(NUMBERS, st.sampled_from(KINDS))
def test_what_is_written_reads_back_as_the_rounded_number(value, kind):
    percent = kind in ("share", "per100", "points", "share_points")
    places = PLACES[kind]
    expected = half_up(value, places + 2) * 100 if percent else half_up(value, places)
    assert read_back(write(value, kind)) == expected


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_share_is_the_exact_fraction_rounded_half_up(part, whole):
    exact = math.floor(Fraction(part * 1000, whole) + Fraction(1, 2))
    assert read_back(write(part / whole, "share")) == Decimal(exact).scaleb(-1)


@given(NUMBERS, st.sampled_from(KINDS))
def test_no_number_is_written_as_minus_nothing(value, kind):
    text = write(value, kind)
    assert "-" not in text, "a hyphen is not a minus sign"
    if read_back(text) == 0:
        assert text[0] not in "+−"


@given(st.integers(0, 10**15 - 1))
def test_thousands_are_parted_by_commas(count):
    first, *rest = write(count, "count").split(",")
    assert 1 <= len(first) <= 3
    assert all(len(part) == 3 for part in rest)
    assert int("".join([first, *rest])) == count


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missing", [None, math.nan, math.inf, -math.inf])
def test_a_missing_number_says_so_and_is_never_a_zero(missing, kind):
    assert write(missing, kind) == NO_DATA
    assert interval(missing, 1.0, kind) == interval(1.0, missing, kind) == NO_DATA


def test_every_kind_has_a_unit_and_places():
    assert set(UNITS) == set(PLACES)
    assert all(UNITS.values())


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (13850, "count", "13,850"),
        (48485263.0, "pounds", "£48,485,263"),
        (-1234.5, "pounds", "−£1,235"),
        (0.285, "share", "28.5%"),
        (0.15547, "share", "15.5%"),
        (12.25, "percent", "12.3%"),
        (4.25, "signed", "+4.25"),
        (-28.75, "signed", "−28.75"),
        (0.0, "signed", "0.00"),
        (-0.001, "signed", "0.00"),
        (170.6666666, "count", "171"),
        (2.675, "number", "2.68"),
        (75.45, "rate", "75.5"),
    ],
)
def test_a_number_is_written_as_a_committee_reads_it(value, kind, text):
    assert write(value, kind) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "about £0"),
        (461_499, "about £461,000"),
        (461_500, "about £462,000"),
        (999_499, "about £999,000"),
        (999_500, "about £1.0 million"),
        (92_050_000, "about £92.1 million"),
        (-92_050_000, "about −£92.1 million"),
        (math.nan, NO_DATA),
    ],
)
def test_a_sum_of_averages_shows_no_more_digits_than_it_can_carry(value, text):
    assert about_pounds(value) == text


@given(NUMBERS, NUMBERS, st.sampled_from(KINDS))
def test_an_interval_is_written_from_its_ends(lower, upper, kind):
    assert interval(lower, upper, kind) == f"{write(lower, kind)} to {write(upper, kind)}"
