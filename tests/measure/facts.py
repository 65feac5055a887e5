"""A small record of facts in DuckDB, with the columns a reader's views have."""

from dataclasses import dataclass, field

import duckdb

from weilu.kernel.time import DAY_US, HOUR_US

SCHEMAS = {
    "messages": "group_id BIGINT, account_id BIGINT, person_id BIGINT, is_bot BOOLEAN,"
    " is_staff BOOLEAN, message_ref VARCHAR, kind VARCHAR, sent_us BIGINT, reply_to_ref VARCHAR,"
    " mentions BIGINT[], characters INTEGER, has_link BOOLEAN, has_question BOOLEAN,"
    " is_own BOOLEAN, text VARCHAR, local_day INTEGER, local_hour TINYINT",
    "reactions": "group_id BIGINT, account_id BIGINT, person_id BIGINT, is_bot BOOLEAN,"
    " is_staff BOOLEAN, message_ref VARCHAR, emoji VARCHAR, sent_us BIGINT, count INTEGER,"
    " local_day INTEGER",
    "moves": "group_id BIGINT, account_id BIGINT, person_id BIGINT, is_bot BOOLEAN,"
    " is_staff BOOLEAN, kind VARCHAR, sent_us BIGINT, inviter_id BIGINT,"
    " inviter_person_id BIGINT, channel VARCHAR, local_day INTEGER",
    "memberships": "group_id BIGINT, account_id BIGINT, person_id BIGINT, is_bot BOOLEAN,"
    " is_staff BOOLEAN, joined_us BIGINT, left_us BIGINT, join_recorded BOOLEAN,"
    " joined_day INTEGER, left_day INTEGER",
    "accounts": "account_id BIGINT, person_id BIGINT, is_bot BOOLEAN, is_staff BOOLEAN",
    "zones": "group_id BIGINT, from_us BIGINT, until_us BIGINT, offset_us BIGINT",
}
#: Columns that the views of derived tables add.
DERIVED = {
    "days": "SELECT d.*, a.person_id, a.is_bot, a.is_staff FROM days_rows d"
    " JOIN accounts a USING (account_id)",
    "replies": "SELECT r.*, c.person_id AS child_person_id, c.is_bot AS child_is_bot,"
    " c.is_staff AS child_is_staff, p.person_id AS parent_person_id,"
    " p.is_bot AS parent_is_bot, p.is_staff AS parent_is_staff FROM replies_rows r"
    " JOIN accounts c ON c.account_id = r.child_account_id"
    " JOIN accounts p ON p.account_id = r.parent_account_id",
    "starts": "SELECT s.*, a.person_id, a.is_bot, a.is_staff,"
    " b.person_id AS answered_by_person_id FROM starts_rows s"
    " JOIN accounts a USING (account_id) LEFT JOIN accounts b ON b.account_id = s.answered_by",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    person: int
    is_bot: bool = False
    is_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    group: int = 1
    account: int = 1
    ref: str
    us: int
    answers: str | None = None
    mentions: tuple[int, ...] = ()
    asks: bool = False
    has_link: bool = False
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    group: int = 1
    account: int | None = 1
    ref: str
    us: int
    count: int = 1
    emoji: str = "👍"


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    group: int = 1
    account: int
    us: int
    inviter: int | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    group: int = 1
    account: int
    joined_us: int
    left_us: int | None = None
    is_recorded: bool = True


@dataclass(slots=True, kw_only=True)
class Facts:
    """What happened in some groups; ``offset_us`` is each group's distance from UTC."""

    accounts: dict[int, Account] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    offset_us: dict[int, int] = field(default_factory=dict)

    def account(self, number: int | None) -> Account:
        return self.accounts.get(number or 0, Account(person=number or 0))

    def day(self, group: int, us: int) -> int:
        return (us + self.offset_us.get(group, 0)) // DAY_US

    def hour(self, group: int, us: int) -> int:
        return (us + self.offset_us.get(group, 0)) % DAY_US // HOUR_US

    def groups(self) -> list[int]:
        return sorted({m.group for m in self.messages} | {s.group for s in self.stays})


def connect(facts: Facts) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    rows = {
        "messages": [_message(facts, m) for m in facts.messages],
        "reactions": [_reaction(facts, r) for r in facts.reactions],
        "moves": [_join(facts, j) for j in facts.joins],
        "memberships": [_stay(facts, s) for s in facts.stays],
        "accounts": [(n, a.person, a.is_bot, a.is_staff) for n, a in _accounts(facts).items()],
        "zones": [(g, -(2**62), 2**62, facts.offset_us.get(g, 0)) for g in facts.groups()],
    }
    for name, columns in SCHEMAS.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        if rows[name]:
            values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows[name])
            connection.execute(f"INSERT INTO {name} VALUES {values}")
    return connection


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def _accounts(facts: Facts) -> dict[int, Account]:
    seen = {m.account for m in facts.messages} | {s.account for s in facts.stays}
    seen |= {r.account for r in facts.reactions if r.account} | {j.account for j in facts.joins}
    return {number: facts.account(number) for number in sorted(seen | set(facts.accounts))}


def _who(facts: Facts, account: int | None) -> tuple[object, ...]:
    if account is None:
        return (None, None, False, False)
    found = facts.account(account)
    return (account, found.person, found.is_bot, found.is_staff)


def _message(facts: Facts, m: Message) -> tuple[object, ...]:
    return (
        m.group, *_who(facts, m.account), m.ref, "text", m.us, m.answers, list(m.mentions),
        len(m.text or ""), m.has_link, m.asks, False, m.text, facts.day(m.group, m.us),
        facts.hour(m.group, m.us),
    )  # fmt: skip


def _reaction(facts: Facts, r: Reaction) -> tuple[object, ...]:
    who = _who(facts, r.account)
    return (r.group, *who, r.ref, r.emoji, r.us, r.count, facts.day(r.group, r.us))


def _join(facts: Facts, j: Join) -> tuple[object, ...]:
    inviter = facts.account(j.inviter).person if j.inviter else None
    who = _who(facts, j.account)
    return (j.group, *who, "join", j.us, j.inviter, inviter, j.channel, facts.day(j.group, j.us))


def _stay(facts: Facts, s: Stay) -> tuple[object, ...]:
    left = None if s.left_us is None else facts.day(s.group, s.left_us)
    joined = facts.day(s.group, s.joined_us)
    who = _who(facts, s.account)
    return (s.group, *who, s.joined_us, s.left_us, s.is_recorded, joined, left)
