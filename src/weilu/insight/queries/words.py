"""The words of a group, as the worker counted them."""

from weilu.insight.models import GroupWords
from weilu.insight.shapes import Word
from weilu.warehouse.reader import Reader


def words(_reader: Reader, group_id: int) -> list[Word]:
    """Return the words of the last 8 weeks, those of most people first; none before counting."""
    found = GroupWords.objects.filter(group_id=group_id).values_list("words", flat=True).first()
    return [
        Word(word=word, count=count, people=people, ratio=ratio)
        for word, count, people, ratio in found or []
    ]
