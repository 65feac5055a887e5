"""When a group is busy, as a small picture and a sentence. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

#: Two hours in a row are a time of the day that people would name.
_SPAN = 2
#: Nobody's group is busiest in these hours.
_NIGHT = range(1, 6)


@dataclass(frozen=True, slots=True)
class Bar:
    hour: int
    height: float  # 0 to 1
    is_busiest: bool

    @property
    def tall(self) -> int:
        """Height in a picture of 36 units; an hour without a message is a hairline."""
        return max(1, round(35 * self.height))

    @property
    def top(self) -> int:
        return 36 - self.tall


@dataclass(frozen=True, slots=True)
class Hours:
    """24 counts of messages as clocks on the wall would show them."""

    bars: tuple[Bar, ...]
    busiest: int  # first hour of the busiest two
    quietest: int
    is_likely: bool

    @property
    def busiest_end(self) -> int:
        return (self.busiest + _SPAN) % 24

    @property
    def quietest_end(self) -> int:
        return (self.quietest + _SPAN) % 24


def hours(counts: Sequence[int], *, shift: int = 0) -> Hours:
    """Draw 24 counts, moved ``shift`` hours later."""
    moved = [counts[(hour - shift) % 24] for hour in range(24)]
    spans = [sum(moved[(hour + step) % 24] for step in range(_SPAN)) for hour in range(24)]
    busiest = max(range(24), key=lambda hour: spans[hour])
    quietest = min(range(24), key=lambda hour: spans[hour])
    most = max(moved) or 1
    named = {(busiest + step) % 24 for step in range(_SPAN)}
    return Hours(
        bars=tuple(Bar(hour, count / most, hour in named) for hour, count in enumerate(moved)),
        busiest=busiest,
        quietest=quietest,
        is_likely=busiest not in _NIGHT,
    )
