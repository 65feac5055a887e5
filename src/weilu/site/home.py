"""WEILU_HOME: the one folder that holds everything an installation owns."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of an installation: database, warehouse, uploads, key."""

    path: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Home":
        """Make the folder (mode 0700) if it is not there; WEILU_HOME, else ~/.weilu."""
        path = Path(environment.get("WEILU_HOME") or Path.home() / ".weilu").expanduser().resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(path)

    def secret_key(self) -> str:
        """Return the installation's key, made at the first start and readable by its owner only."""
        file = self.path / "secret.key"
        try:
            with file.open("x", encoding="ascii") as new:
                file.chmod(0o600)
                new.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass
        return file.read_text("ascii")


def database_from_url(url: str, *, home: Path) -> dict[str, Any]:
    """Return Django's settings for ``postgresql://user:password@host:port/name``, else SQLite."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "weilu.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL begins with {parts.scheme}://, expected postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_HEALTH_CHECKS": True,
    }
