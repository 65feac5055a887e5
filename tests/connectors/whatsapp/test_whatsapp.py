from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.connectors.reading import read

from weilu.connect.dates import Order, judge
from weilu.connect.importers import Match
from weilu.connect.sources import open_source
from weilu.connectors.whatsapp.importer import WhatsAppImporter
from weilu.connectors.whatsapp.notices import read_notice
from weilu.kernel.time import from_us, to_us

REAL = Path(__file__).parents[4] / "shared/data/native/whatsapp/chat-miner"


def chat(folder, text, name="WhatsApp Chat with 读书会.txt"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def at(moment):
    return to_us(datetime.fromisoformat(moment).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("head", "wall"),
    [
        pytest.param("[17/3/24, 15:05:12] ", "2024-03-17T15:05:12", id="iPhone, day first"),
        pytest.param("[3/17/24, 3:05:12\u202fPM] ", "2024-03-17T15:05:12", id="iPhone, American"),
        pytest.param("\u200e[2024/3/17 下午3:05:12] ", "2024-03-17T15:05:12", id="iPhone, Chinese"),
        pytest.param("[17.03.24, 15:05:12] ", "2024-03-17T15:05:12", id="iPhone, German"),
        pytest.param("[2024-03-17, 3:05:12 p.m.] ", "2024-03-17T15:05:12", id="iPhone, Canadian"),
        pytest.param("17/03/2024, 15:05 - ", "2024-03-17T15:05", id="Android, day first"),
        pytest.param("3/17/24, 12:05 AM - ", "2024-03-17T00:05", id="Android, midnight is 12 AM"),
        pytest.param("3/17/24, 12:05 PM - ", "2024-03-17T12:05", id="Android, noon is 12 PM"),
        pytest.param("17/3/2024, 3:05 p. m. - ", "2024-03-17T15:05", id="Android, Spanish"),
        pytest.param("17/3/2024, 00:05 a. m. - ", "2024-03-17T00:05", id="Android, 00 and a. m."),
        pytest.param("17.03.24, 15:05 - ", "2024-03-17T15:05", id="Android, German"),
        pytest.param("17-03-2024 15:05 - ", "2024-03-17T15:05", id="Android, Dutch"),
        pytest.param("2024/3/17 15:05 - ", "2024-03-17T15:05", id="Android, year first"),
        pytest.param("2024/3/17 下午3:05 - ", "2024-03-17T15:05", id="Android, 下午"),
        pytest.param(
            "2024/3/17 上午12:05 - ", "2024-03-17T00:05", id="Android, 上午12 is midnight"
        ),
        pytest.param("2024/3/17 凌晨3:05 - ", "2024-03-17T03:05", id="Android, 凌晨"),
        pytest.param("2024/3/17 中午12:05 - ", "2024-03-17T12:05", id="Android, 中午"),
        pytest.param("2024/3/17 中午1:05 - ", "2024-03-17T13:05", id="Android, 中午1 is 13"),
        pytest.param("2024/3/17 晚上9:05 - ", "2024-03-17T21:05", id="Android, 晚上"),
        pytest.param("2024年3月17日 下午3:05 - ", "2024-03-17T15:05", id="Android, 年月日"),
        pytest.param("[17.3.2024 klo 15.05.12] ", "2024-03-17T15:05:12", id="iPhone, Finnish"),
        pytest.param("17/03/2024 à 15:05 - ", "2024-03-17T15:05", id="Android, French"),
        pytest.param("17.03.24 um 15:05 - ", "2024-03-17T15:05", id="Android, Austrian"),
        pytest.param("2024년 3월 17일 오후 3:05 - ", "2024-03-17T15:05", id="Android, Korean"),
        pytest.param("2024/3/17،\u200f 15:05 - ", "2024-03-17T15:05", id="Android, Persian"),
        pytest.param("١٧\u200f/٣\u200f/٢٠٢٤، ٣:٠٥ م - ", "2024-03-17T15:05", id="Android, Arabic"),
    ],
)
def test_every_way_to_write_a_moment_is_read(tmp_path, head, wall):
    found = read(WhatsAppImporter(), chat(tmp_path, f"{head}木白: 早\n{head}阿柚: 早"))

    assert [(m["author_ref"], m["sent_us"], m["text"]) for m in found.messages] == [
        ("木白", at(wall), "早"),
        ("阿柚", at(wall), "早"),
    ]
    assert found.unreadable == []


@pytest.mark.parametrize(
    ("dates", "order", "is_doubtful"),
    [
        pytest.param(["1/2/24", "17/2/24"], Order.DMY, False, id="a month of 17"),
        pytest.param(["1/2/24", "1/17/24"], Order.MDY, False, id="a day of 17"),
        pytest.param(["1/2/24", "2/2/24", "5/1/25"], Order.DMY, True, id="both could be"),
        pytest.param(["5/1/24", "1/2/24"], Order.DMY, False, id="time does not run backwards"),
        pytest.param(["1/1/24", "2/2/24"], Order.DMY, False, id="both mean the same"),
        pytest.param(["24/12/1", "24/12/3"], Order.YMD, False, id="two-digit years first"),
    ],
)
def test_the_whole_file_decides_on_day_and_month(dates, order, is_doubtful):
    verdict = judge([tuple(d.split("/")) for d in dates], separator="/", has_am_pm=False)

    assert (verdict.order, verdict.is_doubtful) == (order, is_doubtful)


def test_a_late_date_decides_on_the_first_one(tmp_path):
    found = read(WhatsAppImporter(), chat(tmp_path, "5/3/24, 8:00 - A: x\n17/3/24, 8:00 - B: y\n"))

    assert from_us(found.messages[0]["sent_us"]).strftime("%d.%m.") == "05.03."


def test_a_file_whose_dates_could_be_either_says_so(tmp_path):
    either = "1/2/24, 8:00 - A: x\n2/2/24, 8:00 - B: y\n5/1/25, 8:00 - A: z\n"

    assert read(WhatsAppImporter(), chat(tmp_path, either)).doubtful
    assert not read(WhatsAppImporter(), chat(tmp_path, either + "17/3/25, 8:00 - A: x\n")).doubtful


def test_the_traps_of_a_text_stay_text(tmp_path):
    text = (
        "17/03/24, 08:00 - 木白: 第一行\n第二行\n\n第四行\n"
        "17/03/24, 08:01 - 阿柚: 转一条:\n[3/16/24, 9:00:00 PM] 别人: 贴过来的\n"
        "17/03/24, 08:02 - 小酒: 时间: 八点半\n"
        "17/03/24, 08:03 - 小酒: He said: Ben left\n"
        "17/03/24, 08:04 - 木白:.\n"
        "17/03/24, 08:05 - 木白: \n"
    )

    found = read(WhatsAppImporter(), chat(tmp_path, text))

    assert found.texts == [
        "第一行\n第二行\n\n第四行",
        "转一条:\n[3/16/24, 9:00:00 PM] 别人: 贴过来的",
        "时间: 八点半",
        "He said: Ben left",
        ".",
        "",
    ]
    assert found.moves == []


def test_a_colon_in_a_name_belongs_to_it_when_all_its_messages_have_it(tmp_path):
    lines = [f"17/03/24, 08:0{n} - Anna: Buchladen: 早 {n}" for n in range(3)]
    lines += ["17/03/24, 08:05 - 木白: 时间: 八点"]

    found = read(WhatsAppImporter(), chat(tmp_path, "\n".join(lines)))

    assert {m["author_ref"] for m in found.messages} == {"Anna: Buchladen", "木白"}
    assert found.texts[0] == "早 0"


@pytest.mark.parametrize(
    ("line", "kind", "who", "by"),
    [
        ("Ada added Ben, Carl and Dora", "join", ("Ben", "Carl", "Dora"), "Ada"),
        ("Ben joined using this group's invite link", "join", ("Ben",), ""),
        ("Ben left", "leave", ("Ben",), ""),
        ("Ada removed Ben", "leave", ("Ben",), "Ada"),
        ("Ada changed the subject from “A: b” to “慢页: 二群”", "group_rename", (), "Ada"),
        ("阿柚添加了木白", "join", ("木白",), "阿柚"),
        ("阿柚已将木白添加到群组", "join", ("木白",), "阿柚"),
        ("木白使用此群组的邀请链接加入了群组", "join", ("木白",), ""),
        ("木白离开了", "leave", ("木白",), ""),
        ("阿柚移除了木白", "leave", ("木白",), "阿柚"),
        ("阿柚将主题从“旧”改为“新”", "group_rename", (), "阿柚"),
        ("阿柚已新增木白", "join", ("木白",), "阿柚"),
        ("木白透過此群組的邀請連結加入", "join", ("木白",), ""),
        ("木白已退出群組", "leave", ("木白",), ""),
        ("阿柚將群組名稱變更為「新」", "group_rename", (), "阿柚"),
    ],
)
def test_notices_tell_moves_in_three_languages(line, kind, who, by):
    notice = read_notice(line)

    assert (notice.kind, notice.who, notice.by) == (kind, who, by)


@pytest.mark.parametrize(
    "line",
    [
        "Messages and calls are end-to-end encrypted. Tap to learn more.",
        "消息和通话已进行端到端加密。",
        "訊息和通話都已進行端對端加密。",
        "Ada changed this group's icon",
        "Your security code with Ben changed.",
    ],
)
def test_other_notices_are_passed_over(tmp_path, line):
    found = read(WhatsAppImporter(), chat(tmp_path, f"17/03/24, 08:00 - {line}\n"))

    assert (found.passed_over, found.messages, found.moves) == (1, [], [])


def test_an_iphone_puts_notices_behind_a_name_and_a_mark(tmp_path):
    text = (
        "[17.03.24, 08:00:00] 读书会: \u200eMessages and calls are end-to-end encrypted.\n"
        "[17.03.24, 08:00:01] Ada: \u200eAda created this group\n"
        "[17.03.24, 08:00:01] Ada: \u200eAda changed this group's icon\n"
        "[17.03.24, 08:00:02] Ben: \u200eBen joined using this group's invite link\n"
        "[17.03.24, 08:00:03] Ben: Messages and calls are end-to-end encrypted, they say\n"
        "\u200e[17.03.24, 08:00:04] Ben: \u200eimage omitted\n"
        "[17.03.24, 08:00:05] ~\u202fCarl: hi @\u2068Ada\u2069\n"
    )

    found = read(WhatsAppImporter(), chat(tmp_path, text, "_chat.txt"))

    assert [(m["kind"], m["author_ref"]) for m in found.moves] == [("join", "Ada"), ("join", "Ben")]
    assert [(m["author_ref"], m["kind"]) for m in found.messages] == [
        ("Ben", "text"),
        ("Ben", "image"),
        ("Carl", "text"),
    ]
    assert found.messages[2]["mentions"] == ["Ada"]
    assert found.passed_over == 2


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("<Media omitted>", "other", None),
        ("<未包含媒体文件>", "other", None),
        ("<省略多媒體檔>", "other", None),
        ("<省略多媒体文件>", "other", None),
        ("<Media omessi>", "other", None),
        ("<Mídia oculta>", "other", None),
        ("<Archivo multimedia omitido>", "other", None),
        ("<メディアは含まれていません>", "other", None),
        ("\u200eBild weggelassen", "image", None),
        ("\u200eimagem ocultada", "image", None),
        ("\u200e動画は省略されました", "video", None),
        ("<mediocre>", "text", "<mediocre>"),
        ("\u200evideo omitted", "video", None),
        ("\u200e图片已省略", "image", None),
        ("\u200e貼圖已忽略", "sticker", None),
        ("IMG-20240317-WA0001.jpg (file attached)\n看这本", "image", "看这本"),
        ("PTT-20240317-WA0002.opus (文件附件)", "voice", None),
        ("\u200e<attached: 00000012-STICKER-2024.webp>", "sticker", None),
        ("小酒.vcf (file attached)", "contact", None),
        ("POLL:\n选哪个封面?\nOPTION: A (2 votes)", "poll", "选哪个封面?\nOPTION: A (2 votes)"),
        ("location: https://maps.google.com/?q=30.2,120.1", "location", None),
        ("改一下时间 <This message was edited>", "text", "改一下时间"),
        ("null", "other", None),
        ("the image omitted a lot", "text", "the image omitted a lot"),
    ],
)
def test_what_stands_for_media_is_told_from_text(tmp_path, body, kind, text):
    found = read(WhatsAppImporter(), chat(tmp_path, f"17/03/24, 08:00 - 木白: {body}\n"))

    assert [(m["kind"], m["text"]) for m in found.messages] == [(kind, text)]


@pytest.mark.parametrize("body", ["This message was deleted", "此消息已删除", "您已刪除此訊息"])
def test_deleted_messages_are_no_messages(tmp_path, body):
    found = read(WhatsAppImporter(), chat(tmp_path, f"17/03/24, 08:00 - 木白: {body}\n"))

    assert (found.messages, found.passed_over) == ([], 1)


def test_a_zip_with_media_names_the_group(tmp_path):
    path = tmp_path / "WhatsApp Chat - 慢页 · 总群.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("_chat.txt", "[17.03.24, 08:00:00] 木白: 早\n")
        archive.writestr("00000001-PHOTO.jpg", b"\xff\xd8")

    with open_source(path) as source:
        assert WhatsAppImporter().recognise(source) == Match(
            certainty=0.92, group_name="慢页 · 总群"
        )
    assert read(WhatsAppImporter(), path).groups == {"慢页 · 总群": "慢页 · 总群"}


def test_a_chat_of_two_is_private_and_named_after_the_other(tmp_path):
    text = "17/03/24, 08:00 - 阿柚: 在吗\n17/03/24, 08:01 - 我: 在\n"

    assert read(WhatsAppImporter(), chat(tmp_path, text, "WhatsApp Chat with 阿柚.txt")).private
    assert not read(WhatsAppImporter(), chat(tmp_path, text, "WhatsApp Chat with 群.txt")).private


def test_impossible_moments_and_broken_bytes_are_listed(tmp_path):
    path = tmp_path / "c.txt"
    path.write_bytes(
        "13/02/24, 08:00 - 木白: 早\n31/02/24, 08:00 - 木白: 没有这一天\n".encode()
        + b"17/03/24, 08:00 - Ben: caf\xe9\n"
        + "17/03/24, 08:01 - 木白: 后来\n".encode()
    )

    found = read(WhatsAppImporter(), path)

    assert found.unreadable == [("c.txt line 2", "no_time"), ("c.txt line 3", "bad_bytes")]
    assert found.texts == ["早", "caf\ufffd", "后来"]


def test_equal_messages_of_one_minute_stay_apart_and_keep_their_ids(tmp_path):
    path = chat(tmp_path, "17/03/24, 08:00 - 木白: +1\n17/03/24, 08:00 - 木白: +1\n")

    refs = [m["message_ref"] for m in read(WhatsAppImporter(), path).messages]

    assert len(set(refs)) == 2
    assert refs == [m["message_ref"] for m in read(WhatsAppImporter(), path).messages]


def test_foreign_texts_are_not_taken_for_a_chat(tmp_path):
    for text in ("", "just a diary\n2024-03-17: nothing\n", '{"messages": []}', "a,b\n1,2\n"):
        with open_source(chat(tmp_path, text, "x.txt")) as source:
            assert WhatsAppImporter().recognise(source).certainty == 0


def test_an_endless_line_is_listed_and_the_rest_is_read(tmp_path):
    text = "17/03/24, 08:00 - A: " + "x" * 3_000_000 + "\n17/03/24, 08:01 - B: y\n"

    found = read(WhatsAppImporter(), chat(tmp_path, text))

    assert [place[1] for place in found.unreadable] == ["too_long"]
    assert found.texts == ["y"]


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="the shared data folder is not here")
@pytest.mark.parametrize("path", sorted(REAL.glob("*.txt")) or [None])
def test_the_samples_of_chat_miner_give_the_same_chat(path):
    found = read(WhatsAppImporter(), path)

    assert [
        (from_us(m["sent_us"]).strftime("%Y-%m-%d %H:%M"), m["author_ref"]) for m in found.messages
    ] == [
        ("2019-01-01 11:25", "John Doe"),
        ("2019-01-20 11:23", "John Doe"),
        ("2019-01-30 20:49", "Jahn Doe"),
        ("2020-06-10 15:55", "John-John Doe"),
        ("2021-12-10 10:10", "John Doe 🤓"),
        ("2021-12-20 12:10", "🤓"),
        ("2021-12-30 22:01", "John Doe"),
    ]
    assert found.unreadable == []
