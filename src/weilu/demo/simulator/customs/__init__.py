"""What comes round, and what happened once: one module for each ingredient of the story."""

from collections.abc import Callable

from weilu.demo.simulator.customs import (
    advertisements,
    appeals,
    book_day,
    camps,
    comings,
    greetings,
    lurkers,
    needs,
    noise,
    notices,
    offers,
    packets,
    pearls,
    relays,
    returns,
    rings,
    scenes,
    staff,
    waiting,
    year_list,
)
from weilu.demo.simulator.life import Life

#: Told before ordinary talk, which fills up what is left of a day.
CUSTOMS: tuple[Callable[[Life], None], ...] = (
    comings.comings,
    camps.checkins,
    book_day.book_day,
    staff.week,
    notices.post,
    relays.relays,
    pearls.pearls,
    scenes.scenes,
    offers.offers,
    returns.returns,
    rings.rings,
    lurkers.lurkers,
    packets.packets,
    greetings.greetings,
    advertisements.advertisements,
    appeals.appeals,
    needs.needs,
    noise.noise,
    waiting.waiting,
)

#: Told when ordinary talk is there.
AFTERWARDS: tuple[Callable[[Life], None], ...] = (
    book_day.ties,
    year_list.year_list,
    lurkers.third_order,
)
