"""Addresses of accounts; those of signing up and in are allauth's, mounted beside them."""

from django.urls import URLPattern, URLResolver, path

from accounts.views import privacy, reading, settings

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", settings.account_show, name="account_show"),
    path("profile/", settings.profile_edit, name="profile_edit"),
    path("reading/", reading.reading_edit, name="reading_edit"),
    path("sessions/end/", settings.session_end, name="session_end"),
    path("consent/", privacy.consent_edit, name="consent_edit"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("data/", privacy.data_show, name="data_show"),
    path("data/export/", privacy.export_request, name="export_request"),
    path("data/export/<uuid:public_id>/", privacy.export_download, name="export_download"),
    path("data/erasure/", privacy.erasure_edit, name="erasure_edit"),
    path("data/erasure/cancel/", privacy.erasure_cancel, name="erasure_cancel"),
]
