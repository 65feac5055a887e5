"""Team, settings and audit of one community."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weilu.community import history, services, zones
from weilu.community.forms import CommunityForm, InviteForm, RoleForm, kinds_for
from weilu.community.models import OperatorRole
from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.kernel.text import whole_number

ORDER = [kind.value for kind in OperatorRole.Kind]


@community_view(Permission.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: CommunityRequest) -> HttpResponse:
    form = CommunityForm(request.POST or None, instance=request.community)
    if request.method == "POST" and form.is_valid():
        request.community.refresh_from_db()  # the form has written into it already
        services.change_settings(request.community, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect("community:settings", slug=request.community.slug)
    context = {"form": form, "zones": zones.choices(timezone.now())}
    return render(request, "community/settings.html", context)


@community_view(Permission.VIEW)
@require_safe
def team(request: CommunityRequest) -> HttpResponse:
    return _team(request, InviteForm(request=request))


def _team(
    request: CommunityRequest, form: InviteForm, *, address: str = "", status: int = 200
) -> HttpResponse:
    roles = list(request.community.roles.select_related("operator"))
    roles.sort(key=lambda role: (ORDER.index(role.kind), str(role.operator)))
    may_manage = request.may(Permission.MANAGE)
    context = {
        "roles": roles,
        "kinds": kinds_for(request.role),
        "with_second_factor": _with_second_factor(roles) if may_manage else set(),
        "invitations": request.community.invitations.filter(accepted_at=None).order_by("-pk")
        if may_manage
        else [],
        "now": timezone.now(),
        "form": form,
        "address": address,
        "may_manage": may_manage,
        "may_leave": services.may_leave(request.role),
    }
    return render(request, "community/team.html", context, status=status)


def _with_second_factor(roles: list[OperatorRole]) -> set[int]:
    found = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP, user__in=[role.operator_id for role in roles]
    )
    return set(found.values_list("user_id", flat=True))


@community_view(Permission.MANAGE)
@require_POST
def invite(request: CommunityRequest) -> HttpResponse:
    """Invite by mail, and show the link once: the mail may never arrive."""
    form = InviteForm(request.POST, request=request)
    if not form.is_valid():
        return _team(request, form, status=422)
    address = services.invite(community=request.community, by=request.role, **form.cleaned_data)
    return _team(request, InviteForm(request=request), address=address)


@community_view(Permission.MANAGE)
@require_POST
def withdraw(request: CommunityRequest, invitation_id: int) -> HttpResponse:
    open_ones = request.community.invitations.filter(accepted_at=None)
    services.withdraw(get_object_or_404(open_ones, pk=invitation_id))
    messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("community:team", slug=request.community.slug)


@community_view(Permission.MANAGE)
@require_POST
def change_role(request: CommunityRequest, role_id: int) -> HttpResponse:
    role = get_object_or_404(request.community.roles, pk=role_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        services.change_role(role, kind=form.cleaned_data["kind"], by=request.role)
        messages.success(
            request,
            _("%(operator)s is now: %(kind)s.")
            % {"operator": role.operator, "kind": role.get_kind_display()},
        )
    return redirect("community:team", slug=request.community.slug)


@community_view(Permission.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_role(request: CommunityRequest, role_id: int) -> HttpResponse:
    """Ask first: the way back is a new invitation."""
    role = get_object_or_404(request.community.roles, pk=role_id)
    if request.method != "POST":
        return render(request, "community/remove.html", {"role": role})
    services.remove_role(role, by=request.role)
    if role.operator == request.user:
        return redirect("home")
    messages.success(
        request, _("%(operator)s no longer belongs to the team.") % {"operator": role.operator}
    )
    return redirect("community:team", slug=request.community.slug)


@community_view(Permission.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: CommunityRequest) -> HttpResponse:
    """Ask first: who has left finds the community no more."""
    if request.method != "POST":
        return render(request, "community/leave.html")
    services.remove_role(request.role, by=request.role)
    return redirect("home")


@community_view(Permission.MANAGE)
@require_safe
def audit(request: CommunityRequest) -> HttpResponse:
    """Show what was done, newest first; ``before`` continues below an entry."""
    everything = history.entries(request.community)
    kind, who, before = (request.GET.get(name, "") for name in ("kind", "who", "before"))
    found = history.of_kind(everything, kind)
    if (actor := whole_number(who)) is not None:
        found = found.filter(actor_id=actor)
    if (last := whole_number(before)) is not None:
        found = found.filter(pk__lt=last)
    page = list(found[: history.PAGE + 1])
    context = {
        "lines": history.lines(page[: history.PAGE]),
        "older": page[history.PAGE - 1].pk if len(page) > history.PAGE else None,
        "kinds": history.KINDS,
        "kind": kind,
        "who": who,
        "is_later": bool(before),
        "team": request.community.roles.select_related("operator"),
    }
    return render(request, "community/audit.html", context)
