"""Single values for Arrow, and what it finds, without pandas.

``pyarrow.scalar``, ``pyarrow.array`` and ``to_numpy`` load pandas to ask if a value is one of its own. A
run that only checks has no need of it, so values are made of their bytes here.
"""

import struct
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_EPOCH = date(1970, 1, 1).toordinal()


def none(kind: Any) -> Any:
    """Give a missing value of a type."""
    return pa.nulls(1, kind)[0]


def day(value: date) -> Any:
    """Give a day.

    Examples
    --------
    >>> day(date(2011, 9, 30)).as_py()
    datetime.date(2011, 9, 30)
    """
    days = struct.pack("=i", value.toordinal() - _EPOCH)
    return pa.Array.from_buffers(pa.date32(), 1, [None, pa.py_buffer(days)])[0]


def number(value: float) -> Any:
    """Give a number.

    Examples
    --------
    >>> number(110).as_py()
    110.0
    """
    return pa.Array.from_buffers(pa.float64(), 1, [None, pa.py_buffer(struct.pack("=d", value))])[0]


def texts(values: Sequence[str]) -> Any:
    """Give an array of texts.

    Examples
    --------
    >>> texts(["yes", "no"]).to_pylist()
    ['yes', 'no']
    """
    encoded, ends = [value.encode() for value in values], [0]
    for value in encoded:
        ends.append(ends[-1] + len(value))
    offsets = struct.pack(f"={len(ends)}i", *ends)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(values), buffers)


def numbers(values: Sequence[int]) -> Any:
    """Give an array of whole numbers.

    Examples
    --------
    >>> numbers([4, 9]).to_pylist()
    [4, 9]
    """
    content = struct.pack(f"={len(values)}i", *values)
    return pa.Array.from_buffers(pa.int32(), len(values), [None, pa.py_buffer(content)])


def plain(values: Any) -> NDArray[Any]:
    """Give numbers without a blank as an array of numpy.

    Examples
    --------
    >>> plain(pa.chunked_array([numbers([4, 9]), numbers([2])])).tolist()
    [4, 9, 2]
    """
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    kind = np.dtype(str(values.type))
    parts = [np.frombuffer(each.buffers()[1] or b"", kind)[each.offset :][: len(each)] for each in chunks]
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def array_of(values: NDArray[np.int64]) -> Any:
    """Give whole numbers of numpy as an array of Arrow.

    Examples
    --------
    >>> array_of(np.arange(3)).to_pylist()
    [0, 1, 2]
    """
    content = np.ascontiguousarray(values, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(content), [None, pa.py_buffer(content)])


def first_of(mask: Any) -> tuple[int, int]:
    """Find the first row that a mask marks, and count them; nothing marked is (-1, 0)."""
    rows = pc.indices_nonzero(mask)
    return (rows[0].as_py() if len(rows) else -1), len(rows)
