"""Who came to a room, who went, who goes by which name."""

from weilu.connect.batches import MoveKind
from weilu.connect.builder import BatchBuilder
from weilu.connectors.matrix.entries import Event, fields, words


class Members:
    """Accounts of a room. What stood before an event is taken from it, else remembered."""

    def __init__(self, builder: BatchBuilder) -> None:
        self._builder = builder
        self._names: dict[str, str] = {}
        self._bots: set[str] = set()
        self._standing: dict[str, str] = {}
        self._inviters: dict[str, str] = {}

    def seen(self, ref: str, name: str = "", *, is_bot: bool = False) -> str:
        """Introduce an account; without a display name it goes by the first part of its id."""
        if is_bot and ref not in self._bots:
            self._bots.add(ref)
        elif ref in self._names and name in {"", self._names[ref]}:
            return ref
        shown = name or self._names.get(ref) or ref.removeprefix("@").partition(":")[0] or ref
        self._names[ref] = shown
        self._builder.account(ref, shown, is_bot=ref in self._bots)
        return ref

    def tell(self, event: Event, group: str, sent_us: int) -> bool:
        """Tell the move of a membership event; False where nothing moved."""
        content, who = fields(event.content), event.state_key or event.sender
        now = words(content.get("membership"))
        before = words(event.before.get("membership")) or self._standing.get(who, "")
        name = words(content.get("displayname"))
        old_name = words(event.before.get("displayname")) or self._names.get(who, "")
        self._standing[who] = now
        self.seen(who, name)
        kind = None
        inviter = None
        if now == "invite":
            self._inviters[who] = event.sender
        elif now == "join" and before != "join":
            kind = MoveKind.JOIN
            inviter = self._inviters.pop(who, None)
        elif now == "join" and name and old_name and name != old_name:
            kind = MoveKind.RENAME
        elif now in {"leave", "ban"} and before == "join":
            kind = MoveKind.LEAVE
        if kind is None:
            return False
        if inviter:
            self.seen(inviter)
        self._builder.move(
            group_ref=group,
            author_ref=who,
            kind=kind,
            sent_us=sent_us,
            inviter_ref=inviter,
            channel="invited" if inviter else None,
            name=name if kind is MoveKind.RENAME else None,
        )
        return True
