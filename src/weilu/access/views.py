"""The operator's own pages, the way in by link, the language, reports of the browser."""

import json
import logging
from typing import TYPE_CHECKING, cast

from allauth.account.utils import perform_login
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from weilu.access import services
from weilu.access.forms import LanguageForm, ProfileForm

if TYPE_CHECKING:
    from weilu.access.models import Operator

logger = logging.getLogger(__name__)
CSP_REPORT_BYTES = 8_192
CSP_REPORTS_LOGGED_A_DAY = 100


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask before signing in: a preview that fetches the address must not spend the link."""
    if request.method != "POST":
        is_open = services.is_open_link(secret)
        return render(
            request, "access/link.html", {"is_open": is_open}, status=200 if is_open else 410
        )
    operator = services.redeem_link(secret)
    response: HttpResponse = perform_login(request, operator, email_verification="none")
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    operator = cast("Operator", request.user)
    language = operator.language or translation.get_language()
    form = ProfileForm(request.POST or None, instance=operator, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(operator.language):
            messages.success(request, _("Your settings are saved."))
        return redirect("access:profile")
    context = {
        "form": form,
        "has_second_factor": is_mfa_enabled(operator),
        "sessions": sorted(
            UserSession.objects.purge_and_list(operator), key=lambda s: s.created_at, reverse=True
        ),
    }
    return render(request, "access/profile.html", context)


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign one of the operator's own browsers out."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    if session.is_current():
        raise Http404  # signing out is its own act
    session.end()
    messages.success(request, _("That browser is signed out."))
    return redirect("access:profile")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language, for the operator and for this browser before signing in."""
    form = LanguageForm(request.POST)
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        wanted = "/"
    response = redirect(wanted)
    if not form.is_valid():
        return response
    code = form.cleaned_data["language"]
    if request.user.is_authenticated:
        request.user.language = code
        request.user.save(update_fields=["language"])
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


@csrf_exempt  # browsers send these by themselves, without a token; nothing is changed by one
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Count what the policy refused. Addresses are cut to their path: queries hold words."""
    try:
        report = json.loads(request.read(CSP_REPORT_BYTES)).get("csp-report", {})
    except (ValueError, AttributeError, RecursionError):
        return HttpResponse(status=400)
    if not isinstance(report, dict):
        return HttpResponse(status=400)
    key = f"csp-reports-{timezone.now():%Y-%m-%d}"
    cache.add(key, 0, timeout=2 * 24 * 3600)
    if cache.incr(key) <= CSP_REPORTS_LOGGED_A_DAY:
        logger.warning(
            "The content security policy refused %s on %s (%s).",
            _short(report.get("effective-directive") or report.get("violated-directive")),
            _short(report.get("document-uri")),
            _short(report.get("blocked-uri")),
        )
    return HttpResponse(status=204)


def _short(value: object) -> str:
    text = str(value or "?").partition("?")[0].partition("#")[0][:120]
    return "".join(c for c in text if c.isprintable())
