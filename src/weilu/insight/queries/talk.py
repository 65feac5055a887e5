"""How a group talks: its course by weeks, its hours, its answers, and who still waits."""

from weilu.insight.queries.scope import PEOPLE, of_group
from weilu.insight.shapes import AnswerTimes, HeatMap, Waiting, WeekPoint
from weilu.kernel.time import DAY_US, HOUR_US
from weilu.measure.festivals import Festivals
from weilu.warehouse.reader import Reader

#: Minutes: answered within 10, 30, 120 minutes, 8 hours, a day; the last bucket is nobody.
BUCKETS = ((0, 10), (10, 30), (30, 120), (120, 480), (480, 1440), (None, None))
#: A newcomer who has waited longer than this is no longer waiting: the moment has passed.
WAITING_DAYS = 28


def course(
    reader: Reader, group_id: int, *, until_day: int, festivals: Festivals, weeks: int = 26
) -> list[WeekPoint]:
    """Return one point for each of the last ``weeks`` weeks, oldest first, empty ones too."""
    found = reader.recall(
        f"""
        SELECT ($until - local_day) // 7 AS back, count(DISTINCT person_id), sum(messages)
        FROM days
        WHERE {of_group(group_id)} AND {PEOPLE} AND messages > 0
          AND local_day <= $until AND local_day > $until - 7 * $weeks
        GROUP BY back
        """,  # noqa: S608  # a constant of this module
        {"until": until_day, "weeks": weeks},
    )
    known = {int(back): (int(active), int(messages)) for back, active, messages in found}
    return [
        WeekPoint(
            until_day=until_day - 7 * back,
            active=known.get(back, (0, 0))[0],
            messages=known.get(back, (0, 0))[1],
            is_festival=festivals.fill_week(until_day - 7 * back),
        )
        for back in reversed(range(weeks))
    ]


def heat_map(
    reader: Reader, group_id: int, *, until_day: int, person_id: int | None = None
) -> HeatMap:
    """Count messages by weekday and hour over 28 days; of one person wherever they spoke."""
    found = reader.recall(
        f"""
        SELECT (local_day + 3) % 7 AS weekday, hour, sum(hours[hour + 1])
        FROM days, range(24) AS each_hour(hour)
        WHERE {of_group(group_id)}
          AND ($person IS NULL OR person_id = $person) AND (NOT is_bot)
          AND ($person IS NOT NULL OR {PEOPLE})
          AND local_day BETWEEN $until - 27 AND $until
        GROUP BY ALL
        """,  # noqa: S608  # a constant of this module
        {"until": until_day, "person": person_id},
    )
    counts = [[0] * 24 for _ in range(7)]
    for weekday, hour, messages in found:
        counts[int(weekday)][int(hour)] = int(messages or 0)
    return HeatMap(
        counts=tuple(tuple(row) for row in counts), total=sum(sum(row) for row in counts)
    )


def answer_times(reader: Reader, group_id: int, *, until_day: int) -> AnswerTimes:
    """Sort the conversations of 28 days, and of the 26 weeks before, by their first answer.

    An answer after more than a day counts as none: that is what the answered rate counts.
    """
    found = reader.recall(
        f"""
        SELECT local_day > $until - 28 AS is_now,
               CASE WHEN minutes IS NULL OR minutes >= 1440 THEN 5 WHEN minutes < 10 THEN 0
                    WHEN minutes < 30 THEN 1 WHEN minutes < 120 THEN 2 WHEN minutes < 480 THEN 3
                    ELSE 4 END AS bucket,
               count(*)
        FROM (SELECT local_day, (answered_us - sent_us) / 60000000.0 AS minutes FROM starts
              WHERE {of_group(group_id)} AND {PEOPLE}
                AND local_day <= $until AND local_day > $until - 28 - 182)
        GROUP BY ALL
        """,  # noqa: S608  # a constant of this module
        {"until": until_day},
    )
    now, past = [0] * len(BUCKETS), [0] * len(BUCKETS)
    for is_now, bucket, conversations in found:
        (now if is_now else past)[int(bucket)] = int(conversations)
    total = sum(past) or 1
    return AnswerTimes(
        buckets=BUCKETS,
        now=tuple(now),
        past_share=tuple(count / total for count in past),
        conversations=sum(now),
        median_minutes=_median(reader, group_id, until_day - 27, until_day),
        past_median_minutes=_median(reader, group_id, until_day - 209, until_day - 28),
    )


def _median(reader: Reader, group_id: int, first: int, last: int) -> float | None:
    """Return the median over all conversations; None when half of them were not answered."""
    found = reader.recall(
        f"""
        SELECT quantile_cont(coalesce(answered_us - sent_us, 9e15), 0.5), count(*)
        FROM starts WHERE {of_group(group_id)} AND {PEOPLE}
          AND local_day BETWEEN $first AND $last
        """,  # noqa: S608  # a constant of this module
        {"first": first, "last": last},
    )
    median, n = found[0]
    return None if n < 5 or median is None or median >= 1e15 else float(median) / 60_000_000


def waiting(
    reader: Reader, group_id: int | None, *, until_us: int, with_text: bool = True
) -> list[Waiting]:
    """Return newcomers whose first words in a group nobody has answered, longest wait first.

    A newcomer is somebody whose first message in the group lies within 28 days. Texts are
    facts and cost a look at them; a page with numbers alone does without.
    """
    found = reader.recall(
        f"""
        WITH firsts AS (
            SELECT group_id, person_id FROM days WHERE {PEOPLE} AND messages > 0
              AND {of_group(group_id)}
            GROUP BY ALL HAVING min(local_day) > $first_day
        )
        SELECT starts.group_id, starts.person_id, arg_min(message_ref, sent_us), min(sent_us)
        FROM starts JOIN firsts USING (group_id, person_id)
        WHERE sent_us <= $until AND local_day > $first_day
        GROUP BY ALL HAVING NOT bool_or(answered_us IS NOT NULL) ORDER BY min(sent_us)
        """,  # noqa: S608  # a constant of this module
        {
            "until": until_us,
            "first_day": until_us // DAY_US - WAITING_DAYS,
        },
    )
    texts = _texts(reader, found) if with_text else {}
    return [
        Waiting(
            group_id=group,
            person_id=person,
            message_ref=ref,
            sent_us=sent,
            hours=max(0.0, (until_us - sent) / HOUR_US),
            text=texts.get((group, ref)),
        )
        for group, person, ref, sent in found
    ]


def _texts(
    reader: Reader, found: list[tuple[int, int, str, int]]
) -> dict[tuple[int, str], str | None]:
    if not found:
        return {}
    rows = reader.recall(
        """
        SELECT group_id, message_ref, text FROM messages
        WHERE group_id IN (SELECT unnest($groups)) AND message_ref IN (SELECT unnest($refs))
          AND sent_us BETWEEN $first AND $last
        """,
        {
            "groups": sorted({row[0] for row in found}),
            "refs": [row[2] for row in found],
            "first": min(row[3] for row in found),
            "last": max(row[3] for row in found),
        },
    )
    return {(group, ref): text for group, ref, text in rows}
