"""Attacks on the comparison that once succeeded: small counts that leaked, and pages that failed or misled."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from iomlib.blocks import Sentence
from iomlib.disclosure.attack import spans
from iomlib.disclosure.profile import OPEN, Profile, committee
from iomlib.errors import DataError
from iomlib.metrics import before_after, evaluation, gathering, robustness, supply, times
from iomlib.metrics.claims import Claim
from iomlib.metrics.intervals import newcombe
from iomlib.report import coarse, comparison, differences_safe, doubts, groups_safe, pictures, sentences

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


PUBLIC = committee()


def shown(compared: evaluation.Compared, rule: Profile) -> SimpleNamespace:
    table = evaluation.results(compared)
    safe = groups_safe.protect(compared, table, rule, "2011-12-Q1")
    return SimpleNamespace(
        table=table, safe=safe, sizes=safe.sizes, guard=lambda block: groups_safe.guarded(block, safe)
    )


def test_a_withheld_rate_cannot_be_worked_out_from_days_curves_or_other_ways():
    compared = groups(again=(3, 60), of=(120, 120))
    page = shown(compared, PUBLIC)
    # What a page would hold that protected nothing of it.
    ways = coarse.ways(robustness.ways(compared, page.table), OPEN)
    exact = evaluation.group_sizes(compared)
    kept_back = [
        page.guard(sentences.power(evaluation.detectable(exact, page.table), exact)),
        page.guard(comparison.days_table(shown(compared, OPEN).safe.results, WORDS, OPEN)),
        page.guard(pictures.survival_chart(coarse.curves(compared, OPEN), WORDS, OPEN)),
        page.guard(doubts.robustness_table(ways, OPEN)),
        page.guard(doubts.sensitivity_sentence(robustness.hidden_difference(compared), WORDS, OPEN)),
    ]
    assert {tuple(block.sentences) for block in kept_back} == {(groups_safe.few_words(PUBLIC),)}


@pytest.mark.parametrize("again", [(1, 60), (3, 60), (9, 60), (111, 60), (117, 60), (120, 60)])
def test_of_few_nobody_or_all_but_few_the_rest_cannot_be_worked_out_by_subtraction(again):
    kept = shown(groups(again=again, of=(120, 120)), PUBLIC).safe.record
    assert kept.cells["scheme"] == 120 and kept.cells["scheme.again"] is None
    low, high = spans(kept.cells, kept.sums, PUBLIC)["scheme.again"]
    assert high - low >= PUBLIC.width


def test_the_pool_less_those_compared_does_not_tell_that_few_were_left_over():
    people = persons("a", 120, age=np.arange(120) % 20 + 20.0)
    pool = persons("b", 123, age=np.arange(123) % 20 + 20.0)
    events = offences([*people.index[:60], *pool.index[:50]])
    found = gathering.gather(people, pool, events, "2011-12-Q1", covariates=["age"])
    compared = evaluation.compare(found, "matched", 1)
    assert evaluation.group_sizes(compared)["people"].tolist() == [120, 120]
    safe = shown(compared, PUBLIC).safe
    assert safe.record.cells["comparison"] is None or safe.record.cells["pool"] is None
    shown_there = [safe.sizes["people"]["comparison"], safe.pool_steps["remaining"].iloc[-1]]
    assert sum(np.isnan(count) for count in shown_there) == 1


def test_counts_of_two_releases_that_differ_by_one_person_are_mostly_the_same():
    counts = [shown(groups(again=(61, 60), of=(size, 120)), PUBLIC).safe.record.cells for size in (120, 121)]
    assert counts[0] == counts[1]


def of_fits(low: float, share: float, size: np.ndarray) -> np.ndarray:
    """Give the Wilson score end of a share: the lower one with -1, the upper one with 1."""
    z = 1.959964
    spread = z / (1 + z**2 / size) * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return (share + z**2 / (2 * size)) / (1 + z**2 / size) + low * spread


def said_of(counts: np.ndarray, step: float) -> np.ndarray:
    """Write the difference and its Newcombe interval of each row (of n, again, of m, again) to a step."""
    one, many = counts[:, 1] / counts[:, 0], counts[:, 3] / counts[:, 2]
    down = np.hypot(one - of_fits(-1, one, counts[:, 0]), of_fits(1, many, counts[:, 2]) - many)
    up = np.hypot(of_fits(1, one, counts[:, 0]) - one, many - of_fits(-1, many, counts[:, 2]))
    ends = np.column_stack([one - many, one - many - down, one - many + up])
    return np.column_stack([np.floor(ends / step + 0.5), ends[:, 1] > 0, ends[:, 2] < 0])


@pytest.mark.parametrize(("step", "least", "most"), [(0.001, 0.5, 1), (coarse.PER_PERSON, 0, 0.1)])
def test_a_difference_in_whole_people_does_not_give_back_what_rounding_took_from_the_counts(
    step, least, most
):
    """Whoever writes down all groups that fit the rounded counts and the difference seldom is left with one count."""
    chosen, known = np.random.default_rng(8), 0
    around = np.stack(np.meshgrid(*[np.arange(-2, 3)] * 4), axis=-1).reshape(-1, 4)
    for _ in range(100):
        sizes = chosen.integers(100, 150, 2)
        truth = np.array([sizes[0], chosen.integers(20, 80), sizes[1], chosen.integers(20, 80)])
        fits = np.array([PUBLIC.shown(count) for count in truth]) + around
        same = (said_of(fits, step) == said_of(truth[None, :], step)).all(axis=1)
        known += any(len(set(column)) == 1 for column in fits[same].T)
    assert least <= known / 100 <= most


def of_four(sizes: np.ndarray) -> SimpleNamespace:
    """Stand for two groups as they came, of so many people and reoffenders."""
    side = np.repeat([True, False], [sizes[0], sizes[2]])
    again = np.concatenate([np.arange(size) < some for size, some in (sizes[:2], sizes[2:])])
    outcomes = pd.DataFrame({"reoffended": again.astype(float)})
    return SimpleNamespace(
        treated=pd.Series(side), weights=pd.Series(1.0, index=outcomes.index), outcomes=outcomes, model=None
    )


def row_of(sizes: np.ndarray) -> pd.DataFrame:
    rates = {"scheme": sizes[1] / sizes[0], "comparison": sizes[3] / sizes[2]}
    found = newcombe(sizes[1], sizes[0], sizes[3], sizes[2])._asdict()
    return pd.DataFrame([rates | found], index=["rate"])


def left_of(fits: np.ndarray) -> int:
    """Say how many values the count that is known best still can have, those without the outcome among them."""
    free = fits[:, [0, 2]] - fits[:, [1, 3]]
    return min(len(set(column)) for column in np.column_stack([fits, free]).T)


def test_a_difference_between_plain_groups_leaves_several_values_of_every_count():
    """The reader knows the rule, and that a difference which would tell a count is worked out from rounded ones."""
    chosen, told, would = np.random.default_rng(8), [], []
    around = np.stack(np.meshgrid(*[np.arange(-2, 3)] * 4), axis=-1).reshape(-1, 4)
    for _ in range(150):
        sizes = chosen.integers(100, 250, 2)
        truth = np.array([sizes[0], chosen.integers(12, 88), sizes[1], chosen.integers(12, 88)])
        fits = np.array([PUBLIC.shown(count) for count in truth]) + around
        fits = fits[(np.hstack([fits[:, [1, 3]], fits[:, [0, 2]] - fits[:, [1, 3]]]) >= 10).all(axis=1)]
        lines = [tuple(line) for line in said_of(fits, coarse.PER_PERSON)]
        own = tuple(said_of(truth[None, :], coarse.PER_PERSON)[0])
        alike = {line: fits[[each == line for each in lines]] for line in set(lines)}
        found = differences_safe.settled(row_of(truth), of_four(truth), PUBLIC).loc["rate"]
        would.append(left_of(alike[own]))
        if found["moved"]:
            moved = np.concatenate([some for some in alike.values() if left_of(some) < 2])
            told.append(left_of(moved if left_of(moved) > 1 else fits))
            shown_as = [PUBLIC.shown(count) for count in truth]
            assert found["value"] == pytest.approx(shown_as[1] / shown_as[0] - shown_as[3] / shown_as[2])
        else:
            told.append(left_of(alike[own]))
    assert min(told) >= 2
    assert (
        5 <= sum(values < 3 for values in would) <= 40
    )  # what is done is needed, and leaves most as they are


def test_no_difference_is_worked_out_anew_in_a_restricted_edition_or_of_few_people():
    truth = np.array([104, 12, 105, 61])
    for rule, four in ((OPEN, truth), (PUBLIC, np.array([104, 9, 105, 61]))):
        assert differences_safe.settled(row_of(four), of_four(four), rule)["moved"].tolist() == [0.0]


def test_the_restricted_edition_keeps_nothing_back():
    compared = groups(again=(3, 30))
    page = shown(compared, OPEN)
    table = comparison.days_table(page.safe.results, WORDS, OPEN)
    assert page.guard(table) is table


def test_a_sentence_that_says_nothing_goes_on_saying_nothing():
    page = shown(groups(again=(3, 30)), PUBLIC)
    assert page.guard(Sentence(sentences=[])).sentences == []


@pytest.mark.parametrize("verdict", ["fewer", "more", "no clear difference"])
def test_an_answer_whose_numbers_are_withheld_says_no_more_than_that(verdict):
    compared = groups(again=(58, 40))
    page = shown(compared, PUBLIC)
    said = sentences.answer(Claim(verdict, 3, ()), page.safe.results, page.sizes, WORDS, PUBLIC).sentences
    assert said == [
        "How many people had the outcome, or did not, is withheld, and with it the answer: they are too few."
    ]


@pytest.mark.parametrize("again", [(0, 0), (60, 60), (20, 0)])
def test_where_nobody_or_everybody_reoffends_the_page_is_made_all_the_same(again):
    # Of 120 people nobody at all would be a table that was not supplied; of 90 it may be so.
    compared = groups(again=again, of=(60, 60) if any(again) else (45, 45))
    page = shown(compared, OPEN)
    detectable = evaluation.detectable(page.sizes, page.table)
    assert np.isnan(detectable)
    assert "is not known" in sentences.power(detectable, page.sizes).sentences[0]
    robustness.ways(compared, page.table)
    robustness.hidden_difference(compared)
    times.curves(compared)


@pytest.mark.parametrize(
    ("size", "again", "rule", "said"),
    [
        (40, 12, OPEN, "30.0"),
        (40, 12, PUBLIC, None),
        (120, 9, PUBLIC, None),
        (120, 42, PUBLIC, "33"),  # 40 of 120
    ],
)
def test_a_rate_alone_keeps_to_the_rule_of_the_edition(size, again, rule, said):
    people = persons("a", size, age=np.arange(size) % 20 + 20.0)
    found = gathering.gather(people, persons("b", 0, age=[]), offences([*people.index[:again]]), "2011-12-Q1")
    compared = evaluation.compare(found, "before and after")
    none = Claim("no claim", 2, ("there is no comparison group",))
    told = sentences.answer(none, pd.DataFrame(), shown(compared, rule).sizes, WORDS, rule)
    assert len(told.sentences) == (2 if said else 1)
    assert not said or f"Of every 100 people on the scheme {said} had" in told.sentences[1]
    assert ("reoffending.people" in {figure.id for figure in told.figures}) == bool(said)


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
    assert comparison.groups_table(shown(compared, OPEN).sizes, OPEN, WORDS).sentences == []
    assert "nobody in the pool" in sentences.answer(verdict, table, sizes, WORDS).sentences[0]


def test_a_number_of_people_that_is_not_none_is_not_written_as_none():
    sizes = pd.DataFrame({"people": [216, 216]}, index=["scheme", "comparison"])
    row = {"scheme": 0.222, "comparison": 0.306, "value": -0.083, "lower": -0.165, "upper": -0.0001}
    results = pd.DataFrame({"rate": row | {"confidence": 0.95, "method": "Newcombe"}}).T
    said = sentences.answer(Claim("fewer", 5, ()), results, sizes, WORDS).sentences
    assert said[-1] == "Among them that is about 18 people fewer (less than 1 to 36)."


def test_a_pool_beside_a_before_and_after_is_no_comparison_group():
    people, pool = (persons(name, 60, age=np.arange(60) % 20 + 20.0) for name in "ab")
    events = offences([*people.index[:40], *pool.index[:20]])
    found = gathering.gather(people, pool, events, "2011-12-Q1", covariates=["age"])
    compared = evaluation.compare(found, "before and after")
    table = evaluation.results(compared)
    assert not len(table)
    assert evaluation.judge(compared, table) == Claim("no claim", 2, ("there is no comparison group",))
    assert times.log_rank_of(compared) is None
    assert set(times.curves(compared)["group"]) == {"People on the scheme"}


def test_where_nobody_is_left_the_page_does_not_say_that_groups_were_matched():
    empty = persons("a", 0, age=[])
    found = gathering.gather(empty, persons("b", 9, age=30.0), gathering.no_events(), "2011-12-Q1")
    compared = evaluation.compare(found, "matched", 5, 0.2)
    verdict = evaluation.judge(compared, evaluation.results(compared))
    said = sentences.limits(verdict, [], "simulated").sentences
    assert said[0] == "Nobody is compared here, so nothing is said of the scheme."
    assert "SIMULATED" in said[1]
    assert "nobody is left" in sentences.nobody(verdict).sentences[0]


def test_groups_that_no_lot_would_draw_make_no_randomised_claim():
    people = persons("a", 100, age=np.arange(100) % 20 + 40.0)
    pool = persons("b", 100, age=np.arange(100) % 20 + 20.0)
    events = offences([*people.index[:31], *pool.index[:70]])
    found = gathering.gather(people, pool, events, "2011-12-Q1", covariates=["age"])
    compared = evaluation.compare(found, "randomised")
    verdict = evaluation.judge(compared, evaluation.results(compared))
    assert verdict.verdict == "not comparable"
    assert "less alike than chance would make them, most in age" in verdict.reasons[0]


def test_covariates_that_differ_in_case_or_signs_only_have_figures_of_their_own():
    names = ["a_b", "a__b", "A_b"]
    rows = pd.DataFrame(
        {"smd_before": 0.1, "smd_after": 0.1, "var_ratio_after": 1.0, "ks_after": 0.1}, index=names
    )
    ids = [figure.id for figure in comparison.balance_table(rows, OPEN).figures]
    assert len(set(ids)) == len(ids)
    assert {name.split(".")[1] for name in ids} == {"a-b", "a-b-2", "a-b-3"}


def test_a_very_long_name_leaves_room_for_the_love_plot():
    rows = pd.DataFrame({"smd_before": [0.3, 0.2], "smd_after": [0.1, 0.0]}, index=["x" * 200, "age"])
    assert "<svg" in pictures.love_chart(rows).svg


def test_a_hundred_covariates_bring_no_warning():
    # one by one, as tables are read
    columns = {f"c{place}": pd.Series(np.arange(30.0) % (place + 2)) for place in range(101)}
    people, pool = (
        pd.DataFrame(
            {name: about[name] for name in about}
            | {name: values.set_axis(about.index) for name, values in columns.items()}
        )
        for about in (persons("a", 30), persons("b", 30))
    )
    found = gathering.gather(people, pool, gathering.no_events(), "2011-12-Q1")
    assert found.covariates.shape == (60, 101)


def test_a_bound_next_to_nothing_is_not_written_as_nothing():
    sizes = pd.DataFrame({"people": [180, 832]}, index=["scheme", "comparison"])
    row = {"scheme": 0.45, "comparison": 0.524, "value": -0.074, "lower": -0.148, "upper": 0.0002}
    results = pd.DataFrame({"rate": row | {"confidence": 0.95, "method": "Newcombe"}}).T
    said = sentences.answer(Claim("no clear difference", 4, ()), results, sizes, WORDS).sentences[0]
    assert "between 14.8 fewer and less than 0.1 more" in said


@pytest.mark.parametrize("locked_up", ["a", "ab"])
def test_a_group_in_custody_all_the_time_has_no_frequency_at_risk(locked_up):
    compared = groups(again=(40, 40))
    inside = compared.outcomes.index.str[0].isin(list(locked_up))
    compared = compared._replace(outcomes=compared.outcomes.assign(days_at_risk=np.where(inside, 0.0, 365.0)))
    hidden = robustness.hidden_difference(compared)
    assert np.isnan(hidden.frequency_ratio.value)
    assert "no data" in doubts.sensitivity_sentence(hidden, WORDS, OPEN).sentences[0]


def spread(ids: list[str], first: str) -> pd.DataFrame:
    made = offences(ids)
    days = pd.Timestamp(first) + pd.to_timedelta(np.arange(len(ids)) % 300, unit="D")
    return made.assign(start=days, proven=days)


@pytest.mark.parametrize("side", [0, 1])
def test_records_of_one_group_that_end_early_are_refused_not_celebrated(side):
    people, pool = (persons(name, 300, age=np.arange(300) % 20 + 20.0) for name in "ab")
    events = [spread(list(group.index), "2009-06-10") for group in (people, pool)]
    whole = gathering.gather(people, pool, pd.concat(events), "2011-12-Q1", covariates=["age"])
    compared = evaluation.compare(whole, "unmatched")
    assert evaluation.judge(compared, evaluation.results(compared)).verdict == "no clear difference"
    events[side] = events[side][events[side]["start"] < pd.Timestamp("2009-10-01")]
    with pytest.raises(DataError, match=r"no proven offence of people .* after September 2009, where about"):
        gathering.gather(people, pool, pd.concat(events), "2011-12-Q1", covariates=["age"])


def test_a_group_without_any_event_is_no_success():
    people, pool = (persons(name, 300, age=np.arange(300) % 20 + 20.0) for name in "ab")
    events = spread(list(pool.index), "2009-06-10")
    with pytest.raises(DataError, match="no proven offence of people on the scheme, where about 300"):
        gathering.gather(people, pool, events, "2011-12-Q1", covariates=["age"])


@pytest.mark.parametrize(("repeated", "said"), [(1, False), (450, True)])
def test_an_extract_that_was_put_together_twice_is_pointed_out(repeated, said):
    for rule, share in ((OPEN, "45.0%"), (PUBLIC, "45%")):
        sentence = doubts.repeated_sentence(repeated, 1000, rule)
        assert bool(sentence.sentences) == said
        assert not said or f"CAUTION: {share} of the rows" in sentence.sentences[0]


def test_offences_of_a_few_that_repeat_are_not_pointed_out_in_public():
    assert doubts.repeated_sentence(9, 100, PUBLIC).sentences == []
    assert doubts.repeated_sentence(9, 100, OPEN).sentences


def test_without_events_nothing_repeats():
    assert doubts.repeated_sentence(0, 0, OPEN).sentences == []


def test_events_that_were_not_supplied_are_no_good_behaviour():
    ids = [f"p{number}" for number in range(100)]
    treated = pd.Series([True, False] * 50, index=ids)
    days = pd.DataFrame({"index_date": pd.Timestamp("2009-06-01"), "days_followed": 365.0}, index=ids)
    assert supply.short_supply(treated, days, gathering.no_events()) == [
        "events: there is no proven offence of any of 100 people, before or after. Supply the events of both groups."
    ]
    assert supply.short_supply(treated[:99], days[:99], gathering.no_events()) == []


@pytest.mark.parametrize(
    ("verdict", "said"), [("not comparable", True), ("too few to tell", True), ("fewer", False)]
)
def test_numbers_from_which_nothing_is_claimed_are_said_to_be_so(verdict, said):
    made = sentences.caution(Claim(verdict, 4, ("they differ in age",)))
    assert made.sentences == (
        ["Nothing is claimed from the numbers below: they differ in age."] if said else []
    )
