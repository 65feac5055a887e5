"""A WeiluError that a view lets through, shown to a person in their language."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from weilu.kernel.errors import WeiluError

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


def sentence_of(error: WeiluError) -> str:
    """Return what happened, translated and with its facts."""
    return gettext(error.sentence) % error.facts


def remedy_of(error: WeiluError) -> str:
    return gettext(error.remedy) % error.facts


def status_of(error: WeiluError) -> int:
    """Return the error's own ``status``; 409 where it names none."""
    return int(getattr(error, "status", HTTPStatus.CONFLICT))


class ErrorNotice:
    """Turn a WeiluError into ``ui/_notice.html`` for htmx and ``ui/error.html`` otherwise."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponseBase]") -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> "HttpResponseBase":
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, WeiluError):
            return None
        facts = {
            "code": error.code,
            "sentence": sentence_of(error),
            "remedy": remedy_of(error),
        }
        template = "ui/_notice.html" if _by_htmx(request) else "ui/error.html"
        return render(request, template, facts, status=status_of(error))


def _by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
