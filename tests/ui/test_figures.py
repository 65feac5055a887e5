"""Numbers as words and as small pictures."""

import pytest
from django.utils.safestring import SafeData, mark_safe

from weilu.ui.templatetags.figures import figure, heading, interval_bar, share, signed, sparkline


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1874, "1,874"),
        (288150, "288,150"),
        (0, "0"),
        (-14, "−14"),
        (12.34, "12.3"),
        (1.234, "1.23"),
        (3.0, "3"),
        (None, "—"),
        ("5 个", "5 个"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_number_reads_the_same_in_every_language(language, value, written, settings):
    settings.LANGUAGE_CODE = language

    assert figure(value) == written


def test_a_share_and_a_difference_carry_their_signs():
    assert share(0.614) == "61%"
    assert share(None) == "—"
    assert [signed(value) for value in (9, -14, 0, None)] == ["+9", "−14", "0", "—"]


def test_the_own_median_is_at_the_same_height_in_every_row():
    quiet, loud = sparkline([2, 4, 6]), sparkline([200, 400, 600])

    assert quiet.pieces == loud.pieces
    assert quiet.pieces[0].split()[1].endswith(",14.0")


def test_a_missing_week_breaks_the_line_instead_of_falling_to_zero():
    line = sparkline([5, None, 5, 6])

    assert len(line.pieces) == 2


def test_a_line_without_values_says_so():
    line = sparkline([])

    assert line.pieces == []
    assert line.words


def test_the_interval_lies_where_its_shares_say():
    bar = interval_bar(0.25, 0.5, 0.75, 0.1)

    assert (bar.left, bar.width, bar.tick, bar.base) == (21.0, 42.0, 42.0, 8.4)
    assert "50%" in bar.words
    assert "25–75%" in bar.words


def test_an_unknown_value_has_no_tick():
    bar = interval_bar(None, None, None)

    assert bar.tick is None
    assert not bar.has_span


def test_a_heading_has_no_full_stop_and_stays_as_safe_as_it_came():
    linked = heading(mark_safe("<b>3</b> 人。"))

    assert heading("已经 52 天没有新消息。") == "已经 52 天没有新消息"
    assert heading("<b>.") == "<b>"
    assert not isinstance(heading("<b>."), SafeData)
    assert linked == "<b>3</b> 人"
    assert isinstance(linked, SafeData)


def test_one_voice_in_a_silent_group_is_a_ripple_and_no_peak():
    line = sparkline([0, 0, 1, 0], 0)

    assert not line.has_median
    assert line.pieces == ["2.0,24.0 32.7,24.0 63.3,20.0 94.0,24.0"]
