"""Evidence for and against, in points."""

from dataclasses import replace

from weilu.community.sameness.scoring import ENOUGH, Known, Together, total, weigh

EVENING = [0] * 20 + [30, 40, 30, 10] + [20, 20, 20, 20, 10, 10, 10]
MORNING = [0] * 6 + [40, 40, 30] + [0] * 15 + [10, 10, 10, 10, 20, 25, 25]
GU = Known(platform="telegram", ref="1000001", name="顾南之")
GU_TOO = Known(platform="wechat", ref="wxid_gunan", name="顧南之")
MUMU = Known(platform="telegram", ref="1000002", name="木木")
MUMU_TOO = Known(platform="wechat", ref="wxid_mumu", name="木木")


def codes(one, other, both=Together()):  # noqa: B008  # frozen
    return {each.code: each.points for each in weigh(one, other, both)}


def test_one_name_in_both_scripts_on_two_platforms_is_enough():
    assert total(weigh(GU, GU_TOO, Together())) >= ENOUGH


def test_two_people_called_mumu_are_not_suggested_for_their_name():
    assert total(weigh(MUMU, MUMU_TOO, Together())) < ENOUGH


def test_a_name_that_many_carry_speaks_against():
    found = codes(GU, GU_TOO, Together(namesakes=5))

    assert found["common_name"] == -45
    assert sum(found.values()) < ENOUGH


def test_the_more_carry_a_name_the_less_it_says():
    points = [total(weigh(GU, GU_TOO, Together(namesakes=n))) for n in range(2, 8)]

    assert points == sorted(points, reverse=True)
    assert points[0] > points[1] > points[2]


def test_the_nickname_counts_without_the_city_before_it():
    found = codes(replace(GU, name="北京-顾南之"), replace(GU_TOO, name="顾南之"))

    assert found == {"same_nickname": 40}


def test_a_name_one_character_off_needs_more_evidence():
    found = weigh(replace(GU, name="gunan"), replace(GU_TOO, name="gunann"), Together())

    assert [each.code for each in found] == ["near_name"]
    assert total(found) < ENOUGH


def test_one_id_on_one_platform_is_enough_whatever_the_name():
    other = replace(GU, ref="user1000001", name="别名")

    assert codes(GU, other) == {"same_ref": 70}


def test_one_id_on_two_platforms_says_nothing():
    assert "same_ref" not in codes(GU, replace(GU_TOO, ref="1000001"))


def test_a_like_rhythm_speaks_for_and_another_against():
    alike = codes(replace(GU, profile=EVENING), replace(GU_TOO, profile=EVENING))
    unlike = codes(replace(GU, profile=EVENING), replace(GU_TOO, profile=MORNING))

    assert alike["same_rhythm"] > 0 > unlike["other_rhythm"]


def test_few_messages_show_no_rhythm():
    few = [1] * 24 + [4, 4, 4, 3, 3, 3, 3]

    assert "same_rhythm" not in codes(replace(GU, profile=few), replace(GU_TOO, profile=few))


def test_the_same_group_on_two_platforms_speaks_for():
    one = replace(GU, group_names=frozenset({("telegram", "读书会")}))
    other = replace(GU_TOO, group_names=frozenset({("wechat", "读书会"), ("wechat", "同城")}))

    assert codes(one, other)["shared_groups"] == 20


def test_groups_of_one_platform_are_not_shared_across_platforms():
    one = replace(GU, group_names=frozenset({("telegram", "读书会")}))

    assert "shared_groups" not in codes(one, replace(one, ref="1000009"))


def test_both_in_one_conversation_speaks_against():
    found = codes(GU, GU_TOO, Together(talks=4))

    assert found["talked"] == -35
    assert sum(found.values()) < ENOUGH


def test_both_in_one_group_at_once_speaks_against():
    found = codes(GU, replace(GU, ref="1000005"), Together(stays=1))

    assert found["stayed"] == -30
    assert sum(found.values()) < ENOUGH


def test_what_speaks_against_comes_last():
    points = [each.points for each in weigh(GU, GU_TOO, Together(talks=1, stays=1))]

    assert points == sorted(points, reverse=True)


def test_who_is_named_first_makes_no_difference():
    both = Together(talks=1, namesakes=4)

    assert weigh(GU, GU_TOO, both) == weigh(GU_TOO, GU, both)
