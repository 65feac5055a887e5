"""However a history is cut into files, batches and repetitions, the same rows come out."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.factories.community import CommunityFactory
from tests.ingest import toy
from weilu.community.facts import facts_of
from weilu.community.models import Account, Community, Membership
from weilu.ingest import services

NAMES = [toy.GROUP, toy.OTHER_GROUP]
#: A list of members says who is there at the end of its file: a shorter file says another thing.
TOLD = [line for line in toy.history() if line not in NAMES and "member" not in line]
_numbers = itertools.count()


def bring(
    community: Community, lines: Sequence[Any], *, path: Path, importer: toy.ToyImporter, rows: int
) -> None:
    importer.rows = rows
    file = toy.write(path / f"{next(_numbers)}.jsonl", [*NAMES, *lines])
    services.run(services.open_import(community=community, path=file))


def state(community: Community) -> Any:
    refs = dict(Account.objects.filter(community=community).values_list("pk", "ref"))
    with facts_of(community) as facts:
        said = facts.rows(
            "SELECT message_ref, account_id, sent_us, mentions, text FROM messages ORDER BY 1"
        )
        moved = facts.rows("SELECT account_id, kind, sent_us FROM moves ORDER BY 2")
        liked = facts.rows("SELECT account_id, message_ref, sent_us FROM reactions")
    stays = Membership.objects.filter(group__community=community).order_by(
        "group__ref", "account__ref", "joined_at"
    )
    return (
        [
            (ref, refs[by], us, [refs[m] for m in who or ()], text)
            for ref, by, us, who, text in said
        ],
        [(refs[by], kind, us) for by, kind, us in moved],
        sorted((refs[by], ref, us) for by, ref, us in liked),
        list(stays.values_list("group__ref", "account__ref", "joined_at", "left_at", "role")),
        sorted(refs.values()),
    )


@pytest.mark.django_db
@settings(
    max_examples=examples(10),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.integers(1, 9),
    parts=st.lists(
        st.lists(st.sampled_from(range(len(TOLD))), min_size=1, max_size=len(TOLD)), max_size=3
    ),
)
def test_any_files_in_any_order_with_any_batches_give_the_same_rows(
    importer, tmp_path, rows, parts
):
    plain = CommunityFactory()
    bring(plain, TOLD, path=tmp_path, importer=importer, rows=100)

    cut = CommunityFactory()
    for part in parts:
        lines = [TOLD[place] for place in part]
        if any("text" in line for line in lines):
            bring(cut, lines, path=tmp_path, importer=importer, rows=rows)
    bring(cut, TOLD, path=tmp_path, importer=importer, rows=rows)

    assert state(cut) == state(plain)
