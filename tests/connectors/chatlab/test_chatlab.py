import json
from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connect.chinese_notices import read_notice
from weilu.connect.sources import open_source
from weilu.connectors.chatlab.importer import ChatLabImporter

FIXTURES = Path(__file__).parent / "fixtures"
FORMS = ["slow_pages.json", "slow_pages.jsonl"]


@pytest.fixture(params=FORMS)
def found(request):
    return read(ChatLabImporter(), FIXTURES / request.param)


def test_both_forms_tell_group_and_members(found):
    assert found.groups == {"38988428513": "慢页·二群"}
    assert found.names["abc123"] == "阿柚"
    assert found.roles["38988428513", "abc123"] == "owner"
    assert found.roles["38988428513", "def456"] == "admin"
    assert found.names["ghost"] == "只在消息里出现"


def test_numbers_become_kinds_and_placeholders_no_text(found):
    assert [(m["kind"], m["text"]) for m in found.messages] == [
        ("text", "早安 @木白 昨晚读到哪了?"),
        ("text", "45 页"),
        ("image", None),
        ("voice", None),
        ("sticker", None),
        ("link", "书单 https://a.example/list"),
        ("red_packet", "恭喜发财"),
        ("forward", None),
        ("call", None),
        ("other", "将来的种类"),
        ("text", "没有编号的消息"),
        ("text", "没有编号的消息"),
        ("text", "毫秒"),
    ]


def test_seconds_and_milliseconds_are_told_apart(found):
    assert found.said("早安")["sent_us"] == 1703001600_000_000
    assert found.said("毫秒")["sent_us"] == 1703001700_500_000


def test_answers_and_mentions_lead_to_messages_and_people(found):
    assert found.said("45 页")["reply_to_ref"] == "msg_001"
    assert found.said("早安")["mentions"] == ["def456"]


def test_equal_messages_without_an_id_stay_two(found):
    refs = [m["message_ref"] for m in found.messages if m["text"] == "没有编号的消息"]

    assert len(set(refs)) == 2


def test_notices_become_moves_of_the_right_people(found):
    assert [
        (m["kind"], m["author_ref"], m["inviter_ref"], m["channel"], m["name"]) for m in found.moves
    ] == [
        ("join", "def456", "abc123", "invited", None),
        ("join", "小酒", "abc123", "qr", None),
        ("join", "木木", None, "公众号文末", None),
        ("group_rename", "abc123", None, None, "慢页·二群"),
        ("leave", "def456", None, None, None),
    ]


def test_what_cannot_be_used_is_listed_and_the_rest_is_read(found):
    reasons = [reason for _, reason in found.unreadable]

    assert sorted(reasons) == ["broken", "no_author", "no_time", "unknown_kind"]
    assert found.passed_over == 3


def test_the_service_is_the_one_the_file_names():
    for name in FORMS:
        with open_source(FIXTURES / name) as source:
            assert ChatLabImporter().platform_of(source) == "wechat"
            assert ChatLabImporter().recognise(source).certainty > 0.9


def test_a_file_may_tell_its_chat_after_the_messages_and_hold_large_pictures(tmp_path):
    path = tmp_path / "late.json"
    message = {
        "sender": "1",
        "accountName": "甲",
        "timestamp": 1703001600,
        "type": 0,
        "content": "在",
    }
    picture = "data:image/png;base64," + "A" * 300_000
    path.write_text(
        json.dumps(
            {
                "chatlab": {"version": "0.0.2", "exportedAt": 1},
                "messages": [message],
                "members": [{"platformId": "1", "accountName": "甲", "avatar": picture}],
                "meta": {"name": "甲", "platform": "qq", "type": "private", "groupAvatar": picture},
            },
            ensure_ascii=False,
        )
    )

    found = read(ChatLabImporter(), path)

    assert (found.groups, found.private, found.texts) == ({"甲": "甲"}, {"甲"}, ["在"])
    with open_source(path) as source:
        assert ChatLabImporter().platform_of(source) == "qq"


def test_a_file_cut_short_gives_all_before_the_cut(tmp_path):
    for name in FORMS:
        whole = (FIXTURES / name).read_bytes()
        path = tmp_path / name
        path.write_bytes(whole[: whole.index("毫秒".encode()) + 3])

        found = read(ChatLabImporter(), path)

        assert "没有编号的消息" in found.texts
        assert "cut_short" in [reason for _, reason in found.unreadable]


def test_another_file_is_not_taken_for_chatlab(tmp_path):
    for text in ('{"messages": []}', "[]", '{"name": "chatlab"}', "", "a,b\n"):
        (tmp_path / "x.json").write_text(text)
        with open_source(tmp_path / "x.json") as source:
            assert ChatLabImporter().recognise(source).certainty == 0


@pytest.mark.parametrize(
    ("line", "kind", "who", "by"),
    [
        ("“阿柚”邀请“木白”加入了群聊", "join", ("木白",), "阿柚"),
        ('"阿柚"邀请"木白、小酒"加入了群聊', "join", ("木白", "小酒"), "阿柚"),
        ('你邀请"木白"和"王和平"加入了群聊', "join", ("木白", "王和平"), "你"),
        ('"阿柚"邀请你和"木白"加入了群聊', "join", ("你", "木白"), "阿柚"),
        ('"阿柚"邀请你加入了群聊,群聊参与人还有:小酒、木木', "join", ("你",), "阿柚"),
        ("“木白”通过扫描“阿柚”分享的二维码加入群聊", "join", ("木白",), "阿柚"),
        ('"木白"通过扫描你分享的二维码加入群聊', "join", ("木白",), "你"),
        ("木白加入本群", "join", ("木白",), ""),
        ("“阿柚”将“木白”移出了群聊", "leave", ("木白",), "阿柚"),
        ("木白被阿柚移出本群", "leave", ("木白",), "阿柚"),
        ("“木白”退出了群聊", "leave", ("木白",), ""),
        ("你修改群名为“慢页”", "group_rename", (), "你"),
        ('"阿柚"邀請"木白"加入了群組', "join", ("木白",), "阿柚"),
    ],
)
def test_chinese_notices_tell_moves(line, kind, who, by):
    notice = read_notice(line)

    assert (notice.kind, notice.who, notice.by) == (kind, who, by)


@pytest.mark.parametrize(
    "line",
    [
        "“阿柚”撤回了一条消息",
        "“阿柚” 拍了拍 “木白”",
        "收到红包,请在手机上查看",
        "“阿柚”已成为新群主",
    ],
)
def test_notices_that_move_nobody_are_none(line):
    assert read_notice(line) is None
