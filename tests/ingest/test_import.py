"""From a file to facts, accounts and memberships."""

import pytest

from tests.ingest import toy
from weilu.community.models import Account, Group, Membership, Person
from weilu.connect.errors import EmptyExport, UnknownExport, UnreadableExport
from weilu.ingest import lines as lines_module
from weilu.ingest import running, services
from weilu.ingest.errors import AlreadyRunning, NotThere, OnlyPrivateChats
from weilu.ingest.locks import working_on
from weilu.ingest.models import Import
from weilu.jobs.errors import WorkerStopping

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_import_counts_what_it_brought(community, bring_in):
    run = bring_in(community, toy.history())

    assert (run.records, run.messages, run.repeated, run.unreadable) == (8, 6, 0, 1)
    assert run.people == 5
    assert run.unreadable_by_reason == {"broken": 1}
    assert [line.place for line in run.lines.all()] == ["line 14"]


def test_the_same_file_again_adds_nothing(community, bring_in, facts):
    bring_in(community, toy.history())
    again = bring_in(community, toy.history(), name="copy.jsonl")

    assert (again.messages, again.repeated, again.people) == (0, 6, 5)
    assert facts(community, "SELECT count(*) FROM messages") == [(6,)]
    assert facts(community, "SELECT count(*) FROM moves") == [(2,)]
    assert facts(community, "SELECT count(*) FROM reactions") == [(2,)]


def test_overlapping_files_store_each_message_once(community, bring_in):
    early = [toy.GROUP, *(toy.said(n, "a", n) for n in range(6))]
    late = [toy.GROUP, *(toy.said(n, "a", n) for n in range(4, 10))]

    assert bring_in(community, early).messages == 6
    second = bring_in(community, late, name="late.jsonl")

    assert (second.messages, second.repeated) == (4, 2)


def test_facts_carry_ids_for_references(community, bring_in, facts):
    bring_in(community, toy.history())
    ids = dict(Account.objects.filter(community=community).values_list("ref", "pk"))

    assert facts(
        community, "SELECT account_id, mentions FROM messages WHERE message_ref = '3'"
    ) == [(ids["a"], [ids["b"]])]
    assert facts(community, "SELECT reply_to_ref FROM messages WHERE message_ref = '2'") == [("1",)]
    assert facts(community, "SELECT account_id FROM reactions ORDER BY 1") == [
        (pk,) for pk in sorted([ids["a"], ids["owner"]])
    ]


def test_a_reaction_without_a_moment_stands_at_that_of_its_message(community, bring_in, facts):
    bring_in(community, toy.history())

    assert facts(community, "SELECT DISTINCT sent_us FROM reactions") == [
        (toy.START + 2 * toy.MINUTE,)
    ]


def test_names_and_bots_come_from_the_file_even_when_told_after_the_first_message(
    community, bring_in
):
    bring_in(community, toy.history())

    assert Account.objects.get(ref="c").name == "南枝"
    assert Person.objects.get(accounts__ref="c").name == "南枝"
    assert Account.objects.get(ref="bot").is_bot


def test_a_name_that_an_operator_gave_is_kept(community, bring_in):
    bring_in(community, toy.history())
    Person.objects.filter(accounts__ref="a").update(name="木老师")
    bring_in(community, [toy.GROUP, {"account": "a", "name": "小木"}, toy.said(9, "a", 9)])

    assert Account.objects.get(ref="a").name == "小木"
    assert Person.objects.get(accounts__ref="a").name == "木老师"


def test_memberships_come_from_joins_first_messages_and_lists(community, bring_in):
    bring_in(community, toy.history())
    group = Group.objects.get(ref="g1")
    stays = {m.account.ref: m for m in Membership.objects.filter(group=group)}

    assert set(stays) == {"a", "b", "bot", "owner"}
    assert stays["b"].join_recorded
    assert stays["b"].left_at is not None
    assert not stays["a"].join_recorded
    assert stays["owner"].role == Membership.Role.OWNER


def test_private_chats_stay_out(community, bring_in):
    bring_in(
        community,
        [
            toy.GROUP,
            {"group": "p", "name": "阿木", "private": True},
            toy.said(1, "a", 1),
            toy.said(2, "secret", 2, group="p"),
        ],
    )

    assert list(Group.objects.values_list("ref", flat=True)) == ["g1"]
    assert not Account.objects.filter(ref="secret").exists()


def test_a_file_of_private_chats_only_is_refused_and_leaves_nothing(community, bring_in):
    with pytest.raises(OnlyPrivateChats) as refused:
        bring_in(
            community,
            [
                {"group": "p", "name": "阿木", "private": True},
                toy.said(1, "a", 1, group="p"),
            ],
        )

    assert "阿木" in str(refused.value)
    assert not Group.objects.exists()


def test_an_unreadable_file_leaves_nothing_behind(community, bring_in, facts):
    lines = [*toy.history(), {"stop": "it ends in the middle"}]

    with pytest.raises(UnreadableExport):
        bring_in(community, lines)

    assert facts(community, "SELECT count(*) FROM messages") == [(0,)]
    assert not Account.objects.exists()
    assert not Person.objects.exists()
    assert not Group.objects.exists()
    failed = Import.objects.get()
    assert failed.state == Import.State.FAILED
    assert failed.error_sentence


def test_what_was_there_before_survives_a_file_that_breaks(community, bring_in, facts):
    bring_in(community, toy.history())
    more = [toy.GROUP, *(toy.said(n, "new", n) for n in range(20, 30)), {"stop": "x"}]

    with pytest.raises(UnreadableExport):
        bring_in(community, more, name="more.jsonl")

    assert facts(community, "SELECT count(*) FROM messages") == [(6,)]
    assert not Account.objects.filter(ref="new").exists()


def test_an_empty_file_is_refused(community, bring_in):
    with pytest.raises(EmptyExport):
        bring_in(community, [])


def test_a_foreign_file_is_refused_by_name(community, importer, tmp_path):
    path = tmp_path / "holiday.txt"
    path.write_text("nothing of interest")

    with pytest.raises(UnknownExport) as refused:
        services.open_import(community=community, path=path)

    assert "holiday.txt" in str(refused.value)
    assert not Import.objects.exists()


def test_a_file_that_is_not_there_is_refused(community, importer, tmp_path):
    with pytest.raises(NotThere):
        services.open_import(community=community, path=tmp_path / "gone.json")


def test_two_processes_never_run_the_same_import(community, importer, tmp_path):
    path = toy.write(tmp_path / "toy.jsonl", toy.history())
    run = services.open_import(community=community, path=path)

    with working_on(run), pytest.raises(AlreadyRunning):
        services.run(run)


def test_packages_above_are_told_once_the_import_is_measured(community, bring_in, told):
    run = bring_in(community, toy.history())
    assert run.state == Import.State.MEASURING

    services.measure_waiting(community)

    run.refresh_from_db()
    assert run.state == Import.State.DONE
    assert told == [("reading", sorted(Group.objects.values_list("pk", flat=True)))]


def test_an_error_of_weilu_itself_leaves_the_import_to_be_continued(
    community, bring_in, importer, monkeypatch, facts
):
    read = type(importer).read

    def breaks_off(self, source, reading):
        yield next(iter(read(self, source, reading)))
        raise ZeroDivisionError

    monkeypatch.setattr(type(importer), "read", breaks_off)
    with pytest.raises(ZeroDivisionError):
        bring_in(community, toy.history())
    monkeypatch.setattr(type(importer), "read", read)
    run = Import.objects.get()
    assert run.state == Import.State.PAUSED
    assert "ZeroDivisionError" in run.error_sentence

    assert bring_in(community, toy.history()).pk == run.pk
    assert facts(community, "SELECT count(*) FROM messages") == [(6,)]


def test_a_worker_that_stops_leaves_the_import_running(community, bring_in, importer, monkeypatch):
    def stops():
        raise WorkerStopping(job=1)

    monkeypatch.setattr(running, "ensure_held", stops)
    with pytest.raises(WorkerStopping):
        bring_in(community, toy.history())

    assert Import.objects.get().state == Import.State.RUNNING


def test_names_of_any_length_and_signs_stay_apart(community, bring_in, facts, tmp_path):
    """Two references that begin alike are two; what no database takes is exchanged."""
    long = "长" * 250
    groups = [f"{long}1", f"{long}2", "nul\x00", "half\ud800", "short"]
    people = [f"{long}甲", f"{long}乙", "a\x00", "b\ud800"]
    lines = [
        *({"group": ref, "name": ref} for ref in groups),
        *({"account": ref, "name": ref} for ref in people),
        *({"member": ref, "in": groups[0]} for ref in people),
        *(toy.said(n, people[n % 4], n, group=groups[n % 5]) for n in range(20)),
        toy.said(20, "c", 20, group="short", mentions=[people[0], "d"]),
    ]

    run = bring_in(community, lines)
    again = services.open_import(community=community, path=toy.write(tmp_path / "b", lines))
    services.survey(again)
    chosen = {
        group.pk: services.Choice(is_chosen=True, target=group.target)
        for group in again.groups.all()
    }
    services.choose(run=again, choices=chosen)
    services.run(again)

    assert (run.messages, again.messages, again.repeated) == (21, 0, 21)
    assert Group.objects.filter(community=community).count() == 5
    assert Account.objects.filter(community=community).count() == 6
    assert facts(community, "SELECT len(mentions) FROM messages WHERE message_ref = '20'") == [(2,)]
    assert all(len(group.ref) <= 200 for group in Group.objects.all())


def test_of_very_many_unreadable_lines_all_are_counted_and_some_kept(
    community, bring_in, monkeypatch
):
    monkeypatch.setattr(lines_module, "_KEPT", 5)

    run = bring_in(community, [toy.GROUP, toy.said(1, "a", 1), *(["broken"] * 20)])

    assert run.unreadable == 20
    assert run.unreadable_by_reason == {"broken": 20}
    assert run.lines.count() == 5
