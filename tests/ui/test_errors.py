"""An error that a person can mend is shown as sentence, remedy and code."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from weilu.kernel.errors import WeiluError
from weilu.ui import views
from weilu.ui.errors import ErrorNotice


class HouseFull(WeiluError):
    code = "test.house_full"
    sentence = "%(group)s has no seat left."
    remedy = "Open another group beside %(group)s."


def _request(**headers: str):
    request = RequestFactory().get("/c/reading/", headers=headers)
    request.user = AnonymousUser()
    return request


def _answer(request, error: Exception):
    return ErrorNotice(lambda _: None).process_exception(request, error)


def test_htmx_gets_a_notice_and_a_page_gets_a_page():
    partial = _answer(_request(**{"HX-Request": "true"}), HouseFull(group="3 群"))
    page = _answer(_request(), HouseFull(group="3 群"))

    for answer in (partial, page):
        text = answer.content.decode()
        assert answer.status_code == HTTPStatus.CONFLICT
        assert "3 群 has no seat left" in text
        assert "Open another group beside 3 群." in text
        assert "test.house_full" in text
    assert "<html" not in partial.content.decode()
    assert "<html" in page.content.decode()


def test_what_a_person_wrote_into_a_fact_stays_text():
    answer = _answer(_request(), HouseFull(group="<script>alert(1)</script>"))

    assert "<script>alert" not in answer.content.decode()


def test_other_exceptions_are_left_to_django():
    assert _answer(_request(), ValueError("no")) is None


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (views.refused, HTTPStatus.FORBIDDEN),
        (views.not_found, HTTPStatus.NOT_FOUND),
        (views.bad_request, HTTPStatus.BAD_REQUEST),
        (views.csrf_failed, HTTPStatus.FORBIDDEN),
        (views.broken, HTTPStatus.INTERNAL_SERVER_ERROR),
    ],
)
def test_every_stand_in_page_has_its_status_and_one_way_on(view, status):
    answer = view(_request())

    assert answer.status_code == status
    assert 'href="/"' in answer.content.decode()


def test_the_page_of_a_broken_server_needs_no_database():
    """No database fixture here: pytest-django would refuse any query."""
    assert views.broken(_request()).content
