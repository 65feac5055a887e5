"""Friday, 12:20: what has to be decided as the story ends, as far as messages show it."""

from datetime import date, timedelta

from weilu.demo.simulator.moments import AS_OF, END

FRIDAY = date(2026, 11, 20)


def test_it_is_a_friday_at_lunch():
    assert (AS_OF.date(), AS_OF.hour, AS_OF.minute) == (FRIDAY, 12, 20)
    assert FRIDAY.weekday() == 4


def test_two_advertisements_and_two_things_that_are_none_lie_there(truth):
    ads = [each for each in truth.messages("ad") if each.day == FRIDAY]
    link = [each for each in truth.messages("doctors_link") if "http" in each.text]

    assert len(ads) == 2
    assert len({each.group for each in ads}) == 2
    assert [each.day for each in link] == [FRIDAY]
    assert link[0].answers
    assert len(truth.labelled("relay_thursday")) == 34


def test_newcomers_have_waited_for_two_thirteen_and_26_hours(truth):
    waits = sorted(round((END - each.at) / 3600) for each in truth.messages("waiting"))

    assert waits == [2, 13, 26]


def test_the_teacher_has_been_silent_since_week_76_and_his_group_is_cooling(truth):
    teacher = next(p for p, name in truth.people("kol").items() if name == "顾老师")
    last = max(each.day for each in truth.said if truth.author(each) == teacher)
    days = truth.per_day("N")
    before = sum(days[date(2026, 10, 14) + timedelta(days=n)] for n in range(14))
    now = sum(days[date(2026, 11, 4) + timedelta(days=n)] for n in range(14))

    assert last < date(2026, 11, 2)
    assert now < 0.6 * before


def test_thanks_are_due_to_a_table_and_to_300_mornings(truth):
    thanks = sorted(truth.messages("thanks_due"), key=lambda each: each.at)
    postman = next(p for p, name in truth.people("kol").items() if name == "老邮差")
    mornings = [each for each in truth.messages("checkin") if each.sender == postman]

    assert "60个人" in thanks[-1].text
    assert len(mornings) == 300
    assert max(each.day for each in mornings) == FRIDAY


def test_an_appeal_a_refund_and_a_code_wait(truth):
    (appeal,) = truth.messages("appeal")
    (refund,) = truth.messages("refund_waiting")
    (code,) = truth.messages("code_expires")
    answered = {row["value"] for row in truth.rows if row["subject"] == "reply"}

    assert END - appeal.at < 86_400
    assert not answered & {appeal.ref, refund.ref}
    assert refund.day == code.day == FRIDAY
    assert truth.seated("H", FRIDAY) == 500 - 22
    assert "22个位置" in code.text
