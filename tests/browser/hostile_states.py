"""Bring a home full of hostile names into every state that a page shows. Runs inside the home.

python -m tests.browser.hostile_states FILE opens a second import of FILE, fails others with its
name, merges people, suggests them as one, and gives operators and community such names, too.
"""

import sys
from pathlib import Path

import django
from tests.browser.payloads import FILE_NAME, PAYLOADS


def prepare(file: Path) -> None:
    from weilu.access.models import Operator
    from weilu.community.models import Account, Community, Person, Suggestion
    from weilu.ingest import merging, services

    community = Community.objects.get(slug="reading")
    Community.objects.update(name=PAYLOADS[3])
    Operator.objects.update(name=PAYLOADS[1])
    operator = Operator.objects.get(email="owner.zh-hans@weilu.example")
    services.survey(services.open_import(community=community, path=file, operator=operator))
    _imports(community, operator)
    people = list(Person.objects.filter(community=community).order_by("pk")[:8])
    merging.merge(people[5], people[4], operator=operator)
    accounts = Account.objects.filter(person__in=people[:4]).order_by("pk")
    Suggestion.objects.create(
        community=community,
        one=accounts[0],
        other=accounts[1],
        points=50,
        evidence=[["same_name", 45, {}], ["stayed", -30, {"n": 1}]],
    )


def _imports(community: object, operator: object) -> None:
    """Add an import in each state; the first is the finished one, the second waits for a choice."""
    from weilu.ingest.errors import NoSuchGroupInFile
    from weilu.ingest.models import Import, UnreadableLine

    failed = NoSuchGroupInFile(file=FILE_NAME, group=PAYLOADS[0], found=PAYLOADS[1])
    facts = {name: str(value) for name, value in failed.facts.items()}
    for state in Import.State.values:
        run = Import.objects.create(
            community=community,
            operator=operator,
            importer="telegram",
            platform="telegram",
            path="",
            file_name=FILE_NAME,
            fingerprint=state,
            group_name=PAYLOADS[0],
            suggested_name=PAYLOADS[2],
            state=state,
            has_wall_clock=True,
            hours=[1] * 24,
            unreadable=1,
            unreadable_by_reason={"broken": 1},
            error={
                "code": failed.code,
                "sentence": failed.sentence,
                "remedy": failed.remedy,
                "facts": facts,
            }
            if state in {"failed", "paused"}
            else None,
        )
        UnreadableLine.objects.create(
            run=run, place=f"{FILE_NAME} line 1", reason="broken", excerpt=PAYLOADS[0]
        )


if __name__ == "__main__":
    django.setup()
    prepare(Path(sys.argv[1]))
