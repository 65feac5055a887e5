"""Words are found anywhere in the text, in both Chinese scripts, and pages never skip a message."""

from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from weilu.desk.search import Cursor, marks, spellings, start_of
from weilu.kernel.time import from_us


def test_a_word_is_looked_for_in_both_scripts():
    assert {"群组", "群組"} <= set(spellings("群组"))


def test_what_was_found_is_marked_and_the_rest_is_kept():
    pieces = marks("这個譯本的語氣", "译本")

    assert [piece for piece, is_hit in pieces if is_hit] == ["譯本"]
    assert "".join(piece for piece, _ in pieces) == "这個譯本的語氣"


@given(st.text(), st.text())
def test_marking_never_changes_the_text(text, words):
    assert "".join(piece for piece, _ in marks(text, words)) == text


@given(
    st.integers(-(10**17), 10**17), st.integers(0, 10**17), st.text(st.characters(codec="utf-8"))
)
def test_a_place_in_the_list_survives_the_address_bar(sent_us, group_id, ref):
    cursor = Cursor(sent_us, group_id, ref)

    assert Cursor.parse(str(cursor)) == cursor


def test_nonsense_in_the_address_is_no_place():
    assert Cursor.parse("1; DROP TABLE") is None
    assert Cursor.parse("") is None


def test_a_day_begins_when_it_begins_there():
    zone = ZoneInfo("Asia/Shanghai")

    assert from_us(start_of("2026-11-20", zone)).isoformat() == "2026-11-19T16:00:00+00:00"
    assert start_of("2026-13-40", zone) is None
