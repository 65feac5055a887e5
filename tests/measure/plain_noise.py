"""What chance may do to the parts of the temperature, told in plain loops."""

import math

from tests.measure.plain_scope import Scope

Z = 1.959963984540054

Interval = tuple[float, float]


def intervals(scope: Scope, until: int, told: dict) -> dict[str, Interval]:
    """Return the 95 % interval of each part that has a value in this window."""
    found = {
        part: _wilson(*told[part])
        for part in ("reciprocity", "answered_rate", "welcome_rate")
        if told[part][0] is not None
    }
    if told["reaction_rate"][0] is not None:
        low, high = _of_a_ratio(_days(scope, until))
        found["reaction_rate"] = (max(0, low), high)
    if told["evenness"][0] is not None:
        people = _people(scope, until)
        usual = sum(b for _, b in people) / sum(b > 0 for _, b in people)
        low, high = _of_a_ratio(people, extra=[(usual, usual), (0, usual)])
        found["evenness"] = tuple(
            1 - max(0, top - 0.2) / 0.8 for top in (min(1, high), max(0, low))
        )
    return found


def _wilson(p: float, n: int) -> Interval:
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return max(0, min(p, middle - half)), min(1, max(p, middle + half))


def _of_a_ratio(pairs: list[tuple[float, float]], extra: list = ()) -> Interval:
    """Say how far Σa / Σb may lie off, each pair (a, b) on its own; ``extra`` only adds noise."""
    whole = sum(b for _, b in pairs)
    ratio = sum(a for a, _ in pairs) / whole
    off = math.sqrt(sum((a - ratio * b) ** 2 for a, b in [*pairs, *extra])) / whole
    return ratio - Z * off, ratio + Z * off


def _days(scope: Scope, until: int) -> list[tuple[float, float]]:
    """Return for each day what was given and what was said."""
    given, said = dict.fromkeys(range(28), 0), dict.fromkeys(range(28), 0)
    for reaction in scope.facts.reactions:
        back = until - scope.day(reaction)
        if scope.has(reaction.group) and not scope.is_bot(reaction.account) and back in given:
            given[back] += reaction.count
    for message in scope.human():
        if until - scope.day(message) in said:
            said[until - scope.day(message)] += 1
    return [(given[back], said[back]) for back in range(28)]


def _people(scope: Scope, until: int) -> list[tuple[float, float]]:
    """Return for each member what counts as the busiest fifth's, and all that was said."""
    said = scope.messages_of(until)
    counts = sorted((said.get(p, 0) for p in scope.members(until)), reverse=True)
    top = math.ceil(len(counts) / 5)
    return [(count if place < top else 0, count) for place, count in enumerate(counts)]
