"""What the club sells: who bought at which price, what filled, what went back, what changed."""

from collections import Counter
from datetime import date


def test_membership_begins_with_fifty_early_seats_and_costs_more_by_steps(truth):
    rows = truth.labelled("member")
    prices = Counter(row["number"] for row in rows)
    last = {
        price: max(truth.by_ref[row["ref"]].at for row in rows if row["number"] == price)
        for price in prices
    }

    assert prices == {99: 50, 149: 34, 199: 16}
    assert last[99] < last[149] < last[199]
    assert len({truth.author(each) for each in truth.messages("member")}) == 100


def test_26_of_31_groups_of_five_fill_and_the_others_get_their_money_back(truth):
    groups = Counter(row["value"] for row in truth.by_subject["set", "set_group"])
    orders = [row["ref"] for row in truth.by_subject["set", "set_order"]]

    assert groups == {"filled": 26, "refunded": 5}
    assert len(truth.labelled("set_opened")) == 31
    assert len(orders) == 26 * 5
    assert len(set(orders)) > 100


def test_four_get_their_money_back_after_all(truth):
    orders = {row["ref"] for row in truth.by_subject["set", "set_order"]}
    asked = truth.messages("refund")

    assert len(asked) == 4
    assert {truth.author(each) for each in asked} <= orders


def test_one_complaint_becomes_a_change_on_the_next_monday(truth):
    complaint = min(truth.messages("complaint"), key=lambda each: each.at)
    (change,) = truth.messages("complaint_answered")

    assert "包装能不能换个硬一点的" in complaint.text
    assert change.text == "硬盒换好了,第一批压坏的都补寄"
    assert change.day.weekday() == 0
    assert 0 < (change.day - complaint.day).days < 7


def test_the_first_offer_comes_too_early_and_the_second_in_time(truth):
    assert {each.week for each in truth.messages("order_too_early")} == {10}
    assert {each.week for each in truth.messages("offer_when_ready")} == {31}
    ready = sorted(truth.messages("offer_when_ready"), key=lambda each: each.at)

    assert ready[1].at - ready[0].at == 2 * 3600
    assert ready[1].text == "我先说缺点:纸有点薄。但娃自己翻了三遍"


def test_the_cover_with_the_cat_wins_and_is_shown_a_week_later(truth):
    votes = [each.day for each in truth.messages("vote_b")]
    shown = max(truth.messages("covers_shown"), key=lambda each: each.at)

    assert (len(votes), len(truth.labelled("vote_a"))) == (88, 50)
    assert (shown.day - min(votes)).days == 7
    assert shown.text == "做出来了!先给你们看"


def test_the_liveliest_group_does_not_pledge_most(truth):
    given = Counter(row["group"] for row in truth.labelled("pledge"))
    said = Counter(e.group for e in truth.said if date(2026, 3, 9) <= e.day <= date(2026, 4, 5))
    asked = {r["group"]: r["number"] for r in truth.by_subject["figure", "pledge_call_asked"]}
    share = {key: given[key] / asked[key] for key in asked}

    assert max(said, key=said.__getitem__) != max(share, key=share.__getitem__)
