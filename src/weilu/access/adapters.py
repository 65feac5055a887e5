"""How allauth behaves here: nobody signs up by themselves, secrets are stored encrypted."""

import base64
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from weilu.access import audit
from weilu.access.models import Operator

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth arrives as Any
    def is_open_for_signup(self, request: "HttpRequest") -> bool:  # noqa: ARG002  # allauth's
        """Only an invitation makes an operator."""
        return False

    def format_email_subject(self, subject: str) -> str:
        return f"{_('Weilu')}: {subject}"

    def get_password_change_redirect_url(
        self,
        request: "HttpRequest",  # noqa: ARG002  # allauth's
    ) -> str:
        return str(settings.OPERATOR_PAGE)

    def _get_login_attempts_cache_key(self, request: "HttpRequest", **credentials: Any) -> str:
        """Count failures for each pair of account and address.

        By account alone, a stranger could lock an operator out.
        """
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"

    def reauthenticate(self, user: Operator, password: str) -> bool:
        """Check the password against the operator's own address: there is no second one."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def set_password(self, user: Operator, password: str) -> None:
        super().set_password(user, password)
        audit.record("password_changed", subject=user, actor=user)

    def post_login(self, request: "HttpRequest", user: Operator, **options: Any) -> "HttpResponse":
        audit.record("signed_in", subject=user, actor=user)
        response: HttpResponse = super().post_login(request, user, **options)
        return response

    def authentication_failed(
        self,
        request: "HttpRequest",  # noqa: ARG002  # allauth's
        **credentials: Any,
    ) -> None:
        """Note a wrong password for an operator who exists; the rate limit bounds how many."""
        email = str(credentials.get("email", "")).lower()
        operator = Operator.objects.filter(email=email).first()
        if operator is not None:
            audit.record("sign_in_failed", subject=operator, actor=None)

    def add_message(self, *args: Any, **options: Any) -> None:
        """Say nothing on signing in and out: the page that follows says it."""
        template = args[2] if len(args) > 2 else options.get("message_template")
        if template in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            return
        super().add_message(*args, **options)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth arrives as Any
    """Keeps TOTP secrets and recovery seeds unreadable to who has the database but not the key."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return _("Weilu")


def _cipher() -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"weilu second factor").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))
