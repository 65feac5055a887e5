"""The lease table: everything that one worker at a time may do."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Lease(models.Model):
    """A piece of work (任务) that a worker takes for a time: a job, or one occurrence of a tick.

    Whoever holds it has ``owner`` and ``fence``; the fence grows with every claim, so that a
    worker that slept through its lease is told apart from the one that took over.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    task = models.CharField(max_length=200)  # dotted path of the function
    arguments = models.JSONField(default=dict)  # {"args": [...], "kwargs": {...}}
    # A tick's occurrence ("warehouse.compact@496123"); empty for a job that was asked for.
    occurrence = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001  many are none, and NULLs do not collide
    queue = models.CharField(max_length=40, default="default")
    priority = models.SmallIntegerField(default=0)
    is_long = models.BooleanField(default=False)
    max_attempts = models.PositiveSmallIntegerField(default=5)

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    owner = models.CharField(max_length=120, blank=True)
    fence = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    attempted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    # Of the last failed attempt: kind, code and facts' sentence (own errors only), places.
    error = models.JSONField(null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(
                fields=["priority", "due_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="lease_open",
            ),
            models.Index(fields=["state", "finished_at"], name="lease_finished"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="running") | (Q(until__isnull=False) & ~Q(owner="")),
                name="lease_running_has_owner_and_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.pk})"
