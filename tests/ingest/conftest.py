import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.community import CommunityFactory, OperatorRoleFactory
from tests.ingest import toy
from tests.ingest.browser import send
from weilu.community.facts import facts_of, warehouse
from weilu.community.models import Community, OperatorRole
from weilu.ingest import handlers, recognise, services
from weilu.ingest.models import Import


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Give each test a home of its own, with a warehouse in it that nobody else writes to."""
    path = tmp_path / "home"
    path.mkdir()
    settings.WEILU_HOME, settings.WAREHOUSE_ROOT = path, path / "warehouse"
    warehouse.cache_clear()
    yield path
    warehouse.cache_clear()


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    """Keep the packages above out, and remember what they would have been told."""
    calls: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(
        handlers, "_handlers", [lambda community, ids: calls.append((community.slug, list(ids)))]
    )
    return calls


@pytest.fixture
def importer(monkeypatch: pytest.MonkeyPatch) -> toy.ToyImporter:
    """Have the toy service as the only platform."""
    found = toy.ToyImporter()
    known = {"toy": found}
    monkeypatch.setattr(recognise, "importers", lambda: known)
    monkeypatch.setattr(services, "importers", lambda: known)
    return found


@pytest.fixture
def community(db: None) -> Community:
    return CommunityFactory(slug="reading")


@pytest.fixture
def bring_in(importer: toy.ToyImporter, tmp_path: Path) -> Callable[..., Import]:
    """Import lines of the toy service into a community, without asking anybody."""

    def bring(
        community: Community, lines: Any, *, name: str = "toy.jsonl", **options: Any
    ) -> Import:
        path = toy.write(tmp_path / name, lines)
        run = services.open_import(community=community, path=path, **options)
        services.run(run)
        return run

    return bring


@pytest.fixture
def facts() -> Callable[..., list[tuple[Any, ...]]]:
    def ask(community: Community, sql: str) -> list[tuple[Any, ...]]:
        with facts_of(community) as reader:
            return reader.rows(sql)

    return ask


@pytest.fixture
def role(community):
    return OperatorRoleFactory(
        community=community, kind=OperatorRole.Kind.OWNER, operator__language="en"
    )


@pytest.fixture
def browser(client, role):
    client.force_login(role.operator)
    return client


@pytest.fixture
def address(community):
    def of(name, *args):
        return reverse(f"ingest:{name}", args=[community.slug, *args])

    return of


@pytest.fixture
def file():
    text = "\n".join(
        line if isinstance(line, str) else json.dumps(line) for line in [{"toy": 1}, *toy.history()]
    )
    return text.encode()


@pytest.fixture
def surveyed(browser, address, importer, file):
    send(browser, address, file)
    run = Import.objects.get()
    services.survey(run)
    return run
