"""Accounts of one person: what may be one, a look before merging, and the way back."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weilu.community.models import Account, Community, Person, Suggestion
from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.connect.platforms import platform
from weilu.desk.blocks.sameness import cards, reasons
from weilu.desk.names import find_people
from weilu.ingest import merging, suggesting
from weilu.kernel.text import whole_number
from weilu.ui.errors import remedy_of, sentence_of

#: Suggestions and merges shown at once.
SHOWN = 50
#: People offered when one is looked for by name.
_OFFERED = 20


def open_suggestions(community: Community, person: Person | None = None) -> QuerySet[Suggestion]:
    """Return what waits for a decision, the strongest first."""
    found: QuerySet[Suggestion] = community.suggestions.filter(state=Suggestion.State.OPEN)
    if person is not None:
        found = found.filter(Q(one__person=person) | Q(other__person=person))
    return found.select_related("one__person", "other__person").order_by("-points", "pk")


@community_view(Permission.VIEW)
@require_safe
def same(request: CommunityRequest) -> HttpResponse:
    """List accounts that may be one person, and the merges that stand."""
    waiting = open_suggestions(request.community)
    merges = request.community.merges.filter(undone_at=None).order_by("-pk")
    context = {
        "cards": cards(waiting[:SHOWN]),
        "total": waiting.count(),
        "limit": SHOWN,
        "merges": merges.select_related("source", "target", "operator")[:SHOWN],
        "merged": merges.count(),
        "may_edit": request.may(Permission.EDIT),
    }
    return render(request, "desk/same.html", context)


@community_view(Permission.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: CommunityRequest, person_id: int) -> HttpResponse:
    """Show what merging somebody into this person would do; do it when that is confirmed."""
    stays = get_object_or_404(request.community.people, pk=person_id)
    if stays.merged_into is not None:
        return redirect("desk:person", request.community.slug, merging.root_of(stays).pk)
    form = request.POST if request.method == "POST" else request.GET
    asked = whole_number(form.get("with", ""))
    if asked is None:
        return render(request, "desk/merge_choose.html", _choice(request, stays))
    goes = get_object_or_404(request.community.people, pk=asked)
    seen = merging.preview(goes, stays)
    if request.method == "POST" and seen.problem is None:
        merging.merge(goes, stays, operator=request.user)
        messages.success(
            request,
            _("%(goes)s is merged into %(stays)s. You can split them again at any time.")
            % {"goes": goes.name, "stays": stays.name},
        )
        return redirect("desk:person", request.community.slug, stays.pk)
    found = suggesting.compare(request.community, seen.accounts, seen.staying)
    told = reasons([e.code, e.points, e.facts] for e in found.evidence)
    problem = seen.problem and {
        "code": seen.problem.code,
        "sentence": sentence_of(seen.problem),
        "remedy": remedy_of(seen.problem),
    }
    context = {
        "stays": stays,
        "goes": goes,
        "seen": seen,
        "problem": problem,
        "staying": _placed(seen.staying),
        "moving": _placed(seen.accounts),
        "reasons": told,
    }
    return render(request, "desk/merge.html", context)


def _placed(accounts: Iterable[Account]) -> list[tuple[str, Account]]:
    language = get_language() or "en"
    return [(platform(account.platform).name(language), account) for account in accounts]


def _choice(request: CommunityRequest, stays: Person) -> dict[str, object]:
    text = request.GET.get("q", "").strip()
    found = find_people(request.community, text, limit=_OFFERED) if text else []
    return {"stays": stays, "text": text, "found": [p for p in found if p.pk != stays.pk]}


@community_view(Permission.EDIT)
@require_POST
def refuse(request: CommunityRequest, suggestion_id: int) -> HttpResponse:
    found = get_object_or_404(
        request.community.suggestions.select_related("one__person", "other__person"),
        pk=suggestion_id,
    )
    merging.refuse(found, operator=request.user)
    messages.success(
        request,
        _("%(one)s and %(other)s stay two people and are not suggested again.")
        % {"one": found.one.name, "other": found.other.name},
    )
    return redirect("desk:same", request.community.slug)


@community_view(Permission.EDIT)
@require_POST
def split(request: CommunityRequest, merge_id: int) -> HttpResponse:
    done = get_object_or_404(request.community.merges.select_related("source"), pk=merge_id)
    merging.split(done, operator=request.user)
    messages.success(
        request,
        _("%(person)s is a person of their own again; the numbers are being worked out anew.")
        % {"person": done.source.name},
    )
    return redirect("desk:person", request.community.slug, done.source.pk)
