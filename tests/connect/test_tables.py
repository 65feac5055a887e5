from io import BytesIO

from weilu.connect.batches import UnreadableReason
from weilu.connect.encodings import Lines
from weilu.connect.tables import delimiter_of, rows


def read(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return list(rows(Lines(BytesIO(data)), **options))


def values(text, **options):
    return [row.values for row in read(text, **options)]


def test_quoted_fields_hold_commas_quotes_and_line_ends():
    assert values('a,"b,""c""\nd"\r\ne,f\n') == [["a", 'b,"c"\nd'], ["e", "f"]]


def test_a_row_knows_the_line_it_begins_in():
    assert [row.line for row in read('a\n"b\nc"\nd\n')] == [1, 2, 4]


def test_empty_lines_are_no_rows():
    assert values("a\n\n\nb\n") == [["a"], ["b"]]


def test_a_quote_that_is_never_closed_costs_its_line_only():
    found = read('1,a\n2,"b\n3,c\n4,d\n')

    assert [row.values for row in found] == [["1", "a"], [], ["3", "c"], ["4", "d"]]
    assert [row.problem for row in found if row.problem] == [UnreadableReason.BROKEN]


def test_a_last_row_that_is_cut_says_so():
    assert read('1,a\n2,"b')[-1].problem == UnreadableReason.CUT_SHORT


def test_a_line_that_is_too_long_is_passed():
    found = read(b"1," + b"x" * 3_000_000 + b"\n2,b\n")

    assert [(row.values, row.problem) for row in found] == [
        ([], UnreadableReason.TOO_LONG),
        (["2", "b"], None),
    ]


def test_a_row_with_wrong_bytes_is_kept_and_marked():
    found = read("好,好好好好好\n".encode() + "早,早早早早早".encode() + b"\xff\n")

    assert found[1].values == ["早", "早早早早早\ufffd"]
    assert found[1].problem == UnreadableReason.BAD_BYTES


def test_the_delimiter_is_seen_in_the_header():
    assert [delimiter_of(h) for h in ("a,b,c", "a;b;c", "a\tb\tc")] == [",", ";", "\t"]
