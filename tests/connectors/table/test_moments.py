"""Times as tables write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from weilu.connect.dates import Order
from weilu.connectors.table.moments import MomentReader, judge_order, parts_of
from weilu.kernel.time import from_us, to_us

EVENING = "2026-03-01 19:05:00"


def told(text, *, order=Order.YMD, is_instant=None):
    parts = parts_of(text)
    instant = bool(parts and parts.is_instant) if is_instant is None else is_instant
    us = MomentReader(order, is_instant=instant).moment(text)
    return None if us is None else f"{from_us(us):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 19:05:00",
        "2026-03-01 19:05",
        "2026/3/1 19:05",
        "2026.03.01 19:05",
        " 2026-03-01T19:05:00 ",
        "2026年3月1日 19:05",
        "2026年3月1日19时05分",
        "2026年03月01日 下午7:05",
        "2026/03/01 下午 07:05:00",
        "2026/3/1 7:05 PM",
        "2026-03-01（日）19:05",
        "2026-03-01 星期日 19:05",
        "Sun, 1 Mar 2026 19:05:00",
        "March 1, 2026 7:05 PM",
        "1-Mar-26 19:05",
        "20260301190500",
        "202603011905",
        "46082.795138889",
        "２０２６／０３／０１ １９：０５",
    ],
)
def test_a_wall_clock_is_read_however_it_is_written(text):
    assert told(text) == EVENING


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T19:05:00Z",
        "2026-03-01T19:05:00.000+00:00",
        "2026-03-02 03:05:00 +0800",
        "2026-03-02 03:05 UTC+8",
        "1772391900",
        "1772391900000",
        "1772391900.0",
    ],
)
def test_a_moment_is_read_as_universal_time(text):
    assert told(text) == EVENING


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "12", "2026-02-30 10:00", "2026-03-01 25:00", "2026-13-01", "1887-03-01 10:00",
        "19:05", "99999999999999999999", "2026-03-01 and more words", "x" * 500, "12345",
    ],
)  # fmt: skip
def test_what_is_no_moment_of_a_chat_is_not_read(text):
    assert told(text) is None


def test_the_order_decides_what_a_short_date_means():
    assert told("03/04/2026 10:00", order=Order.DMY) == "2026-04-03 10:00:00"
    assert told("03/04/2026 10:00", order=Order.MDY) == "2026-03-04 10:00:00"
    assert told("26/03/04 10:00", order=Order.YMD) == "2026-03-04 10:00:00"


def test_wall_clocks_leave_a_zone_aside_and_read_no_epoch():
    assert told("2026-03-01T19:05:00+08:00", is_instant=False) == EVENING
    assert told("1772391900", is_instant=False) is None


@settings(max_examples=examples(200), deadline=None)
@given(
    moments=st.lists(
        st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1)).map(
            lambda found: found.replace(microsecond=0, tzinfo=UTC)
        ),
        min_size=1,
        max_size=20,
    ),
    form=st.sampled_from(
        ["%Y-%m-%d %H:%M:%S", "%d.%m.%Y, %H:%M:%S", "%d/%m/%y %I:%M:%S %p", "%d %b %Y %H:%M:%S"]
    ),
)
def test_one_reader_reads_all_moments_of_a_column(moments, form):
    reader = MomentReader(Order.DMY, is_instant=False)

    assert reader.moments([f"{each:{form}}" for each in moments]) == [
        to_us(each) if "%y" not in form else to_us(in_this_century(each)) for each in moments
    ]


def in_this_century(moment):
    day = min(moment.day, 28) if moment.month == 2 else moment.day
    return moment.replace(year=2000 + moment.year % 100, day=day)


@settings(max_examples=examples(100), deadline=None)
@given(
    days=st.lists(st.dates(datetime(2015, 1, 1).date(), datetime(2030, 1, 1).date()), min_size=1)
)
def test_an_order_that_is_not_doubtful_is_right(days):
    parts = [parts_of(f"{day:%m/%d/%Y}") for day in sorted(days)]

    verdict = judge_order(parts)

    reader = MomentReader(verdict.order, is_instant=False)
    meant = [to_us(datetime(d.year, d.month, d.day, tzinfo=UTC)) for d in sorted(days)]
    assert verdict.is_doubtful or meant == reader.moments([f"{d:%m/%d/%Y}" for d in sorted(days)])
