"""What insight keeps beside the warehouse: what its numbers were made from, and words."""

from django.db import models

from weilu.community.models import Community, Group


class Freshness(models.Model):
    """From which facts the derived rows of a group were made; group_id 0: its community's measures.

    A mark sums up facts and formulas; where it differs from today's, the rows are made anew.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    group_id = models.BigIntegerField()
    derived_from = models.CharField(max_length=64, blank=True)
    measured_from = models.CharField(max_length=64, blank=True)
    until_day = models.IntegerField(default=0)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "group_id"], name="freshness_is_known_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.group_id}"


class GroupWords(models.Model):
    """The words of a group's last 8 weeks, each with its messages and people."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="+")
    until_day = models.IntegerField()
    made_from = models.CharField(max_length=64)
    words = models.JSONField(default=list)  # [word, messages, people, ratio or null]

    def __str__(self) -> str:
        return f"{self.group}: {len(self.words)}"
