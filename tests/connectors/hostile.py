"""Exports with a value in one place that nobody would write there."""

import csv
import io
import json
import random
import re
from collections.abc import Iterator
from typing import Any

from tests.connectors.contract import Fixture, MemorySource

#: As JSON writes them; the texts among them are put into tables and plain texts, too.
VALUES: tuple[bytes, ...] = (
    *(b"null", b"true", b"-1", b"0", b"[]", b"{}", b"[[[]]]", b'{"a":{"a":[1]}}', b'""'),
    *(b"1" + b"0" * 30, b"9" * 400, b"9" * 6000, b"1e999", b"NaN", b"9223372036854775808"),
    *(b"[" * 3000 + b"]" * 3000, b'{"a":' * 3000 + b"1" + b"}" * 3000),
    *(json.dumps(text).encode() for text in ("\x00", "²", "١٢", "9" * 5000, "9" * 18, "x" * 9999)),
    *(b'"\\ud800"', b'"2024-02-30T25:61:61Z"', b'"0001-01-01"', b'"9999-12-31T23:59:59-23:59"'),
)
_HOLE = "\ue000"


def with_a_value(fixture: Fixture, *, times: int, seed: int = 1) -> Iterator[MemorySource]:
    """Yield the export ``times`` times, each with one value in one place of one of its files."""
    rng = random.Random(seed)  # noqa: S311 - repeatable damage, no secret
    files = fixture.files()
    for _ in range(times):
        name = rng.choice(sorted(files))
        data = _damaged(name, files[name], rng)
        yield MemorySource(fixture.path.name, files | {name: data})


def _damaged(name: str, data: bytes, rng: random.Random) -> bytes:
    value = rng.choice(VALUES)
    if name.endswith(".json"):
        return _document(data, value, rng)
    if name.endswith(".jsonl"):
        lines = data.splitlines()
        at = rng.randrange(len(lines))
        lines[at] = _document(lines[at], value, rng) if lines[at][:1] == b"{" else value
        return b"\n".join(lines)
    text = value if value[:1] != b'"' else _spoken(value)
    return _table(data, text, rng) if name.endswith(".csv") else _lines(data, text, rng)


def _spoken(value: bytes) -> bytes:
    spoken: str = json.loads(value)
    return spoken.encode("utf-8", "surrogatepass")


def _document(data: bytes, value: bytes, rng: random.Random) -> bytes:
    try:
        document = json.loads(data)
    except ValueError:  # a fixture that is damaged already
        return _lines(data, value, rng)
    path = rng.choice(list(_places(document)))
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = _HOLE
    indent = rng.choice((None, 1))
    written = json.dumps(document, ensure_ascii=False, indent=indent)
    return written.encode("utf-8", "surrogatepass").replace(f'"{_HOLE}"'.encode(), value)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else ()
    for key, inner in enumerate(value) if isinstance(value, list) else inside:
        yield from _places(inner, (*path, key))


def _table(data: bytes, value: bytes, rng: random.Random) -> bytes:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"))))
    row = rng.choice([row for row in rows if row])
    row[rng.randrange(len(row))] = value.decode("utf-8", "replace")
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _lines(data: bytes, value: bytes, rng: random.Random) -> bytes:
    """Put the value into a line: for it, behind it, or for one of its numbers."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    numbers = list(re.finditer(rb"\d+", lines[at]))
    ways = [value, lines[at] + value, lines[at].replace(b": ", b": " + value, 1)]
    ways += [lines[at][: n.start()] + value + lines[at][n.end() :] for n in numbers[:12]]
    lines[at] = rng.choice(ways)
    return b"\n".join(lines)
