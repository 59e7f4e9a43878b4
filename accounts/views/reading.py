"""How one reads: open to members, who keep it in their account, and to visitors, whose browser keeps it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms.reading import ReadingForm
from accounts.models import User
from core.web import reader_preferences
from core.web.access import public
from core.web.redirects import safe_next_url
from core.web.responses import render_page


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reading_edit(request: HttpRequest) -> HttpResponse:
    """Choose the language of texts and when pictures are fetched, then go back to where one was."""
    # A link to this page may name a language (?text=ar), which is then selected.
    now = {
        "text_language": reader_preferences.text_language(request),
        "pictures": reader_preferences.pictures(request),
    }
    form = ReadingForm(request.POST if request.method == "POST" else None, initial=now)
    next_url = safe_next_url(request, "")
    if request.method != "POST" or not form.is_valid():
        return render_page(request, "accounts/reading_edit.html", {"form": form, "next_url": next_url})
    messages.success(request, _("Your choices are kept."))
    response = HttpResponseRedirect(next_url or reverse("accounts:reading_edit"))
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(**form.cleaned_data)
    else:
        reader_preferences.remember(response, **form.cleaned_data)
    return response
