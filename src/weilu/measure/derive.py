# ruff: noqa: S608  names and numbers of our own; nothing a person typed
"""What is counted once and read often: days, replies and starts, made from the messages.

Set-based: a million messages cost about a CPU second, and groups are taken in portions so that
memory does not grow with the community. ``weilu rebuild`` gives the same rows again.

Which message answers which is told by the platform, or guessed by a rule of a few steps
(docs/methods/replies.md). ``tests/measure/plain_replies.py`` says the same one message at a time.
"""

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from weilu.measure.portions import deal
from weilu.warehouse.tables import TABLES

#: Goes into every row of ``replies``; raise it when the rule changes.
RULE_VERSION = 2
#: A talk lasts while somebody speaks less than this after the last words; who was called by
#: name less than this ago is taken to answer.
TALK_US = 15 * 60 * 1_000_000
#: Where people say whom they mean, who spoke less than this ago is taken to go on.
CONTINUES_US = 5 * 60 * 1_000_000
#: People say whom they mean where at least one message in so many calls somebody by name, or
#: where the platform tells of one in so many what it answers.
ONE_CALL_IN, ONE_TOLD_IN = 5, 2
#: Messages taken at once, unless one group alone has more.
PORTION = 1_000_000
#: Messages whose rows are handed on at once.
SLICE = 65_536

DERIVED = ("days", "replies", "starts")

_LOW_32 = 2**32 - 1
_LOW_64 = f"{2**64 - 1}::HUGEINT"

# Row ids of ``said`` are the order of telling: within a group by time, equal times by message_ref
# (shorter first, so that numbers count up).
_SAID = """
CREATE OR REPLACE TEMP TABLE said AS
SELECT group_id, account_id, person_id, is_bot, message_ref, sent_us, reply_to_ref, mentions,
       local_day, local_hour, characters, has_link, has_question
FROM messages
WHERE group_id IN (SELECT unnest($groups))
"""
# Sorting a million wide rows costs 100 MB and more than reading them; history mostly lies in
# order already.
_IS_UNSORTED = """
SELECT count(*) > 0 FROM (
    SELECT group_id, sent_us, message_ref AS ref, lag(group_id) OVER () AS group_before,
           lag(sent_us) OVER () AS us_before, lag(message_ref) OVER () AS ref_before
    FROM said
)
WHERE group_before > group_id OR group_before = group_id AND (
    us_before > sent_us OR us_before = sent_us AND (
        length(ref_before) > length(ref)
        OR length(ref_before) = length(ref) AND ref_before > ref))
"""
_SORTED = """
CREATE OR REPLACE TEMP TABLE said AS
FROM said ORDER BY group_id, sent_us, length(message_ref), message_ref
"""

_CALLS = """
CREATE OR REPLACE TEMP TABLE calls AS
SELECT * FROM (
    SELECT rowid AS seq, group_id, account_id, sent_us, reply_to_ref IS NULL AS is_open,
           unnest(mentions) AS target
    FROM said WHERE NOT is_bot AND len(mentions) > 0
) WHERE target <> account_id
"""

# What the platform says. An answer to something unknown or later has no row here.
_TOLD = """
CREATE OR REPLACE TEMP TABLE told AS
SELECT child.rowid AS seq, parent.rowid AS parent
FROM said AS child
JOIN said AS parent
  ON parent.group_id = child.group_id AND parent.message_ref = child.reply_to_ref
WHERE child.reply_to_ref IS NOT NULL
  AND parent.sent_us <= child.sent_us AND parent.rowid <> child.rowid
"""

# Groups where people say whom they mean: there the order of messages says nothing.
_NAMING = f"""
CREATE OR REPLACE TEMP TABLE naming AS
SELECT group_id
FROM (SELECT group_id, count(*) AS messages, count(reply_to_ref) AS told
      FROM said WHERE NOT is_bot GROUP BY group_id)
LEFT JOIN (SELECT group_id, count(DISTINCT seq) AS calling FROM calls GROUP BY group_id)
  USING (group_id)
WHERE coalesce(calling, 0) * {ONE_CALL_IN} >= messages OR told * {ONE_TOLD_IN} >= messages
"""

_FIRST_WORDS = """
CREATE OR REPLACE TEMP TABLE first_words AS
SELECT group_id, account_id, min(rowid) AS seq FROM said WHERE NOT is_bot GROUP BY ALL
"""

# First words that fall into a talk of others and name nobody: who follows goes on with the talk,
# and whether the newcomer was answered must not be read from that.
_ASIDE = f"""
CREATE OR REPLACE TEMP TABLE aside AS
WITH timed AS (
    SELECT rowid AS seq, group_id, account_id, sent_us, reply_to_ref,
           lag(group_id) OVER () = group_id
             AND sent_us - lag(sent_us) OVER () < {TALK_US} AS is_in_talk
    FROM said WHERE NOT is_bot
)
SELECT seq FROM timed
SEMI JOIN first_words USING (seq)
ANTI JOIN calls AS own USING (seq)
ANTI JOIN calls AS called
  ON called.group_id = timed.group_id AND called.target = timed.account_id
 AND called.seq < timed.seq AND timed.sent_us - called.sent_us < {TALK_US}
WHERE is_in_talk AND reply_to_ref IS NULL
"""

# Everybody's own words and the calls to them on one line of time, account by account. A message
# is open when the platform does not say what it answers; own words that mention somebody who
# has spoken before are settled by that call. ``before`` are the last words of anybody in the
# same talk, which own words without a call answer; ``reach`` is how far they go on with own ones.
_TIMELINE = f"""
CREATE OR REPLACE TEMP TABLE timeline AS
WITH spoken AS (
    SELECT rowid AS seq, group_id, account_id, sent_us, reply_to_ref,
           CASE WHEN lag(group_id) OVER () = group_id
                 AND sent_us - lag(sent_us) OVER () < {TALK_US}
                THEN lag(rowid) OVER () END AS before
    FROM said WHERE NOT is_bot AND rowid NOT IN (SELECT seq FROM aside)
), settled AS (
    SELECT DISTINCT calls.seq FROM calls
    JOIN first_words
      ON first_words.group_id = calls.group_id AND first_words.account_id = calls.target
    WHERE calls.is_open AND first_words.seq < calls.seq
)
SELECT seq, group_id, account_id, sent_us, TRUE AS is_own,
       reply_to_ref IS NULL AND seq NOT IN (SELECT seq FROM settled) AS is_open,
       CASE WHEN naming.group_id IS NULL THEN before END AS before,
       CASE WHEN naming.group_id IS NULL THEN {TALK_US} ELSE {CONTINUES_US} END AS reach
FROM spoken LEFT JOIN naming USING (group_id)
UNION ALL
SELECT seq, group_id, account_id, sent_us, TRUE, TRUE, NULL, 0
FROM aside JOIN said ON said.rowid = aside.seq
UNION ALL
SELECT seq, group_id, target, sent_us, FALSE, is_open, NULL, 0 FROM calls
ORDER BY group_id, account_id, seq
"""

# One pass along the timeline (windows without order stream). A running maximum of
# ``place << 32 | seq`` remembers the last own words or the last call; one from before the
# account's first place belongs to somebody else. Somebody's very first words answer nobody by
# their place alone. A run is what one author says going on with it; an answer to any message of
# it answers its first.
_WALK = f"""
CREATE OR REPLACE TEMP TABLE walk AS
WITH placed AS (
    SELECT *, row_number() OVER () AS place,
           coalesce(lag(group_id) OVER () <> group_id OR lag(account_id) OVER () <> account_id,
                    TRUE) AS is_new
    FROM timeline
), remembered AS (
    SELECT seq, sent_us, is_own, is_open, place, before, reach,
           max(CASE WHEN is_new THEN place END) OVER past AS first,
           max(CASE WHEN is_own THEN place << 32 | seq END) OVER past AS own,
           max(CASE WHEN is_own THEN place::HUGEINT << 64 | sent_us END) OVER past AS own_us,
           max(CASE WHEN NOT is_own THEN place << 32 | seq END) OVER past AS call,
           max(CASE WHEN NOT is_own THEN place::HUGEINT << 64 | sent_us END) OVER past AS call_us
    FROM placed
    WINDOW past AS (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), preceded AS (
    SELECT *, CASE WHEN (lag(own) OVER ()) >> 32 >= first
                   THEN (lag(own) OVER ()) & {_LOW_32} END AS own_before,
           (lag(own_us) OVER ()) & {_LOW_64} AS own_us_before
    FROM remembered
), found AS (
    SELECT seq, is_own, is_open, place,
           CASE
             WHEN NOT is_open THEN NULL
             WHEN NOT is_own AND own >> 32 >= first THEN own & {_LOW_32}
             WHEN is_own AND call >> 32 >= first
               AND sent_us - (call_us & {_LOW_64}) < {TALK_US} THEN call & {_LOW_32}
             WHEN is_own AND before > own_before THEN before
           END AS parent,
           own_before IS NOT NULL AND sent_us - own_us_before < reach AS is_near
    FROM preceded
), judged AS (
    SELECT *, is_own AND is_open AND parent IS NULL AS is_free,
           is_own AND is_open AND parent IS NULL AND coalesce(is_near, FALSE) AS continues
    FROM found
)
SELECT seq, is_own, parent, is_free AND NOT continues AS is_start,
       max(CASE WHEN is_own AND NOT continues THEN place << 32 | seq END)
         OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) & {_LOW_32} AS run
FROM judged
"""

_LINKS = """
CREATE OR REPLACE TEMP TABLE links AS
SELECT seq, parent, FALSE AS is_inferred FROM told
UNION ALL
SELECT seq, max(parent), TRUE FROM walk WHERE parent IS NOT NULL GROUP BY seq
"""

_DAYS = """
WITH spoken AS (
    SELECT group_id, account_id, local_day, count(*)::INTEGER AS messages,
           sum(characters)::BIGINT AS characters, count_if(has_link)::INTEGER AS links,
           count_if(has_question)::INTEGER AS questions,
           {hours} AS hours
    FROM said GROUP BY ALL
), reacted AS (
    SELECT group_id, account_id, local_day, sum("count")::INTEGER AS reactions
    FROM reactions
    WHERE account_id IS NOT NULL AND group_id IN (SELECT unnest($groups))
    GROUP BY ALL
)
SELECT $community::BIGINT AS community_id, group_id, account_id, local_day,
       coalesce(messages, 0)::INTEGER AS messages, coalesce(characters, 0)::BIGINT AS characters,
       coalesce(links, 0)::INTEGER AS links, coalesce(questions, 0)::INTEGER AS questions,
       coalesce(reactions, 0)::INTEGER AS reactions,
       coalesce(hours, list_transform(range(24), lambda h: 0::INTEGER)) AS hours
FROM spoken FULL JOIN reacted USING (group_id, account_id, local_day)
ORDER BY group_id, local_day, account_id
""".replace(
    "{hours}",
    "[" + ", ".join(f"count_if(local_hour = {hour})::INTEGER" for hour in range(24)) + "]",
)

_REPLIES = f"""
SELECT $community::BIGINT AS community_id, child.group_id, child.message_ref AS child_ref,
       parent.message_ref AS parent_ref, child.account_id AS child_account_id,
       parent.account_id AS parent_account_id, child.sent_us AS child_us,
       parent.sent_us AS parent_us, child.local_day, links.is_inferred,
       {RULE_VERSION}::INTEGER AS rule_version
FROM links
JOIN said AS child ON child.rowid = links.seq
JOIN said AS parent ON parent.rowid = links.parent
WHERE child.person_id <> parent.person_id AND links.seq >= $from AND links.seq < $until
ORDER BY links.seq
"""

# The first answer to each run that begins with a start.
_ANSWERED = """
CREATE OR REPLACE TEMP TABLE answered AS
WITH answers AS (
    SELECT walk.run, min(links.seq) AS seq
    FROM links
    JOIN walk ON walk.seq = links.parent AND walk.is_own
     AND walk.run IN (SELECT seq FROM walk WHERE is_start)
    JOIN said AS child ON child.rowid = links.seq
    JOIN said AS parent ON parent.rowid = links.parent
    WHERE NOT child.is_bot AND child.person_id <> parent.person_id
    GROUP BY walk.run
)
SELECT answers.run AS seq, said.sent_us, said.account_id
FROM answers JOIN said ON said.rowid = answers.seq
"""

_STARTS = """
SELECT $community::BIGINT AS community_id, said.group_id, said.message_ref, said.account_id,
       said.sent_us, said.local_day, said.local_hour::TINYINT AS local_hour,
       answered.sent_us AS answered_us, answered.account_id AS answered_by, said.has_question
FROM said
JOIN (SELECT seq FROM walk WHERE is_start AND seq >= $from AND seq < $until) AS start
  ON start.seq = said.rowid
LEFT JOIN answered ON answered.seq = said.rowid
WHERE said.rowid >= $from AND said.rowid < $until
ORDER BY said.rowid
"""


def portions(
    connection: duckdb.DuckDBPyConnection, group_ids: Sequence[int], *, size: int = PORTION
) -> Iterator[list[int]]:
    """Deal the groups into portions of at most ``size`` messages; a larger group stands alone."""
    counts = dict(
        connection.execute(
            "SELECT group_id, count(*) FROM messages "
            "WHERE group_id IN (SELECT unnest($groups)) GROUP BY group_id",
            {"groups": list(group_ids)},
        ).fetchall()
    )
    yield from deal({group_id: counts.get(group_id, 0) for group_id in group_ids}, size)


def derive(
    connection: duckdb.DuckDBPyConnection, community_id: int, group_ids: Sequence[int]
) -> Iterator[tuple[str, pa.RecordBatchReader]]:
    """Yield the rows of days, replies and starts of these groups, in the warehouse's shapes.

    ``connection`` is a reader's: it sees the views ``messages`` and ``reactions``. Each reader of
    rows has to be used up before the next is asked for.
    """
    groups = list(group_ids)
    connection.execute(_SAID, {"groups": groups})
    unsorted = connection.execute(_IS_UNSORTED).fetchone()
    if unsorted and unsorted[0]:
        connection.execute(_SORTED)
    for step in (_CALLS, _TOLD, _NAMING, _FIRST_WORDS, _ASIDE, _TIMELINE):
        connection.execute(step)
    _drop(connection, "calls", "naming", "first_words", "aside")
    for column in ("mentions", "reply_to_ref"):  # the widest ones, read for the last time
        connection.execute(f"ALTER TABLE said DROP COLUMN {column}")
    connection.execute(_WALK)
    _drop(connection, "timeline")
    for step in (_LINKS, _ANSWERED):
        connection.execute(step)
    _drop(connection, "told")
    facts: dict[str, object] = {"community": community_id}
    yield "days", _as_stored(_rows(connection, _DAYS, facts | {"groups": groups}), "days")
    for table, sql in (("replies", _REPLIES), ("starts", _STARTS)):
        yield table, _as_stored(_sliced(connection, sql, facts), table)
    _drop(connection, "said", "walk", "links", "answered")


def _drop(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    for name in names:
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def _sliced(
    connection: duckdb.DuckDBPyConnection, sql: str, facts: dict[str, object]
) -> Iterator[pa.RecordBatch]:
    """Ask for one stretch of messages after the other: an answer is held in memory as a whole."""
    [(size,)] = connection.execute("SELECT count(*) FROM said").fetchall()
    for start in range(0, size, SLICE):
        yield from _rows(connection, sql, facts | {"from": start, "until": start + SLICE})


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, facts: dict[str, object]
) -> Iterator[pa.RecordBatch]:
    yield from connection.sql(sql, params=facts).to_arrow_reader(50_000)


def _as_stored(batches: Iterator[pa.RecordBatch], table: str) -> pa.RecordBatchReader:
    schema = TABLES[table].schema
    return pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in batches))
