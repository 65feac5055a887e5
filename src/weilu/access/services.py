"""Acts around operators and their ways in."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from weilu.access import audit
from weilu.access.errors import BadAddress, LinkSpent, NoSuchOperator, OperatorExists
from weilu.access.models import Operator, SignInLink
from weilu.access.tokens import Token, digest_of

LINK_LIFE = timedelta(minutes=15)


@transaction.atomic
def add_operator(
    *, email: str, name: str = "", password: str | None = None, runs_installation: bool = False
) -> Operator:
    """Add an operator who has no role anywhere yet. Without a password only a link lets them in."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadAddress(email=email) from error
    if Operator.objects.filter(email=email).exists():
        raise OperatorExists(email=email)
    operator = Operator.objects.create_user(email, password, name=name)
    if runs_installation:
        operator.runs_installation = True
        operator.save(update_fields=["runs_installation"])
    return operator


def operator_by_email(email: str) -> Operator:
    found = Operator.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise NoSuchOperator(email=email)
    return found


def sign_in_link(operator: Operator, *, base: str = "") -> str:
    """Return an address that signs ``operator`` in once within fifteen minutes.

    The second factor is still asked for. ``base`` is where Weilu is reached (WEILU_URL by
    default). Links made before stay valid: they end by themselves.
    """
    token, now = Token.new(), timezone.now()
    SignInLink.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    SignInLink.objects.create(
        operator=operator, digest=token.digest, created_at=now, expires_at=now + LINK_LIFE
    )
    return (base or settings.WEILU_URL).rstrip("/") + reverse("access:link", args=[token.secret])


def is_open_link(secret: str) -> bool:
    return _open_links(secret).exists()


@transaction.atomic
def redeem_link(secret: str) -> Operator:
    """Return the operator whom the link lets in, and close the link: of two requests one wins."""
    if not _open_links(secret).update(used_at=timezone.now()):
        raise LinkSpent
    return SignInLink.objects.select_related("operator").get(digest=digest_of(secret)).operator


def _open_links(secret: str) -> models.QuerySet[SignInLink]:
    return SignInLink.objects.filter(
        digest=digest_of(secret),
        used_at=None,
        expires_at__gt=timezone.now(),
        operator__is_active=True,
    )


def forget(model: type[models.Model], ids: Iterable[int]) -> int:
    """Scrub the audit entries about erased rows; see ``audit.forget``."""
    return audit.forget(model, ids)
