"""How each figure was calculated: formula, function and line, inputs, definition and what was published before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from iomlib.blocks import Figure
from iomlib.build.definitions import METRICS, Definition, definition_of, line_of
from iomlib.build.fingerprint import of_values

_PEOPLE = "tables of people"  # how a report names all of them at once: "data, tables of people"
_STORE = "data/recorded_crime.parquet"


@dataclass(frozen=True)
class Provenance:
    """What a report was made from and by, as far as a page tells of it; nothing is known of one that is only drawn.

    ``inputs`` has the sha256 of each file, ``as_at`` the day up to which it speaks, ``earlier`` what
    `iomlib.build.earlier.told` gives.
    """

    commit: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    as_at: dict[str, str] = field(default_factory=dict)
    earlier: list[dict[str, Any]] = field(default_factory=list)


class Way(NamedTuple):
    """Figures that are worked out in one way; without a definition where nobody has written one."""

    figures: list[str]
    methods: list[str]
    definition: Definition | None

    @property
    def function(self) -> str:
        """The full name of the function."""
        return f"{METRICS}.{self.definition.function}" if self.definition else ""

    @property
    def line(self) -> int:
        """The line in which it begins."""
        return line_of(self.definition.function) if self.definition else 0


class Input(NamedTuple):
    """A file, or a folder of several, that figures are worked out from."""

    name: str
    files: int
    sha256: str
    as_at: str


class Earlier(NamedTuple):
    """What an earlier version said of some figures."""

    version: int
    figures: list[tuple[str, str]]
    why: list[str]


class Explained(NamedTuple):
    """How the figures of one block were calculated."""

    ways: list[Way]
    inputs: list[Input]
    earlier: list[Earlier]


def explained(figures: list[Figure], known: Provenance) -> Explained:
    """Explain some figures, grouped by definition, so that a table has one explanation for each of its columns."""
    ids = {figure.id for figure in figures}
    before = [
        Earlier(row["version"], [(id, text) for id, text in row["figures"].items() if id in ids], row["why"])
        for row in known.earlier
    ]
    return Explained(ways(figures), inputs_of(figures, known), [row for row in before if row.figures])


def ways(figures: Iterable[Figure]) -> list[Way]:
    """Group figures by definition; without one by method. A group names ids as the definition writes them.

    Examples
    --------
    >>> one, two = (f"cost_of_crime.{group}.cost_share" for group in ("arson", "theft"))
    >>> shown = [Figure(id=id, value=0.5, unit="share", places=1, text="50%") for id in (one, two)]
    >>> ways(shown)[0].figures, ways(shown)[0].function
    (['cost_of_crime.<group>.cost_share'], 'iomlib.metrics.costs.cost_of_crime')
    """
    found: dict[Any, Way] = {}
    for figure in figures:
        known = definition_of(figure.id)
        method = (figure.method or "").removesuffix(".")  # the words around it end the sentence
        key = known[1] if known else method
        way = found.setdefault(key, Way([], [], known[1] if known else None))
        for name, names in ((known[0] if known else figure.id, way.figures), (method, way.methods)):
            if name and name not in names:
                names.append(name)
    return list(found.values())


def inputs_of(figures: Iterable[Figure], known: Provenance) -> list[Input]:
    """List the inputs that figures name, those of them that were there, each once."""
    return [_input(name, files, known) for name, files in files_of(figures, known).items() if files]


def files_of(figures: Iterable[Figure], known: Provenance) -> dict[str, list[str]]:
    """List the files behind each input that figures name: of a folder all of them.

    Examples
    --------
    >>> of = Figure(id="a", value=1, unit="count", places=0, text="1", inputs="data/arrests, params/harm")
    >>> files_of([of], Provenance(inputs={"data/arrests.parquet": "1", "params/harm/b.csv": "2", "data/b.csv": "3"}))
    {'data/arrests': ['data/arrests.parquet'], 'params/harm': ['params/harm/b.csv']}
    """
    named = dict.fromkeys(part for figure in figures for part in _parts(figure.inputs or ""))
    return {name: [each for each in known.inputs if _means(name, each)] for name in named}


def _parts(inputs: str) -> list[str]:
    parts = (part.strip() for part in inputs.replace(";", ",").split(","))
    return [part for part in parts if part not in ("", "data")]


def _means(name: str, file: str) -> bool:
    if name == _PEOPLE:
        return file.endswith(".parquet") and file != _STORE
    return file == name or file.startswith((f"{name}/", f"{name}."))


def _input(name: str, files: list[str], known: Provenance) -> Input:
    sums = {each: known.inputs[each] for each in files}
    days = {known.as_at.get(each, "") for each in files}
    alone = len(files) == 1
    sha = next(iter(sums.values())) if alone else of_values(sums)
    return Input(files[0] if alone else name, len(files), sha, days.pop() if len(days) == 1 else "")


def as_json(known: Provenance, figures: list[Figure]) -> dict[str, Any]:
    """Give what a file of figures keeps of it: what the page says, for programs and for `iom figure`."""
    made = [
        {
            "figures": way.figures,
            "formula": way.definition.formula,
            "function": way.function,
            "line": way.line,
            "section": way.definition.section,
            "version": way.definition.version,
            "since": way.definition.since,
        }
        for way in ways(figures)
        if way.definition
    ]
    return {"commit": known.commit, "definitions": made, "as_at": known.as_at, "earlier": known.earlier}
