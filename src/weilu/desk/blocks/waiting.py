"""Newcomers whose first words nobody has answered."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weilu.desk.blocks.scene import Block, Scene
from weilu.desk.figures import count, percent, waited
from weilu.insight.shapes import Figure, Waiting


def waiting(found: Sequence[Waiting], welcome: Figure, scene: Scene) -> Block:
    label = _("Newcomers unanswered · now")
    means = _welcome(welcome, scene)
    if not found:
        return Block(
            label=label,
            finding=_("Nobody new is waiting for an answer."),
            means=means,
            act=_("Nothing to do here now."),
        )
    longest = max(found, key=lambda w: w.hours)
    sentence = ngettext(
        "{n} newcomer waits for a first answer.",
        "{n} newcomers wait for a first answer.",
        len(found),
    )
    return Block(
        label=label,
        finding=format_html(sentence, n=scene.number(count(len(found)), "waiting")),
        means=means,
        act=format_html(
            _("Answer {name} first: {hours} already."),
            name=scene.person(longest.person_id),
            hours=waited(longest.hours),
        ),
    )


def _welcome(figure: Figure, scene: Scene) -> str:
    if figure.value is None:
        return _("Fewer than 5 newcomers spoke in the last 28 days: too few for a share.")
    now = scene.number(percent(figure.value), figure.metric)
    if figure.past_median is None:
        return format_html(_("{now} of newcomers were answered within a day."), now=now)
    return format_html(
        _("{now} of newcomers were answered within a day; the median of 26 weeks is {past}."),
        now=now,
        past=percent(figure.past_median),
    )
