"""Errors that a person can act on: code, sentence, facts, remedy."""

from collections.abc import Mapping
from typing import ClassVar


class WeiluError(Exception):
    """Something a person can understand and mend.

    ``sentence`` and ``remedy`` are English with named placeholders (``%(group)s``); they are
    translated where they are shown, never here. ``facts`` fills the placeholders.
    """

    code: ClassVar[str]
    sentence: ClassVar[str]
    remedy: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        self.facts: Mapping[str, object] = facts
        super().__init__(self.sentence % facts)


def gettext_noop(message: str) -> str:
    """Mark ``message`` for translation without knowing Django (makemessages finds the name)."""
    return message
