import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from weilu.access.models import Operator
from weilu.community import clock
from weilu.community.facts import warehouse
from weilu.community.models import Account, Community, Membership, Person
from weilu.demo.errors import DemoNameTaken, DemoTooSmall
from weilu.demo.services import OPERATOR, SLUG, fill, is_filled
from weilu.demo.simulator.moments import AS_OF
from weilu.demo.simulator.scale import Scale

#: A piece of the club that comes in within seconds.
SMALL = Scale(groups=3, people=200, weeks=8)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.WEILU_HOME, settings.WAREHOUSE_ROOT = tmp_path, tmp_path / "warehouse"
    warehouse.cache_clear()
    yield tmp_path
    warehouse.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_the_demo_comes_in_once_through_the_door_of_every_import(capsys):
    filled = fill(seed=7, scale=SMALL)

    community = Community.objects.get(slug=SLUG)
    assert filled.is_new
    assert community.is_demo
    assert is_filled()
    assert set(community.groups.values_list("name", flat=True)) == {
        "慢页·总群",
        "慢页·晨读打卡营",
        "长夜小说共读",
    }
    assert set(community.imports.values_list("importer", "platform", "unreadable")) == {
        ("chatlab", "wecom", 0),
        ("chatlab", "wechat", 0),
    }
    keeper = Operator.objects.get(email=OPERATOR)
    assert keeper.runs_installation
    assert community.roles.get(operator=keeper).kind == "owner"
    staff = Person.objects.filter(community=community, is_staff=True)
    assert set(staff.values_list("name", flat=True)) == {"闻溪", "小满", "阿澈"}
    assert Account.objects.filter(community=community, person__name="闻溪").count() == 2
    assert Membership.objects.filter(group__community=community, join_recorded=True).exists()

    again = fill(seed=7, scale=SMALL)
    call_command("demo", "--if-missing")

    assert (again.is_new, again.messages, again.people) == (False, filled.messages, filled.people)
    assert community.imports.count() == 2
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_too_few_people_are_refused_with_the_number_that_would_do():
    with pytest.raises(DemoTooSmall) as refused:
        fill(seed=7, scale=Scale(groups=9, people=119))

    assert refused.value.remedy % refused.value.facts == "Give --people 120 or more."
    assert not Community.objects.exists()


@pytest.mark.django_db
def test_a_community_that_is_no_demo_keeps_its_address():
    Community.objects.create(slug=SLUG, name="别人的")

    with pytest.raises(DemoNameTaken):
        fill(seed=7, scale=SMALL)


@pytest.mark.django_db
def test_the_clock_of_the_demo_stands_where_the_story_ends_and_no_other_does():
    demo = Community.objects.create(slug=SLUG, name="慢页", is_demo=True)
    other = Community.objects.create(slug="real", name="真的")

    assert clock.now(demo) == AS_OF
    assert clock.stays_at(other) is None
    assert clock.now(other).year >= 2025


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "演示时间"), ("zh-hant", "演示時間"), ("en", "Demo time")]
)
def test_every_page_of_the_demo_says_its_time_in_the_readers_language(client, language, words):
    keeper = Operator.objects.create(email="keeper@weilu.example", name="守", language=language)
    demo = Community.objects.create(slug=SLUG, name="慢页", is_demo=True)
    other = Community.objects.create(slug="real", name="真的")
    for community in (demo, other):
        community.roles.create(operator=keeper, kind="owner")
    client.force_login(keeper)
    pages = {
        slug: client.get(
            reverse("community:team", kwargs={"slug": slug}), headers={"accept-language": language}
        ).content.decode()
        for slug in (SLUG, "real")
    }

    assert words in pages[SLUG]
    assert "2026-11-20 12:20" in pages[SLUG]
    assert words not in pages["real"]


def test_the_story_ends_at_one_minute_only():
    with pytest.raises(CommandError):
        call_command("demo", "--as-of", "2026-12-01T12:00+08:00")


def test_the_truth_lies_beside_the_files_and_not_in_them(tmp_path):
    from weilu.demo.simulator.exports import write

    write(7, SMALL, tmp_path)

    assert (tmp_path / "truth.parquet").exists()
    for path in tmp_path.rglob("*.jsonl"):
        with path.open(encoding="utf-8") as file:
            for line in file:
                assert set(json.loads(line)) <= {
                    "_type",
                    "chatlab",
                    "meta",
                    "platformId",
                    "platformMessageId",
                    "accountName",
                    "groupNickname",
                    "roles",
                    "sender",
                    "timestamp",
                    "type",
                    "content",
                    "replyToMessageId",
                }
