"""What a comparison may claim: its design, its balance, its size and its interval decide, nobody's wish."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from iomlib.metrics.intervals import Estimate

Verdict = Literal["fewer", "more", "no clear difference", "too few to tell", "not comparable", "no claim"]
Design = Literal["after only", "before and after", "unmatched", "matched", "randomised"]

# Maryland Scientific Methods Scale, Sherman et al. 1997.
LEVELS: dict[Design, int] = {
    "after only": 1,
    "before and after": 2,
    "unmatched": 3,
    "matched": 4,
    "randomised": 5,
}
# The least number of reoffenders in a group; the Justice Data Lab's rule for measures of reoffenders.
REOFFENDERS = 30
NOBODY = "nobody is left to compare"


class Claim(NamedTuple):
    """What may be said of a comparison, and every reason why no more may be said.

    ``unlike`` has the numbers of a reason that the groups are not alike, by name.

    Examples
    --------
    >>> Claim("too few to tell", 4, ("21 people reoffended",)).verdict
    'too few to tell'
    """

    verdict: Verdict
    level: int
    reasons: tuple[str, ...]
    unlike: Mapping[str, float] = MappingProxyType({})


def design_level(design: str) -> int:
    """Give a design's level on the Maryland scale, 1 to 5.

    Parameters
    ----------
    design
        ``after only``, ``before and after``, ``unmatched`` (a comparison group as it came),
        ``matched`` or ``randomised``. Any other is a ValueError.

    Source
    ------
    Sherman et al. 1997, Preventing Crime: what works, what doesn't, what's promising.

    Examples
    --------
    >>> design_level("matched"), design_level("before and after")
    (4, 2)
    """
    if design not in LEVELS:
        raise ValueError(f"{design!r} is not a design. Designs: {', '.join(LEVELS)}.")
    return LEVELS[design]


def claim(
    difference: Estimate,
    design: str,
    reoffenders: tuple[float, float],
    unbalanced: str | None = None,
    expected: float | None = None,
) -> Claim:
    """Decide what a difference in the rate of reoffending may be called.

    Level 2 and below never compare people with others, so they claim nothing. A group with fewer
    than 30 reoffenders is too small, and groups that differ before the scheme are not
    comparable, whatever the interval says. Otherwise the whole interval decides: it lies below
    zero, above zero, or holds zero. Harm is claimed by the same rule as benefit.

    Of the scheme's group the 30 are those that the comparison group's rate would give, where that
    is known: to ask for 30 who did reoffend would let harm pass in small groups and hold benefit
    back (the study in docs/method.md shows it).

    Parameters
    ----------
    difference
        Rate of the people on the scheme less that of the comparison group, with its interval.
    design
        As for `design_level`.
    reoffenders
        People who reoffended, on the scheme and in the comparison group.
    unbalanced
        What still differs between the groups, in words; None where nothing does.
    expected
        Reoffenders on the scheme, had they the comparison group's rate; None where not known.

    Examples
    --------
    >>> claim(Estimate(-0.07, -0.12, -0.02, 0.95, "Newcombe"), "matched", (152, 1800)).verdict
    'fewer'
    >>> claim(Estimate(-0.07, -0.12, -0.02, 0.95, "Newcombe"), "before and after", (152, 180)).verdict
    'no claim'
    """
    level = design_level(design)
    if level <= LEVELS["before and after"]:
        return Claim("no claim", level, ("there is no comparison group",))
    few, apart = _few(reoffenders, expected), [unbalanced] if unbalanced else []
    if few or apart:
        return Claim("not comparable" if apart else "too few to tell", level, (*apart, *few))
    if not difference.lower <= difference.upper:  # nan: no interval could be found
        return Claim("too few to tell", level, ("no interval can be given for the difference",))
    if difference.upper < 0:
        return Claim("fewer", level, ())
    return Claim("more" if difference.lower > 0 else "no clear difference", level, ())


def _few(reoffenders: tuple[float, float], expected: float | None) -> list[str]:
    on_scheme = "on the scheme"
    if expected is not None:
        on_scheme = "to be expected on the scheme at the comparison group's rate"
    counts = {
        on_scheme: reoffenders[0] if expected is None else expected,
        "in the comparison group": reoffenders[1],
    }
    # Not "count < 30": a count that is not known is not enough.
    few = [where for where, count in counts.items() if not count >= REOFFENDERS]
    return [f"fewer than {REOFFENDERS} reoffenders {where}" for where in few]
