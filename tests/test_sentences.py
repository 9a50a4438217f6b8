"""The words of a comparison: only what its claim allows, and harm as plainly as benefit."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.claims import LEVELS, claim
from iomlib.metrics.intervals import Estimate
from iomlib.report.sentences import Words, answer, limits, power

WORDS = Words("proven reoffence", 12)
# What no before/after may be called, and what no design below a comparison may say.
OF_EFFECT = re.compile(
    r"\b(effects?|effective\w*|impact\w*|reduc\w*|fewer|less|more|because|due to|result of|led to|work(s|ed)|"
    r"success\w*|improv\w*|prevent\w*|thanks|sav(es?|ed)|fell|fall|drop\w*|benefit\w*|harm\w*)\b",
    re.I,
)


def told(lower, upper, *, design="matched", reoffenders=(152, 1800), unbalanced=None):
    difference = Estimate((lower + upper) / 2, lower, upper, 0.95, "pairs, cluster-robust")
    row = {"scheme": 0.38, "comparison": 0.45, **difference._asdict(), "p": 0.01}
    results = pd.DataFrame([row], index=["rate"])
    sizes = pd.DataFrame({"people": [400, 4000]}, index=["scheme", "comparison"])
    found = claim(difference, design, reoffenders, unbalanced)
    return answer(found, results, sizes, WORDS)


def test_fewer_gives_people_per_100_interval_and_number():
    first, second, third = told(-0.119, -0.021).sentences
    assert first == (
        "Fewer people on the scheme had a proven reoffence within 12 months than in the comparison group: "
        "7.0 fewer of every 100 (95% interval 2.1 to 11.9 fewer)."
    )
    assert second == (
        "Of every 100 people on the scheme 38.0 had a proven reoffence within 12 months, of every 100 in the "
        "comparison group 45.0. 400 people on the scheme were analysed."
    )
    assert third == "Among them that is about 28 people fewer (8 to 48)."


def test_more_is_said_in_the_same_words():
    fewer, more = told(-0.119, -0.021).sentences, told(0.021, 0.119).sentences
    assert [text.replace("fewer", "more").replace("Fewer", "More") for text in fewer] == more


def test_no_clear_difference_gives_both_ends():
    assert told(-0.071, 0.031).sentences[0] == (
        "There is no clear difference between the people on the scheme and the comparison group in how many had a "
        "proven reoffence within 12 months: it lies between 7.1 fewer and 3.1 more of every 100 on the scheme."
    )


def test_too_few_and_unlike_groups_say_why_and_nothing_of_the_difference():
    few = told(-0.3, -0.2, reoffenders=(12, 40)).sentences
    assert few[0] == (
        "There are too few people to tell whether more or fewer on the scheme had a proven reoffence within 12 months "
        "(fewer than 30 reoffenders on the scheme)."
    )
    assert not re.search("20.0|30.0|25.0", " ".join(few))
    unlike = told(-0.3, -0.2, unbalanced="age differs by 0.31").sentences
    assert unlike == [
        "The groups are not comparable, so nothing is said of the difference between them: age differs by 0.31."
    ]


@pytest.mark.parametrize("design", ["after only", "before and after"])
def test_without_a_comparison_group_there_is_no_word_of_effect(design):
    said = told(-0.3, -0.2, design=design).sentences + limits(claim_of(design), []).sentences
    assert said
    assert not [text for text in said if OF_EFFECT.search(text)]


def claim_of(design):
    return claim(Estimate(-0.1, -0.2, -0.05, 0.95, ""), design, (90, 90))


@pytest.mark.parametrize(("design", "level"), LEVELS.items())
def test_each_design_names_its_level(design, level):
    assert f"level {level} of 5 on the Maryland scale" in limits(claim_of(design), []).sentences[0]


def test_what_people_were_matched_on_is_named():
    assert (
        "Matched on: age, prior offences." in limits(claim_of("matched"), ["age", "prior offences"]).sentences
    )


def test_the_least_difference_that_could_be_seen_stands_before_the_result():
    sizes = pd.DataFrame({"people": [400, 4000]}, index=["scheme", "comparison"])
    made = power(0.0734, sizes)
    assert made.sentences == [
        "Before the result: 400 people on the scheme are compared with 4,000 others. A true difference of less than "
        "7.3 of every 100 people would often go unseen in groups of this size."
    ]
    assert made.figures[0].id == "reoffending.detectable"
    assert "is not known" in power(float("nan"), sizes).sentences[0]


bounds = st.floats(-1, 1)


@given(bounds, bounds, st.sampled_from(sorted(LEVELS)), st.sampled_from([(29, 90), (30, 30), (400, 900)]))
def test_the_first_sentence_says_fewer_or_more_only_where_the_whole_interval_does(
    one, other, design, reoffenders
):
    lower, upper = min(one, other), max(one, other)
    first = told(lower, upper, design=design, reoffenders=reoffenders).sentences[0]
    claimed = first.startswith(("Fewer people", "More people"))
    allowed = (upper < 0 or lower > 0) and LEVELS[design] > 2 and min(reoffenders) >= 30
    assert claimed == allowed
    assert not claimed or first.startswith("Fewer") == (upper < 0)


@given(bounds, bounds)
def test_every_number_said_is_a_figure(one, other):
    made = told(min(one, other), max(one, other))
    assert {figure.id for figure in made.figures} == {
        "reoffending.people",
        "reoffending.scheme",
        "reoffending.comparison",
        "reoffending.difference",
        "reoffending.difference_people",
    }
