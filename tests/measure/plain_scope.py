"""One group, or all groups as one, as the plain telling sees it."""

from collections import defaultdict
from dataclasses import dataclass, field

from tests.measure.facts import Facts, Join, Message, Reaction, Stay
from tests.measure.plain_replies import Reply, Start, replies_and_starts
from weilu.kernel.time import DAY_US

Found = dict[str, tuple[float | None, int]]  # metric -> value, n
WORKDAYS = {0, 1, 2, 3, 4}


@dataclass(slots=True, kw_only=True)
class Scope:
    """What one group (or the community: group None) is measured from, until a day's end."""

    facts: Facts
    group: int | None
    replies: list[Reply] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)

    def __post_init__(self) -> None:
        replies, starts = replies_and_starts(self.facts)
        self.replies = [r for r in replies if self.has(r.group)]
        self.starts = [s for s in starts if self.has(s.group)]

    def has(self, group: int) -> bool:
        return self.group is None or group == self.group

    def person(self, account: int | None) -> int:
        return self.facts.account(account).person

    def is_bot(self, account: int | None) -> bool:
        return account is not None and self.facts.account(account).is_bot

    def is_staff(self, account: int | None) -> bool:
        return account is not None and self.facts.account(account).is_staff

    def day(self, m: Message | Reaction | Join) -> int:
        return self.facts.day(m.group, m.us)

    def human(self) -> list[Message]:
        return [m for m in self.facts.messages if self.has(m.group) and not self.is_bot(m.account)]

    def own(self) -> list[Message]:
        return [m for m in self.human() if not self.is_staff(m.account)]

    def stays(self) -> list[Stay]:
        """All stays of members; who only spoke is a member from the first message on."""
        told = [s for s in self.facts.stays if self.has(s.group)]
        known = {(s.group, self.person(s.account)) for s in told}
        extra: dict[tuple[int, int], Message] = {}
        for m in sorted(self.own(), key=self.day):
            key = (m.group, self.person(m.account))
            if key not in known:
                extra.setdefault(key, m)
        more = [
            Stay(group=m.group, account=m.account, joined_us=m.us, is_recorded=False)
            for m in extra.values()
        ]
        return [
            s for s in [*told, *more] if not self.is_bot(s.account) and not self.is_staff(s.account)
        ]

    def joined_day(self, s: Stay) -> int:
        return self.facts.day(s.group, s.joined_us)

    def left_day(self, s: Stay) -> int | None:
        return None if s.left_us is None else self.facts.day(s.group, s.left_us)

    def end_us(self, group: int, until: int) -> int:
        return (until + 1) * DAY_US - self.facts.offset_us.get(group, 0)

    def members(self, until: int) -> set[int]:
        return {
            self.person(s.account)
            for s in self.stays()
            if self.joined_day(s) <= until and (self.left_day(s) or 2**30) > until
        }

    def messages_of(self, until: int, days: int = 28) -> dict[int, int]:
        found: dict[int, int] = defaultdict(int)
        for m in self.own():
            if until - days < self.day(m) <= until:
                found[self.person(m.account)] += 1
        return dict(found)

    def days_of(self, until: int, days: int = 28) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for m in self.own():
            if until - days < self.day(m) <= until:
                found[self.person(m.account)].add(self.day(m))
        return dict(found)

    def first_days(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for m in self.own():
            person = self.person(m.account)
            found[person] = min(found.get(person, 2**30), self.day(m))
        return found
