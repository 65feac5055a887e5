"""Bytes that fit no encoding: marked while decoding, so that their line can be listed."""

import codecs

#: What the error handler "weilu.mark" puts for such a byte; no decoder yields it otherwise.
BAD_BYTE = "\udc80"


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BAD_BYTE, error.end


codecs.register_error("weilu.mark", _mark)
