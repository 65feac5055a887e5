"""What the simulator knows about a person."""

from dataclasses import dataclass, field

NAMESAKE = "木木"

#: Later than any second of the story.
NEVER = 2**40


@dataclass(slots=True)
class Seat:
    """A stay in a group, in seconds. ``left`` is NEVER while it lasts.

    Who left in between and came back was ``away`` from one second until another.
    """

    joined: int
    left: int = NEVER
    inviter: int = -1
    said_why: str = ""
    away: tuple[int, int] = (NEVER, NEVER)

    def holds(self, at: int) -> bool:
        return self.joined <= at < self.left and not self.away[0] <= at < self.away[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vow:
    """What is certain of a span of seconds: that somebody speaks in it, or says nothing.

    ``key`` is the group of which it is told. Without one, silence holds for all of them, and a
    word is said in the group that the person came to first.
    """

    begin: int
    end: int
    speaks: bool
    key: str = ""


@dataclass(slots=True, kw_only=True, eq=False)
class Person:
    number: int
    ref: str
    name: str
    kind: str
    city: str = ""
    nickname: str = ""
    channel: str = ""
    inviter: int = -1
    ring: int = 0  # of people who invite each other; 0 is none
    comes: int = 0
    rate: float = 1.0
    circle: int = 0
    part: str = ""  # in the split: go, stay, neither
    again: bool | None = None  # speaks in days 28 to 55; None: came too lately to tell
    is_traditional: bool = False
    is_gone: bool = False
    waits: float = 0.0  # hours since they asked without an answer
    is_early_leaver: bool = False
    says_hello: int = 0  # is sure to: 1, and to be answered within a day; 2, and later
    silent_from: int = NEVER
    said: int = 0  # of a lurker, who says two things at most
    orders: int = 0
    second_of: int = -1  # an advertiser's other account
    done: set[str] = field(default_factory=set)  # what one does once, whichever group asks
    seats: dict[str, Seat] = field(default_factory=dict)
    vows: list[Vow] = field(default_factory=list)
    arms: dict[str, str] = field(default_factory=dict)  # of experiments

    def sits(self, key: str, at: int) -> bool:
        seat = self.seats.get(key)
        return seat is not None and seat.holds(at)

    @property
    def is_namesake(self) -> bool:
        """Tell whether others bear the same name: platforms' notices, which tell no id, omit it."""
        return self.name == NAMESAKE

    def is_hushed(self, at: float, key: str) -> bool:
        """Tell whether they are known to say nothing in a group then."""
        for vow in self.vows:
            if not vow.speaks and vow.begin <= at < vow.end and vow.key in {"", key}:
                return True
        return False

    def is_hushed_within(self, begin: float, end: float, key: str) -> bool:
        """Tell whether they are known to say nothing in a part of a span."""
        for vow in self.vows:
            if not vow.speaks and vow.begin < end and vow.end > begin and vow.key in {"", key}:
                return True
        return False

    def account(self, platform: str) -> str:
        """Return the id on a platform: WeCom shows the same id as WeChat, QQ one of its own."""
        return self.ref.replace("demo_", "demo_q") if platform == "qq" else self.ref
