"""`iom new`: a run file and a data folder for an area of one's own, in a project that is there or a new one."""

import csv
import io
import json
import re
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from iomlib import tables
from iomlib.build.declared import declared_parameters
from iomlib.build.project import is_project, project_around
from iomlib.build.settings import GIVEN
from iomlib.build.shipped import copy_shipped
from iomlib.errors import ParameterError
from iomlib.filing import unfit
from iomlib.periods import Quarter
from iomlib.spelling import unshowable
from iomlib.tables.contracts_params import AreaRow
from iomlib.tables.templates import TEMPLATES, folder_page, header

NOTEBOOK = "scrutiny_report"  # the one report that can be made from any of its tables
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"[EW]\d{8}")
_FORCES = ("E23", "W15")  # ONS codes of police force areas begin so
_SOURCE = "typed for iom new: write here where the name and the code are printed"
_IGNORED = """\
outputs/
.venv/
# Tables of people never belong in git. Take this line out if your data folder holds counts that may be kept there.
data-*/
"""
_RUN_FILE = """\
# yaml-language-server: $schema=../schema/run.json
title: {quoted}
# The kinds of report. The others are in the folder notebooks.
notebooks: [{notebook}]
# Ids of params/areas.csv.
areas: [{area}]
# Financial quarters: more with commas, or {{from: {quarter}, to: {quarter}}}.
quarters: [{quarter}]
# The folder of your tables, seen from this file.
data: ../../{data}
settings:
{settings}
# public protects small counts; restricted is for the partnership's own staff.
edition: public
"""
_README = """\
# {title}

Reports of a community safety partnership, made by iomlib {version}. Your tables are in `{data}`, what is asked for in
`params/reports`, prices and rules in `params`, the reports in `outputs` after the first run.

```sh
iom check {run_file}
iom run {run_file}
```
"""


class Asked(NamedTuple):
    """What somebody asks for: an area, perhaps with name and ONS code, a quarter, and a project to put it in."""

    area: str
    name: str = ""
    code: str = ""
    quarter: str = ""
    into: Path | None = None


def last_quarter(today: date) -> Quarter:
    """Give the last quarter that has ended.

    Examples
    --------
    >>> last_quarter(date(2026, 4, 1)).id
    '2025-26-Q4'
    """
    return Quarter.of(today).previous()


class Begun(NamedTuple):
    """What was made, in words, and the run file."""

    told: list[str]
    run_file: Path


def begin(asked: Asked, here: Path, today: date) -> Begun:
    """Make what is asked for and say what was made; nothing that is there is changed, but a row added to areas.csv.

    Raises
    ------
    ParameterError
        Everything that is wrong with what is asked for, or stands in the way. Then nothing was written.
    """
    quarter = Quarter.parse(asked.quarter) if asked.quarter else last_quarter(today)
    if problems := _problems(asked):
        raise ParameterError(problems)
    root = _root(asked, here)
    is_new = not is_project(root)
    known = {} if is_new else tables.area_names(root / "params")
    _refuse_what_is_there(asked, root, known)
    try:
        return Begun(_made(asked, root, quarter, is_new=is_new), root / _run_file(asked.area))
    except OSError as trouble:
        why = str(trouble.strerror).lower()
        raise ParameterError(
            f"iom new: {why}, in {root.name}. Mend that, take away what was begun, and ask again."
        ) from None


def _made(asked: Asked, root: Path, quarter: Quarter, *, is_new: bool) -> list[str]:
    told = []
    if is_new:
        copy_shipped(root)
        told = [f"Made the project {root.name}: notebooks, params, requirements.lock."]
    known = tables.area_names(root / "params")
    title = " ".join(asked.name.split()) or known.get(asked.area) or _titled(asked.area)
    if is_new:
        _write_about(root, asked, title)
    made = _write(root, asked, title, quarter)
    # Last, so that a file that could not be written leaves the project as it was.
    return [*told, _area_row(root, asked, title, known), *made]


def _problems(asked: Asked) -> list[str]:
    problems = []
    if found := unfit(asked.area):
        problems.append(f"iom new: the id {found}. Ids are lower case letters and digits, joined by hyphens.")
    elif not _ID.fullmatch(asked.area):
        near = re.sub("[^a-z0-9]+", "-", asked.area.lower()).strip("-")
        meant = f" Did you mean {near}?" if near else ""
        problems.append(
            f"iom new: {asked.area} is not an id. Ids are lower case letters and digits, joined by hyphens.{meant}"
        )
    if found := unshowable(asked.name):
        problems.append(f"--name: {found}")
    if asked.code and not _CODE.fullmatch(asked.code):
        problems.append(f"--code {asked.code}: not an ONS code. ONS codes are E or W and eight digits.")
    return problems


def _root(asked: Asked, here: Path) -> Path:
    """Find the project to work in, or the empty place for a new one."""
    if asked.into is None:
        if found := project_around(here):
            return found
        raise ParameterError(
            "iom new: no project is around this folder. Go into one, or give --into DIR for a new one."
        )
    root = asked.into.resolve()
    if root.is_dir() and any(root.iterdir()) and not is_project(root):
        raise ParameterError(
            f"--into {asked.into.name}: holds other things, and no notebooks and params. Name a folder that is new."
        )
    if root.exists() and not root.is_dir():
        raise ParameterError(f"--into {asked.into.name}: is a file. Name a folder.")
    return root


def _run_file(area: str) -> Path:
    return Path("params") / "reports" / f"{area}.yml"


def _refuse_what_is_there(asked: Asked, root: Path, known: dict[str, str]) -> None:
    places = (_run_file(asked.area), Path(f"data-{asked.area}"))
    problems = [
        f"{place.as_posix()}: is there already. Nothing was written. Work on in it, or take another id."
        for place in places
        if (root / place).exists()
    ]
    if asked.area in known and ({asked.name, asked.code} - {"", known[asked.area]}):
        problems.append(
            f"--name, --code: {asked.area} is in params/areas.csv already, as {known[asked.area]}. Leave them out, or "
            "mend its row there."
        )
    if problems:
        raise ParameterError(problems)


def _titled(area: str) -> str:
    return " ".join(word.capitalize() for word in area.split("-"))


def _area_row(root: Path, asked: Asked, title: str, known: dict[str, str]) -> str:
    """Add the area to areas.csv where it is not there, and say what was done."""
    if asked.area in known:
        return f"{asked.area} is in params/areas.csv, as {known[asked.area]}."
    path = root / "params" / AreaRow.path
    row = AreaRow(
        id=asked.area, name=title, kind=_kind(asked.code), ons_code=asked.code or None, source=_SOURCE
    )
    content = path.read_bytes()
    end = "\r\n" if b"\r\n" in content else "\n"
    columns = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    line = io.StringIO()
    csv.writer(line, lineterminator=end).writerow([getattr(row, name.strip()) for name in columns])
    with path.open("ab") as file:
        file.write((line.getvalue() if content.endswith(b"\n") else end + line.getvalue()).encode())
    if asked.code:
        return (
            f"Added {asked.area} to params/areas.csv, as {title}. Write in its row where the code is printed."
        )
    return (
        f"Added {asked.area} to params/areas.csv, as {title}. It has no ONS code, so its kind is "
        "“example”, which is no area. If it is one, write kind, code and source in its row."
    )


def _kind(code: str) -> Any:
    if not code:
        return "example"
    return "police force area" if code.startswith(_FORCES) else "community safety partnership"


def _write_about(root: Path, asked: Asked, title: str) -> None:
    """Write what only a new project needs: what it is, and what of it git leaves out."""
    run_file = _run_file(asked.area).as_posix()
    about = _README.format(
        title=title, version=version("iomlib"), data=f"data-{asked.area}", run_file=run_file
    )
    _write_new(root / "README.md", about)
    _write_new(root / ".gitignore", _IGNORED)


def _write(root: Path, asked: Asked, title: str, quarter: Quarter) -> list[str]:
    """Write the run file and the data folder, and say what they are."""
    run_file, data = _run_file(asked.area), Path(f"data-{asked.area}")
    declared = declared_parameters(root / "notebooks" / f"{NOTEBOOK}.ipynb")
    settings = {key: each.default for key, each in declared.items() if key not in GIVEN}
    _write_new(
        root / run_file,
        _RUN_FILE.format(
            quoted=json.dumps(title, ensure_ascii=False),
            notebook=NOTEBOOK,
            area=asked.area,
            quarter=quarter.id,
            data=data.as_posix(),
            settings="\n".join(f"  {key}: {value}" for key, value in settings.items()),
        ),
    )
    for contract in TEMPLATES:
        # With the mark by which a spreadsheet program knows UTF-8, and keeps it.
        _write_new(root / data / contract.path, f"\ufeff{header(contract)}\n")
    _write_new(root / data / "README.md", folder_page(title, asked.area, quarter, run_file.as_posix()))
    return [
        f"Made {run_file.as_posix()}: {NOTEBOOK} for {quarter.id}.",
        f"Made {data.as_posix()}: {len(TEMPLATES)} tables to fill in. README.md there says how.",
    ]


def _write_new(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
