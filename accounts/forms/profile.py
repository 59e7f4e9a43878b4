"""How a member is called, and in which language and time zone they read."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import time_zone_groups
from accounts.services.names import name_changed


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """Changes name, language and time zone."""

    class Meta:
        model = User
        fields = ["display_name", "language", "time_zone"]
        labels = {"display_name": _("Name shown to others")}
        help_texts = {
            "language": _("Pages and mails are in this language where it is available."),
            "time_zone": _("Times of events are shown in it. Begin to type your city to find it."),
        }
        widgets = {
            "display_name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            "time_zone": forms.Select(),
        }

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        """Save these fields, and no other that somebody changed meanwhile.

        A new name also shows on pages that others have open.
        """
        user: User = super().save(commit=False)
        if commit:
            user.save(update_fields=list(self.fields))
        if commit and "display_name" in self.changed_data:
            name_changed(user)
        return user

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = list(dict.fromkeys([*settings.INTERFACE_LANGUAGES, self.instance.language]))
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, get_language_info(code)["name_local"]) for code in codes
        ]
        zones: list[tuple[str, Any]] = [(region, list(zones)) for region, zones in time_zone_groups()]
        if all(self.instance.time_zone != name for _region, group in zones for name, _city in group):
            zones.insert(0, (self.instance.time_zone, self.instance.time_zone))
        self.fields["time_zone"].widget.choices = zones  # type: ignore[attr-defined]
