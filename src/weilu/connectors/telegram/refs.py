"""Telegram's ids in one form, that of the Bot API, so that a live connection meets the same ones.

The export writes ``user123``, ``channel1234567890`` and, for a group, a bare number and a type;
the Bot API writes 123, -1001234567890 and the like.
"""

from weilu.kernel.text import whole_number

#: Chats with one other person or a service.
PRIVATE_TYPES = frozenset(
    {"personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes"}
)
_CHANNEL_TYPES = frozenset(
    {"private_supergroup", "public_supergroup", "private_channel", "public_channel"}
)
#: Before mid-2021 an id was a number with the kind of peer in its upper bits.
_OLD_KINDS = {1: "", 2: "-", 3: "-100"}
_PREFIXES = (("user", ""), ("channel", "-100"), ("chat", "-"))


def account_ref(from_id: str | int | None) -> str:
    """Return "" where there is none."""
    if from_id is None:
        return ""
    if isinstance(from_id, int):
        return _old_ref(from_id)
    if from_id.isdecimal() and (number := whole_number(from_id)) is not None:
        return _old_ref(number)
    for prefix, sign in _PREFIXES:
        rest = from_id.removeprefix(prefix)
        if rest != from_id and rest.isdecimal():
            return sign + rest
    return from_id


def _old_ref(number: int) -> str:
    rest = number & 0xFFFFFFFF if number >> 32 else number
    return _OLD_KINDS.get(number >> 32, "") + str(rest)


def group_ref(chat_id: int, chat_type: str) -> str:
    if chat_type in _CHANNEL_TYPES:
        return f"-100{chat_id}"
    if chat_type in PRIVATE_TYPES:
        return str(chat_id)
    return f"-{chat_id}"
