"""Tags of the shell: the frame around every page, icons, a block shown twice."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from weilu.ui import frame, icons

register = template.Library()


@register.simple_tag
def icon(name: str, size: int | str = 18) -> SafeString:
    return icons.icon(name, int(size))


@register.simple_tag
def dot() -> str:
    """Return the middle dot between two facts; Chinese writes it without spaces."""
    return "·" if (get_language() or "").startswith("zh") else " · "


@register.simple_tag(takes_context=True)
def shell_frame(context: Context) -> "frame.Frame":
    """Return what stands around the page for this request: pages, places, operator."""
    return frame.frame_of(context["request"])


@register.simple_tag(takes_context=True)
def gloss(context: Context, kind: str, ref: str) -> SafeString | str:
    """Return the gloss of a message, group or channel, to stand after or below it."""
    meaning = frame.meaning(context["request"], kind, ref)
    return format_html(' <span class="gloss">{}</span>', meaning) if meaning else ""


@register.simple_tag(takes_context=True)
def gloss_of_option(context: Context, kind: str, ref: str) -> str:
    """Return the gloss as plain text: an option of a list holds no markup."""
    meaning = frame.meaning(context["request"], kind, ref)
    return f" · {meaning}" if meaning else ""


@register.simple_tag(takes_context=True)
def block_again(context: Context, name: str) -> str:
    """Render a block a second time as plain text: the page's title in the window's title."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    if block is None:
        return ""
    with context.push():
        text = strip_tags(block.nodelist.render(context))
    return mark_safe(" ".join(text.split()))  # noqa: S308  # already escaped when it was rendered


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """Return the query string of this page with ``changes``; None or "" takes a name out."""
    kept = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            kept.pop(name, None)
        else:
            kept[name] = str(value)
    return f"?{urlencode(list(kept.lists()), doseq=True)}"
