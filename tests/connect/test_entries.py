import json
import random
from io import BytesIO

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weilu.connect.batches import UnreadableReason
from weilu.connect.entries import Aside, Block, Entered, Entries, Lost


class Entry(msgspec.Struct):
    id: int
    text: str | list[dict[str, str]] = ""


ONE = {("messages",): msgspec.json.Decoder(list[Entry])}
MANY = {("chats", "list", "*", "messages"): msgspec.json.Decoder(list[Entry])}
#: Layouts of the same document; the second is what most exporters write.
LAYOUTS = [None, 1, 2, 4, "\t", "crlf", "uneven", "tight"]


def written(document, layout):
    if layout == "crlf":
        return json.dumps(document, indent=1).replace("\n", "\r\n").encode()
    if layout == "tight":
        return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    if layout == "uneven":
        return json.dumps(document, indent=3).replace("\n         ", "\n   ").encode()
    return json.dumps(document, indent=layout, ensure_ascii=False).encode()


def read(data, arrays=ONE, *, block=1 << 20):
    return list(Entries(BytesIO(data), arrays, block=block))


def entries(found):
    return [(i.id, i.text) for f in found if isinstance(f, Block) for i in f.items]


def lost(found):
    return [(f.number, f.reason.value) for f in found if isinstance(f, Lost)]


def chat(count=50):
    marks = [{"t": "a\n}"}, {"t": '"{\\'}, {"t": '},\n  {\n   "id": 9'}]
    return {
        "name": "长夜",
        "messages": [
            {"id": i, "text": marks if i % 3 else f"text \\ {i}", "x": [[], {}]}
            for i in range(count)
        ],
        "end": None,
    }


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("block", [50, 500, 1 << 20])
def test_every_layout_gives_the_same_entries(layout, block):
    document = chat()

    found = read(written(document, layout), block=block)

    assert entries(found) == [(m["id"], m["text"]) for m in document["messages"]]
    assert lost(found) == []
    assert [(a.path, a.value()) for a in found if isinstance(a, Aside)] == [
        (("name",), "长夜"),
        (("end",), None),
    ]


texts = st.text(alphabet='a{}[],:"\\\n \té😀', max_size=12)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(texts | st.lists(st.fixed_dictionaries({"t": texts, "type": texts}), max_size=3)),
    st.sampled_from(LAYOUTS),
    st.integers(10, 400),
)
def test_cutting_by_lines_and_by_brackets_gives_the_same(found_texts, layout, block):
    document = {"messages": [{"id": i, "text": text} for i, text in enumerate(found_texts)]}

    one = read(written(document, layout), block=block)
    other = read(written(document, None))

    assert entries(one) == entries(other) == list(enumerate(found_texts))
    assert lost(one) == lost(other) == []


@pytest.mark.parametrize("layout", [None, "tight"])
@pytest.mark.parametrize("block", [50, 500, 1 << 20])
def test_what_looks_like_an_entry_inside_one_does_not_cut_it(layout, block):
    counts = [{"id": 1, "count": 2}, {"id": 2, "text": "3"}, {"id": 3, "text": ""}]
    text = '"},{"id":4,"text":"'
    document = {"messages": [{"id": i, "text": text, "x": counts} for i in range(60)]}

    found = read(written(document, layout), block=block)

    assert entries(found) == [(i, text) for i in range(60)]
    assert not lost(found)


def test_blocks_count_their_entries_from_one():
    found = read(written(chat(), 1), block=300)

    firsts = [(f.first, len(f.items)) for f in found if isinstance(f, Block)]
    assert [first for first, _ in firsts] == [
        1 + sum(length for _, length in firsts[:place]) for place in range(len(firsts))
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_several_chats_announce_themselves(layout):
    chats = [
        {"name": f"chat {n}", "messages": [{"id": 10 * n + i} for i in range(n)]} for n in range(4)
    ]

    found = read(written({"about": "x", "chats": {"list": chats}}, layout), MANY)

    told = []
    for thing in found:
        if isinstance(thing, Entered):
            told.append([])
        elif isinstance(thing, Aside) and thing.path[-1] == "name":
            told[-1].append(thing.value())
        elif isinstance(thing, Block):
            told[-1] += [item.id for item in thing.items]
    assert told == [["chat 0"], ["chat 1", 10], ["chat 2", 20, 21], ["chat 3", 30, 31, 32]]


@pytest.mark.parametrize("layout", [None, 1])
def test_a_file_cut_anywhere_gives_what_is_whole_and_says_that_it_is_cut(layout):
    data = written(chat(12), layout)
    whole = entries(read(data))

    for length in range(len(data)):
        found = read(data[:length], block=200)

        assert entries(found) == whole[: len(entries(found))]
        if layout:
            assert len(entries(found)) == data[:length].count(b"\n  }")
        assert [reason for _, reason in lost(found)] == [UnreadableReason.CUT_SHORT]


@pytest.mark.parametrize(
    ("change", "costs"),
    [
        pytest.param((b'"id": 7', b'"id" 7'), [8], id="a lost colon"),
        pytest.param((b'"id": 7', b'"id": 7"'), [8], id="a quote too many"),
        pytest.param((b'"id": 7', b'"id": {7'), [8], id="a bracket too many"),
        pytest.param((b'"id": 7', b'"id": "seven"'), [8], id="a value of another type"),
        pytest.param((b'"id": 7', b'"id": 7, "x": NaN1'), [8], id="no value at all"),
    ],
)
@pytest.mark.parametrize("layout", [None, 1])
def test_damage_costs_the_entry_it_lies_in(change, costs, layout):
    data = written(chat(30), layout)
    assert data.count(change[0]) == 1

    found = read(data.replace(*change))

    assert [number for number, _ in lost(found)] == costs
    assert [i for i, _ in entries(found)] == [i for i in range(30) if i != 7]


@pytest.mark.parametrize("layout", [None, 1])
def test_entries_keep_their_numbers_beside_damage(layout):
    data = written(chat(30), layout).replace(b'"id": 7', b'"id" 7').replace(b'"id": 9', b'"id" 9')

    found = read(data)

    numbered = {}
    for block in (f for f in found if isinstance(f, Block)):
        numbered |= {number: item.id for number, item in enumerate(block.items, block.first)}
    assert numbered == {i + 1: i for i in range(30) if i not in {7, 9}}


@pytest.mark.parametrize("layout", [None, 1])
def test_random_damage_never_stops_reading(layout):
    data = written(chat(40), layout)
    rng = random.Random(5)  # noqa: S311 - repeatable damage
    missing = 0

    for _ in range(800):
        damaged = bytearray(data)
        damaged[rng.randrange(len(data))] = rng.randrange(256)
        found = read(bytes(damaged), block=rng.choice((100, 1000, 1 << 20)))
        missing += 40 - len(entries(found))

    assert missing < 800 * 2


def test_damage_in_the_head_of_one_chat_leaves_the_next_ones():
    chats = [{"name": f"chat {n}", "messages": [{"id": n}]} for n in range(4)]
    data = written({"chats": {"list": chats}}, 1).replace(b'"chat 1"', b'"chat 1')

    found = read(data, MANY)

    assert [i for i, _ in entries(found)] == [0, 1, 2, 3]
    names = [f.value() for f in found if isinstance(f, Aside) and f.path[-1] == "name"]
    assert names == ["chat 0", "chat 2", "chat 3"]
    assert len(lost(found)) == 1


def test_wrong_bytes_are_listed_and_the_entry_kept():
    data = written({"messages": [{"id": 1, "text": "XY"}, {"id": 2}]}, 1).replace(b"XY", b"X\xff")

    found = read(data)

    assert entries(found) == [(1, "X\ufffd"), (2, "")]
    assert lost(found) == [(1, "bad_bytes")]


def test_half_a_surrogate_pair_is_kept():
    assert entries(read(b'{"messages": [{"id": 1, "text": "\\ud83d"}]}')) == [(1, "\ud83d")]


def test_a_byte_order_mark_is_skipped():
    assert entries(read(b"\xef\xbb\xbf" + written(chat(2), 1)))[0][0] == 0


def test_the_root_may_be_the_array():
    decoder = msgspec.json.Decoder(list[Entry])

    assert entries(read(b'[{"id": 1},\n{"id": 2}]', {(): decoder})) == [(1, ""), (2, "")]


@pytest.mark.parametrize("depth", [10, 100_000])
def test_deep_nesting_is_no_danger(depth):
    deep = b"[" * depth + b"]" * depth
    data = b'{"x": ' + deep + b', "messages": [{"id": 1, "y": ' + deep + b'}, {"id": 2}]}'

    found = read(data)

    assert entries(found)[-1] == (2, "")


@pytest.mark.parametrize("layout", [None, 1])
def test_an_entry_that_is_too_long_is_passed_and_listed(layout):
    document = {"messages": [{"id": 1}, {"id": 2, "text": "x" * 9_000_000}, {"id": 3}]}

    found = read(written(document, layout))

    assert [i for i, _ in entries(found)] == [1, 3]
    assert lost(found) == [(2, "too_long")]


def test_a_long_value_beside_the_entries_is_passed_over():
    found = read(json.dumps({"x": "y" * 100_000, "messages": [{"id": 1}]}).encode())

    assert [type(f) for f in found] == [Block]
