"""Time zones as people look for them: by city, in their own words."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

#: Cities whose names differ between languages; for all others the city of the id is shown.
CITIES = {
    "Asia/Shanghai": _("Beijing, Shanghai"),
    "Asia/Hong_Kong": _("Hong Kong"),
    "Asia/Macau": _("Macau"),
    "Asia/Taipei": _("Taipei"),
    "Asia/Urumqi": _("Ürümqi"),
    "Asia/Singapore": _("Singapore"),
    "Asia/Kuala_Lumpur": _("Kuala Lumpur"),
    "Asia/Tokyo": _("Tokyo"),
    "Asia/Seoul": _("Seoul"),
    "Asia/Bangkok": _("Bangkok"),
    "Asia/Ho_Chi_Minh": _("Ho Chi Minh City"),
    "Asia/Jakarta": _("Jakarta"),
    "Asia/Manila": _("Manila"),
    "Asia/Kolkata": _("Delhi, Mumbai"),
    "Asia/Dubai": _("Dubai"),
    "Australia/Sydney": _("Sydney"),
    "Australia/Melbourne": _("Melbourne"),
    "Australia/Perth": _("Perth"),
    "Pacific/Auckland": _("Auckland"),
    "Europe/London": _("London"),
    "Europe/Paris": _("Paris"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Madrid": _("Madrid"),
    "Europe/Rome": _("Rome"),
    "Europe/Amsterdam": _("Amsterdam"),
    "Europe/Zurich": _("Zurich"),
    "Europe/Moscow": _("Moscow"),
    "Africa/Cairo": _("Cairo"),
    "Africa/Johannesburg": _("Johannesburg"),
    "America/New_York": _("New York"),
    "America/Toronto": _("Toronto"),
    "America/Chicago": _("Chicago"),
    "America/Denver": _("Denver"),
    "America/Los_Angeles": _("Los Angeles, San Francisco"),
    "America/Vancouver": _("Vancouver"),
    "America/Sao_Paulo": _("São Paulo"),
    "UTC": _("Universal time"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    name: str  # Asia/Shanghai
    city: str
    offset: str  # UTC+8 at ``now``


@cache
def names() -> frozenset[str]:
    """Return the zones of the IANA list that are places, and UTC."""
    return frozenset(
        name
        for name in available_timezones()
        if name == "UTC" or ("/" in name and not name.startswith(("Etc/", "SystemV/", "posix/")))
    )


def choices(now: datetime) -> list[Zone]:
    """Return every zone with its offset at ``now``; those with a name of their own come first."""
    ordered = [*CITIES, *sorted(names() - CITIES.keys())]
    return [
        Zone(name=name, city=city_of(name), offset=_offset(name, now))
        for name in ordered
        if name in names()
    ]


def city_of(name: str) -> str:
    city = CITIES.get(name)
    return gettext(str(city)) if city else name.rpartition("/")[2].replace("_", " ")


def _offset(name: str, now: datetime) -> str:
    offset = now.astimezone(ZoneInfo(name)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
