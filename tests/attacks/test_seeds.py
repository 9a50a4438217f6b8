"""The defects of the seeds, each with its paragraph: fed in as counts of people, it does not come out."""

import pandas as pd
import pytest
from attacker import Rule, attack, percentage, ranges
from seed_tables import ARRESTS, SEEDS
from shapes import by_the_rule, publish
from tally import tally

from iomlib.disclosure.profile import committee
from iomlib.disclosure.protect import hidden
from iomlib.report.withholding import published

PROFILE = committee()
RULE = Rule(PROFILE.threshold, PROFILE.base)
WIDE_OPEN = Rule(0, 1)  # what the papers did: every count, as it is


def away_of(made):
    return hidden(made.counts, made.sums, PROFILE, made.keep)


@pytest.mark.parametrize("paragraph", SEEDS)
def test_a_table_of_the_seeds_is_protected(paragraph):
    made = SEEDS[paragraph]
    page = publish(made, away_of(made))
    found = attack(by_the_rule(page, made), RULE, PROFILE.width)
    tally(
        "linear programming on the seeds' own tables: withheld counts",
        found.tried,
        len(found.recovered + found.narrowed),
    )
    assert found.recovered == found.narrowed == []
    shown = {name: made.counts[name] for name, seen in page.cells.items() if seen is not None}
    assert {name: count for name, count in shown.items() if count < PROFILE.threshold} == {}


@pytest.mark.parametrize(
    ("paragraph", "gone"),
    [
        ("003 2.3 women of the cohort of NI 38", {"terminated", "others"}),
        ("003 3.8 young people", {"young", "turning 18", "all"}),
        ("003 3.9 drug tests", {"negative", "not tested"}),
        ("003 3.13 men and women", {"men", "women"}),
        ("003 3.18 in contact with a service", {"in contact"}),
        (
            "003 4.11 left the scheme",
            {"left the scheme", "drug free", "stable in treatment", "no conviction"},
        ),
        ("003 7.2 a family", {"ppos", "children", "sons", "daughters", "with asbo"}),
        ("002 2 reoffended", {"first year"}),
    ],
)
def test_what_a_paragraph_says_of_few_people_is_withheld(paragraph, gone):
    assert gone <= away_of(SEEDS[paragraph])


@pytest.mark.parametrize("arrests", [90, 58, 53])
def test_single_people_with_so_many_arrests_are_not_shown(arrests):
    """6.1, 6.2 and 3.12 of 003: the women arrested 90 and 53 times, the one person arrested 58 times."""
    made = SEEDS["003 6.1 women by number of arrests"]
    by_number = ARRESTS | {58: 1}
    assert by_number[arrests] == 1
    few = [number for number, people in ARRESTS.items() if people < PROFILE.threshold]
    assert {f"{number} arrests" for number in few} <= away_of(made)
    counts = {f"{arrests} arrests": 1, "others": 72, "all": 73}
    sums = [{"all": -1, f"{arrests} arrests": 1, "others": 1}]
    assert hidden(counts, sums, PROFILE, ["all"]) == {f"{arrests} arrests", "others"}


def test_the_two_people_on_both_lists_do_not_follow():
    """3.15 of 003: 14 + 15 - 27 = 2. As printed they do; as we publish they could be 12 and more."""
    made = SEEDS["003 3.15 on either list"]
    printed = publish(made, set(), base=1)
    assert ranges(printed, WIDE_OPEN)["_both"] == (2, 2)
    low, high = ranges(publish(made, away_of(made)), RULE)["_both"]
    assert low <= 2 and high - low >= PROFILE.width
    tally("inclusion and exclusion: people on two lists of 3.15", 1, int(high - low < PROFILE.width))


def test_percentages_of_73_and_30_people_become_bands():
    """3.14 of 003: as printed each percentage is one count; from a band no count follows."""
    made = SEEDS["003 3.14 percentages of 73 and 30 people"]
    names = [name for name in made.counts if " of " in name and not name.startswith("_")]
    pairs = [(name, "73" if name.endswith("73") else "30") for name in names]
    shares = [
        percentage(name, whole, str(round(100 * made.counts[name] / made.counts[whole])))
        for name, whole in pairs
    ]
    printed = publish(made, set(names), base=1)._replace(shares=shares)
    as_printed = ranges(printed, WIDE_OPEN)
    assert all(as_printed[name] == (made.counts[name],) * 2 for name in names)

    rows = pd.DataFrame(
        {"people": [made.counts[n] for n, _ in pairs], "out_of": [int(w) for _, w in pairs]}, index=names
    )
    rows = rows.assign(share=rows["people"] / rows["out_of"])
    shown = published(rows, away_of(made), PROFILE)
    assert shown["share"].isna().all()
    assert shown.loc["probation of 73", "share_band"] == "60% to under 70%"
    found = ranges(publish(made, away_of(made)), RULE)
    broke = [name for name in found if name in names and found[name][1] - found[name][0] < PROFILE.width]
    tally("percentages of 73 and 30 people: counts", len(names), len(broke))
    assert broke == []


def test_a_quarter_of_the_seeds_counts_are_still_shown():
    """Small groups, and yet a page can say something: 870 on probation, 717 of them not in the drug scheme."""
    pages = [publish(made, away_of(made)) for made in SEEDS.values()]
    shown = [seen is not None for page in pages for seen in page.cells.values()]
    assert sum(shown) / len(shown) > 0.25
    assert publish(SEEDS[_PROBATION], away_of(SEEDS[_PROBATION])).cells == {
        "not in dip": 715, "closed": 65, "suspended": 40, "active": 45, "probation": 870,
    }  # fmt: skip


_PROBATION = "000 2.1 probation and the drug scheme"
