"""Attacks on the comparison that once succeeded: small counts that leaked, and pages that failed or misled."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from iomlib.blocks import Sentence
from iomlib.metrics import before_after, evaluation, gathering, robustness, times
from iomlib.metrics.claims import Claim
from iomlib.report import annex, comparison, disclosure, doubts, pictures, sentences

WORDS = sentences.Words("proven reoffence", 12)
DAY = pd.Timestamp("2009-06-01")


def persons(name: str, number: int, **columns: object) -> pd.DataFrame:
    ids = [f"{name}{place:03d}" for place in range(number)]
    return pd.DataFrame({"index_date": DAY, "in_records": True, **columns}, index=ids)


def offences(ids: list[str]) -> pd.DataFrame:
    row = {"event": "offence", "start": pd.Timestamp("2009-09-01"), "proven": pd.Timestamp("2009-10-01")}
    made = pd.DataFrame([{"person": name, **row} for name in ids])
    made = made.reindex(columns=list(gathering.no_events().columns))
    types = gathering.no_events().dtypes.drop(["person", "event"])
    return made.astype({name: kind for name, kind in types.items() if name not in ("start", "proven")})


def groups(again: tuple[int, int], of: tuple[int, int] = (60, 60)) -> evaluation.Compared:
    people, pool = (
        persons(name, number, age=np.arange(number) % 20 + 20.0)
        for name, number in zip("ab", of, strict=True)
    )
    events = offences([*people.index[: again[0]], *pool.index[: again[1]]])
    found = gathering.gather(people, pool, events, "2011-12-Q1", covariates=["age"])
    return evaluation.compare(found, "unmatched")


def shown(compared: evaluation.Compared, minimum: int) -> SimpleNamespace:
    table, sizes = evaluation.results(compared), evaluation.group_sizes(compared)
    safe = disclosure.protect_results(table, sizes, minimum)
    return SimpleNamespace(table=table, sizes=sizes, safe=safe, guard=disclosure.Guard(sizes, minimum))


def test_a_withheld_rate_cannot_be_worked_out_from_days_curves_or_other_ways():
    compared = groups(again=(3, 30))
    page = shown(compared, minimum=5)
    ways = robustness.ways(compared, page.table)
    kept_back = [
        page.guard(sentences.power(evaluation.detectable(compared, page.table), page.sizes)),
        page.guard(comparison.days_table(page.safe, WORDS)),
        page.guard(pictures.survival_chart(times.curves(compared), WORDS)),
        page.guard(doubts.robustness_table(ways, compared.steps, 5)),
        page.guard(doubts.sensitivity_sentence(robustness.hidden_difference(compared), WORDS)),
    ]
    assert {tuple(block.sentences) for block in kept_back} == {(disclosure.KEPT_BACK,)}


def test_the_restricted_edition_keeps_nothing_back():
    compared = groups(again=(3, 30))
    page = shown(compared, minimum=1)
    table = comparison.days_table(page.safe, WORDS)
    assert page.guard(table) is table


def test_a_sentence_that_says_nothing_goes_on_saying_nothing():
    page = shown(groups(again=(3, 30)), minimum=5)
    assert page.guard(Sentence(sentences=[])).sentences == []


def test_the_score_of_a_single_person_is_for_the_restricted_edition_only():
    support = pd.DataFrame(
        {"people": [80, 90], "lowest": [-2.5, -3.0], "highest": [1.9, 1.6], "below": [0, 9], "above": [1, 0]},
        index=["treated", "control"],
    )
    assert annex.support_table(support, 5).sentences == [annex.SINGLE]
    assert annex.support_table(support, 1).rows[0][-1] == "1"


@pytest.mark.parametrize(("people", "columns"), [(57, 3), (50, 4)])
def test_people_of_a_way_are_left_out_where_a_few_could_be_subtracted(people, columns):
    compared = groups(again=(30, 30))
    ways = robustness.ways(compared, evaluation.results(compared)).assign(people=people)
    assert len(doubts.robustness_table(ways, compared.steps, 5).columns) == columns


def test_how_many_people_are_not_known_is_not_said_of_a_few():
    page = shown(groups(again=(30, 30)), minimum=5)
    table = page.table.assign(unknown=[0, 0, 0, 2, 60, 0, 0])
    safe = disclosure.protect_results(table, page.sizes, 5)
    notes = " ".join(comparison.results_table(safe, WORDS).notes)
    assert "not known of fewer than 5 people" in notes
    assert "not known of 60 people" in notes


@pytest.mark.parametrize("verdict", ["fewer", "more", "no clear difference"])
def test_an_answer_whose_numbers_are_withheld_says_no_more_than_that(verdict):
    compared = groups(again=(58, 40))
    page = shown(compared, minimum=5)
    said = sentences.answer(Claim(verdict, 3, ()), page.safe, page.sizes, WORDS).sentences
    assert said == [
        "How many people had the outcome, or did not, is withheld, and with it the answer: they are too few."
    ]


@pytest.mark.parametrize("again", [(0, 0), (60, 60), (20, 0)])
def test_where_nobody_or_everybody_reoffends_the_page_is_made_all_the_same(again):
    compared = groups(again=again)
    page = shown(compared, minimum=1)
    detectable = evaluation.detectable(compared, page.table)
    assert np.isnan(detectable)
    assert "is not known" in sentences.power(detectable, page.sizes).sentences[0]
    robustness.ways(compared, page.table)
    robustness.hidden_difference(compared)
    times.curves(compared)


def test_groups_too_small_for_any_difference_are_said_to_be_so():
    sizes = pd.DataFrame({"people": [2, 10]}, index=["scheme", "comparison"])
    said = sentences.power(1.063, sizes).sentences[0]
    assert "no difference at all, however large" in said
    assert "106" not in said


def test_one_person_on_the_scheme_has_no_love_plot():
    compared = groups(again=(1, 5), of=(1, 10))
    assert pictures.love_chart(compared.balance).sentences == []


def test_nobody_alike_enough_is_a_stated_consequence():
    people = persons("a", 40, age=np.arange(40) % 20 + 20.0, index_event="release")
    pool = persons("b", 40, age=np.arange(40) % 15 + 20.0, index_event="Release")
    found = gathering.gather(
        people, pool, gathering.no_events(), "2011-12-Q1", covariates=["age"], exact=["index_event"]
    )
    compared = evaluation.compare(found, "matched", 1, 0.2)
    table = evaluation.results(compared)
    verdict = evaluation.judge(compared, table)
    assert verdict == Claim("too few to tell", 4, ("nobody in the pool is like anybody on the scheme",))
    assert compared.steps["remaining"].iloc[-1] == 0
    assert not len(before_after.before_after(compared))
    assert not len(times.curves(compared))
    assert not len(robustness.tie_orders(compared, 1, 0.2))
    assert times.log_rank_of(compared) is None
    sizes = evaluation.group_sizes(compared)
    assert comparison.groups_table(sizes, 1, WORDS).sentences == []
    assert "nobody in the pool" in sentences.answer(verdict, table, sizes, WORDS).sentences[0]


def test_a_number_of_people_that_is_not_none_is_not_written_as_none():
    sizes = pd.DataFrame({"people": [216, 216]}, index=["scheme", "comparison"])
    row = {"scheme": 0.222, "comparison": 0.306, "value": -0.083, "lower": -0.165, "upper": -0.0001}
    results = pd.DataFrame({"rate": row | {"confidence": 0.95, "method": "Newcombe"}}).T
    said = sentences.answer(Claim("fewer", 5, ()), results, sizes, WORDS).sentences
    assert said[-1] == "Among them that is about 18 people fewer (less than 1 to 36)."
