"""What an operator sets about themselves."""

from typing import ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from weilu.access.models import Operator


class ProfileForm(forms.ModelForm[Operator]):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = Operator
        fields: ClassVar = ["name", "language", "has_shortcuts"]
        labels: ClassVar = {
            "name": _("Your name"),
            "has_shortcuts": _("Single-key shortcuts"),
        }
        help_texts: ClassVar = {
            "name": _("How your team sees you."),
            "has_shortcuts": _("Keys such as / for search or G then T. Off while you type."),
        }


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)
