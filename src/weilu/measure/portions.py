"""Groups dealt into portions, so that memory does not grow with a community."""

from collections.abc import Iterator, Mapping


def deal(sizes: Mapping[int, int], most: int) -> Iterator[list[int]]:
    """Yield groups, in order of their numbers, together of at most ``most``; a larger one alone."""
    portion: list[int] = []
    held = 0
    for group_id, size in sorted(sizes.items()):
        if portion and held + size > most:
            yield portion
            portion, held = [], 0
        portion.append(group_id)
        held += size
    if portion:
        yield portion
