from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from tests.factories.access import OperatorFactory
from weilu.community.models import Account, Community, Group, Membership, OperatorRole, Person


class CommunityFactory(DjangoModelFactory[Community]):
    class Meta:
        model = Community

    slug = factory.Sequence(lambda n: f"reading-{n}")
    name = factory.Sequence(lambda n: f"围炉读书会 {n}")


class OperatorRoleFactory(DjangoModelFactory[OperatorRole]):
    class Meta:
        model = OperatorRole

    community = factory.SubFactory(CommunityFactory)
    operator = factory.SubFactory(OperatorFactory)
    kind = OperatorRole.Kind.OWNER


class GroupFactory(DjangoModelFactory[Group]):
    class Meta:
        model = Group

    community = factory.SubFactory(CommunityFactory)
    platform = "telegram"
    ref = factory.Sequence(lambda n: f"-100{n}")
    name = factory.Sequence(lambda n: f"读书会 {n} 群")


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    community = factory.SubFactory(CommunityFactory)
    name = factory.Sequence(lambda n: f"书友 {n}")


class AccountFactory(DjangoModelFactory[Account]):
    """An account and, unless one is given, its person of the same name and community."""

    class Meta:
        model = Account

    community = factory.SubFactory(CommunityFactory)
    person = factory.SubFactory(
        PersonFactory,
        community=factory.SelfAttribute("..community"),
        name=factory.SelfAttribute("..name"),
    )
    platform = "telegram"
    ref = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"书友 {n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    group = factory.SubFactory(GroupFactory)
    account = factory.SubFactory(
        AccountFactory,
        community=factory.SelfAttribute("..group.community"),
        platform=factory.SelfAttribute("..group.platform"),
    )
    joined_at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
