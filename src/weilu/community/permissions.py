"""Who may do what in a community. Deny by default: a view without a permission is not reachable.

Every view below ``/c/<slug>/`` is wrapped in ``community_view``; it finds the community among
those of the signed-in operator (404 for all others, so that nothing tells whether a slug
exists), checks the permission (403) and hands the community to the view.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from weilu.community.models import Community, OperatorRole

if TYPE_CHECKING:
    from weilu.access.models import Operator

LAST_COMMUNITY = "last_community"  # in the session: where / leads
Kind = OperatorRole.Kind
P = ParamSpec("P")


class Permission(StrEnum):
    """What a role allows, from reading to owning."""

    VIEW = "view"  # see pages and rows
    EXPORT = "export"  # take rows out of Weilu
    EDIT = "edit"  # import, mark staff and bots, rename
    MANAGE = "manage"  # team, settings, audit, erase a person, undo an import
    OWN = "own"  # make and unmake owners


_ALLOWED: dict[str, frozenset[Permission]] = {
    Kind.VIEWER: frozenset({Permission.VIEW}),
    Kind.ANALYST: frozenset({Permission.VIEW, Permission.EXPORT}),
    Kind.EDITOR: frozenset({Permission.VIEW, Permission.EXPORT, Permission.EDIT}),
    Kind.ADMIN: frozenset(Permission) - {Permission.OWN},
    Kind.OWNER: frozenset(Permission),
}


def allows(kind: str, permission: Permission) -> bool:
    return permission in _ALLOWED.get(kind, frozenset())


class CommunityRequest(HttpRequest):
    """A request of an operator who has a role in ``community``."""

    user: "Operator"
    community: Community
    role: OperatorRole

    def may(self, permission: Permission) -> bool:
        return allows(self.role.kind, permission)


View = Callable[Concatenate[CommunityRequest, P], HttpResponseBase]


def community_view(permission: Permission) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Open a view to operators whose role in the community of the URL allows ``permission``."""

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def checked(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
            operator = cast("Operator", request.user)
            role = get_object_or_404(
                OperatorRole.objects.select_related("community"),
                operator=operator,
                community__slug=slug,
            )
            if not allows(role.kind, permission):
                raise PermissionDenied
            asked = cast("CommunityRequest", request)
            asked.community, asked.role = role.community, role
            asked.may = partial(allows, role.kind)  # type: ignore[method-assign]  # plain request
            if request.session.get(LAST_COMMUNITY) != slug:
                request.session[LAST_COMMUNITY] = slug
            return view(asked, **kwargs)  # type: ignore[call-arg]  # the slug is spent

        checked.permission = permission  # type: ignore[attr-defined]  # read by the crawler test
        return checked

    return wrap
