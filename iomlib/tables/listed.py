"""What stands for each file of a report where its fingerprint is public: a change is told, and no guess can be tried.

Somebody who knows all of a small file but a withheld count, or knows that a table of people has no row, could take the
sha256 of each answer and look which it is. So what is listed of such files holds the fingerprint of those who are in
the report as well: their pseudonyms are in no guess. Without people there is nothing of the kind, and the files
themselves are listed.
"""

from hashlib import sha256

from iomlib.tables.contracts import CrimesRow, PopulationRow
from iomlib.tables.given import STORE, Folders, given_people, given_rows

WHO = ("data/nominals.parquet", "data/people.parquet")  # who is in a report: one row a person, each time
# What others publish, and what is no count: there is nothing to guess.
_OPEN = (f"data/{CrimesRow.path}", f"data/{PopulationRow.path}", f"data/{STORE}.parquet", *WHO)


def listed(folders: Folders, area: str, quarter: str, edition: str = "restricted") -> dict[str, bytes]:
    """Give, by its path, the bytes whose sha256 stands for each file that a report was given.

    Examples
    --------
    >>> from iomlib.tables.given import read_folders
    >>> found = listed(read_folders("data", "params"), "haringey", "2006-07-Q4")
    >>> found["data/memberships.csv"].split(b",")[:3]
    [b'area', b'period_start', b'period_end']
    """
    parts = given_people(folders, area, quarter, edition)
    people = {part.name: sha256(content).hexdigest() for part in parts if (content := part.make())}
    rows = given_rows(folders, area, quarter)
    report = f"{area}/{quarter}"
    return dict(
        sorted({**folders.whole, **of_rows(report, rows, people), **of_people(report, people)}.items())
    )


def of_rows(report: str, rows: dict[str, bytes], people: dict[str, str]) -> dict[str, bytes]:
    """Give what stands for tables of which a report (`area/quarter`) has its own rows, beside its files of people.

    Examples
    --------
    >>> of_rows("leeds/2008-09-Q1", {"data/staffing.csv": b"area"}, {})
    {'data/staffing.csv': b'area'}
    """
    seal = _seal(people)
    return {
        name: _sealed(report, seal, sha256(content).hexdigest()) if seal and is_sealed(name) else content
        for name, content in rows.items()
    }


def of_people(report: str, people: dict[str, str]) -> dict[str, bytes]:
    """Give what stands for files of people, of which the sha256 are known.

    That of the file itself would say of two quarters, or two areas, that nothing happened to anybody between them: a
    count of nobody, which is withheld. So it is of the report as well.

    Examples
    --------
    >>> of_people("leeds/2008-09-Q1", {"data/nominals.parquet": "a", "data/arrests.parquet": "b"})
    {'data/nominals.parquet': b'leeds/2008-09-Q1/a', 'data/arrests.parquet': b'leeds/2008-09-Q1/a/b'}
    """
    seal = _seal(people)
    return {name: _sealed(report, seal if is_sealed(name) else "", sha) for name, sha in people.items()}


def is_sealed(name: str) -> bool:
    """Say whether what stands for a file changes with who is in the report.

    Examples
    --------
    >>> is_sealed("data/service_counts.csv"), is_sealed("data/crimes.csv"), is_sealed("params/areas.csv")
    (True, False, False)
    """
    return name.startswith("data/") and name not in _OPEN


def _seal(people: dict[str, str]) -> str:
    return "/".join(people[name] for name in WHO if name in people)


def _sealed(report: str, seal: str, sha: str) -> bytes:
    return "/".join(part for part in (report, seal, sha) if part).encode()
