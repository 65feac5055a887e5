import factory
from factory.django import DjangoModelFactory

from weilu.access.models import Operator

PASSWORD = "长夜里的炉火 2026"


class OperatorFactory(DjangoModelFactory[Operator]):
    """An operator who signs in with ``PASSWORD`` (hashed only when it is asked for)."""

    class Meta:
        model = Operator
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"operator{n}@weilu.example")
    name = factory.Sequence(lambda n: f"运营 {n}")
    language = "zh-hans"
    password = "!"  # none that can be entered

    @factory.post_generation
    def with_password(self: Operator, create: bool, wanted: bool | None) -> None:  # type: ignore[misc]
        if wanted:
            self.set_password(PASSWORD)
            self.save(update_fields=["password"])
