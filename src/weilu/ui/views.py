"""The pages that stand in for a page: refused, not found, broken, out of date."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        status=HTTPStatus.FORBIDDEN,
        code="ui.refused",
        sentence=_("Your role in this community does not allow this."),
        remedy=_("Ask an owner or an admin of the community for another role."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        status=HTTPStatus.NOT_FOUND,
        code="ui.not_found",
        sentence=_("There is no such page, or it is not one of your communities."),
        remedy=_("Check the address, or start again from the first page."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        status=HTTPStatus.BAD_REQUEST,
        code="ui.bad_request",
        sentence=_("The server could not make sense of this request."),
        remedy=_("Go back, load the page anew and try once more."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Stand in for Django's CSRF page; named by ``CSRF_FAILURE_VIEW``."""
    return _page(
        request,
        status=HTTPStatus.FORBIDDEN,
        code="ui.form_expired",
        sentence=_("This form is out of date, so nothing was done."),
        remedy=_("Load the page anew and send the form again; cookies must be allowed."),
    )


def broken(_request: HttpRequest) -> HttpResponse:
    """Answer a fault of Weilu itself without the database, which may be the cause."""
    facts = {
        "code": "ui.broken",
        "sentence": _("Something went wrong inside Weilu."),
        "remedy": _("Try again. If it happens again, the server's log says why."),
    }
    text = loader.render_to_string("ui/broken.html", facts)
    return HttpResponse(text, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(
    request: HttpRequest, *, status: int, code: str, sentence: str, remedy: str
) -> HttpResponse:
    facts = {"code": code, "sentence": sentence, "remedy": remedy}
    by_htmx = request.headers.get("HX-Request") == "true"
    template = "ui/_notice.html" if by_htmx else "ui/error.html"
    return render(request, template, facts, status=status)
