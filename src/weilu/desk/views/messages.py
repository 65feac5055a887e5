"""Finding words among all messages, and reading what stood around one of them."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from weilu.community.facts import facts_of
from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.desk.names import groups_by_id, person_names
from weilu.desk.search import Cursor, Search, find, start_of
from weilu.insight import queries
from weilu.kernel.text import whole_number


@community_view(Permission.VIEW)
def messages(request: CommunityRequest) -> HttpResponse:
    """Search all groups, newest first; an empty search shows the newest messages."""
    groups = groups_by_id(request.community)
    wanted = _search(request, set(groups))
    with facts_of(request.community) as reader:
        found = find(reader, wanted)
        today = queries.as_of(reader)
    names = person_names(request.community, [hit.person_id for hit in found.hits])
    person = None
    if wanted.person_id is not None:
        person = request.community.people.filter(pk=wanted.person_id).first()
    template = "desk/_hits.html" if request.headers.get("HX-Request") else "desk/messages.html"
    return render(
        request,
        template,
        {
            "search": wanted,
            "person": person,
            "groups": groups,
            "may_import": request.may(Permission.EDIT),
            "hits": [(hit, groups[hit.group_id]) for hit in found.hits if hit.group_id in groups],
            "names": names,
            "next": found.next,
            "today": today,
        },
    )


@community_view(Permission.VIEW)
def around(request: CommunityRequest) -> HttpResponse:
    """Show the talk before and after one message."""
    group_id, at = (whole_number(request.GET.get(name, "")) for name in ("group", "at"))
    if group_id is None or at is None:
        raise Http404
    group = get_object_or_404(request.community.groups.select_related("community"), pk=group_id)
    with facts_of(request.community) as reader:
        hits = reader.around(group.pk, at, before=12, after=12)
        today = queries.as_of(reader)
    return render(
        request,
        "desk/around.html",
        {
            "group": group,
            "hits": hits,
            "ref": request.GET.get("ref", ""),
            "today": today,
            "names": person_names(request.community, [hit.person_id for hit in hits]),
        },
    )


def _search(request: CommunityRequest, groups: set[int]) -> Search:
    """Read the search from the address; what makes no sense is left out."""
    number = {key: whole_number(request.GET.get(key, "")) for key in ("group", "person")}
    zone = ZoneInfo(request.community.timezone)
    return Search(
        text=request.GET.get("q", "").strip()[:200],
        group_id=number["group"] if number["group"] in groups else None,
        person_id=number["person"],
        first_us=start_of(request.GET.get("from", ""), zone),
        last_us=start_of(request.GET.get("to", ""), zone, days_later=1),
        before=Cursor.parse(request.GET.get("before", "")),
    )
