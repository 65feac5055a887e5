import pytest

from weilu.connect.batches import MESSAGES, MOVES, REACTIONS, MoveKind, UnreadableReason
from weilu.connect.builder import BatchBuilder, Refs


def tell(builder, number, **more):
    builder.message(
        **{
            "group_ref": "g",
            "message_ref": str(number),
            "author_ref": "a",
            "sent_us": number,
            "text": "早安？",
            **more,
        }
    )


def test_an_empty_batch_has_the_shapes():
    batch = BatchBuilder().take(0)

    assert batch.messages.schema == MESSAGES
    assert batch.reactions.schema == REACTIONS
    assert batch.moves.schema == MOVES


def test_entries_are_counted_by_what_they_told():
    builder = BatchBuilder()
    tell(builder, 1)
    builder.move(group_ref="g", author_ref="a", kind=MoveKind.JOIN, sent_us=1)
    builder.move(group_ref="g", author_ref="b", kind=MoveKind.JOIN, sent_us=1)
    builder.service()
    builder.passed_over(3)
    builder.unreadable("line 7", UnreadableReason.BROKEN, "x" * 900)

    batch = builder.take(10)

    assert (batch.records, batch.service_entries, batch.passed_over) == (5, 1, 3)
    assert (batch.messages.num_rows, batch.moves.num_rows, len(batch.unreadable)) == (1, 2, 1)
    assert len(batch.unreadable[0].excerpt) == 200


def test_a_full_batch_is_taken_and_the_next_one_begins():
    builder = BatchBuilder(rows=3)
    for number in range(1, 4):
        assert not builder.is_full
        tell(builder, number)
    assert builder.is_full

    assert builder.take(1).messages.num_rows == 3
    assert not builder.is_full
    assert builder.is_empty


def test_text_is_judged():
    builder = BatchBuilder()
    tell(builder, 1, text="看 www.weilu.org 好吗")
    tell(builder, 2, text=None)

    rows = builder.take(0).messages.to_pylist()

    assert [(r["characters"], r["has_link"], r["has_question"]) for r in rows] == [
        (16, True, True),
        (0, False, False),
    ]


def test_nobody_mentions_themselves_and_each_is_mentioned_once():
    builder = BatchBuilder()
    tell(builder, 1, mentions=["a", "b", "b", "c"])
    tell(builder, 2, mentions=["a"])
    tell(builder, 3)

    rows = builder.take(0).messages.to_pylist()

    assert [row["mentions"] for row in rows] == [["b", "c"], None, None]


def test_what_is_known_is_not_told_again():
    builder = BatchBuilder()
    builder.account("a", "阿柚")
    builder.account("a", "阿柚")
    builder.group("g", "长夜")
    builder.membership("g", "a")
    first = builder.take(0)
    builder.account("a", "阿柚（改）")
    builder.account("a", "阿柚（改）", is_bot=True)
    builder.group("g", "长夜")
    builder.membership("g", "a", role="admin")
    second = builder.take(0)

    assert [account.name for account in first.accounts] == ["阿柚"]
    assert [(a.name, a.is_bot) for a in second.accounts] == [
        ("阿柚（改）", False),
        ("阿柚（改）", True),
    ]
    assert (len(first.groups), len(second.groups)) == (1, 0)
    assert [m.role for m in first.memberships + second.memberships] == ["member", "admin"]


def test_half_a_surrogate_pair_is_stored_as_a_replacement():
    builder = BatchBuilder()
    tell(builder, 1, text="好\ud800")
    builder.account("a", "\udc00")

    batch = builder.take(0)

    assert batch.messages["text"].to_pylist() == ["好\ufffd"]
    assert batch.accounts[0].name == "\ufffd"


def test_missing_ids_are_made_from_the_message_itself():
    refs, again = Refs(), Refs()

    told = [refs.ref("g", "a", 1, "早"), refs.ref("g", "a", 1, "早"), refs.ref("g", "a", 2, "早")]

    assert len(set(told)) == 3
    assert [again.ref("other group", "a", t, "早") for t in (1, 1, 2)] == told


@pytest.mark.parametrize("rest", [("b", 1, "早"), ("a", 2, "早"), ("a", 1, "晚")])
def test_author_time_and_text_all_count(rest):
    refs = Refs()

    assert refs.ref("g", "a", 1, "早") != refs.ref("g", *rest)


def test_only_the_newest_moments_are_remembered():
    refs = Refs()
    for moment in range(100_000):
        refs.ref("g", "a", moment, "早")

    assert len(refs._seen) <= 1024
