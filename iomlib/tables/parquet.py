"""A Parquet file read whole, unless that would fill the memory: a few bytes of it may stand for billions of cells."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

CELLS = 200_000_000  # a pool of a million people has 20 million
UNPACKED = 4_000_000_000  # bytes that a file may say its columns are
LETTERS = 1_000_000_000  # bytes of text of one column
_WIDEST = 64  # bytes of a value of a fixed length; a number of 38 digits has 16


class TooLargeError(ValueError):
    """A file would be more than a computer holds; in words that follow its name."""


def read_parquet(path: Path, cells: int = CELLS) -> Any:
    """Read every column of a file, with each text known to be one.

    Raises
    ------
    TooLargeError
        It has more cells than `cells`, or would unpack to more bytes than are allowed.
    ValueError, OSError
        It is not a Parquet file that can be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     pq.write_table(pa.table({"crimes": [5, 7]}), Path(name) / "a.parquet")
    ...     read_parquet(Path(name) / "a.parquet").num_rows
    2
    """
    with pq.ParquetFile(path) as file:
        refuse_large(file.metadata, cells)
        # A text that a thousand rows share is kept once, so that its length is known before it is repeated.
        shared = [field.name for field in file.schema_arrow if _repeats(field.type)]
    with pq.ParquetFile(path, read_dictionary=shared) as file:
        table = file.read(use_threads=False)
    table.validate(full=True)
    return pa.table([_spelt_out(column) for column in table.columns], names=table.column_names)


def refuse_large(about: Any, cells: int = CELLS) -> None:
    """Refuse a file by what it says of itself, before anything of it is unpacked.

    Raises
    ------
    TooLargeError
        More cells or bytes than are allowed.
    """
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    count = max(about.num_rows, 0) * max(about.num_columns, 1)
    count = max(
        count, sum(group.column(at).num_values for group in groups for at in range(group.num_columns))
    )
    if count > cells:
        raise TooLargeError(f"has {count:,} cells; {cells:,} are allowed")
    size = sum(group.total_byte_size for group in groups)
    if size > UNPACKED:
        raise TooLargeError(f"would be {size:,} bytes; {UNPACKED:,} are allowed")
    for at in range(about.num_columns):
        column = about.schema.column(at)
        if column.physical_type == "FIXED_LEN_BYTE_ARRAY" and column.length > _WIDEST:
            raise TooLargeError(f"has values of {column.length:,} bytes; {_WIDEST} are allowed")


def _repeats(kind: Any) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(kind) for test in (*tests, pa.types.is_binary, pa.types.is_large_binary))


def _spelt_out(column: Any) -> Any:
    """Give a column of text as text, where that is not too much of it."""
    kind = column.type
    if not pa.types.is_dictionary(kind) or not _repeats(kind.value_type):
        return column
    letters = 0
    for piece in column.chunks:
        lengths = pc.binary_length(piece.dictionary).cast(pa.int64())
        letters += pc.sum(lengths.take(piece.indices)).as_py() or 0
    if letters > LETTERS:
        raise TooLargeError(f"has a column of {letters:,} letters; {LETTERS:,} are allowed")
    return column.cast(kind.value_type)
