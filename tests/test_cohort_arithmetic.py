"""What a reader could work out of a public page of a cohort by adding, subtracting and dividing what it prints."""

import pandas as pd
import pytest
from lists import AS_AT, FIRST, HERE, arrests, enrolments, known
from test_threshold_report import page as causers

from iomlib.blocks import Sentence
from iomlib.disclosure.attack import narrowed
from iomlib.disclosure.profile import OPEN, committee
from iomlib.metrics.over import count_over
from iomlib.metrics.scheme import scheme_counts
from iomlib.metrics.timeliness import reviews as timed
from iomlib.report import closing, scheme, scheme_safe, staying, threshold, timeliness
from iomlib.report.threshold_grid import grid_table
from iomlib.report.timeliness import Reviews
from iomlib.rules import read_rule

MINIMUM = 5
CAUSERS, NI38 = (read_rule("params", name, AS_AT) for name in ("high-crime-causers", "ni38"))
PUBLIC = committee()


def over(groups):
    """Make people of (how many, arrests of each, tested positive, born), and count them by the rule."""
    people, arrested, tested = {}, [], []
    for n, (size, times, positive, born) in enumerate(groups):
        for name in (f"p{n}-{one}" for one in range(size)):
            people[name] = (born, "male")
            arrested += [(name, "2009-01-01")] * times
            tested += [name] * positive
    tests = pd.DataFrame({"person": tested, "day": pd.Timestamp("2009-01-01"), "result": "positive"})
    evidence = known(people, arrests=arrests(*arrested), drug_tests=tests, enrolments=enrolments())
    return evidence, count_over(evidence, CAUSERS, HERE, ("arrests", "many-arrests"), NI38, ["ppo"])


def page(groups, rule):
    evidence, counts = over(groups)
    return causers(evidence, counts, rule)


def test_a_grid_of_thresholds_gives_no_few_people_away_across_its_rows():
    """One of them has 10 or 11 arrests and no positive test: 73 less a withheld 72, which 78 - 78 + 72 gave."""
    adult = "1980-01-01"
    groups = [
        (12, 5, True, adult),
        (12, 6, True, adult),
        (9, 7, True, adult),
        (34, 8, True, adult),
        (5, 8, False, adult),
        (1, 11, False, adult),
        (5, 20, False, adult),
    ]
    told = over(groups)[1].tried.set_index(["arrests", "many-arrests"])["selected"]
    assert told[5, 10] - told[5, 12] == 1 and told[4, 8] == told[5, 8]
    made = page(groups, PUBLIC)
    assert narrowed(made.counts.cells, made.counts.sums, PUBLIC) == {}
    assert grid_table(made.threshold.tried, CAUSERS, PUBLIC).rows
    assert not page(groups, OPEN).threshold.tried["withheld"].any()


def test_the_chart_of_all_people_does_not_tell_how_few_of_them_are_under_age():
    """The chart has everybody with 10 arrests; less the adults of the table they are the children."""
    groups = [
        (40, 12, True, "1980-01-01"),
        (3, 12, True, "1995-01-01"),
        (4, 6, True, "1995-01-01"),
        (40, 1, True, None),
    ]
    made = page(groups, PUBLIC)
    assert made.threshold.over.rows["people"][["many", "apart"]].tolist() == [40, 7]
    assert narrowed(made.counts.cells, made.counts.sums, PUBLIC) == {}
    assert page(groups, OPEN).threshold.rows["people"]["apart"] == 7


def listed(spells):
    evidence = known({name for name, *_ in spells}, enrolments=enrolments(*spells))
    return scheme_counts(evidence, "ppo", HERE, FIRST)


def test_stays_that_ended_less_those_followed_do_not_tell_how_few_left_since():
    """28 stays ended, and 27 of them three months ago or more: one person left since."""
    old = [(f"a{n}", "2006-01-01", "2007-01-31") for n in range(44)]
    back = [(f"a{n}", "2007-03-01", None) for n in range(22)]
    counts = listed([*old, *back, ("b", "2006-01-01", "2009-02-01"), ("c", "2006-01-01", None)])
    assert counts.times["number"]["ended"] == 45 and counts.returns["out_of"].tolist() == [44, 44, 44]
    shown = scheme_safe.protect(counts, committee())
    record = shown.record
    assert narrowed(record.cells, record.sums, committee()) == {}
    given_away = {**record.cells, "ended": 45.0, "left.3": 45.0}
    assert "_ended without left.3" in narrowed(given_away, record.sums, committee(), backwards=False)
    open_page = staying.returns_table(scheme_safe.protect(counts, OPEN)).figures
    assert [figure.value for figure in open_page if figure.id.endswith("out_of")] == [44, 44, 44]


def test_what_is_withheld_is_not_called_missing_in_the_headline():
    few = scheme_safe.protect(listed([(f"a{n}", "2006-01-01", None) for n in range(3)]), committee())
    size = scheme.size_words(few)
    rows = pd.DataFrame({"people": [float("nan")], "withheld": [True]}, index=["reviewed"])
    reviews = timeliness.review_words(Reviews(rows, float("nan")))
    assert closing.headline(
        size=size, reviews=reviews, predicted=[], balance=["12 of them were."]
    ).sentences == [
        "12 of them were.",
        "Not supplied for this quarter: offending against a prediction. Withheld: who is on "
        "the list, reviews of those on it. Those sections say so.",
    ]
    assert scheme.size_words(scheme_safe.protect(listed([]), committee())) == []


def test_without_arrests_nobody_is_counted_as_0():
    evidence = known({"a": ("1980-01-01", "female")}, enrolments=enrolments(("a", "2008-01-01", None)))
    made = count_over(evidence, CAUSERS, HERE, ("arrests", "many-arrests"), NI38, ["ppo"])
    shown = causers(evidence, made, PUBLIC).threshold
    said = [
        *grid_table(shown.tried, CAUSERS, PUBLIC).sentences,
        *threshold.missed_sentence(shown).sentences,
        *threshold.potential_sentence(shown, "a positive test").sentences,
        *threshold.unless_unknown(shown, Sentence(sentences=["Nobody of them turns 18."])).sentences,
    ]
    assert said == [threshold.NOTHING, "It is not known who would be in that cohort.", threshold.NOTHING]
    assert threshold.over_words(shown) == threshold.missed_words(shown) == []


@pytest.mark.parametrize(
    ("unsure", "said"),
    [
        (17, "of 15 more it cannot be told"),
        (2, "how many more cannot be told of"),
        (0, "how many more cannot be"),
    ],
)
def test_of_whom_it_cannot_be_told_is_said_beside_the_count(unsure, said):
    """Without their tests nobody knows who of those with 5 to 9 arrests is over the threshold."""
    people = {f"a{n}": ("1980-01-01", "male") for n in range(29)} | {
        f"b{n}": ("1980-01-01", "male") for n in range(unsure)
    }
    people |= {f"c{n}": ("1995-01-01", "male") for n in range(10)}
    rows = [(name, "2009-01-01") for name in people for _ in range(12 if name[0] == "a" else 6)]
    evidence = known(people, arrests=arrests(*rows), enrolments=enrolments())
    counts = count_over(evidence, CAUSERS, HERE, ("arrests", "many-arrests"), NI38, ["ppo"])
    shown = causers(evidence, counts, PUBLIC).threshold
    assert (said in threshold.over_words(shown)[0]) == (unsure == 17)
    assert said in " ".join(threshold.over_table(shown).notes).lower()


def test_nobody_over_the_threshold_is_no_share_of_nobody():
    shown = page([(9, 1, False, "1980-01-01")], OPEN).threshold
    assert threshold.missed_sentence(shown).sentences == [threshold.NOBODY]
    assert threshold.potential_sentence(shown, "a positive test").sentences == [threshold.NOBODY]


def test_reviews_that_nobody_recorded_are_not_0_reviews():
    spells = [(f"a{n}", "2006-01-01", None) for n in range(9)]
    evidence = known({name for name, *_ in spells}, enrolments=enrolments(*spells))
    rule = read_rule("params", "ppo-de-selection", AS_AT)
    reviewed = timed(evidence, rule, HERE)
    counts = scheme_counts(evidence, "ppo", HERE, FIRST)
    shown = scheme_safe.protect(counts, OPEN, timeliness.counted(reviewed, rule, "ppo"))
    found = timeliness.reviews(shown, reviewed, rule)
    assert found.rows["people"].drop("not-known").isna().all() and found.rows["people"]["not-known"] == 9
    assert timeliness.review_words(found) == []
    told = timeliness.reviews_table(shown, found, rule)
    assert told.style == "missing" and told.sentences[0].startswith("No reviews were supplied")
