"""Operators: the people who use Weilu. Members of groups never sign in here."""

from typing import ClassVar

from auditlog.models import AbstractLogEntry
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from weilu.access.audit import AuditManager


class OperatorManager(BaseUserManager["Operator"]):
    """Make operators; without a password only a sign-in link or a reset opens the door."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> "Operator":
        operator = self.model(email=self.normalize_email(email).lower(), name=name)
        operator.set_password(password)
        operator.save(using=self._db)
        return operator


class Operator(AbstractBaseUser):
    """Somebody who runs communities with Weilu (运营). Not a member of a group."""

    email = models.EmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    runs_installation = models.BooleanField(
        _("looks after this installation"),
        default=False,
        help_text=_("May create communities and see the state of the server."),
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    has_shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = OperatorManager()

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)


class SignInLink(models.Model):
    """A way in that works once and for a short time; only the digest of its token is kept."""

    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_in_links"
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in link")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="sign_in_link_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator}, {self.expires_at:%Y-%m-%d %H:%M}"


class AuditEntry(AbstractLogEntry):  # type: ignore[misc]  # auditlog is untyped
    """One act of an operator (操作记录): a changed row, or an act that changes none."""

    community_id = models.BigIntegerField(null=True, blank=True, db_index=True, editable=False)
    act = models.CharField(max_length=40, blank=True)  # "" = a row was made, changed or deleted

    objects: ClassVar = AuditManager()

    class Meta(AbstractLogEntry.Meta):  # type: ignore[misc]  # auditlog is untyped
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-pk"]
