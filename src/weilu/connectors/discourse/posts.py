"""What the posts of a topic are."""

from weilu.connect.batches import MessageKind, MoveKind, UnreadableReason
from weilu.connect.builder import BatchBuilder
from weilu.connect.html_text import Seen, Tag, plain
from weilu.connect.moments import moment_us
from weilu.connectors.discourse.entries import Post

_LIKE = 2
_SMALL_ACTION = 3
_MOVES = {
    "invited_user": MoveKind.JOIN,
    "removed_user": MoveKind.LEAVE,
    "user_left": MoveKind.LEAVE,
}
_MOST = 2**31 - 1


class Teller:
    """Tells the builder of topic after topic; people are known across topics."""

    def __init__(self, builder: BatchBuilder) -> None:
        self._builder = builder
        self._by_username: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self.begin("")

    def begin(self, file: str) -> None:
        self._file = file
        self._group = self._title = ""
        self._is_private = False

    def aside(self, key: str, value: object) -> None:
        """Take what a topic says about itself, which stands behind its posts."""
        if key == "title" and isinstance(value, str) and value:
            self._title = value
        elif key == "archetype":
            self._is_private = value == "private_message"

    def end(self) -> None:
        if self._group and (self._title or self._is_private):
            name = self._title or self._group
            self._builder.group(self._group, name, is_private=self._is_private)

    def tell(self, post: Post, number: int) -> None:
        sent_us = moment_us(post.created_at)
        author = self._author(post)
        if sent_us is None or not author or post.post_number <= 0:
            reason = UnreadableReason.NO_TIME if sent_us is None else UnreadableReason.NO_AUTHOR
            if sent_us is not None and author:
                reason = UnreadableReason.BROKEN
            place = f"{self._file} post {number}"
            self._builder.unreadable(place, reason, post.cooked or "")
            return
        if not self._group:
            stem = self._file.rpartition("/")[2].removesuffix(".json")
            self._group = str(post.topic_id) if post.topic_id else f"name:{stem}"
            self._builder.group(self._group, self._title or post.topic_slug or stem)
        if post.admin or post.moderator:
            self._builder.membership(self._group, author, "admin")
        if post.post_type == _SMALL_ACTION:
            self._notice(post, author, sent_us)
        elif post.is_gone:
            self._builder.passed_over()
        else:
            self._message(post, author, sent_us)

    def _notice(self, post: Post, author: str, sent_us: int) -> None:
        kind = _MOVES.get(post.action_code or "")
        if kind is None:
            self._builder.passed_over()
            return
        who = self._named(post.action_code_who) if post.action_code_who else author
        inviter = author if kind is MoveKind.JOIN and who != author else None
        self._builder.move(
            group_ref=self._group,
            author_ref=who,
            kind=kind,
            sent_us=sent_us,
            inviter_ref=inviter,
            channel="invited" if inviter else None,
        )
        self._builder.service()

    def _message(self, post: Post, author: str, sent_us: int) -> None:
        seen = plain(post.cooked or "", leave_out=_is_quote)
        answered = post.reply_to_post_number or self._quoted(seen)
        found = (self._by_username.get(name) for name in _mentioned(seen))
        self._builder.message(
            group_ref=self._group,
            message_ref=str(post.post_number),
            author_ref=author,
            kind=MessageKind.POLL if post.polls else _kind(seen),
            sent_us=sent_us,
            reply_to_ref=str(answered) if answered else None,
            mentions=[ref for ref in found if ref] if seen.tags else None,
            text=seen.text or None,
        )
        for emoji, count in _reactions(post):
            if count > 0:
                self._builder.reaction(
                    group_ref=self._group,
                    message_ref=str(post.post_number),
                    emoji=emoji,
                    count=min(count, _MOST),
                )

    def _quoted(self, seen: Seen) -> int:
        """Return the post of this topic that is quoted first, 0 where none is."""
        for tag in seen.tags:
            if tag.name == "aside" and tag.attributes.get("data-topic") == self._group:
                number = tag.attributes.get("data-post", "")
                if number.isascii() and number.isdecimal() and len(number) < 10:
                    return int(number)
        return 0

    def _author(self, post: Post) -> str:
        if post.user_id is None:
            return self._named(post.username) if post.username else ""
        ref = str(post.user_id)
        name = post.name or post.username or ref
        if self._known.get(ref) != name:
            self._known[ref] = name
            self._builder.account(ref, name, is_bot=post.user_id < 0)
        if post.username:
            self._by_username[post.username.lower()] = ref
        return ref

    def _named(self, username: str) -> str:
        """Return whose user name this is; who has not posted yet is known by it."""
        ref = self._by_username.get(username.lower())
        if ref is None:
            ref = f"name:{username.lower()}"
            self._builder.account(ref, username)
        return ref


def _is_quote(tag: Tag) -> bool:
    """Quotes and previews of links repeat what others wrote."""
    return tag.name == "aside" and not {"quote", "onebox"}.isdisjoint(tag.classes)


def _mentioned(seen: Seen) -> list[str]:
    return [
        tag.attributes.get("href", "").rstrip("/").rpartition("/u/")[2].lower()
        for tag in seen.tags
        if tag.name == "a" and "mention" in tag.classes
    ]


def _kind(seen: Seen) -> MessageKind:
    for tag in seen.tags:
        if tag.name == "img" and not {"emoji", "avatar"} & set(tag.classes):
            return MessageKind.IMAGE
        if tag.name in {"video", "audio"}:
            return MessageKind.VIDEO if tag.name == "video" else MessageKind.VOICE
        if tag.name == "a" and "attachment" in tag.classes:
            return MessageKind.FILE
    return MessageKind.TEXT


def _reactions(post: Post) -> list[tuple[str, int]]:
    """Return signs with their counts; the plugin's count includes the likes."""
    if post.reactions:
        return [(f":{found.id}:", found.count) for found in post.reactions]
    return [("❤️", found.count) for found in post.actions_summary or () if found.id == _LIKE]
