"""What a table of counts of people becomes before it is shown."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import OPEN, committee
from iomlib.metrics.intervals import wilson
from iomlib.report.withholding import band, published, record, rounding, shown_as, withhold

RULE = committee()
SIZES = st.integers(10, 1000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def shares(people, out_of):
    found = wilson(people, out_of)
    ends = {"share": found.value, "lower": found.lower, "upper": found.upper, "confidence": 0.95}
    return pd.DataFrame({"people": [people], "out_of": [out_of]} | ends, index=["men"])


def test_a_row_that_is_withheld_loses_its_numbers_and_keeps_the_rest():
    rows = pd.DataFrame(
        {"people": [3, 9], "share": [0.1, 0.2], "printed": [0.3, 0.4]}, index=["short", "long"]
    )
    safe = withhold(rows, {"short", "another"}, ["people", "share"])
    assert safe["withheld"].tolist() == [True, False]
    assert safe.loc["short", ["people", "share"]].isna().all()
    assert safe["printed"].tolist() == [0.3, 0.4]
    assert rows["people"].tolist() == [3, 9]


class TestAPublishedTable:
    @given(SIZES)
    def test_has_shares_of_its_rounded_counts_and_of_no_others(self, sizes):
        made = published(shares(*sizes), [], RULE).iloc[0]
        people, out_of = (RULE.shown(size) for size in sizes)
        assert (made["people"], made["out_of"]) == (people, out_of)
        if out_of < RULE.percent_from:
            assert math.isnan(made["share"]) and math.isnan(made["lower"]) and math.isnan(made["upper"])
            assert made["share_band"] == band(people / out_of, RULE)
        else:
            found = wilson(min(people, out_of), out_of)
            assert (made["share"], made["lower"], made["upper"]) == (found.value, found.lower, found.upper)
            assert not isinstance(made["share_band"], str)

    def test_has_nothing_of_a_row_that_is_withheld(self):
        made = published(shares(42, 140), ["men"], RULE).iloc[0]
        assert made["withheld"]
        assert made[["people", "out_of", "share", "lower", "upper", "share_band"]].isna().all()

    def test_loses_further_numbers_of_a_row_that_is_withheld(self):
        rows = pd.DataFrame({"people": [42, 50], "cost": [1.0, 2.0]})
        made = published(rows, [0], RULE, out_of=None, also=["cost"])
        assert made["cost"].isna().tolist() == [True, False]
        assert made["people"].tolist()[1] == 50

    def test_is_as_it_was_in_a_restricted_edition(self):
        rows = shares(3, 73)
        assert published(rows, [], OPEN).drop(columns="withheld").equals(rows)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "under 10%"),
        (0.0999, "under 10%"),
        (0.1, "10% to under 20%"),
        (0.3, "30% to under 40%"),
        (0.7, "70% to under 80%"),
        (0.9, "90% or more"),
        (1, "90% or more"),
    ],
)
def test_a_band_says_between_which_tenths_a_share_lies(share, said):
    assert band(share, RULE) == said


def test_a_count_alone_is_rounded_or_missing():
    assert shown_as(42, RULE, withheld=False) == 40
    assert math.isnan(shown_as(42, RULE, withheld=True))
    assert math.isnan(shown_as(math.nan, RULE, withheld=False))


def test_a_note_says_the_rule_where_there_is_one():
    assert "nearest 5" in rounding(RULE)[0] and "fewer than 10 people" in rounding(RULE)[0]
    assert rounding(OPEN) == []


def test_a_record_holds_no_true_count_and_is_in_one_order():
    counts = {"all": 73.0, "men": 64.0, "_women": 9.0, "unknown": math.nan}
    sums = [total_of("all", "men", "_women"), total_of("all", "unknown")]
    made = record("list", counts, sums, {"men"}, RULE, {"all": "ppo.people.2009-03-31"})
    assert made.cells == {"_women": None, "all": 75.0, "men": None}
    assert made.sums == [{"_women": 1, "all": -1, "men": 1}]
    assert made.same == {"all": "ppo.people.2009-03-31"}
    again = record("list", dict(reversed(counts.items())), list(reversed(sums)), {"men"}, RULE, made.same)
    assert again.model_dump_json() == made.model_dump_json()


def test_a_note_says_that_percentages_and_bands_are_those_of_rounded_counts():
    """13 of 44 people are 29.5%, and are shown as 15 of 45."""
    rows = pd.DataFrame({"people": [13.0], "out_of": [44.0], "share": [13 / 44]})
    assert published(rows, (), committee())["share_band"].tolist() == ["30% to under 40%"]
    assert "ranges of them, come from the rounded counts." in rounding(committee())[0]
