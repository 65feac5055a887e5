"""The events of a room: only the fields that Weilu keeps are decoded.

The content of an event is whatever its sender wrote, so that fields of a wrong type are taken
as missing, not as damage.
"""

from typing import Any

import msgspec

from weilu.connect.batches import MessageKind


class Unsigned(msgspec.Struct):
    prev_content: Any = None
    redacted_because: Any = None
    relations: Any = msgspec.field(default=None, name="m.relations")


class Event(msgspec.Struct):
    type: str = ""
    event_id: str = ""
    sender: str = ""
    origin_server_ts: int | float | None = None
    room_id: str | None = None
    state_key: str | None = None
    content: Any = None
    unsigned: Unsigned | None = None
    prev_content: Any = None

    @property
    def before(self) -> dict[str, Any]:
        """Return the content of the state that this event replaced."""
        return fields(self.unsigned.prev_content if self.unsigned else None) or fields(
            self.prev_content
        )


def fields(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def words(value: object) -> str:
    return value if isinstance(value, str) else ""


KINDS = {
    "m.image": MessageKind.IMAGE,
    "m.video": MessageKind.VIDEO,
    "m.audio": MessageKind.VOICE,
    "m.file": MessageKind.FILE,
    "m.location": MessageKind.LOCATION,
}
POLLS = {"m.poll.start", "org.matrix.msc3381.poll.start", "m.poll", "org.matrix.msc3381.v2.poll"}
