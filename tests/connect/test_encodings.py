from io import BytesIO

from weilu.connect.encodings import Line, Lines


def read(data, **options):
    return list(Lines(BytesIO(data), **options))


def test_a_mark_at_the_beginning_is_no_part_of_the_text():
    assert [line.text for line in read("早安\r\n好".encode("utf-8-sig"))] == ["早安", "好"]


def test_wrong_bytes_are_counted_for_their_line_and_stop_nothing():
    lines = read("好好好好好好\n一二三四五六".encode() + b"\xff\xfe\nmore\n")

    assert [line.bad_bytes for line in lines] == [0, 2, 0]
    assert lines[1].text == "一二三四五六\ufffd\ufffd"


def test_a_real_replacement_character_is_no_wrong_byte():
    lines = read("坏掉的字：\ufffd\n".encode())

    assert lines == [Line(1, "坏掉的字：\ufffd")]


def test_a_long_line_is_cut_and_the_next_one_read():
    lines = read(b"a" * 5_000_000 + b"\nb\n", max_line=100_000)

    assert [(line.number, line.is_too_long, len(line.text)) for line in lines] == [
        (1, True, 1000),
        (2, False, 1),
    ]


def test_the_last_line_tells_that_it_has_no_end():
    lines = read(b"a\nb")

    assert [line.is_complete for line in lines] == [True, False]


def test_characters_may_be_cut_by_blocks():
    text = "早安" * 200_000
    lines = read(text.encode())

    assert lines == [Line(1, text, is_complete=False)]


def test_nothing_has_no_lines():
    assert read(b"") == []
