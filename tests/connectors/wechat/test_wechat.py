import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.connectors.reading import read

from weilu.connect.batches import Clock
from weilu.connect.sources import open_source
from weilu.connectors.wechat.importer import WeChatImporter
from weilu.connectors.wechat.moments import read_moment
from weilu.kernel.time import from_us

FIXTURES = Path(__file__).parent / "fixtures"
OLD = ["id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "content", "CreateTime"]
NEW = [*OLD[:6], "msg", "src", "CreateTime"]
MEMO = ["localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent"]
MEMO += ["StrTime", "Remark", "NickName", "Sender"]


def table(path, columns, *rows, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def old_row(ref, text, *, kind="文本", talker="wxid_a", own=0, room="1@chatroom"):
    content = json.dumps({"src": "", "msg": text}, ensure_ascii=False)
    return [ref, ref, kind, own, talker, room, content, "2024-10-04 11:42:05"]


def test_the_first_layout_of_pywxdump_with_names_beside_it():
    found = read(WeChatImporter(), FIXTURES / "pywxdump")

    assert found.groups == {"111@chatroom": "慢页·新总群", "222@chatroom": "走读群"}
    assert found.names["wxid_ayou"] == "阿柚"
    assert found.names["wxid_me"] == "闻溪"
    assert [(m["group_ref"], m["author_ref"], m["kind"], m["text"]) for m in found.messages] == [
        ("111@chatroom", "wxid_ayou", "text", "早,今天读\n《呼兰河传》"),
        ("111@chatroom", "wxid_me", "text", "欢迎 @木白\u2005 来"),
        ("111@chatroom", "wxid_mubai", "image", None),
        ("111@chatroom", "wxid_mubai", "sticker", None),
        ("111@chatroom", "wxid_ayou", "text", "对,第二章"),
        ("222@chatroom", "wxid_mubai", "text", "=cmd|' /C calc'!A0"),
        ("222@chatroom", "wxid_me", "red_packet", "恭喜发财"),
    ]
    assert found.said("对,第二章")["reply_to_ref"] == "9001"
    assert found.said("欢迎")["mentions"] == ["wxid_mubai"]


def test_notices_of_wechat_become_moves():
    found = read(WeChatImporter(), FIXTURES / "pywxdump")

    assert [(m["kind"], m["author_ref"], m["inviter_ref"], m["channel"]) for m in found.moves] == [
        ("join", "wxid_mubai", "wxid_ayou", "invited"),
        ("join", "小酒", "wxid_me", "qr"),
        ("group_rename", "wxid_ayou", None, None),
        ("leave", "小酒", None, None),
    ]
    assert found.moves[2]["name"] == "慢页·新总群"
    assert found.passed_over == 3


def test_the_newer_layout_has_words_and_source_apart_and_minutes_only(tmp_path):
    path = table(
        tmp_path / "room.csv",
        NEW,
        [1, 71, "文本", 0, "wxid_a", "1@chatroom", "你好, 再见", "", "2024/10/4 11:42"],
        [
            2,
            72,
            "引用回复",
            1,
            "我",
            "1@chatroom",
            "好\n\n[引用](2024-10-04 11:42:00)甲:你好",
            "<svrid>71</svrid>",
            "2024/10/4 11:43",
        ],
    )

    found = read(WeChatImporter(), path)

    assert found.texts == ["你好, 再见", "好"]
    assert found.messages[1]["reply_to_ref"] == "71"
    assert found.messages[1]["author_ref"] == "我"
    assert from_us(found.messages[0]["sent_us"]) == datetime(2024, 10, 4, 11, 42, tzinfo=UTC)
    with open_source(path) as source:
        assert WeChatImporter().clock_of(source) is Clock.LOCAL


def test_the_layout_of_wechatmsg_knows_the_instant_and_the_names(tmp_path):
    rows = [
        [
            1,
            217,
            10000,
            0,
            0,
            1728013300,
            "",
            '"阿柚"邀请"木白"加入了群聊',
            "2024-10-04 11:41:40",
            "",
            "",
            "",
        ],
        [
            2,
            217,
            1,
            0,
            0,
            1728013325,
            "",
            "wxid_a:\n早",
            "2024-10-04 11:42:05",
            "备注",
            "阿柚",
            "wxid_a",
        ],
        [
            3,
            217,
            3,
            0,
            0,
            1728013326,
            "",
            "<msg><img/></msg>",
            "2024-10-04 11:42:06",
            "",
            "木白",
            "wxid_b",
        ],
        [
            4,
            217,
            49,
            57,
            1,
            1728013327,
            "",
            "<msg><title>同意</title></msg>",
            "2024-10-04 11:42:07",
            "",
            "闻溪",
            "wxid_me",
        ],
        [
            5,
            217,
            49,
            2001,
            0,
            1728013328,
            "",
            "<msg><title>恭喜发财</title></msg>",
            "2024-10-04 11:42:08",
            "",
            "阿柚",
            "wxid_a",
        ],
        [
            6,
            217,
            10000,
            0,
            0,
            1728013329,
            "",
            "<revokemsg>阿柚撤回了一条消息</revokemsg>",
            "2024-10-04 11:42:09",
            "",
            "",
            "",
        ],
    ]
    path = table(tmp_path / "慢页·总群.csv", MEMO, *rows, encoding="utf-8-sig")

    found = read(WeChatImporter(), path)

    assert found.groups == {"慢页·总群": "慢页·总群"}
    assert not found.private
    assert [(m["author_ref"], m["kind"], m["text"]) for m in found.messages] == [
        ("wxid_a", "text", "早"),
        ("wxid_b", "image", None),
        ("wxid_me", "text", "同意"),
        ("wxid_a", "red_packet", "恭喜发财"),
    ]
    assert [(m["author_ref"], m["inviter_ref"]) for m in found.moves] == [("wxid_b", "wxid_a")]
    assert found.messages[0]["sent_us"] == 1728013325_000_000
    assert found.names["wxid_a"] == "阿柚"
    with open_source(path) as source:
        assert WeChatImporter().clock_of(source) is Clock.UTC


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16"])
def test_files_saved_by_windows_are_read(tmp_path, encoding):
    path = table(tmp_path / "r.csv", OLD, old_row(1, "大家早上好,今天的打卡"), encoding=encoding)

    assert read(WeChatImporter(), path).texts == ["大家早上好,今天的打卡"]


def test_a_lost_quote_costs_its_row_and_no_other(tmp_path):
    path = table(tmp_path / "r.csv", OLD, *(old_row(n, f"第 {n} 条") for n in range(1, 6)))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = '2,2,文本,0,wxid_a,1@chatroom,"没有收尾,2024-10-04 11:42:05\n'
    path.write_text("".join(lines), encoding="utf-8")

    found = read(WeChatImporter(), path)

    assert found.texts == ["第 1 条", "第 3 条", "第 4 条", "第 5 条"]
    assert found.unreadable == [("r.csv line 3", "broken")]


def test_json_that_an_old_exporter_left_unquoted_is_put_together(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(
        ",".join(OLD)
        + '\n1,100,文字,0,wxid_a,1@chatroom,{"src": "", "msg": "今晚,打球吗"}'
        + ",2024-01-01 10:00:00\n",
        encoding="utf-8",
    )

    assert read(WeChatImporter(), path).texts == ["今晚,打球吗"]


def test_what_cannot_be_used_is_listed(tmp_path):
    without_time = old_row(1, "没有时间")
    without_time[-1] = "昨天"
    path = table(
        tmp_path / "r.csv", OLD, without_time, old_row(2, "谁", talker=""), old_row(3, "好"), [4, 4]
    )

    found = read(WeChatImporter(), path)

    assert found.unreadable == [
        ("r.csv line 2", "no_time"),
        ("r.csv line 3", "no_author"),
        ("r.csv line 5", "broken"),
    ]
    assert found.texts == ["好"]


def test_rows_without_a_server_id_get_one_that_lasts(tmp_path):
    path = table(tmp_path / "r.csv", OLD, old_row(0, "+1"), old_row(0, "+1"))

    first = [m["message_ref"] for m in read(WeChatImporter(), path).messages]

    assert len(set(first)) == 2
    assert first == [m["message_ref"] for m in read(WeChatImporter(), path).messages]


def test_a_chat_of_two_is_private_until_it_is_a_chat_room(tmp_path):
    two = table(tmp_path / "two.csv", OLD, old_row(1, "在吗", room="wxid_a"))
    room = table(tmp_path / "room.csv", OLD, old_row(1, "在吗"))

    assert read(WeChatImporter(), two).private == {"wxid_a"}
    assert read(WeChatImporter(), room).private == set()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-08-12 23:22:41", (2023, 8, 12, 23, 22, 41)),
        ("2024/10/4 11:42", (2024, 10, 4, 11, 42)),
        ("2024/10/4 9:02:05", (2024, 10, 4, 9, 2, 5)),
        ("1728013325", (2024, 10, 4, 3, 42, 5)),
        ("1728013325000", (2024, 10, 4, 3, 42, 5)),
    ],
)
def test_times_are_read_in_every_form(text, moment):
    assert from_us(read_moment(text).us) == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "昨天", "2024-13-01 10:00:00", "2024-10-04 25:00:00", "12"])
def test_what_is_no_time_is_none(text):
    assert read_moment(text) is None


def test_another_table_is_not_taken_for_wechat(tmp_path):
    for text in ("", "id,text\n1,x\n", '{"a": 1}', "\0\0\0\0"):
        (tmp_path / "x.csv").write_text(text)
        with open_source(tmp_path / "x.csv") as source:
            assert WeChatImporter().recognise(source).certainty == 0
