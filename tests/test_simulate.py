"""Made-up people: the same from the same seed, as their tables say, and with the effect that was asked for."""

import hashlib
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from iomlib.metrics.reoffending import ignored_events, reoffences
from iomlib.periods import Quarter
from iomlib.simulate import COVARIATES, Gaps, comparison_population
from iomlib.simulate.chance import Chance, poisson, whole

MADE_UP = comparison_population(seed=11, submitted=600, pool=3000, effect=-0.08)
BOTH = pd.concat([MADE_UP.people, MADE_UP.control_pool])
OUTCOMES = reoffences(BOTH, MADE_UP.events, as_at=MADE_UP.as_at)
ANALYSED = MADE_UP.truth.people.query("analysed").index
# Seed 7, 30 people and 90 others. A change means that every made-up figure in the documents moves.
FINGERPRINT = "530e7d9d6e9bb87a"


def fingerprint(made_up):
    tables = [made_up.people, made_up.control_pool, made_up.events, made_up.truth.people.round(9)]
    text = "\n".join(table.to_csv() for table in tables)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_a_seed_gives_the_same_people_on_every_machine():
    assert fingerprint(comparison_population(seed=7, submitted=30, pool=90, effect=-0.1)) == FINGERPRINT


def test_a_new_process_gives_them_too_and_another_seed_gives_others():
    code = (
        "import sys; sys.path.insert(0, 'tests'); import test_simulate as t;"
        "print(t.fingerprint(t.comparison_population(seed=7, submitted=30, pool=90, effect=-0.1)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == FINGERPRINT
    assert fingerprint(comparison_population(seed=8, submitted=30, pool=90, effect=-0.1)) != FINGERPRINT


def test_chance_leaves_numpys_own_alone():
    np.random.seed(1)
    before = np.random.get_state()[1].tolist()
    comparison_population(seed=7, submitted=30, pool=90)
    assert np.random.get_state()[1].tolist() == before


def test_the_scheme_changes_nothing_but_what_comes_after_the_index_date():
    without, with_scheme = (
        comparison_population(seed=11, submitted=100, pool=300, effect=e) for e in (0, 0.1)
    )
    pd.testing.assert_frame_equal(without.people, with_scheme.people)
    pd.testing.assert_frame_equal(without.control_pool, with_scheme.control_pool)
    pool = without.control_pool.index
    before, after = (p.events[p.events["person"].isin(pool)] for p in (without, with_scheme))
    pd.testing.assert_frame_equal(before.reset_index(drop=True), after.reset_index(drop=True))
    of_people = [len(p.events) - len(before) for p in (without, with_scheme)]
    assert of_people[0] < of_people[1]


@pytest.mark.parametrize("effect", [0, -0.05, -0.1, 0.1])
def test_the_effect_is_the_one_asked_for(effect):
    truth = comparison_population(seed=2, submitted=200, pool=400, effect=effect).truth
    assert truth.risk_difference == pytest.approx(effect, abs=1e-6)
    analysed = truth.people.query("analysed")
    assert truth.of(analysed.index) == truth.risk_difference
    means = analysed[["frequency_with", "frequency_without"]].mean()
    assert means["frequency_with"] / means["frequency_without"] == pytest.approx(truth.frequency_ratio)
    assert (truth.frequency_ratio == 1) == (effect == 0)


def test_what_happens_is_what_is_to_be_expected():
    """Sums over 50 seeds: the rule counts the proven reoffences that the truth speaks of."""
    found, told, spread = np.zeros(2), np.zeros(2), np.zeros(2)
    for seed in range(50):
        made_up = comparison_population(seed=seed, submitted=300, pool=10, effect=-0.05)
        mean = made_up.truth.people.query("analysed")
        outcomes = reoffences(
            made_up.people,
            made_up.events[made_up.events["person"].isin(made_up.people.index)],
            as_at=made_up.as_at,
        ).loc[mean.index]
        found += outcomes[["reoffended", "reoffences"]].sum().to_numpy()
        told += mean[["risk_with", "frequency_with"]].sum().to_numpy()
        spread += [(mean["risk_with"] * (1 - mean["risk_with"])).sum(), mean["frequency_with"].sum()]
    assert (np.abs(found - told) < 3.5 * np.sqrt(spread)).all()


def test_people_are_chosen_for_a_bad_year_and_for_what_drives_offending():
    people, pool = MADE_UP.people, MADE_UP.control_pool
    gap = (people[list(COVARIATES)].mean() - pool[list(COVARIATES)].mean()) / pool[list(COVARIATES)].std()
    assert gap["offences_last_year"] > 0.4
    assert gap["drug_use"] > 0.2 and gap["accommodation"] < -0.1


def test_without_any_effect_the_year_after_is_better_than_the_year_of_the_choice():
    made_up = comparison_population(seed=5, submitted=800, pool=2000)
    outcomes = reoffences(
        pd.concat([made_up.people, made_up.control_pool]), made_up.events, as_at=made_up.as_at
    )
    analysed = made_up.truth.people.query("analysed").index
    before, after = made_up.people.loc[analysed, "offences_last_year"], outcomes.loc[analysed, "reoffences"]
    assert after.mean() < 0.7 * before.mean()


def test_the_record_is_that_of_the_events():
    offences = MADE_UP.events.query("event == 'offence'").join(BOTH["index_date"], on="person")
    past = offences[offences["start"] < offences["index_date"]]
    days = (past["index_date"] - past["start"]).dt.days
    table = BOTH.dropna(subset=["index_date"])
    count = past.groupby("person").size().reindex(table.index)
    assert (count == table["prior_offences"]).all()
    lately = past[days <= 365].groupby("person").size().reindex(table.index, fill_value=0)
    assert (lately == table["offences_last_year"]).all()
    months = (days.groupby(past["person"]).min() * 12 / 365).round(1).reindex(table.index)
    assert (months - table["months_since_offence"]).abs().max() < 0.06
    assert table["prior_custody"].between(0, table["prior_offences"]).all()
    assert (table["age_first_offence"] < table["age"]).all()


def test_the_records_have_the_gaps_of_real_ones():
    people = MADE_UP.people
    assert people["in_records"].mean() == pytest.approx(0.92, abs=0.03)
    lost = people[~people["in_records"]]
    assert lost.drop(columns="in_records").isna().all(axis=None)
    assert not MADE_UP.events["person"].isin(lost.index).any()
    assert BOTH["drug_use"].isna().mean() == pytest.approx(0.04, abs=0.02)
    assert OUTCOMES["mature"].mean() == pytest.approx(0.88, abs=0.03)
    told = ignored_events(BOTH, MADE_UP.events, as_at=MADE_UP.as_at)
    assert (told > 0).all(), "every fate of an offence is there to be met"
    assert (MADE_UP.events["start"] <= pd.Timestamp(MADE_UP.as_at)).all()


def test_nobody_offends_in_custody():
    events = MADE_UP.events.join(BOTH["index_date"], on="person")
    spells = events[(events["event"] == "custody") & (events["start"] > events["index_date"])]
    offences = events[events["event"] == "offence"]
    both = offences.merge(spells, on="person", suffixes=("", "_spell"))
    assert len(both) and not both["start"].between(both["start_spell"], both["end_spell"]).any()


def test_those_analysed_are_found_mature_and_complete():
    assert OUTCOMES.loc[ANALYSED, "mature"].all()
    assert MADE_UP.people.loc[ANALYSED, list(COVARIATES)].notna().all(axis=None)


def test_without_gaps_everybody_is_analysed():
    made_up = comparison_population(
        seed=1, submitted=50, pool=100, gaps=Gaps(0, 0, 0), quarter=Quarter(2015, 2)
    )
    assert made_up.truth.people["analysed"].tolist() == [True] * 50
    assert str(made_up.as_at) == "2015-09-30"


def test_counts_have_the_distribution_of_poisson():
    draws = Chance(3)("counts", 200_000)
    counts = poisson(np.full(len(draws), 2.5), draws)
    assert counts.mean() == pytest.approx(2.5, abs=0.02)
    assert counts.var() == pytest.approx(2.5, abs=0.05)
    assert whole(draws, 5, 3).min() == 5 and whole(draws, 5, 3).max() == 7


def test_streams_of_different_kinds_are_not_the_same():
    assert np.corrcoef(Chance(3)("a", 10_000), Chance(3)("b", 10_000))[0, 1] == pytest.approx(0, abs=0.05)
    assert len(set(Chance(3).pseudonyms(20_000))) == 20_000


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"submitted": 0}, r"^submitted is 0\. There is at least one person\."),
        ({"pool": 0}, r"^pool is 0\. There is at least one person\."),
        ({"baseline": 0}, r"^baseline is 0\. It is a number of offences a year, above 0 and below 20\."),
        ({"gaps": Gaps(blank=1)}, r"^blank is 1\. It is a share, from 0 to below 1\."),
        (
            {"effect": -0.9},
            r"^effect is -0\.9\. With so many reoffending without the scheme it lies between -0\.\d\d and 0\.\d\d\.",
        ),
    ],
)
def test_people_who_cannot_be_made_up_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        comparison_population(**{"seed": 1, "submitted": 40, "pool": 90, **settings})
