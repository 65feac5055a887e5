"""What the entries of a JSON file are: messages, moves, or notices that tell nothing."""

from weilu.connect.batches import MessageKind, MoveKind, UnreadableReason
from weilu.connect.builder import BatchBuilder
from weilu.connect.moments import moment_us
from weilu.connectors.discord.entries import Entry, Person, Reaction, file_kind

#: Types that somebody wrote: 20 and 23 are answers to commands of a bot.
_SPEECH = frozenset({"Default", "Reply", "Call", "20", "23"})
_RENAMED = "Changed the channel name: "


class Teller:
    """Tells the builder what each entry of one channel is."""

    def __init__(self, builder: BatchBuilder, *, file: str, is_wall_clock: bool = False) -> None:
        self.group = ""
        self.channel = ""  # its id
        self.name = ""
        self.is_private = False
        self._builder = builder
        self._file = file
        self._is_wall_clock = is_wall_clock
        self._known: dict[str, str] = {}

    def tell(self, entry: Entry, number: int) -> None:
        sent_us = moment_us(entry.timestamp, is_wall_clock=self._is_wall_clock)
        author = self._person(entry.author)
        if sent_us is None or not author or not entry.id:
            reason = UnreadableReason.NO_TIME if sent_us is None else UnreadableReason.NO_AUTHOR
            if sent_us is not None and author:
                reason = UnreadableReason.BROKEN
            place = f"{self._file} message {number}"
            self._builder.unreadable(place, reason, entry.content or "")
            return
        if entry.type in _SPEECH:
            self._message(entry, author, sent_us)
        elif self._moves(entry, author, sent_us):
            self._builder.service()
        else:
            self._builder.passed_over()
        if not entry.reactions:
            return
        for reaction in entry.reactions:
            self._reaction(entry, reaction)

    def _message(self, entry: Entry, author: str, sent_us: int) -> None:
        reference = entry.reference
        is_reply = entry.type == "Reply" and reference is not None
        is_here = reference is not None and reference.channel_id in {None, self.channel}
        kind = _kind(entry)
        self._builder.message(
            group_ref=self.group,
            message_ref=entry.id,
            author_ref=author,
            kind=kind,
            sent_us=sent_us,
            reply_to_ref=reference.message_id if reference and is_reply and is_here else None,
            mentions=[self._person(one) for one in entry.mentions if one.id]
            if entry.mentions
            else None,
            text=None if kind is MessageKind.CALL else _text(entry) or None,
        )

    def _moves(self, entry: Entry, author: str, sent_us: int) -> bool:
        """Tell the moves of a notice; False where it tells of none."""
        others = [self._person(one) for one in entry.mentions or () if one.id]
        content = entry.content or ""
        if entry.type == "GuildMemberJoin":
            self._move(MoveKind.JOIN, author, sent_us)
        elif entry.type == "RecipientAdd":
            for other in others:
                inviter = author if other != author else None
                self._move(MoveKind.JOIN, other, sent_us, inviter=inviter)
            return bool(others)
        elif entry.type == "RecipientRemove":
            for other in others or [author]:
                self._move(MoveKind.LEAVE, other, sent_us)
        elif entry.type == "ChannelNameChange" and content.startswith(_RENAMED):
            name = content.removeprefix(_RENAMED).removesuffix(".")
            self._move(MoveKind.GROUP_RENAME, author, sent_us, name=name)
        else:
            return False
        return True

    def _move(
        self,
        kind: MoveKind,
        who: str,
        sent_us: int,
        *,
        inviter: str | None = None,
        name: str | None = None,
    ) -> None:
        self._builder.move(
            group_ref=self.group,
            author_ref=who,
            kind=kind,
            sent_us=sent_us,
            inviter_ref=inviter,
            channel="invited" if inviter else None,
            name=name,
        )

    def _reaction(self, entry: Entry, reaction: Reaction) -> None:
        """Older files only count; newer ones also name those who reacted."""
        emoji = reaction.emoji
        sign = f":{emoji.name}:" if emoji.id and emoji.name else emoji.name or emoji.id or "?"
        refs = [self._person(one) for one in reaction.users or () if one.id]
        named = list(dict.fromkeys(refs))
        for ref in named:
            self._builder.reaction(
                group_ref=self.group, message_ref=entry.id, emoji=sign, author_ref=ref
            )
        rest = min(reaction.count - len(named), 2**31 - 1)
        if rest > 0:
            self._builder.reaction(
                group_ref=self.group, message_ref=entry.id, emoji=sign, count=rest
            )

    def _person(self, person: Person | None) -> str:
        if person is None or not person.id:
            return ""
        name = person.nickname or person.name or person.id
        if self._known.get(person.id) != name:
            self._known[person.id] = name
            self._builder.account(person.id, name, is_bot=bool(person.is_bot))
        return person.id


def _kind(entry: Entry) -> MessageKind:
    if entry.type == "Call":
        return MessageKind.CALL
    if entry.forwarded_message is not None:
        return MessageKind.FORWARD
    if entry.attachments:
        return file_kind(entry.attachments[0].file_name or "")
    return MessageKind.STICKER if entry.stickers else MessageKind.TEXT


def _text(entry: Entry) -> str:
    """Return the text; of a bot's card what stands on it."""
    text = entry.content or ""
    if not text and entry.forwarded_message:
        text = entry.forwarded_message.content or ""
    if not text and entry.embeds:
        text = "\n".join(
            part for embed in entry.embeds for part in (embed.title, embed.description) if part
        )
    return text
