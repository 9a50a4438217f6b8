"""What pydantic finds wrong with a rule file, in the analyst's words."""

from datetime import date
from typing import Any

from iomlib.errors import nearest
from iomlib.rules.model import Band, Criterion, Group, PaymentRule, PaymentValue, Rule, Strict
from iomlib.spelling import Place, Trouble

_KEYS: dict[str, tuple[str, list[str]]] = {
    "": ("a rule", list(Rule.model_fields)),
    "criteria": ("a criterion", list(Criterion.model_fields)),
    "points": ("a band of points", list(Band.model_fields)),
    "valid": ("the dates of a rule", ["from", "to"]),
    "select": ("select", list(Group.model_fields)),
    "values": ("a value of a payment", list(PaymentValue.model_fields)),
    "metadata": ("the metadata of a payment", ["unit", "reference", "title", "status"]),
}
_PAYMENT = ("a rule of payment", list(PaymentRule.model_fields))


def trouble_of(error: Any, shape: type[Strict]) -> Trouble:
    """Say what is wrong in the words of the file, and the keys that lead to it."""
    place: Place = tuple(step for step in error["loc"] if step not in ("<mapping>", "<plain>"))
    what, known = _known(place, shape)
    key = str(place[-1]) if place else ""
    if error["type"] == "extra_forbidden":
        return Trouble(place, f"is not a key of {what}. {nearest(key, known)}")
    if error["type"] == "missing":
        return Trouble(
            place[:-1], f"{key} is missing. {_WHY.get(key, 'Keys here: ' + ', '.join(known) + '.')}"
        )
    value = error["input"]
    found = value if isinstance(value, date) else repr(value)
    if error["type"] == "literal_error":
        return Trouble(place, f"{found} is not allowed. Allowed: {error['ctx']['expected']}.")
    if error["type"] == "string_pattern_mismatch" and place[-1:] == ("[key]",) and place[:1] == ("values",):
        return Trouble(place[:-1], f'{found} is not a day. Write it like "2010-09-09", in quotes.')
    other = f"is not allowed: {error['msg'][0].lower()}{error['msg'][1:]}."
    return Trouble(place, f"{found} {_TYPES.get(error['type'], other)}")


_TYPES = {
    "string_type": "is not text. Put it in quotes if it is a name or a code.",
    "string_pattern_mismatch": "is no id. Ids are small letters, digits and hyphens.",
    "bool_type": "is not true or false. Write true or false.",
    "date_type": "is not a date. Write a date like 2008-04-01, without quotes.",
    "float_type": "is not a number.",
    "int_type": "is not a whole number.",
    "list_type": "is not a list. Write it in square brackets.",
    "string_too_short": "is empty. Write a few words there.",
    "too_short": "is empty. Name one or more, or take the key away.",
}
_WHY = {
    "source": "It says where the rule is printed, or who set it.",
    "valid": "It has from and to, the days on which the rule holds; to is null where it still does.",
    "text": "It is the wording as printed.",
}


def _known(place: Place, shape: type[Strict]) -> tuple[str, list[str]]:
    """Name the kind of mapping that a key stands in, and the keys it may have."""
    if len(place) <= 1:
        return _PAYMENT if shape is PaymentRule else _KEYS[""]
    return _KEYS.get("points" if "points" in place[:-1] else str(place[0]), _KEYS[""])
