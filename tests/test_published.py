"""Printed figures: what they still carry, whether they can be, and what they make payable."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from iomlib.metrics.comparison import wald_difference
from iomlib.metrics.published import (
    Feasibility,
    Payment,
    Printed,
    interval_is_feasible,
    pays,
    sd_from_interval,
    se_from_interval,
)

# Justice Data Lab, 2013 to 2015: people, % of treated and of comparison, interval of the reduction.
REPORTS = {
    "Prisoners' Education Trust, all grants": Printed(3085, 19, 26, 5, 8),
    "Prisoners' Education Trust, Open University": Printed(805, 18, 23, 2, 8),
    "Blue Sky": Printed(72, 31, 43, 1, 23),
    "Langley House Trust": Printed(231, 26, 35, 2, 14),
}


def test_the_deviation_is_that_of_m2():
    assert sd_from_interval(0.127212, 1000) == pytest.approx(2.05, abs=5e-6)


def test_the_error_is_that_of_m3():
    assert se_from_interval(-0.23, -0.01) == pytest.approx(0.056123, abs=5e-7)


@pytest.mark.parametrize("name", REPORTS)
def test_the_reports_of_the_justice_data_lab_can_be(name):
    printed = REPORTS[name]
    found = interval_is_feasible(printed)
    assert found.solutions > 0
    assert round(100 * found.reoffended / printed.people) == printed.treated
    assert printed.comparison - 0.5 <= found.comparison <= printed.comparison + 0.5
    people = int(min(found.comparison_people, 10**9))
    count = round(found.comparison / 100 * people)
    estimate = wald_difference(count, people, found.reoffended, printed.people)
    limits = [100 * number for number in estimate[1:3]]
    assert limits == pytest.approx([printed.lower, printed.upper], abs=0.5 + 1e-4)


@pytest.mark.parametrize(
    "tampered",
    [
        REPORTS["Prisoners' Education Trust, all grants"]._replace(lower=6, upper=7),
        REPORTS["Prisoners' Education Trust, all grants"]._replace(comparison=29),
        REPORTS["Prisoners' Education Trust, Open University"]._replace(lower=4),
        REPORTS["Prisoners' Education Trust, Open University"]._replace(people=300),
        REPORTS["Blue Sky"]._replace(lower=5, upper=19),
        REPORTS["Blue Sky"]._replace(treated=37),
        REPORTS["Langley House Trust"]._replace(upper=19),
        REPORTS["Langley House Trust"]._replace(lower=5, upper=11),
    ],
)
def test_a_tampered_report_cannot_be(tampered):
    assert interval_is_feasible(tampered) == Feasibility(0, None, None, None)


def test_langleys_nine_points_are_the_difference_of_rounded_rates():
    printed = REPORTS["Langley House Trust"]
    assert interval_is_feasible(printed._replace(difference=9)).solutions == 0
    assert interval_is_feasible(printed._replace(difference=8)).solutions > 0


def test_no_treated_count_can_give_a_percentage_that_none_rounds_to():
    assert interval_is_feasible(Printed(7, 31, 43, -30, 54)).solutions == 0


def test_a_wide_interval_asks_for_a_comparison_group_smaller_than_the_treated():
    wide = Printed(3085, 19, 26, 2, 11)
    assert interval_is_feasible(wide).solutions == 0
    found = interval_is_feasible(wide, fewest=1)
    assert found.solutions > 0
    assert found.comparison_people < 3085


@given(st.integers(30, 2000), st.floats(0.1, 0.9), st.floats(0.1, 0.9), st.sampled_from([1, 3, 50]))
def test_what_was_worked_out_and_rounded_can_be(people, share, comparison, times):
    count, others = round(share * people), times * people
    true = wald_difference(round(comparison * others), others, count, people)
    figures = [100 * count / people, 100 * round(comparison * others) / others, 100 * true.lower]
    printed = Printed(people, *(round(figure, 1) for figure in (*figures, 100 * true.upper)))
    # Only 101 comparison rates are tried; leave out those that fit between two of them alone.
    assume(all(abs(10 * figure % 1 - 0.5) > 0.05 for figure in (*figures, 100 * true.upper)))
    assert interval_is_feasible(printed, places=1).solutions > 0


def test_the_one_service_is_paid_on_both_cohorts_together_as_in_s3():
    assert pays([8.4, 9.7], [1000, 1000]) == Payment((False, False), 9.05, True)


@pytest.mark.parametrize(
    ("reductions", "sizes", "payment"),
    [
        ([10, 0], [1000, 1000], Payment((True, False), 5.0, True)),
        ([9.99, 5.01], [1000, 1000], Payment((False, False), 7.5, True)),
        ([9.9, 5.0], [1000, 1000], Payment((False, False), 7.45, False)),
        ([9, 0], [900, 100], Payment((False, False), 8.1, True)),
        ([-3], [500], Payment((False,), -3.0, False)),
    ],
)
def test_a_cohort_is_paid_at_its_threshold_and_all_together_at_theirs(reductions, sizes, payment):
    assert pays(reductions, sizes) == payment


def test_another_contract_has_other_thresholds():
    assert pays([6, 6], [10, 30], cohort_threshold=5, pooled_threshold=5).cohorts == (True, True)


def test_nobody_in_any_cohort_is_no_reason_to_pay():
    payment = pays([9.0], [0])
    assert (payment.cohorts, payment.pays) == ((False,), False)
    assert math.isnan(payment.pooled)


def test_one_person_has_no_deviation():
    assert math.isnan(sd_from_interval(0.1, 1))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sd_from_interval(0.1, 2.5), "n is 2.5. A count is a whole number, 0 or more."),
        (
            lambda: se_from_interval(0.3, 0.1),
            "lower is 0.3 and upper is 0.1. The lower is not above the upper.",
        ),
        (
            lambda: interval_is_feasible(Printed(72.5, 31, 43, 1, 23)),
            "people is 72.5. A count is a whole number, 0 or more.",
        ),
        (lambda: pays([8.4], [1, 2]), "1 reductions and 2 sizes. Each cohort has one of both."),
        (lambda: pays([8.4], [-1]), "size of cohort 1 is -1. A count is a whole number, 0 or more."),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
