"""Sign-up through ORCID or an OpenID Connect provider."""

from typing import Any

from allauth.socialaccount.forms import SignupForm as AllauthSignupForm

from accounts.forms.authentication import NewAddressMixin, PlaceholderFreeMixin


class SocialSignupForm(PlaceholderFreeMixin, NewAddressMixin, AllauthSignupForm):  # type: ignore[misc]
    """Completes what the provider sent; asks for consent like every sign-up."""

    field_order = ["display_name", "email", "consent", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.sociallogin.account.extra_data or {}
        self.fields["display_name"].initial = self.sociallogin.user.display_name or data.get("name", "")
