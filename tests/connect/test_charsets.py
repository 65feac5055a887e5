import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connect.encoded import CORPUS, HANS
from tests.connectors.contract import in_memory
from tests.effort import examples

from weilu.connect.charsets import ENCODINGS, Decision, codec_of, decide, named
from weilu.connect.surprise import usual_hanzi

CHINESE = ("gbk", "gb18030", "big5hkscs", "utf-8", "utf-16-le", "utf-16-be")


def read(data):
    """Return a file as an importer reads it, and whether somebody had to be asked."""
    source = in_memory("chat.txt", {"chat.txt": data})
    with source.open("chat.txt") as file:
        text = file.read().decode("utf-8", "replace")
    return text, bool(source.doubts)


@pytest.mark.parametrize("file", CORPUS, ids=str)
def test_a_file_reads_right_by_itself_or_is_asked_about(file):
    text, is_asked = read(file.data)

    assert is_asked == file.is_asked
    assert is_asked or text == file.text


def test_thirty_one_of_thirty_three_read_right_by_themselves_and_none_wrong():
    found = [(file, *read(file.data)) for file in CORPUS]

    assert len(found) == 33
    assert sum(not is_asked and text == file.text for file, text, is_asked in found) == 31
    assert [file for file, text, is_asked in found if not is_asked and text != file.text] == []


@pytest.mark.parametrize("file", [file for file in CORPUS if file.is_asked], ids=str)
def test_what_is_asked_about_shows_the_right_reading_first(file):
    likeliest = decide(file.data).alternatives[0]

    assert file.data.decode(codec_of(likeliest)) == file.text


@pytest.mark.parametrize("text", ["你好", "联通", "一些", "谢谢谢谢谢谢谢谢", "张三\n", "嗯"])
def test_a_word_or_two_of_gbk_are_asked_about_and_the_right_reading_is_offered(text):
    found = decide(text.encode("gbk"))

    assert not found.is_certain
    assert "gb18030" in found.alternatives


@pytest.mark.parametrize("text", ["Bush hid the facts", "ok\n", "x", "a,b\n1,2\n", ""])
def test_plain_ascii_is_no_question(text):
    assert decide(text.encode()).encoding == "ascii"


@pytest.mark.parametrize("word", ["你好", "早安"])
def test_two_hanzi_in_utf_16_are_ascii_as_well_and_are_asked_about(word):
    found = decide(word.encode("utf-16-le"))

    assert not found.is_certain
    assert found.alternatives[0] == "utf-16-le"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n" + bytes(400), bytes(100), bytes((i * 7919) % 251 for i in range(5_000))]
)
def test_what_is_no_text_is_in_no_encoding(data):
    assert decide(data).encoding == ""


def test_a_hole_that_a_disk_left_does_not_make_a_text_anything_else():
    assert decide(HANS.encode("gbk") * 20 + bytes(90)).encoding == "gb18030"


@pytest.mark.parametrize("data", [b"\x00", b"\xff", b"\x81", b"\xef\xbb", b"\xff\xfe", b"a\x00"])
def test_any_beginning_is_judged(data):
    assert decide(data)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("GBK", "gb18030"),
        ("gb2312", "gb18030"),
        ("GB18030", "gb18030"),
        ("Big5", "big5"),
        ("cp950", "big5"),
        ("Big5-HKSCS", "big5"),
        ("UTF-8", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("Shift-JIS", "shift_jis"),
        ("cp949", "euc-kr"),
        ("latin-1", "windows-1252"),
        ("cp1251", "windows-1251"),
        ("klingon", None),
        ("base64", None),
        ("", None),
    ],
)
def test_an_encoding_is_known_by_all_its_names(name, meant):
    assert named(name) == meant


def test_each_encoding_is_known_by_its_own_name():
    assert [named(name) for name in ENCODINGS] == list(ENCODINGS)


@pytest.mark.parametrize("text", ["don’t", "ok 👍", "嗯嗯好的", "Ann: “hm”"])
def test_one_sign_of_three_bytes_tells_utf_8(text):
    assert decide(text.encode()).encoding == "utf-8"
    assert decide(text.encode()).is_certain


@pytest.mark.parametrize("text", ['{"text": "café"}', '[{"a": "é"}]', '[["谢"]]'])
def test_json_that_can_be_utf_8_is(text):
    assert decide(text.encode()) == Decision("utf-8")


def lines_of(encoding):
    """Return lines out of the 2,200 usual hanzi that an encoding has, as people write them."""
    letters = [c for c in usual_hanzi() if c.encode(encoding, "ignore").decode(encoding) == c]
    word = st.text(st.sampled_from(letters), min_size=1, max_size=12)
    return st.lists(word, min_size=1, max_size=12).map(lambda words: "，".join(words) + "\n")


@pytest.mark.parametrize("encoding", CHINESE)
@settings(max_examples=examples(300), deadline=None)
@given(data=st.data())
def test_no_chinese_text_is_read_wrong_without_asking(encoding, data):
    text = data.draw(lines_of(encoding))

    found, is_asked = read(text.encode(encoding))

    assert is_asked or found == text


@settings(max_examples=examples(300), deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_judged_and_read(data):
    found = decide(data)

    assert found.is_certain == (not found.alternatives)
    read(data)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "euc-jp",
            "09:00 木白 おはようございます、今夜は何を読みますか？\n09:02 青禾 賛成です。\n" * 3,
        ),
        ("euc-jp", "名前,本文\n田中,了解しました\n"),
        ("windows-1250", "Łukasz: Dzień dobry, co dziś czytamy? Może rozdział trzeci.\n" * 3),
        ("windows-1250", "Příště kapitola třetí. Žluťoučký kůň.\n" * 3),
        ("windows-1251", "Доброе утро, что читаем сегодня? Третья глава.\n" * 3),
    ],
)
def test_encodings_of_elsewhere_are_offered_first_and_never_taken_unasked(encoding, text):
    found = decide(text.encode(encoding))

    assert not found.is_certain
    assert found.alternatives[0] == encoding


def test_one_name_in_big5_is_asked_about_and_offered_first():
    rows = "".join(f"2026-03-02 09:{n:02},{'Zoe' if n % 3 else '木白'},hello\n" for n in range(30))

    assert decide(f"Time,Author,Text\n{rows}".encode("big5")).alternatives[0] == "big5"
