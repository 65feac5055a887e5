"""The entries of a Slack export: only the fields that Weilu keeps are decoded."""

import msgspec

from weilu.connect.batches import EARLIEST_US, LATEST_US
from weilu.kernel.text import whole_number


class Reaction(msgspec.Struct):
    name: str
    users: list[str] | None = None
    count: int | None = None


class File(msgspec.Struct):
    user: str | None = None
    title: str | None = None
    name: str | None = None
    mimetype: str | None = None
    subtype: str | None = None


class Comment(msgspec.Struct):
    user: str | None = None
    comment: str | None = None


class Attachment(msgspec.Struct):
    title: str | None = None
    text: str | None = None
    fallback: str | None = None


class Face(msgspec.Struct):
    """Who a message shows as its author, beside the id."""

    display_name: str | None = None
    real_name: str | None = None
    name: str | None = None

    @property
    def best(self) -> str:
        return self.display_name or self.real_name or self.name or ""


class Entry(msgspec.Struct):
    type: str = ""
    subtype: str | None = None
    ts: str = ""
    user: str | None = None
    bot_id: str | None = None
    username: str | None = None
    text: str | None = ""
    thread_ts: str | None = None
    inviter: str | None = None
    name: str | None = None
    hidden: bool | None = None
    comment: Comment | None = None
    files: list[File | None] | None = None
    file: File | None = None
    upload: bool | None = None
    attachments: list[Attachment | None] | None = None
    reactions: list[Reaction] | None = None
    user_profile: Face | None = None
    bot_profile: Face | None = None


class Profile(msgspec.Struct):
    display_name: str | None = None
    real_name: str | None = None


class User(msgspec.Struct):
    id: str
    name: str | None = None
    real_name: str | None = None
    profile: Profile | None = None
    is_bot: bool | None = None
    is_admin: bool | None = None
    is_owner: bool | None = None

    @property
    def shown_name(self) -> str:
        profile = self.profile or Profile()
        found = profile.display_name or profile.real_name or self.real_name or self.name
        return found or self.id


class Channel(msgspec.Struct):
    id: str
    name: str | None = None
    created: int | str | None = None
    creator: str | None = None
    members: list[str] | None = None

    @property
    def created_us(self) -> int | None:
        """Old exports write the seconds as text."""
        seconds = whole_number(str(self.created or ""))
        found = None if seconds is None else seconds * 1_000_000
        return found if found is not None and EARLIEST_US < found < LATEST_US else None
