"""What a claim gives for each part of a calculation, by name or by its place."""

from iomlib.claims.digits import Printed
from iomlib.claims.model import Claim
from iomlib.claims.told import NotCheckable, listed


def parts(claim: Claim, *roles: str) -> list[list[Printed]]:
    """Give the inputs of each part; without names, the last of them go to the last parts, the rest to the first.

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


def _absent(what: str) -> str:
    verb = "are" if " and " in what else "is"
    return f"{what[0].upper()}{what[1:]} {verb} not printed."
