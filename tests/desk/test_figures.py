from datetime import date

import pytest
from django.utils import translation

from weilu.desk import figures
from weilu.kernel.time import DAY_US, HOUR_US, day_number


@pytest.mark.parametrize(
    ("language", "written"),
    [("zh-hans", "47%"), ("zh-hant", "47%"), ("en", "47\u00a0%")],
)
def test_a_share_is_written_as_the_language_does(language, written):
    with translation.override(language):
        assert figures.percent(0.474) == written


def test_a_minus_is_a_minus():
    assert figures.signed(-14.2) == "−14"
    assert figures.signed(0.3) == "0"


def test_an_unknown_share_is_a_dash():
    assert figures.percent(None) == "—"


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(0.4, "under a minute"), (41, "41 minutes"), (150, "2.5 hours"), (60 * 72, "3 days")],
)
def test_a_duration_takes_the_unit_that_reads_best(minutes, written):
    with translation.override("en"):
        assert figures.minutes(minutes) == written


def test_distances_are_whole_days():
    now = 100 * DAY_US
    with translation.override("zh-hans"):
        assert figures.ago(now - 9 * DAY_US, now_us=now) == "9 天前"
        assert figures.ago(now - 1, now_us=now) == "今天"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_thousands_have_a_comma_in_every_language(language):
    with translation.override(language):
        assert figures.count(1417.4) == "1,417"


def test_whoever_waits_waits_whole_hours():
    with translation.override("zh-hans"):
        assert figures.waited(26.1) == "26 小时"


def test_a_week_has_a_number_only_where_it_is_a_calendar_week():
    sunday, friday = date(2026, 11, 22), date(2026, 11, 20)

    assert figures.week_number(day_number(sunday)) == 47
    assert figures.week_number(day_number(friday)) == 0


def test_a_moment_is_without_its_year_inside_the_year_of_today():
    noon = day_number(date(2026, 11, 20)) * DAY_US + 12 * HOUR_US
    same_year, next_year = day_number(date(2026, 12, 31)), day_number(date(2027, 1, 1))

    assert figures.moment(noon, "Asia/Shanghai", today=same_year) == "11-20 20:00"
    assert figures.moment(noon, "Asia/Shanghai", today=next_year) == "2026-11-20 20:00"
    assert figures.moment(noon, "Asia/Shanghai") == "2026-11-20 20:00"
