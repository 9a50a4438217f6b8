"""The tables of people of the seeds, typed with their paragraphs: what council papers have printed, and we must not.

003 is item 8 of the Safer Stockton Partnership of 16 June 2009, High Crime Causers; 000 its paper Reducing re-offending
in the borough of Stockton on Tees; 002 Haringey's paper of 26 October 2007. A count given as a percentage is that
which follows from it. Where a paper's counts do not add up, the rest is what is left.
"""

from lists import PRINTED_ARRESTS as ARRESTS  # 003, 6.1
from shapes import Made, Sum, total, with_rests


def _made(
    name: str, counts: dict[str, int], sums: list[Sum], parts: list[tuple[str, str]], keep: list[str]
) -> Made:
    for sum_ in sums:
        assert sum(weight * counts[each] for each, weight in sum_.items()) == 0, name
    return with_rests(Made(name, counts, sums, keep, parts))


def _group(name: str, whole: str, size: int, **parts: int) -> Made:
    counts = {whole: size} | {each.replace("_", " "): count for each, count in parts.items()}
    return _made(name, counts, [], [(each, whole) for each in counts if each != whole], [whole])


def _split(name: str, whole: str, **parts: int) -> Made:
    counts = {each.replace("_", " "): count for each, count in parts.items()}
    members = [(each, whole) for each in counts]
    return _made(name, counts | {whole: sum(counts.values())}, [total(whole, *counts)], members, [whole])


def women() -> Made:
    """6.1 and 6.2 of 003: a count for each number of arrests, and 260 women with 5 or more."""
    by_number = {f"{arrests} arrests": people for arrests, people in ARRESTS.items()}
    often = [f"{arrests} arrests" for arrests in ARRESTS if arrests >= 5]
    seldom = [name for name in by_number if name not in often]
    counts = by_number | {"5 or more": sum(by_number[name] for name in often), "all": sum(by_number.values())}
    sums = [total("5 or more", *often), total("all", "5 or more", *seldom)]
    members = [
        ("5 or more", "all"),
        *((name, "5 or more") for name in often),
        *((name, "all") for name in seldom),
    ]
    return _made("003 6.1", counts, sums, members, ["all", "5 or more"])


def either() -> Made:
    """3.15 of 003: 14 on one list, 15 on another, 27 on either of 73 people; so 2 on both."""
    counts = {"_ppo only": 12, "_both": 2, "_drr only": 13, "_neither": 46}
    counts |= {"ppo": 14, "drr": 15, "either": 27, "all": 73}
    sums = [
        total("ppo", "_ppo only", "_both"),
        total("drr", "_drr only", "_both"),
        total("either", "_ppo only", "_both", "_drr only"),
        total("all", "either", "_neither"),
    ]
    return _made("003 3.15", counts, sums, [("ppo", "all"), ("drr", "all"), ("either", "all")], ["all"])


def services() -> Made:
    """3.14 of 003: five percentages of 73 people and of the 30 of them with 10 or more arrests."""
    all_, often = (
        {"ppo": 14, "drr": 15, "probation": 48, "treatment": 63, "cjit": 39},
        {"ppo": 6, "drr": 6, "probation": 21, "treatment": 26, "cjit": 15},
    )
    counts = {"73": 73, "30": 30, "_43": 43}
    sums: list[Sum] = [total("73", "30", "_43")]
    parts = [("30", "73")]
    for name, many in all_.items():
        of = {f"{name} of 73": many, f"{name} of 30": often[name], f"_{name} of 43": many - often[name]}
        counts |= of | {f"_no {name} of 43": 43 - many + often[name]}
        sums += [total(f"{name} of 73", f"{name} of 30", f"_{name} of 43")]
        sums += [total("_43", f"_{name} of 43", f"_no {name} of 43")]
        parts += [(f"{name} of 73", "73"), (f"{name} of 30", "30")]
    return _made("003 3.14", counts, sums, parts, ["73", "30"])


# By paragraph. Each has at least one count under 10, or one that leaves fewer than 10.
SEEDS: dict[str, Made] = {
    "003 2.3 women of the cohort of NI 38": _made(
        "003 2.3",
        {"cohort": 150, "women": 29, "men": 121, "current": 16, "terminated": 5, "others": 8},
        [total("cohort", "women", "men"), total("women", "current", "terminated", "others")],
        [("women", "cohort"), ("current", "women"), ("terminated", "women")],
        ["cohort", "women"],
    ),
    "003 3.8 young people": _made(
        "003 3.8",
        {"all": 79, "adults": 73, "young": 6, "turning 18": 2, "_younger": 4},
        [total("all", "adults", "young"), total("young", "turning 18", "_younger")],
        [("adults", "all"), ("young", "all")],
        ["adults"],
    ),
    "003 3.9 drug tests": _split("003 3.9", "adults", positive=67, negative=3, not_tested=3),
    "003 3.13 men and women": _split("003 3.13", "cohort", men=64, women=9),
    "003 3.14 percentages of 73 and 30 people": services(),
    "003 3.15 on either list": either(),
    "003 3.18 in contact with a service": _group("003 3.18", "cohort", 73, in_contact=66),
    "003 4.11 left the scheme": _group(
        "003 4.11", "left the scheme", 8, drug_free=5, stable_in_treatment=3, no_conviction=8
    ),
    "003 6.1 women by number of arrests": women(),
    "003 6.3 women live to probation": _made(
        "003 6.3",
        {"often": 260, "probation": 148, "drr": 14, "_no drr": 134},
        [total("probation", "drr", "_no drr")],
        [("probation", "often")],
        ["often"],
    ),
    "003 7.2 a family": _made(
        "003 7.2",
        {"family": 55, "convicted": 37, "ppos": 8, "children": 8, "sons": 5, "daughters": 3, "with asbo": 3},
        [total("children", "sons", "daughters")],
        [("convicted", "family"), ("ppos", "family"), ("children", "family"), ("with asbo", "family")],
        ["family"],
    ),
    "000 2.1 probation and the drug scheme": _split(
        "000 2.1", "probation", not_in_dip=717, closed=67, suspended=40, active=46
    ),
    "000 2.2 arrested more than four times": _group(
        "000 2.2", "arrested", 110, under_18=11, ppos=19, over_ten_and_no_ppo=15
    ),
    "002 2 reoffended": _made(
        "002 2",
        {"throughput": 66, "first year": 7, "second year": 12, "removed": 37, "_not": 47},
        [total("throughput", "first year", "second year", "_not")],
        [("removed", "throughput")],
        ["throughput"],
    ),
}
