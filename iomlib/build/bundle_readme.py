"""What a bundle says of itself: two commands, what is in it, what left and what did not, and whose figures they are."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from iomlib.build.bundle_inputs import MARKED, OPEN
from iomlib.build.bundle_release import OUTPUTS, PUBLISHED, Released
from iomlib.build.bundle_stand_in import AREA, StandIn
from iomlib.build.verify_found import some
from iomlib.build.whole import key_of
from iomlib.errors import one_line

_OGL = "Contains public sector information licensed under the Open Government Licence v3.0."
_MADE_UP = (
    "people who are made up, or whose records are public for research. Made anew by this project's own code for this "
    "bundle: no record in the data folder was copied"
)
_KEPT = """\
Reports marked *as published* are **not reproducible outside the partnership**, for the reasons in the table. They lie
in `published`, with all pages as readers saw them. Their figures can be read there, and checked only by somebody who
may see their input.
"""
_STAND_IN = """\
A *stand-in* is the same notebook with the same settings, executed for `{area}`, on SIMULATED people: every page of it
says so. It shows that the code does what it says. It does not show that the published figures are right.
"""
_AROUND = """\
The index, the release notes and the log in `outputs` were written for this bundle, for they speak of its reports alone.
Those that readers saw lie in `published`; their links to why a report is missing lead nowhere here.
"""
_HERE = """\
## What is here

`outputs` (the reports with their manifests), `notebooks`, `params` (areas, prices, rules, run files), `iomlib` (the
code), and of the input what these reports were given and no more:
"""
_ALWAYS = """\
- tables of people, and counts that are not marked as published;
- the restricted edition, what waits to be released, failed reports, the ledger of disclosure control, and logs:
  whether there are any is not said;
- the key of pseudonyms, the keys of those who approve releases, and the list of them;
- the partnership's run files, where they ask for more than these reports, and the comments in `branding.yml`."""
_LICENCES = """\
## Licences

The code is under the licence in `LICENSE`. `ATTRIBUTION.md` names the source of every figure.
"""


@dataclass(frozen=True)
class Contents:
    """What is in a bundle: reports that can be made again, others with the reasons why not, and what left for them."""

    title: str
    released: str
    version: str
    own: list[Released]
    kept: list[tuple[Released, list[str]]]
    data: dict[str, str] = field(default_factory=dict)  # by report: the folder with its input
    made_up: list[str] = field(
        default_factory=list
    )  # files of people who do not exist, or are of public research
    stand_in: StandIn = field(default_factory=StandIn)
    whole: bool = True  # the pages around the reports are as published, and not only of what is there

    @property
    def name(self) -> str:
        """The title of the bundle, in one line."""
        return f"{one_line(self.title)}: reports released by {self.released}"

    @property
    def description(self) -> str:
        """Say in a sentence what an evaluator finds."""
        again = some(len(self.own), "report")
        kept = f"; {some(len(self.kept), 'report')} only as published" if self.kept else ""
        stand = len(self.stand_in.reports)
        shown = f", and in their place {stand} on SIMULATED people" if stand else ""
        return f"{again} to be made again from input, notebooks, parameters and code, with their sums{kept}{shown}."

    @property
    def again(self) -> list[Released]:
        """The reports that can be made again: the release's own, and those on people made up in place of real ones."""
        return [*self.own, *self.stand_in.reports]

    def said(self, each: Released) -> str:
        """Say of one report whether it can be made again, and from whom."""
        key = key_of(each.about)
        why = next((why for other, why in self.kept if key_of(other.about) == key), None)
        if why is not None:
            return f"Not reproducible outside the partnership: {'; '.join(why)}."
        if any(each is other for other in self.stand_in.reports):
            return "SIMULATED: the same notebook on people who do not exist, in place of real ones. Never published."
        return "Can be made again from this bundle."


def folder_of(each: Released, contents: Contents) -> str:
    """Say in which folder of a bundle the pages of a report lie."""
    return OUTPUTS if any(each is other for other in contents.again) else PUBLISHED


def readme(contents: Contents, names: Iterable[str]) -> str:
    """Write the README of a bundle whose files have these names."""
    listed = sorted(names)
    parts = [_begin(contents), _reports(contents), _left(contents, listed), _stayed(contents), _LICENCES]
    return "\n".join(parts)


def _begin(contents: Contents) -> str:
    return f"""\
# {contents.name}

{contents.description} It is public: nothing in it identifies a person.

## Two commands

```sh
python3 install.py
.venv/bin/iom verify outputs
```

The first makes `.venv` with exactly the packages of `requirements-run.lock`: a minute or two, and about a gigabyte
of disk. The second executes every report of `outputs` again and compares every file. On Windows type
`.venv\\Scripts\\iom verify outputs`.

They need Python 3.11 or newer and the Python package index, and nothing else. {_pythons(contents)}On another system, or
with another version of Python, files may differ in their bytes while every figure is the same: `iom verify` says what
differs, and why; `iom verify outputs --figures-only` compares the figures alone.

`sha256sum --check --quiet SHA256SUMS` says whether a file was changed on the way. `ro-crate-metadata.json` says of
every file what it is and how it was made, for programs (RO-Crate 1.1, profile Process Run Crate 0.5).
"""


def _pythons(contents: Contents) -> str:
    made = sorted({str(each.about["sha256"]["python"]) for each in contents.again})
    return f"These reports were made with Python {' and '.join(made)}: take the same if you can. "


def _reports(contents: Contents) -> str:
    rows = [f"| {_cell(each)} | made again |" for each in contents.own]
    rows += [
        f"| {_cell(each)} | made again: a stand-in, never published |" for each in contents.stand_in.reports
    ]
    rows += [f"| {_cell(each)} | as published: {'; '.join(why)} |" for each, why in contents.kept]
    table = ["## The reports", "", "| area | quarter | notebook | here |", "|---|---|---|---|", *rows, ""]
    around = [] if contents.whole else [_AROUND]
    return "\n".join([*table, *([_KEPT] if contents.kept else []), *_stand_in(contents), *around])


def _stand_in(contents: Contents) -> list[str]:
    made, without = contents.stand_in.reports, contents.stand_in.without
    told = [_STAND_IN.format(area=AREA)] if made else []
    if without:
        told.append("Of these notebooks made-up people could not be shown, so there is no stand-in:\n")
        told += [*(f"- {one_line(each)}" for each in without), ""]
    return told


def _cell(each: Released) -> str:
    about = each.about
    return " | ".join(str(about[key]).replace("|", "/") for key in ("area", "quarter", "notebook"))


def _left(contents: Contents, names: list[str]) -> str:
    folders = tuple(f"{name}/" for name in {*contents.data.values()})
    files = [name for name in names if name.startswith(folders) and name not in contents.made_up]
    tables = [f"- `{name}`: {_why(name.split('/')[1])};" for name in files if name.count("/") == 1]
    stores = sorted({name.rsplit("/area=", 1)[0] for name in files if "/area=" in name})
    series = [
        f"- `{name}`: counts of crimes that somebody else publishes, or that nobody committed;"
        for name in stores
    ]
    people = [f"- `{name}`: {_MADE_UP};" for name in contents.made_up]
    return "\n".join([_HERE, *tables, *series, *people, ""])


def _why(table: str) -> str:
    if f"data/{table}" in MARKED:
        return "rows that are marked as published, or of an area that does not exist"
    if f"data/{table}" in OPEN:
        return "rows of official counts, or of what was printed before"
    return "rows of an area that does not exist"


def _stayed(contents: Contents) -> str:
    own = [f"- of {key_of(each.about)}: {'; '.join(why)};" for each, why in contents.kept]
    return "\n".join(["## What is not here", "", *own, _ALWAYS, ""])


def attribution(folder: Path, names: Iterable[str]) -> str:
    """Name the sources that the files of a bundle name themselves, file by file."""
    lines = ["# Sources", "", _OGL, "", "Each file names its sources row by row. They are:", ""]
    for name in sorted(names):
        given = name.startswith(("data", "params/")) and name.endswith((".csv", "files.json"))
        found = sorted(_sources(folder / name)) if given else []
        if found:
            lines += [f"## `{name}`", "", *(f"- {one_line(source)}" for source in found), ""]
    return "\n".join(lines)


def _sources(path: Path) -> set[str]:
    if path.suffix == ".json":
        return {str(each["title"]) for each in json.loads(path.read_text("utf-8"))["files"]}
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    return {row["source"] for row in rows if row.get("source")}
