"""Golden numbers of R MatchIt 4.7.2, as tests read them. What they are: golden/matchit/README.md.

>>> int(golden("lalonde_1to1")["n_pairs", ""])
185
"""

from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent / "golden" / "matchit"
OUTCOMES = {
    "lalonde": "re78",
    "nswcps": "re78",
    "nsw_rct": "re78",
    "rossi": "arrest",
    "recid": "event",
    "iomsynth": "reoff",
}


def data(name):
    """Give the input of a data set by id: lalonde, nswcps, nsw_rct, rossi, recid or iomsynth."""
    return _table(name).set_index("id")


def distances(name):
    """Give ``treat``, ``logit`` and ``q`` (the logit times 10^10, rounded) by id; not for nsw_rct."""
    return _table(f"distance_{name}").set_index("id")


def specs():
    """Give the specifications by name; ``caliper`` missing is none, ``exact`` is a list of columns."""
    table = _table("specs").set_index("spec")
    table["exact"] = [text.split("+") if text else [] for text in table["exact"].fillna("")]
    return table


def golden(spec):
    """Give the numbers of a specification by (quantity, key); the key is often the empty text."""
    found = _by_spec("golden").get(spec, _by_spec("golden_radius").get(spec))
    return found.set_index(["quantity", "key"])["value"]


def pairs(spec):
    """Give the pairs of a specification: ``treated``, ``control`` and ``rank``, in MatchIt's order."""
    found = _by_spec("pairs")[spec].rename(columns={"k": "rank"})
    return found[["treated", "control", "rank"]].reset_index(drop=True)


def radius_specs():
    """Name the specifications of radius and kernel weights."""
    return list(_by_spec("golden_radius"))


def coefficients(name):
    """Give the propensity model of a data set: ``ps_coef`` and ``ps_se`` by covariate, intercept first."""
    found = golden(f"ps_{name}")
    return pd.DataFrame({quantity: found[quantity] for quantity in ("ps_coef", "ps_se")}).loc[
        found["ps_coef"].index
    ]


@cache
def _read(name):
    return pd.read_csv(FOLDER / f"{name}.csv.gz")


def _table(name):
    return _read(name).copy()


@cache
def _by_spec(name):
    table = _read(name)
    if "k" not in table:
        table = table.assign(key=table["key"].fillna("") if "key" in table else "")
    return dict(list(table.groupby("spec", sort=False)))
