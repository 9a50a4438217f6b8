"""What is assessed and reviewed while people are on a list or in custody."""

import numpy as np

from iomlib.simulate.chance import Chance, Numbers, Whole
from iomlib.simulate.lists import code
from iomlib.simulate.plan import People, Plan, left
from iomlib.simulate.shapes import LAST, TOOLS, Rows, joined, only, rows

NOT_ASSESSED = 0.06  # share of spells on probation without any assessment
MISSED = 0.12  # share of reviews of a scheme that are left out
REVIEW_DAYS = 80  # from one review to the next; three months are 90 to 92
REASSESSED_DAYS = 200
LONG, LONG_REVIEWED = 36, 0.6  # months of a sentence after which the risk is assessed, and how often it is


def assessments(chance: Chance, people: People, plan: Plan, enrolments: Rows, custody: Rows) -> Rows:
    """Draw the assessments of each spell on probation, the reviews of the schemes, and those of long custody."""
    probation = only(enrolments, enrolments["list"] == code("probation"))
    probation = only(probation, chance("assessed", len(probation["person"])) >= NOT_ASSESSED)
    found = [_repeated(chance, "oasys-drugs", probation, REASSESSED_DAYS, 2)]
    found += [_repeated(chance, tool, probation, 10**6, 2) for tool in ("oasys-alcohol", "risk-of-harm")]
    found += [_repeated(chance, "ogrs3-2yr", probation, 2 * REASSESSED_DAYS, 1)]
    schemes = only(enrolments, np.isin(enrolments["list"], [code("ppo"), code("iom")]))
    reviews = _repeated(chance, "scheme-review", schemes, REVIEW_DAYS, 0)
    found.append(only(reviews, chance("review missed", len(reviews["person"])) >= MISSED))
    found.append(_of_long_custody(chance, custody))
    tables = []
    for table in found:
        score = _score(chance, people, table)
        name = TOOLS[table["tool"][0]] if len(score) else ""
        tables.append(left(plan, f"assessments {name}", {**table, "score": score}))
    return joined([*tables, *plan.planted("assessments")])


def repeated(start: Whole, end: Whole, step: int) -> tuple[Whole, Whole]:
    """Give the spell, and the day, of each of the days from ``start`` to ``end`` in steps.

    Examples
    --------
    >>> [part.tolist() for part in repeated(np.array([10, 30]), np.array([25, 30]), 10)]
    [[0, 0, 1], [10, 20, 30]]
    """
    count = np.maximum((end - start) // step + 1, 0)
    spell = np.repeat(np.arange(len(start)), count)
    number = np.arange(len(spell)) - np.repeat(np.cumsum(count) - count, count)
    return spell, start[spell] + number * step


def _repeated(chance: Chance, tool: str, spells: Rows, step: int, wait: int) -> Rows:
    """Assess people some days after a spell begins, and again in steps, up to its last day."""
    end = np.minimum(spells["end"], LAST)
    spell, on = repeated(spells["start"] + wait, end, step)
    jitter = np.floor(chance(f"{tool} day", len(spell)) * min(step // 10, 14)).astype(np.int64)
    on = np.minimum(on + jitter, end[spell])
    return rows(person=spells["person"][spell], day=on, tool=TOOLS.index(tool))


def _of_long_custody(chance: Chance, custody: Rows) -> Rows:
    long = only(custody, np.nan_to_num(custody["sentence_months"]) >= LONG)
    chosen = only(long, chance("risk reviewed", len(long["person"])) < LONG_REVIEWED)
    return rows(person=chosen["person"], day=chosen["start"] + 30, tool=TOOLS.index("risk-review"))


def _score(chance: Chance, people: People, table: Rows) -> Numbers:
    """Score people as they are: drug users above 4 in most cases, the prolific above others."""
    person = table["person"]
    if not len(person):
        return np.zeros(0)
    tool = TOOLS[table["tool"][0]]
    draw = chance(f"{tool} score", len(person))
    scores = {
        "oasys-drugs": np.where(people.drugs[person], 2 + 10.9 * draw, 4.5 * draw**2),
        "oasys-alcohol": 12.9 * draw**2,
        "ogrs3-2yr": np.minimum(15 + 8 * np.sqrt(3 * people.pace[person]) + 50 * draw, 98),
        "risk-of-harm": np.searchsorted([0.45, 0.85, 0.98], draw, side="right") + 1.0,
    }
    return np.asarray(np.floor(scores.get(tool, np.ones(len(person)))))
