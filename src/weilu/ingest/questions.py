"""What has to be answered about a file before it can be read: its encoding, its columns."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from weilu.community.models import Community
from weilu.connect.charsets import ENCODINGS
from weilu.connect.columns import ColumnImporter, Columns
from weilu.connect.errors import UncertainEncoding, UnknownEncoding
from weilu.connect.importers import importers
from weilu.connect.sources import Source, open_source
from weilu.ingest import columns
from weilu.ingest.errors import NotThere, NotWaiting
from weilu.ingest.models import Import
from weilu.ingest.recognise import Recognised, recognise_file
from weilu.kernel.errors import WeiluError

State = Import.State
#: Says what the columns hold, once the file is open.
Decide = Callable[[ColumnImporter, Source], Columns]


def told_before_reading(
    community: Community, known: Recognised, path: Path, encoding: str
) -> dict[str, object]:
    """Return what an import knows of its clock and, where the file is a table, of its columns."""
    if not isinstance(known.importer, ColumnImporter):
        return {"has_wall_clock": known.has_wall_clock}
    try:
        with open_source(path, encoding=encoding, is_strict=True) as source:
            settled = columns.remembered(community, known.importer, source)
    except UncertainEncoding as doubt:
        return {"state": State.ASKING, "error": as_told(doubt)}
    if settled is None:
        return {"state": State.COLUMNS}
    return {
        "columns": settled.as_json(),
        "columns_from": Import.Origin.REMEMBERED,
        "has_wall_clock": not settled.columns.is_instant,
    }


def choose_encoding(run: Import, encoding: str) -> None:
    """Settle how the bytes of a file are to be read that do not tell it; then it goes on.

    Raises UnknownEncoding, and UnknownExport where the file makes no sense when read so.
    """
    if encoding not in ENCODINGS:
        raise UnknownEncoding(encoding=encoding, known=", ".join(ENCODINGS))
    if run.state != State.ASKING:
        raise NotWaiting(file=run.file_name)
    path = Path(run.path)
    known = recognise_file(path, encoding=encoding)
    run.importer, run.platform = known.importer.slug, known.platform
    run.suggested_name = known.match.group_name[:200]
    run.encoding, run.state, run.error = encoding, State.SURVEYING, None
    run.batches_done = run.bytes_read = run.records = run.messages = 0
    for name, value in told_before_reading(run.community, known, path, encoding).items():
        setattr(run, name, value)
    run.save()


def choose_columns(run: Import, decide: Decide) -> None:
    """Settle what the columns of a table hold, by whoever can say it; then it can be surveyed.

    Raises what ``columns.settle`` and ``decide`` raise, NotWaiting when the import is no table
    or has gone on.
    """
    importer = importers().get(run.importer)
    waits = run.state in {State.COLUMNS, State.SURVEYING, State.CHOOSING}
    if not waits or not isinstance(importer, ColumnImporter):
        raise NotWaiting(file=run.file_name)
    with opened(run) as source:
        columns.settle(run, importer, source, decide(importer, source))


def reads_like(run: Import, decide: Decide) -> bool:
    """Tell whether an import reads its table the way that somebody wants it."""
    importer = importers().get(run.importer)
    if run.columns is None or not isinstance(importer, ColumnImporter):
        return False
    with opened(run) as source:
        return columns.is_same(columns.choice(run), decide(importer, source))


def importer_of_tables() -> str:
    """Return the slug of the importer that is told what the columns of a file hold."""
    found = (slug for slug, importer in importers().items() if isinstance(importer, ColumnImporter))
    return next(found, "auto")


def guess_columns(run: Import) -> None:
    """Go by the guess of what the columns hold. Raises UnsureColumns, DoubtfulDates."""
    importer = importers()[run.importer]
    if run.state == State.COLUMNS and isinstance(importer, ColumnImporter):
        with opened(run) as source:
            columns.settle_by_guess(run, importer, source)


@contextmanager
def opened(run: Import) -> Iterator[Source]:
    """Open the file of an import. Raises NotThere."""
    path = Path(run.path)
    if not run.path or not path.exists():
        raise NotThere(file=run.file_name)
    with open_source(path, encoding=run.encoding, is_strict=True) as source:
        yield source


def as_told(error: WeiluError) -> dict[str, object]:
    """Return an error as an import keeps it."""
    return {
        "code": error.code,
        "sentence": error.sentence,
        "remedy": error.remedy,
        "facts": {
            name: value if isinstance(value, int | float | list) else str(value)
            for name, value in error.facts.items()
        },
    }
