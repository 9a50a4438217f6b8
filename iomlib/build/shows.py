"""What a notebook declares that every report of it shows: metadata that an author writes."""

from typing import Any

from iomlib.errors import ParameterError

KINDS = ("figures", "tables")
SHAPE = '{"iomlib": {"shows": {"figures": ["an.id"], "tables": ["an-id"]}}}'


def shows(notebook: Any, name: str) -> dict[str, list[str]]:
    """Read the ids of figures and tables that a notebook says every report of it shows; `name` is for messages.

    A notebook without the declaration declares nothing.

    Raises
    ------
    ParameterError
        The declaration has another shape.

    Examples
    --------
    >>> shows({"metadata": {"iomlib": {"shows": {"tables": ["overlaps"]}}}}, "small.ipynb")
    {'figures': [], 'tables': ['overlaps']}
    >>> shows({"metadata": {}}, "small.ipynb")
    {'figures': [], 'tables': []}
    """
    given = notebook.get("metadata", {}).get("iomlib", {})
    given = given.get("shows", {}) if isinstance(given, dict) else None
    if not isinstance(given, dict) or set(given) - set(KINDS) or not all(map(_are_ids, given.values())):
        raise ParameterError(f"{name}: what it shows is declared in another shape than {SHAPE}.")
    return {kind: list(given.get(kind, [])) for kind in KINDS}


def _are_ids(given: Any) -> bool:
    texts = isinstance(given, list) and all(isinstance(name, str) and name for name in given)
    return texts and len(set(given)) == len(given)
