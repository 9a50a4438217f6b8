"""Possible aliases: what counts as alike, the same for rows in any order, and never a name in the answer."""

import os
import subprocess
import sys
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.errors import ParameterError
from iomlib.metrics.alias_weights import BORN, NAMES, PRIOR
from iomlib.metrics.aliases import COLUMNS, possible_aliases

FIRST = ("stephen", "example", "1980-03-09")
FORENAMES = ["stephen", "steven", "john", "jon", "mary", "marie", "example", None]
SURNAMES = ["example", "exmaple", "stephen", "sample", "smith", "smyth", None]
DAYS = ["1980-03-09", "1980-09-03", "1980-03-19", "1981-03-09", "1985-03-09", "1962-12-30", None]


def identities(*rows, people=None):
    """Name people p0, p1 and so on, by forename, surname and day of birth."""
    made = pd.DataFrame(rows, columns=["forename", "surname", "born"])
    made.insert(0, "person", people or [f"p{number}" for number in range(len(made))])
    return made.assign(born=pd.to_datetime(made["born"]))


@pytest.mark.parametrize(
    ("second", "alike"),
    [
        (("Stephen", "Example", "1980-03-09"), "same names; same date of birth"),
        (("Stéphen", "EX-AMPLE", "1980-03-09"), "same names; same date of birth"),
        (("example", "stephen", "1980-03-09"), "names swapped; same date of birth"),
        (("steven", "example", "1980-03-09"), "same surname, forename alike; same date of birth"),
        (("stephen", "exmaple", "1980-03-09"), "same forename, surname alike; same date of birth"),
        (("steven", "exmaple", "1980-03-09"), "both names alike; same date of birth"),
        (("stephen", "example", "1980-09-03"), "same names; day and month of birth swapped"),
        (("stephen", "example", "1980-03-19"), "same names; date of birth one slip off"),
        (("stephen", "example", "1908-03-09"), "same names; date of birth one slip off"),
        (("stephen", "example", "1967-03-09"), "same names; two of day, month and year of birth the same"),
        (("steven", "example", "1980-09-03"), "same surname, forename alike; day and month of birth swapped"),
        (
            ("stephen", "exmaple", "1980-09-03"),
            "same forename, surname alike; day and month of birth swapped",
        ),
    ],
)
def test_likeness_is_found_and_told_in_words(second, alike):
    found = possible_aliases(identities(FIRST, second))
    assert found["alike"].tolist() == [alike]
    assert found[["person_a", "person_b"]].values.tolist() == [["p0", "p1"]]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(("mary", "smith", "1962-12-30"), id="nothing alike"),
        pytest.param(("stephen", "example", "1962-12-30"), id="the same names only"),
        pytest.param(("mary", "smith", "1980-03-09"), id="the same day of birth only"),
        pytest.param(("mary", "example", "1980-03-09"), id="twins"),
        pytest.param(("stephen", "example", None), id="a day of birth not known"),
        pytest.param((None, "example", "1980-03-09"), id="a name not known"),
    ],
)
def test_people_who_are_hardly_alike_are_not_listed_unless_asked_for(second):
    pair = identities(FIRST, second)
    assert len(possible_aliases(pair)) == 0
    assert (possible_aliases(pair, 0)["score"] < 0.4).all()


def test_a_missing_value_says_nothing_and_is_named():
    rows = identities(FIRST, ("stephen", "example", None), (None, "example", "1980-03-09"))
    told = possible_aliases(rows, 0).set_index(["person_a", "person_b"])["alike"]
    assert told["p0", "p1"] == "same names; a date of birth not known"
    assert told["p0", "p2"] == "a name not known; same date of birth"


def test_the_likelier_pair_comes_first():
    rows = identities(FIRST, ("stephen", "example", "1967-03-09"), ("stephen", "example", "1980-09-03"))
    found = possible_aliases(rows)
    assert found["score"].is_monotonic_decreasing
    assert found["person_b"].tolist()[0] == "p2"


def test_two_names_of_one_person_are_no_pair_and_the_likest_counts():
    rows = [FIRST, ("john", "sample", "1980-03-09"), ("jon", "sample", "1980-03-09")]
    found = possible_aliases(identities(*rows, people=["a", "a", "b"]))
    assert found[["person_a", "person_b", "alike"]].values.tolist() == [
        ["a", "b", "same surname, forename alike; same date of birth"]
    ]


def test_the_answer_holds_no_name():
    found = possible_aliases(identities(FIRST, ("steven", "exmaple", "1980-03-09")))
    assert list(found) == COLUMNS
    assert not any(name in found.to_csv().casefold() for name in ("steph", "steven", "exam", "exma"))


@pytest.mark.parametrize("rows", [[], [FIRST], [FIRST, ("mary", "smith", "1962-12-30")]])
def test_an_empty_answer_has_the_columns_of_a_full_one(rows):
    empty, full = (possible_aliases(identities(*each)) for each in (rows, [FIRST, FIRST]))
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


# Held against every pair, counted by hand


def slips(a, b):
    """Count the letters to change, add, leave out or swap with the next."""
    table = np.zeros((len(a) + 1, len(b) + 1), dtype=int)
    table[:, 0], table[0, :] = range(len(a) + 1), range(len(b) + 1)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i, j] = min(
                table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[-1, -1]


def jaro_winkler(a, b):
    reach = max(max(len(a), len(b)) // 2 - 1, 0)
    left, free = [], list(range(len(b)))
    for i, letter in enumerate(a):
        near = [j for j in free if abs(i - j) <= reach and b[j] == letter]
        if near:
            free.remove(near[0])
            left.append((i, near[0]))
    if not left:
        return 0.0
    ours, theirs = (
        "".join(a[i] for i, _ in left),
        "".join(b[j] for j in sorted(j for _, j in left)),
    )
    moved = sum(x != y for x, y in zip(ours, theirs, strict=True)) / 2
    jaro = (len(left) / len(a) + len(left) / len(b) + (len(left) - moved) / len(left)) / 3
    start = next((n for n in range(4) if a[n : n + 1] != b[n : n + 1] or n >= min(len(a), len(b))), 4)
    return jaro + 0.1 * start * (1 - jaro)


def same_or_alike(a, b):
    return slips(a, b) <= 1 or jaro_winkler(a, b) >= 0.88


def level_of_names(one, two):
    (a, b), (c, d) = one[:2], two[:2]
    if None in (a, b, c, d):
        return None
    tests = [
        a == c and b == d,
        a == d and b == c,
        b == d and same_or_alike(a, c),
        a == c and same_or_alike(b, d),
        same_or_alike(a, c) and same_or_alike(b, d),
        b == d,
        a == c,
        True,
    ]
    return NAMES[tests.index(True)]


def level_of_days(one, two):
    if one[2] is None or two[2] is None:
        return None
    (a, b, c), (d, e, f) = one[2].split("-"), two[2].split("-")
    swapped = a == d and b == f and c == e and c <= "12" and b != c
    two_same = (a == d) + (b == e) + (c == f) == 2
    tests = [one[2] == two[2], swapped, slips(a + b + c, d + e + f) == 1, two_same, True]
    return BORN[tests.index(True)]


def score_of(one, two):
    odds = PRIOR / (1 - PRIOR)
    for level in (level_of_names(one, two), level_of_days(one, two)):
        odds *= level.one / level.two if level else 1
    return odds / (1 + odds)


PEOPLE = st.lists(
    st.tuples(st.sampled_from(FORENAMES), st.sampled_from(SURNAMES), st.sampled_from(DAYS)),
    min_size=2,
    max_size=25,
)


@settings(max_examples=25)
@given(PEOPLE)
def test_the_pairs_are_those_of_all_pairs_that_score_high_enough(rows):
    found = possible_aliases(identities(*rows))
    ours = {(a, b): score for a, b, score in found[["person_a", "person_b", "score"]].itertuples(index=False)}
    expected = {
        tuple(sorted((f"p{i}", f"p{j}"))): score_of(rows[i], rows[j])
        for i, j in combinations(range(len(rows)), 2)
    }
    assert ours == pytest.approx({pair: score for pair, score in expected.items() if score >= 0.4}, abs=1e-6)


@settings(max_examples=10)
@given(PEOPLE, st.randoms())
def test_the_order_of_rows_is_nothing(rows, random):
    table = identities(*rows)
    shuffled = table.loc[random.sample(list(table.index), len(table))]
    pd.testing.assert_frame_equal(possible_aliases(shuffled, 0.01), possible_aliases(table, 0.01))


@pytest.mark.parametrize("levels", [NAMES, BORN])
def test_the_shares_of_a_likeness_add_up_to_one(levels):
    assert sum(level.one for level in levels) == pytest.approx(1)
    assert sum(level.two for level in levels) == pytest.approx(1, abs=1e-4)


# What the library does beside


def test_nothing_is_printed_or_logged(capfd, caplog):
    possible_aliases(identities(FIRST, FIRST))
    assert (capfd.readouterr().out, capfd.readouterr().err, caplog.text) == ("", "", "")


def test_a_process_copied_from_another_finds_the_same():
    code = (
        "import os, pandas as pd, iomlib.report.warm as warm\n"
        "from iomlib.metrics.aliases import possible_aliases\n"
        "warm.warm()\n"
        "rows = pd.DataFrame({'person': ['a', 'b'], 'forename': 'x', 'surname': 'y'})\n"
        "rows['born'] = pd.Timestamp('1980-01-01')\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    print(len(possible_aliases(rows)), flush=True)\n"
        "    os._exit(0)\n"
        "os.waitpid(child, 0)\n"
        "print(len(os.listdir('/proc/self/task')))\n"
    )
    settings = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    settings |= {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
    if not hasattr(os, "fork") or not os.path.isdir("/proc/self/task"):  # noqa: PTH112
        pytest.skip("processes are not copied here")
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["1", "1"]


def test_names_that_were_not_supplied_are_not_looked_for():
    assert possible_aliases(None) is None


# Refusals


def test_without_the_package_the_analyst_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(ParameterError) as refusal:
        possible_aliases(identities(FIRST, FIRST))
    assert str(refusal.value) == "Looking for aliases needs a package more: pip install 'iomlib[aliases]'."


def test_the_package_is_not_loaded_until_aliases_are_looked_for():
    code = "import sys, iomlib.metrics.aliases; print({'splink', 'duckdb', 'sqlglot'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_score_above_one_is_refused():
    with pytest.raises(ParameterError) as refusal:
        possible_aliases(identities(FIRST), 50)
    assert str(refusal.value) == "least is 50. A score is from 0 to 1."
