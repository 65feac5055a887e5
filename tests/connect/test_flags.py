import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weilu.connect.flags import characters, judge


def flags_of(text):
    judged = judge([text])
    return judged.characters[0], judged.has_link[0], judged.has_question[0]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("你好 世界", 4, id="spaces do not count"),
        pytest.param("你好\u3000世界\u00a0", 4, id="nor do wide and hard ones"),
        pytest.param("……", 6, id="an ellipsis is three dots after NFKC"),
        pytest.param("ＡＢ", 2, id="wide letters"),
        pytest.param("é", 1, id="a composed letter"),
        pytest.param("e\u0301", 1, id="a letter and its accent"),
        pytest.param("㎏", 2, id="a unit is two letters"),
        pytest.param("😀👍", 2, id="emoji"),
        pytest.param("𝐀🄀", 3, id="letters beyond the first plane"),
        pytest.param("\ufdfa", 15, id="one that becomes a sentence"),
        pytest.param("", 0, id="nothing"),
        pytest.param(None, 0, id="no text"),
        pytest.param("\ud800", 1, id="half a surrogate pair"),
        pytest.param("a\uffffb", 3, id="the mark between texts"),
    ],
)
def test_characters_are_counted_after_nfkc_without_spaces(text, count):
    assert flags_of(text)[0] == count


@settings(deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=[])) | st.none()))
def test_many_texts_are_counted_as_each_by_itself(texts):
    assert list(judge(texts).characters) == [characters(text or "") for text in texts]


@settings(deadline=None)
@given(st.lists(st.text(alphabet="a. :/?吗呢怎么么样。https\uffff😀", max_size=12)))
def test_a_text_is_judged_by_itself_alone(texts):
    together = judge(texts)

    assert list(together.has_link) == [flags_of(text)[1] for text in texts]
    assert list(together.has_question) == [flags_of(text)[2] for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "https://weilu.org",
        "看这里https://weilu.org/a吧",
        "点t.me/weilu进群",
        "tg://join?invite=x",
        "www.weilu.org",
        "去weilu.com.cn看看",
        "WEILU.ORG",
        "(weilu.org)",
    ],
)
def test_an_address_is_a_link(text):
    assert flags_of(text)[1]


@pytest.mark.parametrize(
    "text",
    [
        "someone@weilu.org",
        "3.14",
        "好的.谢谢",
        "e.g. this",
        "a.b",
        "file.txt",
        "http:// ",
        "1://",
        "",
    ],
)
def test_what_only_looks_like_one_is_no_link(text):
    assert not flags_of(text)[1]


@pytest.mark.parametrize(
    "text",
    [
        "今晚读什么？",
        "really?",
        "你来吗",
        "你來嗎",
        "几点见",
        "怎么办",
        "书呢",
        "你呢。",
        "请问在哪",
        "是不是真的",
    ],
)
def test_a_question_is_recognised(text):
    assert flags_of(text)[2]


@pytest.mark.parametrize(
    "text",
    ["看https://a.cn/x?y=1", "早安", "没什么", "正忙着呢哈哈", "yes!", "", "吃饭了"],
)
def test_a_statement_is_no_question(text):
    assert not flags_of(text)[2]


def test_a_question_mark_behind_an_address_counts():
    assert flags_of("https://weilu.org/?")[2]


def test_no_texts_give_no_flags():
    assert len(judge([]).characters) == 0


def test_every_character_of_the_first_planes_counts_as_its_normal_form():
    texts = [chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000]

    counted = judge(texts).characters.tolist()

    expected = [
        sum(1 for c in unicodedata.normalize("NFKC", text) if not c.isspace()) for text in texts
    ]
    assert counted == expected
