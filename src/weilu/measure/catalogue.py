"""Every metric that Weilu computes: its id, unit, window and formula version.

Knows the functions by name only: reading the catalogue imports no Ibis.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a metric is counted in."""

    PEOPLE = "people"
    SHARE = "share"  # 0 to 1
    RATIO = "ratio"
    DAYS = "days"
    MINUTES = "minutes"
    MESSAGES = "messages"
    INDEX = "index"  # 0 to 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric; its function has the id's name and stands in ``weilu.measure.<module>``."""

    id: str
    module: str
    unit: Unit
    days: int = 28  # local days of the window
    version: int = 1
    is_proportion: bool = False  # of n people or events: with a Wilson interval
    is_part: bool = False  # of the temperature, so measured for its past too


def _metric(module: str, name: str, unit: Unit, **more: bool | int) -> Metric:
    return Metric(id=name, module=module, unit=unit, **more)  # type: ignore[arg-type]  # Metric's


def _proportion(module: str, name: str, **more: bool | int) -> Metric:
    return _metric(module, name, Unit.SHARE, is_proportion=True, **more)


_LISTED = (
    _metric("activity", "daily_active", Unit.PEOPLE, days=1),
    _metric("activity", "weekly_active", Unit.PEOPLE, days=7),
    _metric("activity", "monthly_active", Unit.PEOPLE),
    _metric("activity", "stickiness", Unit.SHARE),
    _metric("activity", "active_days", Unit.DAYS),
    _metric("activity", "weekly_stickiness", Unit.SHARE),
    _proportion("growth", "retention_d1"),
    _proportion("growth", "retention_d7"),
    _proportion("growth", "retention_d30"),
    _proportion("growth", "retention_d90"),
    _proportion("growth", "stayed_d1"),
    _proportion("growth", "stayed_d7"),
    _proportion("growth", "stayed_d30"),
    _proportion("growth", "stayed_d90"),
    _metric("growth", "quick_ratio", Unit.RATIO),
    _proportion("participation", "speaking_share"),
    _metric("participation", "top_fifth_share", Unit.SHARE, version=2),
    _metric("participation", "top_fifth_share_of_speakers", Unit.SHARE, version=2),
    _metric("participation", "gini", Unit.RATIO),
    _proportion("participation", "lurker_share"),
    _proportion("participation", "occasional_share"),
    _proportion("participation", "leading_share"),
    _metric("participation", "bus_factor", Unit.PEOPLE),
    _metric("talk", "self_organisation", Unit.RATIO),
    _proportion("talk", "member_start_share"),
    _proportion("talk", "member_reply_share"),
    _proportion("growth", "brought_by_members"),
    _proportion("growth", "unknown_origin_share"),
    _proportion("talk", "reciprocity", is_part=True),
    _proportion("talk", "two_way_share"),
    _metric("answers", "first_reply_median", Unit.MINUTES),
    _metric("answers", "first_reply_p90", Unit.MINUTES),
    _metric("answers", "first_reply_median_at_work", Unit.MINUTES),
    _metric("answers", "first_reply_p90_at_work", Unit.MINUTES),
    _proportion("answers", "answered_rate", is_part=True),
    _proportion("answers", "welcome_rate", is_part=True),
    _metric("talk", "reaction_rate", Unit.RATIO, is_part=True, version=2),
    _metric("participation", "evenness", Unit.RATIO, is_part=True, version=2),
    _metric("temperature", "temperature", Unit.INDEX, version=2),
    _proportion("talk", "signal_ratio"),
    _metric("activity", "message_load", Unit.MESSAGES),
    _proportion("activity", "operator_share"),
    _proportion("activity", "quiet_hours_share"),
    _metric("states", "new", Unit.PEOPLE),
    _metric("states", "vital", Unit.PEOPLE),
    _metric("states", "consistently_active", Unit.PEOPLE),
    _metric("states", "active", Unit.PEOPLE),
    _metric("states", "at_risk", Unit.PEOPLE),
    _metric("states", "dropped", Unit.PEOPLE),
    _proportion("activity", "question_share"),
    _metric("activity", "activity_half_life", Unit.DAYS),
)

#: In the order of a report; the temperature comes after its parts.
METRICS: Mapping[str, Metric] = {metric.id: metric for metric in _LISTED}

#: Tables made on the way, in this order (``weilu.measure.steps``).
STEPS = ("sizes", "spoken", "turnover", "states", "ranked", "pairs", "waits")

#: Raise it when a step, or what ``held`` puts together, changes its meaning.
STEPS_VERSION = 1
