"""Rows of numbers are found by their first number, in the order they came."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from weilu.connectors.zulip.rows import Rows

NUMBERS = st.integers(-(2**63), 2**63 - 1)


@given(st.lists(st.tuples(st.integers(0, 5), NUMBERS, NUMBERS), max_size=40))
def test_all_rows_of_a_number_are_found(told):
    rows, by_first = Rows(3), defaultdict(list)
    for first, *rest in told:
        rows.add(first, *rest)
        by_first[first].append(tuple(rest))

    assert list(rows) == told
    rows.sort()

    assert len(rows) == len(told)
    assert all(rows.of(first) == by_first[first] for first in range(-1, 7))


def test_a_number_that_does_not_fit_leaves_its_row_out():
    rows = Rows(2)
    rows.add(2**63, 1)
    rows.sort()

    assert list(rows) == rows.of(2**63) == []
