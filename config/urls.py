"""All addresses. Human pages carry their language as a prefix; Wagtail's pages come last."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core.ratelimit import by_address, ratelimit
from core.realtime.views import catch_up

urlpatterns = [
    path("admin/", include("accounts.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("core.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("vocabularies/", include("vocabularies.urls_plain")),
    path("", include("portal.urls_plain")),
    *i18n_patterns(
        path("account/", include("accounts.urls")),
        path("account/", include("allauth.urls")),
        path("learn/", include("learning.urls")),
        path("vocabularies/", include("vocabularies.urls")),
        path("", include("cop.urls")),
        path("live/<uuid:space_id>/", catch_up, name="catch_up"),
        path("", include("portal.urls")),
        # Before Wagtail's own sign-in, which asks for no second step, counts no tries and checks no address.
        path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
        # Before Wagtail's own again: a page's password is not to be guessed at leisure.
        path(
            "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
            ratelimit("page_password", rate="10/m,60/h", by=by_address)(
                wagtail_views.authenticate_with_password
            ),
            name="wagtailcore_authenticate_with_password",
        ),
        path("", include(wagtail_urls)),
        prefix_default_language=True,
    ),
]

handler400 = "core.errors.bad_request"
handler403 = "core.errors.permission_denied"
handler404 = "core.errors.not_found"
handler500 = "core.errors.server_error"
