"""Members in the admin: Wagtail's forms without the two names our members do not have."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from accounts.models import User
from accounts.rules import can_change_groups
from accounts.services.names import name_changed
from core.base.fields import EmailFormField

FIELDS = ["email", "display_name", "language", "time_zone", "is_superuser", "groups"]


class _Member:
    """What making and changing a member have in common."""

    cleaned_data: dict[str, Any]
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by.is_superuser:  # only an administrator makes administrators
            self.fields.pop("is_superuser", None)
        if not can_change_groups(by):
            self.fields["groups"].disabled = True  # shown, and what is sent for it is not read
            self.fields["groups"].help_text = _("Only administrators change these.")

    def save(self, commit: bool = True) -> User:
        """Save the member; a changed address has to be confirmed by its owner at the next sign-in."""
        user: User = super().save(commit=commit)  # type: ignore[misc]
        if commit:
            EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
            EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
        return user


class MemberCreationForm(_Member, UserCreationForm):  # type: ignore[misc]
    """Makes a member."""

    email = EmailFormField(label=_("E-mail address"))
    first_name = last_name = None

    class Meta:
        model = User
        fields = FIELDS
        labels = {"display_name": _("Name shown to others")}
        widgets = {"groups": forms.CheckboxSelectMultiple}


class MemberEditForm(_Member, UserEditForm):  # type: ignore[misc]
    """Changes a member."""

    email = EmailFormField(label=_("E-mail address"))
    first_name = last_name = None

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        """Save the member; a new name also shows on pages that others have open."""
        user = super().save(commit=commit)
        if commit and "display_name" in self.changed_data:
            name_changed(user)
        return user

    class Meta:
        model = User
        fields = [*FIELDS, "is_active"]
        labels = {"display_name": _("Name shown to others")}
        widgets = {"groups": forms.CheckboxSelectMultiple}
