"""What operators fill in about communities and teams."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from weilu.access.models import Operator
from weilu.community import zones
from weilu.community.models import Community, OperatorRole

if TYPE_CHECKING:
    from weilu.community.permissions import CommunityRequest

Kind = OperatorRole.Kind


class ZoneField(forms.CharField):
    """A time zone by its id; the browser searches the list that stands beside the field."""

    def __init__(self, **options: Any) -> None:
        attributes = {"list": "zones", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(
            max_length=60,
            label=_("Time zone"),
            help_text=_("Type a city or an id: 上海, Tokyo, Asia/Shanghai."),
            widget=forms.TextInput(attrs=attributes),
            **options,
        )

    def clean(self, value: Any) -> str:
        zone = cast("str", super().clean(value)).strip()
        if zone in zones.names():
            return zone
        named = [name for name in zones.names() if zone and zone in zones.city_of(name)]
        if len(named) == 1:
            return named[0]
        raise ValidationError(_("Choose a time zone from the list."))


class CommunityForm(forms.ModelForm[Community]):
    timezone = ZoneField()

    class Meta:
        model = Community
        fields: ClassVar[Sequence[str]] = ["name", "timezone"]
        labels = {"name": _("Name")}


class NewCommunityForm(CommunityForm):
    class Meta(CommunityForm.Meta):
        fields: ClassVar[Sequence[str]] = ["name", "slug", "timezone"]
        labels = {"name": _("Name"), "slug": _("Short name for the address")}
        help_texts = {"slug": _("Latin letters and figures. Left empty, Weilu finds one.")}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["slug"].required = False


def kinds_for(role: OperatorRole) -> list[tuple[str, Any]]:
    """Return the roles that somebody with ``role`` may give."""
    return [
        (kind.value, kind.label) for kind in Kind if kind != Kind.OWNER or role.kind == Kind.OWNER
    ]


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("Email"))
    kind = forms.ChoiceField(label=_("Role"), initial=Kind.EDITOR)

    def __init__(self, *arguments: Any, request: "CommunityRequest", **options: Any) -> None:
        super().__init__(*arguments, **options)
        cast("forms.ChoiceField", self.fields["kind"]).choices = kinds_for(request.role)


class RoleForm(forms.Form):
    kind = forms.ChoiceField(label=_("Role"), choices=Kind.choices)


class NewcomerForm(forms.Form):
    """Name and password of somebody who was invited and has no account yet."""

    name = forms.CharField(label=_("Your name"), max_length=60)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *arguments: Any, email: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.email = email
        self.fields["password"].help_text = " ".join(
            str(text) for text in password_validators_help_texts()[:1]
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "password" in cleaned:
            shape = Operator(email=self.email, name=cleaned.get("name", ""))
            try:
                validate_password(cleaned["password"], shape)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
