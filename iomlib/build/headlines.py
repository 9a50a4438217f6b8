"""What a notebook declares as its headline figures: those that an overview draws and a change is worded of."""

import json
from pathlib import Path
from typing import Any

from iomlib.errors import ParameterError
from iomlib.periods import Quarter

SHAPE = '{"iomlib": {"overview": [{"id": "a.figure", "name": "what a reader calls it", "of": "quarter"}]}}'
SPANS = ("quarter", "year")  # of a year: it begins anew each April, so two years are never compared

Headline = dict[str, str]
Figures = dict[str, dict[str, Any]]  # the headline figures that a report shows, by id
Found = dict[str, Figures]  # by report


def headlines(notebook: Any, name: str) -> list[Headline]:
    """Read the headline figures that a notebook declares, none without the declaration; `name` is for messages.

    Raises
    ------
    ParameterError
        The declaration has another shape.

    Examples
    --------
    >>> shown = [{"id": "cost.crimes", "name": "Crimes recorded"}]
    >>> headlines({"metadata": {"iomlib": {"overview": shown}}}, "small.ipynb")
    [{'id': 'cost.crimes', 'name': 'Crimes recorded', 'of': 'quarter'}]
    >>> headlines({"metadata": {}}, "small.ipynb")
    []
    """
    given = notebook.get("metadata", {}).get("iomlib", {})
    given = given.get("overview", []) if isinstance(given, dict) else None
    if not isinstance(given, list) or not all(map(_is_headline, given)):
        raise ParameterError(f"{name}: its headline figures are declared in another shape than {SHAPE}.")
    ids = [each["id"] for each in given]
    if twice := sorted({id for id in ids if ids.count(id) > 1}):
        raise ParameterError(f"{name}: declares {twice[0]} twice as a headline figure. Keep one of the two.")
    return [{"id": each["id"], "name": each["name"], "of": each.get("of", SPANS[0])} for each in given]


def _is_headline(given: Any) -> bool:
    texts = isinstance(given, dict) and all(isinstance(text, str) and text.strip() for text in given.values())
    return texts and {"id", "name"} <= set(given) <= {"id", "name", "of"} and given.get("of", "year") in SPANS


def key_of(report: dict[str, Any]) -> str:
    """Name a report among all of an edition.

    Examples
    --------
    >>> key_of({"area_id": "haringey", "quarter_id": "2006-07-Q4", "notebook": "scrutiny_report"})
    'haringey/2006-07-Q4/scrutiny_report'
    """
    return f"{report['area_id']}/{report['quarter_id']}/{report['notebook']}"


def with_headlines(published: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Choose the reports whose notebook declares headline figures, in the order of time; a damaged one is none."""
    return sorted(filter(_is_whole, published), key=lambda report: (report["quarter_id"], key_of(report)))


def _is_whole(report: dict[str, Any]) -> bool:
    texts = ("area", "area_id", "quarter", "quarter_id", "notebook")
    try:
        Quarter.parse(report.get("quarter_id"))
    except ParameterError:
        return False
    whole = all(isinstance(report.get(key), str) for key in texts)
    given = report.get("headlines")
    return bool(whole and isinstance(given, list) and given and all(map(_is_headline, given)))


def read_figures(base: Path, published: list[dict[str, Any]]) -> Found:
    """Read what reports show of their headline figures, each file once. A file that cannot be read shows none."""
    return {key_of(report): _figures(base, report) for report in with_headlines(published)}


def _figures(base: Path, report: dict[str, Any]) -> Figures:
    path = base / report["quarter_id"] / report["area_id"] / f"{report['notebook']}.figures.json"
    wanted = {each["id"] for each in report["headlines"]}
    try:
        figures = json.loads(path.read_text("utf-8"))["figures"]
        return {figure["id"]: figure for figure in figures if figure["id"] in wanted}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}


def page_of(report: dict[str, Any]) -> str:
    """Give the address of a report from the index: its page, or another file of it where it has none."""
    for end in (".html", ".pdf", ".docx"):
        address = f"{report['quarter_id']}/{report['area_id']}/{report['notebook']}{end}"
        if address in report.get("files", {}):
            return address
    return ""
