"""All addresses. Human pages carry their language as a prefix; Wagtail's pages come last.

Wagtail's own lists of addresses are not included: they hold a sign-in without second step and a view of
documents without ranges, which would answer to what ours in front of them do not match.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views import serve as wagtaildocs_views

from core.media.files.views import document_show
from core.realtime.views import catch_up

urlpatterns = [
    path("admin/", include("accounts.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("core.operations.urls")),
    path("", include("core.media.urls")),
    path("documents/<int:document_id>/<path:document_filename>", document_show, name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        wagtaildocs_views.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("vocabularies/", include("vocabularies.urls_unprefixed")),
    path("", include("portal.urls_unprefixed")),
    *i18n_patterns(
        path("account/", include("accounts.urls")),
        path("account/", include("accounts.urls_allauth")),
        path("learn/", include("learning.urls")),
        path("vocabularies/", include("vocabularies.urls")),
        path("", include("cop.urls")),
        path("live/<uuid:space_id>/", catch_up, name="catch_up"),
        path("", include("portal.urls")),
        path(
            "_util/login/",
            RedirectView.as_view(pattern_name="account_login", query_string=True),
            name="wagtailcore_login",
        ),
        path(
            "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
            wagtail_views.authenticate_with_password,
            name="wagtailcore_authenticate_with_password",
        ),
        re_path(wagtail_urls.serve_pattern, wagtail_views.serve, name="wagtail_serve"),
        prefix_default_language=True,
    ),
]

handler400 = "core.web.errors.bad_request"
handler403 = "core.web.errors.permission_denied"
handler404 = "core.web.errors.not_found"
handler500 = "core.web.errors.server_error"
