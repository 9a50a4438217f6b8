"""Brings files of recorded crime into the store, whatever kind each is: what `iom import` does."""

import hashlib
import inspect
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from iomlib.errors import DataError, IomError, ParameterError
from iomlib.tables.contracts_params import AreaRow
from iomlib.tables.lookup import area_names
from iomlib.tables.recorded.contract import Recorded
from iomlib.tables.recorded.draft import draft
from iomlib.tables.recorded.keep import Kept, keep, problems_of
from iomlib.tables.recorded.lookup import is_lookup
from iomlib.tables.recorded.mapping import read_mapping
from iomlib.tables.recorded.names import read_names
from iomlib.tables.recorded.offences import read_offences
from iomlib.tables.recorded.packed import workbook_problem
from iomlib.tables.recorded.store import folder_of
from iomlib.tables.recorded.summary import summary
from iomlib.tables.recorded.supplied import flags_in

Tell = Callable[[str], None]

_NAMED = 3  # files whose names a sentence may hold


class Kind(NamedTuple):
    """A kind of file: what it is called, and the module that reads it."""

    title: str
    module: str


# In this order a file is offered to them; `recognises` of two would be a fault of ours.
KINDS: tuple[Kind, ...] = (
    Kind("Home Office police recorded crime open data", "iomlib.tables.recorded.home_office"),
    Kind("data.police.uk street-level crime", "iomlib.tables.recorded.police_uk"),
    Kind("answers of the police API", "iomlib.tables.recorded.police_api"),
    Kind("Metropolitan Police borough table", "iomlib.tables.recorded.mps"),
)
MAPPED = Kind("table with a mapping file", "iomlib.tables.recorded.mapped")


class Asked(NamedTuple):
    """What `iom import` was asked for. Of the lookups, one says in which partnership each authority is."""

    paths: list[Path]
    into: Path
    params: Path
    lookups: tuple[Path, ...] = ()
    mapping: Path | None = None
    replace: bool = False


class UnknownFileError(DataError):
    """A file is of no known kind; ``draft`` is a first mapping file for it, if there is one such file."""

    def __init__(self, problems: Iterable[str], draft: str = "") -> None:
        """Keep the problems, and the draft beside them."""
        super().__init__(problems)
        self.draft = draft


class Sorted(NamedTuple):
    """Files by the kind that reads them, and what was passed over or stands there twice."""

    files: dict[Kind, list[Path]]
    told: list[str]


def bring(asked: Asked, tell: Tell = lambda _: None, kinds: tuple[Kind, ...] = KINDS) -> list[str]:
    """Read files, add them to the store, and say what came of them, line by line.

    Nothing is written unless all of them can be.

    Raises
    ------
    ParameterError
        A path that is not there.
    DataError
        Everything that is wrong with the files, or between them and those that are in the store.
    """
    _refuse_places(asked)
    given = _given(asked)
    kinds = (MAPPED,) if asked.mapping else kinds
    found = sort_files(asked.paths, kinds, given=bool(asked.mapping))
    problems, read = list[str](), list[Recorded]()
    for kind, paths in found.files.items():
        tell(f"{len(paths)} {'file' if len(paths) == 1 else 'files'}: {kind.title}")
        try:
            read.append(_read(kind, paths, given))
        except DataError as trouble:
            problems += trouble.problems
    for recorded in read:
        problems += problems_of(asked.into, recorded, replace=asked.replace)
    if problems:
        raise DataError(problems)
    kept: list[tuple[Recorded, Kept]] = []
    for recorded in read:
        tell(f"{len(recorded.table):,} counts into {recorded.series}")
        kept.append((recorded, keep(asked.into, recorded, replace=asked.replace)))
    known = area_names(asked.params)
    said = [summary(*each, known, flags_in(folder_of(asked.into, each[1].series))) for each in kept]
    return [*found.told, *(line for lines in said for line in lines)]


def sort_files(paths: Iterable[Path], kinds: tuple[Kind, ...], *, given: bool = False) -> Sorted:
    """Say which kind reads each file. Of a folder, what nobody knows is passed over, and told.

    With ``given`` there is one kind, and all files are of it.
    """
    files: dict[Kind, list[Path]] = {}
    told, problems, seen = list[str](), list[str](), dict[str, Path]()
    strange, passed = list[Path](), list[str]()
    for path, named in _all_files(paths):
        kind = kinds[0] if given else _kind_of(path, kinds)
        if kind is None and not named:
            passed.append(path.name)
        elif kind is None:
            strange.append(path)
        elif (same := seen.setdefault(_sha256(path), path)) == path:
            files.setdefault(kind, []).append(path)
        elif same.name == path.name:
            told.append(f"{path.name}: was given twice and is counted once.")
        else:
            problems.append(
                f"{path.name}: has the same content as {same.name}. "
                "Is one of them a copy under a wrong name? Leave it out."
            )
    problems += [unknown(path, kinds) for path in strange]
    if not files and not problems:
        problems.append(_none(passed))
    if problems:
        raise UnknownFileError(problems, _draft(strange))
    others = f"{_files(passed, 'other ')} in the folders given: passed over ({_some(passed)})."
    return Sorted(files, [*told, *([others] if passed else [])])


def _none(passed: list[str]) -> str:
    if not passed:
        return "There is no file of recorded crime in what was given."
    return (
        f"There is no file of recorded crime in what was given, but {_files(passed, '')} of no known kind "
        f"({_some(passed)}). Give one by itself to see what it lacks, or with --mapping. "
        "Tables of people are given file by file, each named as its table (docs/people.md)."
    )


def _files(names: list[str], word: str) -> str:
    return f"{len(names)} {word}{'file' if len(names) == 1 else 'files'}"


def _some(names: list[str]) -> str:
    return ", ".join([*names[:_NAMED], *(["..."] if len(names) > _NAMED else [])])


def unknown(path: Path, kinds: tuple[Kind, ...]) -> str:
    """Say that a file is of no known kind, and what to do."""
    if found := workbook_problem(path):
        return f"{path.name}: {found}"
    known = ", ".join(kind.title for kind in kinds)
    return f"{path.name}: is none of these: {known}. For any other table write a mapping file: --mapping."


def _given(asked: Asked) -> dict[str, Any]:
    """Make what readers ask for by name beside the files."""
    main = next((path for path in asked.lookups if is_lookup(path)), next(iter(asked.lookups), None))
    given: dict[str, Any] = {"names": read_names(asked.params, main), "params": asked.params}
    given["offences"] = read_offences(asked.params)
    given["lookups"] = [path for path in asked.lookups if path != main]
    if asked.mapping:
        given["mapping"] = read_mapping(asked.mapping)
    return given


def _draft(strange: list[Path]) -> str:
    """Write a first mapping file for the one file that nobody knows."""
    try:
        return draft(strange[0]) if len(strange) == 1 else ""
    except DataError:
        return ""


def _refuse_places(asked: Asked) -> None:
    problems = [f"{path.name or path}: there is no such file." for path in asked.paths if not path.exists()]
    for option, folder in (("--into", asked.into), ("--params", asked.params)):
        if not folder.is_dir():
            problems.append(f"{option} {folder.name}: there is no such folder.")
    options = [("--lookup", path) for path in asked.lookups] + [("--mapping", asked.mapping)]
    for option, path in options:
        if path is not None and not path.is_file():
            problems.append(f"{option} {path.name}: there is no such file.")
    if asked.params.is_dir() and not (asked.params / AreaRow.path).is_file():
        problems.append(f"--params {asked.params.name}: has no {AreaRow.path}.")
    if problems:
        raise ParameterError(problems)


def _all_files(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """List files, those of folders too, and whether each was named itself."""
    found: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            for each in sorted(path.rglob("*")):
                if each.is_file() and each.name[0] not in ".~":
                    found.setdefault(each, False)
        else:
            found[path] = True
    return list(found.items())


def _kind_of(path: Path, kinds: tuple[Kind, ...]) -> Kind | None:
    return next((kind for kind in kinds if _module(kind).recognises(path)), None)


def _module(kind: Kind) -> Any:
    """Load a reader when it is first needed: each brings libraries of its own."""
    return import_module(kind.module)


def _read(kind: Kind, paths: list[Path], given: dict[str, Any]) -> Recorded:
    """Hand a reader the files and those of the rest that it asks for by name."""
    read = _module(kind).read
    wanted = set(inspect.signature(read).parameters)
    try:
        recorded: Recorded = read(paths, **{name: value for name, value in given.items() if name in wanted})
    except IomError:
        raise
    except OSError as trouble:
        raise DataError(f"{kind.title}: {trouble.strerror or 'a file cannot be read'}.") from None
    return recorded


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
