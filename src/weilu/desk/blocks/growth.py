"""Who stays: months of joining, states of engagement, words."""

from collections.abc import Mapping, Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weilu.desk.blocks.scene import Block, Scene
from weilu.desk.figures import count, percent
from weilu.insight.shapes import Cohort, Word

STATES = {
    "new": gettext_lazy("new"),
    "consistently_active": gettext_lazy("consistently active"),
    "vital": gettext_lazy("vital"),
    "active": gettext_lazy("active now and then"),
    "at_risk": gettext_lazy("at risk"),
    "dropped": gettext_lazy("dropped out"),
}


#: Newcomers on either side of a comparison of months.
FEWEST_JOINED = 20


def retention(cohorts: Sequence[Cohort], scene: Scene) -> Block:
    label = _("Who stays · people by month of joining, share that spoke in each month after")
    first = [c for c in cohorts if len(c.spoke) > 1 and c.joined >= 5]
    if not first:
        return Block(
            label=label,
            finding=_("No month with 5 joiners has a month behind it yet."),
            means=_("Shares of fewer than 5 people are not shown."),
        )
    last = first[-1]
    return Block(
        label=label,
        aside=_("grey: people"),
        finding=format_html(
            _("Of the {n} who joined in {month}, {share} spoke again the month after."),
            n=last.joined,
            month=last.month,
            share=scene.number(percent(last.spoke[1] / last.joined), "retention_d30"),
        ),
        means=_means(first),
        act=_("Ask each newcomer one question that has no wrong answer, within the first day."),
    )


def _means(cohorts: Sequence[Cohort]) -> str:
    """Compare the newer half of the months with the older; one small month decides nothing."""
    half = len(cohorts) // 2
    older, newer = cohorts[:half], cohorts[half:]
    if min(_joined(older), _joined(newer)) < FEWEST_JOINED:
        return _("Too few newcomers to see a direction.")
    change = _returned(newer) - _returned(older)
    if change < -0.05:
        return _("Newcomers come back less often than some months ago.")
    if change > 0.05:
        return _("Newcomers come back more often than some months ago.")
    return _("The share of newcomers who come back has hardly changed.")


def _joined(cohorts: Sequence[Cohort]) -> int:
    return sum(c.joined for c in cohorts)


def _returned(cohorts: Sequence[Cohort]) -> float:
    return sum(c.spoke[1] for c in cohorts) / _joined(cohorts)


def engagement(states: Mapping[str, int], scene: Scene) -> Block:
    label = _("States of engagement · people, last 4 weeks")
    total = sum(states.values())
    if not total:
        return Block(label=label, finding=_("Nobody has been active in the last weeks."))
    carrying = states.get("consistently_active", 0) + states.get("vital", 0)
    at_risk = states.get("at_risk", 0)
    come = scene.number(count(carrying), "consistently_active")
    if not at_risk:
        return Block(
            label=label,
            finding=format_html(
                _("{n} people come week after week; nobody is about to drop out."), n=come
            ),
            means=_("Vital: active in most weeks and in exchange with at least five people."),
        )
    return Block(
        label=label,
        finding=format_html(
            _("{n} people come week after week; {risk} are at risk of dropping out."),
            n=come,
            risk=scene.number(count(at_risk), "at_risk"),
        ),
        means=_("At risk: active before, silent now. It is a state, not a judgement."),
        act=_("Write to those at risk one by one; a notice to all drives more away."),
    )


def vocabulary(words: Sequence[Word]) -> Block:
    label = _("Words · last 8 weeks against the 26 before")
    risen = [w for w in words if w.ratio is None or w.ratio >= 2][:3]
    if not words:
        return Block(label=label, finding=_("Too little text for words."))
    if not risen:
        return Block(
            label=label,
            finding=_("The talk has kept its subjects."),
            means=_("No word came twice as often as before."),
            act=_("Try one new subject from the edge of this list."),
        )
    return Block(
        label=label,
        finding=_("More talk than before about %(words)s.")
        % {"words": _(", ").join(_("“%(w)s”") % {"w": w.word} for w in risen)},
        means=_("Counted are people and messages; a word of one person alone is left out."),
        act=_("Open a talk with one of these words; they are what people care about now."),
    )
