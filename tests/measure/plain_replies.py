"""Who answers whom, told one message at a time: the rule of docs/methods/replies.md in loops.

Written from the text of the rule, not from the SQL; the two must agree on any history.
"""

from dataclasses import dataclass

from tests.measure.facts import Facts, Message

MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    group: int
    child: Message
    parent: Message
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class Start:
    group: int
    message: Message
    answer: Message | None


def replies_and_starts(facts: Facts) -> tuple[list[Reply], list[Start]]:
    replies: list[Reply] = []
    starts: list[Start] = []
    for group in facts.groups():
        found = _one_group(facts, [m for m in facts.messages if m.group == group])
        replies += found[0]
        starts += found[1]
    return replies, starts


def _one_group(  # noqa: C901, PLR0912  # the rule is read here from top to bottom
    facts: Facts, messages: list[Message]
) -> tuple[list[Reply], list[Start]]:
    in_order = sorted(messages, key=lambda m: (m.us, len(m.ref), m.ref))
    by_ref = {m.ref: m for m in in_order}
    last_words: dict[int, Message] = {}  # of each account
    last_call: dict[int, Message] = {}  # to each account
    run_of: dict[str, str] = {}  # message -> first message of its author's run
    starts: list[str] = []
    links: list[tuple[Message, Message, bool]] = []
    place = {m.ref: at for at, m in enumerate(in_order)}
    names_people = _says_whom_it_means(facts, in_order)
    before: Message | None = None  # the last words of a talk
    spoke_us: int | None = None  # when anybody who is no bot last spoke
    for m in in_order:
        parent: Message | None = None
        is_bot = facts.account(m.account).is_bot
        continues = False
        if m.answers is not None:
            parent = by_ref.get(m.answers)
            if parent is not None and (parent.us > m.us or parent.ref == m.ref):
                parent = None
        elif not is_bot:
            called = [
                last_words[target]
                for target in m.mentions
                if target != m.account and target in last_words
            ]
            own = last_words.get(m.account)
            call = last_call.get(m.account)
            if called:
                parent = max(called, key=lambda c: place[c.ref])
            elif _is_near(call, m):
                parent = call
            elif names_people:
                continues = own is not None and m.us - own.us < 5 * MINUTE_US
            elif own is not None and before is not None and place[before.ref] > place[own.ref]:
                parent = before if _is_near(before, m) else None
            else:
                continues = _is_near(own, m)
            if parent is None and not continues:
                starts.append(m.ref)
        if parent is not None:
            links.append((m, parent, m.answers is None))
        if not is_bot:
            own = last_words.get(m.account)
            run_of[m.ref] = run_of[own.ref] if continues and own is not None else m.ref
            is_in_talk = spoke_us is not None and m.us - spoke_us < 15 * MINUTE_US
            names_nobody = m.answers is None and not set(m.mentions) - {m.account}
            was_called = _is_near(last_call.get(m.account), m)
            is_aside = own is None and is_in_talk and names_nobody and not was_called
            if not is_aside:
                before = m
            spoke_us = m.us
            last_words[m.account] = m
            for target in m.mentions:
                if target != m.account:
                    last_call[target] = m
    replies = [
        Reply(m.group, m, parent, inferred)
        for m, parent, inferred in links
        if facts.account(m.account).person != facts.account(parent.account).person
    ]
    return replies, [_start(facts, by_ref[ref], links, run_of, place) for ref in starts]


def _is_near(before: Message | None, m: Message) -> bool:
    return before is not None and m.us - before.us < 15 * MINUTE_US


def _says_whom_it_means(facts: Facts, messages: list[Message]) -> bool:
    human = [m for m in messages if not facts.account(m.account).is_bot]
    calling = [m for m in human if set(m.mentions) - {m.account}]
    told = [m for m in human if m.answers is not None]
    return 5 * len(calling) >= len(human) or 2 * len(told) >= len(human)


def _start(
    facts: Facts,
    opener: Message,
    links: list[tuple[Message, Message, bool]],
    run_of: dict[str, str],
    place: dict[str, int],
) -> Start:
    """Find the first answer to the opener, or to what its author added without a break."""
    answers = [
        child
        for child, parent, _ in links
        if run_of.get(parent.ref) == opener.ref
        and not facts.account(child.account).is_bot
        and facts.account(child.account).person != facts.account(opener.account).person
    ]
    first = min(answers, key=lambda m: place[m.ref], default=None)
    return Start(opener.group, opener, first)
