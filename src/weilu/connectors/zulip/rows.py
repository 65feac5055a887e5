"""Rows of whole numbers, eight bytes each: an organisation has millions of them."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator

import numpy as np

_FITS = range(-(2**63), 2**63)


class Rows:
    """Rows of ``width`` numbers. After ``sort`` those of one first number are found at once."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._values = array("q")
        self._keys = array("q")

    def __len__(self) -> int:
        return len(self._values) // self._width

    def add(self, *row: int) -> None:
        """Add a row; one with a number that no platform has is left out."""
        if all(number in _FITS for number in row):
            self._values.extend(row)

    def sort(self) -> None:
        """Order by the first number, rows of one number as they came."""
        if not self._values:
            return
        table = np.frombuffer(self._values, np.int64).reshape(-1, self._width)
        ordered = table[np.argsort(table[:, 0], kind="stable")]
        self._values = array("q", ordered.tobytes())
        self._keys = array("q", np.ascontiguousarray(ordered[:, 0]).tobytes())

    def of(self, key: int) -> list[tuple[int, ...]]:
        """Return the other numbers of the rows that begin with ``key``."""
        found: list[tuple[int, ...]] = []
        at = bisect_left(self._keys, key)
        while at < len(self._keys) and self._keys[at] == key:
            start = at * self._width
            found.append(tuple(self._values[start + 1 : start + self._width]))
            at += 1
        return found

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        for start in range(0, len(self._values), self._width):
            yield tuple(self._values[start : start + self._width])
