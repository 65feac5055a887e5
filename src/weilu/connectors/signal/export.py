"""Tells what the frames of Signal's own export say."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

from weilu.connect.addresses import address_ref
from weilu.connect.batches import (
    EARLIEST_US,
    LATEST_US,
    Batch,
    MessageKind,
    MoveKind,
    UnreadableReason,
)
from weilu.connect.builder import BatchBuilder
from weilu.connect.encodings import Line, Lines
from weilu.connect.json_bytes import BROKEN_JSON
from weilu.connect.sources import Source
from weilu.connectors.signal.frames import (
    Attachment,
    ChatItem,
    Contact,
    Frame,
    Group,
    Reaction,
    Recipient,
    Standard,
    frames,
)

_ME = "self"
#: Kind of an update: kind of move, who moves, by whom.
_MOVES = {
    "groupMemberJoinedUpdate": (MoveKind.JOIN, "newMemberAci", ""),
    "groupMemberJoinedByLinkUpdate": (MoveKind.JOIN, "newMemberAci", ""),
    "groupMemberAddedUpdate": (MoveKind.JOIN, "newMemberAci", "updaterAci"),
    "groupInvitationAcceptedUpdate": (MoveKind.JOIN, "newMemberAci", "inviterAci"),
    "groupJoinRequestApprovalUpdate": (MoveKind.JOIN, "requestorAci", ""),
    "groupMemberLeftUpdate": (MoveKind.LEAVE, "aci", ""),
    "groupMemberRemovedUpdate": (MoveKind.LEAVE, "removedAci", ""),
}


def read_frames(source: Source, names: Sequence[str]) -> Iterator[Batch]:
    builder = BatchBuilder()
    before = 0
    for name in names:
        teller = _Export(builder)
        with source.open(name) as file:
            lines = Lines(file)
            for line in lines:
                reason = _told(teller, line)
                if reason:
                    builder.unreadable(f"{name} line {line.number}", reason, line.text)
                if builder.is_full:
                    yield builder.take(before + lines.bytes_read)
        before += source.size(name)
    if not builder.is_empty:
        yield builder.take(before)


def _told(teller: "_Export", line: Line) -> UnreadableReason | None:
    if line.is_too_long:
        return UnreadableReason.TOO_LONG
    if not line.text.strip():
        return None
    try:
        frame = frames.decode(line.text)
    except BROKEN_JSON:
        return UnreadableReason.BROKEN if line.is_complete else UnreadableReason.CUT_SHORT
    return teller.tell(frame) or (UnreadableReason.BAD_BYTES if line.bad_bytes else None)


class _Export:
    """Knows people and groups by the numbers that one export gives them."""

    def __init__(self, builder: BatchBuilder) -> None:
        self._builder = builder
        self._me = "Me"
        self._people: dict[str, str] = {}  # ref of the account, by number
        self._by_aci: dict[str, str] = {}
        self._groups: dict[str, str] = {}  # ref of the group, by number
        self._chats: dict[str, str] = {}  # ref of the group, by number of the chat; "" for none
        self._names: dict[str, str] = {}

    def tell(self, frame: Frame) -> UnreadableReason | None:
        if frame.account:
            names = (frame.account.given_name, frame.account.family_name)
            self._me = " ".join(filter(None, names)) or self._me
        elif frame.recipient:
            self._recipient(frame.recipient)
        elif frame.chat:
            number = str(frame.chat.recipient_id)
            self._chats[str(frame.chat.id)] = self._groups.get(number) or self._private(number)
        elif frame.chat_item:
            return self._item(frame.chat_item)
        return None

    def _recipient(self, told: Recipient) -> None:
        number = str(told.id)
        if told.own is not None:
            self._person(number, _ME, self._me)
        elif told.contact:
            ref = told.contact.aci or (
                address_ref(str(told.contact.e164)) if told.contact.e164 else ""
            )
            if ref:
                self._by_aci[told.contact.aci] = ref
                self._person(number, ref, _name(told.contact))
        elif told.group:
            self._group(number, told.group)

    def _person(self, number: str, ref: str, name: str) -> None:
        self._people[number] = ref
        self._names[ref] = name or ref[:8]
        self._builder.account(ref, self._names[ref])

    def _group(self, number: str, group: Group) -> None:
        """Know a group by a hash of its key: whoever has the key itself could read the group."""
        ref = blake2b(group.master_key.encode() or number.encode(), digest_size=16).hexdigest()
        shot = group.snapshot
        title = shot.title.title if shot and shot.title else ""
        self._groups[number] = ref
        self._builder.group(ref, title or "Signal")
        for member in (shot.members if shot else None) or ():
            role = "admin" if member.role == "ADMINISTRATOR" else "member"
            self._builder.membership(ref, self._by(member.user_id), role)

    def _private(self, number: str) -> str:
        ref = self._people.get(number, "")
        if ref:
            self._builder.group(ref, self._names[ref], is_private=True)
        return ref

    def _by(self, aci: object) -> str:
        """Return who has an id; the one that no contact has is whoever made the export."""
        return self._by_aci.get(str(aci or ""), _ME)

    def _item(self, item: ChatItem) -> UnreadableReason | None:
        group = self._chats.get(str(item.chat_id))
        sent_us = _microseconds(item.date_sent)
        author = self._people.get(str(item.author_id), "")
        if group is None:
            return UnreadableReason.UNKNOWN_KIND
        if sent_us is None:
            return UnreadableReason.NO_TIME
        if not group:
            self._builder.passed_over()
        elif item.update_message:
            change = item.update_message.group_change
            self._moves(group, (change.updates if change else None) or [], sent_us)
        elif not author:
            return UnreadableReason.NO_AUTHOR
        else:
            self._message(item, group, author, sent_us)
        return None

    def _message(self, item: ChatItem, group: str, author: str, sent_us: int) -> None:
        standard = item.standard_message
        others = (
            (item.sticker_message, MessageKind.STICKER),
            (item.contact_message, MessageKind.CONTACT),
            (item.view_once_message, MessageKind.IMAGE),
            (item.poll, MessageKind.POLL),
        )
        other = next(((told, kind) for told, kind in others if told), None)
        if not standard and not other:
            self._builder.passed_over()  # deleted, or something that nobody said
            return
        ref = f"{author}:{item.date_sent}"
        quote = standard.quote if standard else None
        answered = self._people.get(str(quote.author_id), "") if quote else ""
        self._builder.message(
            group_ref=group,
            message_ref=ref,
            author_ref=author,
            sent_us=sent_us,
            kind=_kind(standard) if standard else other[1] if other else MessageKind.OTHER,
            reply_to_ref=f"{answered}:{quote.target_sent_timestamp}"
            if quote and answered
            else None,
            text=(standard.text.body if standard and standard.text else "") or None,
        )
        told = standard or (other[0] if other else None)
        self._reactions(group, ref, (told.reactions if told else None) or ())

    def _reactions(self, group: str, ref: str, told: Sequence[Reaction]) -> None:
        for reaction in told:
            author = self._people.get(str(reaction.author_id), "")
            if author and reaction.emoji:
                self._builder.reaction(
                    group_ref=group,
                    message_ref=ref,
                    emoji=reaction.emoji,
                    author_ref=author,
                    sent_us=_microseconds(reaction.sent_timestamp),
                )

    def _moves(self, group: str, updates: Sequence[dict[str, Any]], sent_us: int) -> None:
        is_told = False
        for update in updates:
            for what, told in update.items():
                if isinstance(told, dict):
                    is_told |= self._move(group, what, told, sent_us)
        (self._builder.service if is_told else self._builder.passed_over)()

    def _move(self, group: str, what: str, told: dict[str, Any], sent_us: int) -> bool:
        if what == "groupNameUpdate":
            author, kind, by = self._by(told.get("updaterAci")), MoveKind.GROUP_RENAME, ""
            name = str(told.get("newGroupName") or "")
        elif what in _MOVES and (
            what != "groupJoinRequestApprovalUpdate" or told.get("wasApproved")
        ):
            kind, who, inviter = _MOVES[what]
            author, name = self._by(told.get(who)), ""
            by = self._by(told.get(inviter)) if inviter and told.get(inviter) else ""
        else:
            return False
        if author == _ME:
            self._builder.account(_ME, self._me)
        self._builder.move(
            group_ref=group,
            author_ref=author,
            kind=kind,
            sent_us=sent_us,
            inviter_ref=by if by != author and by else None,
            channel="link" if "ByLink" in what else "invited" if by else None,
            name=name or None,
        )
        return True


def _name(contact: Contact) -> str:
    nickname = contact.nickname
    pairs = (
        (nickname.given, nickname.family) if nickname else ("", ""),
        (contact.profile_given_name, contact.profile_family_name),
        (contact.system_given_name, contact.system_family_name),
    )
    return next((" ".join(filter(None, pair)) for pair in pairs if any(pair)), "")


def _kind(message: Standard) -> MessageKind:
    first = next(iter(message.attachments or ()), None)
    return _kind_of(first) if first else MessageKind.TEXT


def _kind_of(attachment: Attachment) -> MessageKind:
    kind = (attachment.pointer.content_type if attachment.pointer else "").partition("/")[0]
    kinds = {"image": MessageKind.IMAGE, "video": MessageKind.VIDEO, "audio": MessageKind.VOICE}
    return kinds.get(kind, MessageKind.FILE)


def _microseconds(told: str | int | None) -> int | None:
    text = str(told or "")
    found = int(text) * 1000 if text.isdecimal() and len(text) < 17 else 0
    return found if EARLIEST_US < found < LATEST_US else None
