from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connect.encoded import HANS, HANT, MANY
from tests.connectors.contract import MemorySource
from tests.effort import examples

from weilu.connect.decoding import Decoded, undecoded
from weilu.connect.encodings import Lines
from weilu.connect.errors import UncertainEncoding

ASCII = b"2024/3/1 19:00 plain line\n" * 12_000  # longer than a block
SHORT = "张三\n"


def source_of(data, **options):
    return Decoded(MemorySource("chat.txt", {"chat.txt": data}), **options)


def lines_of(data, **options):
    with source_of(data, **options).open("chat.txt") as file:
        return list(Lines(file))


def texts_of(data, **options):
    return [line.text for line in lines_of(data, **options)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
@settings(max_examples=examples(50), deadline=None)
@given(sizes=st.lists(st.integers(1, 3_000), min_size=1))
def test_reading_piece_by_piece_gives_the_same_as_reading_at_once(encoding, sizes):
    source, found = source_of(MANY.encode(encoding)), b""
    with source.open("chat.txt") as file:
        for size in sizes:
            found += (piece := file.read(size))
            assert len(piece) <= size
        found += file.read()

    assert found.decode() == MANY


def test_bytes_that_fit_nothing_are_counted_for_their_line_and_stop_nothing():
    lines = MANY.encode("gbk").split(b"\n")
    lines[3] = lines[3][:-2] + b"\xff"

    found = lines_of(b"\n".join(lines))

    assert [line.number for line in found if line.bad_bytes] == [4]
    assert found[3].text.endswith("\ufffd")
    assert found[4].text == MANY.split("\n")[4]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_hanzi_cut_at_a_line_end_costs_its_own_line_only(encoding):
    whole = MANY.encode(encoding).split(b"\n")
    whole[0] = "读什么".encode(encoding)[:-1]

    found = lines_of(b"\n".join(whole))

    assert [line.number for line in found if line.bad_bytes] == [1]
    assert found[1].text == MANY.split("\n")[1]


def test_a_line_of_utf_8_in_the_log_of_a_gbk_chat_reads_right():
    found = lines_of(MANY.encode("gbk") + HANT.encode() + MANY.encode("gbk"))

    assert "\n".join(line.text for line in found) + "\n" == MANY + HANT + MANY
    assert not any(line.bad_bytes for line in found)


def test_a_line_of_gbk_in_a_utf_8_file_is_listed_and_no_other_encoding_taken():
    found = lines_of(HANS.encode() + "好的，谢谢\n".encode("gbk") + HANS.encode())

    assert [line.number for line in found if line.bad_bytes] == [3]
    assert found[3].text == HANS.split("\n")[0]


def test_plain_ascii_before_the_first_hanzi_decides_nothing():
    found = texts_of(ASCII + HANS.encode("gb18030"))

    assert found[-2:] == HANS.splitlines()
    assert len(found) == 12_002


def test_what_the_first_hanzi_leave_open_the_next_ones_tell():
    found = source_of(ASCII + SHORT.encode("gbk") + ASCII + MANY.encode("gbk"), is_strict=True)

    with found.open("chat.txt") as file:
        assert file.read().decode().endswith(MANY)
    assert not found.doubts


def test_a_doubt_deep_in_a_file_is_raised_where_somebody_can_be_asked():
    source = source_of(ASCII + SHORT.encode("gbk"), is_strict=True)

    with source.open("chat.txt") as file, pytest.raises(UncertainEncoding) as raised:
        file.read()

    previews = raised.value.facts["previews"]
    assert previews[0] == {"encoding": "gb18030", "lines": ["张三"]}
    assert len(previews) > 1
    assert "张三" in str(raised.value)


def test_without_anybody_to_ask_the_likeliest_is_taken_and_the_doubt_noted():
    source = source_of(SHORT.encode("gbk"))

    with source.open("chat.txt") as file:
        assert file.read().decode() == SHORT
    assert list(source.doubts) == ["chat.txt"]


def test_a_choice_settles_a_doubt():
    data = "張三\n".encode("big5")

    assert texts_of(data, encoding="big5", is_strict=True) == ["張三"]
    assert texts_of(data, encoding="gb18030", is_strict=True) == ["眎\ue5fa"]


def test_a_choice_is_not_for_files_that_prove_their_own():
    assert texts_of(HANS.encode(), encoding="big5") == HANS.splitlines()
    assert texts_of(HANS.encode("utf-16"), encoding="big5") == HANS.splitlines()
    assert texts_of(HANT.encode("cp950"), encoding="gb18030") != HANT.splitlines()


def test_a_file_of_an_archive_is_in_what_those_beside_it_are_in():
    days = {
        f"{day}.log": f"19:00 <Zoé> {said}\n".encode() for day, said in enumerate(["", "naïve"])
    }
    days["2.log"] = "19:00 <François> señor, Müller\n".encode()
    source = Decoded(MemorySource("logs", days | {"b.txt": SHORT.encode("gbk")}), is_strict=True)

    assert source.open("0.log").read() == days["0.log"]
    with pytest.raises(UncertainEncoding):
        source.open("b.txt").read()


def test_two_readings_that_look_the_same_are_shown_once():
    source = source_of("a·b\n".encode("gbk"))
    source.open("chat.txt").read()

    shown = [tuple(p["lines"]) for p in source.doubts["chat.txt"].facts["previews"]]
    assert len(shown) == len(set(shown))


def test_what_is_no_text_and_what_is_utf_8_comes_as_it_lies_there():
    picture = b"\x89PNG\r\n" + bytes(5_000)

    assert isinstance(source_of(picture).open("chat.txt"), BytesIO)
    assert isinstance(source_of(HANS.encode()).open("chat.txt"), BytesIO)
    assert source_of(picture).open("chat.txt").read() == picture


def test_progress_counts_the_bytes_of_the_file_itself():
    data = MANY.encode("utf-16")
    with source_of(data).open("chat.txt") as file:
        lines = Lines(file)
        assert list(lines)

    assert lines.bytes_read == len(data)


def test_a_line_without_end_is_read_in_memory_that_does_not_grow():
    found = lines_of(b"\xc4\xe3" * 6_000_000 + b"\n" + HANS.encode("gbk"), encoding="gb18030")

    assert found[0].is_too_long
    assert found[1].text == HANS.splitlines()[0]


def test_mail_asks_for_the_bytes_themselves():
    raw = MemorySource("mail", {"mail": b""})

    assert undecoded(Decoded(raw)) is raw
    assert undecoded(raw) is raw
