"""What an installation knows, as text: run inside it by the tests of killed imports."""

import json

from weilu.community.facts import facts_of
from weilu.community.models import Account, Community, Group, Membership, Person


def tell() -> None:
    community = Community.objects.get(slug="reading")
    refs = dict(Account.objects.values_list("pk", "ref"))
    with facts_of(community) as facts:
        said = facts.rows("SELECT message_ref, account_id, sent_us, text FROM messages ORDER BY 1")
        moved = facts.rows("SELECT account_id, kind, sent_us FROM moves ORDER BY 2, 3")
        liked = facts.rows("SELECT account_id, message_ref FROM reactions ORDER BY 2, 1")
        members = facts.rows("SELECT count(*) FROM memberships")
    print(  # noqa: T201  read by the test
        json.dumps(
            {
                "said": [(ref, refs[by], us, text) for ref, by, us, text in said],
                "moved": [(refs[by], kind, us) for by, kind, us in moved],
                "liked": sorted((refs[by], ref) for by, ref in liked),
                "members": members,
                "stays": sorted(
                    Membership.objects.values_list("group__ref", "account__ref", "join_recorded")
                ),
                "counts": [m.objects.count() for m in (Group, Person, Account, Membership)],
            }
        )
    )
