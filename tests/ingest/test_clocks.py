from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weilu.ingest.clocks import spans, utc_from_wall, zone
from weilu.ingest.errors import UnknownZone
from weilu.kernel.time import DAY_US, from_us, to_us


def wall(text: str) -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=UTC))


def shifted(text: str, name: str) -> str:
    return f"{from_us(utc_from_wall(pa.array([wall(text)]), name)[0].as_py()):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("clock", "name", "expected"),
    [
        pytest.param("2026-03-02 21:00", "Asia/Shanghai", "2026-03-02 13:00", id="no change"),
        pytest.param("2026-07-01 12:00", "America/New_York", "2026-07-01 16:00", id="summer"),
        pytest.param(
            "2027-03-14 02:30", "America/New_York", "2027-03-14 07:00", id="gap: first moment after"
        ),
        pytest.param(
            "2026-11-01 01:30", "America/New_York", "2026-11-01 05:30", id="overlap: the first"
        ),
        pytest.param("2026-11-01 02:00", "America/New_York", "2026-11-01 07:00", id="after it"),
    ],
)
def test_wall_clocks_become_utc(clock, name, expected):
    assert shifted(clock, name) == expected


@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_every_wall_clock_is_read_as_python_reads_it_unless_it_does_not_exist(moment, name):
    place = ZoneInfo(name)
    local = moment.replace(tzinfo=place, fold=0)
    found = utc_from_wall(pa.array([to_us(moment.replace(tzinfo=UTC))]), name)[0].as_py()

    if local.astimezone(UTC).astimezone(place).replace(tzinfo=None) == moment:
        assert found == to_us(local)
    else:
        assert abs(found - to_us(local)) <= DAY_US // 24


def test_spans_neither_overlap_nor_leave_gaps():
    found = spans(
        "Europe/Berlin",
        to_us(datetime(2020, 1, 1, tzinfo=UTC)),
        to_us(datetime(2026, 1, 1, tzinfo=UTC)),
    )

    assert len(found.start_us) == 13
    assert list(found.start_us[1:]) == list(found.until_us[:-1])


def test_a_zone_that_does_not_exist_is_refused():
    with pytest.raises(UnknownZone):
        zone("Mars/Olympus")
