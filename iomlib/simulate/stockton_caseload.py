"""Who in SIMULATED Stockton-on-Tees is on probation, in treatment, on a DRR and on DIP, and how they were assessed."""

import numpy as np

from iomlib.simulate.chance import Flags, Whole
from iomlib.simulate.plan import flags, some
from iomlib.simulate.planting import Town, filled
from iomlib.simulate.printed import printed
from iomlib.simulate.shapes import day
from iomlib.simulate.stockton_arrests import AS_AT, BEFORE, YEAR
from iomlib.simulate.stockton_causers import Causers

# Ours: of the 48 on probation at some time, and of the 63 in treatment, those who still are; of the 15, on drr.
PROBATION_LIVE, TREATMENT_LIVE, DRR_LIVE = 36, 50, 8
TOTALS = {"probation": "caseload", "treatment": "treatment"}
AWAY = ("young", "kin clean", "former", "gone", "decoy")  # on none of these lists
EARLIER, CJIT, DIP_SUSPENDED, DIP_CLOSED = 240, 150, 15, 60  # others of whom no total is printed
WINDOW = ("2008-01-07", "2008-03-28")  # assessments that identify the NI 38 cohort


def caseload(town: Town, chosen: Causers, sex: Whole, counts: Whole) -> Flags:
    """Plan the lists and the OASys scores; mark those who are or were in treatment."""
    everyone = np.ones(town.size, dtype=bool)
    town.plan.hush([f"enrolments {name}" for name in ("dip", "dip-suspended")], everyone, last=AS_AT)
    services = ("probation", "treatment", "cjit", "drr")
    town.plan.hush([f"enrolments {name}" for name in services], everyone, BEFORE[0], AS_AT)
    town.plan.hush(["assessments oasys-drugs"], everyone, last=AS_AT)
    live, starts = _probation(town, chosen, sex)
    _assessed(town, live, starts, _dip(town, live))
    treated = _treatment(town, chosen, sex)
    causers = town.roles("ten", "five")
    town.enrol("hcc", causers, ("2009-06-16", "2009-06-16"), ("2010-01-31", "2012-12-31"))
    _ni38_convictions(town, chosen, counts)
    return treated


def _probation(town: Town, chosen: Causers, sex: Whole) -> tuple[Flags, Whole]:
    """Put people on probation, some of them with a DRR; mark those of 31 March 2009, and give their start."""
    chance, who = town.chance, town.who
    drr = np.flatnonzero(chosen.on["drr"])
    others = chance.shuffled("probation", np.flatnonzero(chosen.on["probation"] & ~chosen.on["drr"]))
    still, ended = others[: PROBATION_LIVE - len(drr)], others[PROBATION_LIVE - len(drr) :]
    known = town.roles("women tested live", "women assessed live", "men assessed")
    live = _filled_up(town, "probation", flags(town.size, drr, still, known), sex)
    on_drr = _drr(town, live, drr, sex)
    rest = np.setdiff1d(np.flatnonzero(live), np.concatenate([drr, still, known]))
    assessed = np.isin(known, who["women tested live"], invert=True)
    latest = np.where(assessed, day("2007-12-20"), day("2009-01-31"))
    starts = np.full(town.size, AS_AT)
    long = np.where(np.isin(rest, on_drr), day("2008-05-20"), AS_AT - 11)
    later = ("2009-10-15", "2010-12-31")
    for people, begins, ends in (
        (drr, ("2007-10-01", "2008-04-10"), ("2010-01-01", "2010-12-31")),
        (still, ("2007-06-01", "2008-12-31"), ("2009-04-15", "2010-10-31")),
        (known, ("2007-06-01", latest), ("2009-04-20", "2010-03-31")),
        (rest, ("2007-05-01", long), later),
    ):
        starts[people], _ = town.enrol("probation", people, begins, ends)
    town.enrol("probation", ended, ("2007-05-01", "2008-05-31"), ("2008-07-01", "2009-03-10"))
    recently = who["women assessed ended"]
    town.enrol("probation", recently, ("2007-06-01", "2007-12-20"), ("2009-01-10", "2009-03-25"))
    before = some(chance, "once on probation", town.marked("women", "men") & ~live, EARLIER)
    town.enrol("probation", before, ("2006-06-01", "2007-12-31"), ("2008-01-15", "2008-12-31"))
    return live, starts


def _filled_up(town: Town, name: str, live: Flags, sex: Whole) -> Flags:
    """Choose further women, then further men, until both printed figures of a list are met."""
    able = ~town.marked(*AWAY, "ten", "five", "women tested", "women assessed ended", "good", "stay", "fresh")
    if name == "treatment":
        able |= town.marked("women tested", "women assessed ended", "good")
    women = printed(f"stockton-women-{name}") - int((live & (sex == 0)).sum())
    live = filled(town.chance, f"women on {name}", live, able & (sex == 0), women)
    men = printed(f"stockton-{TOTALS[name]}") - int(live.sum())
    return filled(town.chance, f"men on {name}", live, able & (sex == 1), men)


def _drr(town: Town, live: Flags, causers: Whole, sex: Whole) -> Whole:
    """Give some of those on probation a DRR; none but those of the NI 38 cohort has one before April 2008."""
    still, ended = causers[:DRR_LIVE], causers[DRR_LIVE:]
    able = live & ~town.marked("ten", "five", "women tested live", "women assessed live", "men assessed")
    women = printed("stockton-women-probation-drr") - int((sex[still] == 0).sum())
    members = filled(town.chance, "women on drr", flags(town.size, still), able & (sex == 0), women)
    more = printed("stockton-drr-caseload") - int(members.sum())
    members = filled(town.chance, "men on drr", members, able & (sex == 1), more)
    chosen = np.setdiff1d(np.flatnonzero(members), causers)
    town.enrol("drr", still, ("2008-08-01", "2009-03-01"), ("2009-06-01", "2009-12-31"))
    town.enrol("drr", ended, ("2008-05-01", "2008-09-30"), ("2008-12-01", "2009-03-20"))
    town.enrol("drr", chosen, ("2008-06-01", "2009-03-15"), ("2009-04-10", "2009-09-30"))
    earlier = town.who["men assessed"][:10]
    town.enrol("drr", earlier, ("2007-12-21", "2007-12-31"), ("2008-04-10", "2008-06-30"))
    return chosen


def _dip(town: Town, live: Flags) -> Whole:
    """Link the caseload to DIP as printed, and give those who are on it, or suspended from it."""
    chance = town.chance
    linked = chance.shuffled("links to dip", np.flatnonzero(live))
    others = chance.shuffled("dip", np.flatnonzero(~live & ~town.marked(*AWAY, "stay", "fresh")))
    sizes = [printed(f"stockton-caseload-{name}") for name in ("active", "suspended", "closed")]
    of_others = [printed("stockton-dip") - sizes[0], DIP_SUSPENDED, DIP_CLOSED]
    groups = [
        np.concatenate([here, there])
        for here, there in zip(
            np.split(linked, np.cumsum(sizes))[:3], np.split(others, np.cumsum(of_others))[:3], strict=True
        )
    ]
    active, suspended, closed = groups
    town.enrol("dip", active, ("2008-06-01", "2009-03-15"), ("2009-05-01", "2010-06-30"))
    again = active[:12]  # back on the list after a first time
    town.enrol("dip", again, ("2007-06-01", "2007-09-30"), ("2007-12-01", "2008-05-15"))
    _, ends = town.enrol(
        "dip", suspended, ("2007-10-01", "2008-08-31"), ("2008-09-15", "2009-03-15"), "suspended"
    )
    town.enrol("dip-suspended", suspended, (ends + 1, ends + 1), ("2009-04-15", "2009-10-31"), "dropped out")
    town.enrol("dip", closed, ("2007-05-01", "2008-01-31"), ("2008-02-15", "2009-03-10"))
    return np.concatenate([active, suspended])


def _assessed(town: Town, live: Flags, starts: Whole, on_dip: Whole) -> None:
    """Give each of the caseload a latest OASys drug score, and the NI 38 cohort one in its window."""
    people = np.flatnonzero(live)
    cohort = town.roles("women assessed live", "men assessed")
    first = live & np.isin(np.arange(town.size), np.concatenate([on_dip, cohort]))
    more = printed("stockton-caseload-drugs") - int(first.sum())
    high = filled(town.chance, "drugs a problem", first, live, more)[people]
    on = town.days("assessed on", (np.maximum(starts[people] + 3, YEAR[0]), "2009-03-28"), len(people))
    draw = town.chance("oasys score", len(people))
    town.assess("oasys-drugs", people, on, np.where(high, 4 + np.floor(9 * draw), np.floor(4 * draw)))
    cohort = np.concatenate([cohort, town.who["women assessed ended"]])
    on = town.days("assessed for the cohort", WINDOW, len(cohort))
    scores = 4 + np.floor(8 * town.chance("cohort score", len(cohort)))
    town.assess("oasys-drugs", cohort, on, scores)


def _treatment(town: Town, chosen: Causers, sex: Whole) -> Flags:
    """Put people into treatment, and some of them on the list of the CJIT."""
    causers = town.chance.shuffled("treatment", np.flatnonzero(chosen.on["treatment"]))
    still, ended = causers[:TREATMENT_LIVE], causers[TREATMENT_LIVE:]
    live = _filled_up(town, "treatment", flags(town.size, still), sex)
    rest = np.setdiff1d(np.flatnonzero(live), still)
    starts, ends = np.zeros(town.size, dtype=np.int64), np.zeros(town.size, dtype=np.int64)
    for people, begins, until in (
        (still, ("2006-01-01", "2009-01-15"), ("2009-04-10", "2011-12-31")),
        (ended, ("2006-06-01", "2008-03-31"), ("2008-05-01", "2009-03-15")),
        (rest, ("2005-06-01", "2009-03-20"), ("2009-04-05", "2012-12-31")),
    ):
        starts[people], ends[people] = town.enrol("treatment", people, begins, until)
    gone = some(town.chance, "once treated", town.marked("women", "men") & ~live, EARLIER)
    town.enrol("treatment", gone, ("2005-06-01", "2007-12-31"), ("2008-01-15", "2009-03-15"))
    causers = np.flatnonzero(chosen.on["cjit"])
    for people in (causers, some(town.chance, "cjit", rest, CJIT)):
        first, last = np.maximum(starts[people], YEAR[0] + 4), np.minimum(ends[people], AS_AT + 200)
        last = np.minimum(last, first + 300)
        middle = np.minimum((first + last) // 2, AS_AT)
        town.enrol("cjit", people, (first, middle), (middle + 1, last), "dropped out")
    return live | flags(town.size, ended)


# Ours: "almost half of all offences were committed by the 10% most prolific" (003, 3.1): 93 of 196.
OF_MOST_PROLIFIC = (9, 8, 8, 7, 7, 6, 6, 6, 6, 5, 5, 5, 5, 5, 5)
OF_THE_OTHERS = (*(4,) * 5, *(3,) * 9, *(2,) * 18, *(1,) * 20)


def _ni38_convictions(town: Town, chosen: Causers, counts: Whole) -> None:
    """Give the NI 38 cohort its offences of two quarters, most to those who are arrested most."""
    roles = ("women tested live", "women tested", "women assessed live", "women assessed ended")
    cohort = [chosen.cohort, town.who["nearly"][10:20], town.roles(*roles, "men tested", "men assessed")]
    people = np.concatenate(cohort)
    people = people[np.argsort(-counts[people], kind="stable")]
    offences = np.array([*OF_MOST_PROLIFIC, *OF_THE_OTHERS])
    first, last = YEAR[0], day("2008-09-30")
    town.plan.hush(["convictions"], flags(town.size, people), first, last)
    if len(people) != printed("stockton-ni38-cohort"):
        raise ValueError(f"the NI 38 cohort has {len(people)} people.")
    most = people[: len(offences)]
    limit = day("2008-12-31")
    town.plan.want("convictions", person=most, count=offences, first=first, last=last, limit=limit)
    town.truth["ni38_cohort"] = people
