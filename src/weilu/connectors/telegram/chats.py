"""One chat of an export while it is being read."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat, its place in the file and what is known of it so far."""

    place: str
    group_ref: str
    offset_us: int = 0  # wall clock minus UTC, as the newest entry with both showed it
    topics: set[int] = field(default_factory=set)


class People:
    """Who has which name: reports of the service name people without their id.

    A name that two accounts bear stands for neither.
    """

    def __init__(self) -> None:
        self._by_name: dict[str, str] = {}

    def learn(self, names: Iterable[tuple[str, str]]) -> None:
        for ref, name in names:
            if name and self._by_name.setdefault(name, ref) != ref:
                self._by_name[name] = ""

    def ref(self, name: str) -> str:
        """Return the account of that name, or one that is known by its name only."""
        return self._by_name.get(name) or f"name:{name}"
