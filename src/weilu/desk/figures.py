"""How numbers are written: percent, signed differences, durations, distances in time.

Chinese sets no space before the percent sign and the measure word follows the figure without
a break; the minus is a minus, the range an en dash (interface rules).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weilu.kernel.time import HOUR_US, from_day_number, from_us

NO_BREAK = "\u00a0"


def is_chinese() -> bool:
    return (translation.get_language() or "").startswith("zh")


def count(value: float) -> str:
    """Write a count with thousands separators, in every language: 1,874."""
    return f"{round(value):,}".replace("-", "−")


def percent(share: float | None, digits: int = 0) -> str:
    """Write a share (0–1) as 47% in Chinese, 47 % in English; a missing one as a dash."""
    if share is None:
        return "—"
    figure = f"{share * 100:.{digits}f}".replace("-", "−")
    return f"{figure}%" if is_chinese() else f"{figure}{NO_BREAK}%"


def interval(low: float | None, high: float | None) -> str:
    """Write an interval of shares as 48–73%."""
    if low is None or high is None:
        return ""
    return f"{low * 100:.0f}–{percent(high)}"


def signed(difference: float, digits: int = 0) -> str:
    """Write a difference with its sign: +2, −14, 0."""
    rounded = round(difference, digits)
    if rounded == 0:
        return "0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):.{digits}f}"


def minutes(value: float | None) -> str:
    """Write a duration given in minutes in the unit that reads best."""
    if value is None:
        return "—"
    if value < 1:
        return _("under a minute")
    if value < 90:
        return ngettext("%(n)s minute", "%(n)s minutes", round(value)) % {"n": round(value)}
    if value < 48 * 60:
        return _("%(n)s hours") % {"n": f"{value / 60:.1f}".removesuffix(".0")}
    return ngettext("%(n)s day", "%(n)s days", round(value / 1440)) % {"n": round(value / 1440)}


def waited(hours: float) -> str:
    """Write how long somebody has waited; from two hours on, nobody counts the minutes."""
    return minutes(hours * 60 if hours < 2 else round(hours) * 60)


def ago(us: int | None, *, now_us: int) -> str:
    """Write how many whole days before ``now_us`` something was: today, yesterday, 9 days ago."""
    if us is None:
        return "—"
    days = max(0, (now_us - us) // (24 * HOUR_US))
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": count(days)}


def short_date(day: int, *, today: int | None = None) -> str:
    """Write a local day without its year inside the year of ``today``: 11-22, else 2025-11-22."""
    found = from_day_number(day)
    if today is not None and from_day_number(today).year == found.year:
        return f"{found:%m-%d}"
    return f"{found:%Y-%m-%d}"


def spoken_date(day: int, *, today: int | None = None) -> str:
    """Write a local day as people say it: 11 月 22 日, 22 November; with its year when another."""
    found: date = from_day_number(day)
    if today is not None and from_day_number(today).year == found.year:
        return date_format(found, _("j F"))
    return date_format(found, _("j F Y"))


def moment(us: int, zone: str, *, today: int | None = None) -> str:
    """Write a moment in the group's zone, to the minute; without its year inside today's year."""
    local: datetime = from_us(us).astimezone(ZoneInfo(zone))
    if today is not None and from_day_number(today).year == local.year:
        return f"{local:%m-%d %H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


def weekday(number: int) -> str:
    """Return the name of a weekday, 0 for Monday."""
    return [
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    ][number]


def week_number(until_day: int) -> int:
    """Return the number of the calendar week that ends with this day; 0 when it ends later."""
    last = from_day_number(until_day)
    return last.isocalendar().week if last.isoweekday() == 7 else 0
