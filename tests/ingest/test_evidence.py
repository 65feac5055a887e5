"""Why the messages of a file went into their group."""

import pytest
from django.utils import translation

from tests.factories.community import GroupFactory
from tests.factories.ingest import ImportedGroupFactory, ImportFactory
from weilu.ingest import queries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"made_target": True}, "new group"),
        (
            {"messages": 100, "known_messages": 82},
            "82% of these messages were already there",
        ),
        (
            {"messages": 100, "known_messages": 82, "is_matched": True},
            "82% of these messages were already there, told by content: ids differ",
        ),
        ({"messages": 100}, "the same group: it has the same id"),
        ({"messages": 100, "ref": "other"}, "chosen by you; none of these messages was there"),
    ],
)
def test_the_report_says_on_what_evidence_a_group_was_found(told, expected):
    run = ImportFactory()
    ImportedGroupFactory(run=run, target=GroupFactory(community=run.community), **told)

    with translation.override("en"):
        (line,) = queries.group_lines(run)

        assert line.evidence.startswith(expected)


def test_the_page_of_a_finished_import_shows_it(browser, address, community):
    run = ImportFactory(community=community, state="done")
    group = GroupFactory(community=community)
    ImportedGroupFactory(run=run, target=group, messages=100, known_messages=82)

    page = browser.get(address("one", run.pk)).content.decode()

    assert "82% of these messages were already there" in page
