"""Pages of Import, by the step an import is at."""

import asyncio
import csv
from collections.abc import AsyncIterator, Iterator
from typing import IO, cast

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.http.request import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weilu.community import zones
from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.connect.spreadsheets import harmless
from weilu.ingest import marking, queries, questions, services, tasks
from weilu.ingest.errors import NotWaiting
from weilu.ingest.models import Import
from weilu.ingest.readings import readings
from weilu.kernel.text import whole_number
from weilu.ui import sse

State = Import.State
_BUSY = {State.SURVEYING, State.RUNNING, State.UNDOING}
_ASKING = {State.ASKING, State.COLUMNS, State.CHOOSING}
_LOOK_SECONDS = 0.4
_STEPS: dict[str, int] = {
    State.COLUMNS: 1,
    State.SURVEYING: 1,
    State.ASKING: 1,
    State.CHOOSING: 2,
    State.RUNNING: 3,
    State.PAUSED: 3,
    State.MEASURING: 4,
    State.DONE: 4,
}


@community_view(Permission.EDIT)
@require_safe
def start(request: CommunityRequest) -> HttpResponse:
    former = queries.former_imports(request.community)
    context = {
        "former": former,
        "waiting": [run for run in former if run.state in {*_BUSY, *_ASKING, State.PAUSED}],
        "formats": queries.formats(),
        "may_undo": request.may(Permission.MANAGE),
        "step": 1,
    }
    return render(request, "ingest/start.html", context)


@community_view(Permission.EDIT)
@require_safe
def one(request: CommunityRequest, import_id: int) -> HttpResponse:
    """Show an import at the step it is at."""
    run = _run(request, import_id)
    if run.state == State.COLUMNS:
        return redirect("ingest:columns", slug=request.community.slug, import_id=run.pk)
    context = {"run": run, "format": queries.format_name(run), "step": _STEPS.get(run.state, 1)}
    if run.state == State.ASKING:
        return render(request, "ingest/asking.html", context | {"readings": readings(run)})
    if run.state == State.CHOOSING:
        return render(request, "ingest/choose.html", context | _choosing(request, run))
    if run.state in {State.MEASURING, State.DONE}:
        return render(request, "ingest/done.html", context | _done(request, run))
    return render(request, "ingest/running.html", context | {"may_undo": _may_undo(request)})


def _choosing(request: CommunityRequest, run: Import) -> dict[str, object]:
    lines = queries.group_lines(run)
    answers = queries.zone_answers(run, request.GET.get("zone", ""))
    return {
        "lines": lines,
        "first": min((line.first for line in lines if line.first), default=None),
        "last": max((line.last for line in lines if line.last), default=None),
        "targets": queries.possible_targets(request.community),
        "answers": answers,
        "chosen_zone": request.GET.get("zone") or request.community.timezone,
        "zones": zones.choices(timezone.now()) if answers else [],
        "reasons": queries.reason_lines(run),
        "column_lines": queries.column_lines(run),
        "formats": queries.formats(),
        "groups": [line for line in lines if not line.found.is_private],
        "private": [line for line in lines if line.found.is_private],
        "chosen": [line for line in lines if line.found.is_chosen],
        "new_messages": sum(line.new_messages for line in lines if line.found.is_chosen),
        "known": sum(line.found.known_messages for line in lines if line.found.is_chosen),
    }


def _done(request: CommunityRequest, run: Import) -> dict[str, object]:
    return {
        "speakers": queries.speakers(run),
        "lines": [line for line in queries.group_lines(run) if line.found.is_chosen],
        "reasons": queries.reason_lines(run),
        "may_undo": _may_undo(request),
    }


@community_view(Permission.EDIT)
@require_safe
def zone(request: CommunityRequest, import_id: int) -> HttpResponse:
    """Draw the answers again, with the zone that was looked for."""
    run = _run(request, import_id)
    wanted = request.GET.get("other", "")
    context = {
        "run": run,
        "answers": queries.zone_answers(run, wanted),
        "chosen_zone": wanted if wanted in zones.names() else request.community.timezone,
        "zones": zones.choices(timezone.now()),
    }
    return render(request, "ingest/_zone.html", context)


@community_view(Permission.EDIT)
@require_safe
def progress(request: CommunityRequest, import_id: int) -> HttpResponseBase:
    """Stream how far the import is, until it is no longer at the state that the page shows.

    The page says which (``at``): between its making and this stream the state may have changed.
    """
    run = _run(request, import_id)
    page = reverse("ingest:one", args=[request.community.slug, run.pk])
    shown = request.GET.get("at", "")
    return sse.stream(_told(run.pk, shown, translation.get_language() or "en"), then=page)


async def _told(pk: int, shown: str, language: str) -> AsyncIterator[str]:
    last = ""
    while True:
        run, html = await sync_to_async(_progress_html)(pk, language)
        if run is None or run.state != shown:
            return
        if html != last:
            last = html
            yield html
        await asyncio.sleep(_LOOK_SECONDS)


def _progress_html(pk: int, language: str) -> tuple[Import | None, str]:
    run = Import.objects.filter(pk=pk).first()
    if run is None:
        return None, ""
    with translation.override(language):
        name = "_measuring" if run.state == State.MEASURING else "_progress"
        return run, render_to_string(f"ingest/{name}.html", {"run": run})


@community_view(Permission.EDIT)
@require_POST
def encoding(request: CommunityRequest, import_id: int) -> HttpResponse:
    """Read the file in the encoding that somebody found to be right."""
    run = _run(request, import_id)
    with transaction.atomic():  # or a death in between would leave it waiting for nobody
        questions.choose_encoding(run, request.POST.get("encoding", ""))
        if run.state == State.SURVEYING:
            tasks.survey_import.enqueue(run.pk)
    return redirect("ingest:one", slug=request.community.slug, import_id=run.pk)


@community_view(Permission.EDIT)
@require_POST
def choose(request: CommunityRequest, import_id: int) -> HttpResponse:
    """Begin the import of the ticked groups."""
    run = _run(request, import_id)
    if run.state != State.CHOOSING:
        raise NotWaiting(file=run.file_name)
    with transaction.atomic():
        services.choose(
            run=run,
            choices=_choices(request, run),
            timezone=request.POST.get("zone", "") if run.has_wall_clock else "",
        )
        tasks.run_import.enqueue(run.pk)
    return redirect("ingest:one", slug=request.community.slug, import_id=run.pk)


def _choices(request: CommunityRequest, run: Import) -> dict[int, services.Choice]:
    posted: QueryDict = request.POST
    ticked = set(posted.getlist("group"))
    targets = {str(group.pk): group for group in request.community.groups.all()}
    return {
        found.pk: services.Choice(
            is_chosen=str(found.pk) in ticked,
            target=targets.get(str(posted.get(f"into-{found.pk}", ""))),
        )
        for found in run.groups.all()
    }


@community_view(Permission.EDIT)
@require_POST
def pause(request: CommunityRequest, import_id: int) -> HttpResponse:
    services.pause(_run(request, import_id))
    return redirect("ingest:one", slug=request.community.slug, import_id=import_id)


@community_view(Permission.EDIT)
@require_POST
def go_on(request: CommunityRequest, import_id: int) -> HttpResponse:
    run = _run(request, import_id)
    if run.state == State.PAUSED:
        with transaction.atomic():
            Import.objects.filter(pk=run.pk).update(state=State.RUNNING, error=None)
            tasks.run_import.enqueue(run.pk)
    return redirect("ingest:one", slug=request.community.slug, import_id=run.pk)


@community_view(Permission.EDIT)
@require_POST
def discard(request: CommunityRequest, import_id: int) -> HttpResponse:
    """Give up a file that nothing was stored of."""
    run = _run(request, import_id)
    if run.state not in {*_ASKING, State.FAILED}:
        raise NotWaiting(file=run.file_name)
    services.discard_file(run)
    run.delete()
    messages.success(request, _("The file is discarded; nothing of it was stored."))
    return redirect("ingest:import", slug=request.community.slug)


@community_view(Permission.EDIT)
@require_POST
def mark(request: CommunityRequest, import_id: int) -> HttpResponse:
    """Mark staff and bots among the people shown."""
    run = _run(request, import_id)
    shown = [speaker.person.pk for speaker in queries.speakers(run)]
    staff = {pk for text in request.POST.getlist("staff") if (pk := whole_number(text))}
    bots = {pk for text in request.POST.getlist("bot") if (pk := whole_number(text))}
    marking.mark(run.community, shown=shown, staff=staff, bots=bots)
    messages.success(
        request, _("Staff and bots are marked; the numbers are being worked out anew.")
    )
    return redirect("ingest:one", slug=request.community.slug, import_id=run.pk)


@community_view(Permission.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: CommunityRequest, import_id: int) -> HttpResponse:
    """Ask once more, then take an import back."""
    run = _run(request, import_id)
    if request.method != "POST":
        return render(request, "ingest/undo.html", {"run": run})
    if run.state not in {State.UNDOING, State.UNDONE}:
        services.ask_undo(run, operator=request.user)
    return redirect("ingest:one", slug=request.community.slug, import_id=run.pk)


@community_view(Permission.EDIT)
@require_safe
def lines(request: CommunityRequest, import_id: int) -> HttpResponseBase:
    """Download the lines that could not be read, as a table for a spreadsheet."""
    run = _run(request, import_id)
    answer = StreamingHttpResponse(_csv(run), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="unreadable-{run.pk}.csv"'
    return answer


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv(run: Import) -> Iterator[str]:
    writer = csv.writer(cast("IO[str]", _Echo()), quoting=csv.QUOTE_ALL)
    yield "\ufeff"  # Excel takes UTF-8 for something else without it
    yield str(writer.writerow([_("place"), _("reason"), _("excerpt")]))
    for line in run.lines.order_by("pk").iterator():
        yield str(writer.writerow([harmless(line.place), line.reason, harmless(line.excerpt)]))


def _run(request: CommunityRequest, import_id: int) -> Import:
    return get_object_or_404(request.community.imports, pk=import_id)


def _may_undo(request: CommunityRequest) -> bool:
    return request.may(Permission.MANAGE)
