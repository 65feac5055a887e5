import pytest

from tests.factories.community import (
    AccountFactory,
    CommunityFactory,
    GroupFactory,
    OperatorRoleFactory,
    PersonFactory,
)
from weilu.access import audit
from weilu.access.models import AuditEntry
from weilu.access.services import forget
from weilu.community import history, services
from weilu.community.models import Account, Person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAGE = "/c/reading/settings/audit/"


def test_a_change_is_told_with_who_what_before_and_after(as_operator, owner, join):
    member = join("editor", "阿北")
    client = as_operator(owner.operator)

    client.post(f"/c/reading/settings/team/{member.pk}/role/", {"kind": "admin"})

    line = history.lines(history.of_kind(history.entries(owner.community), "team"))[0]
    assert (line.who, line.what) == ("林晓", "修改权限：阿北")
    (change,) = line.changes
    assert (change.field, change.before, change.after) == ("权限", "编辑", "管理员")
    assert "编辑 → 管理员" in client.get(PAGE).content.decode()


def test_what_did_not_change_leaves_no_entry(owner):
    before = AuditEntry.objects.count()

    owner.community.save()
    services.change_settings(
        owner.community, name=owner.community.name, timezone=owner.community.timezone
    )

    assert AuditEntry.objects.count() == before


def test_entries_of_another_community_are_never_shown(as_operator, owner):
    other = CommunityFactory(name="绝密社")
    theirs = OperatorRoleFactory(community=other)
    services.change_settings(other, name="更名后的绝密社", timezone="UTC")
    audit.record("signed_in", subject=theirs.operator, actor=theirs.operator)

    lines = history.lines(history.entries(owner.community))
    page = as_operator(owner.operator).get(PAGE, {"who": theirs.operator.pk})

    assert not any("绝密" in line.what for line in lines)
    assert theirs.operator.name not in {line.who for line in lines}
    assert "绝密" not in page.content.decode()


def test_people_brought_in_by_an_import_leave_no_entries_each(community):
    before = AuditEntry.objects.count()

    people = Person.objects.bulk_create(
        Person(community=community, name=f"书友 {n}") for n in range(50)
    )
    Account.objects.bulk_create(
        Account(community=community, person=person, platform="telegram", ref=f"u{person.pk}")
        for person in people
    )
    PersonFactory(community=community)
    AccountFactory(community=community)

    assert AuditEntry.objects.count() == before


def test_marking_somebody_as_staff_is_told(community):
    person = PersonFactory(community=community, name="顾老师")

    person.is_staff = True
    person.save()

    (line,) = history.lines(history.of_kind(history.entries(community), "people"))
    assert line.what == "修改成员：顾老师"
    assert [(change.before, change.after) for change in line.changes] == [("否", "是")]


def test_an_erased_person_leaves_no_name_in_the_audit(community):
    person, other = (PersonFactory(community=community, name=name) for name in ("顾老师", "南枝"))
    for one in (person, other):
        one.name = f"{one.name}（改名）"
        one.save()

    changed = forget(Person, [person.pk])

    kept = " ".join(str(vars(entry)) for entry in AuditEntry.objects.all())
    assert changed == 1
    assert "顾老师" not in kept
    assert "南枝" in kept
    assert "修改成员：（已抹除）" in [
        line.what for line in history.lines(history.entries(community))
    ]


def test_an_erased_group_name_can_be_forgotten_too(community):
    group = GroupFactory(community=community, name="与顾老师的私聊")
    group.name = "私聊"
    group.save()

    forget(type(group), [group.pk])

    assert not any("顾老师" in str(vars(entry)) for entry in AuditEntry.objects.all())


@pytest.mark.parametrize("kind", [*history.KINDS, "nonsense", ""])
def test_the_page_filters_by_kind(as_operator, owner, kind):
    response = as_operator(owner.operator).get(PAGE, {"kind": kind, "who": "x", "before": "y"})

    assert response.status_code == 200


def test_the_filter_keeps_what_is_of_its_kind_only(owner):
    services.change_settings(owner.community, name="新名", timezone="UTC")
    services.invite(community=owner.community, email="x@weilu.example", kind="viewer", by=owner)

    def found(kind):
        return [line.what for line in history.lines(history.of_kind(everything, kind))]

    everything = history.entries(owner.community)
    assert found("settings") == ["修改社群：新名", "添加社群：围炉读书会"]
    assert found("team") == ["添加邀请：x@weilu.example"]
    assert found("imports") == []


def test_old_entries_stand_on_further_pages(as_operator, owner):
    for number in range(history.PAGE + 5):
        audit.record("exported", subject=owner.community, actor=None, facts={"rows": number})
    client = as_operator(owner.operator)

    first = client.get(PAGE).context
    second = client.get(PAGE, {"before": first["older"]}).context

    shown = [line.pk for line in (*first["lines"], *second["lines"])]
    assert len(first["lines"]) == history.PAGE
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == len(set(shown)) == history.entries(owner.community).count()


def test_a_failed_sign_in_is_told_without_naming_who_tried(client, owner):
    client.post("/account/login/", {"login": owner.operator.email, "password": "wrong"})

    (line,) = history.lines(history.of_kind(history.entries(owner.community), "access"))
    assert (line.who, line.what) == ("", "有人输错了 林晓 的密码")
