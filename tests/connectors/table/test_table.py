"""Tables that people and tools make, with what goes wrong in them."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.contract import MemorySource
from tests.connectors.reading import read
from tests.connectors.table.conftest import FIXTURES
from tests.effort import examples

from weilu.connect.batches import Clock, UnreadableReason
from weilu.connect.columns import Columns, Role
from weilu.connect.importers import Reading
from weilu.connect.sources import open_source
from weilu.connectors.table.importer import TableImporter
from weilu.kernel.time import DAY_US, HOUR_US, day_number, from_us

HEADER = "时间,昵称,内容\n"


def test_a_table_below_a_title_with_damaged_rows(table):
    found = read(table, FIXTURES / "club.csv", group_name="读书会")

    assert found.texts == [
        "早安，今晚读什么？",
        "早安，今晚读什么？",
        '第三章，\n"听雨" 那一段',
        None,
        "=1+1 不是公式",
        "https://example.org/a 看这个",
        "话里有,没加引号,的逗号",
        "好",
    ]
    assert found.names.keys() == {"阿柚", "南枝", "木老师", "李, 四"}
    assert found.groups == {"读书会": "读书会"}
    assert found.unreadable == [
        ("club.csv line 18", "broken"),
        ("club.csv line 10", "no_time"),
        ("club.csv line 11", "no_author"),
    ]


def test_a_message_without_text_is_something_else_than_text(table):
    found = read(table, FIXTURES / "club.csv")

    assert [m["kind"] for m in found.messages if m["text"] is None] == ["other"]


def test_a_header_that_stands_in_the_middle_again_is_passed_over(table):
    assert read(table, FIXTURES / "club.csv").passed_over == 1


def test_date_and_time_in_columns_of_their_own_with_semicolons(table):
    found = read(table, FIXTURES / "european.csv")

    assert [f"{from_us(m['sent_us']):%Y-%m-%d %H:%M}" for m in found.messages] == [
        "2026-03-02 09:00",
        "2026-03-02 09:02",
        "2026-03-04 21:15",
        "2026-03-13 21:16",
        "2026-03-13 21:16",
    ]
    assert found.texts[2] == "See you on Saturday; then"


def test_utf_16_with_tabs_epoch_and_ids(table):
    found = read(table, FIXTURES / "unicode.tsv")

    assert found.groups == {"一群": "一群", "二群": "二群"}
    assert found.names == {"u1": "阿木老师", "u2": "小满", "u3": "阿木"}
    assert [m["message_ref"] for m in found.messages] == ["m0", "m1", "m2", "m3", "m0"]
    with open_source(FIXTURES / "unicode.tsv") as source:
        assert table.clock_of(source) == Clock.UTC


def test_a_table_without_a_header_is_understood_by_its_content(guess, sheets):
    path = FIXTURES / "bare.txt"

    assert not sheets(path)[0].has_header
    assert guess(path) == {"time": 1, "author": 2, "text": 3}


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        pytest.param(
            "發送者,傳送時間,訊息內容,群組名稱",
            "阿柚,2026-03-02 09:00,早安,一群",
            {"author": "發送者", "time": "傳送時間", "text": "訊息內容", "group": "群組名稱"},
            id="traditional Chinese",
        ),
        pytest.param(
            "Sender Name,Sent At (UTC+8),Message,Channel,sender_id",
            "Ana,2026-03-02 09:00,Good morning,tea,7",
            {
                "author": "Sender Name",
                "time": "Sent At (UTC+8)",
                "text": "Message",
                "group": "Channel",
                "author_id": "sender_id",
            },
            id="English, with spaces and a remark",
        ),
        pytest.param(
            "id,created_at,edited_at,user,body",
            "1,2026-03-02T09:00:00Z,2026-03-02T09:01:00Z,ana,Hello there",
            {"time": "created_at", "author": "user", "text": "body"},
            id="two times, of which one is named; numbers of rows are no ids",
        ),
        pytest.param(
            "date,time,from,text",
            "2026-03-02,09:00,ana,Hello there",
            {"date": "date", "time": "time", "author": "from", "text": "text"},
            id="date and time apart",
        ),
        pytest.param(
            "QQ号,群昵称,发言内容,日期",
            "12345678,阿柚,早安,2026/3/2 9:00",
            {"author_id": "QQ号", "author": "群昵称", "text": "发言内容", "time": "日期"},
            id="the date has the time in it",
        ),
        pytest.param(
            "uid,ts,msg",
            "u1,1772400000,早安",
            {"author": "uid", "time": "ts", "text": "msg"},
            id="only ids of people: they are the authors",
        ),
    ],
)
def test_columns_are_known_by_their_names(write, guess, header, rows, expected):
    assert guess(write(f"{header}\n{rows}\n{rows}\n")) == expected


def test_columns_with_unknown_names_are_known_by_what_is_in_them(write, guess):
    rows = "".join(
        f"{n},2026-03-02 09:{n:02},{'ab'[n % 2]}na,sentence number {n} of a longer talk,x\n"
        for n in range(20)
    )

    assert guess(write(f"k1,k2,k3,k4,k5\n{rows}")) == {"time": "k2", "author": "k3", "text": "k4"}


@pytest.mark.parametrize(
    "above",
    [
        "读书会聊天记录,,\n",
        "导出人,张三\n导出时间,2026-03-08\n",
        "\n,,\n",
        "# made by a tool\n\n",
    ],
)
def test_what_stands_above_the_header_is_left_aside(write, sheets, messages, above):
    path = write(above + HEADER + "soon,a,x\n" + "2026-03-02 09:00,a,x\n" * 3)

    assert sheets(path)[0].names == ("时间", "昵称", "内容")
    assert len(messages(path)) == 3


def test_a_quote_that_is_never_closed_costs_one_row(table, write):
    path = write(
        HEADER + '2026-03-02 09:00,a,"x\n2026-03-02 09:01,b,y\n2026-03-02 09:02,c,5" wide\n'
        '2026-03-02 09:03,d,z\n2026-03-02 09:04,e,"w\n'
    )

    found = read(table, path)

    assert [m["author_ref"] for m in found.messages][-2:] == ["d", "e"]
    assert found.unreadable == [("club.csv line 2", "broken")]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16"])
def test_any_delimiter_and_encoding(write, messages, delimiter, encoding, ending):
    rows = [["時間", "暱稱", "內容"]]
    rows += [[f"2026-03-02 09:0{n}", "阿明", f"大家好，今天天氣很好 {n}"] for n in range(5)]
    text = ending.join(delimiter.join(row) for row in rows) + ending

    found = messages(write(text.encode(encoding), "club.txt"))

    assert [m["text"] for m in found] == [f"大家好，今天天氣很好 {n}" for n in range(5)]


def test_dates_that_only_one_order_can_read_decide(write, trial):
    told = HEADER + "03/04/2026 9:00,a,x\n13/04/2026 9:00,b,y\n05/04/2026 9:00,a,z\n"

    found = trial(write(told))

    assert (found.columns.date_order, found.is_doubtful) == ("dmy", False)


def test_dates_that_are_sorted_in_one_order_only_decide(write, trial):
    up = [f"0{month}/0{day}/2026 9:00,a,x\n" for month, day in [(3, 9), (4, 1), (5, 4), (6, 2)]]

    assert trial(write(HEADER + "".join(up))).columns.date_order == "mdy"
    assert trial(write(HEADER + "".join(reversed(up)))).columns.date_order == "mdy"


def test_dates_that_nothing_decides_are_doubtful_until_somebody_says_it(write, trial):
    path = write(HEADER + "03/04/2026 9:00,a,x\n05/04/2026 9:00,b,y\n")

    assert trial(path).is_doubtful
    assert trial(path).example == "03/04/2026"
    assert not trial(path, date_order="mdy").is_doubtful


def test_a_doubt_is_resolved_by_a_date_far_down_in_the_file(write, trial):
    early = "".join(f"0{1 + n % 9}/0{1 + n % 7}/2026 9:00,a,x\n" for n in range(3000))

    assert trial(write(HEADER + early + "25/03/2026 9:00,a,x\n")).columns.date_order == "dmy"


def test_what_the_first_rows_lose_is_counted(write, trial):
    found = trial(write(HEADER + "2026-03-02 09:00,a,x\nsoon,b,y\n2026-03-02 09:01,,z\n"))

    assert (found.rows, found.readable) == (3, 1)
    assert found.unreadable == {UnreadableReason.NO_TIME: 1, UnreadableReason.NO_AUTHOR: 1}


def test_ids_of_messages_stand_only_where_no_two_are_the_same(write, messages):
    header = "时间,昵称,内容,消息ID\n"
    rows = "".join(f"2026-03-02 09:0{n},a,x{n},m{n}\n" for n in range(5))
    twice = rows + "2026-03-02 09:09,a,other,m3\n"

    assert messages(write(header + rows))[0]["message_ref"] == "m0"
    refs = [m["message_ref"] for m in messages(write(header + twice))]
    assert len(set(refs)) == 6
    assert not {"m0", "m3"} & set(refs)


def test_without_ids_equal_messages_are_told_apart_and_are_the_same_again(write, messages):
    path = write(HEADER + "2026-03-02 09:00,a,好\n" * 3)

    refs = [m["message_ref"] for m in messages(path)]

    assert len(set(refs)) == 3
    assert [m["message_ref"] for m in messages(path)] == refs


def test_several_files_are_groups_of_their_own_or_one(tmp_path, table):
    for name in ("tea", "walks"):
        (tmp_path / f"{name}.csv").write_text(HEADER + f"2026-03-02 09:00,{name},x\n")
    (tmp_path / "prices.csv").write_text("cake,12\ntea,3\n")
    places = {Role.TIME: 0, Role.AUTHOR: 1, Role.TEXT: 2}

    with open_source(tmp_path) as source:
        columns = Columns(places=places, header=table.sheets(source)[1].header, width=3)
        split = list(table.given(columns).read(source, Reading()))
        one = list(
            table.given(columns.with_changes(is_split=False)).read(source, Reading(group_name="x"))
        )
        assert table.left_out(source, columns) == ["prices.csv"]

    assert [g.name for batch in split for g in batch.groups] == ["tea", "walks"]
    assert [g.name for batch in one for g in batch.groups] == ["x"]


def test_a_table_of_very_many_columns_shows_the_first_of_them(write, sheets, messages):
    wide = ",".join(f"c{n}" for n in range(16_384 - 3))
    path = write(f"时间,昵称,内容,{wide}\n2026-03-02 09:00,a,x{',' * (16_384 - 3)}\n")

    assert len(sheets(path)[0].names) == 100
    assert [m["text"] for m in messages(path)] == ["x"]


cell = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)


@settings(max_examples=examples(60), deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(day_number(from_us(0).replace(year=1995).date()), 45_000),
            st.integers(0, 86_399),
            cell.filter(bool),
            st.one_of(cell, st.just('a "quoted"\nline, and more;')),
        ),
        min_size=1,
        max_size=30,
    ),
    delimiter=st.sampled_from(",;\t|"),
)
def test_whatever_is_written_is_read_again(rows, delimiter):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["time", "author", "text"])
    moments = [day * DAY_US + second * (HOUR_US // 3600) for day, second, *_ in rows]
    for us, (_, _, author, text) in zip(moments, rows, strict=True):
        writer.writerow([f"{from_us(us):%Y-%m-%d %H:%M:%S}", author, text])
    source = MemorySource("a.csv", {"a.csv": file.getvalue().encode()})

    importer = TableImporter()
    sheet = importer.sheets(source)[0]
    places = {Role.TIME: 0, Role.AUTHOR: 1, Role.TEXT: 2}
    columns = Columns(places=places, header=sheet.header, width=3)
    found = [
        row
        for batch in importer.given(columns).read(source, Reading(group_name="g"))
        for row in batch.messages.to_pylist()
    ]

    assert [m["sent_us"] for m in found] == moments
    assert [m["author_ref"] for m in found] == [author for _, _, author, _ in rows]
    assert [m["text"] or "" for m in found] == [text.replace("\r\n", "\n") for *_, text in rows]
    assert len({m["message_ref"] for m in found}) == len(rows)


ANSWERS = (
    "编号,时间,昵称,内容,回复ID\n1,2026-03-02 09:00,阿柚,早安,\n2,2026-03-02 09:01,南枝,早,1\n"
)


def test_a_column_may_say_which_message_is_answered(write, guess, messages):
    path = write(ANSWERS.replace("编号", "消息ID"))

    assert guess(path)["reply_to"] == "回复ID"
    assert [m["reply_to_ref"] for m in messages(path)] == [None, "1"]


def test_what_is_answered_counts_for_nothing_where_the_ids_are_not_trusted(write, messages):
    path = write(ANSWERS.replace("编号", "消息ID").replace("\n2,", "\n1,"))

    assert [m["reply_to_ref"] for m in messages(path)] == [None, None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_lines_may_end_as_on_the_old_mac(write, messages, encoding):
    rows = (
        "2026-03-02 09:00,阿柚,早安，今晚读什么？我想读第三章\r2026-03-02 09:01,南枝,好的没有问题"
    )

    found = messages(write((HEADER.replace("\n", "\r") + rows).encode(encoding)))

    assert [m["author_ref"] for m in found] == ["阿柚", "南枝"]
