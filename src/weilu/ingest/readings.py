"""The readings of a file that its bytes leave open, as the page lays them side by side."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from weilu.ingest.models import Import

#: What people call an encoding, and what is written in it.
_KINDS: dict[str, tuple[str, Promise]] = {
    "utf-8": ("UTF-8", _("all languages")),
    "gb18030": ("GB18030, GBK", _("Simplified Chinese")),
    "big5": ("Big5", _("Traditional Chinese")),
    "utf-16-le": ("UTF-16 LE", _("all languages")),
    "utf-16-be": ("UTF-16 BE", _("all languages")),
    "shift_jis": ("Shift_JIS", _("Japanese")),
    "euc-kr": ("EUC-KR", _("Korean")),
    "windows-1252": ("Windows-1252", _("Western European")),
    "windows-1251": ("Windows-1251", _("Cyrillic")),
    "koi8-r": ("KOI8-R", _("Cyrillic")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The first telling lines of a file as one encoding reads them."""

    encoding: str
    name: str
    languages: Promise
    lines: list[str]


def readings(run: Import) -> list[Reading]:
    """Return the likely readings of a file, the likeliest first."""
    return [
        Reading(
            encoding=preview["encoding"],
            name=_KINDS[preview["encoding"]][0],
            languages=_KINDS[preview["encoding"]][1],
            lines=preview["lines"],
        )
        for preview in run.previews
    ]
