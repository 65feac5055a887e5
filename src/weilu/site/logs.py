"""Logs of the server: one JSON object per line, without secrets and without what people wrote."""

import json
import logging.handlers
import re
import traceback
from pathlib import Path
from typing import Any

#: Values of a record's ``extra`` that may be written down. Everything else stays out.
PLAIN_FACTS = frozenset(
    {"attempt", "child", "code", "community", "exit_code", "import_id", "job", "port"}
    | {"rows", "seconds", "status_code", "task", "worker"}
)
_SECRET = re.compile(
    r"(?i)\b(?:bearer\s+|bot)?[\w-]*(?:token|secret|password|passwd|key|signature|cookie)"
    r"[\w-]*\s*[=:]\s*\S+|\bbot\d+:[\w-]+|://[^/\s:@]+:[^/\s@]+@"
)
#: A one-time link or a signed personal link: the last part of the address opens the door.
_SIGNED_PATH = re.compile(r"(/(?:link|l|s|invitation|reset/key)/)[^\s/?\"']+")


def without_secrets(text: str) -> str:
    """Return ``text`` with tokens, passwords and one-time links blotted out."""
    return _SIGNED_PATH.sub(r"\1…", _SECRET.sub("…", text))


class JsonLines(logging.Formatter):
    """One line per record. Of an exception: its kind and its places, never its words.

    The words of an exception may quote a message (a decoder names what it could not read), so
    they are shown to whoever ran the command and are not kept.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "from": record.name,
            "says": without_secrets(record.getMessage()),
        }
        entry |= {key: record.__dict__[key] for key in PLAIN_FACTS & record.__dict__.keys()}
        if record.exc_info and record.exc_info[1] is not None:
            entry["error"] = type(record.exc_info[1]).__qualname__
            entry["places"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(entry, ensure_ascii=False, default=str)


def logging_to(folder: Path, *, debug: bool) -> dict[str, Any]:
    """Return Django's LOGGING: everything of importance into ``folder``, errors to the terminal."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "weilu.site.logs.JsonLines"},
            "plain": {"format": "%(message)s"},
        },
        "handlers": {
            "file": {
                # Reopened when another process has rotated it: several processes write here.
                "class": "weilu.site.logs.SharedFile",
                "filename": str(folder / "weilu.jsonl"),
                "encoding": "utf-8",
                "delay": True,
                "formatter": "json",
            },
            "terminal": {
                "class": "logging.StreamHandler",
                "formatter": "plain",
                "level": "DEBUG" if debug else "ERROR",
            },
        },
        "root": {"handlers": ["file"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": ["terminal"] if debug else [], "level": "INFO"},
            # Addresses carry signed links; the pages' own audit says who did what.
            "django.request": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},
        },
    }


class SharedFile(logging.handlers.WatchedFileHandler):
    """A log that several processes append to and the first to find it full turns over."""

    FULL = 10_000_000
    KEPT = 5

    def emit(self, record: logging.LogRecord) -> None:
        self._turn_over_when_full()
        super().emit(record)

    def _turn_over_when_full(self) -> None:
        file = Path(self.baseFilename)
        if not file.exists() or file.stat().st_size < self.FULL:
            return
        for number in range(self.KEPT - 1, 0, -1):
            older = file.with_suffix(f".{number}.jsonl")
            if older.exists():
                older.replace(file.with_suffix(f".{number + 1}.jsonl"))
        file.replace(file.with_suffix(".1.jsonl"))
