"""What is said in the club: kinds of messages and ingredients with their labels."""

from collections import Counter, defaultdict
from datetime import date
from statistics import mean, median

import pytest

POINTS = 1.5
TEXT = {0, 25}
#: Label: how many messages carry it.
EXACT = {
    "ad": 96,
    "need_recommend": 63,
    "need_book": 41,
    "vote_b": 88,
    "vote_a": 50,
    "preorder": 47,
    "order_too_early": 3,
    "left_over_sale": 9,
    "order_when_ready": 74,
    "pledge": 171,
    "quarrel_spoilers": 212,
    "hostile_false_alarm": 31,
    "restitution_paid": 6,
    "restitution_forgiven": 2,
    "restitution_removed": 1,
    "night_keep": 12,
    "night_private": 5,
    "code_expired": 38,
    "relay_thursday": 34,
    "waiting": 3,
    "squad_call": 4,
    "book_swap_picture": 93,
    "appeal": 1,
    "relay_reading": 48,
    "swap_signed": 60,
    "swap_waiting": 26,
    "swap_cancel": 11,
    "return": 3,
    "refund": 4,
    "refund_waiting": 1,
    "everyone": 7,
    "everyone_too_many": 4,
}
FALSE_ALARM = ("hostile_false_alarm", "quarrel_screens")


@pytest.mark.parametrize("label", EXACT)
def test_an_ingredient_is_there_as_often_as_promised(truth, label):
    assert len(truth.labelled(label)) == EXACT[label]


def test_31_of_44_messages_about_screens_only_look_hostile(truth):
    assert sum(len(truth.labelled(label)) for label in FALSE_ALARM) == 44


def test_everybody_is_called_eleven_times_four_of_them_needlessly(truth):
    assert len(truth.labelled("everyone")) == 7
    assert len(truth.labelled("everyone_too_many")) == 4


def test_the_last_day_of_the_year_brings_1046_messages(truth):
    assert truth.per_day("H")[date(2025, 12, 31)] == 1046


def test_the_pledge_is_met_by_group(truth):
    asked = {r["group"]: r["number"] for r in truth.by_subject["figure", "pledge_call_asked"]}
    given = Counter(row["group"] for row in truth.labelled("pledge"))
    shares = {key: 100 * given[key] / asked[key] for key in asked}

    assert sum(asked.values()) == 870
    assert len({truth.author(e) for e in truth.messages("pledge")}) == 171
    assert round(1000 * 171 / 870) == 197
    assert given["C"] == asked["C"] == 22
    for key, share in {"P": 31, "N": 24, "H": 12, "B": 2}.items():
        assert shares[key] == pytest.approx(share, abs=POINTS)


def test_the_mix_of_kinds_is_that_of_a_real_group(truth):
    talk = truth.said
    kinds = Counter(each.type for each in talk)
    share = {
        name: 100 * sum(kinds[k] for k in codes) / len(talk)
        for name, codes in {
            "text": (0, 25),
            "sticker": (5,),
            "picture": (1,),
            "link": (3, 7, 26),
            "voice": (2,),
            "packet": (20,),
        }.items()
    }

    assert share["text"] == pytest.approx(61, abs=POINTS)
    assert share["sticker"] == pytest.approx(14, abs=POINTS)
    assert share["picture"] == pytest.approx(12, abs=POINTS)
    assert share["link"] == pytest.approx(8, abs=POINTS)
    assert share["voice"] == pytest.approx(4.6, abs=POINTS)
    assert share["packet"] == pytest.approx(0.4, abs=POINTS)
    assert 100 * sum(e.answers is not None for e in talk) / len(talk) == pytest.approx(
        9, abs=POINTS
    )


def test_everyday_words_are_short(truth):
    assert median(len(e.text) for e in truth.said if e.type in TEXT) in range(7, 13)


def test_after_a_red_packet_come_thanks_within_three_minutes_and_then_silence(truth):
    packets = {row["ref"] for row in truth.labelled("packet")}
    parent = {r["ref"]: r["value"] for r in truth.rows if r["subject"] == "reply"}
    thanks = defaultdict(list)
    for row in truth.labelled("thanks"):
        if parent.get(row["ref"]) in packets:
            wait = truth.by_ref[row["ref"]].at - truth.by_ref[parent[row["ref"]]].at
            thanks[parent[row["ref"]]].append(wait)

    eve = [e for e in truth.messages("packet") if e.day in {date(2026, 2, 16), date(2026, 2, 17)}]
    later = {row["ref"] for row in truth.labelled("packet") if truth.by_ref[row["ref"]].week > 12}

    assert len(eve) == 66
    assert max(max(waits) for waits in thanks.values()) <= 185
    assert mean(20 <= len(waits) <= 60 for ref, waits in thanks.items() if ref in later) > 0.94


def test_talk_for_rewards_makes_the_hall_look_livelier_than_it_is(truth):
    rewarded = {row["ref"] for label in ("thanks", "packet") for row in truth.labelled(label)}
    said = truth.of_group["H"]
    without = [e for e in said if e.ref not in rewarded]

    assert 100 * (len(said) / len(without) - 1) == pytest.approx(14, abs=POINTS)


def test_customs_of_one_text_are_known_as_such(truth):
    """Relay lists, check-ins, greetings and thanks: near alike, and no flooding."""
    for label in ("relay", "checkin", "greeting", "thanks", "receipt"):
        texts = Counter(e.text for e in truth.messages(label))
        assert sum(texts.values()) > 300, label
    relays = [e.text for e in truth.messages("relay", "W")]
    assert all(text.startswith("#接龙") for text in relays)
    thanks = Counter(e.text for e in truth.messages("thanks") if e.type in TEXT)
    assert thanks.most_common(1)[0][0] == "谢谢老板"


def test_three_newcomers_wait_as_the_story_ends(truth, measured):
    waiting = [(hours, text) for group, hours, text in measured["waiting"] if hours >= 1]

    assert [hours for hours, _ in waiting] == [26, 13, 2]
    assert waiting[0][1] == "请问新人可以直接参加晨读吗"


def test_kinds_of_people_show_in_the_states_of_engagement(truth, measured):
    kind = truth.people("kind")
    weeks = defaultdict(list)
    for account, _, number in measured["spoke"]:
        weeks[kind[account.replace("demo_q", "demo_")]].append(number)

    assert median(weeks["core"]) >= 4
    assert median(weeks["regular"]) >= 3
    assert median(weeks["occasional"]) <= median(weeks["regular"])
    assert median(weeks["lurker"]) == 1
    assert (
        measured["states"]["demo_deskmates"].get("vital", 0)
        + measured["states"]["demo_deskmates"].get("consistently_active", 0)
        >= 15
    )
