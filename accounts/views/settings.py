"""The overview of one's account, and the settings that are not allauth's."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.profile import ProfileForm
from accounts.models import User
from accounts.requests import MemberRequest
from accounts.selectors import open_erasure_of
from accounts.services.sessions import end_session
from core.web.access import editor, member
from core.web.redirects import safe_next_url
from core.web.responses import render_page


@member
@never_cache
@require_safe
def account_show(request: MemberRequest) -> HttpResponse:
    """Show where everything about one's account is found."""
    factors = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "language_name": get_language_info(request.user.language)["name_local"],
        "has_app": Authenticator.Type.TOTP in factors,
        "has_key": Authenticator.Type.WEBAUTHN in factors,
        "providers": get_social_adapter().list_providers(request),
        "erasure": open_erasure_of(request.user),
    }
    return render_page(request, "accounts/account_show.html", context)


@member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: MemberRequest) -> HttpResponse:
    """Change name, language and time zone; the pages then follow the new language."""
    person = User.objects.get(pk=request.user.pk)  # a refused form must not change the name in the header
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(person.language):
            messages.success(request, _("Your settings are saved."))
            return redirect(reverse("accounts:account_show"))
    return render_page(request, "accounts/profile_edit.html", {"form": form})


@member
@require_POST
def session_end(request: MemberRequest) -> HttpResponse:
    """Sign out one device of one's own; 404 for any other."""
    try:
        end_session(request.user, int(request.POST.get("session", "")))
    except (ValueError, OverflowError, UserSession.DoesNotExist) as error:
        raise Http404 from error
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


@editor
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def admin_sign_in(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Replace Wagtail's own sign-in and reset pages: redirect who may enter the admin to it.

    Its access sends a stranger to the site's one sign-in page, `next` kept; to other members it is not there.
    """
    return redirect(safe_next_url(request, reverse("wagtailadmin_home")))
