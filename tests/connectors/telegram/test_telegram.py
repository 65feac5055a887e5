import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from benchmarks.generate_telegram import write
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.contract import MemorySource
from tests.connectors.reading import read

from weilu.connect.batches import Clock
from weilu.connect.errors import EmptyExport, UnreadableExport
from weilu.connect.importers import Reading
from weilu.connect.sources import open_source
from weilu.connectors.telegram.importer import TelegramImporter
from weilu.connectors.telegram.refs import account_ref, group_ref
from weilu.kernel.time import to_us

FIXTURES = Path(__file__).parent / "fixtures"
REAL = Path(__file__).parents[4] / "shared/data/native/telegram/chat-miner"
GROUP = "-1001234567890"


@pytest.fixture(scope="module")
def chat():
    return read(TelegramImporter(), FIXTURES / "one_chat.json")


def at(moment):
    return to_us(datetime.fromisoformat(moment).astimezone(UTC))


def by_ref(export, ref):
    return next(m for m in export.messages if m["message_ref"] == str(ref))


def test_ids_are_those_of_the_bot_api():
    assert account_ref("user123") == "123"
    assert account_ref("channel1234567890") == "-1001234567890"
    assert account_ref(4294967396) == "100"  # before mid-2021: the kind in the upper bits
    assert account_ref(123) == "123"
    assert account_ref(None) == ""
    assert group_ref(1234567890, "private_supergroup") == "-1001234567890"
    assert group_ref(42, "private_group") == "-42"
    assert group_ref(100002, "personal_chat") == "100002"


def test_the_group_and_its_people_are_known(chat):
    assert chat.groups == {GROUP: "长夜读书会"}
    assert chat.names["100001"] == "顾老师"
    assert chat.names["7000000003"] == "老周"
    assert chat.names["-1001555666777"] == "围炉公告"


def test_times_are_utc(chat):
    assert by_ref(chat, 2)["sent_us"] == at("2024-03-01T19:00:05+08:00")


def test_texts_lose_their_marks_and_keep_every_character(chat):
    assert by_ref(chat, 3)["text"] == "看这里 https://weilu.org/a?x=1"
    assert by_ref(chat, 29)["text"] == '第一行\n},\n{ "type": "message" } \\ 引号 " 和 😀'


def test_a_deleted_account_writes_under_its_id(chat):
    assert by_ref(chat, 8)["author_ref"] == "100004"
    assert chat.names["100004"] == ""


def test_replies_point_into_the_group_only(chat):
    assert by_ref(chat, 3)["reply_to_ref"] == "2"
    assert by_ref(chat, 18)["reply_to_ref"] is None


def test_the_opening_of_a_topic_makes_a_thread(chat):
    assert (by_ref(chat, 24)["thread_ref"], by_ref(chat, 24)["reply_to_ref"]) == ("23", None)


def test_mentions_by_id_are_known_and_by_unknown_name_are_not(chat):
    assert by_ref(chat, 6)["mentions"] == ["100002"]


def test_an_address_behind_a_word_is_a_link(chat):
    linked = [m["message_ref"] for m in chat.messages if m["has_link"]]

    assert linked == ["3", "13", "14"]


def test_kinds(chat):
    kinds = {m["message_ref"]: m["kind"] for m in chat.messages}

    assert kinds == {
        "2": "text",
        "3": "text",
        "6": "text",
        "7": "image",
        "8": "text",
        "9": "sticker",
        "10": "voice",
        "11": "forward",
        "12": "forward",
        "13": "text",
        "14": "text",
        "15": "poll",
        "16": "text",
        "17": "text",
        "18": "text",
        "24": "text",
        "27": "location",
        "28": "contact",
        "29": "text",
    }
    assert by_ref(chat, 15)["text"] == "周六几点？"
    assert by_ref(chat, 7)["text"] is None


def test_only_bots_send_buttons_of_their_own(chat):
    assert chat.bots == {"100005"}


def test_reactions_are_told_by_person_and_the_rest_counted(chat):
    told = [(r["emoji"], r["author_ref"], r["sent_us"], r["count"]) for r in chat.reactions]
    sent = {m["message_ref"]: m["sent_us"] for m in chat.messages}
    counted = {r["emoji"]: r["message_ref"] for r in chat.reactions if r["author_ref"] is None}

    assert told == [
        ("👍", "100001", at("2024-03-01T19:03:30+08:00"), 1),
        ("👍", "7000000003", at("2024-03-01T19:04:00+08:00"), 1),
        ("custom:AnimatedSticker", "100006", at("2024-03-01T19:04:10+08:00"), 1),
        ("👍", None, sent[counted["👍"]], 1),
        ("⭐", None, sent[counted["⭐"]], 5),
    ]


def test_reports_become_moves(chat):
    told = [
        (m["kind"], m["author_ref"], m["inviter_ref"], m["channel"], m["name"]) for m in chat.moves
    ]

    assert sorted(told, key=str) == sorted(
        [
            ("join", "100001", None, "founding", None),
            ("join", "100002", "100001", "founding", None),
            ("join", "7000000003", "100001", "invited", None),
            ("join", "name:阿柚", "100001", "invited", None),
            ("join", "100006", "100002", "invite_link", None),
            ("group_rename", "100001", None, None, "长夜读书会（二）"),
            ("leave", "100006", None, None, None),
            ("leave", "name:阿柚", None, None, None),
            ("join", "100007", None, None, None),
            ("join", "100008", None, "request", None),
        ],
        key=str,
    )


def test_every_entry_is_counted(chat):
    assert chat.records == 29
    assert len(chat.messages) == 19
    assert chat.passed_over == 2  # a pin and the opening of a topic
    assert chat.unreadable == []


def test_a_whole_account_gives_every_chat_and_marks_the_private_ones():
    account = read(TelegramImporter(), FIXTURES / "whole_account.json")

    assert account.groups == {
        GROUP: "长夜读书会",
        "100002": "南枝",
        "-42": "老群",
        "100005": "小炉 bot",
        "100001": "",
        "-1001888888888": "离开的群",
    }
    assert account.private == {"100001", "100002", "100005"}
    assert account.bots == {"100005"}
    assert account.said("一下")["mentions"] == ["100001"]  # the exporter's own user name
    assert account.said("再见")["group_ref"] == "-1001888888888"


def test_old_exports_hold_wall_clocks():
    importer, path = TelegramImporter(), FIXTURES / "before_2021.json"
    with open_source(path) as source:
        assert importer.clock_of(source) == Clock.LOCAL
    old = read(importer, path)

    assert old.groups == {"-77": "旧群"}
    assert old.messages[0]["sent_us"] == at("2019-05-01T09:00:00+00:00")
    assert [m["author_ref"] for m in old.messages] == ["100", "101"]
    assert old.moves[0]["author_ref"] == "name:老周"
    assert old.unreadable == [("entry 4 of before_2021.json", "no_time")]


def test_entries_without_ids_get_lasting_ones():
    importer, path = TelegramImporter(), FIXTURES / "without_ids.json"
    found, again = read(importer, path, group_name="甲"), read(importer, path, group_name="乙")

    assert found.groups == {"name:甲": "甲"}
    assert len({m["message_ref"] for m in found.messages}) == 3
    assert [m["message_ref"] for m in found.messages] == [m["message_ref"] for m in again.messages]
    assert found.unreadable == [("entry 4 of without_ids.json", "no_author")]


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="the shared data folder is absent")
@pytest.mark.parametrize("name", ["test_single_export.json", "test_batch_export.json"])
def test_chat_miners_examples_are_read(name):
    target = json.loads((REAL / "target.json").read_text())

    found = read(TelegramImporter(), REAL / name)

    assert [m["author_ref"] for m in found.messages] == [f"name:{t['author']}" for t in target]


@pytest.mark.parametrize("messages", ["[]", "[{}]"])
def test_a_chat_without_messages_says_so(messages):
    source = MemorySource("result.json", {"result.json": f'{{"messages": {messages}}}'.encode()})

    if messages == "[]":
        with pytest.raises(EmptyExport):
            list(TelegramImporter().read(source, Reading()))
    else:
        [batch] = TelegramImporter().read(source, Reading())
        assert [u.reason for u in batch.unreadable] == ["no_time"]


def test_a_chat_of_passed_over_entries_only_is_no_error():
    entry = '{"id": 1, "type": "service", "action": "pin_message", "date_unixtime": "1709290000"}'
    source = MemorySource("result.json", {"result.json": f'{{"messages": [{entry}]}}'.encode()})

    [batch] = TelegramImporter().read(source, Reading(group_name="x"))

    assert (batch.records, batch.passed_over) == (1, 1)


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    path = tmp_path_factory.mktemp("generated") / "result.json"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        count = write(file, 3000)
    return path, count


def test_the_benchmarks_file_is_the_exporters_layout_and_is_read_whole(generated):
    path, count = generated

    found = read(TelegramImporter(), path)

    assert found.records == count
    assert len(found.messages) == 3000
    assert found.unreadable == []
    document = json.loads(path.read_text("utf-8"))
    assert path.read_text("utf-8") == json.dumps(document, ensure_ascii=False, indent=1)


def test_any_layout_of_the_same_export_gives_the_same_facts(generated):
    path, _ = generated
    document = json.loads(path.read_text("utf-8"))
    written = read(TelegramImporter(), path)

    for layout in ({}, {"indent": 4}, {"separators": (",", ":")}):
        other = path.with_name("other.json")
        other.write_text(json.dumps(document, **layout), encoding="utf-8")
        found = read(TelegramImporter(), other)
        assert found.messages == written.messages
        assert sorted(found.moves, key=str) == sorted(written.moves, key=str)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"id": st.integers(), "type": st.just("message")},
            optional={
                "date_unixtime": st.integers().map(str) | st.text(max_size=3) | st.none(),
                "date": st.text(max_size=4) | st.just("2024-01-01T00:00:00"),
                "from": st.text(max_size=3) | st.none() | st.integers(),
                "from_id": st.text(max_size=3) | st.integers() | st.none(),
                "text": st.text(max_size=5) | st.lists(st.text(max_size=3)) | st.none(),
                "reply_to_message_id": st.integers() | st.none(),
                "action": st.sampled_from(["invite_members", "create_group", "?", ""]),
                "members": st.lists(st.text(max_size=2) | st.none()) | st.none(),
                "reactions": st.lists(st.fixed_dictionaries({"count": st.integers()}), max_size=2),
            },
        )
    )
)
def test_nothing_that_an_entry_may_hold_stops_reading(entries):
    data = json.dumps({"id": 5, "type": "private_group", "messages": entries}, indent=1).encode()
    source = MemorySource("result.json", {"result.json": data})

    try:
        found = list(TelegramImporter().read(source, Reading(group_name="x")))
    except (EmptyExport, UnreadableExport):
        assert not entries
        return

    lost = sum(u.reason != "bad_bytes" for batch in found for u in batch.unreadable)
    assert sum(batch.records for batch in found) + lost == len(entries)
