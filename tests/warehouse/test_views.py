from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.warehouse import FOREVER, MORNING_US, messages, rows
from weilu.kernel.time import DAY_US, HOUR_US, local_day, to_us
from weilu.warehouse.errors import WarehouseUnreadable
from weilu.warehouse.store import Warehouse
from weilu.warehouse.tables import TABLES

EXTRA = {
    "messages": ["person_id", "is_bot", "is_staff", "local_day", "local_hour"],
    "reactions": ["person_id", "is_bot", "is_staff", "local_day"],
    "moves": ["person_id", "is_bot", "is_staff", "inviter_person_id", "local_day"],
    "days": ["person_id", "is_bot", "is_staff"],
    "starts": ["person_id", "is_bot", "is_staff", "answered_by_person_id"],
    "replies": ["child_person_id", "child_is_bot", "child_is_staff", "parent_person_id",
                "parent_is_bot", "parent_is_staff"],
    "memberships": ["person_id", "is_bot", "is_staff", "joined_day", "left_day"],
    "accounts": [],
    "zones": [],
    "measures": [],
}  # fmt: skip

FILLED = {
    "reactions": {"message_ref": "a"},
    "moves": {"kind": "join"},
}


@pytest.mark.parametrize("view", EXTRA)
def test_an_empty_warehouse_has_every_view_with_its_columns(warehouse, view):
    with warehouse.reader(1) as reader:
        found = reader.arrow(f"SELECT * FROM {view}")

    assert found.num_rows == 0
    assert found.column_names == [*TABLES[view].schema.names, *EXTRA[view]]


@pytest.mark.parametrize("view", EXTRA)
def test_an_empty_view_has_the_types_of_a_filled_one(warehouse, view):
    with warehouse.reader(1) as reader:
        empty = reader.arrow(f"SELECT * FROM {view}").schema
    row = rows(view, [FILLED.get(view, {})])
    if TABLES[view].key:
        warehouse.append(view, row, stream="s", sequence=0)
    else:
        warehouse.publish(view, row, community_id=1)
    with warehouse.reader(1) as reader:
        filled = reader.arrow(f"SELECT * FROM {view}")

    assert filled.num_rows == 1
    assert filled.schema.types == empty.types


def test_a_reader_sees_its_own_community_only(warehouse, told):
    for number in (1, 2):
        mine = messages("a", community_id=number, account_id=number)
        warehouse.append("messages", mine, stream="s", sequence=number)
        person = rows("accounts", [{"account_id": number, "person_id": number * 10}])
        person = person.set_column(0, "community_id", [[number]])
        warehouse.publish("accounts", person, community_id=number)

    assert told("community_id, person_id", community=1) == [(1, 10)]
    assert told("community_id, person_id", community=2) == [(2, 20)]
    assert told("person_id", view="accounts", community=2) == [(20,)]


def test_a_merge_and_a_new_admin_need_no_new_facts(warehouse, told):
    both = rows(
        "messages", [{"message_ref": "a", "account_id": 1}, {"message_ref": "b", "account_id": 2}]
    )
    warehouse.append("messages", both, stream="s", sequence=0)
    assert told("account_id, person_id, is_staff") == [(1, -1, False), (2, -2, False)]

    merged = [
        {"account_id": 1, "person_id": 7},
        {"account_id": 2, "person_id": 7, "is_staff": True},
    ]
    warehouse.publish("accounts", rows("accounts", merged), community_id=1)

    assert told("account_id, person_id, is_staff") == [(1, 7, False), (2, 7, True)]


def test_publishing_replaces_what_was_published_before(warehouse, told):
    warehouse.publish(
        "accounts", rows("accounts", [{"account_id": 1}, {"account_id": 2}]), community_id=1
    )
    warehouse.publish("accounts", rows("accounts", [{"account_id": 3}]), community_id=1)

    assert told("account_id", view="accounts") == [(3,)]


def test_a_group_without_a_zone_is_read_in_utc(warehouse, told):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)

    assert told("local_day, local_hour") == [(MORNING_US // DAY_US, 8)]


def test_days_are_those_of_each_groups_own_clock(warehouse, told):
    late = MORNING_US + 13 * HOUR_US  # 21:00 UTC
    for group in (1, 2):
        warehouse.append(
            "messages", messages("a", group_id=group, sent_us=late), stream="s", sequence=group
        )
    zones = [
        {"group_id": 1, "offset_us": 8 * HOUR_US},
        {"group_id": 2, "offset_us": -5 * HOUR_US},
    ]
    warehouse.publish("zones", rows("zones", zones), community_id=1)

    day = MORNING_US // DAY_US
    assert told("group_id, local_day, local_hour") == [(1, day + 1, 5), (2, day, 16)]


def spans_of(zone: str, group: int, first: int, last: int) -> list[dict]:
    """Cut the years from ``first`` to ``last`` into spans of one offset, to the second."""

    def offset(moment: datetime) -> timedelta:
        return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()

    moment = datetime(first, 1, 1, tzinfo=UTC)
    found = [{"group_id": group, "from_us": -FOREVER, "offset_us": to_us(moment) * 0}]
    found[0]["offset_us"] = offset(moment) // timedelta(microseconds=1)
    while moment < datetime(last, 1, 1, tzinfo=UTC):
        later = moment + timedelta(days=1)
        if offset(later) != offset(moment):
            low, high = moment, later
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (middle, high) if offset(middle) == offset(moment) else (low, middle)
            found[-1]["until_us"] = to_us(high)
            change = offset(later) // timedelta(microseconds=1)
            found.append({"group_id": group, "from_us": to_us(high), "offset_us": change})
        moment = later
    found[-1]["until_us"] = FOREVER
    return found


ZONES = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
         "Asia/Kathmandu", "Pacific/Apia"]  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=3),
    moments=st.lists(
        st.datetimes(datetime(2009, 6, 1), datetime(2013, 6, 1)),
        min_size=1,
        max_size=20,
        unique=True,
    ),
)
def test_local_days_and_hours_are_those_of_the_zone(zones, moments, tmp_path_factory):
    """Summer time, quarter hours, and the day that Samoa left out."""
    warehouse = Warehouse(tmp_path_factory.mktemp("zones"), memory_mb=128)
    sent = [to_us(moment.replace(tzinfo=UTC)) for moment in moments]
    places = [(group, zone, us) for group, zone in enumerate(zones, 1) for us in sent]
    facts = [{"group_id": g, "message_ref": str(us), "sent_us": us} for g, _, us in places]
    warehouse.append("messages", rows("messages", facts), stream="s", sequence=0)
    spans = [span for n, zone in enumerate(zones, 1) for span in spans_of(zone, n, 2009, 2014)]
    warehouse.publish("zones", rows("zones", spans), community_id=1)

    with warehouse.reader(1) as reader:
        found = reader.rows("SELECT group_id, sent_us, local_day, local_hour FROM messages")

    expected = {
        (
            group,
            us,
            local_day(us, ZoneInfo(zone)),
            datetime.fromtimestamp(us / 1e6, ZoneInfo(zone)).hour,
        )
        for group, zone, us in places
    }
    assert set(found) == expected
    assert len(found) == len(places)


def test_moments_before_1970_fall_on_the_right_day(warehouse, told):
    zones = [{"group_id": 1, "offset_us": -5 * HOUR_US}]
    warehouse.append("messages", messages("a", sent_us=-1), stream="s", sequence=0)
    warehouse.publish("zones", rows("zones", zones), community_id=1)

    assert told("year, local_day, local_hour") == [(1969, -1, 18)]


def test_a_stay_has_days_in_the_groups_zone_and_an_open_end(warehouse, told):
    stays = [
        {"account_id": 1, "joined_us": MORNING_US, "left_us": MORNING_US + 20 * HOUR_US},
        {"account_id": 2, "joined_us": MORNING_US},
    ]
    warehouse.publish("memberships", rows("memberships", stays), community_id=1)
    warehouse.publish("zones", rows("zones", [{"offset_us": 8 * HOUR_US}]), community_id=1)

    day = MORNING_US // DAY_US
    assert told("account_id, joined_day, left_day", view="memberships") == [
        (1, day, day + 1),
        (2, day, None),
    ]


def test_derived_rows_of_a_group_are_replaced_and_those_of_others_stay(warehouse, told):
    def days(*pairs):
        return rows("days", [{"group_id": g, "local_day": d} for g, d in pairs])

    warehouse.replace(
        "days", days((1, 1), (1, 2), (2, 1), (3, 9)), community_id=1, group_ids=[1, 2, 3]
    )
    warehouse.replace("days", days((2, 5)), community_id=1, group_ids=[2, 3])

    assert told("group_id, local_day", view="days") == [(1, 1), (1, 2), (2, 5)]


def test_a_stream_of_derived_rows_is_stored_as_it_comes(warehouse, told):
    table = rows("days", [{"group_id": g, "local_day": d} for g in (2, 1) for d in range(50)])

    warehouse.replace("days", table.to_reader(max_chunksize=7), community_id=1, group_ids=[1, 2])

    assert told("count(*), count(DISTINCT group_id)", view="days") == [(100, 2)]


def test_a_replacement_with_rows_of_other_groups_is_refused_as_a_whole(warehouse, told):
    warehouse.replace("days", rows("days", [{"group_id": 1}]), community_id=1, group_ids=[1])
    strange = rows("days", [{"group_id": 1}, {"group_id": 4}])

    with pytest.raises(Exception, match="not being replaced"):
        warehouse.replace("days", strange, community_id=1, group_ids=[1])
    assert told("group_id", view="days") == [(1,)]
    assert not list(warehouse.root.glob("days/**/*.parquet"))[1:]


def test_parameters_are_given_by_name_or_by_place(warehouse):
    warehouse.append("messages", messages("a", "b"), stream="s", sequence=0)
    with warehouse.reader(1) as reader:
        named = reader.dicts("SELECT text FROM messages WHERE message_ref = $ref", {"ref": "a"})
        placed = reader.rows("SELECT text FROM messages WHERE message_ref = ?", ["b"])

    assert named == [{"text": "第a条"}]
    assert placed == [("第b条",)]


def test_an_open_reader_keeps_what_it_saw_and_the_next_one_sees_more(warehouse, told):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    with warehouse.reader(1) as before:
        warehouse.append("messages", messages("b"), stream="s", sequence=1)

        assert before.rows("SELECT count(*) FROM messages") == [(1,)]
        assert len(told()) == 2
        before.refresh()
        assert before.rows("SELECT count(*) FROM messages") == [(2,)]


def test_views_of_few_communities_are_kept_and_none_that_is_read_is_dropped(warehouse):
    for number in range(1, 25):
        mine = messages("a", community_id=number)
        warehouse.append("messages", mine, stream="s", sequence=number)
    with warehouse.reader(1) as first:
        for number in range(2, 25):
            with warehouse.reader(number) as reader:
                assert reader.rows("SELECT community_id FROM messages") == [(number,)]
        schemas = first.rows(
            "SELECT count(*) FROM duckdb_schemas() WHERE schema_name LIKE 'scene_%'"
        )

        assert schemas == [(16,)]
        assert first.rows("SELECT community_id FROM messages") == [(1,)]


def test_a_warehouse_whose_files_are_gone_says_so(warehouse):
    warehouse.append("messages", messages("a"), stream="s", sequence=0)
    with warehouse.reader(1) as reader:
        next((warehouse.root / "messages").rglob("*.parquet")).unlink()

        with pytest.raises(WarehouseUnreadable) as told:
            reader.rows("SELECT count(*), max(text) FROM messages")
    assert told.value.remedy
