"""Words in the text column of Parquet files, without looking at each message.

A row group's texts lie one after another in one buffer. A word is sought in that buffer as a
whole, by the C library's search, and only where it occurs is the row worked out. Row groups are
dealt out to as many threads as there are cores; unpacking and folding run beside each other.
"""

import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from weilu.warehouse.tables import MESSAGES

if TYPE_CHECKING:
    from weilu.warehouse.finding import Wanted

#: A word found more often than this in a row group is sought at all places at once.
_MANY = 1_000
_SHOWN = ["group_id", "account_id", "message_ref", "kind", "sent_us", "reply_to_ref", "is_own"]

#: The bit that tells small Latin letters from capitals.
_SMALL = 0x20
_OF_THREAD = threading.local()

_Rows = np.ndarray  # positions of rows, rising


def find(
    files: Iterable[Path],
    wanted: "Wanted",
    accounts: Sequence[int] | None,
    *,
    limit: int,
    floor: int | None,
) -> pa.Table:
    """Return messages that hold all words, the ``limit`` newest of each stretch among them.

    Messages not newer than ``floor`` are left out.
    """
    threads = min(os.cpu_count() or 1, 4)
    stretches = [one for path in files for one in _stretches(path, wanted, floor, threads)]
    with ThreadPoolExecutor(max_workers=threads) as pool:
        found = list(
            pool.map(lambda one: _in_stretch(one, wanted, accounts, limit, floor), stretches)
        )
    return pa.concat_tables([_nothing(), *found])


def matching(texts: pa.Array, words: Iterable[Sequence[str]]) -> _Rows:
    """Return the positions of the texts in which every word occurs in one of its spellings."""
    words = [list(spellings) for spellings in words]
    has_latin = any(re.search("[a-zA-Z]", word) for spellings in words for word in spellings)
    haystack = _Haystack(texts, has_latin=has_latin)
    rows: _Rows | None = None
    for spellings in words:
        ways = [haystack.rows_with(spelling) for spelling in spellings if spelling]
        one = np.unique(np.concatenate(ways)) if ways else np.arange(len(texts))
        rows = one if rows is None else np.intersect1d(rows, one, assume_unique=True)
        if len(rows) == 0:
            break
    return np.arange(len(texts)) if rows is None else rows


class _Haystack:
    """The texts of one row group as one run of bytes, Latin letters folded if they matter."""

    def __init__(self, texts: pa.Array, *, has_latin: bool) -> None:
        if texts.offset:
            texts = pa.concat_arrays([texts])
        self._texts = texts
        _, offsets, data = texts.buffers()
        self._ends = np.frombuffer(offsets, np.int32, len(texts) + 1)
        self._units = np.frombuffer(b"" if data is None else data, np.uint8)
        self._has_latin = has_latin
        self._size = len(self._units)
        self._folded = _workspace(self._size)
        # Setting one bit makes letters small, and blurs other signs: hits are looked at again.
        # NumPy lets other threads run meanwhile, as ``bytes.lower`` does not.
        blurred = np.frombuffer(self._folded, np.uint8, self._size)
        np.bitwise_or(self._units, _SMALL if has_latin else 0, out=blurred)

    def rows_with(self, word: str) -> _Rows:
        folded = word.encode().lower()
        if not word.isascii() and word.lower() != word.upper():
            # Letters outside ASCII that know two cases (é, я): each message is looked at.
            hit = pc.match_substring(self._texts, word, ignore_case=True)
            return np.flatnonzero(hit.fill_null(fill_value=False).to_numpy(zero_copy_only=False))
        starts = self._places_of(folded)
        rows = np.searchsorted(self._ends, starts, side="right") - 1
        is_whole = starts + len(folded) <= self._ends[rows + 1]  # not across two messages
        return np.unique(rows[is_whole])

    def _places_of(self, word: bytes) -> _Rows:
        sought = bytes(unit | _SMALL for unit in word) if self._has_latin else word
        places: list[int] = []
        at = self._folded.find(sought, 0, self._size)
        while at >= 0:
            if self._units[at : at + len(word)].tobytes().lower() == word:
                places.append(at)
            if len(places) > _MANY:
                return self._many_places_of(word)
            at = self._folded.find(sought, at + 1, self._size)
        return np.array(places, np.int64)

    def _many_places_of(self, word: bytes) -> _Rows:
        """Look at all bytes at once, from the word's last, which tells most in UTF-8."""
        units = self._units
        if self._has_latin:
            units = np.frombuffer(units.tobytes().lower(), np.uint8)
        last = len(word) - 1
        places = np.flatnonzero(units[last:] == word[last])
        for place in range(last):
            places = places[units[places + place] == word[place]]
        return places


def _workspace(size: int) -> bytearray:
    """Return this thread's buffer of at least ``size`` bytes: new memory each time costs more."""
    held: bytearray | None = getattr(_OF_THREAD, "buffer", None)
    if held is None or len(held) < size:
        held = _OF_THREAD.buffer = bytearray(size + size // 4)
    return held


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some row groups of a file."""

    path: Path
    metadata: pq.FileMetaData
    numbers: Sequence[int]


def _stretches(path: Path, wanted: "Wanted", floor: int | None, threads: int) -> Iterator[_Stretch]:
    """Deal the row groups of a file that may hold what is wanted into one stretch a thread."""
    metadata = pq.read_metadata(path)
    schema = metadata.schema.to_arrow_schema()
    columns = [schema.get_field_index(name) for name in ("group_id", "sent_us")]
    numbers = [
        number
        for number in range(metadata.num_row_groups)
        if _concerns(metadata.row_group(number), columns, wanted, floor)
    ]
    for start in range(min(threads, len(numbers))):
        yield _Stretch(path, metadata, numbers[start::threads])


def _in_stretch(
    stretch: _Stretch,
    wanted: "Wanted",
    accounts: Sequence[int] | None,
    limit: int,
    floor: int | None,
) -> pa.Table:
    found = [_nothing()]
    with pq.ParquetFile(stretch.path, metadata=stretch.metadata, memory_map=True) as file:
        for number in stretch.numbers:
            texts = file.read_row_group(number, columns=["text"], use_threads=False)["text"]
            # combine_chunks() would copy a single chunk too, which takes as long as reading it.
            column = texts.chunk(0) if texts.num_chunks == 1 else pa.concat_arrays(texts.chunks)
            rows = matching(column, wanted.words)
            if len(rows):
                places = pa.array(rows)
                shown = file.read_row_group(number, columns=_SHOWN, use_threads=False).take(places)
                shown = shown.append_column("text", column.take(places))
                found.append(_filtered(shown, wanted, accounts, floor))
    hits = pa.concat_tables(found)
    newest = pc.sort_indices(
        hits, [(name, "descending") for name in ("sent_us", "group_id", "message_ref")]
    )
    return hits.take(newest[:limit])


def _concerns(
    group: pq.RowGroupMetaData, columns: Sequence[int], wanted: "Wanted", floor: int | None
) -> bool:
    """Say by its statistics whether a row group may hold what is wanted."""
    groups, times = (_range(group, column) for column in columns)
    low = max((x for x in (wanted.first_us, floor) if x is not None), default=times[0])
    high = times[1] if wanted.until_us is None else wanted.until_us - 1
    if wanted.before is not None:
        high = min(high, wanted.before[0])
    if times[1] < low or times[0] > high:
        return False
    return wanted.group_id is None or groups[0] <= wanted.group_id <= groups[1]


def _range(group: pq.RowGroupMetaData, column: int) -> tuple[int, int]:
    statistics = group.column(column).statistics
    if statistics is None or not statistics.has_min_max:
        return -(2**63), 2**63 - 1
    return statistics.min, statistics.max


def _filtered(
    rows: pa.Table, wanted: "Wanted", accounts: Sequence[int] | None, floor: int | None
) -> pa.Table:
    kept = pc.is_valid(rows["sent_us"])
    if wanted.group_id is not None:
        kept = pc.and_(kept, pc.equal(rows["group_id"], wanted.group_id))
    if wanted.first_us is not None:
        kept = pc.and_(kept, pc.greater_equal(rows["sent_us"], wanted.first_us))
    if wanted.until_us is not None:
        kept = pc.and_(kept, pc.less(rows["sent_us"], wanted.until_us))
    if floor is not None:
        kept = pc.and_(kept, pc.greater_equal(rows["sent_us"], floor))
    if accounts is not None:
        kept = pc.and_(kept, pc.is_in(rows["account_id"], value_set=pa.array(accounts, pa.int64())))
    if wanted.before is not None:
        kept = pc.and_(kept, _is_before(rows, wanted.before))
    return rows.filter(kept)


def _is_before(rows: pa.Table, place: tuple[int, int, str]) -> pa.ChunkedArray:
    us, group, ref = (rows[name] for name in ("sent_us", "group_id", "message_ref"))
    same_group = pc.and_(pc.equal(group, place[1]), pc.less(ref, place[2]))
    same_moment = pc.and_(pc.equal(us, place[0]), pc.or_(pc.less(group, place[1]), same_group))
    return pc.or_(pc.less(us, place[0]), same_moment)


def _nothing() -> pa.Table:
    return pa.schema([MESSAGES.field(name) for name in [*_SHOWN, "text"]]).empty_table()
