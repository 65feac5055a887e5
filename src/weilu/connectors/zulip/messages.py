"""What the messages of an export or an archive are."""

from html import escape

from weilu.connect.batches import UnreadableReason
from weilu.connect.builder import BatchBuilder
from weilu.connectors.zulip.entries import GROUP, PERSONAL, STREAM, Archived, Message
from weilu.connectors.zulip.realm import Realm
from weilu.connectors.zulip.wording import microseconds, said


class ExportTeller:
    """Tells the builder of the messages of an organisation's export."""

    def __init__(self, builder: BatchBuilder, realm: Realm) -> None:
        self._builder = builder
        self._realm = realm
        self._file = ""
        self._groups: dict[int, str] = {}

    def begin(self, file: str) -> None:
        self._file = file

    def tell(self, message: Message, number: int) -> None:
        sent_us = microseconds(message.date_sent)
        if sent_us is None or message.sender is None or message.recipient is None:
            reason = UnreadableReason.NO_TIME if sent_us is None else UnreadableReason.NO_AUTHOR
            place = f"{self._file} message {number}"
            self._builder.unreadable(place, reason, message.content or "")
            return
        html = message.rendered_content
        if html is None:  # a message that nobody has opened is not rendered
            html = escape(message.content or "", quote=False).replace("\n", "<br>")
        found = said(html)
        if message.content and message.content.startswith("/poll "):
            found = said(escape(message.content, quote=False).replace("\n", "<br>"))
        group = self._group(message.recipient)
        author = self._realm.person(message.sender)
        self._builder.message(
            group_ref=group,
            message_ref=str(message.id),
            author_ref=author,
            kind=found.kind,
            sent_us=sent_us,
            reply_to_ref=found.reply_to,
            thread_ref=message.subject or None,
            mentions=[self._realm.person(int(ref)) for ref in found.mentions],
            text=found.text or None,
        )
        for user, emoji in self._realm.reactions(message.id):
            self._builder.reaction(
                group_ref=group,
                message_ref=str(message.id),
                emoji=f":{emoji}:",
                author_ref=self._realm.person(user),
            )

    def _group(self, recipient: int) -> str:
        ref = self._groups.get(recipient)
        if ref is not None:
            return ref
        known = self._realm.recipients.get(recipient)
        if known and known.type == STREAM:
            ref = self._realm.stream_ref(known.type_id)
        else:
            ref = f"direct:{recipient}"
            user = self._realm.users.get(known.type_id) if known else None
            name = user.full_name if user and known and known.type == PERSONAL else ""
            is_private = bool(known and known.type in {PERSONAL, GROUP})
            self._builder.group(ref, name or ref, is_private=is_private)
        self._groups[recipient] = ref
        return ref


class ArchiveTeller:
    """Tells the builder of archived topics. People are known by their full names only."""

    def __init__(self, builder: BatchBuilder) -> None:
        self._builder = builder
        self._file = self._group = self._topic = ""

    def begin(self, file: str, stream: str, topic: str) -> None:
        self._file, self._topic = file, topic
        self._group = f"name:{stream}"
        self._builder.group(self._group, stream)

    def tell(self, message: Archived, number: int) -> None:
        sent_us = microseconds(message.timestamp)
        name = message.sender_full_name
        if sent_us is None or not name or not message.id:
            reason = UnreadableReason.NO_TIME if sent_us is None else UnreadableReason.NO_AUTHOR
            if sent_us is not None and name:
                reason = UnreadableReason.BROKEN
            place = f"{self._file} message {number}"
            self._builder.unreadable(place, reason, message.content or "")
            return
        found = said(message.content or "")
        author = f"name:{name}"
        self._builder.account(author, name)
        self._builder.message(
            group_ref=self._group,
            message_ref=str(message.id),
            author_ref=author,
            kind=found.kind,
            sent_us=sent_us,
            reply_to_ref=found.reply_to,
            thread_ref=self._topic,
            text=found.text or None,
        )
