"""When the staff put notices into the hall: once in a calm week, many times in a loud one.

Whom a notice drives away leaves soon after it, so that leaving must know of them beforehand.
"""

from functools import cache

from weilu.demo.simulator import moments
from weilu.demo.simulator.material import load
from weilu.demo.simulator.moments import DAY, HOUR, MINUTE


@cache
def notices(week: int) -> tuple[int, ...]:
    """Return the seconds of the notices of a week, spread over its days between 9 and 22."""
    data = load("customs/notices")
    count = dict(data["loud"]).get(week, data["calm"])
    begin = moments.second(moments.monday(week))
    if count == data["calm"]:
        return (begin + DAY + 10 * HOUR + 13 * MINUTE,)
    found = []
    for number in range(count):
        day, place = number % 7, number // 7
        hour = 9.3 + 12.2 * (place + 0.5) / (count // 7 + 1)
        found.append(begin + day * DAY + int(hour * HOUR) + number * 7 % 23 * MINUTE)
    return tuple(sorted(found))


@cache
def too_many(week: int) -> float:
    """Return how many posts a day beyond the bearable the staff of the hall plan for a week."""
    data = load("customs/notices")
    posts = (len(notices(week)) + data["columns"]) / 7
    return float(max(0.0, posts - data["bearable"]))
