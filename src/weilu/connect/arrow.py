"""Arrow arrays out of Python lists, quickly.

``pyarrow.array`` imports pandas when it is installed, a full CPU second in every process; the
ways used here do not.
"""

from collections.abc import Sequence
from itertools import compress, repeat
from operator import is_not

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def strings(values: Sequence[str | None]) -> pa.Array:
    """Return a string array; a lone surrogate, which no encoding can hold, becomes U+FFFD."""
    builder = pa.lib.StringBuilder()
    try:
        builder.append_values(values)
    except UnicodeEncodeError:
        builder = pa.lib.StringBuilder()
        builder.append_values([value if value is None else clean(value) for value in values])
    return builder.finish()


def texts(values: Sequence[str], lengths: NDArray[np.int32]) -> pa.Array:
    """Return texts whose lengths in UTF-8 are known already as a string array, "" as null.

    Encoding all of them in one go takes half the time of encoding each.
    """
    offsets = np.zeros(len(values) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    try:
        data = "".join(values).encode()
    except UnicodeEncodeError:
        data = b""
    if len(data) != offsets[-1]:
        return strings([value or None for value in values])
    buffers = [bits(lengths > 0), pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(values), buffers)


def clean(text: str) -> str:
    """Return ``text`` with lone surrogates, which JSON can spell, replaced by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def repeated(value: str, times: int) -> pa.Array:
    """Return a string array that holds one value many times."""
    data = value.encode()
    offsets = np.arange(times + 1, dtype=np.int32) * len(data)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data * times)]
    return pa.Array.from_buffers(pa.string(), times, buffers)


def chosen(values: Sequence[str], choices: Sequence[int] | NDArray[np.generic]) -> pa.Array:
    """Return a string array of few different values, each chosen by its place in ``values``."""
    places = integers(choices, pa.int32())
    return pa.DictionaryArray.from_arrays(places, strings(values)).dictionary_decode()


def few(values: Sequence[str]) -> pa.Array:
    """Return a string array of values that repeat much: each different one is encoded once."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return chosen(list(places), np.fromiter(map(places.__getitem__, values), np.int32, len(values)))


def strings_or_nulls(values: Sequence[str | None]) -> pa.Array:
    """Return a string array of which mostly nothing is told."""
    if values.count(None) == len(values):
        return pa.nulls(len(values), pa.string())
    return strings(values)


def integers(values: Sequence[int] | NDArray[np.generic], kind: pa.DataType) -> pa.Array:
    """Return an integer array without nulls."""
    numbers = np.ascontiguousarray(values, dtype=kind.to_pandas_dtype())
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(numbers)])


def integers_or_null(values: Sequence[int | None], kind: pa.DataType) -> pa.Array:
    known = [value is not None for value in values]
    numbers = np.array([value or 0 for value in values], dtype=kind.to_pandas_dtype())
    buffers = [bits(known), pa.py_buffer(numbers)]
    return pa.Array.from_buffers(kind, len(numbers), buffers)


def integers_or_null_where(numbers: NDArray[np.int64], known: NDArray[np.bool_]) -> pa.Array:
    """Return 64-bit integers, null where they are not known."""
    buffers = [bits(known), pa.py_buffer(np.ascontiguousarray(numbers))]
    return pa.Array.from_buffers(pa.int64(), len(numbers), buffers)


def numbers_as_text(values: Sequence[int]) -> pa.Array:
    """Return numbers as a string array, 0 as null."""
    numbers = np.array(values, np.int64)
    return integers_or_null_where(numbers, numbers != 0).cast(pa.string())


def booleans(values: Sequence[bool] | NDArray[np.bool_]) -> pa.Array:
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, bits(values)])


def lists_of_strings(values: Sequence[Sequence[str] | None]) -> pa.Array:
    """Return a list array; None stays null."""
    if values.count(None) == len(values):
        return pa.nulls(len(values), pa.list_(pa.string()))
    known = np.fromiter(map(is_not, values, repeat(None)), np.bool_, len(values))
    told = list(compress(values, known.tolist()))
    offsets = np.zeros(len(values) + 1, np.int32)
    offsets[1:][known] = [len(value or ()) for value in told]
    np.cumsum(offsets, out=offsets)
    items = strings([item for value in told for item in value or ()])
    buffers = [bits(known), pa.py_buffer(offsets)]
    return pa.Array.from_buffers(pa.list_(pa.string()), len(values), buffers, children=[items])


def bits(values: Sequence[bool] | NDArray[np.bool_]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(np.asarray(values, np.bool_), bitorder="little"))
