"""Percentages of small groups, attacked by trying every pair of counts that could be behind what is published."""

import pandas as pd
import pytest
from attacker import counts_behind, rounded
from tally import tally

from iomlib.disclosure.profile import committee
from iomlib.report.withholding import published

PROFILE = committee()
MOST = 130  # people in a group: below and above the base from which percentages are published
ROW = ["people", "out_of", "withheld", "share", "lower", "upper", "share_band"]


@pytest.fixture(scope="module")
def pairs():
    """Every pair of a count and its group, and how it is published."""
    true = pd.DataFrame([(k, n) for n in range(10, MOST + 1) for k in range(n + 1)], columns=["k", "n"])
    small = (true["k"] < PROFILE.threshold) | (true["n"] - true["k"] < PROFILE.threshold)
    rows = pd.DataFrame({"people": true["k"].astype(float), "out_of": true["n"].astype(float)})
    rows = rows.assign(share=rows["people"] / rows["out_of"], lower=0.0, upper=1.0, confidence=0.95)
    seen = published(rows, true.index[small], PROFILE)
    return pd.concat([true, seen[ROW]], axis=1)


def test_a_percentage_of_a_true_count_would_give_it_away():
    """D1 of the facts: every whole percentage of 73 people is one count or none."""
    assert [counts_behind(str(percent), 73) for percent in (19, 20, 21, 37, 53, 66, 86)] == [
        *([14], [], [15], [27], [39], [48], [63]),
    ]
    assert max(len(counts_behind(str(percent), 100)) for percent in range(101)) == 1


def test_no_percentage_nor_band_of_a_group_tells_more_than_its_rounded_counts(pairs):
    """Who tries all pairs finds as many behind a published row as behind the two rounded counts in it."""
    tried, broke = 0, []
    for _, same in pairs.groupby(ROW, dropna=False):
        first = same.iloc[0]
        counts, groups = set(same["k"]), set(same["n"])
        if first["withheld"]:
            enough = all(len(set(part["k"])) >= 10 for _, part in same.groupby("n"))
            least = groups >= {n for n in range(10, MOST + 1) if rounded(n) == first["out_of"]}
        else:
            enough = counts >= {
                k for k in range(10, MOST) if rounded(k) == first["people"] and k <= max(groups) - 10
            }
            least = len(groups) >= 3
        tried += 1
        broke += [] if enough and least else [(first["people"], first["out_of"])]
    tally(f"percentages and bands of {len(pairs)} pairs of counts: different rows", tried, len(broke))
    assert tried > 200 and broke == []


def test_a_percentage_stands_on_a_hundred_people_and_else_a_band_does(pairs):
    shown = pairs[~pairs["withheld"]]
    few = shown["out_of"] < PROFILE.percent_from
    assert shown.loc[few, ["share", "lower", "upper"]].isna().all(axis=None)
    assert shown.loc[few, "share_band"].notna().all()
    assert shown.loc[~few, "share"].equals(shown.loc[~few, "people"] / shown.loc[~few, "out_of"])


def test_what_is_withheld_has_no_percentage_and_no_band(pairs):
    assert (
        pairs.loc[pairs["withheld"], ["people", "share", "lower", "upper", "share_band"]]
        .isna()
        .all(axis=None)
    )
