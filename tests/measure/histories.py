"""Generated histories for property tests: short, crowded, full of ties and odd cases."""

from hypothesis import strategies as st

from tests.measure.facts import Account, Facts, Join, Message, Reaction, Stay
from weilu.kernel.time import DAY_US, HOUR_US

#: A Monday, so that days read easily: 2026-03-02 00:00 UTC.
START_US = 1_772_409_600_000_000
MINUTE_US = 60_000_000

GROUPS = (1, 2)
ACCOUNTS: dict[int, Account] = {
    1: Account(person=1),
    2: Account(person=2),
    3: Account(person=3),
    4: Account(person=4),
    5: Account(person=5),
    6: Account(person=5),  # the same person with a second account
    7: Account(person=7, is_staff=True),
    8: Account(person=8, is_bot=True),
    9: Account(person=9),
    10: Account(person=10),
}


@st.composite
def talks(draw: st.DrawFn, *, days: int = 1, most: int = 40) -> list[Message]:
    """Messages of both groups; gaps cluster around the rule's limits of 5 and 15 minutes.

    In half of the histories people call each other by name, in the others hardly ever.
    """
    limits = [0, MINUTE_US, 5 * MINUTE_US, 15 * MINUTE_US]
    gaps = st.one_of(
        st.sampled_from([*limits, 5 * MINUTE_US - 1, 15 * MINUTE_US - 1]),
        st.integers(0, 20 * MINUTE_US),
        st.integers(0, days * DAY_US // 8),
    )
    called = st.lists(st.sampled_from(list(ACCOUNTS)), max_size=2)
    calls_in_ten = draw(st.sampled_from([1, 10]))
    messages: list[Message] = []
    now = START_US
    for number in range(draw(st.integers(0, most))):
        now += draw(gaps)
        ref = draw(st.sampled_from([str(number), f"m{number:03}"]))
        earlier = [m.ref for m in messages]
        answers = draw(st.none() | st.sampled_from([*earlier, ref, "unknown", "m039"]))
        messages.append(
            Message(
                group=draw(st.sampled_from(GROUPS)),
                account=draw(st.sampled_from(list(ACCOUNTS))),
                ref=ref,
                us=min(now, START_US + days * DAY_US - 1),
                answers=answers if draw(st.booleans()) else None,
                mentions=tuple(draw(called)) if draw(st.integers(0, 9)) < calls_in_ten else (),
                asks=draw(st.booleans()),
                has_link=draw(st.booleans()),
                text="x" * draw(st.integers(0, 5)),
            )
        )
    return messages


@st.composite
def histories(draw: st.DrawFn, *, days: int = 1, most: int = 40) -> Facts:
    messages = draw(talks(days=days, most=most))
    last = START_US + days * DAY_US - 1
    moments = st.integers(START_US, last)
    reactions = {
        (m.group, m.ref, who): Reaction(
            group=m.group, account=who, ref=m.ref, us=draw(moments), count=1
        )
        for m in draw(st.lists(st.sampled_from(messages), max_size=8) if messages else st.just([]))
        for who in [draw(st.sampled_from([1, 2, 7, 8, None]))]
    }
    joins = [
        Join(
            group=draw(st.sampled_from(GROUPS)),
            account=draw(st.sampled_from(list(ACCOUNTS))),
            us=draw(moments),
            inviter=draw(st.none() | st.sampled_from(list(ACCOUNTS))),
            channel=draw(st.sampled_from([None, "", "poster"])),
        )
        for _ in range(draw(st.integers(0, 10)))
    ]
    return Facts(
        accounts=ACCOUNTS,
        messages=messages,
        reactions=list(reactions.values()),
        joins=joins,
        stays=draw(stays(messages, last)),
        offset_us={1: 8 * HOUR_US, 2: draw(st.sampled_from([0, -5 * HOUR_US, 19_800_000_000]))},
    )


@st.composite
def stays(draw: st.DrawFn, messages: list[Message], last: int) -> list[Stay]:
    """A stay for all who spoke (from their first words at the latest) and for some who did not."""
    found: list[Stay] = []
    for group in GROUPS:
        for account in ACCOUNTS:
            own = [m.us for m in messages if m.group == group and m.account == account]
            if not own and not draw(st.booleans()):
                continue
            is_recorded = draw(st.booleans())
            first = min(own, default=last)
            joined = draw(st.integers(START_US, first)) if is_recorded else first
            left = draw(st.none() | st.integers(joined, last))
            found.append(
                Stay(
                    group=group,
                    account=account,
                    joined_us=joined,
                    left_us=left,
                    is_recorded=is_recorded,
                )
            )
    return found
