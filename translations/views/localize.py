"""wagtail-localize's own forms, with the rights on each page that they do not ask for.

They take the place of its views at the same addresses, below /admin/localize/.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.models import Locale, Page
from wagtail.snippets.views.snippets import get_snippet_model_from_url_params
from wagtail_localize.views.convert import convert_to_alias
from wagtail_localize.views.edit_translation import upload_pofile
from wagtail_localize.views.snippets_api import SnippetViewSet
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from core.base.joined_names import join_names
from core.web.access import editor, requires
from translations.rules import may_publish, may_use_dashboard
from translations.selectors.rights import closed_to_sync, may_begin

ANY = ("add", "change", "delete", "view", "publish")


class _BeginView(SubmitPageTranslationView):  # type: ignore[misc]
    """Makes copies of a page translations."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Begin, or say in which languages this member may not."""
        subtree = form.cleaned_data["include_subtree"]
        pages = [self.object, *(self.object.get_descendants() if subtree else ())]
        user, locales = self.request.user, form.cleaned_data["locales"]
        closed = [each for each in locales if not all(may_begin(user, page, each) for page in pages)]
        if not closed:
            return super().form_valid(form)  # type: ignore[no-any-return]
        text = _(
            "You may not begin these pages in %(languages)s: somebody else is responsible for them, or "
            "translations are waiting there for somebody who may publish them. The translation dashboard "
            "shows what you may do."
        )
        messages.error(self.request, text % {"languages": _join(closed)})
        return self.render_to_response(self.get_context_data())  # type: ignore[no-any-return]


class _SyncView(UpdateTranslationsView):  # type: ignore[misc]
    """Updates translations from their source."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Do so; publish each only for users who may publish it."""
        publish = form.cleaned_data["publish_translations"]
        closed = closed_to_sync(self.request.user, self.object) if publish else []
        if not closed:
            return super().form_valid(form)  # type: ignore[no-any-return]
        text = _("You may not publish this page in %(languages)s. Do it again without publishing.")
        messages.error(self.request, text % {"languages": _join(closed)})
        return self.render_to_response(self.get_context_data())  # type: ignore[no-any-return]


_form = require_http_methods(["GET", "HEAD", "POST"])
translation_begin = requires(may_use_dashboard)(_form(_BeginView.as_view()))
translations_sync = requires(may_use_dashboard)(_form(_SyncView.as_view()))


@requires(may_use_dashboard)
@require_http_methods(["GET", "HEAD", "POST"])
def alias_convert(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make a translation a copy of its source again, for users who may publish it: readers see it at once."""
    if not may_publish(request.user, get_object_or_404(Page, pk=page_id)):
        raise PermissionDenied
    answer: HttpResponse = convert_to_alias(request, page_id)
    return answer


@requires(may_use_dashboard)
@require_POST
def pofile_upload(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take a PO file in for a page that this member may change; 400 for one that was not made here."""
    try:
        answer: HttpResponse = upload_pofile(request, translation_id)
    except LookupError as error:
        raise BadRequest("A PO file without its header, or in an unknown character set") from error
    return answer


@editor
@require_safe
def snippets_list(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """List snippets, or show one, as JSON to users with some permission for their model; 404 to others."""
    model = get_snippet_model_from_url_params(kwargs["app_label"], kwargs["model_name"])
    if not model.snippet_viewset.permission_policy.user_has_any_permission(request.user, ANY):
        raise Http404
    ask = "retrieve" if "pk" in kwargs else "list"
    answer: HttpResponse = SnippetViewSet.as_view({"get": ask})(request, **kwargs)
    return answer


def _join(locales: Iterable[Locale]) -> str:
    return join_names([each.get_display_name() for each in locales])
