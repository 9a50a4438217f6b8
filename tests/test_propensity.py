"""Propensity scores: R's and statsmodels' numbers, the same bits everywhere, and what is refused."""

import inspect
import os
import subprocess
import sys

import matchit
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from statsmodels.api import Logit, add_constant

from iomlib.errors import DataError
from iomlib.metrics import logistic
from iomlib.metrics.propensity import propensity_model, propensity_scores

DATASETS = ["lalonde", "nswcps", "rossi", "recid", "iomsynth"]
NO_LIMIT = "The model then has no finite coefficient. Join groups, or leave the column out."


def inputs(name):
    table = matchit.data(name)
    return table[list(matchit.coefficients(name).index[1:])], table["treat"]


def many(size=200_000):
    """Give enough people for a fit that begins on a sample, made of remainders so that nothing is drawn."""
    row = np.arange(size)
    covariates = pd.DataFrame(
        {
            "age": 18 + row * 7919 % 55,
            "prior": (row * 104729 % 1009) / 100,
            "year": 1990 + row * 31 % 33,
            "first": row * 613 % 11 < 3,
        }
    )
    log_odds = 0.4 * covariates["prior"] - 0.05 * covariates["age"] - 3 * covariates["first"] - 2
    return covariates, (1 / (1 + np.exp(-log_odds)) > row * 15485863 % 99991 / 99991).astype("int8")


@pytest.mark.parametrize("name", DATASETS)
def test_coefficients_and_standard_errors_are_those_of_r(name):
    model, golden = propensity_model(*inputs(name)), matchit.coefficients(name)
    assert model.coefficients.index.tolist() == ["(intercept)", *golden.index[1:]]
    assert model.coefficients.to_numpy() == pytest.approx(golden["ps_coef"].to_numpy(), rel=1e-9)
    assert model.standard_errors.to_numpy() == pytest.approx(golden["ps_se"].to_numpy(), rel=1e-9)


@pytest.mark.parametrize("name", DATASETS)
def test_log_odds_are_those_of_r(name):
    model, units = propensity_model(*inputs(name)), matchit.distances(name)
    assert np.abs(model.log_odds - units["logit"]).max() < 1e-8
    assert model.log_odds.nunique() == matchit.golden(f"ps_{name}")["n_distinct_q", ""]


@pytest.mark.parametrize("name", [*DATASETS, "many"])
def test_scores_agree_with_statsmodels(name):
    covariates, treated = many() if name == "many" else inputs(name)
    design = add_constant(covariates.astype("float64"))
    theirs = Logit(treated, design).fit(disp=0, maxiter=100, tol=1e-14)
    model = propensity_model(covariates, treated)
    assert np.abs(model.scores - theirs.predict()).max() < 1e-9
    assert model.standard_errors.to_numpy() == pytest.approx(theirs.bse.to_numpy(), rel=1e-6)


def test_the_printed_coefficients_give_the_scores():
    covariates, treated = inputs("nswcps")
    model = propensity_model(covariates, treated)
    printed = [float(f"{number:.10g}") for number in model.coefficients]
    assert printed == model.coefficients.tolist()
    total = np.full(len(covariates), printed[0])
    for number, name in zip(printed[1:], covariates, strict=True):
        total = total + number * covariates[name].to_numpy()
    assert model.log_odds.tolist() == total.tolist()
    assert model.scores.tolist() == (1 / (1 + np.exp(-total))).tolist()


@pytest.mark.parametrize("name", DATASETS)
def test_ten_digits_are_enough_for_people_as_they_are(name):
    coefficients = propensity_model(*inputs(name)).coefficients
    assert [float(f"{number:.10g}") for number in coefficients] == coefficients.tolist()


def test_covariates_far_from_zero_get_the_digits_that_they_take():
    covariates, treated = many()
    years = covariates[["year"]].assign(square=covariates["year"] ** 2, age=covariates["age"])
    centred = (years - years.mean()) / years.std()
    centred["square"] = ((years["year"] - years["year"].mean()) / 10) ** 2
    scores, expected = propensity_scores(years, treated), propensity_scores(centred, treated)
    assert np.abs(scores - expected).max() < 2e-9


@pytest.mark.parametrize("name", ["nswcps", "many"])
def test_the_order_of_rows_is_nothing(name):
    covariates, treated = many() if name == "many" else inputs(name)
    mixed = np.random.default_rng(1).permutation(len(covariates))
    one = propensity_model(covariates, treated)
    other = propensity_model(covariates.iloc[mixed], treated.iloc[mixed])
    assert one.coefficients.tolist() == other.coefficients.tolist()
    assert one.standard_errors.tolist() == other.standard_errors.tolist()
    assert_series_equal(one.scores, other.scores.loc[covariates.index], check_exact=True)


def test_treated_may_come_in_another_order_of_rows():
    covariates, treated = inputs("lalonde")
    scores = propensity_scores(covariates, treated[::-1])
    assert_series_equal(scores, propensity_scores(covariates, treated))


def test_the_number_of_threads_is_nothing():
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "import hashlib, matchit, numpy as np, pandas as pd\n"
        "from iomlib.metrics.propensity import propensity_model\n"
        f"{inspect.getsource(inputs)}\n{inspect.getsource(many)}\n"
        "for people in (inputs('nswcps'), many()):\n"
        "    for part in propensity_model(*people)[:4]:\n"
        "        print(hashlib.sha256(part.to_numpy().tobytes()).hexdigest())\n"
    )
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, **dict.fromkeys(names, threads)},
            cwd=matchit.FOLDER.parents[2],
            stdout=subprocess.PIPE,
        )
        for threads in ("1", "2", "4")
    ]
    said = {run.communicate()[0] for run in runs}
    assert len(said) == 1
    assert said.pop().count(b"\n") == 8


def test_people_alike_have_the_same_score_to_the_last_bit():
    covariates, treated = inputs("nswcps")
    doubled = pd.concat([covariates, covariates[::-1], covariates.iloc[3:777]], ignore_index=True)
    flags = pd.concat([treated, treated[::-1], treated.iloc[3:777]], ignore_index=True)
    scores = propensity_scores(doubled, flags)
    assert scores.groupby([doubled[name] for name in doubled]).nunique().max() == 1


@pytest.mark.parametrize("layout", ["C", "F"])
def test_the_layout_in_memory_is_nothing(layout):
    covariates, treated = inputs("nswcps")
    values = np.array(covariates.to_numpy(np.float64), order=layout)
    laid_out = pd.DataFrame(values, columns=covariates.columns, index=covariates.index, copy=False)
    assert_series_equal(propensity_scores(laid_out, treated), propensity_scores(covariates, treated))


def test_a_fit_that_begins_on_a_sample_ends_where_one_on_everybody_does(monkeypatch):
    sampled = propensity_model(*many())
    monkeypatch.setattr(logistic, "_SAMPLE", 10**9)
    whole = propensity_model(*many())
    assert sampled.steps < whole.steps
    assert sampled.coefficients.to_numpy() == pytest.approx(whole.coefficients.to_numpy(), rel=1e-9)
    assert np.abs(sampled.scores - whole.scores).max() < 1e-9


def test_a_column_that_varies_only_outside_the_sample_is_fitted_all_the_same():
    covariates, treated = many()
    rare = pd.Series(0, index=covariates.index)
    rare.iloc[np.flatnonzero(treated == 0)[[1, 3, 7]]] = 1
    rare.iloc[np.flatnonzero(treated == 1)[1]] = 1
    model = propensity_model(covariates.assign(rare=rare), treated)
    assert abs(model.coefficients["rare"]) < 10
    assert model.standard_errors["rare"] < 3


@pytest.mark.parametrize(
    "kind", ["int8", "float32", "bool", "boolean", "Int64", "Float64", "int64[pyarrow]", "double[pyarrow]"]
)
def test_covariates_may_be_any_kind_of_number(kind):
    covariates, treated = inputs("lalonde")
    part = covariates[["black", "married"]]
    assert_series_equal(propensity_scores(part.astype(kind), treated), propensity_scores(part, treated))


@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(-3, 3), st.integers(0, 1)), min_size=12, max_size=60)
)
def test_there_are_finite_estimates_or_a_reason_why_not(people):
    table = pd.DataFrame(people, columns=["treated", "score", "first"])
    try:
        model = propensity_model(table[["score", "first"]], table["treated"])
    except DataError as refused:
        assert all(problem.startswith(("covariates: ", "treated: ")) for problem in refused.problems)
        return
    design = add_constant(table[["score", "first"]].astype("float64"))
    # At the estimates the treated and the scores have the same total, overall and of each covariate.
    totals = design.T @ (model.scores - table["treated"])
    assert np.abs(totals).max() < 1e-7
    assert model.standard_errors.between(0, 1000).all()


def quick(**columns):
    """Eight people, four of them treated, with the columns given."""
    table = {"age": [20, 35, 31, 44, 27, 50, 22, 39], **columns}
    return pd.DataFrame(table, index=list("abcdefgh"))


TREATED = pd.Series([1, 0, 1, 0, 1, 0, 0, 1], index=list("abcdefgh"))


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        (
            {"prior": [1, None, 2, 3, None, 4, 0, 1]},
            "covariates: prior is missing in 2 row(s). Fill it in and add a 0/1 column that says where, "
            "or leave these people out.",
        ),
        (
            {"prior": [1, np.inf, 2, 3, 1, 4, 0, 1]},
            "covariates: prior is infinite in 1 row(s). Give a finite number.",
        ),
        (
            {"prior": [1, 1e200, 2, 3, 1, 4, 0, 1]},
            "covariates: prior holds numbers beyond 1e+100. Scale it down.",
        ),
        ({"prior": 3}, "covariates: prior is the same for everybody. Leave it out."),
        (
            {"sex": list("fmfmfmfm")},
            "covariates: sex holds str, not numbers. Make a 0/1 column of each label but one.",
        ),
        (
            {"months": [240, 420, 372, 528, 324, 600, 264, 468]},
            "covariates: months is a combination of age or as good as one. Leave it out.",
        ),
        (
            {"first": [1, 0, 0, 0, 1, 0, 0, 0], "again": [0, 1, 1, 1, 0, 1, 1, 1]},
            "covariates: first alone tells treated and controls apart: nobody of one group has more of it "
            f"than anybody of the other. {NO_LIMIT}",
        ),
        (
            {"x": [0, 0, 1, 1, 2, 2, 0, 1], "y": [1, 0, 2, 1, 3, 2, 0, 2]},
            f"covariates: x, y together tell treated and controls apart. {NO_LIMIT}",
        ),
    ],
)
def test_covariates_that_cannot_be_fitted_are_refused_by_name(columns, problem):
    with pytest.raises(DataError) as refused:
        propensity_scores(quick(**columns), TREATED)
    assert problem in refused.value.problems


def test_more_columns_than_people_are_refused_and_not_all_listed():
    table = pd.DataFrame({f"c{i:02}": np.arange(8) * (2 * i + 1) ** 5 % 97 % (i + 3) for i in range(30)})
    with pytest.raises(DataError) as refused:
        propensity_scores(table, TREATED.set_axis(table.index))
    assert all(len(problem) < 200 for problem in refused.value.problems)


def test_no_covariates_are_refused():
    with pytest.raises(DataError) as refused:
        propensity_scores(quick()[[]], TREATED)
    assert refused.value.problems == [
        "covariates: has no column. Give what was known about people before treatment."
    ]


def test_a_column_there_twice_is_refused():
    with pytest.raises(DataError) as refused:
        propensity_scores(pd.concat([quick(), quick()], axis=1), TREATED)
    assert refused.value.problems == [
        "covariates: age is there more than once. Give every column a name of its own."
    ]


def test_people_who_are_not_those_treated_are_refused():
    with pytest.raises(DataError) as refused:
        propensity_scores(quick(), TREATED.iloc[1:])
    assert refused.value.problems == [
        "treated: lacks 1 of the ids of covariates, and has 0 that covariates lacks. Give both the same people."
    ]


def test_separation_among_many_is_found_though_a_sample_does_not_show_it():
    covariates, treated = many()
    rare = pd.Series(0, index=covariates.index)
    rare.iloc[np.flatnonzero(treated == 0)[[1, 3, 7]]] = 1
    with pytest.raises(DataError, match="covariates: rare alone tells treated and controls apart"):
        propensity_scores(covariates.assign(rare=rare), treated)


def test_all_problems_are_told_at_once_and_no_value_with_them():
    table = quick(prior=[1, None, 2, 3, 1, 4, 0, 1], sex=list("fmfmfmfm"), here=7).set_axis(list("aacdefgh"))
    with pytest.raises(DataError) as refused:
        propensity_scores(table, TREATED.set_axis(list("aacdefgh")).replace(1, 5))
    assert [problem.split(": ")[0] for problem in refused.value.problems] == [
        *["covariates"] * 3,
        "ids",
        "treated",
    ]
    assert not any(value in str(refused.value) for value in ("7", "fm", "5"))


def test_like_inputs_give_like_models():
    one, other = (propensity_model(*inputs("rossi")) for _ in range(2))
    assert_frame_equal(one.coefficients.to_frame(), other.coefficients.to_frame())
    assert one.steps == other.steps
