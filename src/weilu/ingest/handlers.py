"""Who wants to know when history has come in, or gone: packages above register here."""

from collections.abc import Callable, Sequence

from weilu.community.models import Community

Handler = Callable[[Community, Sequence[int]], None]
_handlers: list[Handler] = []


def after_import(function: Handler) -> Handler:
    """Have ``function(community, group_ids)`` called when facts of these groups have changed.

    It runs in the worker (or before the first report), outside a transaction, and may be
    called again for the same change: it has to be repeatable.
    """
    if function not in _handlers:
        _handlers.append(function)
    return function


def tell(community: Community, group_ids: Sequence[int]) -> None:
    for handler in _handlers:
        handler(community, group_ids)
