"""Who wants to know when a community changes: packages above register here."""

from collections.abc import Callable

from weilu.community.models import Community

Handler = Callable[[Community], None]
_after_zone_change: list[Handler] = []


def after_zone_change(handler: Handler) -> Handler:
    """Call ``handler`` after the time zone of a community changed, once it is committed."""
    if handler not in _after_zone_change:
        _after_zone_change.append(handler)
    return handler


def zone_changed(community: Community) -> None:
    for handler in _after_zone_change:
        handler(community)
