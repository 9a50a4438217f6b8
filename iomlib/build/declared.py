"""What a notebook declares in its cell tagged `parameters`, read without running anything of it."""

import ast
import keyword
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import nbformat
from pydantic import Field, TypeAdapter, ValidationError

from iomlib.errors import ParameterError

# What a parameters cell may import, by the module it comes from.
_IMPORTS = {"date": "datetime", "Annotated": "typing", "Literal": "typing", "Interval": "annotated_types"}
_PLAIN: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "date": date}
# A parameter of such a name would break the cell, or be overwritten by IPython.
_TAKEN = {*_PLAIN, *_IMPORTS, "In", "Out", "get_ipython", "display", "exit", "quit"}
_ORDER = (str, int, float, bool, date)
_BOUNDS = {"ge": "from {}", "gt": "above {}", "le": "at most {}", "lt": "below {}"}
_TYPES = (
    "Types: str, int, float, bool, date, Literal['a', 'b'], Annotated[int, Interval(ge=1, le=60)], "
    "and each of them with | None."
)
_LINES = "the parameters cell may only hold lines like name = value."


@dataclass(frozen=True)
class Parameter:
    """One name that a notebook declares, with what it may be.

    ``kinds`` are the Python types of its values; ``annotation`` is what pydantic holds a value against.
    """

    name: str
    annotation: Any
    kinds: frozenset[type]
    default: Any = None
    choices: tuple[Any, ...] = ()
    bounds: dict[str, Any] = field(default_factory=dict)

    def allows(self, value: object) -> bool:
        """Say whether a value is of the type and in the range. A whole number will do for a number."""
        if not self.is_of_type(value):
            return False
        try:
            self._adapter.validate_python(value, strict=True)
        except ValidationError:
            return False
        return True

    def is_of_type(self, value: object) -> bool:
        """Say whether a value is of the type, whatever its size: true is no 1, and 1.0 is no 1."""
        return type(value) in self.kinds or (type(value) is int and float in self.kinds)

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.annotation)

    def schema(self) -> dict[str, Any]:
        """Describe its values as JSON schema does."""
        return self._adapter.json_schema()

    @property
    def words(self) -> str:
        """What it takes, in the analyst's words."""
        listed = [repr(choice) for choice in self.choices if choice is not None]
        said = " or ".join(listed or [KINDS[kind] for kind in _ORDER if kind in self.kinds])
        inside = [_BOUNDS[key].format(shown(bound)) for key, bound in sorted(self.bounds.items())]
        if inside:
            said = f"{said} {' and '.join(inside).replace(' and at most ', ' to ')}"
        return f"{said} or null" if type(None) in self.kinds else said


def declared_parameters(notebook: Path) -> dict[str, Parameter]:
    """Read the parameters of a notebook from its cell tagged `parameters`.

    The cell may hold ``name = value`` and ``name: type = value``, and the imports that the types
    need. A value is text, a number, true or false, None or ``date(2008, 4, 1)``.
    """
    try:
        book = nbformat.read(notebook, as_version=4)
        cells, whole = book.cells, isinstance(book.metadata, dict) and all(map(_is_cell, book.cells))
    except Exception as trouble:  # nbformat has no one exception for what is no notebook
        raise ParameterError(f"{notebook.name}: cannot be read as a notebook.") from trouble
    if not whole:
        raise ParameterError(f"{notebook.name}: has a cell that is none. Save it again in JupyterLab.")
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        raise ParameterError(f"{notebook.name}: needs one cell tagged parameters; it has {len(tagged)}.")
    declared, problems = parameters_of(tagged[0].source)
    if problems:
        raise ParameterError(f"{notebook.name}: {problem}" for problem in problems)
    return declared


def _is_cell(cell: Any) -> bool:
    """Say whether a cell has what every cell has: nbformat lets others pass."""
    tags = cell["metadata"].get("tags", [])
    texts = [cell["cell_type"], cell["source"], *tags]
    return isinstance(tags, list) and all(isinstance(text, str) for text in texts)


def parameters_of(source: str) -> tuple[dict[str, Parameter], list[str]]:
    """Read the source of a parameters cell: what it declares, and what is wrong with it."""
    try:
        return _read(ast.parse(source).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}, [_LINES]


def _read(lines: list[ast.stmt]) -> tuple[dict[str, Parameter], list[str]]:
    declared: dict[str, Parameter] = {}
    problems, imported = [], set[str]()
    for line in lines:
        try:
            if isinstance(line, ast.ImportFrom):
                imported |= _imported(line)
                continue
            made = _parameter(line, imported)
            if made.name in declared:
                raise ValueError(f"{made.name} is declared twice. Keep one of the two.")
            declared[made.name] = made
        except ValueError as trouble:
            problems.append(str(trouble))
    return declared, problems


def _imported(line: ast.ImportFrom) -> set[str]:
    names = {alias.name for alias in line.names}
    if line.level or any(alias.asname or _IMPORTS.get(alias.name) != line.module for alias in line.names):
        raise ValueError(_LINES)
    return names


def _parameter(line: ast.stmt, imported: set[str]) -> Parameter:
    if isinstance(line, ast.Assign) and len(line.targets) == 1:
        target, value, annotation = line.targets[0], line.value, None
    elif isinstance(line, ast.AnnAssign) and line.value is not None:
        target, value, annotation = line.target, line.value, line.annotation
    else:
        raise ValueError(_LINES)
    if not isinstance(target, ast.Name):
        raise ValueError(_LINES)
    if not is_name(target.id):
        raise ValueError(f"{target.id} cannot be the name of a parameter. Take another.")
    default = _default(target.id, value, imported)
    if annotation is None:
        made = _of_default(target.id, default)
    else:
        made = _typed(annotation, imported, f"{target.id}: {ast.unparse(annotation)}")
    made = Parameter(target.id, made.annotation, made.kinds, default, made.choices, made.bounds)
    if not made.allows(default):
        raise ValueError(
            f"{made.name} is {shown(default)}, but takes {made.words}. Mend the one or the other."
        )
    return made


def is_name(text: str) -> bool:
    """Say whether a parameter can have this name: what papermill writes for it is code."""
    plain = text.isascii() and text.isidentifier() and not keyword.iskeyword(text)
    return plain and not text.startswith("_") and text not in _TAKEN


def _default(name: str, node: ast.expr, imported: set[str]) -> Any:
    try:
        return _literal(node, imported)
    except ValueError as trouble:
        raise ValueError(_LINES if str(trouble) == _LINES else f"{name}: {trouble}") from None


def _literal(node: ast.expr, imported: set[str]) -> Any:
    if isinstance(node, ast.Call):
        if "date" not in imported or ast.unparse(node.func) != "date" or node.keywords or len(node.args) != 3:
            raise ValueError(_LINES)
        try:
            return date(*(ast.literal_eval(part) for part in node.args))
        except (ValueError, TypeError, OverflowError):
            raise ValueError(f"{ast.unparse(node)} is no day of the calendar.") from None
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError):
        raise ValueError(_LINES) from None
    finite = not isinstance(value, float) or math.isfinite(value)
    if type(value) not in (*_ORDER, type(None)) or not finite:
        raise ValueError(f"{ast.unparse(node)[:40]} is not text, a number, a date, True, False or None.")
    return value


def _of_default(name: str, default: Any) -> Parameter:
    if default is None:
        raise ValueError(f"{name} = None does not say what else it may be. Write {name}: str | None = None.")
    return Parameter(name, type(default), frozenset({type(default)}))


def _typed(node: ast.expr, imported: set[str], where: str) -> Parameter:
    """Read an annotation. What it cannot be is refused with what it can."""
    refusal = ValueError(f"{where} is not a type that a parameter can have. {_TYPES}")
    for name in {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} & set(_IMPORTS) - imported:
        raise ValueError(f"{where} needs a line above it: from {_IMPORTS[name]} import {name}.")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        sides = [side for side in (node.left, node.right) if not _is_none(side)]
        if len(sides) != 1:
            raise refusal
        one = _typed(sides[0], imported, where)
        return Parameter("", one.annotation | None, one.kinds | {type(None)}, None, one.choices, one.bounds)
    if isinstance(node, ast.Name) and node.id in _PLAIN:
        return Parameter("", _PLAIN[node.id], frozenset({_PLAIN[node.id]}))
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        inside = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        read = _SUBSCRIPTS.get(node.value.id)
        made = read(inside, imported) if read else None
        if made is not None:
            return made
    raise refusal


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _literal_of(inside: list[ast.expr], imported: set[str]) -> Parameter | None:
    try:
        choices = tuple(_literal(part, set()) for part in inside)
    except ValueError:
        return None
    kinds = frozenset(type(choice) for choice in choices)
    if not kinds <= {str, int, bool, type(None)} or kinds == {type(None)}:
        return None
    return Parameter("", Literal[choices], kinds, None, choices)


def _annotated(inside: list[ast.expr], imported: set[str]) -> Parameter | None:
    kind, *marks = inside
    known = isinstance(kind, ast.Name) and kind.id in ("int", "float", "date")
    if not known or len(marks) != 1 or not isinstance(marks[0], ast.Call):
        return None
    call, base = marks[0], _PLAIN[ast.unparse(kind)]
    if ast.unparse(call.func) != "Interval" or call.args or not call.keywords:
        return None
    try:
        bounds = {str(word.arg): _literal(word.value, imported) for word in call.keywords}
    except ValueError:
        return None
    right = (date,) if base is date else (int, float) if base is float else (int,)
    if not bounds.keys() <= _BOUNDS.keys() or any(type(bound) not in right for bound in bounds.values()):
        return None
    return Parameter("", Annotated[base, Field(**bounds)], frozenset({base}), None, (), bounds)


_Reader = Callable[[list[ast.expr], set[str]], Parameter | None]
_SUBSCRIPTS: dict[str, _Reader] = {"Literal": _literal_of, "Annotated": _annotated}


def shown(value: object) -> str:
    """Show a value in a message."""
    if isinstance(value, date):
        return value.isoformat()
    return "null" if value is None else repr(value)


KINDS: dict[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date",
}
