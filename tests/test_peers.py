"""Similar areas: a funnel of chance, the wider one, and never an order by rate."""

import math
import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prices import PARAMS
from profiles import census, row, table
from scipy.stats import norm, poisson

from iomlib import tables
from iomlib.metrics import peers
from iomlib.metrics.season import Coverage
from iomlib.report import peers as shown

WHOLE = Coverage("M", ("April 2018", "May 2018", "June 2018"), (), ())
COUNTS = st.lists(st.tuples(st.integers(0, 3000), st.integers(2000, 300_000)), min_size=3, max_size=12)


def funnel(pairs, names="abcdefghijkl"):
    counts = pd.DataFrame(pairs, columns=["crimes", "persons"], index=list(names[: len(pairs)]), dtype=float)
    return peers.funnel(counts)


class TestLimits:
    @given(st.floats(500, 2e6), st.floats(0.002, 0.2))
    def test_they_hold_the_centre_and_the_outer_hold_the_inner(self, people, centre):
        at = peers.limits_at(people, centre)
        assert at["lower_998"] <= at["lower_95"] <= centre <= at["upper_95"] <= at["upper_998"]

    @given(st.floats(2000, 1e6), st.floats(0.002, 0.2), st.floats(1.5, 20))
    def test_they_narrow_with_the_population(self, people, centre, times):
        few, many = (peers.limits_at(people * scale, centre) for scale in (1, times))
        for confidence in ("95", "998"):
            width = [at[f"upper_{confidence}"] - at[f"lower_{confidence}"] for at in (few, many)]
            assert width[1] < width[0]

    @given(st.floats(2000, 1e6), st.floats(0.002, 0.2), st.floats(0, 0.05), st.floats(0.0001, 0.05))
    def test_the_wider_widen_with_what_areas_differ_by(self, people, centre, between, more):
        one, other = (peers.limits_at(people, centre, b) for b in (between, between + more))
        assert other["wide_upper_998"] > one["wide_upper_998"]
        assert other["wide_lower_998"] <= one["wide_lower_998"]

    @pytest.mark.parametrize("tail", [0.025, 0.001])
    def test_each_limit_lies_within_one_of_the_quantile(self, tail):
        # Poisson of mean 100: whole numbers 81 and 120 at 95%, 71 and 132 at 99.8%.
        low, high = poisson.ppf([tail, 1 - tail], 100)
        name = "95" if tail == 0.025 else "998"
        at = peers.limits_at(1000, 0.1)
        assert low - 1 <= 1000 * at[f"lower_{name}"] <= low
        assert high - 1 <= 1000 * at[f"upper_{name}"] <= high

    def test_by_hand(self):
        # P(X <= 80) = 0.02265, P(X <= 81) = 0.02911: 81 less (0.02911 - 0.025) / 0.00646 is 80.36.
        below, reached = poisson.cdf([80, 81], 100)
        assert 1000 * peers.limits_at(1000, 0.1)["lower_95"] == pytest.approx(
            81 - (reached - 0.025) / (reached - below)
        )
        assert 1000 * peers.limits_at(1000, 0.1)["lower_95"] == pytest.approx(80.36, abs=0.01)


class TestFunnel:
    @settings(max_examples=40)
    @given(COUNTS, st.randoms())
    def test_the_order_of_areas_is_nothing(self, pairs, random):
        one = funnel(pairs)
        names = list("abcdefghijkl"[: len(pairs)])
        order = random.sample(range(len(pairs)), len(pairs))
        counts = pd.DataFrame(pairs, columns=["crimes", "persons"], index=names, dtype=float).iloc[order]
        pd.testing.assert_frame_equal(one, peers.funnel(counts))

    @settings(max_examples=40)
    @given(COUNTS)
    def test_areas_stand_in_the_order_of_their_ids_whatever_their_rates(self, pairs):
        found = funnel(pairs)
        assert list(found.index) == sorted(found.index)
        assert not [name for name in found.columns if "rank" in name]

    def test_the_centre_is_all_crimes_over_all_people(self):
        found = funnel([(10, 1000), (30, 1000), (20, 4000)])
        assert found["centre"].tolist() == pytest.approx([0.01] * 3)

    def test_an_area_without_a_count_or_people_is_left_out(self):
        counts = pd.DataFrame(
            {"crimes": [5.0, None, 7, 9, 4], "persons": [100.0, 100, None, 100, 90]}, index=list("abcde")
        )
        assert list(peers.funnel(counts).index) == ["a", "d", "e"]

    @pytest.mark.parametrize("pairs", [[], [(5, 100)], [(5, 100), (6, 90)]])
    def test_fewer_than_three_areas_are_no_group(self, pairs):
        assert len(funnel(pairs)) == 0

    def test_a_group_without_any_crime_is_none(self):
        assert len(funnel([(0, 100)] * 4)) == 0

    def test_counts_are_those_of_a_whole_quarter(self):
        rows = table(
            [
                *(row(f"2018-0{n}", 10, area="b") for n in (4, 5, 6)),
                *(row(f"2018-0{n}", 10, area="c") for n in (4, 5)),
                *(row(f"2018-0{n}", 10, area="d", supply="partial" * (n == 5)) for n in (4, 5, 6)),
            ]
        )
        people = pd.concat([census("b"), census("c")])
        found = peers.group_counts(rows, people, "2018-19-Q1")
        assert found["crimes"].dropna().to_dict() == {"b": 30}
        assert found["persons"].dropna().to_dict() == {"b": 10_000, "c": 10_000}


class TestSpread:
    def test_by_hand(self):
        """Five areas of 1,000 people around 0.1: chance alone has a standard deviation of 0.01."""
        rates = pd.DataFrame({"rate": [0.05, 0.08, 0.1, 0.12, 0.15], "centre": 0.1, "persons": 1000.0})
        # z is -5, -2, 0, 2, 5; the 10% and 90% quantiles of five are 40% of the way in: -3.8 and 3.8.
        phi = (2 * 3.8**2 + 2 * 2**2) / 5
        # Five weights of 1 / 0.0001: sum 50,000, less the sum of squares over it, 10,000.
        tau = math.sqrt((5 * phi - 4) / (50_000 - 10_000))
        found = peers.spread(rates)
        assert found.dispersion == pytest.approx(phi)
        assert found.between == pytest.approx(tau)
        wide = peers.limits_at(1000, 0.1, found.between)
        assert wide["wide_upper_95"] == pytest.approx(0.1 + norm.isf(0.025) * math.sqrt(0.0001 + tau**2))

    def test_areas_that_differ_by_chance_alone_need_no_wider_limits(self):
        rates = pd.DataFrame({"rate": [0.09, 0.1, 0.11, 0.1], "centre": 0.1, "persons": 1000.0})
        assert peers.spread(rates).between == 0

    def test_one_odd_area_does_not_widen_the_funnel_around_itself(self):
        even = [0.1] * 10
        near, far = (
            peers.spread(pd.DataFrame({"rate": [*even, odd], "centre": 0.1, "persons": 1000.0})).between
            for odd in (0.2, 0.9)
        )
        assert near == far == 0

    def test_truth_is_found_again(self):
        random = np.random.default_rng(3)
        people = random.uniform(20_000, 200_000, 400)
        true = random.normal(0.02, 0.003, 400)
        counts = pd.DataFrame({"crimes": random.poisson(people * true), "persons": people}, dtype=float)
        found = peers.funnel(counts)
        # Winsorised at a tenth on either side, the variance is about two thirds of the true one.
        assert 0.0022 < peers.spread(found).between < 0.003
        assert peers.outside(found).mean() > 0.5
        assert peers.outside(found, wide=True).mean() < 0.05

    def test_by_chance_alone_few_are_outside(self):
        random = np.random.default_rng(4)
        people = random.uniform(20_000, 200_000, 2000)
        counts = pd.DataFrame({"crimes": random.poisson(people * 0.02), "persons": people}, dtype=float)
        found = peers.funnel(counts)
        assert peers.outside(found, "95").mean() == pytest.approx(0.05, abs=0.015)
        assert peers.outside(found, "998").mean() < 0.006


NAMES = {name: f"{'ZYXWVUTSRQPO'[n]} town" for n, name in enumerate("abcdefghijkl")}
EVEN = [(100, 1000), (102, 1000), (98, 1000), (100, 1000)]
ODD = [(100, 1000), (300, 1000), (20, 1000), (150, 1000), (90, 1000)]


class TestThePage:
    def table(self, pairs, area="a"):
        found = funnel(pairs)
        return shown.funnel_table(found, found, area, NAMES)

    @pytest.mark.parametrize("pairs", [EVEN, ODD])
    def test_it_is_no_league_table(self, pairs):
        made = self.table(pairs)
        names = [each[0] for each in made.rows]
        assert names == sorted(names)
        rates = [float(each[3]) for each in made.rows]
        assert (
            rates not in (sorted(rates), sorted(rates, reverse=True)) or len(set(rates)) == 1 or pairs == EVEN
        )
        text = " ".join([made.caption, *(column.text for column in made.columns), *made.notes])
        assert "rank" not in text.lower() and "position" not in text.lower()
        assert shown.NO_ORDER in made.notes

    def test_an_area_inside_is_said_to_be(self):
        words = shown.funnel_words(funnel(EVEN), "a", NAMES, WHOLE)
        assert words == [
            "Among 4 similar areas with 100.0 crimes per 1,000 people together, the 100.0 of Z town lie inside the 95% "
            "limits of chance."
        ]

    def test_an_area_between_the_limits_is_said_to_be(self):
        pairs = [(124, 1000), *[(992, 10_000)] * 9]
        words = shown.funnel_words(funnel(pairs), "a", NAMES, WHOLE)[0]
        assert (
            "inside the 99.8% limits of chance and outside those of 95%, where one area in twenty lies"
            in words
        )

    @pytest.mark.parametrize(("count", "side"), [(200, "above"), (20, "below")])
    def test_an_area_outside_is_said_to_be_on_its_side(self, count, side):
        pairs = [(count, 1000), *[(1000, 10_000)] * 11]
        words = shown.funnel_words(funnel(pairs), "a", NAMES, WHOLE)[0]
        assert f"lie {side} the 99.8% limits of chance. Why, the counts do not say." in words

    def test_limits_that_are_too_narrow_are_said_to_be(self):
        found = funnel(ODD)
        note = shown.dispersion_words(found)[0]
        assert note.startswith(
            "3 of 5 areas lie outside the 99.8% limits of chance, where chance alone would put about"
        )
        assert "the limits are too narrow" in note and "Spiegelhalter 2005" in note and "additive" in note
        assert note in self.table(ODD).notes
        assert "inside the wider 99.8% limits, which allow" in shown.funnel_words(found, "a", NAMES, WHOLE)[0]

    def test_areas_that_differ_together_and_none_alone_are_not_said_to_lie_outside(self):
        found = funnel([(0, 1000), (0, 1000), (5, 1000)])
        assert not peers.outside(found).any() and peers.spread(found).between > 0
        assert shown.dispersion_words(found)[0].startswith(
            "No area lies outside the 99.8% limits of chance, but"
        )

    @pytest.mark.parametrize("pairs", [EVEN, ODD])
    def test_limits_that_are_spoken_of_are_drawn_and_stand_in_the_table(self, pairs):
        found = funnel(pairs)
        wide = peers.spread(found).between > 0
        made, picture = self.table(pairs), shown.funnel_chart(found, "a", NAMES, WHOLE)
        heads = [column.text for column in made.columns]
        said = " ".join([picture.caption, picture.alt, *made.notes, *(row[-1] for row in made.rows)])
        assert ("wider" in said) == wide == ("Wider 99.8% limits" in heads)
        assert "wider 95%" not in said
        assert ("allowing" in picture.svg) == wide
        if wide:
            low, high = (1000 * found.loc["a", f"wide_{side}_998"] for side in ("lower", "upper"))
            (row,) = [each for each in made.rows if each[0] == NAMES["a"]]
            assert row[heads.index("Wider 99.8% limits")] == f"{low:.1f} to {high:.1f}"

    def test_an_area_outside_the_limits_of_chance_is_not_put_inside_limits_that_are_not_there(self):
        pairs = [(200, 1000), *[(1000, 10_000)] * 11]
        made = self.table(pairs)
        assert (
            dict(zip([row[0] for row in made.rows], [row[-1] for row in made.rows], strict=True))[NAMES["a"]]
            == "outside the limits of chance"
        )

    def test_where_nothing_but_chance_is_seen_no_correction_is_told(self):
        assert shown.dispersion_words(funnel(EVEN)) == []

    def test_who_is_left_out_is_named(self):
        counts = pd.DataFrame(EVEN, columns=["crimes", "persons"], index=list("abcd"), dtype=float)
        counts.loc["e"] = [math.nan, 1000]
        made = shown.funnel_table(peers.funnel(counts), counts, "a", NAMES)
        assert "Left out, for want of a whole quarter or a population: V town." in made.notes

    def test_the_picture_says_in_words_what_it_shows(self):
        found = funnel(ODD)
        made = shown.funnel_chart(found, "a", NAMES, WHOLE)
        for area, rate in (1000 * found["rate"]).items():
            assert f"{NAMES[area]} {rate:.1f} among 1,000 people" in made.alt

    def test_an_area_that_has_no_count_is_not_compared(self):
        part = Coverage("M", ("April 2018", "May 2018"), ("June 2018",), ())
        made = shown.funnel_chart(funnel(EVEN), "z", NAMES, part)
        assert made.sentences == ["Not worked out: only two of three months of this quarter were supplied."]
        assert shown.funnel_table(funnel(EVEN), funnel(EVEN), "z", NAMES).sentences == []

    def test_without_peers_it_says_that_nobody_named_any(self):
        made = shown.funnel_chart(funnel([]), "a", NAMES, WHOLE)
        assert made.style == "missing" and made.sentences == [shown.NO_PEERS]


def test_a_partnership_is_not_compared_with_the_force_that_it_is_part_of(tmp_path):
    shutil.copytree(PARAMS, tmp_path / "params")
    with (tmp_path / "params" / "peers.csv").open("a", encoding="utf-8") as file:
        file.write("peterborough,cambridgeshire,A guess\n")
    assert tables.check_params(tmp_path / "params") == [
        "peers.csv: column peer: cambridgeshire is a police force area, peterborough a community safety partnership. "
        "Compare areas of one kind: one that holds another would count the same crimes twice."
    ]


def test_a_similar_area_of_which_nothing_came_is_named_as_left_out():
    recorded = table([row("2018-04", 90, months=3, area=area) for area in "abc"])
    people = pd.concat([census(area) for area in "abc"])
    counts = peers.group_counts(recorded, people, "2018-19-Q1", ["b", "c", "d"])
    made = shown.funnel_table(peers.funnel(counts), counts, "a", {each: each.upper() for each in "abcd"})
    assert [each[0] for each in made.rows] == ["A", "B", "C"]
    assert made.notes[-1] == "Left out, for want of a whole quarter or a population: D."
