"""Files on their way from a browser: in pieces, continued after a break, never trusted."""

import re
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from weilu.access.models import Operator
from weilu.community.models import Community
from weilu.ingest.errors import TooLarge, WrongPlace
from weilu.ingest.locks import folder
from weilu.ingest.models import Upload
from weilu.kernel.text import storable

#: One piece; the browser sends no larger ones.
PIECE_BYTES = 8 * 2**20
_BLOCK = 2**20
_KEPT = timedelta(days=7)


def size_limit() -> int:
    """Return the most bytes that one upload may have (WEILU_UPLOAD_MB, 20 GB by default)."""
    return int(settings.UPLOAD_MB) * 2**20


def begin(*, community: Community, operator: Operator, file_name: str, size: int) -> Upload:
    """Announce a file; the same name and size again continues what was broken off."""
    file_name = storable(file_name, 300)
    if size > size_limit():
        raise TooLarge(file=file_name, limit=size_limit() // 2**20)
    known = Upload.objects.filter(
        community=community, operator=operator, file_name=file_name, size=size
    ).first()
    if known is not None and path_of(known).exists():
        return known
    upload = Upload.objects.create(
        token=secrets.token_urlsafe(32),
        community=community,
        operator=operator,
        file_name=file_name,
        size=size,
    )
    path = path_of(upload)
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    return upload


def add_piece(upload: Upload, piece: BinaryIO, *, offset: int) -> int:
    """Write a piece at ``offset`` and return how many bytes have arrived.

    A piece that was sent twice changes nothing. Raises WrongPlace for one that would leave a
    gap, TooLarge when more comes than was announced.
    """
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(pk=upload.pk)
        if offset > held.received:
            raise WrongPlace(file=held.file_name, offset=offset, received=held.received)
        end = offset
        with path_of(held).open("r+b") as file:
            file.seek(offset)
            while block := piece.read(_BLOCK):
                end += len(block)
                if end > held.size:
                    raise TooLarge(file=held.file_name, limit=held.size // 2**20)
                file.write(block)
        held.received = max(held.received, end)
        held.save(update_fields=["received"])
    upload.received = held.received
    return held.received


def path_of(upload: Upload) -> Path:
    """Return where the file lies: a folder nobody can guess, a name that is only a name."""
    return folder() / upload.token / _safe(upload.file_name)


def discard(upload: Upload) -> None:
    shutil.rmtree(path_of(upload).parent, ignore_errors=True)
    upload.delete()


def tidy(now: datetime) -> int:
    """Delete uploads that nobody went on with for a week; return how many."""
    old = list(Upload.objects.filter(created_at__lt=now - _KEPT))
    for upload in old:
        discard(upload)
    return len(old)


def _safe(name: str) -> str:
    """Return ``name`` without anything that a file system or a shell takes for more."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = re.sub(r"[\x00-\x1f\x7f/:]", "", last).strip().lstrip(".")
    while len(kept.encode()) > 200:
        kept = kept[: len(kept) // 2] + kept[len(kept) // 2 + 1 :]
    return kept or "upload"
