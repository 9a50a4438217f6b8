"""One comparison from end to end: who is compared, what comes out, and what may be claimed of it."""

import numpy as np
import pandas as pd
import pytest
from cohorts import (
    gathered,
    matched,
    of_population,
    of_rossi,
    offences,
    others,
    people,
    population,
    two_groups,
)

from iomlib.errors import DataError
from iomlib.metrics.contrasts import weighted_difference
from iomlib.metrics.evaluation import (
    compare,
    detectable,
    group_sizes,
    judge,
    outcome_columns,
    results,
    support,
)
from iomlib.metrics.gathering import NOBODY, gather, no_events
from iomlib.metrics.intervals import newcombe
from iomlib.metrics.matching import match
from iomlib.metrics.people import matched_rows
from iomlib.metrics.planning import holm, minimum_detectable_difference
from iomlib.metrics.propensity import propensity_model

MEASURES = ["rate", "frequency", "days_free", "custody", "most_severe", "per_reoffender", "days_to_first"]


def judged(compared):
    return judge(compared, results(compared))


class TestARandomisedComparison:
    compared = compare(of_rossi(), "randomised")

    def test_takes_everybody_once(self):
        assert (
            self.compared.weights.eq(1).all() and self.compared.pairs is None and self.compared.model is None
        )
        assert group_sizes(self.compared)["people"].to_dict() == {"scheme": 216, "comparison": 216}

    def test_of_rossi_finds_48_and_66_of_216(self):
        assert group_sizes(self.compared)["reoffenders"].to_dict() == {"scheme": 48, "comparison": 66}
        row = results(self.compared).T["rate"]
        assert (row["scheme"], row["comparison"]) == (48 / 216, 66 / 216)
        assert tuple(row[["value", "lower", "upper"]]) == tuple(newcombe(48, 216, 66, 216)[:3])
        assert row["method"] == "Newcombe hybrid score"

    def test_of_rossi_claims_fewer_at_level_5(self):
        assert judged(self.compared)[:3] == ("fewer", 5, ())

    def test_is_not_blocked_by_differences_that_chance_made(self):
        groups = two_groups(100, (40, 70), shift=1)
        assert judged(compare(gathered(groups), "randomised")).verdict == "fewer"

    def test_is_doubted_where_groups_are_less_alike_than_any_lot_would_make_them(self):
        found = judged(compare(gathered(two_groups(100, (40, 70), shift=9)), "randomised"))
        assert found.verdict == "not comparable"
        assert found.reasons == (
            "the groups are less alike than chance would make them, most in age, by 3.12 standard deviations",
        )

    def test_has_no_score(self):
        assert support(self.compared).empty


class TestAMatchedComparison:
    def test_is_propensity_model_and_match_and_matched_rows(self):
        found, given = matched(), of_population()
        model = propensity_model(given.covariates, given.treated)
        by_hand = match(given.treated, model.log_odds, ratio=3, caliper=0.2, exact=given.exact)
        assert found.matches.pairs.equals(by_hand.pairs)
        assert found.weights.equals(by_hand.weights)
        assert found.pairs.equals(matched_rows(by_hand.pairs)["cluster"])

    @pytest.mark.parametrize("measure", MEASURES[:5])
    def test_gives_each_measure_as_weighted_difference_of_matched_rows_does(self, measure):
        found = matched()
        rows = matched_rows(found.matches.pairs)
        column = outcome_columns(found.outcomes)[measure].reindex(rows.index)
        by_hand = weighted_difference(column, rows["treated"], rows["weight"], rows["cluster"])
        row = results(found).T[measure]
        assert row[["value", "lower", "upper", "p"]].tolist() == pytest.approx(
            [by_hand.value, by_hand.lower, by_hand.upper, by_hand.p], abs=1e-12
        )
        assert row["value"] == pytest.approx(row["scheme"] - row["comparison"], abs=1e-12)
        assert row["method"] == "weighted difference of means, robust errors clustered on matched sets"

    @pytest.mark.parametrize("measure", ["per_reoffender", "days_to_first"])
    def test_gives_measures_of_reoffenders_from_them_alone(self, measure):
        found = matched()
        again = (found.outcomes["reoffended"] == 1) & (found.weights > 0)
        column = outcome_columns(found.outcomes)[measure][again]
        by_hand = weighted_difference(
            column,
            found.treated[again].astype(float),
            found.weights[again],
            found.pairs.reindex(column.index),
        )
        assert results(found).T[measure]["value"] == pytest.approx(by_hand.value, abs=1e-12)

    def test_adjusts_p_for_the_measures_beside_the_rate(self):
        table = results(matched())
        assert table.index.tolist() == MEASURES
        assert np.isnan(table["p_holm"]["rate"])
        assert table["p_holm"].drop("rate").tolist() == holm(table["p"].drop("rate")).tolist()

    def test_loses_those_without_a_similar_person_at_the_last_step(self):
        found = matched()
        last = found.steps.iloc[-1]
        assert last["step"] == "a similar person found to compare with"
        assert last["left"] == len(found.matches.unmatched) > 0
        assert (
            last["remaining"]
            == found.matches.pairs["treated"].nunique()
            == group_sizes(found)["people"]["scheme"]
        )

    def test_is_level_4_and_finds_no_more_than_there_is(self):
        assert judged(matched()).level == 4
        assert judged(matched()).verdict == "no clear difference"  # no effect was made

    def test_shows_where_the_scores_lie(self):
        found = matched()
        assert support(found)["people"].to_dict() == {
            "treated": found.treated.sum(),
            "control": (~found.treated).sum(),
        }

    def test_of_rows_in_another_order_has_the_same_bits_in_every_table(self):
        made, first = population(), matched()
        tables = [t.sample(frac=1, random_state=3) for t in (made.people, made.control_pool, made.events)]
        names = list(first.covariates)
        again = compare(
            gather(*tables, "2010-11-Q4", covariates=names, exact=["index_event"]), "matched", 3, 0.2
        )
        for table in ("balance", "steps", "pool_steps", "outcomes"):
            pd.testing.assert_frame_equal(getattr(first, table), getattr(again, table), check_exact=True)
        for table in (results, group_sizes, support):
            pd.testing.assert_frame_equal(table(first), table(again), check_exact=True)
        assert first.model.coefficients.equals(again.model.coefficients)
        assert detectable(group_sizes(first), results(first)) == detectable(
            group_sizes(again), results(again)
        )
        assert judged(first) == judged(again)


class TestAnUnmatchedComparison:
    def test_is_level_3_and_takes_everybody(self):
        found = judged(compare(gathered(two_groups(100, (40, 70))), "unmatched"))
        assert (found.verdict, found.level) == ("fewer", 3)

    def test_of_groups_that_differ_claims_nothing_and_names_the_characteristic_in_words(self):
        scheme, pool, events = two_groups(100, (40, 70), shift=5)
        scheme, pool = (table.rename(columns={"age": "age_first_offence"}) for table in (scheme, pool))
        found = judged(compare(gathered((scheme, pool, events)), "unmatched"))
        assert found.verdict == "not comparable"
        assert found.reasons == (
            "the groups still differ in 1 of 1 characteristics, most in age first offence, by 1.73 standard "
            "deviations (0.10 is allowed)",
        )

    def test_of_a_characteristic_that_all_on_the_scheme_share_says_so(self):
        scheme, pool, events = two_groups(100, (40, 70))
        found = judged(compare(gathered((scheme.assign(age=20), pool, events)), "unmatched"))
        assert found.verdict == "not comparable"
        assert found.reasons[0].endswith(
            "most in age, in which the people on the scheme are all the same and the others are not like them"
        )

    def test_of_people_of_whom_nothing_is_known_claims_nothing(self):
        groups = two_groups(100, (40, 70))
        found = judged(
            compare(gathered([table.drop(columns="age", errors="ignore") for table in groups]), "unmatched")
        )
        assert found.verdict == "not comparable"
        assert found.reasons == ("nothing is known of the people by which to tell whether they are alike",)


class TestWithoutAComparisonGroup:
    nothing = ("no claim", 2, ("there is no comparison group",))

    @pytest.mark.parametrize("design", ["randomised", "matched", "unmatched", "before and after"])
    def test_whatever_was_planned_is_a_before_and_after_and_claims_nothing(self, design):
        scheme, pool, events = two_groups(100, (40, 0))
        found = compare(
            gathered((scheme, pool.iloc[:0], events[events["person"].isin(scheme.index)])), design
        )
        assert found.design == "before and after"
        assert judged(found)[:3] == self.nothing
        assert results(found).empty and np.isnan(detectable(group_sizes(found), results(found)))

    def test_a_pool_that_is_there_for_other_areas_is_not_compared_with(self):
        found = compare(gathered(two_groups(100, (40, 70))), "before and after")
        assert judged(found)[:3] == self.nothing
        assert results(found).empty and found.balance.empty
        assert group_sizes(found)["people"].to_dict() == {"scheme": 100, "comparison": 0}

    def test_a_pool_in_which_nobody_is_left_is_none(self):
        scheme, pool, events = two_groups(100, (40, 70))
        late = pool.assign(index_date=pd.Timestamp("2010-06-01"))
        found = compare(gathered((scheme, late, events)), "matched")
        assert judged(found)[:3] == self.nothing
        assert found.pool_steps["remaining"].iloc[-1] == 0


class TestWithoutPeople:
    def test_printed_numbers_have_no_level_and_no_claim_here(self):
        found = compare(NOBODY, "published")
        assert judged(found)[:3] == ("no claim", 0, ("only printed numbers are at hand",))
        assert results(found).empty and group_sizes(found).empty and found.steps.empty

    def test_a_design_of_people_has_too_few_to_tell(self):
        assert judged(compare(NOBODY, "matched"))[:3] == (
            "too few to tell",
            4,
            ("nobody is left to compare",),
        )

    def test_everybody_lost_on_the_way_is_too_few_to_tell(self):
        scheme, pool, events = two_groups(100, (40, 70))
        found = compare(gathered((scheme.assign(in_records=False), pool, events)), "matched")
        assert judged(found)[:3] == ("too few to tell", 4, ("nobody is left to compare",))
        assert group_sizes(found)["people"].tolist() == [0, 0]

    def test_a_published_design_with_people_is_refused(self):
        with pytest.raises(DataError) as refused:
            compare(gathered(two_groups()), "published")
        assert str(refused.value) == (
            "comparisons.csv: design published, but there are people. Say how they are compared."
        )

    def test_a_design_that_is_none_is_refused(self):
        with pytest.raises(ValueError, match="'by lot' is not a design"):
            compare(gathered(two_groups()), "by lot")


class TestMeasures:
    def test_of_which_something_is_not_known_are_missing_and_say_of_how_many(self):
        table = results(compare(of_rossi(), "randomised"))  # nobody's sentence is known
        row = table.T["custody"]
        assert row["unknown"] == 114
        assert row[["scheme", "comparison", "value", "lower", "upper", "p", "p_holm"]].isna().all()
        assert table["unknown"].drop(["custody", "most_severe"]).eq(0).all()

    def test_are_missing_where_one_person_s_sentence_is_not_known(self):
        scheme, pool, events = two_groups()
        known = events.assign(custodial=pd.array([True] + [False] * 39, dtype="boolean"))
        compared = compare(gathered((scheme, pool, known)), "unmatched")
        assert results(compared).T["custody"][["scheme", "comparison"]].tolist() == [1 / 40, 0]
        known.loc[3, "custodial"] = pd.NA
        row = results(compare(gathered((scheme, pool, known)), "unmatched")).T["custody"]
        assert row["unknown"] == 1 and np.isnan(row["value"])

    def test_of_reoffenders_are_missing_where_a_group_has_none(self):
        table = results(compare(gathered(two_groups(40, (0, 20))), "unmatched"))
        assert table.loc[["per_reoffender", "days_to_first"], "value"].isna().all()
        assert table["value"]["rate"] == -0.5

    def test_count_the_people_behind_them(self):
        table = results(compare(gathered(two_groups(40, (10, 20))), "unmatched"))
        assert (
            table.loc[["rate", "frequency"], ["scheme_people", "comparison_people"]].values.tolist()
            == [[10, 20]] * 2
        )

    def test_of_time_do_not_condition_on_the_outcome(self):
        columns = outcome_columns(compare(gathered(two_groups(40, (10, 20))), "unmatched").outcomes)
        assert columns["days_free"].value_counts().to_dict() == {365.0: 50, 92.0: 30}
        assert columns["days_to_first"].count() == 30


class TestTheLeastThatCouldBeSeen:
    def test_is_worked_out_from_sizes_and_the_comparison_group_alone(self):
        found = compare(gathered(two_groups(40, (3, 20))), "unmatched")
        assert detectable(group_sizes(found), results(found)) == minimum_detectable_difference(0.5, 40, 40)

    def test_counts_matched_people_by_what_they_weigh(self):
        found = matched()
        table, sizes = results(found), group_sizes(found)["effective"]
        assert sizes["comparison"] < group_sizes(found)["people"]["comparison"]
        assert detectable(group_sizes(found), table) == minimum_detectable_difference(
            table["comparison"]["rate"], sizes["scheme"], sizes["comparison"]
        )

    @pytest.mark.parametrize("again", [0, 40])
    def test_is_not_known_where_nobody_or_everybody_compared_with_reoffended(self, again):
        found = compare(gathered(two_groups(40, (20, again))), "unmatched")
        assert np.isnan(detectable(group_sizes(found), results(found)))


class TestFewReoffenders:
    def test_are_too_few_to_tell_whatever_the_interval_says(self):
        found = judged(compare(gathered(two_groups(100, (90, 29))), "unmatched"))
        assert found.verdict == "too few to tell"
        assert found.reasons == (
            "fewer than 30 reoffenders to be expected on the scheme at the comparison group's rate",
            "fewer than 30 reoffenders in the comparison group",
        )

    def test_on_the_scheme_are_those_to_be_expected_and_not_those_seen(self):
        # To ask for 30 who did reoffend would hold benefit back and let harm pass.
        assert judged(compare(gathered(two_groups(100, (29, 90))), "unmatched")).verdict == "fewer"

    def test_in_groups_that_differ_are_told_beside_that(self):
        found = judged(compare(gathered(two_groups(100, (29, 29), shift=4)), "unmatched"))
        assert found.verdict == "not comparable" and len(found.reasons) == 3


class TestAwkwardGroups:
    """Issue 4, "It is done when" 5: each a clear error, or a consequence that the page states."""

    def test_a_stratum_without_others_leaves_its_people_unmatched_and_counts_them(self):
        scheme, pool, events = two_groups(40)
        scheme = scheme.assign(way=["order"] * 37 + ["release"] * 3)
        given = gathered((scheme, pool.assign(way="order"), events), covariates=["age"], exact=["way"])
        found = compare(given, "matched")
        assert found.steps["left"].iloc[-1] == 3
        assert set(found.matches.unmatched) == {"s037", "s038", "s039"}

    def test_a_pool_in_which_nobody_is_like_them_is_too_few_to_tell_and_no_error(self):
        scheme, pool, events = two_groups(40)
        given = gathered(
            (scheme.assign(way="release"), pool.assign(way="order"), events),
            covariates=["age"],
            exact=["way"],
        )
        found = compare(given, "matched")
        assert found.steps["remaining"].iloc[-1] == 0 and found.weights.eq(0).all()
        assert results(found).empty and found.balance.empty
        assert judged(found)[:3] == (
            "too few to tell",
            4,
            ("nobody in the pool is like anybody on the scheme",),
        )

    def test_a_pool_smaller_than_the_ratio_gives_each_as_many_as_there_are(self):
        scheme, pool, events = two_groups(40)
        found = compare(gathered((scheme.iloc[:2], pool.iloc[:3], events)), "matched", ratio=5)
        assert len(found.matches.pairs) == 3
        assert found.steps["remaining"].iloc[-1] == 2
        assert found.weights[~found.treated].sum() == 2

    def test_a_pool_smaller_than_the_scheme_leaves_people_unmatched(self):
        scheme, pool, events = two_groups(40)
        found = compare(gathered((scheme, pool.iloc[:30], events)), "matched")
        assert found.steps["left"].iloc[-1] == 10

    @pytest.mark.parametrize(
        ("scheme_has", "pool_has", "text"),
        [
            ({"home": 1}, {"home": 1}, "covariates: home is the same for everybody. Leave it out."),
            (
                {"home": 1},
                {"home": 0},
                "covariates: home alone tells treated and controls apart: nobody of one group has more of it than "
                "anybody of the other. The model then has no finite coefficient. Join groups, or leave the column out.",
            ),
            (
                {"age_twice": lambda table: 2 * table["age"]},
                {"age_twice": lambda table: 2 * table["age"]},
                "covariates: age_twice is a combination of age or as good as one. Leave it out.",
            ),
        ],
        ids=["constant", "separable", "collinear"],
    )
    def test_a_covariate_that_no_score_can_use_is_named(self, scheme_has, pool_has, text):
        scheme, pool, events = two_groups()
        with pytest.raises(DataError) as refused:
            compare(gathered((scheme.assign(**scheme_has), pool.assign(**pool_has), events)), "matched")
        assert str(refused.value) == text

    def test_covariates_that_only_together_tell_the_groups_apart_are_named(self):
        scheme = people([f"s{n}" for n in range(10)], one=range(10), two=[n + 0.4 + n % 2 for n in range(10)])
        pool = others([f"p{n}" for n in range(10)], one=range(10), two=[n - 0.4 - n % 2 for n in range(10)])
        with pytest.raises(DataError) as refused:
            compare(gathered((scheme, pool, no_events())), "matched")
        assert str(refused.value) == (
            "covariates: one, two together tell treated and controls apart. The model then has no finite "
            "coefficient. Join groups, or leave the column out."
        )

    def test_no_covariate_at_all_cannot_be_matched_on(self):
        scheme, pool, events = two_groups()
        with pytest.raises(DataError) as refused:
            compare(gathered((scheme.drop(columns="age"), pool, events)), "matched")
        assert str(refused.value) == (
            "covariates: has no column. Give what was known about people before treatment."
        )

    def test_an_offence_on_or_before_the_index_date_is_no_reoffence(self):
        scheme, pool, _ = two_groups(40)
        days = offences(("s000", "2009-06-01"), ("s001", "2009-05-31"), ("s002", "2009-06-02"))
        found = compare(gathered((scheme, pool, days)), "unmatched")
        assert group_sizes(found)["reoffenders"].to_dict() == {"scheme": 1, "comparison": 0}
