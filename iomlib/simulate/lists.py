"""Which lists people are on, drawn from who they are: spells one after the other on each list."""

import numpy as np

from iomlib.simulate.chance import Chance, Flags, Numbers, Whole
from iomlib.simulate.custody import laid
from iomlib.simulate.plan import People, Plan, clear_of, left
from iomlib.simulate.shapes import LISTS, REASONS, Rows, day, joined, only, rows

ADULT = 6575  # days from birth to the first list
IOM = day("2012-04-01")  # one scheme from here on, built on the ppo list (004, 5.1.4)
HCC = day("2009-06-16")  # the day of the paper that names high crime causers
PPO_PACE, HCC_PACE = 3.0, 7.0  # arrests a year for acquisitive crime
# Shares: of drug users, of the prolific, of drug users' spells on probation, and of spells in treatment.
TREATED, PPO, DRR, CJIT = 0.92, 0.26, 0.35, 0.55
DAYS = {"treatment": (60, 900), "ppo": (150, 1500), "hcc": (300, 900), "dip": (60, 500)}  # shortest, longest
ENDS = {  # why a spell ends; one that stands twice is twice as frequent
    "ppo": ("good progress", "good progress", "no longer prolific", "moved away", "custody"),
    "probation": ("order completed", "order completed", "order breached"),
    "drr": ("order completed", "order completed", "order breached"),
    "treatment": ("treatment completed", "dropped out"),
    "cjit": ("treatment completed", "dropped out"),
    "dip": ("treatment completed", "dropped out"),
    "dip-suspended": ("dropped out",),
    "hcc": ("good progress", "no longer prolific"),
    "one-service": ("support ended",),
    "iom": ("good progress", "no longer prolific"),
}


def code(name: str) -> int:
    """Give the place of a list among all lists.

    Examples
    --------
    >>> code("ppo")
    0
    """
    return LISTS.index(name)


def enrolments(chance: Chance, people: People, plan: Plan) -> Rows:
    """Draw the spells on every list, clear of those that are planned, which follow."""
    planted = plan.planted("enrolments")
    drawn = []
    for name, spells in _every_list(chance, people).items():
        table = _of_list(chance, name, spells)
        table = left(plan, f"enrolments {name}", table, "start", "end")
        drawn.append(clear_of(table, planted, "list"))
    table = joined([*drawn, *planted])
    return _to_iom(chance, {**table, "area": np.full(len(table["person"]), people.area)})


def _every_list(chance: Chance, people: People) -> dict[str, Rows]:
    """Lay the spells of each list; drug users are treated the sooner the more they are arrested."""
    size = len(people.born)
    first = np.maximum(people.first, people.born + ADULT)
    treated = people.drugs & (chance("treated", size) < TREATED)
    prolific = (people.pace >= PPO_PACE) & (chance("ppo", size) < PPO)
    caused = people.pace >= HCC_PACE
    probation = _probation(chance, people, first)
    treatment = _spells(chance, "treatment", people, treated, first, 450 / (0.5 + people.pace))
    return {
        "probation": probation,
        "treatment": treatment,
        "drr": _within(chance, "drr", probation, np.where(people.drugs, DRR, 0.0)),
        "cjit": _within(chance, "cjit", treatment, np.full(size, CJIT)),
        "ppo": _spells(chance, "ppo", people, prolific, first, np.full(size, 400.0)),
        "hcc": _spells(chance, "hcc", people, caused, np.maximum(first, HCC), np.full(size, 150.0)),
        **_dip(chance, people, first),
    }


def _spells(  # noqa: PLR0913, PLR0917  who, from when, how soon and for how long
    chance: Chance, name: str, people: People, who: Flags, first: Whole, gap: Numbers
) -> Rows:
    person = np.flatnonzero(who)
    days = DAYS[name]

    def length(uniform: Numbers) -> Numbers:
        return days[0] + (days[1] - days[0]) * uniform**2

    return laid(chance, name, person, first[person], people.last[person], gap[person], length, 4)


def _probation(chance: Chance, people: People, first: Whole) -> Rows:
    gap = 365 / (0.1 + 0.19 * np.minimum(people.pace + people.other, 4))
    everyone = np.arange(len(first))
    return laid(
        chance, "probation", everyone, first, people.last, gap, lambda uniform: 150 + 550 * uniform, 4
    )


def _dip(chance: Chance, people: People, first: Whole) -> dict[str, Rows]:
    """Lay times with the Drug Interventions Programme; the last part of some is suspended."""
    both = _spells(chance, "dip", people, people.drugs, first, np.full(len(first), 1200.0))
    suspended = chance("dip suspended", len(both["person"])) < 0.25
    split = both["start"] + (both["end"] - both["start"]) * 6 // 10
    dip = {**both, "end": np.where(suspended, split, both["end"]), "suspended": suspended}
    return {"dip": dip, "dip-suspended": only({**both, "start": split + 1}, suspended)}


def _within(chance: Chance, name: str, spells: Rows, share: Numbers) -> Rows:
    """Take a part of some spells: from soon after their start, for half their length or more."""
    chosen = only(spells, chance(name, len(spells["person"])) < share[spells["person"]])
    days = chosen["end"] - chosen["start"]
    start = chosen["start"] + np.floor(0.3 * days * chance(f"{name} from", len(days))).astype(np.int64)
    end = chosen["end"] - np.floor(0.3 * days * chance(f"{name} to", len(days))).astype(np.int64)
    return rows(person=chosen["person"], start=start, end=end)


def reasons(chance: Chance, name: str, size: int, among: tuple[str, ...]) -> Whole:
    """Draw why spells end, as places in REASONS.

    Examples
    --------
    >>> REASONS[reasons(Chance(1), "why", 1, ("moved away",))[0]]
    'moved away'
    """
    allowed = np.array([REASONS.index(reason) for reason in among])
    return allowed[np.floor(chance(f"{name} reason", size) * len(allowed)).astype(np.int64)]


def _of_list(chance: Chance, name: str, spells: Rows) -> Rows:
    reason = reasons(chance, name, len(spells["person"]), ENDS[name])
    if "suspended" in spells:
        reason = np.where(spells["suspended"], REASONS.index("suspended"), reason)
    person, start, end = spells["person"], spells["start"], spells["end"]
    return rows(person=person, list=code(name), start=start, end=end, reason=reason)


def _to_iom(chance: Chance, table: Rows) -> Rows:
    """Turn the ppo list into the iom list from IOM on, with a cohort of today for each (an example)."""
    ppo = table["list"] == code("ppo")
    goes_on = ppo & (table["start"] < IOM) & (table["end"] >= IOM)
    later = ppo & (table["start"] >= IOM)
    moved = {**table, "list": np.where(later, code("iom"), table["list"])}
    moved["end"] = np.where(goes_on, IOM - 1, table["end"])
    moved["reason"] = np.where(goes_on, REASONS.index("moved to iom"), table["reason"])
    iom = only(table, goes_on)
    iom |= {"list": np.full(len(iom["person"]), code("iom")), "start": np.full(len(iom["person"]), IOM)}
    moved = joined([moved, iom])
    cohort = only(moved, moved["list"] == code("iom"))
    draw = np.floor(chance("fixed, flex or free", len(cohort["person"])) * 3).astype(np.int64)
    return joined([moved, {**cohort, "list": code("fixed") + draw}])
