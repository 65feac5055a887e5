import json
from datetime import date
from io import StringIO

import pyarrow as pa
import pytest
from django.core.management import call_command
from django.db import connection

from tests.factories.community import CommunityFactory, GroupFactory
from tests.factories.warehouse import FOREVER, MORNING_US, rows
from weilu.community.facts import facts_of, warehouse
from weilu.insight import queries, services, words
from weilu.insight.errors import NoSuchCommunity, NoSuchGroup, NothingToReport
from weilu.insight.models import Freshness
from weilu.insight.report import report
from weilu.kernel.time import DAY_US, from_day_number
from weilu.measure.catalogue import METRICS

PEOPLE = range(1, 9)
WEEKS = 14
LAST_DAY = MORNING_US // DAY_US + WEEKS * 7 - 1


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.WEILU_HOME, settings.WAREHOUSE_ROOT = tmp_path, tmp_path / "warehouse"
    warehouse.cache_clear()
    yield tmp_path
    warehouse.cache_clear()


@pytest.fixture
def community(db):
    found = CommunityFactory(slug="reading")
    for name in ("晨读", "长夜"):
        GroupFactory(community=found, name=name)
    tell(found, 0)
    return found


def tell(community, sequence, *, days=range(WEEKS * 7)):
    """Put a daily greeting of eight people, each answering the one before, into each group."""
    groups = list(community.groups.values_list("pk", flat=True))
    for group in groups:
        said = [
            {
                "account_id": person,
                "message_ref": f"{day}-{person}",
                "sent_us": MORNING_US + day * DAY_US + person * 60_000_000,
                "reply_to_ref": f"{day}-{person - 1}" if person > 1 else None,
                "mentions": [],
                "text": "今天读到第三章，湖边的雾",
                "year": 2026,
            }
            for day in days
            for person in PEOPLE
        ]
        facts = {"community_id": community.pk, "group_id": group}
        stream = f"{group}"
        warehouse().append(
            "messages", rows("messages", said, **facts), stream=stream, sequence=sequence
        )
    publish(community, groups)


def publish(community, groups, *, bots=()):
    accounts = [{"account_id": p, "person_id": p, "is_bot": p in bots} for p in PEOPLE]
    stays = [{"group_id": g, "account_id": p} for g in groups for p in PEOPLE]
    zones = [{"group_id": g, "from_us": -FOREVER, "until_us": FOREVER} for g in groups]
    for table, given in (("accounts", accounts), ("memberships", stays), ("zones", zones)):
        told = rows(table, given, community_id=community.pk)
        warehouse().publish(table, told, community_id=community.pk)


def derived(community) -> dict[str, pa.Table]:
    with facts_of(community) as reader:
        return {
            table: reader.rows(f"SELECT * FROM {table} ORDER BY ALL")
            for table in ("days", "replies", "starts", "measures")
        }


def test_the_first_refresh_makes_everything_and_the_second_nothing(community):
    assert services.refresh(community)
    before = derived(community)

    assert not services.refresh(community)
    assert derived(community) == before
    assert {"stickiness", "answered_rate"} <= {row[3] for row in before["measures"]} <= set(METRICS)


def test_new_messages_make_only_their_group_stale(community):
    services.refresh(community)
    marks = dict(Freshness.objects.values_list("group_id", "derived_from"))
    one, other = community.groups.order_by("pk")
    more = {
        "message_ref": "late",
        "sent_us": MORNING_US + 99 * DAY_US,
        "year": 2026,
        "mentions": [],
    }
    told = rows("messages", [more], community_id=community.pk, group_id=one.pk)
    warehouse().append("messages", told, stream="late", sequence=0)

    assert services.refresh(community)
    now = dict(Freshness.objects.values_list("group_id", "derived_from"))
    assert now[other.pk] == marks[other.pk]
    assert now[one.pk] != marks[one.pk]
    with facts_of(community) as reader:
        assert queries.as_of(reader) == MORNING_US // DAY_US + 99


def test_somebody_marked_as_a_bot_is_left_out_everywhere(community):
    services.refresh(community)
    publish(community, list(community.groups.values_list("pk", flat=True)), bots={8})

    assert services.refresh(community)
    assert report(community)["community"]["metrics"]["daily_active"]["value"] == 7


def test_rebuild_gives_the_same_rows(community):
    services.refresh(community)
    before = derived(community)

    services.rebuild(community)

    assert derived(community) == before


def test_a_death_between_deriving_and_measuring_is_made_good(community, monkeypatch):
    def dies(*_args, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(services, "measure", dies)
        with pytest.raises(KeyboardInterrupt):
            services.refresh(community)

    assert services.refresh(community)
    assert derived(community)["measures"]


def test_derived_rows_that_were_lost_are_made_again(community):
    services.refresh(community)
    before = derived(community)
    for table in ("days", "replies", "starts", "measures"):
        groups = [0, *community.groups.values_list("pk", flat=True)]
        nothing = rows(table, [])
        warehouse().replace(table, nothing, community_id=community.pk, group_ids=groups)

    assert services.refresh(community)
    assert derived(community) == before


def test_the_report_names_every_metric_of_the_community_and_of_each_group(community):
    found = report(community)

    assert found["as_of"] == from_day_number(LAST_DAY).isoformat()
    assert [each["group"] for each in found["groups"]] == ["晨读", "长夜"]
    for place in (found["community"], *found["groups"]):
        assert set(place["metrics"]) == set(METRICS)
        assert set(place["metrics"]["stickiness"]) == {"value", "unit", "low", "high", "n"}
        assert place["metrics"]["stickiness"]["value"] == 1.0
        assert place["metrics"]["monthly_active"]["value"] == 8  # a person counts once


def test_a_past_day_is_measured_as_it_was(community):
    stored = report(community, as_of=from_day_number(LAST_DAY - 7))
    before = report(community, as_of=from_day_number(LAST_DAY - 3))

    assert stored["as_of"] == from_day_number(LAST_DAY - 7).isoformat()
    assert before["community"]["metrics"]["monthly_active"]["value"] == 8
    assert before["community"]["metrics"]["daily_active"]["value"] == 8


def test_measured_on_the_spot_and_stored_are_the_same(community, monkeypatch):
    stored = report(community, as_of=from_day_number(LAST_DAY - 7))
    monkeypatch.setattr("weilu.insight.report._stored", lambda *_: {})

    spot = report(community, as_of=from_day_number(LAST_DAY - 7))
    assert spot == stored


def test_one_group_by_its_name_or_number(community):
    group = community.groups.get(name="长夜")

    assert [g["group_id"] for g in report(community, group="长夜")["groups"]] == [group.pk]
    assert [g["group"] for g in report(community, group=str(group.pk))["groups"]] == ["长夜"]
    with pytest.raises(NoSuchGroup):
        report(community, group="没有的群")


def test_without_messages_there_is_nothing_to_report(db):
    with pytest.raises(NothingToReport):
        report(CommunityFactory())


def test_the_command_prints_json_and_tables(community):
    out = StringIO()
    call_command("report", "reading", json=True, as_of="2026-04-01", stdout=out)

    assert json.loads(out.getvalue())["as_of"] == date(2026, 4, 1).isoformat()
    call_command("report", "reading", group="晨读")
    with pytest.raises(NoSuchCommunity):
        call_command("report", "nobody")


def test_the_words_of_a_group_are_those_that_several_people_used(community):
    services.refresh(community)
    groups = list(community.groups.values_list("pk", flat=True))

    assert words.count_words(community) == len(groups)
    assert words.count_words(community) == 0
    with facts_of(community) as reader:
        found = queries.words(reader, groups[0])
    assert "湖边" in {word.word for word in found}
    assert all(word.people >= 2 and word.count >= word.people for word in found)
    assert "今天" not in {word.word for word in found}


def test_a_stored_report_measures_nothing(community, monkeypatch):
    report(community)
    monkeypatch.setattr(services, "measure", None)
    monkeypatch.setattr("weilu.insight.report.measure", None)

    with connection.execute_wrapper(_reads_only):
        assert report(community)["groups"]


def _reads_only(execute, sql, params, many, context):
    assert sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN")), sql
    return execute(sql, params, many, context)
