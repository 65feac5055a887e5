"""The week in sentences: insight's facts filled with names, figures and links to their rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from weilu.community.models import Group
from weilu.desk.blocks.scene import Scene
from weilu.desk.figures import count, percent, spoken_date, waited
from weilu.insight.sentences import LINKS, REASONS, SENTENCES
from weilu.insight.shapes import Fact, GroupLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence as shown; ``plain`` is the same without links."""

    text: SafeString
    is_urgent: bool

    @property
    def plain(self) -> str:
        return strip_tags(self.text)


def week_sentences(facts: list[Fact], groups: Mapping[int, Group], scene: Scene) -> list[Sentence]:
    return [
        Sentence(text=_say(fact, groups, scene), is_urgent=fact.is_urgent)
        for fact in facts
        if fact.group_id is None or fact.group_id in groups
    ]


def _say(fact: Fact, groups: Mapping[int, Group], scene: Scene) -> SafeString:
    links = LINKS.get(fact.code, {})
    filled: dict[str, SafeString | str] = {}
    for key, value in fact.facts.items():
        text = _written(key, value, scene)
        metric = links.get(key)
        filled[key] = scene.number(text, metric, group_id=fact.group_id or 0) if metric else text
    if fact.group_id is not None:
        filled["group"] = _group(groups[fact.group_id], scene)
    return format_html(_(SENTENCES[fact.code]), **filled)


def _group(group: Group, scene: Scene) -> SafeString:
    gloss = scene.glosses.get(group.pk)
    return format_html(
        '<a class="strong" href="{}"><bdi>{}</bdi></a>{}',
        reverse("desk:group", args=[scene.slug, group.pk]),
        group.name,
        format_html(' <span class="gloss">({})</span>', gloss) if gloss else "",
    )


def _written(key: str, value: float | str, scene: Scene) -> str:
    """Write a fact by what its name ends in: _share, _hours, _day; else as a count."""
    if isinstance(value, str):
        return value
    if key.endswith("share"):
        return percent(value)
    if key.endswith("hours"):
        return waited(value)
    if key.endswith("day"):
        return spoken_date(int(value), today=scene.until_day)
    return count(value)


def reason(line: GroupLine, scene: Scene) -> SafeString:
    """Say in a few words why a group asks for attention, or what else there is to know of it."""
    template = REASONS.get(line.reason)
    if template is None:
        return SafeString("")
    filled = {key: _written(key, value, scene) for key, value in line.facts.items()}
    return format_html(_(template), **filled)
