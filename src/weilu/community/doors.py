"""Views outside any community: where / leads, a new community, an invitation."""

from typing import TYPE_CHECKING, cast

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from weilu.access.models import Operator
from weilu.community import services, zones
from weilu.community.errors import InvitationSpent, NotForYou
from weilu.community.forms import NewcomerForm, NewCommunityForm
from weilu.community.places import front_page, last_community

if TYPE_CHECKING:
    from weilu.community.models import Invitation


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the community the operator was in last.

    Communities made on the command line have no owner; whoever looks after the installation
    opens them.
    """
    operator = cast("Operator", request.user)
    if operator.runs_installation:
        services.adopt_ownerless(operator)
    community = last_community(request)
    if community is not None:
        return redirect(front_page(community))
    if operator.runs_installation:
        return redirect("new_community")
    return render(request, "community/nowhere.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_community(request: HttpRequest) -> HttpResponse:
    operator = cast("Operator", request.user)
    if not operator.runs_installation:
        raise PermissionDenied
    form = NewCommunityForm(request.POST or None, initial={"timezone": "Asia/Shanghai"})
    if request.method == "POST" and form.is_valid():
        community = services.create_community(owner=operator, **form.cleaned_data)
        return redirect(front_page(community))
    is_first = last_community(request) is None
    context = {"form": form, "zones": zones.choices(timezone.now()), "is_first": is_first}
    return render(request, "community/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what is offered; only POST takes it, so that previews do not spend the link."""
    try:
        offered = services.open_invitation(secret)
    except InvitationSpent:
        return render(request, "community/invitation_spent.html", status=410)
    if request.user.is_authenticated:
        return _join(request, offered, secret=secret)
    if Operator.objects.filter(email=offered.email).exists():
        return render(
            request, "community/invitation.html", {"offered": offered, "must_sign_in": True}
        )
    return _join_as_newcomer(request, offered, secret=secret)


def _join(request: HttpRequest, offered: "Invitation", *, secret: str) -> HttpResponse:
    operator = cast("Operator", request.user)
    is_other = operator.email != offered.email
    if request.method == "POST":
        if is_other:
            raise NotForYou(email=offered.email)
        return redirect(front_page(services.accept(secret, operator=operator).community))
    context = {"offered": offered, "is_other": is_other}
    return render(request, "community/invitation.html", context)


def _join_as_newcomer(request: HttpRequest, offered: "Invitation", *, secret: str) -> HttpResponse:
    form = NewcomerForm(request.POST or None, email=offered.email)
    if request.method == "POST" and form.is_valid():
        operator = services.accept_as_newcomer(secret, **form.cleaned_data)
        target = front_page(offered.community)
        response: HttpResponse = perform_login(
            request, operator, email_verification="none", redirect_url=target
        )
        return response
    return render(request, "community/invitation.html", {"offered": offered, "form": form})
