"""Files from the browser: whole without scripts, in pieces with them."""

import json
from typing import BinaryIO, cast

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from weilu.community.permissions import CommunityRequest, Permission, community_view
from weilu.ingest import services, tasks, uploads
from weilu.ingest.errors import NothingSent
from weilu.ingest.models import Import, Upload
from weilu.kernel.errors import WeiluError
from weilu.kernel.text import whole_number
from weilu.ui.errors import remedy_of, sentence_of


@community_view(Permission.EDIT)
@require_POST
def whole(request: CommunityRequest) -> HttpResponse:
    """Take a file that a form sent at once, and begin to read it."""
    sent = request.FILES.get("file")
    if sent is None:
        raise NothingSent
    upload = uploads.begin(
        community=request.community,
        operator=request.user,
        file_name=sent.name or "",
        size=sent.size or 0,
    )
    uploads.add_piece(upload, cast("BinaryIO", sent), offset=0)
    return redirect("ingest:one", slug=request.community.slug, import_id=_open(request, upload).pk)


@community_view(Permission.EDIT)
@require_POST
def begin(request: CommunityRequest) -> HttpResponse:
    """Announce a file: where its pieces go, and how much of it has come before."""
    try:
        told = json.loads(request.body)
        name, size = str(told["name"]), int(told["size"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        size = -1
    if size < 0:
        return JsonResponse({"sentence": "name and size are wanted"}, status=400)
    try:
        upload = uploads.begin(
            community=request.community, operator=request.user, file_name=name, size=size
        )
    except WeiluError as refused:
        return _refused(refused)
    slug = request.community.slug
    return JsonResponse(
        {
            "piece": reverse("ingest:upload_piece", args=[slug, upload.token]),
            "done": reverse("ingest:upload_done", args=[slug, upload.token]),
            "received": upload.received,
        }
    )


@community_view(Permission.EDIT)
@require_POST
def piece(request: CommunityRequest, token: str) -> HttpResponse:
    """Take one piece; the answer says how much is here, so that the browser goes on from there."""
    upload = _own(request, token)
    offset = whole_number(request.headers.get("X-Offset", ""))
    if offset is None or offset < 0:
        return JsonResponse({"sentence": "X-Offset is wanted"}, status=400)
    try:
        received = uploads.add_piece(upload, cast("BinaryIO", request), offset=offset)
    except WeiluError as refused:
        return _refused(refused)
    return JsonResponse({"received": received})


@community_view(Permission.EDIT)
@require_POST
def done(request: CommunityRequest, token: str) -> HttpResponse:
    upload = _own(request, token)
    try:
        run = _open(request, upload)
    except WeiluError as refused:
        return _refused(refused)
    return JsonResponse({"page": reverse("ingest:one", args=[request.community.slug, run.pk])})


def _own(request: CommunityRequest, token: str) -> Upload:
    return get_object_or_404(
        Upload, token=token, community=request.community, operator=request.user
    )


def _open(request: CommunityRequest, upload: Upload) -> Import:
    """Make an import of an upload. A file that nobody recognises is deleted at once."""
    try:
        with transaction.atomic():  # or a death in between would leave it waiting for nobody
            run = services.open_import(
                community=request.community,
                path=uploads.path_of(upload),
                operator=request.user,
                file_name=upload.file_name,
                is_upload=True,
            )
            upload.delete()
            if run.state == Import.State.SURVEYING:
                tasks.survey_import.enqueue(run.pk)
    except WeiluError:
        uploads.discard(upload)
        raise
    return run


def _refused(error: WeiluError) -> HttpResponse:
    told = {"code": error.code, "sentence": sentence_of(error), "remedy": remedy_of(error)}
    return JsonResponse(told, status=409)
