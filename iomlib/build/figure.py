"""Finds a figure in published reports and says how it was calculated, from their files alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from iomlib.blocks import Edition, Figure
from iomlib.build.definitions import METRICS, fits
from iomlib.build.look import day_words, default_look
from iomlib.build.provenance import Provenance, files_of
from iomlib.build.whole import edition_folder, key_of, whole_report
from iomlib.errors import ParameterError, ReportError, nearest, one_line

# Who types sha256sum sees another sum and would take the table for changed.
OF_A_TABLE = "The sum of a table in data is of what this report was given of it, not of the whole file."


class Found(NamedTuple):
    """A figure in a published report: what its manifest says of the report, and what its file of figures says."""

    about: dict[str, Any]
    figure: Figure
    how: dict[str, Any]

    @property
    def key(self) -> str:
        """Which report it stands in: area, quarter and notebook."""
        return key_of(self.about)


def find(id: str, report: str, output: Path, edition: Edition) -> list[Found]:
    """Find a figure in every published report of an edition that a name means.

    `report` is an area, an area and a quarter, or all of area/quarter/notebook; an empty one means every report.

    Raises
    ------
    ParameterError
        No report of this name is published, or none of them has such a figure.
    ReportError
        The files of a report that has it are not those of its manifest.
    """
    base = edition_folder(output, edition)
    there = {_key(path): path for path in sorted(base.glob("[0-9]*/*/*.figures.json"))}
    if not there:
        raise ParameterError(
            f"--output {output.name}: no {edition} report is published there. Run iom run first."
        )
    asked = [key for key in there if f"{key}/".startswith(f"{report.strip('/')}/")] if report else list(there)
    if not asked:
        raise ParameterError(f"--report {report}: is not published there. {nearest(report, sorted(there))}")
    shown = {key: _shown(there[key]) for key in asked}
    ids = {each.id for content in shown.values() for each in content[0]}
    if id not in ids:
        raise ParameterError(_not_there(id, sorted(ids), len(asked)))
    having = {
        key: there[key] for key, (figures, _) in shown.items() if any(each.id == id for each in figures)
    }
    return list(_whole(id, having, base, edition))


def _not_there(id: str, ids: list[str], reports: int) -> str:
    """Say what to ask in place of an id; a page writes one with a placeholder for all figures of a column."""
    if meant := [each for each in ids if fits(id, each)]:
        return f"{id}: stands for {len(meant)} figures. Name one, such as {meant[0]}."
    looked = "the report" if reports == 1 else f"the {reports} reports"
    none = "not in" if reports == 1 else "in none of"
    return f"{id}: is {none} {looked} looked at. {nearest(id, ids)}"


def _key(path: Path) -> str:
    name = path.name.removesuffix(".figures.json")
    return f"{path.parent.name}/{path.parent.parent.name}/{name}"


def _shown(path: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Read a file of figures; one that was changed into something else shows none."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return [Figure.model_validate(each) for each in content["figures"]], dict(content.get("how", {}))
    except (OSError, ValueError, LookupError, TypeError, ValidationError, RecursionError):
        return [], {}


def _whole(id: str, having: dict[str, Path], base: Path, edition: Edition) -> Iterator[Found]:
    damaged = []
    for key, path in having.items():
        manifest = path.with_name(path.name.replace(".figures.json", ".manifest.json"))
        about = whole_report(manifest, base, edition)
        if about is None:
            damaged.append(f"{key}: its files are not those of its manifest. iom verify says which.")
            continue
        figures, how = _shown(path)
        yield Found(about, next(each for each in figures if each.id == id), how)
    if damaged:
        raise ReportError(damaged)


def listed(found: list[Found]) -> list[str]:
    """Give a line for each report that has the figure."""
    return [f"{each.key}: {each.figure.text}" for each in found]


def told(found: Found) -> list[str]:
    """Say in lines how a figure was calculated: what its page says, with every fingerprint in full.

    Raises
    ------
    ReportError
        Its file of figures was changed, and its manifest with it, into one that no run writes.
    """
    try:
        return [one_line(line) for line in _lines(found)]
    except (LookupError, TypeError, ValueError, AttributeError):
        raise ReportError(
            f"{found.key}: its file of figures does not say how they were calculated as iom run writes it. iom verify "
            "says what was changed."
        ) from None


def _lines(found: Found) -> list[str]:
    about, figure = found.about, found.figure
    return [
        f"{figure.id}: {figure.text}",
        f"{about['area']}, {about['quarter']}, {about['notebook']}, {about['edition']} edition",
        *_row("Formula", _formula(found)),
        *_row("Method", [figure.method or "none is named beside the formula"]),
        *_row("Value", [_value(figure)]),
        *_row("Inputs", _inputs(found)),
        *_row("Code", [found.how.get("commit") or "not known"]),
        *_row("Earlier", _earlier(found)),
    ]


def _row(name: str, lines: list[str]) -> list[str]:
    return [f"{head:<9}{line}" for head, line in zip([name, *[""] * len(lines)], lines, strict=False)]


def _formula(found: Found) -> list[str]:
    id = found.figure.id
    known = [
        each
        for each in found.how.get("definitions", [])
        if any(fits(pattern, id) for pattern in each["figures"])
    ]
    known.sort(
        key=lambda each: id not in each["figures"]
    )  # an id in full is meant before one with a placeholder
    if not known:
        return ["Nobody has put this into words. The code of the section says how it is worked out."]
    each = known[0]
    file = f"{METRICS}.{each['function'].removeprefix(f'{METRICS}.').split('.')[0]}".replace(".", "/")
    return [
        each["formula"],
        f"{each['function']}, {file}.py, line {each['line']}",
        f"definition {each['version']}, since {_day(each['since'])}; docs/method.md, “{each['section']}”",
    ]


def _value(figure: Figure) -> str:
    if figure.value is None:
        return f"none ({figure.unit})"
    limits = "" if figure.lower is None else f", {figure.lower!r} to {figure.upper!r}"
    share = "" if figure.confidence is None else f" ({100 * figure.confidence:g}% interval)"
    return f"{figure.value!r}{limits}{share} ({figure.unit}; shown to {figure.places} places)"


def _inputs(found: Found) -> list[str]:
    known = Provenance(inputs=found.about["sha256"]["inputs"], as_at=found.how.get("as_at", {}))
    files = [file for each in files_of([found.figure], known).values() for file in each]
    lines = [
        f"{file}, sha256 {known.inputs[file]}, "
        + (f"as at {_day(known.as_at[file])}" if file in known.as_at else "without a date")
        for file in dict.fromkeys(files)
    ]
    if any(file.startswith("data/") for file in files):
        lines.append(OF_A_TABLE)
    return lines or ["no file is named"]


def _earlier(found: Found) -> list[str]:
    lines = [
        f"version {row['version']}: {row['figures'][found.figure.id]}"
        + (f"; changed since: {', '.join(row['why'])}" if row["why"] else "")
        for row in found.how.get("earlier", [])
        if found.figure.id in row["figures"]
    ]
    return lines or ["no other value in a version that is kept"]


def _day(day: str) -> str:
    return day_words(default_look(), day)
