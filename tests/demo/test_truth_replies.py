"""Who answers whom in the club: told by the platform, called by name, or read from the order."""

import pytest


@pytest.fixture(scope="session")
def true(truth):
    return {r["ref"]: r["value"] for r in truth.rows if r["subject"] == "reply"}


def test_what_the_platform_tells_is_so(true, measured):
    told = [(child, parent) for child, parent, inferred in measured["replies"] if not inferred]

    assert told
    assert all(true.get(child) == parent for child, parent in told)


def test_every_second_reply_that_weilu_infers_is_so_and_most_are_found(true, measured):
    links = [(child, parent) for child, parent, _ in measured["replies"]]
    inferred = [(child, parent) for child, parent, inferred in measured["replies"] if inferred]
    precision = sum(true.get(c) == p for c, p in inferred) / len(inferred)
    recall = sum(true.get(c) == p for c, p in links) / len(true)

    assert precision > 0.48, precision
    assert recall > 0.63, recall


def test_the_share_of_conversations_answered_within_a_day_is_nearly_true(truth, true, measured):
    """Every group but the camp, where 300 people check in one after the other."""
    answered = {}
    for child, parent in true.items():
        if child in truth.by_ref and parent in truth.by_ref:
            at = truth.by_ref[child].at
            answered[parent] = min(at, answered.get(parent, at))
    for group, share in measured["answered"].items():
        if group == "demo_morning":
            continue
        starts = [e for e in truth.said if e.ref.startswith(f"{group}_") and e.ref not in true]
        within = [e for e in starts if answered.get(e.ref, e.at + 86_401) - e.at <= 86_400]
        assert share == pytest.approx(len(within) / len(starts), abs=0.05), group
