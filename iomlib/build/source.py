"""The data folder of a run file: a path, or an address that fsspec knows (s3://, abfs://, gs://)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from iomlib.build.plan import Plan
from iomlib.errors import DataError, ParameterError


@contextmanager
def at_hand(plan: Plan) -> Iterator[Plan]:
    """Give a plan whose data lie on this disk.

    Raises
    ------
    ParameterError
        A package for this kind of address is not installed.
    DataError
        Nothing can be read there.
    """
    address = plan.run.data
    if "://" not in address:
        yield plan
        return
    with TemporaryDirectory() as folder:
        _fetch(address, Path(folder))
        yield replace(plan, data=Path(folder))


def _fetch(address: str, target: Path) -> None:
    kind = address.split("://", maxsplit=1)[0]
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415  an optional extra

        disk, path = url_to_fs(address)
    except (ImportError, ValueError) as trouble:
        raise ParameterError(f"data: {kind}:// cannot be read here: {str(trouble).splitlines()[0]}") from None
    try:
        disk.get(f"{path.rstrip('/')}/", f"{target}/", recursive=True)
    except Exception as trouble:  # each store has its own
        # What a store says may hold an address with a key in it.
        raise DataError(f"data: nothing can be read at {kind}://... ({type(trouble).__name__}).") from None
