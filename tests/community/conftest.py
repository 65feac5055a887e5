from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.access import OperatorFactory
from tests.factories.community import CommunityFactory, OperatorRoleFactory
from weilu.access.models import Operator
from weilu.community.models import Community, OperatorRole


@pytest.fixture
def community() -> Community:
    return CommunityFactory(slug="reading", name="围炉读书会")


@pytest.fixture
def join(community: Community) -> Callable[..., OperatorRole]:
    def join(kind: str, name: str = "") -> OperatorRole:
        operator = OperatorFactory(name=name or kind)
        return OperatorRoleFactory(community=community, operator=operator, kind=kind)

    return join


@pytest.fixture
def owner(join: Callable[..., OperatorRole]) -> OperatorRole:
    return join("owner", "林晓")


@pytest.fixture
def as_operator() -> Callable[[Operator], Client]:
    def sign_in(operator: Operator) -> Client:
        client = Client()
        client.force_login(operator)
        return client

    return sign_in
