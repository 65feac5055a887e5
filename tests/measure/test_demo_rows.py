"""Every metric on the first thousand messages of the demo, against its plain telling."""

import pytest

from tests.measure.facts import Account, Facts, Message, Stay
from tests.measure.test_metrics import agree
from weilu.demo.simulator.finishing import Rows
from weilu.demo.simulator.scale import Scale
from weilu.demo.simulator.sheet import NOBODY
from weilu.demo.simulator.story import chapters
from weilu.kernel.time import HOUR_US


def thousand() -> Facts:
    (chapter,) = chapters(7, Scale(groups=3, people=200, weeks=4))
    groups = list(chapter.groups())
    spoken = sorted(
        (group.rows.at[row], number, row)
        for number, group in enumerate(groups, 1)
        for row in range(len(group.rows))
        if group.rows.who[row] != NOBODY
    )[:1000]
    kept = {(number, row) for _, number, row in spoken}
    messages = [_message(number, groups[number - 1].rows, row, kept) for _, number, row in spoken]
    first = {}
    for message in messages:
        first.setdefault((message.group, message.account), message.us)
    stays = [
        Stay(group=group, account=account, joined_us=us, is_recorded=False)
        for (group, account), us in first.items()
    ]
    staff = {person.number + 1 for person in chapter.people if person.kind == "staff"}
    return Facts(
        messages=messages,
        stays=stays,
        accounts={number: Account(person=number, is_staff=True) for number in staff},
        offset_us=dict.fromkeys(range(1, len(groups) + 1), 8 * HOUR_US),
    )


def _message(number: int, rows: Rows, row: int, kept: set[tuple[int, int]]) -> Message:
    parent = rows.parent[row]
    shown = rows.quotes[row] and (number, parent) in kept
    return Message(
        group=number,
        account=rows.who[row] + 1,
        ref=rows.ref(row),
        us=rows.at[row] * 1_000_000,
        answers=rows.ref(parent) if shown else None,
        asks="？" in rows.text[row],
        text=rows.text[row],
    )


@pytest.mark.parametrize("back", [0, 9])
def test_the_demos_first_thousand_messages_agree_with_the_plain_telling(back):
    facts = thousand()
    last = max(facts.day(message.group, message.us) for message in facts.messages)

    agree(facts, last - back)
