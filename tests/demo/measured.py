# Runs inside the demo's installation (see conftest.measured) and prints what Weilu measures.
import json
import sys

from weilu.community.facts import facts_of
from weilu.community.models import Account, Community, Membership, Person
from weilu.insight import queries
from weilu.measure.states import STATES

community = Community.objects.get(slug="manye")
names = dict(community.groups.values_list("pk", "ref"))
with facts_of(community) as reader:
    until = queries.as_of(reader)
    attention = {}
    for back in (7 * n for n in (*range(14), *range(14, 35, 3), *range(35, 42))):
        for line in queries.group_lines(reader, community, until_day=until - back):
            found = [line.needs_attention, line.reason]
            attention.setdefault(names[line.group_id], {})[until - back] = found
    replies = reader.rows("SELECT child_ref, parent_ref, is_inferred FROM replies")
    answered = reader.rows(
        "SELECT group_id, avg((coalesce(answered_us - sent_us, 1e15) <= 86_400_000_000)::INTEGER)"
        " FROM starts WHERE NOT is_bot GROUP BY group_id"
    )
    waiting = queries.waiting(reader, None, until_us=reader.newest_us())
    states = {names[pk]: queries.states(reader, pk, until_day=until) for pk in names}
    spoke = reader.rows(
        "SELECT account_id, count(*), count(DISTINCT local_day // 7) FROM messages"
        " WHERE local_day > $until - 28 GROUP BY 1",
        {"until": until},
    )
    hours = {
        names[pk]: queries.heat_map(
            reader, pk, until_day=until - 7 * 60 if names[pk] == "demo_business" else until
        ).counts
        for pk in names
    }
refs = dict(Account.objects.values_list("pk", "ref"))
sys.stdout.write(
    json.dumps(
        {
            "until": until,
            "attention": attention,
            "replies": replies,
            "answered": {names[pk]: share for pk, share in answered},
            "waiting": [[names[w.group_id], round(w.hours), w.text] for w in waiting],
            "states": states,
            "spoke": [[refs[pk], messages, weeks] for pk, messages, weeks in spoke],
            "hours": hours,
            "people": community.people.count(),
            "namesakes": Person.objects.filter(community=community, name="木木").count(),
            "staff": sorted(
                Person.objects.filter(community=community, is_staff=True).values_list(
                    "name", flat=True
                )
            ),
            "invited": Membership.objects.filter(invited_by__isnull=False).count(),
            "channels": sorted(
                set(Membership.objects.values_list("channel", flat=True).exclude(channel=""))
            ),
            "members": {
                names[pk]: Membership.objects.filter(group=pk, left_at=None).count() for pk in names
            },
            "states_known": list(STATES),
        }
    )
)
