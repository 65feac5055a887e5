from datetime import date

import pytest

from weilu.kernel.time import day_number
from weilu.measure.festivals import festival_on, festivals_of


@pytest.mark.parametrize(
    ("day", "festival"),
    [
        pytest.param("2026-02-09", None, id="the day before 小年"),
        pytest.param("2026-02-10", "spring_festival", id="小年"),
        pytest.param("2026-02-17", "spring_festival", id="正月初一"),
        pytest.param("2026-03-03", "spring_festival", id="元宵"),
        pytest.param("2026-03-04", None, id="the day after 元宵"),
        pytest.param("2026-10-07", "national_day", id="the last day of 国庆"),
        pytest.param("2026-10-08", None, id="work again"),
        pytest.param("2026-09-25", "mid_autumn", id="中秋"),
        pytest.param("2026-06-19", "dragon_boat", id="端午"),
        pytest.param("2026-04-05", "qingming", id="清明"),
        pytest.param("2012-04-04", "qingming", id="清明 of a leap year"),
        pytest.param("2026-05-01", "labour_day", id="劳动节"),
        pytest.param("2026-11-11", "singles_day", id="双11"),
        pytest.param("2036-02-01", None, id="beyond the table"),
    ],
)
def test_the_calendar_knows(day, festival):
    assert festival_on(day_number(date.fromisoformat(day))) == festival


def test_festivals_hold_where_people_keep_them():
    new_year = day_number(date.fromisoformat("2026-02-17"))

    assert festivals_of("Asia/Shanghai").fill_week(new_year)
    assert not festivals_of("Europe/Berlin").fill_week(new_year)
    assert festivals_of("Asia/Shanghai").fill_window(new_year + 7)
    assert not festivals_of("Europe/Berlin").fill_window(new_year + 7)
