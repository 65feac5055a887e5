"""Public communities in their platforms' own formats; skipped where they are not at hand."""

import os
from pathlib import Path

import pytest

from weilu.ingest import handlers, services
from weilu.ingest.errors import OnlyPrivateChats

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("WEILU_SHARED_DATA", ROOT.parent / "shared" / "data"))

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(handlers, "_handlers", [])


def bring_in(community, name, **options):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here (WEILU_SHARED_DATA names the folder)")
    run = services.open_import(community=community, path=path, **options)
    services.run(run)
    return run


def test_a_whole_slack_workspace(community, facts):
    name = "native/slack/houstondatavis_redacted"
    run = bring_in(community, name)

    assert run.platform == "slack"
    assert run.unreadable == 0
    assert facts(community, "SELECT count(*) FROM messages") == [(run.messages,)]
    assert bring_in(community, name).messages == 0


@pytest.mark.parametrize(
    "name", ["archlinuxjp_slack", "clojurians_slack_9days", "houstondatavis_slack", "se_slack"]
)
def test_tables_of_events_come_in_without_losing_a_row(community, facts, name):
    import duckdb

    run = bring_in(community, f"events/{name}.parquet")
    table = SHARED / "events" / f"{name}.parquet"
    kinds = dict(duckdb.sql(f"SELECT kind, count(*) FROM '{table}' GROUP BY 1").fetchall())

    assert run.records == sum(kinds.values())
    assert run.messages + run.repeated == kinds["message"]
    assert facts(community, "SELECT count(*) FROM messages") == [(run.messages,)]
    assert run.repeated == 0


@pytest.mark.parametrize(
    "layout",
    [
        "test_mmddyy_24hrs",
        "test_ddmmyy_24hrs",
        "test_[mmddyy]_24hrs",
        "test_yyyymmdd_24hrs",
        "test_mmddyyyy_12hrs",
    ],
)
def test_whatsapp_in_the_layouts_of_its_exporters(community, layout):
    run = bring_in(community, f"native/whatsapp/chat-miner/{layout}.txt")

    assert run.has_wall_clock
    assert run.importer == "whatsapp"
    assert run.messages == 7


def test_telegram_of_one_chat_and_of_a_whole_account(community):
    folder = "native/telegram/chat-miner"
    for name in ("test_single_export.json", "test_batch_export.json"):
        try:
            run = bring_in(community, f"{folder}/{name}")
        except OnlyPrivateChats as refused:
            assert refused.facts["found"]  # noqa: PT017  the file may hold nothing but these
            continue
        assert run.importer == "telegram"
        assert run.messages
