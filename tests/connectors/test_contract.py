"""The contract of importers, held by each of them with each of its fixtures."""

from collections import Counter
from itertools import zip_longest
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tests.connectors.contract import (
    batches,
    cut,
    fixtures,
    flipped,
    in_memory,
    read_all,
    rows,
)
from tests.connectors.hostile import with_a_value
from tests.effort import examples

from weilu.connect.batches import (
    EARLIEST_US,
    LATEST_US,
    MESSAGES,
    MOVES,
    REACTIONS,
    MessageKind,
    MoveKind,
    UnreadableReason,
)
from weilu.connect.importers import importers, manifests
from weilu.connect.sources import open_source
from weilu.kernel.errors import WeiluError

FIXTURES = fixtures()
SCHEMAS = {"messages": MESSAGES, "reactions": REACTIONS, "moves": MOVES}
FOREIGN = {
    "empty": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "a page": "<!DOCTYPE html><html><body><p>聊天记录</p></body></html>".encode(),
    "a letter": "亲爱的朋友：\n\n今天天气很好。\n\n祝好\n".encode() * 50,
    "a table of prices": b"name,price\ncake,12\ntea,3\n" * 50,
    "a JSON document": b'{"name": "weilu", "version": 3, "items": [1, 2, 3]}',
    "a JSON list": b'[{"a": 1}, {"a": 2}]',
    "noise": bytes((i * 7919) % 251 for i in range(5000)),
}

each_fixture = pytest.mark.parametrize("fixture", FIXTURES, ids=str)
each_importer = pytest.mark.parametrize("slug", importers())


@each_importer
def test_every_importer_has_a_fixture(slug):
    assert slug in {fixture.slug for fixture in FIXTURES}


@pytest.mark.parametrize("slug", manifests())
def test_a_manifest_speaks_all_languages(slug):
    manifest = manifests()[slug]

    assert set(manifest.name) == set(manifest.export_help) == {"en", "zh-Hans", "zh-Hant"}
    assert manifest.slug == slug
    assert manifest.files
    assert all(len(text.strip().splitlines()) > 1 for text in manifest.export_help.values())


@each_fixture
def test_it_is_recognised_by_its_importer_and_by_no_other(fixture):
    with open_source(fixture.path) as source:
        found = {slug: i.recognise(source).certainty for slug, i in importers().items()}

    own = found.pop(fixture.slug)
    last = {slug for slug, manifest in manifests().items() if manifest.is_last_resort}
    found = {slug: certainty for slug, certainty in found.items() if slug not in last}
    assert own >= 0.5
    assert all(certainty < min(own, 0.5) for certainty in found.values()), found


@each_importer
@pytest.mark.parametrize("kind", FOREIGN)
def test_foreign_files_are_refused(slug, kind):
    importer = importers()[slug]
    source = in_memory("file", {"file": FOREIGN[kind]})

    assert importer.recognise(source).certainty < 0.5
    try:
        found = batches(importer, source)
    except WeiluError:
        return
    assert not any(batch.records for batch in found)


@each_fixture
def test_reading_twice_gives_the_same(fixture):
    for one, other in zip_longest(read_all(fixture), read_all(fixture)):
        assert one == other


@each_fixture
def test_batches_have_the_shapes_of_the_contract(fixture):
    for batch in read_all(fixture):
        for name, schema in SCHEMAS.items():
            table = getattr(batch, name)
            assert table.schema.equals(schema)
            table.validate(full=True)
            for field in schema:
                assert field.nullable or not table[field.name].null_count


@each_fixture
def test_every_entry_is_accounted_for(fixture):
    for batch in read_all(fixture):
        told = batch.messages.num_rows + batch.service_entries + batch.passed_over
        assert batch.records == told
        assert batch.service_entries <= batch.moves.num_rows + batch.reactions.num_rows


@each_fixture
def test_whoever_and_whatever_is_spoken_of_has_been_introduced(fixture):
    groups, accounts = set(), set()
    for batch in read_all(fixture):
        groups |= {group.ref for group in batch.groups}
        accounts |= {account.ref for account in batch.accounts}
        for name in SCHEMAS:
            for row in getattr(batch, name).to_pylist():
                assert row["group_ref"] in groups
                assert row["author_ref"] in accounts | {None, ""}
        assert {m.group_ref for m in batch.memberships} <= groups
        assert {m.author_ref for m in batch.memberships} <= accounts


@each_fixture
def test_facts_are_told_in_the_words_of_the_contract(fixture):
    found = read_all(fixture)

    for message in rows(found, "messages"):
        assert message["kind"] in set(MessageKind)
        assert message["author_ref"] not in {*(message["mentions"] or ()), ""}
        assert message["message_ref"]
        assert message["characters"] >= 0
    assert {move["kind"] for move in rows(found, "moves")} <= set(MoveKind)
    assert all(r["count"] == 1 or r["author_ref"] is None for r in rows(found, "reactions"))
    assert all(u.reason in set(UnreadableReason) for batch in found for u in batch.unreadable)
    assert all(len(u.excerpt) <= 200 for batch in found for u in batch.unreadable)


@each_fixture
def test_times_are_moments_of_a_chat(fixture):
    found = read_all(fixture)

    for name in SCHEMAS:
        for row in rows(found, name):
            assert row["sent_us"] is None or EARLIEST_US < row["sent_us"] < LATEST_US


@each_fixture
def test_a_message_has_its_id_to_itself(fixture):
    ids = Counter(
        (message["group_ref"], message["message_ref"])
        for message in rows(read_all(fixture), "messages")
    )

    assert not [key for key, times in ids.items() if times > 1]


@each_fixture
def test_progress_never_goes_back_and_ends_with_the_file(fixture):
    with open_source(fixture.path) as source:
        told = [batch.bytes_read for batch in batches(fixture.importer, source)]
        length = sum(source.size(name) for name in source.names())

    assert told == sorted(told)
    assert 0 < told[-1] <= length


@each_fixture
def test_a_zip_of_it_gives_the_same_facts(fixture, tmp_path):
    path = tmp_path / "export.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in fixture.files().items():
            archive.writestr(f"export/{name}", data)

    with open_source(path) as source:
        found = batches(fixture.importer, source)

    assert rows(found, "messages") == rows(read_all(fixture), "messages")


@each_fixture
def test_a_file_cut_anywhere_gives_what_is_there_or_a_clear_error(fixture):
    whole = len(rows(read_all(fixture), "messages"))
    files, largest = fixture.files(), fixture.largest()

    for beginning in cut(files[largest]):
        source = in_memory(fixture.path.name, files | {largest: beginning})
        fixture.importer.recognise(source)
        try:
            found = batches(fixture.importer, source)
        except WeiluError:
            continue
        assert len(rows(found, "messages")) <= whole


@each_fixture
def test_a_senseless_value_anywhere_costs_at_most_a_clear_error(fixture):
    for source in with_a_value(fixture, times=examples(100)):
        fixture.importer.recognise(source)
        try:
            found = batches(fixture.importer, source)
        except WeiluError:
            continue
        assert_whole(found)


def assert_whole(found):
    for batch in found:
        for name in SCHEMAS:
            getattr(batch, name).validate(full=True)


@each_fixture
def test_wrong_bytes_cost_at_most_a_clear_error(fixture):
    files, largest = fixture.files(), fixture.largest()

    for damaged in flipped(files[largest], times=150, seed=len(files[largest])):
        source = in_memory(fixture.path.name, files | {largest: damaged})
        fixture.importer.recognise(source)
        try:
            found = batches(fixture.importer, source)
        except WeiluError:
            continue
        assert_whole(found)
        for batch in found:
            told = batch.messages.num_rows + batch.service_entries + batch.passed_over
            assert batch.records == told
