"""The line under a group's name: how many are there, how many speak."""

from collections.abc import Mapping, Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _

from weilu.desk.blocks.scene import Scene
from weilu.desk.figures import count
from weilu.insight.shapes import Figure, WeekPoint


def member_line(figures: Mapping[str, Figure], points: Sequence[WeekPoint], scene: Scene) -> str:
    """Return members, active people of 7 and 28 days and the messages of 28 days."""
    speaking = figures["speaking_share"]
    weekly, monthly = figures["weekly_active"], figures["monthly_active"]
    return format_html(
        _("{members} members · active in 7 days {week} · in 28 days {month} · {messages} messages"),
        members=count(speaking.n),
        week=scene.number(count(weekly.value or 0), "weekly_active"),
        month=scene.number(count(monthly.value or 0), "monthly_active"),
        messages=scene.number(count(sum(p.messages for p in points[-4:])), "messages"),
    )
