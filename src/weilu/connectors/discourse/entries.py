"""The posts of a topic: only the fields that Weilu keeps are decoded."""

from typing import Any

import msgspec


class Count(msgspec.Struct):
    id: int | str = 0
    count: int = 0


class Post(msgspec.Struct):
    id: int = 0
    post_number: int = 0
    post_type: int = 1
    topic_id: int | None = None
    topic_slug: str | None = None
    user_id: int | None = None
    username: str = ""
    name: str | None = None
    created_at: str = ""
    cooked: str | None = None
    reply_to_post_number: int | None = None
    action_code: str | None = None
    action_code_who: str | None = None
    actions_summary: list[Count] | None = None
    reactions: list[Count] | None = None  # of the plugin Discourse Reactions
    admin: bool | None = None
    moderator: bool | None = None
    hidden: bool | None = None
    user_deleted: bool | None = None
    deleted_at: str | None = None
    polls: list[Any] | None = None

    @property
    def is_gone(self) -> bool:
        return bool(self.hidden or self.user_deleted or self.deleted_at)
