"""What a solver finds counts for nothing until it has been seen to fit; trouble is never taken for safety."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from iomlib.disclosure import solve
from iomlib.disclosure.attack import narrowed, spans, total_of
from iomlib.disclosure.profile import committee
from iomlib.disclosure.protect import hidden
from iomlib.errors import DisclosureError

COUNTS = {"all": 103, "men": 100, "women": 3}
CELLS = {"all": 105.0, "men": None, "women": None}
SUMS = [total_of("all", "men", "women")]
TROUBLE = {
    "a limit of time or steps": (1, None),
    "a limit with what was found so far": (1, 1e6),
    "trouble with numbers": (4, None),
    "an answer that does not fit": (0, 1e6),
    "an answer that is no number": (0, np.nan),
}


def answer(monkeypatch, status, values):
    def milp(aim, **_):
        return SimpleNamespace(status=status, x=None if values is None else np.resize(values, len(aim)))

    monkeypatch.setattr(solve, "milp", milp)


@pytest.mark.parametrize("how", TROUBLE)
def test_what_goes_wrong_is_never_taken_for_safe(monkeypatch, how):
    assert narrowed(CELLS, SUMS, committee()) == {}
    assert hidden(COUNTS, SUMS, committee()) == {"men", "women"}
    status, each = TROUBLE[how]
    answer(monkeypatch, status, each)
    words = "all, men, women: no counts add up to what is published."
    for attack in (narrowed, spans):
        with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
            attack(CELLS, SUMS, committee())
    with pytest.raises(
        DisclosureError,
        match=r"^women: a count of few people follows from counts that are shown elsewhere\.$",
    ):
        hidden(COUNTS, SUMS, committee())


@pytest.mark.parametrize("values", [[40, 30, 10.1], [39.9, 29.9, 10], [42, 42.1, -0.1]])
def test_an_answer_is_taken_only_if_its_sums_and_its_ranges_hold(monkeypatch, values):
    weights = solve.csr_array(np.array([[-1.0, 1.0, 1.0]]))
    low, high = np.array([40.0, 0, 0]), np.array([42.0, 42, 42])
    answer(monkeypatch, 0, np.array([40.0, 30, 10]))
    assert solve.best(np.ones(3), low, high, weights)[0].tolist() == [40, 30, 10]
    answer(monkeypatch, 1, np.array([40.0, 30, 10]))
    assert solve.best(np.ones(3), low, high, weights)[0] is None
    answer(monkeypatch, 0, np.array(values, dtype="float64"))
    assert solve.best(np.ones(3), low, high, weights)[0] is None
