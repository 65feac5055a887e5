"""Which importer a file belongs to, judged by its content."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from weilu.connect.batches import Clock
from weilu.connect.columns import ColumnImporter
from weilu.connect.errors import OldWorkbook, UnknownExport
from weilu.connect.importers import Importer, Match, importers, manifests
from weilu.connect.sources import Source, head, open_source
from weilu.ingest.errors import UnknownFormat

#: Below this nobody is sure enough to read the file.
_ENOUGH = 0.3
#: How Office began its files before 2007, and begins what is locked with a password.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_LOOKED_AT = 20  # files of an archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The importer for a source, and what it knows before reading."""

    importer: Importer
    platform: str
    match: Match
    has_wall_clock: bool
    size: int  # bytes, unpacked


def recognise_file(path: Path, *, slug: str = "auto", encoding: str = "") -> Recognised:
    """Find the importer that is surest of a file, or take the one of that slug.

    A file whose encoding its bytes do not tell is tried in each that is likely. Raises
    UnknownExport when no importer knows the file, OldWorkbook for one that is to be saved anew,
    UnknownFormat for an unknown slug.
    """
    with open_source(path, encoding=encoding) as source:
        try:
            return _recognise(source, slug)
        except UnknownExport:
            if any(head(source, name, 8) == _COMPOUND for name in source.names()[:_LOOKED_AT]):
                raise OldWorkbook(file=path.name) from None
            previews = [preview for doubt in source.doubts.values() for preview in doubt.previews]
    for likely in dict.fromkeys(preview["encoding"] for preview in previews):
        with suppress(UnknownExport), open_source(path, encoding=likely) as source:
            return _recognise(source, slug)
    raise UnknownExport(file=path.name)


def _recognise(source: Source, slug: str) -> Recognised:
    known = importers()
    if slug not in {"", "auto"}:
        if slug not in known:
            raise UnknownFormat(format=slug, known=", ".join(known))
        importer = known[slug]
        match = importer.recognise(source)
    else:
        last = {slug for slug, manifest in manifests().items() if manifest.is_last_resort}
        found = _surest(source, [i for slug, i in known.items() if slug not in last])
        found = found or _surest(source, [i for slug, i in known.items() if slug in last])
        if found is None:
            raise UnknownExport(file=source.name)
        match, importer = found
    is_table = isinstance(importer, ColumnImporter)  # its columns tell, once they are known
    return Recognised(
        importer=importer,
        platform=importer.platform_of(source),
        match=match,
        has_wall_clock=not is_table and importer.clock_of(source) == Clock.LOCAL,
        size=sum(source.size(name) for name in source.names()),
    )


def _surest(source: Source, known: Sequence[Importer]) -> tuple[Match, Importer] | None:
    judged = [(importer.recognise(source), importer) for importer in known]
    best = max(judged, key=lambda each: each[0].certainty, default=None)
    return best if best is not None and best[0].certainty >= _ENOUGH else None
