"""What members write stays text in every place of a block."""

from django.template.loader import render_to_string

from weilu.desk.blocks.growth import vocabulary
from weilu.desk.blocks.scene import Scene
from weilu.insight.shapes import Word

HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }}"


def test_words_of_members_are_shown_as_text_in_the_heading_and_in_the_list():
    words = [Word(word=HOSTILE, count=9, people=5, ratio=None)]

    shown = render_to_string(
        "desk/_words.html",
        {
            "blocks": {"words": vocabulary(words)},
            "words": words,
            "scene": Scene(slug="weilu", group_id=1, until_day=20_777),
        },
    )

    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;alert(1)") == 2
    assert shown.count("{{ 7|add:7 }}") == 2
