"""The table of the overview: what needs somebody stands first."""

from types import SimpleNamespace

from weilu.desk.views.overview import SORTS


def row(name: str, *, cooling: bool = False, waiting: int = 0, active: int = 10):
    line = SimpleNamespace(needs_attention=cooling, waiting=waiting, active=active)
    return SimpleNamespace(line=line, group=SimpleNamespace(name=name))


def test_groups_that_cool_come_first_then_those_where_a_newcomer_waits_then_the_liveliest():
    rows = [
        row("silent", active=0),
        row("lively", active=90),
        row("waited for", waiting=1, active=30),
        row("cooling", cooling=True, active=5),
    ]

    found = [each.group.name for each in sorted(rows, key=SORTS["attention"])]

    assert found == ["cooling", "waited for", "lively", "silent"]
