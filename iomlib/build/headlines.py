"""What a notebook declares as its headline figures: those that an overview draws and a change is worded of."""

import json
from pathlib import Path
from typing import Any

from iomlib.blocks import Figure
from iomlib.build.shows import declared
from iomlib.build.whole import key_of
from iomlib.errors import ParameterError

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
    given = declared(notebook, "overview", [])
    if not isinstance(given, list) or not all(map(_is_headline, given)):
        raise ParameterError(f"{name}: its headline figures are declared in another shape than {SHAPE}.")
    ids = [each["id"] for each in given]
    if twice := sorted({id for id in ids if ids.count(id) > 1}):
        raise ParameterError(f"{name}: declares {twice[0]} twice as a headline figure. Keep one of the two.")
    return [{"id": each["id"], "name": each["name"], "of": each.get("of", SPANS[0])} for each in given]


def _is_headline(given: Any) -> bool:
    texts = isinstance(given, dict) and all(isinstance(text, str) and text.strip() for text in given.values())
    return texts and {"id", "name"} <= set(given) <= {"id", "name", "of"} and given.get("of", "year") in SPANS


def with_headlines(published: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Choose the reports whose manifest has headline figures, in the order of time; one changed by hand has none."""
    chosen = [report for report in published if _has_headlines(report.get("headlines"))]
    return sorted(chosen, key=lambda report: (report["quarter_id"], key_of(report)))


def _has_headlines(given: Any) -> bool:
    return (
        isinstance(given, list) and bool(given) and all(_is_headline(each) and "of" in each for each in given)
    )


def read_figures(base: Path, reports: list[dict[str, Any]]) -> Found:
    """Read what reports show of their headline figures. A file that cannot be read shows none."""
    return {key_of(report): _figures(base, report) for report in reports}


def _figures(base: Path, report: dict[str, Any]) -> Figures:
    wanted = {each["id"] for each in report["headlines"]}
    shown = all_figures(base, report)
    return {id: figure for id, figure in shown.items() if id in wanted}


def all_figures(base: Path, report: dict[str, Any]) -> Figures:
    """Read the figures that a report shows, by id; none from a file that was changed by hand into something else."""
    path = base / report["folder"] / f"{report['notebook']}.figures.json"
    try:
        found = [Figure.model_validate(each) for each in json.loads(path.read_text("utf-8"))["figures"]]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}
    return {figure.id: figure.model_dump(mode="json") for figure in found}
