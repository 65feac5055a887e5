import factory
from factory.django import DjangoModelFactory

from tests.factories.access import OperatorFactory
from tests.factories.community import CommunityFactory, GroupFactory
from weilu.ingest.models import Import, ImportedGroup, Upload


class ImportFactory(DjangoModelFactory[Import]):
    class Meta:
        model = Import

    community = factory.SubFactory(CommunityFactory)
    operator = factory.SubFactory(OperatorFactory)
    importer = "telegram"
    platform = "telegram"
    file_name = factory.Sequence(lambda n: f"result{n}.json")
    path = factory.LazyAttribute(lambda run: f"uploads/{run.file_name}")
    fingerprint = factory.Sequence(lambda n: f"{n:064x}")


class ImportedGroupFactory(DjangoModelFactory[ImportedGroup]):
    """A group in a file, going into an existing group of the same community."""

    class Meta:
        model = ImportedGroup

    run = factory.SubFactory(ImportFactory)
    target = factory.SubFactory(
        GroupFactory,
        community=factory.SelfAttribute("..run.community"),
        platform=factory.SelfAttribute("..run.platform"),
    )
    ref = factory.SelfAttribute("target.ref")
    name = factory.SelfAttribute("target.name")


class UploadFactory(DjangoModelFactory[Upload]):
    """A file of ten bytes of which nothing has arrived."""

    class Meta:
        model = Upload

    token = factory.Sequence(lambda n: f"upload-{n:036d}")
    community = factory.SubFactory(CommunityFactory)
    operator = factory.SubFactory(OperatorFactory)
    file_name = factory.Sequence(lambda n: f"result{n}.json")
    size = 10
