"""What the pages read: plain SQL over a reader's views, plain values out. No ibis here.

Counted are people who are neither bot nor staff, unless a docstring says otherwise. Windows
are local days, both ends included.
"""

from weilu.insight.queries.circle import cohorts, elsewhere, lorenz, people, states, ties
from weilu.insight.queries.figures import (
    as_of,
    end_of,
    figures,
    newest_us,
    part_ranks,
    weeks_before,
)
from weilu.insight.queries.lines import group_lines, longest_pauses, spans
from weilu.insight.queries.talk import answer_times, course, heat_map, waiting
from weilu.insight.queries.words import words

__all__ = [
    "answer_times",
    "as_of",
    "cohorts",
    "course",
    "elsewhere",
    "end_of",
    "figures",
    "group_lines",
    "heat_map",
    "longest_pauses",
    "lorenz",
    "newest_us",
    "part_ranks",
    "people",
    "spans",
    "states",
    "ties",
    "waiting",
    "weeks_before",
    "words",
]
