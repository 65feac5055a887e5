"""Tabler icons as inline SVG, read once from the vendored files."""

import re
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent / "static" / "vendor" / "tabler-icons"


class UnknownIcon(LookupError):
    """The icon is not among the vendored files."""


@cache
def icon(name: str, size: int = 18) -> SafeString:
    """Return the SVG of a Tabler icon, hidden from screen readers: words stand beside it."""
    path = FOLDER / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise UnknownIcon(name)
    drawing = re.sub(r"^.*?<svg.*?>|</svg>\s*$", "", path.read_text("utf-8"), flags=re.DOTALL)
    drawing = re.sub(r"\s*\n\s*", "", drawing)
    return mark_safe(  # noqa: S308  # a vendored file, and a checked number
        f'<svg class="icon" width="{int(size)}" height="{int(size)}" viewBox="0 0 24 24" '
        'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" '
        f'stroke-linejoin="round" aria-hidden="true" focusable="false">{drawing}</svg>'
    )
