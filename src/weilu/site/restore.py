"""Putting a backup back: all of it or nothing, and whoever was erased since stays erased."""

import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from weilu.access.models import Operator
from weilu.community.facts import warehouse
from weilu.community.models import Community
from weilu.ingest import erasure
from weilu.kernel.errors import WeiluError, gettext_noop
from weilu.kernel.failpoints import failpoint
from weilu.site import database_rows
from weilu.site.backup import FORMAT, LEFT_OUT, MANIFEST, ROWS, SQLITE
from weilu.site.home import Home
from weilu.site.prepare import MARKER

ERASED = "erased.jsonl"
Advance = Callable[[int], None]  # bytes read of the archive


class NoBackup(WeiluError):
    code = "backup.not_one"
    sentence = gettext_noop("%(path)s is not a backup of Weilu: %(reason)s.")
    remedy = gettext_noop("Give a file that “weilu backup” has written.")


class BackupDamaged(WeiluError):
    code = "backup.damaged"
    sentence = gettext_noop("The backup is damaged: %(reason)s. Nothing was changed.")
    remedy = gettext_noop("Take another copy of this backup, or an older backup.")


class RestoreIncomplete(WeiluError):
    code = "backup.incomplete"
    sentence = gettext_noop("The backup was put in place, but %(part)s has not all its rows.")
    remedy = gettext_noop("Restore another backup with --replace.")


class BackupNewer(WeiluError):
    code = "backup.newer"
    sentence = gettext_noop("The backup was made by Weilu %(version)s, which is newer than this.")
    remedy = gettext_noop("Install that version or a newer one, then restore.")


class HomeInUse(WeiluError):
    code = "backup.home_in_use"
    sentence = gettext_noop("%(home)s already holds %(communities)d communities.")
    remedy = gettext_noop("Restore into an empty WEILU_HOME, or replace all of it with --replace.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back."""

    made_at: str
    communities: int
    messages: int
    erased_again: int


def restore(
    archive: Path,
    *,
    replace: bool = False,
    erased: Path | None = None,
    advance: Advance | None = None,
) -> Restored:
    """Put the backup into this installation, which must be empty unless ``replace``.

    The archive is unpacked beside and proved whole before anything is touched. ``erased`` is
    the list of erased people of the installation that was lost, if it was saved.
    """
    home = Path(settings.WEILU_HOME)
    if not replace:
        _must_be_empty(home)
    folder = Path(tempfile.mkdtemp(prefix=".restore-", dir=home))
    try:
        manifest = _unpack(archive, folder, advance or _unseen)
        failpoint("restore.unpacked")
        _merge_erased(folder, [home / ERASED, *([erased] if erased else [])])
        _put_in_place(home, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _prove(manifest)
    return Restored(
        made_at=manifest["made_at"],
        communities=Community.objects.count(),
        messages=manifest["facts"].get("messages", 0),
        erased_again=erasure.erase_again(),
    )


def _unseen(done: int) -> None:
    """Nobody looks."""


def _must_be_empty(home: Path) -> None:
    communities = Community.objects.count()
    if communities or Operator.objects.exclude(last_login=None).exists():
        raise HomeInUse(home=home, communities=communities)


def _unpack(archive: Path, folder: Path, advance: Advance) -> dict[str, Any]:
    """Unpack and hash every file, and compare with what the manifest says of them."""
    hashes: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    try:
        for name, content in _entries(archive, advance):
            if name == MANIFEST:
                manifest = json.loads(content.read())
                continue
            target = folder / _safe(name)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            hashes[name] = _write_hashed(content, target)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        if not hashes and (isinstance(error, tarfile.TarError) or not _is_compressed(archive)):
            raise NoBackup(path=archive, reason=_short(error)) from error
        raise BackupDamaged(reason=_short(error)) from error
    if manifest is None:
        if not hashes:
            raise NoBackup(path=archive, reason="it is empty")
        raise BackupDamaged(reason="its end is missing")
    if manifest["format"] > FORMAT:
        raise BackupNewer(version=manifest["weilu"])
    if hashes != manifest["files"]:
        wrong = sorted(set(hashes.items()) ^ set(manifest["files"].items()))
        raise BackupDamaged(reason=f"{wrong[0][0]} is not as it was written")
    return manifest


def _is_compressed(archive: Path) -> bool:
    with archive.open("rb") as file:
        return file.read(4) == b"\x28\xb5\x2f\xfd"  # Zstandard


def _entries(archive: Path, advance: Advance) -> Iterator[tuple[str, Any]]:
    import pyarrow as pa

    with (
        archive.open("rb") as raw,
        pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as entries,
    ):
        for entry in entries:
            if not entry.isfile():
                raise BackupDamaged(reason=f"{entry.name} is not a file")
            yield entry.name, entries.extractfile(entry)
            advance(raw.tell())


def _safe(name: str) -> PurePosixPath:
    """Refuse a name that leads out of the folder: archives come from anywhere."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in {
        "home", "warehouse", SQLITE, ROWS
    }:  # fmt: skip
        raise BackupDamaged(reason=f"{name} does not belong into a backup")
    return path


def _write_hashed(content: Any, target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as file:
        target.chmod(0o600)
        while part := content.read(1 << 20):
            digest.update(part)
            file.write(part)
    return digest.hexdigest()


def _short(error: BaseException) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__


def _merge_erased(folder: Path, lists: Iterable[Path]) -> None:
    """Join the backup's list of erased people with later ones."""
    own = folder / "home" / ERASED
    known = [path for path in (own, *lists) if path.exists()]
    told = dict.fromkeys(line for path in known for line in path.read_text("ascii").splitlines())
    if told:
        own.parent.mkdir(exist_ok=True)
        own.write_text("".join(f"{line}\n" for line in told), "ascii")


def _put_in_place(home: Path, folder: Path) -> None:
    """Move the old things aside, the new ones in, and bring the database up to this version."""
    (home / MARKER).unlink(missing_ok=True)
    for path in home.iterdir():
        if path.name == "warehouse" or not any(path.match(pattern) for pattern in LEFT_OUT):
            _remove(path)
    for path in (folder / "home").iterdir() if (folder / "home").is_dir() else ():
        path.replace(home / path.name)
    if (folder / "warehouse").is_dir():
        (folder / "warehouse").replace(home / "warehouse")
    settings.SECRET_KEY = Home(home).secret_key()  # the backup's; marks of erased people need it
    warehouse.cache_clear()
    _put_database_in_place(folder)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _put_database_in_place(folder: Path) -> None:
    if (folder / SQLITE).exists() and connection.vendor == "sqlite":
        connections.close_all()
        name = Path(connection.settings_dict["NAME"])
        for ending in ("-wal", "-shm"):
            name.with_name(name.name + ending).unlink(missing_ok=True)
        with closing(sqlite3.connect(folder / SQLITE)) as database:
            database.execute("PRAGMA journal_mode = WAL")
        (folder / SQLITE).replace(name)
        _migrate("default")
        return
    _migrate("default")
    if (folder / ROWS).exists():
        with (folder / ROWS).open(encoding="utf-8") as file:
            database_rows.load(file)
        return
    with _other_database(folder / SQLITE) as alias:
        _migrate(alias)
        database_rows.load(database_rows.lines(alias))


@contextmanager
def _other_database(file: Path) -> Iterator[str]:
    """Open the backup's SQLite file beside the database into which it goes."""
    alias = "backup"
    default = connections.databases["default"]
    connections.databases[alias] = {
        **default,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {},
        "CONN_HEALTH_CHECKS": False,
    }
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections.databases[alias]


def _migrate(alias: str) -> None:
    call_command("migrate", database=alias, verbosity=0, interactive=False, skip_checks=True)
    call_command("createcachetable", database=alias, verbosity=0)


def _prove(manifest: dict[str, Any]) -> None:
    """Compare what stands there now with what the backup counted."""
    tables = warehouse().tables
    facts = {name: sum(f.rows for f in table.files()) for name, table in tables.items()}
    if {name: count for name, count in facts.items() if count} != manifest["facts"]:
        raise RestoreIncomplete(part="warehouse")
    rows = database_rows.counts()
    ours = {database_rows.label_of(model) for model in database_rows.own_models()}
    for label, count in manifest["rows"].items():
        if label in ours and rows.get(label, 0) < count:
            raise RestoreIncomplete(part=label)
