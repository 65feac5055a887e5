"""Taking everything an installation owns into one file, while it runs.

The order of events makes the parts fit: with all writers of the warehouse held, its files are
linked and the database is copied. Accounts are always stored before their facts, and an
import's place after them, so the copy has neither a fact without its author nor an import
that believes to be further than its facts.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction

from weilu import __version__
from weilu.community.facts import warehouse
from weilu.kernel.errors import WeiluError, gettext_noop
from weilu.kernel.failpoints import failpoint
from weilu.site import database_rows

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE = "database.sqlite3"
ROWS = "database.jsonl"
ENDING = ".tar.zst"
#: What is made anew by itself, or copied in a way of its own.
LEFT_OUT = ("weilu.sqlite3*", "warehouse", "static", "logs", "prepared*", "*.lock", ".backup-*",
            ".restore-*", f"*{ENDING}", "*.part")  # fmt: skip

Advance = Callable[[int, int], None]  # bytes done, bytes in all


class BackupFailed(WeiluError):
    code = "backup.failed"
    sentence = gettext_noop("The backup could not be written to %(path)s: %(reason)s.")
    remedy = gettext_noop("Choose a folder that exists, is writable and has space.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was written, and where."""

    path: Path
    size: int
    files: int
    facts: int


def back_up(target: Path, *, advance: Advance | None = None) -> Backup:
    """Write one archive of everything. It appears under its name only when it is whole."""
    path = _named(target)
    unfinished = path.with_name(path.name + ".part")
    try:
        with _still_image() as image:
            failpoint("backup.image_taken")
            manifest = _write(unfinished, image, advance or _unseen)
        unfinished.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise BackupFailed(path=path, reason=error.strerror or error) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return Backup(
        path=path,
        size=path.stat().st_size,
        files=len(manifest["files"]),
        facts=manifest["facts"].get("messages", 0),
    )


def _unseen(done: int, total: int) -> None:
    """Nobody looks."""


def _named(target: Path) -> Path:
    """Return the archive's path: a folder gets a file with the moment in its name."""
    if target.is_dir():
        return target / f"weilu-{datetime.now(UTC):%Y-%m-%d-%H%M%S}{ENDING}"
    return target if target.name.endswith(ENDING) else target.with_name(target.name + ENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Image:
    """Everything as it stood at one moment, below a folder of its own."""

    folder: Path
    facts: dict[str, int]  # rows by table
    rows: dict[str, int]  # of the database, by model


@contextmanager
def _still_image() -> Iterator[_Image]:
    home = Path(settings.WEILU_HOME)
    folder = Path(tempfile.mkdtemp(prefix=".backup-", dir=home))
    try:
        with ExitStack() as held:
            facts = {}
            for name in warehouse().tables:
                held.enter_context(warehouse().writing(name))
                facts[name] = _link_table(name, folder / "warehouse" / name)
            rows = _copy_database(folder)
        _copy_rest(home, folder)
        yield _Image(
            folder=folder,
            facts={name: count for name, count in facts.items() if count},
            rows=rows,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _link_table(name: str, folder: Path) -> int:
    """Link the files of a table's newest version: they never change, so a link is a copy."""
    table = warehouse().tables[name]
    log = table.path / "_delta_log"
    if not log.is_dir():
        return 0
    files = table.files()
    for relative in [*(file.path for file in files), *_names(log, table.path)]:
        place = folder / relative
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _link_or_copy(table.path / relative, place)
    return sum(file.rows for file in files)


def _names(folder: Path, below: Path) -> list[str]:
    return [str(path.relative_to(below)) for path in folder.iterdir() if path.is_file()]


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)


def _copy_database(folder: Path) -> dict[str, int]:
    """Copy the database as of now and return how many rows each table has."""
    if connection.vendor == "sqlite":
        own = f"file:{connection.settings_dict['NAME']}?mode=ro"
        with (
            closing(sqlite3.connect(own, uri=True)) as old,
            closing(sqlite3.connect(folder / SQLITE)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
        return _counts_in(folder / SQLITE)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        rows = database_rows.counts()
        with (folder / ROWS).open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in database_rows.lines())
    return rows


def _counts_in(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as copy:
        found = {}
        for model in database_rows.own_models():
            table = database_rows.table_of(model)
            count = copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608  a table of our own
            found[database_rows.label_of(model)] = count
    return {label: count for label, count in found.items() if count}


def _copy_rest(home: Path, folder: Path) -> None:
    """Copy the key, the uploads and whatever else lies in the home."""
    for path in home.iterdir():
        if not any(path.match(pattern) for pattern in LEFT_OUT):
            _copy(path, folder / "home" / path.name)


def _copy(source: Path, target: Path) -> None:
    """Copy a file or folder; what vanishes meanwhile (a finished upload) is passed over."""
    if source.is_dir():
        for path in source.iterdir():
            if not path.match("*.lock"):
                _copy(path, target / path.name)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            shutil.copy2(source, target)


def _write(path: Path, image: _Image, advance: Advance) -> dict[str, Any]:
    import pyarrow as pa

    files = sorted(file for file in image.folder.rglob("*") if file.is_file())
    total, done = sum(file.stat().st_size for file in files), 0
    hashes: dict[str, str] = {}
    _private(path)
    with (
        pa.OSFile(str(path), "wb") as raw,
        pa.CompressedOutputStream(raw, "zstd") as stream,
        tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        for file in files:
            name = str(file.relative_to(image.folder))
            hashes[name] = _add(archive, file, name)
            done += file.stat().st_size
            advance(done, total)
        manifest = {
            "format": FORMAT,
            "weilu": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "facts": image.facts,
            "rows": image.rows,
            "files": hashes,
        }
        told = json.dumps(manifest, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(told), 0o600
        archive.addfile(entry, io.BytesIO(told))
    _sync(path)
    return manifest


def _private(path: Path) -> None:
    """Make an empty file that only its owner can read."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))


def _add(archive: tarfile.TarFile, file: Path, name: str) -> str:
    """Add one file and return the hash of what went in."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = file.stat().st_size, 0o600
    with file.open("rb") as content:
        reading = _Hashing(content)
        archive.addfile(entry, reading)
    return reading.hash.hexdigest()


class _Hashing:
    """A file whose content is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self.hash.update(part)
        return part


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
