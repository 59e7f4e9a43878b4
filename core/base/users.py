"""Who acts and who looks, as the apps below accounts know them."""

import uuid
from typing import TypeAlias

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.base.fields import EmailField, NameField


class AbstractUser(AbstractBaseUser, PermissionsMixin):
    """What every app may ask of an account; `accounts.models.User` is the one model.

    `public_id` is used in addresses, `pseudonym` in append-only records.
    """

    email = EmailField(_("e-mail address"), unique=True)
    display_name = NameField(_("name shown to others"), max_length=80)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_staff = models.BooleanField(_("may use the administration site"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    class Meta:
        abstract = True


AnyUser: TypeAlias = AbstractUser | AnonymousUser
