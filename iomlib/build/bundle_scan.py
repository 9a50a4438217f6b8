"""Searches a bundle for people before it is packed: what the scanner looks for in a page, and every id of the input."""

import re
from collections.abc import Iterator
from pathlib import Path

from iomlib.build.branding import read_look
from iomlib.build.bundle_readme import Contents
from iomlib.build.bundle_zip import files_in
from iomlib.build.scanner import search
from iomlib.errors import DisclosureError

_CODE = ("iomlib/", "examples/", "install.py", "requirements", "pyproject.toml", "LICENSE")
_PACKED = ".parquet"  # made up, or counts of recorded crime that somebody has published
_KEY = re.compile(rb"\s*[0-9a-fA-F]{64}\s*")  # as `iom import` writes it


def refuse_people(folder: Path, contents: Contents, scratch: Path) -> None:
    """Refuse a bundle in which somebody is identified, or a key lies.

    Raises
    ------
    DisclosureError
        Every file that holds something, of what kind and where; never what.
    """
    reports = [*contents.again, *(each for each, _ in contents.kept)]
    people = dict(_people({each.source: each.plan.data for each in reports}, scratch))
    names = [name for name in files_in(folder) if not name.startswith(_CODE) and name not in contents.made_up]
    files = {name: (folder / name).read_bytes() for name in names}
    problems = [
        f"{name}: looks like the key of pseudonyms. Keep it where only you can read it."
        for name, content in files.items()
        if _KEY.fullmatch(content)
    ]
    searched = {name: content for name, content in files.items() if not name.endswith(_PACKED)}
    problems += search(searched, "public", people, read_look(reports[0].plan.root / "params"))
    if problems:
        raise DisclosureError(problems)


def _people(folders: dict[Path, Path], scratch: Path) -> Iterator[tuple[str, Path]]:
    """Give the ids of everybody in the data folders, as the scanner reads them: whole tables, of any area and day."""
    from iomlib.tables.contracts_people import PERSON_TABLES  # noqa: PLC0415  pyarrow, for a bundle alone
    from iomlib.tables.contracts_records import IDENTITIES, RECORDS  # noqa: PLC0415
    from iomlib.tables.identifiers import EVERYBODY  # noqa: PLC0415
    from iomlib.tables.slices import as_parquet, read_sorted  # noqa: PLC0415

    for number, data in enumerate(folders.values()):
        for table in (each for each in (*PERSON_TABLES, *RECORDS) if each.name in EVERYBODY):
            there = any((data / f"{table.name}{end}").is_file() for end in (".csv", ".parquet"))
            if there and table is not IDENTITIES:  # their names and days are those of other people as well
                path = scratch / f"{number}" / f"{table.name}.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                rows = read_sorted(data, table) if "person" in table.columns else None
                path.write_bytes(as_parquet(rows))
                yield f"{number}/{table.name}.parquet", path
