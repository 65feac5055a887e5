"""Names as they are compared."""

import pytest

from weilu.community.sameness.names import keys, lasting_ref, nearly, nickname, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("顧南", "顾南"),
        ("Ｇｕ Nan", "gunan"),
        ("顾南🌊", "顾南"),
        ("陳 小 明", "陈小明"),
    ],
)
def test_script_width_case_and_signs_make_no_other_name(one, other):
    assert plain(one) == plain(other)


def test_a_name_of_signs_alone_is_still_a_name():
    assert plain("🌊🌊") != plain("🔥")


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("北京-小明明", "小明明"),
        ("出版－编辑－顧南", "顾南"),
        ("上海｜程序员｜阿北（勿扰）", "阿北"),
        ("小明明", ""),
        ("北京-1", ""),
        ("2026-12", ""),
    ],
)
def test_the_own_part_of_a_name_in_parts_is_its_last(name, own):
    assert nickname(name) == own


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("gunan", "gunann", True),
        ("gunan", "gumam", False),
        ("gunan", "gunam", True),
        ("顾南", "顾北", False),
        ("gunan", "gunan", False),
        ("agunan", "gunan", True),
    ],
)
def test_nearly_the_same_is_one_character_of_four_or_more(one, other, expected):
    assert nearly(one, other) is expected
    assert nearly(other, one) is expected


@pytest.mark.parametrize(("one", "other"), [("gunan", "gunam"), ("gunan", "gunann")])
def test_names_that_are_nearly_the_same_share_a_block(one, other):
    assert keys(one) & keys(other)


def test_names_that_differ_share_no_block():
    assert not keys("北京-顾南") & keys("北京-叶知秋")


@pytest.mark.parametrize(
    ("one", "other"),
    [("user123456", "123456"), ("8613800001111@s.whatsapp.net", "+86 138 0000-1111")],
)
def test_an_id_of_an_export_is_that_of_the_live_connection(one, other):
    assert lasting_ref(one) == lasting_ref(other) != ""


def test_a_short_id_means_nothing():
    assert lasting_ref("12") == ""
