"""Days on which a Chinese group is quiet or loud for reasons of the calendar.

Lunar dates by table (Hong Kong Observatory's almanac, 2010-2035): a festival is no sign of
life or death of a group, so its days are no yardstick.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from weilu.kernel.time import day_number

#: New Year's Day of the lunar calendar, 正月初一.
_SPRING = (
    "2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 "
    "2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 "
    "2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 "
    "2034-02-19 2035-02-08"
)

#: 端午, the fifth of the fifth month.
_DRAGON_BOAT = (
    "2010-06-16 2011-06-06 2012-06-23 2013-06-12 2014-06-02 2015-06-20 2016-06-09 2017-05-30 "
    "2018-06-18 2019-06-07 2020-06-25 2021-06-14 2022-06-03 2023-06-22 2024-06-10 2025-05-31 "
    "2026-06-19 2027-06-09 2028-05-28 2029-06-16 2030-06-05 2031-06-24 2032-06-12 2033-06-01 "
    "2034-06-20 2035-06-10"
)
#: 中秋, the fifteenth of the eighth month.
_MID_AUTUMN = (
    "2010-09-22 2011-09-12 2012-09-30 2013-09-19 2014-09-08 2015-09-27 2016-09-15 2017-10-04 "
    "2018-09-24 2019-09-13 2020-10-01 2021-09-21 2022-09-10 2023-09-29 2024-09-17 2025-10-06 "
    "2026-09-25 2027-09-15 2028-10-03 2029-09-22 2030-09-12 2031-10-01 2032-09-19 2033-09-08 "
    "2034-09-27 2035-09-16"
)
#: Where people keep them.
_ZONES = frozenset(
    {
        "Asia/Shanghai",
        "Asia/Chongqing",
        "Asia/Harbin",
        "Asia/Urumqi",
        "Asia/Hong_Kong",
        "Asia/Macau",
        "Asia/Taipei",
        "PRC",
        "ROC",
        "Hongkong",
    }
)


@dataclass(frozen=True, slots=True)
class Festivals:
    """The holidays that a community keeps: all or none."""

    are_kept: bool

    def fill_week(self, until_day: int) -> bool:
        """Tell whether at least three of the seven days lie in a festival."""
        return self.are_kept and _days_before(until_day, 7) >= 3

    def fill_window(self, until_day: int) -> bool:
        """Tell whether more than a week of the 28 days are holidays: then they are no yardstick."""
        return self.are_kept and _days_before(until_day, 28) > 7

    def touch_window(self, until_day: int) -> bool:
        """Tell whether a week or more of the 28 days are holidays: nothing is compared with it."""
        return self.are_kept and _days_before(until_day, 28) >= 7


def festivals_of(zone: str) -> Festivals:
    """Return the holidays kept where clocks show ``zone``."""
    return Festivals(are_kept=zone in _ZONES)


@lru_cache(maxsize=4096)
def _days_before(until_day: int, days: int) -> int:
    return sum(festival_on(until_day - back) is not None for back in range(days))


@cache
def _calendar() -> dict[int, str]:
    days: dict[int, str] = {}
    for text in _SPRING.split():
        new_year = day_number(date.fromisoformat(text))
        # From 小年 (seven days before) to 元宵 (the fifteenth of the month).
        days |= dict.fromkeys(range(new_year - 7, new_year + 15), "spring_festival")
    for code, table in (("dragon_boat", _DRAGON_BOAT), ("mid_autumn", _MID_AUTUMN)):
        days |= {day_number(date.fromisoformat(text)): code for text in table.split()}
    for year in range(2010, 2036):
        days[day_number(date(year, 4, _qingming(year)))] = "qingming"
        days[day_number(date(year, 11, 11))] = "singles_day"
        days |= dict.fromkeys(_span(f"{year}-10-01", 7), "national_day")
        days |= dict.fromkeys(_span(f"{year}-05-01", 5), "labour_day")
        days |= dict.fromkeys(_span(f"{year}-01-01", 1), "new_year")
    return days


def _qingming(year: int) -> int:
    """Return the day of April, by the almanac's rule for this century."""
    short = year % 100
    return int(short * 0.2422 + 4.81) - short // 4


def _span(first: str, length: int) -> range:
    start = day_number(date.fromisoformat(first))
    return range(start, start + length)


def festival_on(day: int) -> str | None:
    """Return the code of the festival in which a local day (day number) lies, None outside."""
    return _calendar().get(day)
