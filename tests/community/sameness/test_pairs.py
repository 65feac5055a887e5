"""Which accounts are compared."""

from weilu.community.sameness.pairs import LARGEST_BLOCK, Named, namesakes, pairs


def account(number, name, *, person=None, ref=""):
    return Named(number, person or number, "telegram", ref, name)


def test_accounts_of_one_name_are_compared_and_no_others():
    found = pairs([account(1, "顾南之"), account(2, "叶知秋"), account(3, "北京-顧南之")])

    assert found == [(1, 3)]


def test_accounts_of_one_person_are_not_compared():
    assert pairs([account(1, "顾南之", person=9), account(2, "顾南之", person=9)]) == []


def test_one_id_in_two_forms_is_compared():
    assert pairs([account(1, "甲乙", ref="user777777"), account(2, "丙丁", ref="777777")]) == [
        (1, 2)
    ]


def test_a_name_of_very_many_makes_no_pairs():
    many = [account(n, "木木") for n in range(1, LARGEST_BLOCK + 2)]

    assert pairs(many) == []


def test_the_rarest_names_come_first_when_there_are_too_many():
    crowd = [account(n, "木木") for n in range(1, 6)]
    rare = [account(98, "顾南之"), account(99, "顾南之")]

    assert pairs([*crowd, *rare], most=1) == [(98, 99)]


def test_a_hundred_thousand_accounts_make_few_pairs():
    accounts = [account(n, f"读者{n * 7919 % 100_003:06d}") for n in range(100_000)]

    assert len(pairs(accounts)) <= 5_000


def test_namesakes_are_counted_by_person():
    found = namesakes([account(1, "木木"), account(2, "木 木"), account(3, "木木", person=2)])

    assert found["木木"] == 2
