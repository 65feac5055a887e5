"""What each number is, in one sentence: shown above its rows. docs/methods/ says it at length."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A metric in words; ``kind`` says which rows stand behind it (``insight.rows``)."""

    title: Promise
    formula: Promise
    kind: str
    days: int = 28
    version: int = 1

    @property
    def window(self) -> str:
        return ngettext("last %(n)s day", "last %(n)s days", self.days) % {"n": self.days}


def _one(title: Promise, formula: Promise, kind: str, days: int = 28) -> Explained:
    return Explained(title=title, formula=formula, kind=kind, days=days)


_PEOPLE = {
    "daily_active": _one(
        _("Active on the day"), _("People with at least one message on the last day."), "people", 1
    ),
    "weekly_active": _one(
        _("Active people, 7 days"), _("People with at least one message in 7 days."), "people", 7
    ),
    "monthly_active": _one(
        _("Active people, 28 days"), _("People with at least one message in 28 days."), "people"
    ),
    "stickiness": _one(
        _("Stickiness"),
        _("Active people of a day, on average, divided by active people of the same 28 days."),
        "people_by_days",
    ),
    "weekly_stickiness": _one(
        _("Weekly stickiness"),
        _("Active people of a week, mean of four weeks, divided by active people of 28 days."),
        "people_by_days",
    ),
    "active_days": _one(
        _("Active days"), _("Days with a message, mean over active people."), "people_by_days"
    ),
    "speaking_share": _one(
        _("Speaking share"), _("Members who spoke, divided by all members present."), "people"
    ),
    "lurker_share": _one(
        _("Lurkers"), _("Members present who wrote nothing, divided by all members."), "people"
    ),
    "occasional_share": _one(
        _("Occasional voices"),
        _("Members who spoke without belonging to the few that write half of everything."),
        "people",
    ),
    "leading_share": _one(
        _("Leading voices"),
        _("The fewest members that together wrote half of the messages, as a share of members."),
        "people",
    ),
    "bus_factor": _one(
        _("Half of the talk"),
        _("The fewest people who together wrote half of the messages."),
        "people",
    ),
    "top_fifth_share": _one(
        _("20/80 share"),
        _("Share of the messages written by the busiest fifth of the members."),
        "people",
    ),
    "top_fifth_share_of_speakers": _one(
        _("20/80 share of speakers"),
        _("Share of the messages written by the busiest fifth of those who spoke."),
        "people",
    ),
    "gini": _one(
        _("Gini coefficient"),
        _("0: all members write the same; 1: one writes everything. Silent members count."),
        "people",
    ),
    "evenness": _one(
        _("Evenness"),
        _("1 minus what the busiest fifth writes beyond a fifth, as a share of what it could."),
        "people",
    ),
    "activity_half_life": _one(
        _("Activity half-life"),
        _("Days after which half of the active people have fallen silent, at this pace."),
        "people_by_days",
    ),
    "quick_ratio": _one(
        _("Quick ratio"),
        _("New and returned people, divided by people who fell silent, against 28 days before."),
        "people",
    ),
}
_TALK = {
    "answered_rate": _one(
        _("Answered"),
        _("Conversations answered by another person within 24 hours, divided by all begun."),
        "starts",
    ),
    "first_reply_median": _one(
        _("First answer, median"),
        _("Minutes after which half of the conversations had an answer; unanswered ones count."),
        "starts",
    ),
    "first_reply_p90": _one(
        _("First answer, nine of ten"),
        _("Minutes after which nine of ten conversations had an answer."),
        "starts",
    ),
    "first_reply_median_at_work": _one(
        _("First answer on workdays, median"),
        _("As the median, for conversations begun Monday to Friday from 9 to 18."),
        "starts",
    ),
    "first_reply_p90_at_work": _one(
        _("First answer on workdays, nine of ten"),
        _("As nine of ten, for conversations begun Monday to Friday from 9 to 18."),
        "starts",
    ),
    "member_start_share": _one(
        _("Started by members"),
        _("Conversations begun by members who are no staff, divided by all."),
        "starts",
    ),
    "self_organisation": _one(
        _("Self-organising"),
        _("Geometric mean of conversations begun by members and replies between members."),
        "starts",
    ),
    "welcome_rate": _one(
        _("Welcomed"),
        _("Newcomers whose first message was answered within 24 hours, divided by newcomers."),
        "newcomers",
    ),
    "waiting": _one(
        _("Newcomers unanswered"),
        _("People whose first words in a group lie within 28 days and whom nobody answered."),
        "waiting",
    ),
    "reciprocity": _one(
        _("Reciprocity"),
        _("Directed pairs who answered each other both ways, divided by all directed pairs."),
        "replies",
    ),
    "two_way_share": _one(
        _("Two-way exchange"),
        _("Replies within pairs that answer both ways, divided by all replies."),
        "replies",
    ),
    "member_reply_share": _one(
        _("Replies between members"),
        _("Replies from a member to a member, divided by all replies."),
        "replies",
    ),
    "replies": _one(_("Replies"), _("Messages that answer another person's."), "replies"),
    "messages": _one(_("Messages"), _("Messages in the window, newest first."), "messages"),
    "heat_map": _one(_("Rhythm"), _("Messages by weekday and local hour."), "messages"),
    "signal_ratio": _one(
        _("Messages that found an echo"),
        _("Messages replied to, reacted to or answering a question, divided by all."),
        "replies",
    ),
    "reaction_rate": _one(_("Reactions"), _("Reactions for each message."), "reactions"),
    "question_share": _one(
        _("Questions"), _("Messages with a question, divided by all."), "questions"
    ),
    "message_load": _one(
        _("Message load"), _("Messages for each member and day, staff's included."), "messages"
    ),
    "operator_share": _one(
        _("Share of staff"), _("Messages of staff, divided by all messages."), "staff"
    ),
    "quiet_hours_share": _one(
        _("At night"), _("Messages between 23:00 and 8:00, divided by all."), "night"
    ),
    "temperature": _one(
        _("Temperature, an index on trial"),
        _("100 times the geometric mean of five ranks among the group's own last 26 weeks."),
        "weeks",
    ),
}
_JOINING = {
    "brought_by_members": _one(
        _("Brought by members"),
        _("Recorded joins invited by a member, divided by all recorded joins."),
        "joins",
    ),
    "unknown_origin_share": _one(
        _("Origin unknown"), _("Joins without inviter or channel, divided by all joins."), "joins"
    ),
    "retention_d1": _one(
        _("Spoke again after a day"), _("Joiners who spoke on the day after joining."), "joins", 29
    ),
    "retention_d7": _one(
        _("Spoke again after a week"), _("Joiners who spoke on days 7 to 13."), "joins", 41
    ),
    "retention_d30": _one(
        _("Spoke again after a month"), _("Joiners who spoke on days 28 to 55."), "joins", 83
    ),
    "retention_d90": _one(
        _("Spoke again after a quarter"), _("Joiners who spoke on days 84 to 111."), "joins", 139
    ),
    "stayed_d1": _one(
        _("Still there after a day"), _("Joiners who had not left after a day."), "joins", 29
    ),
    "stayed_d7": _one(
        _("Still there after a week"), _("Joiners who had not left after 7 days."), "joins", 35
    ),
    "stayed_d30": _one(
        _("Still there after a month"), _("Joiners who had not left after 30 days."), "joins", 58
    ),
    "stayed_d90": _one(
        _("Still there after a quarter"), _("Joiners who had not left after 90 days."), "joins", 118
    ),
}
_STATES = {
    "new": _one(_("New"), _("Very first message within 28 days."), "state"),
    "vital": _one(
        _("Vital"),
        _("In 3 of 4 weeks at least 5 replies given or got, with 5 people or more."),
        "state",
    ),
    "consistently_active": _one(
        _("Consistently active"), _("Spoke in at least 3 of the 4 weeks."), "state"
    ),
    "active": _one(_("Active now and then"), _("Spoke in these 28 days, less often."), "state"),
    "at_risk": _one(
        _("At risk"),
        _("Spoke in at least 3 of the 4 weeks before, now in one at most."),
        "state",
        56,
    ),
    "dropped": _one(
        _("Dropped out"), _("Spoke in the 28 days before these, not in these."), "state", 56
    ),
}

EXPLAINED: dict[str, Explained] = _PEOPLE | _TALK | _JOINING | _STATES
