"""Workbooks: values, not formulas; and files that were made to do harm."""

import io
import resource
from datetime import datetime, time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.connectors.contract import MemorySource
from tests.connectors.reading import read
from tests.connectors.table.conftest import FIXTURES
from tests.connectors.table.workbooks import Book, Raw
from tests.effort import examples

from weilu.connect.columns import Columns, Role
from weilu.connect.errors import UnreadableExport, UnsafeArchive
from weilu.connect.importers import Reading
from weilu.connect.sources import open_source
from weilu.connectors.table.formats import shown_by
from weilu.connectors.table.importer import TableImporter
from weilu.kernel.errors import WeiluError
from weilu.kernel.time import from_us

HEADER = ["时间", "昵称", "内容"]
ROW = ["2026-03-02 09:00", "阿柚", "早安"]
MEGABYTE = 2**20


def test_a_workbook_with_formulas_merged_cells_and_dates(table):
    found = read(table, FIXTURES / "book.xlsx")

    assert [
        (m["group_ref"], m["author_ref"], f"{from_us(m['sent_us']):%m-%d %H:%M}", m["text"])
        for m in found.messages
    ] == [
        ("一群", "阿柚", "03-02 09:00", "早安"),
        ("一群", "南枝", "03-02 09:02", "今晚读第三章"),
        ("一群", "木老师", "03-02 12:00", "行\r\n另一行"),
        ("一群", "阿柚", "03-03 21:00", "富文本"),
        ("二群", "小满", "03-02 09:36", "这里是二群"),
        ("二群", "阿柚", "03-02 09:50", "我也在"),
    ]
    assert found.unreadable == [("一群 line 7", "no_time")]


def test_sheets_of_other_columns_are_left_out_and_named(table):
    with open_source(FIXTURES / "book.xlsx") as source:
        first = table.sheets(source)[0]
        columns = Columns(places=table.guess(first).places, header=first.header, width=5)
        assert table.left_out(source, columns) == ["说明", "值班"]
        assert table.left_out(source, columns.with_changes(sheets=("二群",))) == [
            "一群", "说明", "值班",
        ]  # fmt: skip


def test_a_formula_is_never_worked_out_and_one_without_a_value_is_empty(write, messages):
    formula = Raw('<c r="REF" t="str"><f>WEBSERVICE("http://localhost/")</f></c>')
    path = write(Book({"a": [HEADER, ROW, [*ROW[:2], formula]]}).bytes(), "a.xlsx")

    assert [m["text"] for m in messages(path)] == ["早安", None]


def test_dates_since_1904_are_those_of_the_same_day(write, messages):
    day = 46_082.795138889
    old = Book({"a": [HEADER, [(day, 1), "a", "x"]]})
    new = Book({"a": [HEADER, [(day - 1462, 1), "a", "x"]]}, since_1904=True)

    assert {messages(write(book.bytes(), "a.xlsx"))[0]["sent_us"] for book in (old, new)} == {
        1772391900000000
    }


@pytest.mark.parametrize(
    ("code", "day", "clock"),
    [
        ("yyyy-mm-dd hh:mm", True, True),
        ('yyyy"年"m"月"d"日"', True, False),
        ("[$-804]上午/下午h:mm:ss.00", False, True),
        ("[h]:mm:ss", False, True),
        ("mmm-yy", True, False),
        ("0.00", False, False),
        ("#,##0_);[Red](#,##0)", False, False),
        ('0" days"', False, False),
        ("General", False, False),
        ("@", False, False),
    ],
)
def test_a_format_says_whether_a_number_is_a_date(code, day, clock):
    assert shown_by(164, code) == (day, clock)


def test_cells_without_references_and_with_prefixes_are_read(write, messages):
    rows = "".join(
        "<x:row>" + "".join(f'<x:c t="str"><x:v>{v}</x:v></x:c>' for v in row) + "</x:row>"
        for row in (HEADER, ROW)
    )
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<x:worksheet xmlns:x="{namespace}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    path = write(changed("xl/worksheets/sheet1.xml", sheet), "a.xlsx")

    assert [m["text"] for m in messages(path)] == ["早安"]


def changed(part, text):
    """Return an ordinary workbook of which one part is something else."""
    file = io.BytesIO(Book({"a": [HEADER, ROW]}).bytes())
    out = io.BytesIO()
    with ZipFile(file) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return out.getvalue()


ENTITIES = {
    "an external file": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    "laughter": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;">]>',
    "a document type elsewhere": '<!DOCTYPE x SYSTEM "http://localhost/x.dtd">',
}


@pytest.mark.parametrize("kind", ENTITIES)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_workbook_that_declares_entities_is_refused(write, messages, kind, part):
    path = write(changed(part, f"{ENTITIES[kind]}<x>&e;</x>"), "a.xlsx")

    with pytest.raises(UnreadableExport):
        messages(path)


def test_a_workbook_that_unpacks_to_very_much_is_refused(write, messages):
    path = write(changed("xl/worksheets/sheet1.xml", " " * 64 * MEGABYTE), "a.xlsx")

    with pytest.raises(UnsafeArchive):
        messages(path)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(f'<row r="{10**9}"><c r="A1"><v>1</v></c></row>', id="a row far below"),
        pytest.param(f'<row r="9"><c r="{"Z" * 9}9"><v>1</v></c></row>', id="a column far off"),
        pytest.param('<row r="9"><c r="A9" t="s"><v>999999999</v></c></row>', id="no such text"),
        pytest.param('<row r="9"><c r="A9" s="99999"><v>1e308</v></c></row>', id="no such style"),
        pytest.param('<row r="x"><c r="?" t="n"><v>nan</v></c></row>', id="no numbers at all"),
        pytest.param("<row/><row></row><c/>", id="nothing in it"),
    ],
)
def test_a_sheet_that_lies_costs_only_its_lies(write, messages, rows):
    sheet = Book()._sheet("a", [HEADER, ROW, ROW], {})
    path = write(
        changed("xl/worksheets/sheet1.xml", sheet.replace("</sheetData>", rows + "</sheetData>")),
        "a.xlsx",
    )

    assert [m["text"] for m in messages(path)] == ["早安", "早安"]


def test_16384_columns_are_no_more_than_a_hundred(write, sheets, messages):
    wide = [f"c{n}" for n in range(16_381)]
    path = write(Book({"a": [HEADER + wide, ROW + wide]}).bytes(), "a.xlsx")

    assert len(sheets(path)[0].names) == 100
    assert [m["text"] for m in messages(path)] == ["早安"]


def test_a_cell_longer_than_any_message_is_listed(table, write):
    noise = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(1_100_000))
    path = write(Book({"a": [HEADER, [*ROW[:2], noise], ROW]}).bytes(), "a.xlsx")

    found = read(table, path)

    assert found.texts == ["早安"]
    assert found.unreadable == [("a line 2", "too_long")]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_workbook(table, tmp_path):
    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for n in range(200_000):
        sheet.append([ROW[0], f"书友 {n % 500}", f"第 {n} 页 {n * 7919}"])
    book.save(tmp_path / "a.xlsx")
    before = peak()

    with open_source(tmp_path / "a.xlsx") as source:
        total = sum(batch.records for batch in table.read(source, Reading(group_name="x")))

    assert total == 200_000
    assert peak() - before < 120


moment = st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1)).map(
    lambda found: found.replace(microsecond=0)
)
#: Without what XML cannot hold: the other library writes it all the same.
letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
text = st.text(letters, max_size=20).map(str.strip)


@settings(max_examples=examples(30), deadline=None)
@given(rows=st.lists(st.tuples(moment, text.filter(bool), text), min_size=1, max_size=10))
def test_what_another_library_writes_is_read_as_it_reads_it_itself(rows):
    book = Workbook()
    book.active.append(["time", "author", "text"])
    for at, author, said in rows:
        book.active.append([at])
        for column, value in ((2, author), (3, said or None)):
            cell = book.active.cell(book.active.max_row, column)
            cell.value, cell.data_type = value, "s"
    file = io.BytesIO()
    book.save(file)
    peer = list(load_workbook(file, data_only=True).active.iter_rows(min_row=2, values_only=True))

    found = read_parts(file.getvalue())

    assert [
        (f"{from_us(m['sent_us']):%Y-%m-%d %H:%M:%S}", m["author_ref"], m["text"] or "")
        for m in found
    ] == [(f"{at:%Y-%m-%d %H:%M:%S}", by.strip(), (said or "").strip()) for at, by, said in peer]


def read_parts(data):
    with ZipFile(io.BytesIO(data)) as archive:
        source = MemorySource("a.xlsx", {name: archive.read(name) for name in archive.namelist()})
    importer = TableImporter()
    sheet = importer.sheets(source)[0]
    places = {Role.TIME: 0, Role.AUTHOR: 1, Role.TEXT: 2}
    columns = Columns(places=places, header=sheet.header, width=len(sheet.names))
    return [
        row
        for batch in importer.given(columns).read(source, Reading(group_name="g"))
        for row in batch.messages.to_pylist()
    ]


def test_a_day_at_midnight_beside_a_time_of_day_is_a_date(table):
    book = Workbook()
    for row in (["日期", "时间", "昵称", "内容"], [datetime(2026, 3, 2), time(9, 5), "a", "x"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    with ZipFile(io.BytesIO(file.getvalue())) as archive:
        source = MemorySource("a.xlsx", {name: archive.read(name) for name in archive.namelist()})

    found = [m for batch in table.read(source, Reading()) for m in batch.messages.to_pylist()]

    assert [f"{from_us(m['sent_us']):%Y-%m-%d %H:%M}" for m in found] == ["2026-03-02 09:05"]


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_workbook_costs_at_most_a_clear_error(write, table, seed):
    data = bytearray((FIXTURES / "book.xlsx").read_bytes())
    for place in range(seed, len(data), max(1, len(data) // 120)):
        copy = bytearray(data)
        copy[place] ^= 0x55
        try:
            read(table, write(bytes(copy), "a.xlsx"))
        except WeiluError:
            continue


def test_workbooks_in_a_zip_are_read_each_by_its_own_name(table, write, messages):
    books = {
        "一群.xlsx": Book({"Sheet1": [HEADER, ROW]}),
        "二群.xlsx": Book({"Sheet1": [HEADER, ROW], "Sheet2": [HEADER, ROW]}),
        "~$一群.xlsx": None,  # what Excel leaves behind while a workbook is open
    }
    path = write(zipped({name: book.bytes() if book else b"x" for name, book in books.items()}))

    assert {m["group_ref"] for m in messages(path)} == {"一群", "二群 Sheet1", "二群 Sheet2"}


def test_a_damaged_workbook_in_a_zip_is_no_table(table, write):
    path = write(zipped({"a.xlsx": b"PK\x03\x04 not a zip", "b.xlsx": b""}))

    with open_source(path) as source:
        assert table.recognise(source).certainty == 0


def zipped(files):
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()
