"""English below the Chinese of the demo, for operators who read the interface in English."""

import sqlite3
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import translation

from weilu.community.permissions import CommunityRequest
from weilu.demo.home import gloss_file
from weilu.demo.models import Visit

if TYPE_CHECKING:
    from weilu.access.models import Operator


class English:
    """What the words of the story mean; opened when first asked, for one request."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _file(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True)

    def of(self, kind: str, ref: str) -> str:
        asked = "SELECT en FROM gloss WHERE kind = ? AND ref = ?"
        found = self._file.execute(asked, (kind, ref)).fetchone()
        return found[0] if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """The switch in the line of the demo, and the page it leads back to."""

    is_on: bool
    page: str


def switch(request: CommunityRequest) -> Switch | None:
    """Return the switch; None where nobody reads English or none was written."""
    if _path(request) is None:
        return None
    return Switch(is_on=is_shown(request.user), page=request.get_full_path())


def english(request: CommunityRequest) -> English | None:
    """Return the gloss for the pages of an operator who has switched it on."""
    path = _path(request)
    return English(path) if path and is_shown(request.user) else None


def _path(request: CommunityRequest) -> Path | None:
    reads_english = (translation.get_language() or "").startswith("en")
    return gloss_file() if request.community.is_demo and reads_english else None


def is_shown(operator: "Operator") -> bool:
    return Visit.objects.filter(operator=operator, shows_gloss=True).exists()


def show(operator: "Operator", *, is_on: bool) -> None:
    Visit.objects.update_or_create(operator=operator, defaults={"shows_gloss": is_on})
