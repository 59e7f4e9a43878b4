"""Wagtail pages that are as thin as views: the page names its view, the view declares its access."""

from collections.abc import Iterable
from typing import Any, Self

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from wagtail.models import Page, PageViewRestriction

from core.web.caching.changes import PAGES, SITE
from core.web.caching.fragments import remember
from core.web.caching.versions import nothing_stored
from core.web.reader_preferences import text_language
from core.web.translation_status import incomplete_translations, written_in


class ViewPage(Page):  # type: ignore[misc]
    """An abstract page served by the view that `view` names, called as `view(request, page)`."""

    view: str = ""
    # What comes in the reader's text language when it has one of its own (reader_preferences); the URL, the
    # header, footer and all that is counted stay those of this page.
    text_fields: tuple[str, ...] = ("title", "seo_title", "search_description")
    text_language: str = ""  # the language of the version whose text was taken, else empty
    untranslated_source: str = (
        ""  # that of the source a barely begun translation still shows: core.web.translation_status
    )

    stored_language: str = ""  # the language of its text, on a list that has read it from stored facts

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.page = self  # type: ignore[attr-defined]  # for the header: languages, edit link
        self.use_translation(request)
        response = import_string(self.view)(request, self)
        patch_vary_headers(response, ("Cookie",))
        return response

    def use_translation(self, request: HttpRequest) -> None:
        """Take the text from the published version in the reader's text language, where there is one.

        A version that is only a copy, or is barely begun, or is closed to this reader, is none.
        No query for a reader without such a wish.
        """
        wanted = text_language(request)
        if not wanted or wanted == self.content_language:
            return
        version = self._version_in(wanted)
        if version is None or not self.can_share_text(version):
            return
        if not all(one.accept_request(request) for one in version.get_view_restrictions()):
            return
        for field in self.text_fields:
            setattr(self, field, getattr(version, field))
        self.text_language = wanted

    def get_view_restrictions(self) -> Any:
        """Return the restrictions on it and above it, as Wagtail does; read once until content changes."""
        if self.pk is None:
            return super().get_view_restrictions()
        found = remember(
            "page.restrictions", [self.pk], lambda: list(self._find_view_restrictions()), (PAGES, SITE)
        )
        rows = PageViewRestriction.objects.filter(pk__in=[one.pk for one in found])
        rows._result_cache = found  # so that to go through them, or to ask whether there are any, is no query
        return rows

    def _find_view_restrictions(self) -> Iterable[PageViewRestriction]:
        return super().get_view_restrictions()  # type: ignore[no-any-return]

    def can_share_text(self, version: Self) -> bool:
        """Return whether the text of another version, which its own URL shows to all, may be shown here."""
        return True

    def _version_in(self, language: str) -> Self | None:
        pages = type(self)._default_manager.live().select_related("locale")
        own = pages.filter(translation_key=self.translation_key, alias_of__isnull=True)
        version = own.filter(locale__language_code=language).first()
        if version is None or (version.translation_key, version.locale_id) in incomplete_translations(
            [self.translation_key]
        ):
            return None
        return version

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        request.is_preview = True  # type: ignore[attr-defined]
        request.page = self  # type: ignore[attr-defined]
        with nothing_stored():
            return import_string(self.view)(request, self)

    @property
    def content_language(self) -> str:
        """The language code its text is written in: the source's, when it is shown untranslated."""
        return written_in(self)
