"""What one operator has seen of the demo."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Visit(models.Model):
    """One operator in the demo: whether the guided tour is over, and the gloss shown (导览)."""

    operator = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="demo_visit"
    )
    tour_ended_at = models.DateTimeField(null=True, blank=True)  # finished or skipped
    shows_gloss = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("visit of the demo")

    def __str__(self) -> str:
        return str(self.operator)
