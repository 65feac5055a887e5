"""States of engagement: each person who spoke in the last eight weeks is in one of six.

In this order, the first that fits:

``dropped``              spoke in the 28 days before these, not in these
``new``                  very first message in these 28 days
``vital``                in 3 of the 4 weeks at least 5 replies (given or got) with 5 people or more
``consistently_active``  spoke in at least 3 of the 4 weeks
``at_risk``              spoke in at least 3 of the 4 weeks before, now in one at most
``active``               all others who spoke
"""

from ibis import Table, _

from weilu.measure.results import at, count
from weilu.measure.tables import Tables

STATES = ("new", "vital", "consistently_active", "active", "at_risk", "dropped")


def new(tables: Tables, windows: Table) -> Table:
    """Count people whose very first message fell in the window."""
    return _in_state(tables, windows, "new")


def vital(tables: Tables, windows: Table) -> Table:
    """Count people in lively exchange with five others or more, week after week."""
    return _in_state(tables, windows, "vital")


def consistently_active(tables: Tables, windows: Table) -> Table:
    """Count people who spoke in three of the four weeks."""
    return _in_state(tables, windows, "consistently_active")


def active(tables: Tables, windows: Table) -> Table:
    """Count people who spoke now and then."""
    return _in_state(tables, windows, "active")


def at_risk(tables: Tables, windows: Table) -> Table:
    """Count people who came week after week and now hardly speak."""
    return _in_state(tables, windows, "at_risk")


def dropped(tables: Tables, windows: Table) -> Table:
    """Count people who spoke in the 28 days before and not in these."""
    return _in_state(tables, windows, "dropped")


def _in_state(tables: Tables, windows: Table, name: str) -> Table:
    found = (
        at(windows, tables.states)
        .filter(_.state == name)
        .group_by("group_id", "until_day")
        .aggregate(people=_.count())
    )
    return count(windows, found, "people")
