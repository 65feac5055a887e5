"""Names and nicknames; two thirds of the nicknames follow the rule of the hall."""

import random
from collections.abc import Iterator
from itertools import chain
from typing import Any

from weilu.demo.simulator.people import Person

_ODD_SHAPES = ("{name}", "{city} {name} 在读{book}", "-", "{name}📖", "{city}-{name}", "{name}~")


def names(pool: dict[str, Any], taken: set[str], rng: random.Random) -> Iterator[str]:
    """Give names that nobody bears yet: invented odd ones first, then made ones."""
    made = [head + tail for head in pool["heads"] for tail in pool["tails"] if head != tail]
    made += [f"{child}妈" for child in pool["mothers"]]
    rng.shuffle(made)
    for name in chain(pool["odd"], made, _numbered(made)):
        if name not in taken:
            taken.add(name)
            yield name


def _numbered(made: list[str]) -> Iterator[str]:
    number = 2
    while True:
        yield from (f"{name}{number}" for name in made)
        number += 1


def nickname(person: Person, book: str, rng: random.Random, *, is_shaped: bool) -> str:
    if is_shaped:
        return f"{person.city}-{person.name}-{book}"
    shape = rng.choice(_ODD_SHAPES)
    return shape.format(name=person.name, city=person.city, book=book)
