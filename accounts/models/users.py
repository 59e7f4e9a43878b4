"""The person who signs in."""

import zoneinfo
from typing import Any, TypeAlias

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.passwords import opaque_string, password_forms
from core.base.email_addresses import normalize_email
from core.base.users import AbstractUser
from core.web.reader_preferences import Pictures


def validate_time_zone(value: str) -> None:
    """Raise ValidationError unless `value` is a name of the IANA time zone database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list."), code="time_zone")


class UserManager(BaseUserManager["User"]):
    """Makes users and finds them, both by the normalised address."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=email)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address as it is stored; Django's own leaves the part before the @ as typed."""
        return normalize_email(email or "")

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make and save a user; without a password the account cannot sign in by password."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user who may do everything, for `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person."""

    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    # How they read: core.web.reader_preferences.
    text_language = models.CharField(
        _("language of texts"), max_length=12, choices=settings.LANGUAGES, blank=True, default=""
    )
    pictures = models.CharField(_("pictures"), max_length=4, choices=Pictures.choices, default=Pictures.AUTO)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_lower_unique"),
            models.CheckConstraint(
                condition=~models.Q(display_name=""), name="accounts_user_has_display_name"
            ),
            models.CheckConstraint(
                condition=models.Q(pictures__in=Pictures.values), name="accounts_user_pictures_known"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def set_password(self, raw_password: str | None) -> None:
        """Store the hash of the password's kept form; None makes it unusable."""
        super().set_password(None if raw_password is None else opaque_string(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether the password opens the account, in any form in which it may have been stored."""
        return raw_password is not None and any(map(super().check_password, password_forms(raw_password)))

    async def acheck_password(self, raw_password: str | None) -> bool:
        """Return the same, asynchronously."""
        return await sync_to_async(self.check_password)(raw_password)

    def get_full_name(self) -> str:
        """Return the name shown to others."""
        return self.display_name

    def get_short_name(self) -> str:
        """Return the name shown to others."""
        return self.display_name


AnyUser: TypeAlias = User | AnonymousUser


def display_user(user: User) -> str:
    """Return the name allauth shows and puts into mails."""
    return user.display_name
