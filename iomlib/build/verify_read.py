"""Reads what lies in a folder of outputs, for it to be verified: nothing of it is believed yet."""

import json
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from typing import Any, NamedTuple

from iomlib.blocks import Edition
from iomlib.build.declared import declared_parameters
from iomlib.build.fingerprint import of_parameters
from iomlib.build.plan import UNRELEASED, Report
from iomlib.build.settings import GIVEN
from iomlib.build.text import as_json
from iomlib.build.values import decode
from iomlib.build.verify_found import Difference
from iomlib.build.whole import is_about, is_at_home, key_of
from iomlib.errors import IomError, ParameterError
from iomlib.periods import Quarter


class Place(NamedTuple):
    """A folder of reports: the public ones, the restricted ones, or those that wait to be released."""

    name: str
    base: Path
    edition: Edition

    def shown(self, name: str) -> str:
        """Call a report or a file of it by its name."""
        return name if self.name == "public" else f"{name} ({self.name})"


class Published(NamedTuple):
    """A report as it lies there: the place, its manifest, and what that says."""

    place: Place
    manifest: Path
    about: dict[str, Any]

    @property
    def key(self) -> str:
        """Area, quarter and notebook."""
        return key_of(self.about)

    @property
    def shown(self) -> str:
        """What a line calls it."""
        return self.place.shown(self.key)

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return self.manifest.parent

    @property
    def outputs(self) -> dict[str, str]:
        """The sum of each of its files, as the manifest has it."""
        return dict(self.about["sha256"]["outputs"])

    def file(self, name: str) -> str:
        """Call one of its files by where it lies below its place."""
        return self.place.shown((self.folder / name).relative_to(self.place.base).as_posix())


def places(output: Path) -> list[Place]:
    """List the folders of reports that there are.

    Raises
    ------
    ParameterError
        There is none, or it is itself a part of such a folder.
    """
    if output.name in ("restricted", UNRELEASED):
        raise ParameterError(f"{output.name}: is a part of a folder of reports. Name the folder above it.")
    known = [
        Place("public", output, "public"),
        Place("restricted", output / "restricted", "restricted"),
        Place(UNRELEASED, output / UNRELEASED, "public"),
    ]
    found = [place for place in known if is_place(place.base)]
    if not found:
        raise ParameterError(
            f"{output.name}: holds no published reports. Name a folder that iom run wrote, such as outputs."
        )
    return found


def is_place(base: Path) -> bool:
    """Say whether a folder is one of reports."""
    return any(base.glob("*.json")) or any(base.glob("[0-9]*/*/*.manifest.json"))


def published(place: Place) -> tuple[list[Published], list[Difference]]:
    """Read every report of a place, and say which manifests are none."""
    found, wrong = [], list[Difference]()
    for path in sorted(place.base.glob("[0-9]*/*/*.manifest.json")):
        if (about := read_manifest(path, place)) is not None:
            found.append(Published(place, path, about))
            continue
        name = place.shown(path.relative_to(place.base).as_posix())
        wrong.append(
            Difference("tampered", "tampered with: not the manifest of a report of this place", name)
        )
    return found, wrong


def read_manifest(path: Path, place: Place) -> dict[str, Any] | None:
    """Read a manifest, whatever the files are that it names; None for what is none of this place."""
    about = read_json(path)
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        sums = about["sha256"]["outputs"].values()
        whole = is_about(about) and about["edition"] == place.edition and is_at_home(path, place.base, about)
        if whole and all(isinstance(each, str) for each in sums):
            return dict(about)
    return None


def sum_of(path: Path) -> str | None:
    """Return the sha256 of a file; None where there is none, or something else, of which reading might never end."""
    with suppress(OSError, ValueError):
        if path.is_file():
            with path.open("rb") as file:
                return file_digest(file, "sha256").hexdigest()
    return None


def read_json(path: Path) -> Any:
    """Read a file of JSON; None where there is none, or none that can be read."""
    with suppress(OSError, ValueError, RecursionError):
        if path.is_file():
            return json.loads(path.read_text("utf-8"))
    return None


def is_as_written(path: Path) -> bool:
    """Say whether JSON is written as a run writes it: with a key twice, two readers may read two things."""
    with suppress(OSError, ValueError, RecursionError):
        return path.read_bytes() == as_json(read_json(path))
    return False


def report_of(one: Published, root: Path, names: dict[str, str]) -> Report:
    """Give the report that a manifest is of, to be made again with its parameters.

    Raises
    ------
    ParameterError
        The manifest has no parameters, or not those that its sum is of or its notebook declares: they become code.
    """
    about = one.about
    if not isinstance(about.get("title"), str):
        raise ParameterError("its manifest has no title")
    if "parameters" not in about or not about.get("run"):
        raise ParameterError(
            "its manifest does not say with which parameters it was made: it is of an earlier iomlib"
        )
    try:
        given = decode(about["parameters"])
        same = of_parameters(given) == about["sha256"]["parameters"]
        declared = declared_parameters(root / "notebooks" / f"{about['notebook']}.ipynb")
    except IomError as trouble:
        raise ParameterError(trouble.problems) from None
    except (ValueError, TypeError, LookupError, AttributeError):
        same = False
    if not same:
        raise ParameterError("its parameters are not those that its manifest has the sum of")
    settings = {name: value for name, value in given.items() if name not in GIVEN}
    if unknown := sorted(settings.keys() - declared.keys()):
        raise ParameterError(f"its parameters are none of its notebook: {', '.join(unknown)}")
    area, quarter = about["area_id"], Quarter.parse(about["quarter_id"])
    name = names.get(area, about["area"])
    return Report(about["notebook"], area, name, quarter, about["edition"], about["title"], settings)
