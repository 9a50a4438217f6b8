"""What a claim gives for each part of a calculation, by name or by its place."""

from iomlib.claims.digits import Printed
from iomlib.claims.model import Claim
from iomlib.claims.told import NotCheckable, listed

UP = ("up", "more", "rise", "increase", "above", "over", "higher")
DOWN = ("down", "fewer", "less", "fall", "decrease", "reduction", "below", "under", "lower")

# What an input is called where it is not printed.
CALLED = {
    "after": "the later figure",
    "before": "the earlier figure",
    "earlier": "the list of the earlier paper",
    "factor": "what is multiplied",
    "first": "the first figure",
    "from": "what it is taken from",
    "less": "what is taken away",
    "other": "the other figure",
    "people": "the number of people",
    "per": "what it is per",
    "second": "the second figure",
    "so_far": "the count so far",
}


def parts(claim: Claim, *roles: str) -> list[list[Printed]]:
    """Give the inputs of each part, of which one with a star may have several numbers.

    Without names they are given in order, and what is over goes to the part with the star. What is not given
    is not printed, and what is given once too often is not clear: NotCheckable.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> sevens = Claim("a", "", "", "", "part", (), tuple(map(read_number, ("7", "12", "66"))))
    >>> [[str(each.value) for each in part] for part in parts(sevens, "part*", "whole")]
    [['7', '12'], ['66']]
    """
    names = [role.removesuffix("*") for role in roles]
    if any(each.name for each in claim.inputs):
        found = [[each for each in claim.inputs if each.name == name] for name in names]
    else:
        found, rest = [], list(claim.inputs)
        for place, role in enumerate(roles):
            later = len(roles) - place - 1
            taken = max(len(rest) - later, 1) if role.endswith("*") or not later else 1
            found.append(rest[:taken])
            rest = rest[taken:]
    missing = [
        CALLED.get(name, f"the {name}") for name, numbers in zip(names, found, strict=True) if not numbers
    ]
    if missing:
        raise NotCheckable(_absent(listed(missing)))
    for role, numbers in zip(roles, found, strict=True):
        if len(numbers) > 1 and not role.endswith("*"):
            raise NotCheckable(
                f"{CALLED.get(role, f'the {role}').capitalize()} is given {len(numbers)} times."
            )
    return found


def given(claim: Claim, role: str) -> Printed | None:
    """Give an input that need not be there.

    Examples
    --------
    >>> given(Claim("a", "", "", "", "sum"), "target")
    """
    return next((each for each in claim.inputs if each.name == role), None)


def direction_of(claim: Claim) -> str:
    """Give "up", "down", or nothing where no direction is printed.

    Examples
    --------
    >>> direction_of(Claim("a", "", "", "", "change", (), (), {"direction": "fewer"}))
    'down'
    """
    word = claim.words.get("direction", "")
    return "up" if word in UP else "down" if word in DOWN else ""


def _absent(what: str) -> str:
    verb = "are" if " and " in what else "is"
    return f"{what[0].upper()}{what[1:]} {verb} not printed."
