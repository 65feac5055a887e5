"""Every figure that is told of the club, with how it is measured in its files and its truth.

    python -m tests.demo.figures FOLDER

FOLDER is ``demo/seed-7-whole`` of a home into which ``weilu demo`` was filled in. Writes the list
in docs/develop/demo.md anew; test_figures.py compares each figure, and the list, with the club.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, median

from tests.demo.test_truth_people import CHANNELS, KINDS, SEATS

from weilu.demo.simulator import moments
from weilu.demo.simulator.material import factor

DOCUMENT = Path(__file__).parents[2] / "docs/develop/demo.md"
BEGIN, END = "<!-- figures -->\n", "<!-- /figures -->"
#: What "about" allows, and a rate in percent.
ABOUT, POINTS = 0.02, 1.5
TEXT = {0, 25}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """``off`` is how far the measured one may lie: 0 for counts, a share of what is told else."""

    part: str
    words: str
    told: float
    measure: Callable
    off: float = 0.0
    is_rate: bool = False

    @property
    def bound(self) -> float:
        return POINTS if self.is_rate else self.off * self.told

    def row(self, truth) -> str:
        sign = " %" if self.is_rate else ""
        bound = (
            f"± {POINTS} points" if self.is_rate else f"± {self.off:.0%}" if self.off else "exact"
        )
        found = self.measure(truth)
        return (
            f"| {self.part} | {self.words} | {self.told:,g}{sign} | {bound} | {found:,.6g}{sign} |"
        )


def labelled(label, group=None):
    return lambda truth: len(truth.labelled(label, group))


def weekly(key, first, last, times=1.0):
    """The mean of those weeks between two that the calendar treats alike throughout."""

    def measured(truth):
        weeks = Counter(each.week for each in truth.of_group[key])
        return round(
            mean(
                weeks[week]
                for week in range(first, last + 1)
                if {factor(key, moments.monday(week) + timedelta(days=n)) for n in range(7)}
                == {times}
            ),
            1,
        )

    return measured


def in_week(week):
    return lambda truth: sum(each.week == week for each in truth.said)


def of_kind(*kinds):
    def measured(truth):
        kind = truth.people("kind")
        said = sum(kind[truth.author(each)] in kinds for each in truth.said)
        return round(100 * said / len(truth.said), 1)

    return measured


def counted(kind):
    return lambda truth: Counter(truth.people("kind").values())[kind]


def mixed(*types):
    return lambda truth: round(
        100 * sum(each.type in types for each in truth.said) / len(truth.said), 1
    )


def seats(key):
    return lambda truth: sum(
        left is None for (_, group), (_, left) in truth.seats().items() if group == key
    )


def against(key, first, last, before):
    """Messages of some days for each 100 of as many usual ones."""

    def measured(truth):
        counts = truth.per_day(key)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        usual = [before[0] + timedelta(days=n) for n in range((before[1] - before[0]).days + 1)]
        return round(100 * mean(counts[d] for d in days) / mean(counts[d] for d in usual), 1)

    return measured


def book_days(truth):
    days, event = truth.per_day("H"), date(2026, 4, 25)
    usual = [
        mean(days[event + timedelta(days=n - 7 * back)] for back in (1, 2, 3, -1, -2))
        for n in range(2)
    ]
    return round((days[event] + days[event + timedelta(days=1)]) / sum(usual), 2)


def top_fifth(truth):
    counts = sorted(Counter(truth.author(each) for each in truth.said).values(), reverse=True)
    return round(100 * sum(counts[: len(counts) // 5]) / len(truth.said), 1)


def livelier(truth):
    rewarded = {row["ref"] for label in ("thanks", "packet") for row in truth.labelled(label)}
    said = truth.of_group["H"]
    return round(100 * (len(said) / sum(e.ref not in rewarded for e in said) - 1), 1)


def orders_of_lurkers(truth):
    """Orders of the one who is thanked for the third, the third among them."""
    (third,) = truth.by_subject["order", "third_order"]
    labels = ("order_when_ready", "preorder", "member")
    said = [truth.author(each) for label in labels for each in truth.messages(label)]
    said += [row["ref"] for row in truth.by_subject["set", "set_order"]]
    return 1 + said.count(third["ref"])


def pledged(key):
    def measured(truth):
        (asked,) = [
            row for row in truth.by_subject["figure", "pledge_call_asked"] if row["group"] == key
        ]
        return round(100 * len(truth.labelled("pledge", key)) / asked["number"], 1)

    return measured


def channel(name):
    return lambda truth: Counter(truth.people("channel").values())[name]


def kept(label):
    return lambda truth: Counter(row["value"] for row in truth.by_subject["set", "set_group"])[
        label
    ]


def pearls(truth):
    """The fewest who answered a message of 南枝."""
    repliers = defaultdict(set)
    for row in truth.rows:
        if row["subject"] == "reply":
            repliers[row["value"]].add(truth.author(truth.by_ref[row["ref"]]))
    return min(len(repliers[row["ref"]]) for row in truth.labelled("pearl"))


def _exact(part, **told):
    return [
        Figure(part=part, words=words.replace("_", " "), told=number, measure=measure)
        for words, (number, measure) in told.items()
    ]


def _about(part, words, told, measure):
    return Figure(part=part, words=words, told=told, measure=measure, off=ABOUT)


def _rate(part, words, told, measure):
    return Figure(part=part, words=words, told=told, measure=measure, is_rate=True)


FIGURES = [
    _about("head", "human messages", 265_000, lambda truth: len(truth.said)),
    *_exact(
        "head",
        people_ever=(1200, lambda truth: len(truth.people("kind"))),
        people_still_in_a_group=(
            905,
            lambda truth: len({p for (p, _), (_, left) in truth.seats().items() if left is None}),
        ),
        seats=(
            1434,
            lambda truth: sum(left is None for _, left in truth.seats().values()),
        ),
        people_with_two_accounts=(
            39,
            lambda t: sum(row["number"] == 1 for row in t.by_subject["person", "two_accounts"]),
        ),
        namesakes=(5, lambda truth: len(truth.people("namesake"))),
    ),
    *[
        Figure(part="A", words=f"seats in {key}", told=number, measure=seats(key))
        for key, number in SEATS.items()
    ],
    *_exact(
        "A",
        peak_of_N=(297, lambda truth: truth.seated("N", date(2026, 5, 24))),
        peak_of_B=(268, lambda truth: truth.seated("B", date(2025, 10, 26))),
    ),
    _about("A", "a week in H at first", 700, weekly("H", 6, 17)),
    _about("A", "a week in H now", 900, weekly("H", 70, 77)),
    _about("A", "a week in M, in camp", 900, weekly("M", 6, 77)),
    _about("A", "a week in M, between camps", 350, weekly("M", 6, 77, 0.389)),
    _about("A", "a week in N at first", 300, weekly("N", 4, 5)),
    _about("A", "a week in N before the split", 1100, weekly("N", 48, 51)),
    _about("A", "a week in N after it", 480, weekly("N", 60, 75)),
    _about("A", "a week in T", 640, weekly("T", 60, 75)),
    _about("A", "a week in P", 850, weekly("P", 20, 75)),
    _about("A", "a week in P, in summer", 560, weekly("P", 58, 62, 0.66)),
    _about("A", "a week in W", 110, weekly("W", 18, 76)),
    _about("A", "a week in W, with a walk", 420, weekly("W", 18, 76, 3.75)),
    _about("A", "a week in B, alive", 640, weekly("B", 15, 27)),
    _about("A", "a week in C", 330, weekly("C", 22, 75)),
    *[
        Figure(part="B", words=kind, told=number, measure=counted(kind))
        for kind, number in KINDS.items()
    ],
    _rate("B", "written by staff", 7, of_kind("staff")),
    _rate("B", "written by the core", 22, of_kind("core")),
    _rate("B", "written by other KOLs", 2.5, of_kind("kol")),
    _rate("B", "written by KOCs", 9, of_kind("koc")),
    _rate("B", "written by regulars", 33, of_kind("regular")),
    _rate("B", "written by the occasional", 14, of_kind("occasional")),
    _rate("B", "written by check-in-only", 7, of_kind("checkin")),
    _rate("B", "written by the loose", 5.5, of_kind("hunter", "advertiser", "rival")),
    _rate("B", "written by the top fifth", 82, top_fifth),
    *_exact(
        "B",
        writers_of_traditional_characters=(36, lambda truth: len(truth.people("script"))),
        fewest_repliers_of_南枝=(6, pearls),
    ),
    *[
        Figure(part="C", words=name, told=number, measure=channel(name))
        for name, (number, *_) in CHANNELS.items()
    ],
    Figure(
        part="D5",
        words="characters of what is written, median",
        told=9,
        measure=lambda truth: median(len(e.text) for e in truth.said if e.type in TEXT),
    ),
    _rate("D5", "text", 61, mixed(0, 25)),
    _rate("D5", "stickers", 14, mixed(5)),
    _rate("D5", "pictures", 12, mixed(1)),
    _rate("D5", "links, mini-programs, video", 8, mixed(3, 7, 26)),
    _rate("D5", "voice", 4.6, mixed(2)),
    _rate("D5", "red packets", 0.4, mixed(20)),
    *_exact(
        "D",
        advertisements=(96, labelled("ad")),
        restitution_paid=(6, labelled("restitution_paid")),
        restitution_forgiven=(2, labelled("restitution_forgiven")),
        restitution_removed=(1, labelled("restitution_removed")),
    ),
    _rate("D10", "H looks livelier by red packets", 14, livelier),
    *_exact(
        "D",
        messages_of_the_quarrel_about_spoilers=(212, labelled("quarrel_spoilers")),
        false_alarms_about_screens=(31, labelled("hostile_false_alarm")),
        evenings_on_which_nobody_answers_the_squads=(4, labelled("squad_call")),
        votes_for_the_split=(116, labelled("split_for")),
        votes_against_it=(48, labelled("split_against")),
        who_go=(112, lambda truth: Counter(truth.people("split").values())["go"]),
        who_stay=(118, lambda truth: Counter(truth.people("split").values())["stay"]),
        who_do_neither=(67, lambda truth: Counter(truth.people("split").values())["neither"]),
    ),
    _rate(
        "D17",
        "H after 元宵, of a normal day",
        90,
        against("H", date(2026, 3, 4), date(2026, 3, 10), (date(2026, 1, 12), date(2026, 2, 8))),
    ),
    _rate(
        "D17",
        "all groups from 初二 to 初六",
        18,
        against(None, date(2026, 2, 18), date(2026, 2, 22), (date(2026, 1, 12), date(2026, 2, 8))),
    ),
    *_exact(
        "D18",
        slots_of_the_relay_reading=(48, labelled("relay_reading")),
        places_at_the_swap=(60, labelled("swap_signed")),
        who_wait=(26, labelled("swap_waiting")),
        who_cancel=(11, labelled("swap_cancel")),
        who_come=(51, lambda truth: len(truth.by_subject["swap", "came_to_swap"])),
        pictures_of_that_evening=(93, labelled("book_swap_picture")),
        ties_that_still_talk=(19, lambda truth: len(truth.by_subject["tie", "swap_tie"])),
    ),
    _about("D18", "times as much for two days", 2.6, book_days),
    *_exact(
        "D19",
        orders_too_early=(3, labelled("order_too_early")),
        who_leave_over_it=(9, labelled("left_over_sale")),
        orders_when_ready=(74, labelled("order_when_ready")),
    ),
    *_exact("D20", pledges=(171, labelled("pledge")), of_them_in_C=(22, labelled("pledge", "C"))),
    _rate("D20", "pledges of those asked in P", 31, pledged("P")),
    _rate("D20", "pledges of those asked in N", 24, pledged("N")),
    _rate("D20", "pledges of those asked in H", 12, pledged("H")),
    _rate("D20", "pledges of those asked in B", 2, pledged("B")),
    *_exact(
        "D21",
        votes_for_the_cat=(88, labelled("vote_b")),
        votes_for_the_plain_one=(50, labelled("vote_a")),
        preorders=(47, labelled("preorder")),
        groups_of_five_that_fill=(26, kept("filled")),
        groups_that_do_not=(5, kept("refunded")),
        refunds=(4, labelled("refund")),
    ),
    *_exact(
        "D22",
        requests_for_a_recommendation=(63, labelled("need_recommend")),
        requests_for_a_book=(41, labelled("need_book")),
        needs_that_are_one_list=(
            9,
            lambda truth: sum(row["number"] == 1 for row in truth.labelled("need_recommend")),
        ),
    ),
    *_exact(
        "D23",
        night_lines_worth_keeping=(12, labelled("night_keep")),
        night_lines_to_ask_for_first=(5, labelled("night_private")),
    ),
    *_exact(
        "D25",
        calls_to_everybody_needed=(7, labelled("everyone")),
        calls_to_everybody_too_many=(4, labelled("everyone_too_many")),
        who_found_the_code_expired=(38, labelled("code_expired")),
    ),
    *_exact(
        "E",
        messages_of_the_list_of_the_year=(
            1046,
            lambda truth: truth.per_day("H")[date(2025, 12, 31)],
        ),
    ),
    _about("G", "messages in W77", 4500, in_week(77)),
    *_exact(
        "G",
        speakers_in_W77=(
            287,
            lambda truth: len({truth.author(each) for each in truth.said if each.week == 77}),
        ),
        names_on_the_list_for_Thursday=(34, labelled("relay_thursday")),
        orders_of_the_lurker_who_is_thanked=(3, orders_of_lurkers),
        newcomers_who_wait=(3, labelled("waiting")),
        appeals_that_wait=(1, labelled("appeal")),
    ),
]


def table(truth) -> str:
    head = "| in | figure | told | within | measured |\n|---|---|---|---|---|\n"
    return head + "".join(f"{figure.row(truth)}\n" for figure in FIGURES)


def written() -> str:
    return DOCUMENT.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


def main() -> None:
    from tests.demo.conftest import told

    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    text = f"{before}{BEGIN}{table(told(Path(sys.argv[1])))}{END}{after}"
    DOCUMENT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
