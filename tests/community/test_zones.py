from datetime import UTC, datetime

from django.utils import translation

from weilu.community import zones

MARCH = datetime(2026, 3, 2, tzinfo=UTC)


def test_zones_known_by_their_city_come_first_with_the_offset_of_the_day():
    with translation.override("zh-hans"):
        first = zones.choices(MARCH)[0]

    assert (first.name, first.city, first.offset) == ("Asia/Shanghai", "北京、上海", "UTC+8")


def test_half_hours_and_the_far_side_of_greenwich():
    offsets = {zone.name: zone.offset for zone in zones.choices(MARCH)}

    assert offsets["Asia/Kolkata"] == "UTC+5:30"
    assert offsets["America/New_York"] == "UTC−5"
    assert offsets["UTC"] == "UTC+0"


def test_every_named_city_is_a_zone():
    assert zones.CITIES.keys() <= zones.names()


def test_a_place_without_a_name_of_its_own_shows_its_id():
    assert zones.city_of("America/Argentina/Buenos_Aires") == "Buenos Aires"
