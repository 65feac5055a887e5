import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weilu.ingest.stays import Event, Sign, stays

JOINED, SPOKE, LISTED, LEFT = Sign.JOINED, Sign.SPOKE, Sign.LISTED, Sign.LEFT


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        pytest.param([(1, JOINED)], [(1, True, None)], id="a join opens a stay"),
        pytest.param([(5, SPOKE)], [(5, False, None)], id="a message stands for a join"),
        pytest.param([(1, JOINED), (5, SPOKE), (9, LEFT)], [(1, True, 9)], id="a leave closes it"),
        pytest.param(
            [(1, JOINED), (9, LEFT), (12, SPOKE)],
            [(1, True, 9), (12, False, None)],
            id="back again",
        ),
        pytest.param([(9, LEFT)], [(9, False, 9)], id="only the leave is known"),
        pytest.param(
            [(1, JOINED), (9, LEFT), (12, LISTED)], [(1, True, 9)], id="a list is no join"
        ),
        pytest.param([(12, LISTED)], [(12, False, None)], id="listed, never spoken"),
        pytest.param([(3, SPOKE), (7, JOINED)], [(3, False, None)], id="a join in between is none"),
    ],
)
def test_stays_are_told_by_what_happened(signs, expected):
    found = stays(Event(us=us, sign=sign) for us, sign in signs)

    assert [(stay.joined_us, stay.join_recorded, stay.left_us) for stay in found] == expected


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from(Sign)), max_size=12))
def test_stays_follow_one_another_whatever_the_order_of_the_records(signs):
    found = stays(Event(us=us, sign=sign) for us, sign in signs)

    assert found == stays(Event(us=us, sign=sign) for us, sign in reversed(signs))
    for stay, following in itertools.pairwise(found):
        assert stay.left_us is not None
        assert stay.joined_us <= stay.left_us <= following.joined_us
