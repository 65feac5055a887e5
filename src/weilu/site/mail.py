"""Where mail goes."""

from typing import Any
from urllib.parse import unquote, urlsplit

_SCHEMES = {"smtp": 25, "smtps": 465, "smtp+tls": 587}


def mail_from_url(url: str) -> dict[str, Any]:
    """Return Django's settings for ``smtp[s|+tls]://user:password@host:port``, else the console."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise ValueError(
            f"WEILU_EMAIL_URL begins with {parts.scheme}://, expected one of {', '.join(_SCHEMES)}"
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or _SCHEMES[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }
