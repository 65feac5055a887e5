"""Reactions below messages: by person where the export names some, counted where it does not."""

from collections.abc import Sequence
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weilu.connect import arrow
from weilu.connect.batches import MOST_COUNTED, REACTIONS
from weilu.connectors.telegram.columns import ReactedTo
from weilu.connectors.telegram.entries import Reaction
from weilu.connectors.telegram.moments import SECOND_US, wall_seconds
from weilu.connectors.telegram.people import People


def reaction_rows(told: Sequence[ReactedTo], group_ref: str, people: People) -> list[pa.Table]:
    """Return who reacted to which message, and how many more are not named.

    The export dates a reaction by the wall clock only; the message, which has both times, says
    how far that is from UTC. One without a date gets the moment of its message.
    """
    if not told:
        return []
    refs: list[str] = []
    emojis: list[str] = []
    authors: list[str] = []
    dates: list[str] = []
    ahead: list[int] = []  # seconds the wall clock is ahead of UTC
    seconds: list[int] = []  # Unix time of the message
    names: dict[str, str | None] = {}
    unnamed: dict[tuple[str, str], int] = {}
    sent: dict[str, int] = {}  # of the messages below which somebody is unnamed
    for ref, date, unixtime, reactions in told:
        wall = wall_seconds(date)
        offset = wall - unixtime if wall else 0
        for reaction in reactions:
            emoji = reaction.emoji or _emoji(reaction)
            named = 0
            for person in reaction.recent:
                author = people.refs[person.from_id]
                if author:
                    named += 1
                    names[author] = person.sender
                    refs.append(ref)
                    emojis.append(emoji)
                    authors.append(author)
                    dates.append(person.date)
                    ahead.append(offset)
                    seconds.append(unixtime)
            if reaction.count > named:
                rest = unnamed.get((ref, emoji), 0) + reaction.count - named
                unnamed[ref, emoji] = min(rest, 2**31 - 1)
                sent[ref] = unixtime
    for author, name in names.items():
        people.seen(author, name)
    walls = _walls(dates)
    moments = np.where(walls != 0, walls - np.array(ahead, np.int64), np.array(seconds, np.int64))
    return [
        _named(group_ref, refs, emojis, authors, moments),
        _counted(group_ref, unnamed, sent),
    ]


def _named(
    group_ref: str,
    refs: list[str],
    emojis: list[str],
    authors: list[str],
    moments: NDArray[np.int64],
) -> pa.Table:
    columns = [
        arrow.repeated(group_ref, len(refs)),
        arrow.strings(refs),
        arrow.strings(authors),
        arrow.strings(emojis),
        arrow.integers(moments * SECOND_US, pa.int64()),
        arrow.integers(np.ones(len(refs), np.int32), pa.int32()),
    ]
    return pa.Table.from_arrays(columns, schema=REACTIONS)


def _counted(group_ref: str, unnamed: dict[tuple[str, str], int], sent: dict[str, int]) -> pa.Table:
    moments = np.array([sent[ref] for ref, _ in unnamed], np.int64) * SECOND_US
    columns = [
        arrow.repeated(group_ref, len(unnamed)),
        arrow.strings([ref for ref, _ in unnamed]),
        pa.nulls(len(unnamed), pa.string()),
        arrow.strings([emoji for _, emoji in unnamed]),
        arrow.integers(moments, pa.int64()),
        arrow.integers([min(count, MOST_COUNTED) for count in unnamed.values()], pa.int32()),
    ]
    return pa.Table.from_arrays(columns, schema=REACTIONS)


def _walls(dates: list[str]) -> NDArray[np.int64]:
    """Return wall clocks in seconds, 0 for what is none; all at once where all are in shape."""
    if all(len(date) == 19 for date in dates):
        try:
            return np.array(dates, "datetime64[s]").astype(np.int64)
        except ValueError:
            pass
    return np.array([wall_seconds(date) for date in dates], np.int64)


def _emoji(reaction: Reaction) -> str:
    if reaction.type == "paid":
        return "⭐"
    name = PurePosixPath(reaction.document_id).stem
    return f"custom:{name}" if name and not name.startswith("(") else "custom"
