"""A chart and the table behind it hold the same numbers."""

from weilu.ui import charts


def test_a_line_lists_every_series_beside_its_label():
    data = {
        "x": ["5-25", "6-01"],
        "series": [{"name": "活跃", "values": [97, 42]}],
        "below": {"series": [{"name": "消息", "values": [810, None], "kind": "bar"}]},
    }

    drawn = charts.drawn("line", data)

    assert drawn.table.head == ["", "活跃", "消息"]
    assert drawn.table.rows == [["5-25", 97, 810], ["6-01", 42, None]]


def test_ties_list_pairs_strongest_first_and_the_unanswered_too():
    data = {
        "nodes": [{"id": 1, "name": "顾南"}, {"id": 2, "name": "沈迟"}, {"id": 3, "name": "何暮"}],
        "links": [
            {"source": 1, "target": 3, "weight": 4},
            {"source": 1, "target": 2, "weight": 9},
        ],
        "outside": ["苏禾"],
    }

    rows = charts.drawn("ties", data).table.rows

    assert rows == [["顾南 – 沈迟", 9], ["顾南 – 何暮", 4], ["苏禾", 0]]


def test_lying_bars_start_at_zero_and_keep_their_proportions():
    small, big = charts.bars(
        {"rows": [{"label": "a", "value": 10, "past": 40}, {"label": "b", "value": 20}]}
    )

    assert big.width == small.width * 2
    assert small.past_width == small.width * 4
    assert big.past_width is None


def test_a_heat_map_leaves_the_future_empty_and_nothing_is_the_lightest():
    cells = charts.heat({"rows": ["周一"], "columns": "abcd", "values": [[0, 1, 100, None]]})

    assert [cell.step for cell in cells.rows[0][1]] == [0, 1, 5, -1]
    assert cells.highest == 100


def test_a_heat_map_of_an_empty_group_is_all_light():
    cells = charts.heat({"rows": ["周一"], "columns": "ab", "values": [[0, 0]]})

    assert [cell.step for cell in cells.rows[0][1]] == [0, 0]
