"""The demo's own page in Settings, and the acts of the tour."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.demo import gloss, tour


def in_the_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page exist in the demo community only."""

    @wraps(view)
    def checked(request: CommunityRequest, **kwargs: Any) -> HttpResponse:
        if not request.community.is_demo:
            raise Http404
        return view(request, **kwargs)

    return checked


@community_view(Permission.VIEW)
@in_the_demo
@require_safe
def settings(request: CommunityRequest) -> HttpResponse:
    context = {"stops": tour.stops(request), "is_over": tour.is_over(request.user)}
    return render(request, "demo/settings.html", context)


@community_view(Permission.VIEW)
@in_the_demo
@require_POST
def show_gloss(request: CommunityRequest) -> HttpResponse:
    """Switch the English below the Chinese on or off, and come back to the same page."""
    gloss.show(request.user, is_on=request.POST.get("on") == "1")
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if is_ours else tour.stops(request)[0].url)


@community_view(Permission.VIEW)
@in_the_demo
@require_POST
def begin_tour(request: CommunityRequest) -> HttpResponse:
    tour.begin_again(request.user)
    return redirect(tour.stops(request)[0].address)


@community_view(Permission.VIEW)
@in_the_demo
@require_POST
def end_tour(request: CommunityRequest) -> HttpResponse:
    """Finish or skip: the operator stays on the page and is never shown the tour again."""
    tour.end(request.user)
    messages.success(
        request, _("The tour is over. It can be started again in Settings, under “Demo”.")
    )
    asked = request.POST.get("stop", "")
    every = tour.stops(request)
    return redirect(next((s for s in every if str(s.number) == asked), every[0]).url)
