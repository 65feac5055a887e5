"""Secrets that are handed out once and kept only as a digest."""

import hashlib
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Token:
    """``secret`` goes into a link and nowhere else, ``digest`` into the database."""

    secret: str = field(repr=False)
    digest: str

    @classmethod
    def new(cls) -> "Token":
        secret = secrets.token_urlsafe(32)
        return cls(secret, digest_of(secret))


def digest_of(secret: str) -> str:
    """Return the SHA-256 of a token; 256 random bits need neither salt nor stretching."""
    return hashlib.sha256(secret.encode()).hexdigest()
