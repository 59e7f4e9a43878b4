"""How a member signs in: addresses, second factors, devices, accounts elsewhere."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data.exporters import delete, rows
from accounts.personal_data.members import WITH_THE_ACCOUNT
from accounts.services.sessions import end_all_sessions, sessions_of
from core.base.personal_data_registry import PersonalData, Retention

TWO_WEEKS = _("until you sign out, at most two weeks after your last sign-in")


def _factors(user: User) -> list[dict[str, Any]]:
    """Return kind and dates of each factor, never its secret."""
    columns = ("type", "created_at", "last_used_at")
    return list(Authenticator.objects.filter(user=user).order_by("pk").values(*columns))


def _sessions(user: User) -> list[dict[str, Any]]:
    return [{"expires": row.expire_date} for row in sessions_of(user)]


ENTRIES = [
    PersonalData(
        EmailAddress,
        export=rows(EmailAddress, "user", "email", "verified", "primary"),
        erase=delete(EmailAddress, "user"),
        retention=Retention(WITH_THE_ACCOUNT, _("To sign you in and to reach you.")),
        order=100,
    ),
    PersonalData(
        EmailConfirmation,
        export=rows(EmailConfirmation, "email_address__user", "created", "sent"),
        erase=delete(EmailConfirmation, "email_address__user"),
        retention=Retention(_("until the address is confirmed"), _("To check that an address is yours.")),
        order=90,
    ),
    PersonalData(
        Authenticator,
        export=_factors,
        erase=delete(Authenticator, "user"),
        retention=Retention(_("until you remove them"), _("To protect your account with a second step.")),
    ),
    PersonalData(
        UserSession,
        export=rows(UserSession, "user", "ip", "user_agent", "created_at", "last_seen_at"),
        erase=end_all_sessions,
        retention=Retention(
            TWO_WEEKS,
            _("To show you where you are signed in, so that you notice a sign-in that is not yours."),
        ),
    ),
    PersonalData(
        Session,
        export=_sessions,
        erase=end_all_sessions,
        retention=Retention(TWO_WEEKS, _("To keep you signed in from page to page.")),
    ),
    PersonalData(
        SocialAccount,
        export=rows(SocialAccount, "user", "provider", "uid", "last_login", "date_joined", "extra_data"),
        erase=delete(SocialAccount, "user"),
        retention=Retention(_("until you disconnect it"), _("To sign you in through another service.")),
        order=100,
    ),
    PersonalData(
        SocialToken,
        export=rows(SocialToken, "account__user", "expires_at"),
        erase=delete(SocialToken, "account__user"),
        retention=Retention(_("until you disconnect the service"), _("To talk to that service for you.")),
        order=90,
    ),
]
