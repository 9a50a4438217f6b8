"""Made-up counts beside the made-up people: posts, services, offences predicted, what a scheme costs and prevents."""

from collections.abc import Mapping
from itertools import pairwise

import pandas as pd

STOCKTON, PETERBOROUGH = "simulated-stockton", "simulated-peterborough"
SOURCE = {"source": "Made up by iomlib for the demonstration", "paragraph": "SIMULATED"}
# The roles are those of the proposal for Stockton (Reducing re-offending, 3.7); nobody printed all of the posts.
POSTS = {
    (STOCKTON, "2008-09-Q4", "ppo"): {
        **{"manager": 1, "probation officer": 2, "police officer": 2},
        **{"drug worker": 1, "outreach worker": 1},
    },
    (PETERBOROUGH, "2012-13-Q1", "iom"): {"police officer": 4, "probation officer": 3, "drug worker": 1.5},
}
# The One Service prints that over 70% sign up, that over 60% ask to be met at the gate, and the first three needs.
OFFERED, SIGNED, MET = (62, 58, 65, 60, 63), (44, 43, 47, 45, 48), (28, 27, 30, 28, 31)
NEEDS = {"accommodation": 37, "finance": 29, "employment or training": 27, "mental health": 13}
# Offences as the made-up records have them; what was predicted is made up too.
PREDICTED = [
    ("ni18", "2008-12-31", 860, 715, 701.3),
    ("ni38", "2008-09-30", 150, 196, 193.7),
    ("ni38", "2008-12-31", 150, 250, 290.5),
]

# What a scheme of 42 people might cost in a year. Nobody printed the cost of any of the five schemes.
COSTS = [
    ("staff: offender managers", "additional running", 96_400, 91_000, 104_000),
    ("staff: drug worker", "additional running", 31_200, 29_500, 33_800),
    ("premises and vehicles", "additional running", 18_750, 17_200, 21_000),
    ("police officers on the scheme", "running", 84_600, None, None),
    ("room at the probation office", "in kind", 9_800, None, None),
    ("case system, once", "set-up", 22_500, None, None),
]
# What a comparison might find, and a fall from before to after that carries no ratio.
EFFECTS = [
    (
        "2008-12-31",
        "matched",
        61,
        95.0,
        12.0,
        178.0,
        552.0,
        "yes",
    ),  # made up as if an evaluation had printed it
    ("2009-03-31", "before and after", 42, 170.0, None, None, None, "no"),
]


def counts() -> Mapping[str, pd.DataFrame]:
    """Give each table by the name of its file."""
    posts = [
        {"area": area, "quarter": quarter, "list": name, "role": role, "posts": number}
        for (area, quarter, name), roles in POSTS.items()
        for role, number in roles.items()
    ]
    predicted = [
        {"area": STOCKTON, "indicator": indicator, "period_start": "2008-04-01", "period_end": end}
        | {"cohort_size": people, "offences": offences, "predicted": number}
        for indicator, end, people, offences, number in PREDICTED
    ]
    tables = {"staffing": posts, "service_counts": _services(), "predicted_offending": predicted}
    tables |= {"scheme_costs": _costs(), "effects": _effects()}
    return {name: pd.DataFrame(rows).assign(**SOURCE) for name, rows in tables.items()}


def _costs() -> list[dict[str, object]]:
    year = {"area": STOCKTON, "scheme": "ppo", "period_start": "2008-04-01", "period_end": "2009-03-31"}
    names = ("item", "kind", "pounds", "pounds_lower", "pounds_upper")
    same = {"price_year": "2008-09", "note": ""}
    return [year | dict(zip(names, row, strict=True)) | same for row in COSTS]


def _effects() -> list[dict[str, object]]:
    names = (
        "period_end",
        "design",
        "people",
        "prevented_per_100",
        "lower",
        "upper",
        "expected_per_100",
        "published",
    )
    same = {"area": STOCKTON, "scheme": "ppo", "period_start": "2006-04-01", "counted": "proven reoffences"}
    same |= {"followup_months": 12, "confidence": 95, "note": ""}
    return [same | dict(zip(names, row, strict=True)) for row in EFFECTS]


def _services() -> list[dict[str, object]]:
    starts = pd.date_range("2011-04-01", "2012-07-01", freq="QS")
    rows = [
        _row(first, after, measure, people, out_of)
        for (first, after), offered, signed, met in zip(pairwise(starts), OFFERED, SIGNED, MET, strict=True)
        for measure, people, out_of in (
            ("signed up", signed, offered),
            ("asked to be met at the gate", met, signed),
        )
    ]
    last = starts[-2:]
    return rows + [_row(*last, f"need: {need}", people, SIGNED[-1]) for need, people in NEEDS.items()]


def _row(
    first: pd.Timestamp, after: pd.Timestamp, measure: str, people: int, out_of: int
) -> dict[str, object]:
    period = {"period_start": first.date(), "period_end": (after - pd.Timedelta(days=1)).date()}
    counted = {"service": "One Service", "measure": measure, "people": people, "out_of": out_of, "note": ""}
    return {"area": PETERBOROUGH, **period, **counted}
