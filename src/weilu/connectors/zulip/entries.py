"""The rows of Zulip's export and of its archives: only the fields that Weilu keeps."""

import msgspec


class User(msgspec.Struct):
    id: int
    full_name: str = ""
    is_bot: bool | None = None
    role: int | None = None


class Stream(msgspec.Struct):
    id: int
    name: str = ""
    invite_only: bool | None = None
    date_created: float | None = None


class Recipient(msgspec.Struct):
    id: int
    type: int = 0
    type_id: int = 0


class Subscription(msgspec.Struct):
    user_profile: int = 0
    recipient: int = 0
    active: bool = True


class Change(msgspec.Struct):
    """A row of the audit log."""

    event_type: int | str = 0
    event_time: float | None = None
    modified_user: int | None = None
    modified_stream: int | None = None
    acting_user: int | None = None


class Reaction(msgspec.Struct):
    user_profile: int = 0
    message: int = 0
    emoji_name: str = ""


class Message(msgspec.Struct):
    id: int = 0
    sender: int | None = None
    recipient: int | None = None
    subject: str | None = None
    content: str | None = None
    rendered_content: str | None = None
    date_sent: float | None = None


class Archived(msgspec.Struct):
    """A message of an archive."""

    id: int = 0
    sender_full_name: str = ""
    content: str | None = None
    timestamp: float | None = None


STREAM, PERSONAL, GROUP = 2, 1, 3  # types of recipients
JOINED = (301, 302)  # a subscription was made, or made active again
LEFT = 303
OWNER, ADMIN = 100, 200  # roles
