"""Arrow arrays straight from numbers in memory: pyarrow's own way there loads pandas, which takes its time."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def numbers(values: NDArray[Any], kind: Any, known: NDArray[np.bool_] | None = None) -> Any:
    """Make an array of a kind of pyarrow, of the same width in memory; blank where it is not known.

    Examples
    --------
    >>> numbers(np.array([5, 6], dtype=np.int32), pa.int32(), np.array([True, False])).to_pylist()
    [5, None]
    >>> numbers(np.array([True, False]), pa.bool_()).to_pylist()
    [True, False]
    """
    data = _bits(values) if values.dtype == bool else pa.py_buffer(np.ascontiguousarray(values).data)
    return pa.Array.from_buffers(kind, len(values), [None if known is None else _bits(known), data])


def texts(letters: bytes, ends: NDArray[Any]) -> Any:
    """Make an array of texts that follow one another in memory, the first from ``ends[0]`` to ``ends[1]``.

    Examples
    --------
    >>> texts(b"ppoiom", np.array([0, 3, 6])).to_pylist()
    ['ppo', 'iom']
    """
    offsets = pa.py_buffer(ends.astype(np.int32).data)
    return pa.Array.from_buffers(pa.string(), len(ends) - 1, [None, offsets, pa.py_buffer(letters)])


def listed(words: Iterable[str]) -> Any:
    """Make an array of some words.

    Examples
    --------
    >>> listed(["ppo", "iom"]).to_pylist()
    ['ppo', 'iom']
    """
    written = [word.encode() for word in words]
    return texts(b"".join(written), np.cumsum([0, *map(len, written)]))


def _bits(values: NDArray[np.bool_]) -> Any:
    return pa.py_buffer(np.packbits(values, bitorder="little").data)
