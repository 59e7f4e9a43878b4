"""Sign-up by form and through another service: allauth's pages, in one transaction each."""

from typing import Any

from allauth.account.views import SignupView as AllauthSignupView
from allauth.socialaccount.views import SignupView as AllauthSocialSignupView
from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from core.web.access import public


class _AtomicForm:
    """Keeps nothing of an account when anything fails before the answer is ready, its mail included."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Return allauth's answer; undo the account where it raises."""
        with transaction.atomic():
            return super().form_valid(form)  # type: ignore[misc, no-any-return]


class SignupView(_AtomicForm, AllauthSignupView):  # type: ignore[misc]
    """Sign-up by address and password."""


class SocialSignupView(_AtomicForm, AllauthSocialSignupView):  # type: ignore[misc]
    """Sign-up through another service."""


_form = require_http_methods(["GET", "HEAD", "POST"])
signup = public(_form(SignupView.as_view()))
social_signup = public(_form(SocialSignupView.as_view()))
