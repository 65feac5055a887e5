import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.connectors.reading import read
from tests.libreoffice import BEFORE, FORMULAS, needs_libreoffice, opened

from weilu.connect.importers import Reading
from weilu.connect.sources import open_source
from weilu.connectors.events.export import events, write_csv, write_parquet
from weilu.connectors.events.importer import EventsImporter
from weilu.connectors.events.shape import EVENTS

FIXTURES = Path(__file__).parent / "fixtures"
REAL = Path(__file__).parents[4] / "shared/data/events"


@pytest.fixture(params=["table.csv", "folder"])
def found(request):
    return read(EventsImporter(), FIXTURES / request.param)


def test_groups_belong_to_their_community(found):
    assert found.groups == {"fireside/general": "general", "fireside/tea": "tea"}


def test_messages_keep_what_the_table_says_of_them(found):
    second = next(m for m in found.messages if m["message_ref"] == "general/2")

    assert second["characters"] == 20
    assert (second["has_link"], second["has_question"]) == (True, False)
    assert (second["reply_to_ref"], second["mentions"]) == ("general/1", ["u_1"])
    assert second["sent_us"] == 1_709_290_830_500_000
    assert second["text"] is None


def test_bots_are_known(found):
    assert found.bots == {"b_1"}
    assert found.names["u_1"] == "u_1"


def test_reactions_stand_below_their_message(found):
    assert [
        (r["message_ref"], r["emoji"], r["author_ref"], r["count"]) for r in found.reactions
    ] == [
        ("general/2", "👍", "u_1", 1),
        ("general/1", "🔥", None, 7),
    ]


def test_joins_and_leaves_are_moves(found):
    assert {(m["kind"], m["author_ref"]) for m in found.moves} >= {("join", "u_3")}


def test_messages_without_ids_get_lasting_ones():
    found = read(EventsImporter(), FIXTURES / "table.csv")
    again = read(EventsImporter(), FIXTURES / "folder")

    refs = [m["message_ref"] for m in found.messages if m["author_ref"] == "u_3"]
    assert len(set(refs)) == 2
    assert refs == [m["message_ref"] for m in again.messages if m["author_ref"] == "u_3"]


def test_rows_that_cannot_be_told_are_listed():
    found = read(EventsImporter(), FIXTURES / "table.csv")

    assert sorted(found.unreadable) == [
        ("table.csv line 11", "no_author"),
        ("table.csv line 12", "no_time"),
        ("table.csv line 13", "unknown_kind"),
        ("table.csv line 14", "broken"),
    ]
    assert found.names["=cmd"]  # without the apostrophe that keeps it from being a formula


def test_a_damaged_part_of_a_parquet_file_costs_only_itself(tmp_path):
    original = (FIXTURES / "folder" / "fireside.parquet").read_bytes()
    table = pq.read_table(FIXTURES / "folder" / "fireside.parquet")
    path = tmp_path / "events.parquet"
    damaged = 0
    for place in range(4, len(original) // 3, 5):
        path.write_bytes(original[:place] + b"\xff\xff" + original[place + 2 :])
        export = read(EventsImporter(), path)
        damaged += bool(export.unreadable)
        assert export.records > 0
    assert damaged
    assert table.num_rows == 9


def test_a_table_with_texts_only_is_judged(tmp_path):
    path = tmp_path / "hand.csv"
    path.write_text(
        "channel;author;ts;kind;text\n茶;阿柚;2024-03-01 19:00;message;看 www.weilu.org 好吗\n",
        encoding="gb18030",
    )

    [message] = read(EventsImporter(), path).messages

    assert (message["characters"], message["has_link"], message["has_question"]) == (16, True, True)
    assert message["group_ref"] == "茶"


def facts():
    messages = pa.table(
        {
            "group": ["tea", "tea"],
            "message_ref": ["1", "2"],
            "author": ["=HYPERLINK(1)", "-100123"],
            "sent_us": pa.array([1_709_290_830_500_001, 1_709_290_840_000_000], pa.int64()),
            "characters": pa.array([3, 4], pa.int32()),
            "has_link": [True, False],
            "has_question": [False, True],
            "addressed_to": pa.array([None, "=HYPERLINK(1)"], pa.string()),
            "reply_to_ref": pa.array([None, "1"], pa.string()),
            "is_bot": [False, True],
            "text": ["'=1+1", '早\n安, "好"'],
        }
    )
    reactions = pa.table(
        {
            "group": ["tea", "tea"],
            "message_ref": ["1", "1"],
            "author": pa.array(["-100123", None], pa.string()),
            "emoji": ["👍", "🔥"],
            "sent_us": pa.array([1_709_290_850_000_000] * 2, pa.int64()),
            "count": pa.array([1, 4], pa.int32()),
            "is_bot": [False, False],
        }
    )
    moves = pa.table(
        {
            "group": ["tea", "tea"],
            "author": ["-100123", "-100123"],
            "kind": ["join", "rename"],
            "sent_us": pa.array([1_709_290_820_000_000] * 2, pa.int64()),
            "is_bot": [False, False],
        }
    )
    return {"messages": messages, "reactions": reactions, "moves": moves}


@pytest.mark.parametrize(("write", "name"), [(write_parquet, "e.parquet"), (write_csv, "e.csv")])
def test_what_is_written_is_read_again(write, name, tmp_path):
    table = events("fireside", **facts())
    assert write([table], tmp_path / name) == 5

    found = read(EventsImporter(), tmp_path / name)

    assert [(m["author_ref"], m["text"], m["mentions"]) for m in found.messages] == [
        ("=HYPERLINK(1)", "'=1+1", None),
        ("-100123", '早\n安, "好"', ["=HYPERLINK(1)"]),
    ]
    assert found.messages[0]["sent_us"] == 1_709_290_830_500_001
    assert [(r["emoji"], r["author_ref"], r["count"]) for r in found.reactions] == [
        ("👍", "-100123", 1),
        ("🔥", None, 4),
    ]
    assert [(m["kind"], m["author_ref"]) for m in found.moves] == [("join", "-100123")]
    assert found.unreadable == []


def test_a_table_without_texts_has_exactly_the_documented_columns():
    given = facts()
    given["messages"] = given["messages"].drop_columns(["text"])

    assert events("fireside", **given).schema == EVENTS


def test_no_cell_of_a_written_csv_is_a_formula(tmp_path):
    write_csv([events("fireside", **facts())], tmp_path / "e.csv")

    with (tmp_path / "e.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]

    assert "-100123" in cells  # a number stays readable
    assert not [c for c in cells if c[:1] in {"=", "+", "@"}]


@needs_libreoffice
def test_libreoffice_evaluates_no_cell_of_an_exported_community(tmp_path):
    """Hostile words in every column that people can write: group, author, text, reaction."""
    hostile = [before + text for before in BEFORE for text in FORMULAS]
    given = facts()
    rows = given["messages"].take([0] * len(hostile))
    for name in ("group", "author", "text", "addressed_to", "reply_to_ref"):
        rows = rows.set_column(rows.column_names.index(name), name, pa.array(hostile, pa.string()))
    table = events("=cmd|' /C calc'!A0", **given | {"messages": rows})
    write_csv([table], tmp_path / "e.csv")

    cells, formulas = opened(tmp_path / "e.csv")

    assert cells > 9 * table.num_rows
    assert formulas == 0


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="the shared data folder is absent")
@pytest.mark.parametrize(
    ("name", "messages", "reactions", "moves"),
    [
        ("archlinuxjp_slack", 9555, 6303, 757),
        ("clojurians_slack_9days", 8044, 0, 1255),
        ("komodo_discord", 632_470, 47_573, 563),
    ],
)
def test_public_communities_are_read_whole(name, messages, reactions, moves):
    path = REAL / f"{name}.parquet"

    with open_source(path) as source:
        batches = list(EventsImporter().read(source, Reading()))

    assert sum(batch.messages.num_rows for batch in batches) == messages
    assert sum(batch.reactions.num_rows for batch in batches) == reactions
    assert sum(batch.moves.num_rows for batch in batches) == moves
    assert sum(batch.records for batch in batches) == messages + reactions + moves
    assert not any(batch.unreadable for batch in batches)
