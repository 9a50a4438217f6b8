"""Check claims: agrees, disagrees with what the printed numbers give, or not checkable and why."""

from collections.abc import Iterable

from iomlib.claims.kinds import KINDS
from iomlib.claims.model import Claim, Finding
from iomlib.claims.told import NotCheckable


def check(claim: Claim) -> Finding:
    """Hold one claim to arithmetic.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> claim = Claim("a", "", "", "", "part", (read_number("28%"),), (read_number("389"), read_number("1243")))
    >>> finding = check(claim)
    >>> finding.verdict, finding.why
    ('disagrees', '100 x 389 / 1,243 is 31.3%, printed 28%; 28% would need a total of 1,389.')
    """
    try:
        return KINDS[claim.kind].check(claim)
    except NotCheckable as trouble:
        return Finding(claim, "not checkable", "", claim.words.get("why", str(trouble)))
    except ZeroDivisionError:
        return Finding(claim, "not checkable", "", "What it is divided by may be 0.")


def check_all(claims: Iterable[Claim]) -> list[Finding]:
    """Hold claims to arithmetic, in their order.

    Examples
    --------
    >>> check_all([])
    []
    """
    return [check(claim) for claim in claims]
