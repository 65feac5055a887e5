import re

from hypothesis import given
from hypothesis import strategies as st

from weilu.connect.transcripts import ENTRY_LIMIT, pieces

HEAD = re.compile(r"\[(\d+)\] ").match


def read(text: str, *, block: int = 7) -> list[tuple[str, str]]:
    blocks = [text[at : at + block] for at in range(0, len(text), block)]
    return [
        (piece.head[1] if piece.head else "", "\n".join(piece.body).rstrip("\n"))
        for piece in pieces(blocks, HEAD)
    ]


def test_a_line_without_a_head_goes_on_with_the_entry_before():
    assert read("[1] 早\n第二行\n\n[2] 好\n") == [("1", "第二行"), ("2", "")]


def test_what_stands_before_the_first_head_is_an_entry_without_one():
    found = read("导出于今天\n[1] 早\n")

    assert found[0][0] == ""
    assert found[1] == ("1", "")


@given(
    bodies=st.lists(st.text("早安 a\t", max_size=8), min_size=1, max_size=12),
    block=st.integers(1, 30),
)
def test_where_blocks_end_changes_nothing(bodies, block):
    text = "".join(f"[{number}] {body}\n" for number, body in enumerate(bodies))

    assert read(text, block=block) == read(text, block=10_000)
    assert len(read(text, block=block)) == len(bodies)


def test_an_endless_entry_is_cut_and_marked():
    blocks = ["[1] 早\n", *(["啊" * 1000 + "\n"] * (ENTRY_LIMIT // 1000 + 5)), "[2] 好\n"]

    first, last = pieces(blocks, HEAD)

    assert first.is_too_long
    assert sum(map(len, first.body)) <= ENTRY_LIMIT
    assert last.head is not None
    assert last.head[1] == "2"
