"""How allauth meets the site: mail through core.mail, links and passkeys bound to the settings."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from accounts import mails, signup_redirect
from accounts.forms.signup_fields import CONFIRMED_ADDRESS
from accounts.known_devices import known_device, remember
from accounts.models import User
from core.base.email_addresses import display_email, normalize_email, validate_address
from core.base.text_cleaning import clean_name
from core.mail import MailRefused
from core.realtime.log import access_changed
from core.web.redirects import own_path

logger = logging.getLogger("accounts.adapters")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up, sign-in and their mails."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Fill in what our form asked, so that the row is whole when it is first written."""
        user.display_name = form.cleaned_data["display_name"]
        user.time_zone = form.cleaned_data.get("time_zone") or "UTC"
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit=commit)

    def clean_email(self, email: str) -> str:
        """Return the normalised address; allauth calls this for each that a form or a provider sends."""
        address = normalize_email(email)
        validate_address(address)
        return address

    def set_password(self, user: User, password: str) -> None:
        """Store the new password and nothing else: an old address may not be storable again."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Pass the mail to core.mail, in the language of the reader."""
        reader = context.get("user") or _owner_of(email)
        facts = {"email": email, "user": reader, "reader": reader}
        mails.send(template_prefix, email, context | facts, reader)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Mail the member about a change, which was made even when their old address cannot get mail."""
        try:
            super().send_notification_mail(template_prefix, user, *args, **kwargs)
        except MailRefused:
            logger.warning("Member %s cannot be mailed %s.", user.pk, template_prefix)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the link on the site's own address, never on the Host that a stranger sent.

        It contains the page the newcomer wanted: the mail may be opened in another browser.
        """
        then = signup_redirect.sign(get_next_redirect_url(request))
        with translation.override(emailconfirmation.email_address.user.language):
            link = settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])
        return f"{link}?{urlencode({signup_redirect.FIELD: then})}" if then else link

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Go on to where the newcomer was going, by the sign-in page, which then knows the address."""
        self.request.session[CONFIRMED_ADDRESS] = display_email(email_address.email)
        path = signup_redirect.read(self.request.GET.get(signup_redirect.FIELD, ""))
        if not path:
            return str(resolve_url(super().get_email_verification_redirect_url(email_address)))
        if self.request.user.is_authenticated:
            return path
        return f"{reverse('account_login')}?{urlencode({'next': path})}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link on the site's own address, never on the Host that a stranger sent."""
        parts = {"uidb36": context["uid"], "key": context["key"]}
        with translation.override(user.language):
            link = settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=parts)
        self.send_mail("account/email/password_reset_key", email, {**context, "password_reset_url": link})

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Let nobody in through a demonstration account where there is no demonstration."""
        if user.is_demo and not settings.DEMO:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Remember the browser, so that a stranger's guesses do not shut this member out."""
        response = super().post_login(request, user, **kwargs)
        remember(response, user.email)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count the wrong passwords of a member's own browser apart from everybody else's."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        device = known_device(request, str(credentials.get("email", "")))
        return f"{key}:{device}" if device else key

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go to the home page of the member's language."""
        return f"/{getattr(request.user, 'language', None) or translation.get_language()}/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Go to the home page in the language that was being read."""
        return f"/{translation.get_language()}/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the account's overview, where the message says that it is done."""
        return reverse("accounts:account_show")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Offer a mailed code only to members without password and second step, who came by ORCID."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way for way in methods if way["id"] != "reauthenticate_by_code"] or methods

    def is_safe_url(self, url: str | None) -> bool:
        """Follow `next` only within the host that was asked; other allowed hosts hold strangers' pages."""
        return bool(own_path(allauth_context.request, url or ""))


def _owner_of(email: str) -> User | None:
    address = EmailAddress.objects.filter(email=normalize_email(email)).select_related("user").first()
    return address.user if address else None


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in with ORCID and OpenID Connect."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Propose the provider's name; the member sees it and may change it before it is saved."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        name = data.get("name") or " ".join(part for part in parts if part)
        try:
            user.display_name = clean_name(name or "")[:80]
        except ValidationError:
            user.display_name = ""
        return user


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and one-time codes."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bind passkeys to the configured domain; the Host header has no say."""
        host = settings.WEBAUTHN_RP_ID or urlsplit(settings.SITE_URL).hostname
        return {"id": str(host), "name": settings.SITE_NAME}


class UserSessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """The list of one's devices."""

    def end_sessions(self, sessions: Any) -> None:
        """Sign these devices out, and say so to live discussion."""
        ending = list(sessions)
        super().end_sessions(ending)
        for user_id in {session.user_id for session in ending}:
            access_changed(user_id)
