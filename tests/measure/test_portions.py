"""Groups dealt into portions."""

from hypothesis import given
from hypothesis import strategies as st

from weilu.measure.portions import deal


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 30)), st.integers(1, 40))
def test_every_group_is_dealt_once_and_only_a_large_one_alone_is_too_much(sizes, most):
    portions = list(deal(sizes, most))

    assert [group for portion in portions for group in portion] == sorted(sizes)
    assert all(
        len(portion) == 1 or sum(sizes[group] for group in portion) <= most for portion in portions
    )
