"""What a notebook declares in its metadata, which an author writes: what every report shows, and its definitions."""

from typing import Any

from iomlib.errors import ParameterError

KINDS = ("figures", "tables")
SHAPE = '{"iomlib": {"shows": {"figures": ["an.id"], "tables": ["an-id"]}}}'
DEFINITIONS = '{"iomlib": {"definitions": ["10 or more arrests in 12 months"]}}, each of two words or more'


def declared(notebook: Any, key: str, default: Any) -> Any:
    """Give what a notebook declares under a key; None where its own metadata have another shape.

    Examples
    --------
    >>> declared({"metadata": {"iomlib": {"shows": {}}}}, "overview", []), declared({"metadata": {"iomlib": 1}}, "a", 2)
    ([], None)
    """
    own = notebook.get("metadata", {}).get("iomlib", {})
    return own.get(key, default) if isinstance(own, dict) else None


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
    given = declared(notebook, "shows", {})
    if not isinstance(given, dict) or set(given) - set(KINDS) or not all(map(_are_ids, given.values())):
        raise ParameterError(f"{name}: what it shows is declared in another shape than {SHAPE}.")
    return {kind: list(given.get(kind, [])) for kind in KINDS}


def _are_ids(given: Any) -> bool:
    texts = isinstance(given, list) and all(isinstance(name, str) and name for name in given)
    return texts and len(set(given)) == len(given)


def definitions(notebook: Any, name: str) -> list[str]:
    """Read the definitions that a notebook declares, the numbers in which are no figures; `name` is for messages.

    Raises
    ------
    ParameterError
        The declaration has another shape.

    Examples
    --------
    >>> definitions({"metadata": {"iomlib": {"definitions": ["10 or more arrests"]}}}, "small.ipynb")
    ['10 or more arrests']
    """
    given = declared(notebook, "definitions", [])
    if not isinstance(given, list) or not all(
        isinstance(each, str) and " " in each.strip() for each in given
    ):
        raise ParameterError(f"{name}: its definitions are declared in another shape than {DEFINITIONS}.")
    return [" ".join(each.split()) for each in given]
