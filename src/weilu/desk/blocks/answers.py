"""How quickly conversations are answered."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from weilu.desk.blocks.scene import Block, Scene
from weilu.desk.figures import count, minutes, percent
from weilu.insight.shapes import AnswerTimes, Figure


def answers(times: AnswerTimes, answered: Figure, scene: Scene) -> Block:
    label = _("Answer times · %(n)s conversations, last 28 days") % {
        "n": count(times.conversations)
    }
    aside = _("pale: the 26 weeks before")
    if times.conversations < 5:
        return Block(
            label=label,
            finding=_("Fewer than 5 conversations began: no share is shown."),
            means=_("A conversation begins with a message that answers nobody."),
        )
    if not is_known(times):
        return Block(
            label=label,
            finding=_("We do not know yet: no answer to anybody is recorded or can be inferred."),
            means=_("The source may carry no replies; then silence and talk look alike."),
        )
    return Block(
        label=label,
        aside=aside,
        finding=_finding(times, scene),
        means=_means(answered, scene),
        act=_act(answered),
    )


def is_known(times: AnswerTimes) -> bool:
    """Tell whether any conversation is known to have been answered, and there are five of them."""
    return times.conversations >= 5 and any(times.now[:-1])


def _finding(times: AnswerTimes, scene: Scene) -> str:
    if times.median_minutes is None:
        return _("Fewer than half of the conversations were answered at all.")
    now = scene.number(minutes(times.median_minutes), "first_reply_median")
    if times.past_median_minutes is None:
        return format_html(_("The first answer comes after {now} (median)."), now=now)
    return format_html(
        _("The first answer comes after {now} (median); before it was {past}."),
        now=now,
        past=minutes(times.past_median_minutes),
    )


def _means(answered: Figure, scene: Scene) -> str:
    if answered.value is None:
        return _("Too few conversations for a share.")
    now = scene.number(percent(answered.value), answered.metric)
    if answered.past_median is None:
        return format_html(_("{now} of conversations were answered within 24 hours."), now=now)
    return format_html(
        _("{now} of conversations were answered within 24 hours; the usual share is {past}."),
        now=now,
        past=percent(answered.past_median),
    )


def _act(answered: Figure) -> str:
    if (
        answered.value is not None
        and answered.past_median
        and answered.value < answered.past_median
    ):
        return _("Open the unanswered ones and answer three; ask one admin to look in at noon.")
    if answered.value is not None and answered.value < 0.5:
        return _("It was so before: pick two open questions a day and call somebody who knows.")
    return _("Nothing to change; thank those who answer.")
