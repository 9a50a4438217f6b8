"""Values of parameters on their way into a notebook: each arrives with the type it was given."""

from datetime import date
from typing import Any


def encode(parameters: dict[str, Any]) -> dict[str, Any]:
    """Write parameters so that JSON keeps their types: a date becomes ``{"date": "2008-04-01"}``.

    Examples
    --------
    >>> encode({"since": date(2008, 4, 1), "code": "0012"})
    {'since': {'date': '2008-04-01'}, 'code': '0012'}
    """
    return {name: _encoded(value) for name, value in parameters.items()}


def decode(parameters: dict[str, Any]) -> dict[str, Any]:
    """Read what `encode` wrote.

    Examples
    --------
    >>> decode({"since": {"date": "2008-04-01"}})
    {'since': datetime.date(2008, 4, 1)}
    """
    return {
        name: date.fromisoformat(value["date"]) if isinstance(value, dict) else value
        for name, value in parameters.items()
    }


def as_code(parameters: dict[str, Any]) -> str:
    r"""Write the cell that gives a notebook its parameters.

    Examples
    --------
    >>> print(as_code({"code": "0012", "least": 1e-9, "since": date(2008, 4, 1)}))
    # Parameters
    from datetime import date
    code = "0012"
    least = 1e-09
    since = date(2008, 4, 1)
    <BLANKLINE>
    """
    lines = ["# Parameters"]
    if any(type(value) is date for value in parameters.values()):
        lines.append("from datetime import date")
    # In the order of the alphabet: the order in a run file says nothing, and is not in the run key.
    lines += [f"{name} = {_code(value)}" for name, value in sorted(parameters.items())]
    return "\n".join(lines) + "\n"


def _encoded(value: object) -> object:
    if type(value) is date:
        return {"date": value.isoformat()}
    if value is None or type(value) in (str, int, float, bool):
        return value
    raise TypeError(f"a parameter cannot be a {type(value).__name__}")


def _code(value: object) -> str:
    if type(value) is date:
        return f"date({value.year}, {value.month}, {value.day})"
    if isinstance(value, str):
        return '"' + "".join(_sign(sign) for sign in value) + '"'
    if value is None or type(value) in (int, float, bool):
        return repr(value)
    raise TypeError(f"a parameter cannot be a {type(value).__name__}")


def _sign(sign: str) -> str:
    """Escape a sign of a text where Python, or IPython before it, would read it in another way."""
    if sign == '"':
        return '\\"'
    # What cannot be printed may be the end of a line, and after it IPython looks for magic commands.
    return sign if sign.isprintable() and sign != "\\" else sign.encode("unicode_escape").decode()
