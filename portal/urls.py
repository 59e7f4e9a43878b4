"""Addresses of the portal with a language prefix; Wagtail's pages are mounted after them."""

from django.urls import URLPattern, URLResolver, path

from core.mail.views import preview_show
from portal import views

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide/", views.styleguide_show, name="styleguide"),
    path("styleguide/mail/", preview_show, name="mail_preview"),
    path("announcements/<uuid:public_id>/dismiss/", views.announcement_dismiss, name="announcement_dismiss"),
]
