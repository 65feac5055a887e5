"""What Telegram reports beside the messages: who came, who went, how the group is called."""

from dataclasses import dataclass

from weilu.connect.batches import MoveKind
from weilu.connect.builder import BatchBuilder
from weilu.connectors.telegram.entries import Entry
from weilu.connectors.telegram.people import People

_JOINS = {"join_group_by_link": "invite_link", "join_group_by_request": "request"}
_OF_MEMBERS = {
    "invite_members": (MoveKind.JOIN, "invited"),
    "create_group": (MoveKind.JOIN, "founding"),
    "remove_members": (MoveKind.LEAVE, None),
}
#: Moves that wait for an id are held up to this many.
_MOST_WAITING = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """One move; of somebody who may be known by name only, so far."""

    group_ref: str
    sent_us: int
    kind: MoveKind
    author_ref: str = ""
    author_name: str = ""
    inviter_ref: str | None = None
    inviter_name: str = ""
    channel: str | None = None
    title: str | None = None


class Reports:
    """Turns service entries into moves.

    The export gives the names of those who were invited or removed, not their ids. A name is
    looked up among those met so far; if it is new, the move waits until the end of the file,
    when its bearer may have spoken. Who never does is an account known by its name.
    """

    def __init__(self, builder: BatchBuilder, people: People) -> None:
        self._builder = builder
        self._people = people
        self._waiting: list[_Report] = []

    def tell(self, entry: Entry, group_ref: str, sent_us: int) -> None:
        """Tell the moves of an entry, or count it as passed over."""
        actor = self._actor(entry)
        reports = self._reports(entry, actor, group_ref, sent_us)
        for report in reports:
            if (
                report.author_ref
                or self._people.by_name(report.author_name)
                or not report.author_name
            ):
                self._move(report)
            else:
                self._waiting.append(report)
        if len(self._waiting) > _MOST_WAITING:
            self.finish()
        if reports:
            self._builder.service()
        else:
            self._builder.passed_over()

    def finish(self) -> None:
        """Tell the moves that waited for an id."""
        for report in self._waiting:
            self._move(report)
        self._waiting = []

    def _is_known(self, report: _Report) -> bool:
        by_name = self._people.by_name
        is_author_known = report.author_ref or not report.author_name or by_name(report.author_name)
        return bool(is_author_known and (not report.inviter_name or by_name(report.inviter_name)))

    def _reports(self, entry: Entry, actor: str, group_ref: str, sent_us: int) -> list[_Report]:
        if entry.action in _JOINS and actor:
            return [
                _Report(
                    group_ref=group_ref,
                    sent_us=sent_us,
                    kind=MoveKind.JOIN,
                    author_ref=actor,
                    inviter_name=entry.inviter if isinstance(entry.inviter, str) else "",
                    channel=_JOINS[entry.action],
                )
            ]
        if entry.action in _OF_MEMBERS:
            return self._of_members(entry, actor, group_ref, sent_us)
        if entry.action == "edit_group_title" and entry.title:
            return [
                _Report(
                    group_ref=group_ref,
                    sent_us=sent_us,
                    kind=MoveKind.GROUP_RENAME,
                    author_ref=actor,
                    title=entry.title,
                )
            ]
        return []

    def _of_members(self, entry: Entry, actor: str, group_ref: str, sent_us: int) -> list[_Report]:
        """Return the moves of those named. Who invites or removes themselves came or left."""
        kind, channel = _OF_MEMBERS[entry.action]
        names = [name for name in dict.fromkeys(entry.members or []) if name]
        if entry.action == "create_group" and entry.actor and entry.actor not in names:
            names.insert(0, entry.actor)
        reports = []
        for name in names:
            is_self = bool(actor) and name == entry.actor
            is_invited = kind == MoveKind.JOIN and actor and not is_self
            reports.append(
                _Report(
                    group_ref=group_ref,
                    sent_us=sent_us,
                    kind=kind,
                    author_ref=actor if is_self else "",
                    author_name=name,
                    inviter_ref=actor if is_invited else None,
                    channel=None if is_self and channel == "invited" else channel,
                )
            )
        return reports

    def _move(self, report: _Report) -> None:
        ref = report.author_ref
        if report.author_name and not ref:
            ref = self._people.by_name(report.author_name) or f"name:{report.author_name}"
            if ref.startswith("name:"):
                self._people.seen(ref, report.author_name)
        self._builder.move(
            group_ref=report.group_ref,
            author_ref=ref,
            kind=report.kind,
            sent_us=report.sent_us,
            inviter_ref=report.inviter_ref or self._people.by_name(report.inviter_name) or None,
            channel=report.channel,
            name=report.title,
        )

    def _actor(self, entry: Entry) -> str:
        ref = self._people.refs[entry.actor_id]
        if not ref and entry.actor:
            ref = self._people.by_name(entry.actor) or f"name:{entry.actor}"
        if ref:
            self._people.seen(ref, entry.actor)
        return ref
