"""Wagtail pages that are as thin as views: the page names its view, the view declares its access."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string
from wagtail.models import Page


class ViewPage(Page):  # type: ignore[misc]
    """An abstract page served by the view that `view` names, called as `view(request, page)`."""

    view: str = ""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.page = self  # type: ignore[attr-defined]  # the frame asks for it: languages, edit link
        return import_string(self.view)(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        request.is_preview = True  # type: ignore[attr-defined]
        request.page = self  # type: ignore[attr-defined]
        return import_string(self.view)(request, self)

    @property
    def content_language(self) -> str:
        """The language code its text is written in: the source's, when it is shown untranslated."""
        source = self.alias_of if self.alias_of_id else self
        return source.locale.language_code
