"""What a claim gives for each part of a calculation, by name or by its place."""

from iomlib.claims.digits import Printed
from iomlib.claims.model import Claim
from iomlib.claims.told import NotCheckable, listed

UP = ("up", "more", "rise", "increase", "above", "over", "higher")
DOWN = ("down", "fewer", "less", "fall", "decrease", "reduction", "below", "under", "lower")


def parts(claim: Claim, *roles: str, first_to_first: bool = False) -> list[list[Printed]]:
    """Give the inputs of each part; without names, the last of them go to the last parts, the rest to the first.

    With ``first_to_first`` the first of them go to the first parts, and the rest to the last.

    Names that stand twice are one part of several numbers. What is not given is not printed: NotCheckable.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> sevens = Claim("a", "", "", "", "part", (), tuple(map(read_number, ("7", "12", "66"))))
    >>> [[str(each.value) for each in part] for part in parts(sevens, "part", "whole")]
    [['7', '12'], ['66']]
    """
    if not any(each.name for each in claim.inputs):
        head = len(claim.inputs) - len(roles) + 1
        if head < 1:
            missing = listed([f"the {role}" for role in roles[max(len(claim.inputs), 0) :]])
            raise NotCheckable(_absent(missing))
        if first_to_first:
            fixed = len(roles) - 1
            return [*([each] for each in claim.inputs[:fixed]), list(claim.inputs[fixed:])]
        return [list(claim.inputs[:head]), *([each] for each in claim.inputs[head:])]
    found = [[each for each in claim.inputs if each.name == role] for role in roles]
    if missing_roles := [f"the {role}" for role, numbers in zip(roles, found, strict=True) if not numbers]:
        raise NotCheckable(_absent(listed(missing_roles)))
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
