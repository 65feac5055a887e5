"""Words in the text column of Parquet files, without looking at each message.

A row group's texts lie one after another in one buffer. A word is sought in that buffer as a
whole, by the C library's search, and only where it occurs is the row worked out.
"""

import os
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
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

_Rows = np.ndarray  # positions of rows, rising


def find(
    files: Iterable[Path],
    wanted: "Wanted",
    accounts: Sequence[int] | None,
    *,
    limit: int,
    floor: int | None,
) -> pa.Table:
    """Return at most ``limit`` newest messages of each file that hold all words.

    Messages not newer than ``floor`` are left out.
    """
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:
        found = list(
            pool.map(lambda file: _in_file(file, wanted, accounts, limit=limit, floor=floor), files)
        )
    return pa.concat_tables(found)


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
    """The texts of one row group as one run of bytes; Latin letters made small if they matter."""

    def __init__(self, texts: pa.Array, *, has_latin: bool) -> None:
        if texts.offset:
            texts = pa.concat_arrays([texts])
        self._texts = texts
        _, offsets, data = texts.buffers()
        self._ends = np.frombuffer(offsets, np.int32, len(texts) + 1)
        self._bytes = data.to_pybytes() if data is not None else b""
        if has_latin:
            self._bytes = self._bytes.lower()

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
        places: list[int] = []
        at = self._bytes.find(word)
        while at >= 0:
            places.append(at)
            if len(places) > _MANY:
                return self._many_places_of(word)
            at = self._bytes.find(word, at + 1)
        return np.array(places, np.int64)

    def _many_places_of(self, word: bytes) -> _Rows:
        """Look at all bytes at once, from the word's last, which tells most in UTF-8."""
        units = np.frombuffer(self._bytes, np.uint8)
        last = len(word) - 1
        places = np.flatnonzero(units[last:] == word[last])
        for place in range(last):
            places = places[units[places + place] == word[place]]
        return places


def _in_file(
    path: Path,
    wanted: "Wanted",
    accounts: Sequence[int] | None,
    *,
    limit: int,
    floor: int | None,
) -> pa.Table:
    found: list[pa.Table] = []
    with pq.ParquetFile(path, memory_map=True) as file:
        names = [file.schema_arrow.get_field_index(name) for name in ("group_id", "sent_us")]
        for number in range(file.num_row_groups):
            if not _concerns(file.metadata.row_group(number), names, wanted, floor):
                continue
            texts = file.read_row_group(number, columns=["text"], use_threads=False)["text"]
            # combine_chunks() would copy a single chunk too, which takes as long as reading it.
            column = texts.chunk(0) if texts.num_chunks == 1 else pa.concat_arrays(texts.chunks)
            rows = matching(column, wanted.words)
            if len(rows):
                places = pa.array(rows)
                shown = file.read_row_group(number, columns=_SHOWN, use_threads=False).take(places)
                shown = shown.append_column("text", column.take(places))
                found.append(_filtered(shown, wanted, accounts, floor))
    hits = pa.concat_tables(found) if found else _nothing()
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
