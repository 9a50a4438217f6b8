"""Which numbers a text holds, and what each of them is."""

from decimal import Decimal

import pytest

from iomlib.claims.numbers import KINDS, numbers


def kinds(text):
    return [(found.text, found.kind) for found in numbers(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4.9 Quarter 3", [("4.9", "paragraph"), ("Quarter 3", "quarter")]),
        ("1. Introduction", [("1.", "paragraph")]),
        ("ends. 5.6 The scheme", [("5.6", "paragraph")]),
        ("4.1 2011 saw success", [("4.1", "paragraph"), ("2011", "year")]),
        ("see Table 3 and paragraph 4.2", [("Table 3", "paragraph"), ("paragraph 4.2", "paragraph")]),
        ("on 16 June 2009 at 9.30am", [("16 June 2009", "date"), ("9.30am", "time")]),
        ("from April 2009 to 31st March", [("April 2009", "date"), ("31st March", "date")]),
        ("in 2008/09, in 2007-2008 and 2012", [("2008/09", "year"), ("2007-2008", "year"), ("2012", "year")]),
        ("2005 offences were recorded", [("2005", "figure")]),
        ("NI 30, NI38, PSA 23", [("NI 30", "indicator"), ("NI38", "indicator"), ("PSA 23", "indicator")]),
        ("the Crime and Disorder Act 1998", [("1998", "indicator")]),
        ("people aged 18 to 24", [("aged 18 to 24", "age")]),
        ("18-24 year olds and over 65s", [("18-24 year olds", "age"), ("over 65s", "age")]),
        ("between the ages of 25 and 34", [("ages of 25 and 34", "age")]),
        ("15 to 20 PPOs", [("15", "range"), ("20", "range")]),
        ("sales rose by 12 to 20", [("12", "figure"), ("20", "figure")]),
        ("it fell from 247 to 207", [("247", "figure"), ("207", "figure")]),
        ("within 12 months and two-year plans", [("12", "duration"), ("two", "duration")]),
        ("the remaining two quarters", [("remaining two quarters", "duration")]),
        ("three quarters of the cohort", [("three quarters", "fraction")]),
        ("one in five of six people", [("one in five", "ratio"), ("six", "word")]),
        ("the third quarter, the 21st case", [("third", "ordinal"), ("21st", "ordinal")]),
        ("the third sector", [("third", "ordinal")]),
        ("ring 01733 863780", [("01733 863780", "reference")]),
        ("at 155 Norton Road, TS18 1AU", [("155 Norton Road", "reference"), ("TS18 1AU", "reference")]),
        ("the One Service of www.a.gov.uk/12", [("One", "reference"), ("www.a.gov.uk/12", "reference")]),
        ("half of the offences", [("half", "fraction")]),
        ("no one helped one another", []),
    ],
)
def test_each_number_is_told_from_those_that_count_nothing(text, found):
    assert kinds(text) == found


@pytest.mark.parametrize(
    ("text", "value", "places", "unit", "hedge"),
    [
        ("almost £60m", "60000000", -6, "£", "almost"),
        ("£1.7 million", "1700000", -5, "£", ""),
        ("circa £400k", "400000", -3, "£", "about"),
        ("some 3673 females", "3673", 0, "females", ""),
        ("some 300 females", "300", 0, "females", "about"),
        ("1,243 people", "1243", 0, "people", ""),
        ("20 per cent", "20", 0, "%", ""),
        ("13.1%", "13.1", 1, "%", ""),
        ("up 2 percentage points", "2", 0, "pp", ""),
        ("100 (approx)", "100", 0, "", "about"),
        ("10 or more arrests", "10", 0, "", "at least"),
        ("10+ arrests", "10", 0, "", "at least"),
        ("twenty-five offences", "25", 0, "offences", ""),
        ("two hundred offences", "200", 0, "offences", ""),
        ("less than 207", "207", 0, "", "under"),
        ("outlined above 73 have", "73", 0, "", ""),
        ("a change of -3.5%", "-3.5", 1, "%", ""),
        ("Manager-1", "1", 0, "", ""),
        ("5 males, of them", "5", 0, "males", ""),
        ("3 of the men", "3", 0, "", ""),
    ],
)
def test_a_figure_is_read_with_its_places_its_unit_and_its_hedge(text, value, places, unit, hedge):
    [found] = numbers(text)
    assert (found.value, found.places, found.unit, found.hedge) == (Decimal(value), places, unit, hedge)


def test_every_kind_that_is_told_is_explained():
    text = "4.9 In Q1 on 1 May 2009 at 9am NI 30, 3 to 4, two thirds, one in six, 12 months, third, aged 9, 07/08."
    assert {found.kind for found in numbers(f"{text} Six of 8 rang 01733 863780.")} == set(KINDS)


def test_a_span_is_the_place_of_its_text():
    text = "4.9 The cohort of 73 (28%) owes £1,300 since 2008/09."
    assert all(text[found.start : found.end] == found.text for found in numbers(text))
