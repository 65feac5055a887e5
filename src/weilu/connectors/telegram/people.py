"""Who is who in an export: names by id, and ids by name where the file gives no id."""

from weilu.connect.builder import BatchBuilder
from weilu.connectors.telegram.refs import account_ref


class _Refs(dict[str | int | None, str]):
    def __missing__(self, from_id: str | int | None) -> str:
        ref = self[from_id] = account_ref(from_id)
        return ref


class People:
    """The accounts met so far. Told to the builder when their name is new or changed."""

    def __init__(self, builder: BatchBuilder) -> None:
        self.refs: dict[str | int | None, str] = _Refs()
        self.usernames: dict[str, str] = {}  # "@name" in lower case -> account
        self._builder = builder
        self._names: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._bots: set[str] = set()
        self._new_bots: set[str] = set()  # not yet told as such

    def seen(self, ref: str, name: str | None) -> None:
        """Take note of an account; a deleted one keeps the name it had."""
        known = self._names.get(ref)
        if known is not None and name in {known, None} and ref not in self._new_bots:
            return
        name = name or known or ""
        self._names[ref] = name
        self._new_bots.discard(ref)
        if name and self._by_name.setdefault(name, ref) != ref:
            self._by_name[name] = ""  # two accounts bear it: it stands for neither
        self._builder.account(ref, name, is_bot=ref in self._bots)

    def is_bot(self, ref: str) -> None:
        if ref not in self._bots:
            self._bots.add(ref)
            self._new_bots.add(ref)

    def by_name(self, name: str) -> str:
        """Return the one account of that name met so far, else ""."""
        return self._by_name.get(name, "")
