"""Addresses of core, without a language: files, and what the machines around the site ask."""

from django.urls import URLPattern, URLResolver, path

from core.files import views as files

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("media/<path:name>", files.media_show, name="media_show"),
    # Before Wagtail's own view of the same address, which cannot send ranges.
    path("documents/<int:document_id>/<path:document_filename>", files.document_show, name="document_show"),
]
