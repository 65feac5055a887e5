"""The words of the last 8 weeks, against the 26 weeks before. Worker and command line only."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

from weilu.community.facts import facts_of
from weilu.community.models import Community, Group
from weilu.insight.marks import marks
from weilu.insight.models import GroupWords
from weilu.insight.queries.figures import as_of
from weilu.insight.stopwords import STOP_WORDS
from weilu.kernel.time import DAY_US
from weilu.warehouse.reader import Reader

NOW_DAYS, PAST_DAYS = 56, 182
#: Messages read for each span; more are thinned out evenly.
MOST = 40_000
KEPT = 60
#: A word of one person alone is that person's affair.
FEWEST_PEOPLE = 2
#: Counts below this are chance, not a change.
FEWEST_BEFORE = 3

_NOISE = re.compile(r"https?://\S+|@\S+|\[[^\]]{1,12}\]")
_WORD = re.compile(r"[^\W\d_]{2,}")


def count_words(community: Community, *, group_ids: Collection[int] | None = None) -> int:
    """Count the words of groups whose facts changed since; return how many groups that were."""
    with facts_of(community) as reader:
        until_day = as_of(reader)
        found = marks(reader)
        held = dict(
            GroupWords.objects.filter(group__community=community).values_list(
                "group_id", "made_from"
            )
        )
        wanted = set(
            Group.objects.filter(community=community, pk__in=found).values_list("pk", flat=True)
        )
        if group_ids is not None:
            wanted &= set(group_ids)
        stale = sorted(group for group in wanted if held.get(group) != found[group].derived_from)
        for group in stale:
            GroupWords.objects.update_or_create(
                group_id=group,
                defaults={
                    "until_day": until_day,
                    "made_from": found[group].derived_from,
                    "words": words_of(reader, group, until_day),
                },
            )
    return len(stale)


def words_of(
    reader: Reader, group_id: int, until_day: int
) -> list[tuple[str, int, int, float | None]]:
    """Return word, messages, people and how many times as often as before (None: new)."""
    now = _texts(reader, group_id, until_day - NOW_DAYS + 1, until_day)
    before = _texts(reader, group_id, until_day - NOW_DAYS - PAST_DAYS + 1, until_day - NOW_DAYS)
    messages, people = _counted(now)
    messages_before, _ = _counted(before)
    scale = len(before) / len(now) if now else 0
    kept = [word for word in messages if len(people[word]) >= FEWEST_PEOPLE]
    kept.sort(key=lambda word: (-len(people[word]), -messages[word], word))
    return [
        (
            word,
            messages[word],
            len(people[word]),
            _ratio(messages[word], messages_before[word], scale),
        )
        for word in kept[:KEPT]
    ]


def _ratio(now: int, before: int, scale: float) -> float | None:
    """Compare a word's share of the messages; too few before to compare is a new word."""
    if before < FEWEST_BEFORE or not scale:
        return None
    return now * scale / before


def _texts(reader: Reader, group_id: int, first: int, last: int) -> list[tuple[int, str]]:
    """Return person and text of people's messages, staff's too, evenly thinned out to MOST."""
    return reader.rows(
        f"""
        WITH told AS (
            SELECT person_id, text, row_number() OVER (ORDER BY sent_us, message_ref) AS place,
                   count(*) OVER () AS size
            FROM messages
            WHERE group_id = $group AND NOT is_bot AND text IS NOT NULL AND text <> ''
              AND sent_us BETWEEN ($first - 1) * {DAY_US} AND ($last + 2) * {DAY_US}
              AND local_day BETWEEN $first AND $last
        )
        SELECT person_id, text FROM told
        WHERE size <= {MOST} OR (place * {MOST}) // size > ((place - 1) * {MOST}) // size
        """,  # noqa: S608  # constants of this module
        {"group": group_id, "first": first, "last": last},
    )


def _counted(texts: Iterable[tuple[int, str]]) -> tuple[Counter[str], dict[str, set[int]]]:
    """Count in how many messages a word stands, and who used it."""
    import rjieba

    messages: Counter[str] = Counter()
    people: dict[str, set[int]] = {}
    for person, text in texts:
        cut = rjieba.cut(_NOISE.sub(" ", text))
        for word in {one.lower() for one in cut if _WORD.fullmatch(one)} - STOP_WORDS:
            messages[word] += 1
            people.setdefault(word, set()).add(person)
    return messages, people
