"""Who can be compared: who is left at each step, what is known of them, and what became of them."""

import numpy as np
import pandas as pd
import pytest
from cohorts import DAY, gathered, of_population, offences, others, people, population, two_groups
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.errors import DataError
from iomlib.metrics.attrition import attrition
from iomlib.metrics.gathering import covariate_matrix, gather, no_events, with_the_rest

STEPS = [
    "submitted",
    "found in the records",
    "with an index date",
    "index date on or after 1 January 2009",
    "follow-up and time for the courts over (index date to 31 December 2009)",
    "nothing missing that groups are matched on",
]
# One person leaves at each step, and the last one stays; each also fails the steps that come later.
SCHEME = people(
    ["unfound", "undated", "early", "late", "blank", "stays"],
    day=[pd.NaT, pd.NaT, pd.Timestamp("2008-12-31"), pd.Timestamp("2010-01-01"), DAY, DAY],
    found=[False, True, True, True, True, True],
    age=[np.nan, np.nan, np.nan, np.nan, np.nan, 30.0],
)
POOL = others(["p1", "p2", "p3"], day=[DAY, pd.NaT, DAY], age=[31.0, 32.0, np.nan])


def remaining(steps):
    return attrition(steps)["remaining"].tolist()


class TestTheSteps:
    def test_lose_each_person_once_at_the_first_step_not_met(self):
        found = gathered((SCHEME, POOL, no_events()))
        counted = attrition(found.steps)
        assert counted["step"].tolist() == STEPS
        assert counted["left"].tolist() == [0, 1, 1, 1, 1, 1]
        assert counted["remaining"].tolist() == [6, 5, 4, 3, 2, 1]

    def test_count_the_pool_by_the_same_steps(self):
        found = gathered((SCHEME, POOL, no_events()))
        assert found.pool_steps["step"].tolist() == ["in the pool", *STEPS[1:]]
        assert found.pool_steps["left"].tolist() == [0, 0, 1, 0, 0, 1]

    def test_leave_those_who_are_then_gathered(self):
        found = gathered((SCHEME, POOL, no_events()))
        assert found.treated.to_dict() == {"p1": False, "stays": True}

    @pytest.mark.parametrize("day", ["2009-01-01", "2009-12-31"])
    def test_keep_the_first_and_the_last_day_of_the_cohort(self, day):
        found = gathered((people(["a"], day=pd.Timestamp(day), age=30), POOL, no_events()))
        assert found.treated["a"]

    def test_take_the_months_that_are_asked_for(self):
        early = people(["a"], day=pd.Timestamp("2007-08-01"), age=30)
        asked = {"followup_months": 24, "court_months": 0, "cohort_months": 24}
        assert gathered((early, POOL, no_events()), **asked).treated.sum() == 1
        assert gathered((early, POOL, no_events())).treated.sum() == 0

    @settings(max_examples=25)
    @given(st.lists(st.sampled_from(["stays", "undated", "early", "late", "blank", "unfound"]), min_size=1))
    def test_add_up_to_the_people_submitted(self, kinds):
        scheme = SCHEME.loc[kinds].set_axis([f"s{number}" for number in range(len(kinds))])
        found = gathered((scheme, POOL, no_events()))
        counted = attrition(found.steps)
        assert counted["left"].sum() + counted["remaining"].iloc[-1] == len(kinds)
        assert counted["remaining"].iloc[-1] == found.treated.sum() == kinds.count("stays")


class TestCovariates:
    def test_are_all_that_both_tables_have_if_none_is_named(self):
        scheme = people(["a"], age=30, prior=2, only_here=1)
        found = gathered((scheme, others(["b"], prior=3, age=31, only_there=1), no_events()))
        assert found.covariates.columns.tolist() == ["age", "prior"]
        assert found.covariates.loc["b"].tolist() == [31.0, 3.0]

    def test_are_all_of_the_people_without_a_pool(self):
        scheme = people(["a"], age=30, prior=2)
        assert gathered((scheme, POOL.iloc[:0], no_events())).covariates.columns.tolist() == ["age", "prior"]

    def test_are_those_named_in_the_order_in_which_they_are_named(self):
        scheme, pool = people(["a"], age=30, prior=2, other=1), others(["b"], prior=3, age=31, other=2)
        found = gathered((scheme, pool, no_events()), covariates=["prior", "age"])
        assert found.covariates.columns.tolist() == ["prior", "age"]

    def test_of_text_become_a_yes_or_no_for_each_word_but_the_first(self):
        scheme = people(["a", "b"], home=["hostel", "none"])
        found = gathered((scheme, others(["c", "d"], home=["family", "none"]), no_events()))
        assert found.covariates.columns.tolist() == ["home: hostel", "home: none"]
        assert found.covariates.loc[["a", "b", "c", "d"]].values.tolist() == [[1, 0], [0, 1], [0, 0], [0, 1]]

    def test_have_no_column_for_a_word_of_those_who_left(self):
        days = [DAY, DAY, pd.Timestamp("2010-06-01")]
        pool = others(["c", "d", "e"], day=days, home=["family", "none", "squat"])
        found = gathered((people(["a", "b"], home=["family", "none"]), pool, no_events()))
        assert found.covariates.columns.tolist() == ["home: none"]

    def test_that_are_blank_stay_blank_in_every_column_of_their_words(self):
        made = covariate_matrix(pd.DataFrame({"home": ["a", "b", "c", None]}), ["home"])
        assert made.iloc[3].isna().all() and made.iloc[:3].notna().all(axis=None)

    @pytest.mark.parametrize("asked", ["covariates", "exact"])
    def test_that_are_blank_lose_the_person_at_the_last_step(self, asked):
        scheme = people(["a", "b"], age=30, home=["hostel", None])
        pool = others(["c"], age=31, home="hostel")
        found = gathered((scheme, pool, no_events()), **{"covariates": ["age"], asked: ["home"]})
        assert remaining(found.steps)[-2:] == [2, 1]
        assert "b" not in found.treated.index


class TestExactColumns:
    def test_are_kept_as_they_are_beside_the_covariates(self):
        scheme = people(["a"], age=30, index_event="release")
        pool = others(["b"], age=31, index_event="caution")
        found = gathered((scheme, pool, no_events()), exact=["index_event"])
        assert found.exact["index_event"].to_dict() == {"a": "release", "b": "caution"}
        assert found.covariates.columns.tolist() == ["age"]

    def test_are_none_where_none_is_asked_for(self):
        assert gathered(two_groups(5, (1, 1))).exact is None


class TestRefusals:
    def test_people_in_both_groups_are_counted_and_never_named(self):
        pool = others(["b7f3", "c9a1", "elsewhere"], age=31)
        with pytest.raises(DataError) as refused:
            gathered((people(["b7f3", "c9a1"], age=30), pool, no_events()))
        assert refused.value.problems == [
            "people, control_pool: 2 people stand in both. A person is on the scheme or in the pool; take those on "
            "the scheme out of the pool."
        ]
        assert "b7f3" not in str(refused.value) and "c9a1" not in str(refused.value)

    def test_a_column_that_is_not_there_is_named_with_the_nearest_and_its_table(self):
        scheme, pool = people(["a"], age=30, prior_offences=1), others(["b"], age=31, prior_custody=2)
        with pytest.raises(DataError) as refused:
            gathered((scheme, pool, no_events()), covariates=["prior_offence"])
        assert refused.value.problems == [
            "control_pool: column prior_offence is asked for by the comparison and is not there. "
            "Allowed: age, prior_custody.",
            "people: column prior_offence is asked for by the comparison and is not there. "
            "Did you mean prior_offences?",
        ]

    def test_all_problems_are_told_at_once_and_each_once(self):
        scheme, pool = people(["a"], age=30), others(["a"], age=31)
        with pytest.raises(DataError) as refused:
            gathered((scheme, pool, no_events()), covariates=["sex"], exact=["sex"])
        assert len(refused.value.problems) == 3
        assert "column sex" in refused.value.problems[0] and "Did you mean age?" not in str(refused.value)
        assert "Allowed: age." in str(refused.value)


class TestNobody:
    def test_on_the_scheme_is_no_step_and_no_person(self):
        found = gathered((people([], age=[]), POOL, no_events()))
        assert len(found.treated) == 0 and found.steps == {} and len(found.pool_steps) == 0

    def test_in_the_pool_leaves_the_people_of_the_scheme(self):
        found = gathered((SCHEME, POOL.iloc[:0], no_events()))
        assert found.treated.to_dict() == {"stays": True}
        assert found.pool_steps["remaining"].tolist() == [0] * 6

    def test_is_left_where_everybody_is_too_recent_and_the_steps_say_so(self):
        late = people(["a", "b"], day=pd.Timestamp("2010-02-01"), age=30)
        found = gathered((late, POOL.iloc[:0], no_events()))
        assert len(found.treated) == len(found.outcomes) == 0
        assert remaining(found.steps) == [2, 2, 2, 2, 0, 0]


class TestOutcomes:
    EARLIER = ("b", "2001-01-01")  # the records reach back

    def outcomes(self, *rows, **asked):
        groups = people(["a"], age=30), others(["b"], age=31), offences(*rows)
        return gathered(groups, **asked).outcomes

    def test_are_counted_after_the_index_date_and_in_as_many_months_before_it(self):
        days = ["2008-06-01", "2008-06-02", "2009-06-01", "2009-06-02", "2010-06-01", "2010-06-02"]
        found = self.outcomes(self.EARLIER, *(("a", day) for day in days))
        # 2 June 2008 and the index date itself are before; the last day of the follow-up is inside.
        assert found.loc["a", ["before", "reoffences"]].tolist() == [2, 2]
        assert found.loc["b", ["before", "reoffences"]].tolist() == [0, 0]

    def test_before_and_after_are_of_the_months_that_are_asked_for(self):
        days = ["2008-11-30", "2008-12-02", "2009-11-30", "2009-12-02"]
        found = self.outcomes(self.EARLIER, *(("a", day) for day in days), followup_months=6, court_months=12)
        assert found.loc["a", ["before", "reoffences"]].tolist() == [1, 1]

    def test_have_no_before_where_no_offence_is_on_record_before_anybody_came(self):
        assert self.outcomes(("a", "2009-07-01"))["before"].isna().all()

    def test_have_no_before_where_the_records_begin_in_the_middle_of_it(self):
        # Of half a year on record a count for a year would be half of the truth, and look like it.
        assert self.outcomes(("a", "2009-01-01"), ("b", "2008-12-01"))["before"].isna().all()

    def test_have_a_before_where_almost_everybody_s_is_on_record(self):
        scheme = people(
            [f"s{n:02d}" for n in range(20)], day=[DAY] + [DAY + pd.Timedelta(days=9)] * 19, age=3
        )
        groups = scheme, POOL.iloc[:0], offences(("s01", "2008-06-05"), ("s01", "2008-08-01"))
        # The first to come has 4 days less on record than the year before the index date.
        assert gathered(groups).outcomes["before"].sum() == 1

    def test_of_nobody_s_offences_are_zero_after_and_unknown_before(self):
        found = gathered((people(["a"], age=30), others(["b"], age=31), no_events())).outcomes
        assert found["reoffences"].tolist() == [0, 0] and found["before"].isna().all()

    def test_count_no_offence_of_people_who_are_in_neither_group(self):
        assert self.outcomes(self.EARLIER, ("stranger", "2009-07-01"))["reoffences"].sum() == 0


def test_the_order_of_rows_changes_no_bit():
    made, first = population(), of_population()
    tables = [table.sample(frac=1, random_state=7) for table in (made.people, made.control_pool, made.events)]
    again = gather(*tables, "2010-11-Q4", covariates=list(first.covariates), exact=["index_event"])
    assert first.treated.equals(again.treated)
    for name in ("covariates", "exact", "outcomes", "pool_steps"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name), check_exact=True)
    assert attrition(first.steps).equals(attrition(again.steps))


def test_a_name_with_brackets_is_a_name_and_no_pattern():
    people = pd.DataFrame({"home (type)": ["hostel", "own", "street"]})
    made = with_the_rest(covariate_matrix(people, ["home (type)"]))
    assert made["home (type): none of these"].tolist() == [1.0, 0.0, 0.0]


def test_every_word_of_a_text_is_asked_whether_the_groups_are_alike_in_it():
    people = pd.DataFrame({"age": [30, 40, 50], "sex": ["f", "m", "f"], "home": ["hostel", "own", "street"]})
    columns = list(with_the_rest(covariate_matrix(people, ["age", "sex", "home"])))
    assert columns == ["age", "sex: m", "home: own", "home: street", "home: none of these"]
