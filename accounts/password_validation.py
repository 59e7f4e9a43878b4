"""Django's password validators, which judge the form that is kept."""

from django.contrib.auth import password_validation as django_validation

from accounts.models import AnyUser
from accounts.passwords import opaque_string


class _KeptForm:
    """Passes the parent the password as it will be stored, for forms, commands and the admin."""

    def validate(self, password: str, user: AnyUser | None = None) -> None:
        """Raise ValidationError for a password that is too weak."""
        super().validate(opaque_string(password), user)  # type: ignore[misc]


class UserAttributeSimilarityValidator(_KeptForm, django_validation.UserAttributeSimilarityValidator):
    """Refuses a password that is much like the address or the name."""


class MinimumLengthValidator(_KeptForm, django_validation.MinimumLengthValidator):
    """Refuses a short password."""


class CommonPasswordValidator(_KeptForm, django_validation.CommonPasswordValidator):
    """Refuses a password that many people have."""


class NumericPasswordValidator(_KeptForm, django_validation.NumericPasswordValidator):
    """Refuses a password of digits only."""
